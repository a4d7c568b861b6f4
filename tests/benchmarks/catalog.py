"""What a catalogue of 100,000 products costs: time and peak memory, beside the standard readers alone. A benchmark.

Run `python -m tests.benchmarks.catalog`, and compare the rows of one run only. The standard readers check nothing and keep
no lines. Time is the processor's, memory the peak of a process of its own, less that of one that reads nothing.
"""

from __future__ import annotations

import argparse
import csv
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

import yaml

from mkdocs_mos.content.catalog import load
from mkdocs_mos.core.product import FIELDS

from .measure import Table

READERS = {".yml": "yaml.load(CSafeLoader)", ".json": "json.load", ".csv": "csv.DictReader"}


def products(count: int) -> Iterator[tuple[str, dict[str, str]]]:
    """Products as a shop has them, each a little different."""
    for n in range(count):
        yield (
            f"sku-{n:06}",
            {
                "title": f"Flagship package {n}",
                "desc": f"Everything we have, for teams of up to {n % 90 + 10} people; set up in a day, with no contract.",
                "price": f"${n % 900}.00",
                "linePrice": f"${n % 900 + 100}.00",
                "cover": f"img/products/{n}.jpg",
                "linkUrl": f"https://example.com/products/{n}",
            },
        )


def write(folder: Path) -> None:
    """Write the files, their number of products being the folder's name."""
    count = int(folder.name)
    shop = dict(products(count))
    (folder / "c.json").write_text(json.dumps(shop, indent=1), "utf-8")
    (folder / "c.yml").write_text(yaml.dump(shop, Dumper=yaml.CSafeDumper, sort_keys=False, width=1000), "utf-8")
    with (folder / "c.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ("name", *FIELDS))
        writer.writeheader()
        writer.writerows({"name": name, **record} for name, record in shop.items())


def alone(path: Path) -> object:
    """Read a file as its standard reader does."""
    with path.open(encoding="utf-8", newline="") as file:
        if path.suffix == ".json":
            return json.load(file)
        if path.suffix == ".csv":
            return {row["name"]: row for row in csv.DictReader(file)}
        return yaml.load(file, Loader=yaml.CSafeLoader)


def ours(path: Path) -> object:
    catalog, problems = load([path], str)
    assert len(catalog)
    assert not problems, problems[:3]
    return catalog


WAYS: dict[str, Callable[[Path], object]] = {"alone": alone, "ours": ours, "nothing": lambda path: None, "write": write}


def measure(way: str, path: Path) -> tuple[float, float]:
    """Seconds and megabytes of one way to read a file, in a process of its own."""
    run = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.catalog", "--one", way, str(path)], capture_output=True, check=True
    )
    seconds, megabytes = run.stdout.split()
    return float(seconds), float(megabytes)


def table(count: int, runs: int) -> Table:
    found = Table(
        f"A catalogue of {count:,} products: processor seconds and megabytes",
        ("file", "MB", "standard reader", "s", "memory, MB", "ours, s", "memory, MB", "time, ratio", "memory, ratio"),
        note="The standard readers check nothing and keep no lines.",
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / str(count)
        folder.mkdir()
        measure("write", folder)  # not here: a process begins with its parent's peak of memory
        ways = ("alone", "ours", "nothing")
        for suffix, reader in READERS.items():
            path = folder / f"c{suffix}"
            # Turn by turn, so that a busy machine is busy for both.
            turns = [[measure(way, path) for way in ways] for _ in range(runs)]
            (s, mb), (our_s, our_mb), (_, empty) = (
                tuple(median(turn[way][what] for turn in turns) for what in (0, 1)) for way in range(len(ways))
            )
            mb, our_mb = mb - empty, our_mb - empty
            size = path.stat().st_size / 1e6
            found.rows.append(
                (suffix[1:], size, f"`{reader}`", s, mb, our_s, our_mb, our_s / s, our_mb / mb if mb > 1 else None)
            )
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        way, path = options.one
        start = time.process_time()
        kept = WAYS[way](Path(path))
        seconds = time.process_time() - start
        print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        del kept
        return
    print(table(options.count, options.runs))


if __name__ == "__main__":
    main()
