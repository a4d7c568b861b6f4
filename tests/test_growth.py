"""What is ten times as long takes about ten times as long: pages, catalogues and built HTML that grew out of bounds once.

Work is counted in seconds of this processor, at n and at four times n. Linear work takes four times as long, and what
looks at each part for each other part sixteen times; the margin lies between.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress

import pytest
from markdown import markdown

from mkdocs_mos.audit.page import audit
from mkdocs_mos.content.yaml_reader import read
from mkdocs_mos.core import snippet
from mkdocs_mos.core.problems import ContentError
from mkdocs_mos.core.tokens import find_tokens
from mkdocs_mos.markdown.links_in_html import with_chat_links
from mkdocs_mos.plugin import article_end

from .pieces import SECRET

MARGIN = 9
CARD = "https://mos.me/acme?isMsgCard=1&title="


def page(text: str) -> None:
    with suppress(ContentError):
        markdown(
            text, extensions=["mkdocs_mos", "fenced_code"], extension_configs={"mkdocs_mos": {"service_id": "acme"}}
        )


def products(count: int, rest: str) -> str:
    records = "".join(f"    p{number}: {{title: Tea {number}, price: $1.00}}\n" for number in range(count))
    return f"---\nmos:\n  products:\n{records}---\n{rest}"


def chain(line: str, count: int) -> None:
    read("\n".join(["a0: &a0 {title: x}", *(line.format(n=n, p=n - 1) for n in range(1, count))]))


def built(html: str) -> str:
    return f"<!doctype html><html><body>{html}</body></html>"


def links_in(html: str) -> None:
    with_chat_links(html, None, lambda _address, _written: ("https://mos.me/acme", None))


GROWS: dict[str, tuple[Callable[[int], object], int]] = {
    "a run of colons in text": (lambda n: page(f"[x](mos:)\n\n{':' * n}\n"), 20_000),
    "a run of colons in code": (lambda n: page(f"[x](mos:)\n\n```\n{':' * n}\n```\n"), 10_000),
    "the same bad link again and again": (lambda n: page("[x](mos:nope)\n\n" * n), 200),
    "the same raw address again and again": (lambda n: page("<img src='mos:x'>\n\n" * n), 200),
    "many unknown names and many products": (
        lambda n: page(products(n, "".join(f"::: mos-product q{number}\n\n" for number in range(n)))),
        200,
    ),
    "many products on one page": (lambda n: page(products(n, "::: mos-product p1\n")), 200),
    "a chain of merges": (lambda n: chain("a{n}: &a{n} {{<<: *a{p}, k{n}: v}}", n), 1000),
    "merges of one mapping": (lambda n: chain("a{n}: &a{n} {{<<: [*a{p}, *a{p}]}}", n), 1000),
    "lists of one list": (lambda n: chain("a{n}: &a{n} [*a{p}, *a{p}]", n), 1000),
    "curly brackets in a link": (lambda n: audit(built(f"<a href='{CARD}{'%7B%7B' * n}'>x</a>"), ""), 5000),
    "links in one script": (lambda n: audit(built(f"<script>{'x=`https://mos.me/acme`;' * n}</script>"), ""), 500),
    "one title at two prices": (
        lambda n: audit(built("".join(f"<a href='{CARD}Tea&price={k % 2}'>x</a>" for k in range(n))), ""),
        300,
    ),
    "pages in pages": (
        lambda n: audit(built("<iframe srcdoc='<a href=https://mos.me/a>x</a>'></iframe>" * n), ""),
        200,
    ),
    "white space after </body>": (lambda n: snippet.inject(f"<body></body>{' ' * n}</html>", "x"), 100_000),
    "</body> as the text of a script": (lambda n: snippet.inject("</body>" * n + "</script>", "x"), 5000),
    "comments without an end": (lambda n: snippet.inject("<body></body>" + "<!-- </body>" * n + "-->", "x"), 5000),
    "forms after the mark": (
        lambda n: article_end.place(built(article_end.MARK + "<form md-feedback " * n), "x"),
        20_000,
    ),
    "links without an end": (lambda n: links_in("<a href=mos: " * n), 5000),
    "attributes without an end": (lambda n: links_in("<b x=\"mos: ' " * n), 5000),
    "marked sections without an end": (lambda n: audit(built("<![x https://mos.me/a " * n), ""), 2000),
    "numbers and colons, as of tokens": (lambda n: find_tokens(f"98765432:{SECRET[:25]} " * n), 2000),
}


def seconds(work: Callable[[int], object], count: int) -> float:
    start = time.process_time()
    work(count)
    return time.process_time() - start


@pytest.mark.parametrize("name", GROWS)
def test_it_grows_with_what_there_is(name: str) -> None:
    work, count = GROWS[name]
    work(1)  # what is made once
    few: list[float] = []
    many: list[float] = []
    for _ in range(5):  # the least of each, since what else the machine does only adds
        few.append(seconds(work, count))
        many.append(seconds(work, 4 * count))
        if min(many) < MARGIN * min(few):
            return
    pytest.fail(f"{min(few):.3f} s for {count}, {min(many):.3f} s for four times as many")
