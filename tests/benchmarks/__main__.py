"""Every table, printed as it is made, and all of them written as JSON: `python -m tests.benchmarks [PART …]`."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from pathlib import Path

from . import builds, catalog, check, pieces, press, reader
from .measure import Table, machine

RUNS = 5
"""Turns of each way; more where one is short."""


def _builds(quick: bool) -> Iterator[Table]:
    for theme in ("mkdocs", "material"):
        yield from builds.side_by_side(3 if quick else RUNS, 20 if quick else 50, theme)


def _growth(quick: bool) -> Iterator[Table]:
    yield builds.growth(3 if quick else RUNS, (50, 100) if quick else (100, 1_000, 10_000))
    yield builds.kept_by_length()


def _pieces(quick: bool) -> Iterator[Table]:
    yield pieces.injection(RUNS if quick else 25)
    yield pieces.blocks(RUNS if quick else 25)


def _catalog(quick: bool) -> Iterator[Table]:
    for count in (1, 100, 10_000) if quick else (1, 100, 10_000, 100_000):
        yield catalog.table(count, 1 if quick else 3)


def _browser(quick: bool) -> Iterator[Table]:
    yield reader.network()
    yield reader.script(RUNS)


PARTS: dict[str, Callable[[bool], Iterator[Table]]] = {
    "pieces": _pieces,
    "builds": _builds,
    "growth": _growth,
    "serve": lambda quick: iter([builds.served(RUNS, 20 if quick else 100, 100 if quick else 100_000)]),
    "catalog": _catalog,
    "check": lambda quick: iter([check.table((400,) if quick else (1_000, 10_000), 1 if quick else 3)]),
    "browser": _browser,
    "press": lambda quick: iter([press.table(1 if quick else 2 * RUNS)]),
    "lighthouse": lambda quick: iter([reader.lighthouse(1 if quick else RUNS)]),
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", help=f"which of {', '.join(PARTS)}; all of them without")
    parser.add_argument("--quick", action="store_true", help="small sites and few runs: to see that it works")
    parser.add_argument(
        "-o", "--output", type=Path, default=Path("benchmarks.json"), help="the JSON file (%(default)s)"
    )
    call = parser.parse_args()
    if unknown := set(call.parts) - set(PARTS):
        parser.error(f"unknown part {', '.join(unknown)}")
    before = machine()
    print(f"Python {before['python']}, {before['processor']}, {before['cores']} cores, load {before['load']} before.\n")
    tables = []
    for name in call.parts or PARTS:
        for table in PARTS[name](call.quick):
            print(table, flush=True)
            tables.append({"part": name, **table.data()})
            call.output.write_text(
                json.dumps({"machine": before, "tables": tables}, indent=1, ensure_ascii=False), "utf-8"
            )
    print(f"Load {machine()['load']} after. Written to {call.output}.")


if __name__ == "__main__":
    main()
