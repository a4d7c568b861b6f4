"""Nothing that a file, a page or a link may hold makes us raise anything but our own errors.

`targets.py` says what must hold; here Hypothesis makes what it is given: raw bytes, and broken pages, links, product
files and directives. `pytest tests/test_fuzz.py --hypothesis-profile=explore` looks at a hundred times as many.
"""

from __future__ import annotations

import contextlib
import io
import json
import tempfile
from collections.abc import Callable
from html import escape
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mkdocs_mos.cli import main

from . import targets
from .pages import FRONT
from .pieces import HEADER, TOKEN
from .pieces import HTML as HTML_PIECES
from .pieces import MARKDOWN as MARKDOWN_PIECES

WORD = st.sampled_from(["f", "title", "Kettle", "$9", "", " ", "a b", "旗", "é", "\u202e", "\0", "\x85", "\ud800", "&amp;", "%", "%25", "<b>", "'", '"', TOKEN]) | st.text(max_size=6)  # fmt: skip


def encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def joined(*parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(*parts).map("".join)


def listed(part: st.SearchStrategy[str], between: str = "", size: int = 5) -> st.SearchStrategy[str]:
    return st.lists(part, max_size=size).map(between.join)


# Links

NAME = st.sampled_from(["isMsgCard", "title", "desc", "cover", "linkUrl", "price", "linePrice", "source", "amp;title", "titel", ""]) | WORD  # fmt: skip
VALUE = st.sampled_from(["1", "a%20b", "a+b", "%FF", "%2520", "https%3A%2F%2Fe.com", "http://e.com", "//e.com", "{page}"]) | st.just(2000).map("x".__mul__) | WORD  # fmt: skip
PARAMETERS = listed(joined(NAME, st.sampled_from(["=", "", "=="]), VALUE), "&", 6)
HOSTS = st.sampled_from(["https://mos.me/", "http://mos.me/", "//mos.me/", "mos.me/", "https://mos.me", "https://me@mos.me:80/", "https://[mos.me/", "https%3A%2F%2Fmos.me/", "HTTPS://MOS.ME/"])  # fmt: skip
IDS = st.sampled_from(["acme", "", "our shop", "YOUR_CUSTOMER_SERVICE_ID", "acme/", "a/b", "..", "%00", TOKEN]) | WORD
LINKS = joined(HOSTS, IDS, st.sampled_from(["?", "", "#", "??"]), PARAMETERS, st.sampled_from(["", "#x", "&"]))


@given(st.binary(max_size=300) | st.text().map(encoded) | LINKS.map(encoded))
@example(b"-h")
@example(b"https://mos.me/\x8b98765" + b"\xe3" * 20 + b"43210:" + b"A" * 35)  # a token only once it is shown
def test_any_link_is_explained(data: bytes) -> None:
    targets.decode(data)


@given(st.sampled_from(["link", "qr"]), st.lists(WORD | LINKS, min_size=1, max_size=4))
def test_any_call_ends(command: str, words: list[str]) -> None:
    call = ["link", f"--title={words[0]}", f"--price={words[-1]}", "--", *words[:1]] if command == "link" else ["qr", "--", words[0]]  # fmt: skip
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        assert main(call) == (1 if err.getvalue() else 0)
    assert TOKEN not in out.getvalue() + err.getvalue()


# Pages

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORD,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAME | st.just("apiKey"), inner, max_size=4),
    max_leaves=8,
)
ATTRIBUTE = st.sampled_from(["href", "src", "srcset", "data-href", "data-mos-chat", "data-mos-product", "data-mos", "data-mos-loader", "class", "onclick", "content", "http-equiv", "rel", "id", "aria-label", "type"])  # fmt: skip
CONTENT = (
    LINKS
    | LINKS.map(escape)
    | JSON.map(json.dumps).map(escape)
    | LINKS.map(lambda link: f"open('{link}') // x")
    | LINKS.map(lambda link: f"a.png 1x, {link} 2x")
    | st.sampled_from(
        ["mos-link", "canonical", "refresh", "0; url=https://mos.me/", "mos-sandbox", "text/template", "module"]
    )
    | WORD
)
QUOTE = st.sampled_from(['"', "'", ""])
ATTRIBUTES = listed(
    st.tuples(ATTRIBUTE, QUOTE, CONTENT).map(lambda parts: f" {parts[0]}={parts[1]}{parts[2]}{parts[1]}"), size=3
)
TAG = st.sampled_from(["a", "p", "script", "template", "noscript", "textarea", "title", "meta", "link", "img", "svg", "div", "iframe", "style", "A"])  # fmt: skip
SCRIPTS = LINKS.map(lambda link: f"<script>const a = '{link}'; /* {link} */ _MOSCONFIG('{link}')</script>")
HTML = st.recursive(
    WORD | SCRIPTS | st.sampled_from(HTML_PIECES) | LINKS.map(lambda link: f"<!-- {link} -->"),
    lambda inner: st.tuples(TAG, ATTRIBUTES, listed(inner, size=3), st.booleans()).map(
        lambda parts: f"<{parts[0]}{parts[1]}>{parts[2]}" + f"</{parts[0]}>" * parts[3]
    ),
    max_leaves=12,
)
CHARSETS = st.sampled_from(
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32", "latin-1", "big5", "hex", "utf-7", "idna"]
)


