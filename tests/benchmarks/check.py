"""How fast `check` reads a site, how much memory it takes, and how both grow. A benchmark, no test.

Run `python -m tests.benchmarks.check`. Where other programs use the machine, too, read the column of CPU seconds: it is the
sum over all processes. Memory is the peak of the main process, and of the largest worker times their number.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from html import escape
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from mkdocs_mos.audit.site import check_site
from mkdocs_mos.core.links import context_link, direct_link
from mkdocs_mos.core.product import Product
from mkdocs_mos.core.snippet import loader

from .measure import Spread, Table

SITE = "https://help.tea.internal/"  # of an example address it would warn
SENTENCE = "<p>Open the <em>settings</em>, choose the members that it is for, and press <kbd>Save</kbd>.</p>\n"
LOADER = loader("acme")
CANONICAL = '<link rel="canonical" href="{}">'


MATTER = (
    "a,area,form,iframe,script,style,title,textarea,noscript,template,link,meta,base,[data-mos-chat],[data-mos-product]"
)
"""The elements that `check` is about."""


def page(number: int, sentences: int = 15) -> str:
    """A page of about 20 KB with one card or two, as a theme with a navigation draws it; of 104 KB with 130 sentences."""
    nav = "".join(
        f'<li class="nav-item"><a class="nav-link" href="../{(number + i) % 1000}/">Topic {i}</a></li>\n'
        for i in range(80)
    )
    text = "".join(
        f'<h2 id="part-{part}">Part {part}<a class="headerlink" href="#part-{part}">¶</a></h2>\n{SENTENCE * sentences}'
        for part in range(8)
    )
    cards = "".join(card(number * 2 + i) for i in range(1 + number % 2))
    head = f'<meta charset="utf-8"><title>Page {number}</title>{CANONICAL.format(f"{SITE}{number}/")}'
    chat = f'<a class="mos-link" href="{direct_link("acme", f"help/{number}")}">Chat with us</a>'
    body = f"<nav><ul>{nav}</ul></nav>\n<main>{text}{cards}</main>{chat}\n{LOADER}"
    return f'<!doctype html>\n<html lang="en"><head>{head}</head>\n<body>{body}</body></html>\n'


def card(number: int) -> str:
    product = Product(
        f"Product {number}",
        desc="Everything that a team of up to twenty needs, delivered within two days.",
        price="$299.00",
        linePrice="$399.00",
        linkUrl=f"{SITE}{number // 2}/",
    )
    link = escape(context_link(product, "acme", f"help/{number // 2}"))
    return f'<div class="mos-product"><p class="mos-product-ask"><a class="mos-link" href="{link}">Ask</a></p></div>\n'


def write(folder: Path, count: int, sentences: int) -> int:
    """Write a site, and return its bytes."""
    size = 0
    for number in range(count):
        text = page(number, sentences)
        size += len(text)
        place = folder / str(number)
        place.mkdir(parents=True)
        (place / "index.html").write_text(text, "utf-8")
    return size


def measure(way: str, folder: Path) -> None:
    """Read a site in this process, and print pages per second, CPU seconds, MB of this process and of a worker."""
    start = time.perf_counter()
    if way == "check":
        report = check_site(folder)
        assert not report.findings
        pages = report.pages
    else:
        files = list(folder.rglob("*.html"))
        for file in files:
            LexborHTMLParser(file.read_bytes()).css(MATTER)
        pages = len(files)
    spent = time.perf_counter() - start
    own, workers = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    cpu = sum(usage.ru_utime + usage.ru_stime for usage in (own, workers))
    print(pages / spent, cpu, own.ru_maxrss / 1024, workers.ru_maxrss / 1024)


def table(counts: Sequence[int], runs: int, sentences: int = 15) -> Table:
    found = Table(
        "check, beside selectolax (lexbor) that parses the same files, and selects what matters",
        ("pages", "KB a page", "selectolax, pages/s", "check, pages/s", "ratio", "check, CPU µs a page", "selectolax, CPU µs a page", "peak memory, MB"),
        note="check uses every core, selectolax one. Memory is the main process's, and the largest worker's times their number.",
    )  # fmt: skip
    for count in counts:
        with tempfile.TemporaryDirectory() as folder:
            size = write(Path(folder), count, sentences)
            rows: dict[str, list[list[float]]] = {"selectolax": [], "check": []}
            for _ in range(runs):
                for way, kept in rows.items():
                    command = [sys.executable, "-m", "tests.benchmarks.check", "--measure", way, folder]
                    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
                    kept.append([float(number) for number in output.split()])
        bare, ours = ([Spread.of(column) for column in zip(*kept, strict=True)] for kept in rows.values())
        memory = f"{ours[2].median:.0f} + {os.cpu_count()} × {ours[3].median:.0f}"
        cpu = [each[1].median / count * 1e6 for each in (ours, bare)]
        found.rows.append((count, size / count / 1000, bare[0], ours[0], ours[0].median / bare[0].median, *cpu, memory))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("counts", nargs="*", type=int, default=[1_000, 10_000], help="numbers of pages")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--sentences", type=int, default=15, help="in each of the eight parts of a page")
    parser.add_argument("--measure", nargs=2, help=argparse.SUPPRESS)
    call = parser.parse_args()
    if call.measure:
        measure(call.measure[0], Path(call.measure[1]))
        return
    print(table(call.counts, call.runs, call.sentences))


if __name__ == "__main__":
    main()
