"""How fast `check` reads a site, how much memory it takes, and how both grow. A benchmark, no test.

Run `python -m tests.benchmarks.check`. Where other programs use the machine, too, read the column of CPU seconds: it is the
sum over all processes. Memory is the peak of the main process, and of the largest worker times their number.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from html import escape
from pathlib import Path

from mkdocs_mos.check import check_site
from mkdocs_mos.links import context_link, direct_link
from mkdocs_mos.loader import snippet
from mkdocs_mos.product import Product

SITE = "https://help.example.com/"
SENTENCE = "<p>Open the <em>settings</em>, choose the members that it is for, and press <kbd>Save</kbd>.</p>\n"
LOADER = snippet("acme")
CANONICAL = '<link rel="canonical" href="{}">'


def page(number: int) -> str:
    """A page of about 20 KB with one card or two, as a theme with a navigation draws it."""
    nav = "".join(
        f'<li class="nav-item"><a class="nav-link" href="../{(number + i) % 1000}/">Topic {i}</a></li>\n'
        for i in range(80)
    )
    text = "".join(
        f'<h2 id="part-{part}">Part {part}<a class="headerlink" href="#part-{part}">¶</a></h2>\n{SENTENCE * 15}'
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


def write(folder: Path, count: int) -> int:
    """Write a site, and return its bytes."""
    size = 0
    for number in range(count):
        text = page(number)
        size += len(text)
        place = folder / str(number)
        place.mkdir(parents=True)
        (place / "index.html").write_text(text, "utf-8")
    return size


def measure(folder: Path) -> str:
    """Check a site in this process, and return what it cost."""
    start = time.perf_counter()
    report = check_site(folder)
    spent = time.perf_counter() - start
    assert not report.findings
    own, workers = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    cpu = sum(usage.ru_utime + usage.ru_stime for usage in (own, workers))
    memory = f"{own.ru_maxrss / 1024:.0f} + {os.cpu_count()} × {workers.ru_maxrss / 1024:.0f} MB"
    return f"{len(report.links):,} | {spent:.1f} s | {report.pages / spent:,.0f} | {cpu:.1f} s | {memory}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("counts", nargs="*", type=int, default=[1_000, 10_000], help="numbers of pages")
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    call = parser.parse_args()
    if call.measure:
        print(measure(call.measure))
        return
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores\n")
    print("| pages | KB a page | links | time | pages per second | CPU | peak memory |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for count in call.counts:
        with tempfile.TemporaryDirectory() as folder:
            size = write(Path(folder), count)
            command = [sys.executable, "-m", "tests.benchmarks.check", "--measure", folder]
            row = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
            print(f"| {count:,} | {size / count / 1000:.0f} | {row} |", flush=True)


if __name__ == "__main__":
    main()
