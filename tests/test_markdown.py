"""The extension by itself, under plain Python-Markdown: golden cases, places, and laws."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown

from mkdocs_mos import ContentError, Product, context_link
from mkdocs_mos.content.translations import words
from mkdocs_mos.core.rules import SEVERITIES

from .conftest import parse, text, with_class
from .pages import EXTENSIONS, convert, markdown

FRONT = """---
mos:
  products:
    f: {title: F, price: $9}
    "two words": {title: Two}
---
"""
CARD = "https://mos.me/acme?isMsgCard=1&title=F&price=%249"


def hrefs(html: str) -> list[str]:
    return [e.get("href", "") for e in with_class(parse(html), "mos-link")]


@pytest.mark.golden_test(*(f"cases/{kind}/*.yml" for kind in ("card", "contact", "errors", "hours", "words")))
def test_golden(golden: Any) -> None:
    """A page goes in; the HTML, or the problems, come out."""
    try:
        html = convert(golden["page"], **golden.get("options", {}))
        problems = None
    except ContentError as error:
        html, problems = None, str(error)
    assert golden.out.get("html") == (html and html + "\n")
    assert golden.out.get("problems") == (problems and problems + "\n")


BLOCK = "::: mos-product f\n    label: Hi"
PLACES = {
    "alone": BLOCK,
    "between text": f"before\n\n{BLOCK}\n\nafter",
    "after a paragraph without a blank line": f"before\n{BLOCK}",
    "before a paragraph without a blank line": f"{BLOCK}\nafter",
    "options after a blank line": "::: mos-product f\n\n    label: Hi\n\nafter",
    "fenced": "::: mos-product f\nlabel: Hi\n:::\nafter",
    "fenced and indented": "::: mos-product f\n    label: Hi\n:::\n\nafter",
    "fenced after blank lines": "::: mos-product f\n\nlabel: Hi\n\nsource: x\n\n:::\n\nafter",
    "without the space": ":::mos-product f\n    label: Hi",
    "slightly indented": "  ::: mos-product f\n      label: Hi",
    "with spaces at the end": "::: mos-product f  \n    label: Hi  ",
    "with tabs": "::: mos-product f\n\tlabel: Hi",
    "list": f"- one\n- two\n\n{textwrap.indent(BLOCK, '    ')}\n\n- three",
    "tight list": f"- one\n- two\n{textwrap.indent(BLOCK, '    ')}\n- three",
    "list with a blank line": "- one\n\n    ::: mos-product f\n\n        label: Hi\n",
    "ordered list": f"1. one\n\n{textwrap.indent(BLOCK, '    ')}\n",
    "nested list": f"- a\n    - b\n\n{textwrap.indent(BLOCK, '        ')}\n",
    "quote": textwrap.indent(BLOCK, "> "),
    "quoted fence": "> text\n>\n> ::: mos-product f\n> label: Hi\n> :::\n",
    "admonition": f"!!! note\n    text\n\n{textwrap.indent(BLOCK, '    ')}",
    "admonition with a fence and blank lines": "!!! note\n    ::: mos-product f\n    label: Hi\n\n    source: x\n    :::\n",
    "admonition with a blank line": "!!! note\n    ::: mos-product f\n\n        label: Hi\n",
    "details": f"??? note\n{textwrap.indent(BLOCK, '    ')}",
    "tab": f'=== "One"\n\n{textwrap.indent(BLOCK, "    ")}\n\n=== "Two"\n\n    text',
    "md_in_html": f"<div markdown>\n\n{BLOCK}\n\n</div>",
    "md_in_html without blank lines": f'<div class="grid" markdown="1">\n{BLOCK}\n</div>',
    "footnote": f"text[^1]\n\n[^1]:\n{textwrap.indent(BLOCK, '    ')}\n",
    "definition list": f"Term\n\n:   text\n\n{textwrap.indent(BLOCK, '    ')}",
    "windows line endings": BLOCK.replace("\n", "\r\n"),
}


@pytest.mark.parametrize("source", PLACES.values(), ids=PLACES)
def test_a_directive_works_in_every_place(source: str) -> None:
    tree = parse(convert(FRONT + source))
    (card,) = with_class(tree, "mos-product")
    (link,) = with_class(card, "mos-link")
    assert text(link).startswith("Hi")
    assert link.get("href", "").startswith(CARD)
    assert ":::" not in text(tree)
    assert "label" not in text(tree)
    assert ("after" in text(tree)) == ("after" in source)
    assert with_class(tree, "mos-problem") == []


LINKS = {
    "text": "[words](mos:f)",
    "title and emphasis": '**[*words*](mos:f "t")**',
    "heading": "# [words](mos:f)",
    "table": "| a |\n|---|\n| [words](mos:f) |",
    "reference": "[words][r]\n\n[r]: mos:f",
    "short reference": "[words]\n\n[words]: <mos:f>",
    "picture": "[![words](https://e.com/x.png)](mos:f)",
    "attributes": "[words](mos:f){ .md-button }",
    "list": "- [words](mos:f)",
    "admonition": "!!! note\n    [words](mos:f)",
    "md_in_html": "<div markdown>\n[words](mos:f)\n</div>",
    "capital": "[words](MOS:f)",
}


@pytest.mark.parametrize("source", LINKS.values(), ids=LINKS)
def test_a_link_works_in_every_place(source: str) -> None:
    html = convert(FRONT + source)
    (link,) = with_class(parse(html), "mos-link")
    assert (link.get("href"), link.get("target"), link.get("rel")) == (CARD, "_blank", "noopener")


@pytest.mark.parametrize(
    ("address", "href"),
    [
        ("mos:", "https://mos.me/acme"),
        ("mos:?source=a%26b", "https://mos.me/acme?source=a%26b"),
        ("mos:f?source=pricing", CARD + "&source=pricing"),
        ("mos:f?source={lang}", CARD + "&source=en"),
        ("<mos:two words>", "https://mos.me/acme?isMsgCard=1&title=Two"),
        ("mos:two%20words?source=x", "https://mos.me/acme?isMsgCard=1&title=Two&source=x"),
    ],
)
def test_what_a_link_address_means(address: str, href: str) -> None:
    assert hrefs(convert(f"{FRONT}[words]({address})")) == [href]


@pytest.mark.parametrize(
    "source",
    [
        f"```\n{BLOCK}\n```",
        f"~~~ markdown\n{BLOCK}\n~~~",
        f"- item\n\n    ```\n{textwrap.indent(BLOCK, '    ')}\n    ```",
        textwrap.indent(BLOCK, "    "),
        f"text\n\n{textwrap.indent(BLOCK, '    ')}",
        "`::: mos-product f`",
        "`[words](mos:f)`",
        "    [words](mos:f)",
        f"<pre>\n{BLOCK}\n</pre>",
        f"<!--\n{BLOCK}\n-->",
        "text ::: mos-product f",
    ],
)
def test_code_stays_literal(source: str) -> None:
    html = convert(FRONT + source)
    assert with_class(parse(html), "mos-product") == []
    assert hrefs(html) == []
    assert "mos-product" in html or "mos:f" in html
    plain = [name for name in EXTENSIONS if name != "mkdocs_mos"]
    assert html == Markdown(extensions=plain).convert(source)


@pytest.mark.parametrize("source", ["::: acme.shop", "::: warning\ntext\n:::", ":::", "::: mos", "Note: ::: x"])
def test_what_is_not_ours_is_left_alone(source: str) -> None:
    plain = [name for name in EXTENSIONS if name != "mkdocs_mos"]
    assert convert(source) == Markdown(extensions=plain).convert(source)


def test_a_paragraph_that_looks_like_an_option_is_a_paragraph() -> None:
    tree = parse(convert(FRONT + "::: mos-product f\nNote: it ships on Monday.\n"))
    assert len(with_class(tree, "mos-product")) == 1
    assert "Note: it ships on Monday." in [text(p) for p in tree.iter("p")]


def test_two_pages_of_one_markdown_object_do_not_mix() -> None:
    md = markdown()
    first = md.convert(FRONT + "::: mos-product f\n\n[x](mos:f)")
    with pytest.raises(ContentError, match=r"line 1: unknown product"):
        md.reset().convert("::: mos-product f\n")
    with pytest.raises(ContentError, match=r"^line 3: unknown product [^\n]*$"):
        md.reset().convert("text\n\n::: mos-product g\n")
    assert md.reset().convert(FRONT + "::: mos-product f\n\n[x](mos:f)") == first


def test_two_markdown_objects_with_one_extension_do_not_mix() -> None:
    from mkdocs_mos.markdown.extension import MosExtension

    extension = MosExtension(service_id="acme")
    one, two = Markdown(extensions=[extension]), Markdown(extensions=[extension])
    assert hrefs(one.convert(FRONT + "::: mos-product f")) == [CARD]
    assert hrefs(two.convert("::: mos-product\n    title: X\n")) == ["https://mos.me/acme?isMsgCard=1&title=X"]
    assert hrefs(one.reset().convert(FRONT + "[a](mos:f)\n\n::: mos-product f")) == [CARD, CARD]


@pytest.mark.parametrize("bad", ["", "YOUR_CUSTOMER_SERVICE_ID"])
def test_the_extension_refuses_a_bad_id(bad: str) -> None:
    with pytest.raises(ContentError, match="Service → Customer Service"):
        markdown(service_id=bad)


TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1"
REFUSED: list[tuple[str, Any, str]] = [
    ("service_id", None, "service_id is missing; write “service_id: YOUR-ID”"),
    ("service_id", True, "service_id “True” was not read as text; write it in quotes"),
    ("service_id", 1.5, "service_id “1.5” was not read as text; write it in quotes"),
    ("service_id", {"YOUR_CUSTOMER_SERVICE_ID": None}, "service_id: “{YOUR_CUSTOMER_SERVICE_ID}” is the placeholder"),
    ("service_id", {"en": "acme", "de": "acme-de"}, "service_id has one for each language, which only the plugin tells"),
    ("service_id", TOKEN, "is not a customer service ID"),
    ("source", "", "source is blank; write a channel"),
    ("source", 7, "source is “7”; write a text, quoted"),
    ("source", "docs/{pge}", "source holds “{pge}”; in braces write only"),
    ("link_url", "pge", "link_url: “pge” is not one of its values; write page or none"),
    ("link_url", None, "link_url: “” is not one of its values"),
    ("link_url", False, "link_url: “false” is not one of its values"),
    ("language", "germann", "language: “germann” is not a language; write one such as de or pt-BR"),
    ("language", "", "language: “” is not a language"),
    ("language", ["de"], "language: “['de']” is not a language"),
    ("words", "ask", "words: “ask” is not a list of words"),
    ("words", None, "words: “None” is not a list of words"),
    ("words", {"aks": "x"}, "words: unknown word “aks”"),
    ("words", {"ask": 7}, "words: ask is not text; quote it"),
    ("telegram", "acme", "telegram: “acme” is not a bot's username"),
    ("telegram", "acme_help", "telegram: “acme_help” does not end in “bot”"),
    ("telegram", TOKEN, "telegram: it holds what looks like a Telegram bot token, not shown"),
    ("sdk", True, "sdk is “true”; download mos-customer-service-sdk.umd.js"),
    ("sdk", " ", "sdk is “ ”; download"),
    ("sdk", "/mos.js", "sdk “/mos.js” begins with /; write “mos.js”, in the docs folder"),
    ("sdk", "http://sdk.example/mos.js", "sdk “http://sdk.example/mos.js” is not secure; write “https://sdk.example/mos.js”"),
    ("sdk", "javascript:alert(1)", "sdk “javascript:alert(1)” begins with “javascript:”"),
    ("catalog", 7, "catalog: “7” is not a list of files; write one such as"),
    ("catalog", ["a.csv", 7], 'catalog: “["a.csv", 7]” is not a list of files'),
    ("sorce", "docs", "the Markdown extension mkdocs_mos has no option “sorce”; did you mean “source”?"),
    ("loader", "idle", "has no option “loader”; what loads the chat is told to mkdocs-mos install"),
    ("timeout", 5, "has no option “timeout”; what loads the chat is told to mkdocs-mos install"),
    ("ask", True, "has no option “ask”; only the plugin asks readers"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value", "said"), REFUSED)
def test_the_extension_refuses_what_the_plugin_refuses(name: str, value: Any, said: str) -> None:
    with pytest.raises(ContentError) as raised:
        markdown(**{"service_id": "acme", name: value})
    assert said in str(raised.value)
    assert raised.value.rule in SEVERITIES
    assert TOKEN not in str(raised.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("service_id", 7), ("service_id", "https://mos.me/acme"), ("source", None), ("source", "a {{b}} {page}"),
        ("link_url", "none"), ("language", "pt_BR"), ("words", {}), ("words", {"de": {"ask": "Frag uns"}}),
        ("telegram", "@acme_help_bot"), ("telegram", None), ("sdk", "HTTPS://sdk.example/mos.js"), ("sdk", None), ("catalog", []),
    ],
)  # fmt: skip
def test_the_extension_takes_what_the_plugin_takes(name: str, value: Any) -> None:
    assert "https://mos.me/" in markdown(**{"service_id": "acme", name: value}).convert("[x](mos:)")


def test_the_extension_says_that_it_lacks_words(caplog: pytest.LogCaptureFixture) -> None:
    for language in ("de", "zh-TW", "en_GB"):
        markdown(language=language)
    assert caplog.messages == []
    markdown(language="uk")
    cure = "write all as “words:”, or correct the language"
    assert caplog.messages == [f"there are no translations for “uk”, so the English words are used; {cure}"]
    caplog.clear()
    markdown(language="uk", words={name: f"x {word}" for name, word in words("en").items()})
    assert caplog.messages == []


HOSTILE = [
    "<b>", "&lt;b&gt;", "&amp;lt;", "&#60;", "&copy", "&copy;", "[TOC]", "*x*", "`x`", "[a](b)", "![a](b)", "<!-- x -->",
    "</script><script>alert(1)</script>", "\"'", "{{ 7 * 7 }}", "{% x %}", "{: .x }", "HTML", "--- ... 'x'", "\\*", "a\\",
    "\u202eabc", "::: mos-product", "| a | b |", "# x", "wzxhzdk:0", "<div>", "</div>", "<?x", "<![CDATA[", "x<y>z", "\uffff",
    "https://e.com", "[^1]", "==x==", "~~x~~", ":smile:", "$x$", "1. x", "- x", "> x", "mos:f",
]  # fmt: skip


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("form", ["front", "inline", "fenced"])
def test_words_arrive_as_written(hostile: str, form: str) -> None:
    import json

    quoted = json.dumps(hostile, ensure_ascii="\uffff" in hostile)
    fields = f"title: {quoted}\nprice: {quoted}\ndesc: {quoted}\nlinePrice: {quoted}\n"
    label = f"label: {quoted}\n"
    sources = {
        "front": f"---\nmos:\n  product:\n{textwrap.indent(fields, '    ')}---\n::: mos-product\n{textwrap.indent(label, '    ')}",
        "inline": f"::: mos-product\n{textwrap.indent(fields + label, '    ')}",
        "fenced": f"::: mos-product\n{fields}{label}:::\n",
    }
    tree = parse(convert(sources[form] + "\n*[HTML]: x\n"))
    (card,) = with_class(tree, "mos-product")
    for name in ("title", "desc", "price", "line-price"):
        assert [text(e) for e in with_class(card, f"mos-product-{name}")] == [hostile]
    (link,) = with_class(card, "mos-link")
    assert text(link) == f"{hostile} (opens in a new tab)"
    product = Product(title=hostile, desc=hostile, price=hostile, linePrice=hostile)
    assert link.get("href") == context_link(product, "acme")


@given(st.text(alphabet=":- mosprductf\n \t>`#[]()|&<\\\"'{}=?%*!a\u202e产", max_size=120))
def test_any_text_is_converted_or_refused(source: str) -> None:
    for before in ("", FRONT, "::: mos-product\n    ", "- a\n    ::: mos-product f\n", "[x](mos:"):
        try:
            convert(before + source)
        except ContentError as error:
            assert "line" in str(error)


def test_the_catalogue_works_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are seen from where the program runs; one that has changed is read again, and what is wrong is raised."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "a.csv").write_text("name,title,price\nf,F,$9\n", "utf-8")
    page = "[ask](mos:f)\n\n::: mos-product f\n"
    for catalog in ("shop/a.csv", ["shop/*.csv"]):
        assert hrefs(convert(page, catalog=catalog)) == [CARD, CARD]
    (tmp_path / "shop" / "a.csv").write_text("name,title,price\nf,F,$10\nf,G,$1\n", "utf-8")
    with pytest.raises(ContentError) as raised:
        convert(page, catalog=["shop/a.csv", "*.json", "nope.yml"])
    lines = str(raised.value).splitlines()
    assert [line.partition(": ")[0] for line in lines] == ["catalog", "nope.yml", "shop/a.csv:3"]