def written(parts: tuple[str, str, str]) -> bytes:
    """A page that says that it is in one encoding, and is in another."""
    declared, real, html = parts
    try:
        return f'<meta charset="{declared}">{html}'.encode(real, "replace")
    except (LookupError, ValueError):
        return encoded(html)


@given(st.binary(max_size=300) | HTML.map(encoded) | st.tuples(CHARSETS, CHARSETS, HTML).map(written))
@example(b"<meta charset=idna>mos" + b"." * 99)
@example(b"<meta charset=undefined>mos")
def test_any_page_is_checked(data: bytes) -> None:
    targets.check(data)


FILES = st.dictionaries(
    st.sampled_from(["index.html", "a/b.htm", "c.xhtml", "search.json", "a.js", "x.gz", ".env", "CNAME"]),
    st.binary(max_size=100) | HTML.map(encoded) | st.binary(max_size=20).map(lambda data: b"\x1f\x8b\x08" + data),
    max_size=4,
)


@settings(max_examples=50)
@given(FILES, st.sampled_from(["text", "json", "github"]))
def test_any_site_is_checked(files: dict[str, bytes], form: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            path = Path(folder, name)
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content)
        for call in (["check", "--format", form], ["links", "--format", "csv"]):
            out, err = io.StringIO(), io.StringIO()
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                status = main([*call, folder])
            pages = any(name.endswith("ml") or name.endswith("htm") for name in files)
            assert status in ((0, 1) if pages else (2,)), err.getvalue()
            assert len(err.getvalue().splitlines()) == (status == 2)
            assert TOKEN not in out.getvalue()


# Product files

SCALARS = st.sampled_from(["F", "$9", "~", "", "*a", "&a x", "!!str x", "!x y", "'x'", '"\\ud800"', '"\\x07"', "|\n   a", ">-\n   b", "<<", "1_0", "[1, 2]", "- x", "=1+1", "# x", "http://e.com", "img/a.png", "a: b", TOKEN]) | WORD  # fmt: skip
MARK = st.sampled_from(["", "", "", "&a ", "!!map ", "!x ", "? ", "- "])
FIELD = joined(st.sampled_from(["title", "price", "cover", "titel", "<<", "? x", "*a", "~", "[a]", "''"]) | WORD, st.sampled_from([": ", ":", " :", ""]), MARK, SCALARS)  # fmt: skip
YAML = st.recursive(
    FIELD.map(lambda field: f"f: {{{field}}}\n") | FIELD.map(lambda field: f"{field}\n"),
    lambda inner: st.tuples(WORD, MARK, listed(inner, size=3), st.sampled_from(["  ", "    ", "\t", ""])).map(
        lambda parts: f"{parts[0]}: {parts[1]}\n" + "".join(f"{parts[3]}{line}\n" for line in parts[2].splitlines())
    ),
    max_leaves=8,
)
BOMBS = [
    "a: &a {title: x}\n" + "".join(f"{c}: &{c} [{', '.join([f'*{b}'] * 9)}]\n" for b, c in zip("abcdefgh", "bcdefghi", strict=True)),
    "a: &a\n  <<: *a\n",
    "? " * 200 + "x",
    "&a " * 200,
    "%TAG ! tag:e.com:\n---\nf: !x {}\n",
]  # fmt: skip
JSON_TEXT = JSON.map(json.dumps) | st.lists(st.tuples(NAME, JSON), max_size=4).map(
    lambda pairs: "{" + ",\n".join(f"{json.dumps(name)}: {json.dumps(value)}" for name, value in pairs) + "}"
)
CELL = st.sampled_from(["F", "=1+1", "+x", "@x", '"a, ""b"""', '"a\nb"', '"', "5\" x", " ", "", "img/a.png", TOKEN]) | WORD  # fmt: skip
CSV = joined(
    st.sampled_from([HEADER, "name,title", "name;title;titel", "title\tname", "", "name,name,title"]),
    st.sampled_from(["\n", "\r\n", "\r", "\n\n"]),
    listed(st.tuples(st.sampled_from(",;\t"), st.lists(CELL, max_size=8)).map(lambda row: row[0].join(row[1])), "\n"),
)


@pytest.mark.parametrize(("kind", "texts"), [(0, YAML), (2, JSON_TEXT), (3, CSV)], ids=["yaml", "json", "csv"])
def test_any_product_file_is_read(kind: int, texts: st.SearchStrategy[str]) -> None:
    @given(
        texts.map(encoded)
        | texts.map(encoded).flatmap(lambda data: st.integers(0, len(data)).map(lambda end: data[:end]))
    )
    def read(data: bytes) -> None:
        targets.catalogue(bytes([kind]) + data)

    read()


@pytest.mark.parametrize("text", BOMBS)
def test_no_product_file_blows_up(text: str) -> None:
    targets.catalogue(b"\0" + text.encode())


# Directives

LINES = st.sampled_from(["::: mos-product f", "::: mos-product", "::: mos-chat", "::: mos-message f", "::: mos-x", ":::", "label: x", "layout: button", "title: T", "n: x", "text", "</div", "```", "> q", "- a", "", "---", "mos:", "  products: {f: {title: F}}"])  # fmt: skip
INDENT = st.sampled_from(["", "", "    ", "        ", "  ", "\t", "> "])
PAGES = listed(joined(INDENT, LINES | FIELD | WORD), "\n", 14)


@given(
    st.binary(max_size=200)
    | PAGES.map(encoded)
    | PAGES.map(lambda page: encoded(FRONT + page))
    | YAML.map(lambda text: encoded(f"---\nmos:\n  products:\n{text}---\n::: mos-product f\n"))
    | YAML.map(lambda text: encoded(f"::: mos-product\n{text}\n:::\n"))
    | listed(st.sampled_from(MARKDOWN_PIECES) | LINKS, size=12).map(encoded)
)
@example(b"::: mos-product\nlayout::\n</div\n::: mos-\nn: x\n:::\n\nn>\n::: mos-x\n")
@example(b"::: mos-product\ntitle: T\n\nlayout::\x00---\nmos:\n  sour\n</div\n>```\n::: mos-pr:odu\x84: button\n:n\n:::\n\n<div ma#kdowt\n```\nn>\n::: mos-x mos-product\n```\n")  # fmt: skip
def test_any_page_of_markdown_is_converted_or_refused(data: bytes) -> None:
    targets.directives(data)


@pytest.mark.parametrize("name", targets.TARGETS)
def test_where_a_search_begins(name: str) -> None:
    target: Callable[[bytes], None] = targets.TARGETS[name]
    for seed in targets.SEEDS[name]:
        target(seed.encode())
