"""Bad input on real builds: what an attacker, a confused support person or a broken editor may write."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from xml.etree.ElementTree import Element

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from mkdocs_mos import ContentError

from .conftest import MakeSite, Result, Site, parse, text, with_class
from .test_markdown import convert

EXTENSIONS = """markdown_extensions: [admonition, attr_list, def_list, footnotes, md_in_html, tables, toc,
  pymdownx.superfences, pymdownx.details, {pymdownx.tabbed: {alternate_style: true}}]
"""
FRONT = "---\nmos:\n  products:\n    f: {title: F, price: $9}\n---\n"  # the text begins in line 6
EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'>"
QUOTED = "'" + EVIL.replace("'", "''") + "'"  # as YAML
TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1"


def front(*lines: str, body: str = "") -> str:
    """A page whose front matter begins with `---` and `mos:` in lines 1 and 2."""
    return "\n".join(["---", "mos:", *lines, "---", body])


def product(fields: str) -> str:
    """A page whose product `f` has these fields, in line 4, and a card."""
    return front("  products:", f"    f: {{{fields}}}", body="::: mos-product f\n")


def block(*lines: str) -> str:
    """A page with the product `f` whose card, in line 6, has these lines under it, from line 7 on."""
    return FRONT + "\n".join(["::: mos-product f", *(f"    {line}" if line else "" for line in lines)]) + "\n"


# One problem a page: the page, the line that must be named, what was found, and the cure.
BAD: dict[str, tuple[str | bytes, int, str, str]] = {
    # The list of the issue.
    "missing-title": (product("price: 3"), 4, "no title", "title: "),
    "blank-title": (product("title: ' '"), 4, "no title", "title: "),
    "blank-title-inline": (block("title: ''"), 7, "no title", "title: "),
    "unknown-field": (product("titel: F"), 4, "“titel”", "did you mean “title”?"),
    "unknown-option": (block("labl: x"), 7, "“labl”", "did you mean “label”?"),
    "unknown-option-under-mos": (front("  prodcts: {}"), 3, "“prodcts”", "did you mean “products”?"),
    "unknown-directive": (FRONT + "\n::: mos-prodct f\n", 7, "“::: mos-prodct”", "did you mean “mos-product”?"),
    "unknown-product": (FRONT + "::: mos-product flag\n", 6, "“flag”", "f"),
    "unknown-product-in-a-link": (FRONT + "\ntext [w](mos:ff)\n", 7, "“ff”", "did you mean “f”?"),
    "no-product-named": (front("  products:", "    f: {title: F}", "    g: {title: G}", body="::: mos-product\n"), 7, "names no product", "f, g"),
    "name-twice": (front("  products:", "    f: {title: F}", "    f: {title: G}"), 5, "“f” stands twice", "line 4"),
    "option-twice": (block("label: x", "label: y"), 8, "“label” stands twice", "line 7"),
    "mos-twice": ("---\nmos:\n  loader: false\nmos:\n  source: x\n---\n", 4, "mos stands twice", "join"),
    "products-a-list": (front("  products:", "    - title: F"), 4, "products is a list", "indented"),
    "price-a-mapping": (product("title: F, price: {a: 1}"), 4, "price is a mapping", "write one text"),
    "price-a-list": (product("title: F, price: [1]"), 4, "price is a list", "write one text"),
    "price-null": (product("title: F, price: ~"), 4, "price is empty", "delete the line"),
    "options-no-yaml": (block("label: x: y"), 7, "not YAML", "quotes"),
    "options-a-list": (block("- label"), 7, "not YAML", "name: value"),
    "options-prose": (block("just text"), 7, "not YAML", "name: value"),
    "options-second-document": (block("label: x", "---", "label: y"), 8, "not YAML", "check"),
    "tab-in-options": (FRONT + "::: mos-product f\n    label:\n    \t- x\n", 7, "label is a list", "write one text"),
    "tab-in-front-matter": ("---\nmos:\n\tloader: false\n---\n", 3, "a tab", "use spaces"),
    "http-cover": (product("title: F, cover: 'http://e.com/a.png'"), 4, "“http://e.com/a.png”", "“https://e.com/a.png”"),
    "capital-http": (product("title: F, linkUrl: 'HTTP://e.com/a'"), 4, "HTTP://", "“https://e.com/a”"),
    "javascript-cover": (product("title: F, cover: 'javascript:alert(1)'"), 4, "“javascript:”", "https:"),
    "javascript-mixed": (product("title: F, linkUrl: ' JaVaScRiPt:alert(1)'"), 4, "“javascript:”", "https:"),
    "javascript-nbsp": (product('title: F, linkUrl: "\\u00a0javascript:x"'), 4, "“javascript:”", "https:"),
    "javascript-tab": (product('title: F, linkUrl: "java\\tscript:x"'), 4, "a tab", "one line"),
    "data-cover": (product("title: F, cover: 'data:image/svg+xml,x'"), 4, "“data:”", "https:"),
    "javascript-inline": (block("cover: javascript:alert(1)"), 7, "“javascript:”", "https:"),
    "protocol-relative": (product("title: F, linkUrl: //host/x"), 4, "“//host/x”", "“https://host/x”"),
    "backslashes": (product(r"title: F, linkUrl: '\\host\x'"), 4, "a backslash", "write /"),
    "no-host": (product("title: F, linkUrl: 'https:x'"), 4, "no host", "https://"),
    "root-relative": (product("title: F, linkUrl: /x"), 4, "“/x”", "as seen from this page"),
    "broken-address": (product("title: F, linkUrl: 'https://['"), 4, "not an address", "https://"),
    "missing-cover": (product("title: F, cover: img/no.png"), 4, "“img/no.png”", "add the file"),
    "entity-scheme": (product("title: F, linkUrl: 'javascript&colon;x'"), 4, "javascript&colon;x", "add the file"),
    "zero-width-scheme": (product('title: F, linkUrl: "\\u200bjavascript:x"'), 4, "javascript:x", "add the file"),
    "outside-the-docs": (product("title: F, cover: ../../etc/passwd"), 4, "out of the docs", "correct the name"),
    "too-long": (product(f"title: {'x' * 2000}, desc: short"), 6, "2000 are allowed", "title 2000"),
    "too-long-chinese": (block(f"price: {'产' * 300}"), 6, "2000 are allowed", "price 2700"),
    "surrogate": (product('title: "\\ud800"'), 4, "invalid Unicode", "the character itself"),
    "surrogate-inline": (block('desc: "\\ud800"'), 7, "invalid Unicode", "the character itself"),
    "nul": (product("title: a\0b"), 4, "U+0000", "delete it"),
    "nul-escaped": (product('title: "a\\0b"'), 4, "U+0000", "delete it"),
    "nul-inline": (block("desc: a\0b"), 7, "U+0000", "delete it"),
    "nul-label": (block('label: "a\\0b"'), 7, "U+0000", "delete it"),
    "bell": (product("title: a\x07b"), 4, "U+0007", "delete it"),
    "escape": (block('desc: "a\\eb"'), 7, "U+001B", "delete it"),
    "c1": (block('desc: "a\\x9bb"'), 7, "U+009B", "delete it"),
    "stx-inline": (block("desc: a\x02b\x03c"), 7, "U+0002", "delete it"),  # Markdown's own marks, which it drops
    "windows-lines": ((FRONT + "\n::: mos-product f\n    labl: x\n").replace("\n", "\r\n"), 8, "“labl”", "“label”"),
    "mac-lines": ((FRONT + "\n::: mos-prodct f\n").replace("\n", "\r"), 7, "mos-prodct", "mos-product"),
    "bom": (("\ufeff" + product("titel: F")).encode(), 4, "“titel”", "“title”"),
    "bom-and-windows": (("\ufeff" + block("labl: x")).replace("\n", "\r\n").encode(), 7, "“labl”", "“label”"),
    # Front matter that MkDocs drops without a word: the YAML would stand on the page, and `loader: false` be lost.
    "front-unclosed-bracket": ("---\nmos:\n  products:\n    f: {title: F\n---\n", 5, "not YAML", "check"),
    "front-unclosed-quote": ("---\nmos:\n  source: \"x\n---\n", 4, "not YAML", "close the quotes"),
    "front-colon": ("---\ntitle: a: b\nmos:\n  loader: false\n---\n", 2, "not YAML", "quotes"),
    "front-alias": (front("  source: *x"), 3, "not YAML", "quotes"),
    "front-no-end": ("---\nmos:\n  loader: false\n\n# Hi\n", 1, "no end", "---"),
    "front-no-final-newline": ("---\nmos:\n  loader: false\n---", 4, "no end", "line break"),
    "front-date": ("---\ndate: 2024-99-99\nmos:\n  loader: false\n---\n", 2, "YAML", ""),
    "front-tag": ("---\nx: !foo y\nmos:\n  loader: false\n---\n", 2, "“!foo”", ""),
    "front-merge": ("---\nx: {<<: y}\nmos:\n  loader: false\n---\n", 2, "YAML", ""),
    "front-key": ("---\nx: {[a]: b}\nmos:\n  loader: false\n---\n", 2, "YAML", ""),
    # YAML's odd corners.
    "tag": (product("title: !foo x"), 4, "“!foo”", "write one text"),
    "python-tag": (product("title: !!python/object/apply:os.system [x]"), 4, "title is", "write one text"),
    "python-tag-inline": (block("label: !!python/name:os.system x"), 7, "python/name", "write one text"),
    "merge-of-text": (block("<<: x"), 7, "<<", ""),
    "merge-of-a-typo": (block("<<: {labl: x}"), 7, "“labl”", "“label”"),
    "alias-unknown": (block("label: *x"), 7, "not YAML", "quotes"),
    "alias-to-itself": (block("label: &a", "  x: *a"), 7, "label is a mapping", "write one text"),
    "complex-key": (block("? [a, b]", ": x"), 7, "name", ""),
    "deep-list": (block("label: " + "[" * 500), 7, "not YAML", ""),
    "deep-mapping": (block("label: " + "{a: " * 500), 7, "not YAML", ""),
    "deep-front-matter": ("---\nmos: " + "[" * 900 + "]" * 900 + "\n---\n", 2, "mos is a list", "indented"),
    "not-breaking-spaces": (FRONT + "::: mos-product f\n\u00a0\u00a0\u00a0\u00a0label: x\n", 6, "options", "four spaces"),
    "two-spaces": (FRONT + "::: mos-product f\n  label: x\n", 6, "options", "four spaces"),
    "unclosed": (FRONT + "::: mos-product f\nlabel: x\n\ntext\n", 6, "options", "four spaces"),
    "unclosed-after-a-blank-line": (FRONT + "::: mos-product f\n\nlabel: x\n\ntext\n", 6, "options", "four spaces"),
    "unclosed-before-another": (FRONT + "::: mos-product f\nlabel: x\n\n::: mos-product f\n", 6, "options", "four spaces"),
    "comment-in-fence": (FRONT + "::: mos-product f\n# note\nlabl: x\n:::\n", 8, "“labl”", "“label”"),
    "curly-quotes": (block("“label”: x"), 7, "label", "did you mean “label”?"),
    "full-width-colon": (block("label： x"), 7, "not YAML", "name: value"),
    # Options and sources.
    "layout": (block("layout: Cart"), 7, "“Cart”", "“card”"),
    "layout-a-list": (block("layout: [card]"), 7, "layout is a list", "write one text"),
    "blank-label": (block("label: ' '"), 7, "label is blank", "delete it"),
    "blank-source": (block("source: ''"), 7, "source is blank", "delete it"),
    "placeholder": (block("source: '{pge}'"), 7, "“{pge}”", "{page}, {section}, {product}, {lang}"),
    "placeholder-attribute": (block("source: '{page.__class__}'"), 7, "“{page.__class__}”", "{page}"),
    "placeholder-format": (block("source: '{page:>999999999}'"), 7, "placeholder", "{page}"),
    "brace": (block("source: '{'"), 7, "a brace", "{{"),
    "page-source": (front("  source: '{pge}'"), 3, "“{pge}”", "{page}"),
    "page-loader": (front("  loader: maybe"), 3, "“maybe”", "loader: false"),
    "mos-a-text": ("---\nmos: yes please\n---\n", 2, "“yes please”", "under it"),
    "product-a-text": (front("  product: Flagship"), 3, "“Flagship”", "title: "),
    # Links.
    "link-parameter": (FRONT + "[w](mos:f?src=x)\n", 6, "“src”", "?source="),
    "link-fragment": (FRONT + "[w](mos:f#x)\n", 6, "“mos:f#x”", "mos:NAME"),
    "link-host": (FRONT + "[w](mos://f)\n", 6, "“mos://f”", "mos:NAME"),
    "link-source-twice": (FRONT + "[w](mos:f?source=a&source=b)\n", 6, "source", "twice"),
    "link-escaped": (FRONT + r"[w](mos:g\_x)" + "\n", 6, "“g_x”", "f"),
    "raw-html-link": (FRONT + "\n<a href='mos:f'>x</a>\n", 7, "“mos:f”", "[words](mos:…)"),
    "raw-html-bare-link": (FRONT + "\n<a href='mos:'>x</a>\n", 7, "“mos:”", "[words](mos:…)"),
    "raw-html-entity": (FRONT + '<a href="&#109;os:f">x</a>\n', 6, "“mos:f”", "[words](mos:…)"),
    "entity-link": (FRONT + "[w](mos&colon;f)\n", 6, "mos:f", "[words](mos:…)"),
    "autolink": (FRONT + "<mos:f>\n", 6, "mos:f", "[words](mos:…)"),  # Markdown takes it for an element
    "picture": (FRONT + "![w](mos:f)\n", 6, "“mos:f”", "[words](mos:…)"),
    "raw-html-directive": (FRONT + "<div>\n::: mos-product f\n</div>\n", 7, "::: mos-product f", "raw HTML"),
    # The line, wherever the block stands.
    "line-list": (FRONT + "text\n\n- ::: mos-prodct f\n", 8, "mos-prodct", "mos-product"),
    "line-nested": (FRONT + "!!! note\n\n    - a\n\n        ::: mos-product f\n            labl: x\n", 11, "labl", "label"),
    "line-tab": (FRONT + '=== "a"\n\n    ::: mos-product f\n    label: a\n    labl: x\n    :::\n', 10, "labl", "label"),
    "line-quote": (FRONT + "> a\n>\n> ::: mos-product f\n>     labl: x\n", 9, "labl", "label"),
    "line-md-in-html": (FRONT + "<div markdown>\n\n::: mos-product f\n    labl: x\n\n</div>\n", 9, "labl", "label"),
    "line-footnote": (FRONT + "a[^1]\n\n[^1]: ::: mos-product g\n", 8, "“g”", "f"),
    "line-definition": (FRONT + "term\n:   ::: mos-product g\n", 7, "“g”", "f"),
    "line-table": (FRONT + "| a |\n|---|\n| ::: mos-product f |\n", 8, "::: mos-product f", "under the table"),
    "line-heading": (FRONT + "text\n\n# ::: mos-product f\n", 8, "::: mos-product f", "under the heading"),
    "line-in-a-table": (FRONT + "| a |\n|---|\n| [w](mos:g) |\n", 8, "“g”", "f"),
    "line-reference": (FRONT + "[w][r]\n\n[r]: mos:g\n", 8, "“g”", "f"),
    "line-after-a-fence": (FRONT + "```\n::: mos-product g\n```\n\n::: mos-product g\n", 10, "“g”", "f"),
    "line-after-code": (FRONT + "    ::: mos-product g\n\n- a\n\n    ::: mos-product g\n", 10, "“g”", "f"),
    "line-after-a-comment": (FRONT + "<!--\n::: mos-product g\n-->\n\n::: mos-product g\n", 10, "“g”", "f"),
    "line-after-pre": (FRONT + "<pre>\n::: mos-product g\n</pre>\n\n::: mos-product g\n", 10, "“g”", "f"),
    "line-after-words": (FRONT + "Write mos:g here.\n\n[w](mos:g)\n", 8, "“g”", "f"),
    "line-after-inline-code": (FRONT + "Write `[w](mos:g)` here.\n\n[w](mos:g)\n", 8, "“g”", "f"),
    "line-after-a-blank-line": (block("", "labl: x"), 8, "labl", "label"),
    "line-after-blank-lines": (block("", "", "label: x", "", "labl: x"), 11, "labl", "label"),
    "line-in-a-fence-with-blank-lines": (FRONT + "::: mos-product f\n\nlabel: a\n\nlabl: x\n\n:::\n", 10, "labl", "label"),
    "line-after-a-paragraph": (FRONT + "text\n::: mos-product f\n    labl: x\n", 8, "labl", "label"),
    # Hostile names of things.
    "evil-directive": (FRONT + f"::: mos-{EVIL}\n", 6, "unknown directive", "mos-product"),
    "evil-product": (FRONT + f"::: mos-product {EVIL}\n", 6, "unknown product", "f"),
    "evil-option": (block(f"{QUOTED}: x"), 7, "unknown field or option", "label"),
    "evil-layout": (block(f"layout: {QUOTED}"), 7, "unknown layout", "card"),
    "evil-link": (FRONT + f"[w](mos:{EVIL})\n", 6, "unknown product", "f"),
    "evil-product-name": (front("  products:", f"    {QUOTED}: {{}}"), 4, "no title", "title"),
    "token-as-product": (FRONT + f"::: mos-product {TOKEN}\n", 6, "not shown", "BotFather"),
    "token-as-option": (block(f"{TOKEN}: x"), 7, "not shown", "BotFather"),
    "token-as-title": (product(f"title: '{TOKEN}'"), 4, "not shown", ""),
    "token-as-label": (block(f"label: '{TOKEN}'"), 7, "not shown", ""),
    "token-as-source": (block(f"source: '{TOKEN}'"), 7, "not shown", ""),
    "token-in-a-link": (FRONT + f"[w](mos:f?source={TOKEN})\n", 6, "not shown", ""),
}  # fmt: skip


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """One build of all of them: a problem on one page must not hide another's."""
    made = Site(tmp_path_factory.mktemp("bad"))
    config = f"site_name: Test\ntheme: mkdocs\nsite_url: https://s.example/\nplugins: [mos: {{service_id: acme}}]\n{EXTENSIONS}"
    (made.folder / "mkdocs.yml").write_text(config, "utf-8")
    for name, (page, *_) in BAD.items():
        made.write(f"{name}.md", page)
    made.write("index.md", "# A page with nothing wrong\n")
    return made.build()


def named(result: Result, page: str) -> list[str]:
    return [problem for problem in result.problems if re.match(rf"docs/{re.escape(page)}\.md\b", problem)]


def test_all_problems_are_told_and_nothing_is_written(bad: Result) -> None:
    assert bad.status == 1
    assert "Traceback" not in bad.output
    assert bad.pages == []
    assert TOKEN not in bad.output
    assert f"{len(bad.problems) - 1} problems, named above" in bad.problems[-1]
    assert not any(not c.isprintable() for c in bad.output.replace("\n", ""))
    assert named(bad, "index") == []


@pytest.mark.parametrize("name", BAD)
def test_a_problem_names_its_line_what_was_found_and_the_cure(bad: Result, name: str) -> None:
    _, line, found, cure = BAD[name]
    problems = named(bad, name)
    assert len(problems) == 1, problems or "nothing was said"
    assert problems[0].startswith(f"docs/{name}.md:{line}: ")
    words = problems[0].partition(": ")[2]
    assert found in words
    assert cure in words
    assert len(words) < 500


# What no reader of the build's log would survive: each has a build of its own.
CRASHES = {
    "an address that is none": (FRONT + "[w](mos://[)\n", r":6: .*mos://\["),
    "an empty option before a directive": (FRONT + "::: mos-product f\nNote:\n::: mos-product f\n", ""),
    "an empty mos option before a directive": (FRONT + "::: mos-x\nmos:\n::: mos-product f\n", ":6: unknown directive"),
    "thousands of brackets": (FRONT + "::: mos-product f\n    label: " + "[ " * 40_000 + "\n", ":[67]: "),
}


@pytest.mark.parametrize(("page", "words"), CRASHES.values(), ids=CRASHES)
def test_nothing_ends_in_a_traceback(site: MakeSite, page: str, words: str) -> None:
    result = site({"index.md": page}).build()
    assert "Traceback" not in result.output
    assert result.status == (1 if words else 0)
    assert re.search(words, result.output)


# mkdocs.yml: options, what must be said, and the line of the option (`mos:` itself is line 4).
OPTIONS: dict[str, tuple[str, int, str]] = {
    "no-id": ("enabled: true", 4, "service_id is missing.*Service → Customer Service"),
    "null-id": ("service_id:", 5, "service_id is missing"),
    "blank-id": ("service_id: ' '", 5, "blank.*Service → Customer Service"),
    "placeholder-id": ("service_id: '{{YOUR_customer_SERVICE_ID}}'", 5, "placeholder.*Service → Customer Service"),
    "evil-id": (f"service_id: {QUOTED}", 5, "“</script>.*Service → Customer Service"),
    "id-in-chinese": ("service_id: 客服", 5, "“客服” is not a customer service ID"),
    "surrogate-id": ('service_id: "\\ud800"', 5, "is not a customer service ID"),
    "other-site": ("service_id: https://mos.me.example/acme", 5, "https://mos.me/ID"),
    "token": (f"service_id: {TOKEN}", 5, "token, not shown"),
    "token-link": (f"service_id: https://mos.me/{TOKEN}", 5, "token, not shown"),
    "token-list": (f"service_id: ['{TOKEN}']", 5, "token, not shown"),
    "zeros": ("service_id: 007", 5, "“007”.*quote it"),
    "underscore": ("service_id: 1_000", 5, "“1_000”.*quote it"),
    "bool": ("service_id: yes", 5, "quote it"),
    "float": ("service_id: 1.50", 5, "quote it"),
    "id-of-no-language": ("service_id: {fr: acme}", 5, "has none for the language “en” of this site, only for fr"),
    "id-of-a-language": ("service_id: {en: a b}", 5, "“a b” is not a customer service ID"),
    "id-of-a-language-zeros": ("service_id: {en: 007}", 5, "quote it"),
    "id-unquoted-placeholder": ("service_id: {YOUR_CUSTOMER_SERVICE_ID}", 5, "placeholder"),
    "unset": ("service_id: !ENV NO_SUCH_ID", 5, "NO_SUCH_ID is not set"),
    "unset-zeros": ("service_id: !ENV [NO_SUCH_ID, 007]", 5, "007.*quote it"),
    "typo": ("service_id: acme\nsorce: x", 6, "did you mean “source”?"),
    "token-as-name": (f"service_id: acme\n'{TOKEN}': x", 6, "no such option"),
    "number-as-name": ("service_id: acme\n7: x", 6, "no such option"),
    "yes-as-name": ("service_id: acme\non: x", 6, "no such option"),
    "placeholder": ("service_id: acme\nsource: '{pge}'", 6, "“{pge}”.*{page}"),
    "source-number": ("service_id: acme\nsource: 12", 6, "“12”.*quoted"),
    "source-nul": ('service_id: acme\nsource: "\\0"', 6, "U\\+0000"),
    "source-surrogate": ('service_id: acme\nsource: "\\ud800"', 6, "U\\+D800"),
    "source-token": (f"service_id: acme\nsource: '{TOKEN}'", 6, "token, not shown"),
    "loader": ("service_id: acme\nloader: maybe", 6, "maybe"),
}  # fmt: skip


@pytest.mark.parametrize("name", OPTIONS)
def test_a_wrong_option_is_named_in_mkdocs_yml(site: MakeSite, name: str) -> None:
    options, line, words = OPTIONS[name]
    result = site({"index.md": "[chat](mos:)"}, mos=options).build()
    assert "Traceback" not in result.output
    assert result.status == 1
    assert re.search(rf"mkdocs\.yml:{line}: .*{words}", result.output)
    assert result.pages == []
    assert TOKEN not in result.output
    assert TOKEN.partition(":")[2] not in result.output


NAV = {
    "A: 'mos:f'": "“mos:f” names a product.*mos:",
    "A: 'mos:?source={pge}'": "“{pge}”",
    "A: 'mos:?src=x'": "“src”.*source",
    "A: 'mos:</script><script>alert(1)</script>'": "product",
    f"A: 'mos:{TOKEN}'": "not shown",
    "A: ' mos:f'": "mos:f",
}


@pytest.mark.parametrize("item", NAV)
def test_a_wrong_link_in_nav_is_named(site: MakeSite, item: str) -> None:
    config = f"extra: {{note: 'mos:f'}}\nnav:\n  - index.md\n  - {item}\n"
    result = site({"index.md": "[w](mos:)"}, config).build()
    assert result.status == 1
    assert re.search(rf"mkdocs\.yml:9: .*{NAV[item]}", result.output)
    assert "Traceback" not in result.output
    assert result.pages == []
    assert TOKEN not in result.output


# Nothing is wrong with these, though they look like it: no message, even under --strict, and one card or link each.
FINE: dict[str, str | bytes] = {
    "twin-title": product("title: Yes"),
    "twin-field": product("title: F, linePrice: 007"),
    "twin-names": front("  products:", "    f: {title: F}", "    F: {title: G}", body="::: mos-product F\n"),
    "twin-price": front("  products:", "    g: {title: G, price: '{a: 1}'}", body="::: mos-product g\n"),
    "twin-option": block("'label': 'x: y'"),
    "twin-tab": FRONT + "::: mos-product f\n\tlabel: x\n",
    "twin-address": product("title: F, linkUrl: 'https://e.com/?a=\"b\"&c=<d>', cover: 'HTTPS://e.com/a.png'"),
    "twin-file": product("title: F, cover: img/a.svg, linkUrl: index.md#top"),
    "twin-long": product(f"title: F, desc: {'word ' * 1000}"),
    "twin-emoji": product('title: "\\U0001F600"'),
    "twin-lines": block("desc: |", "  one", "", "  two"),
    "rtl": product('title: "\\u202egnp.exe\\u2066"'),
    "windows": block("label: x").replace("\n", "\r\n"),
    "mac": block("label: x").replace("\n", "\r"),
    "bom": ("\ufeff" + block("label: x")).encode(),
    "merge": "---\nbase: &b {title: B}\nmos:\n  products:\n    f:\n      <<: *b\n      price: 299.00\n---\n::: mos-product\n",
    "merge-inline": block("<<: {label: x}", "price: 299.00"),
    "alias": block("label: &a x", "source: *a"),
    "paragraph": FRONT + "text\n::: mos-product f\n    label: x\ntext\n",
    "after-a-blank-line": block("", "label: x"),
    "fence": FRONT + "::: mos-product f\n\nlabel: x\n\nsource: y\n\n:::\n",
    "fence-with-a-comment": FRONT + "::: mos-product f\n# note\nlabel: x\n:::\n",
    "table": FRONT + "| a |\n|---|\n| [w](mos:f) |\n",
    "spaced-link": FRONT + "[w]( mos:f )\n",
    "plus-in-a-link": FRONT + "[w](mos:f?source=c%2B%2B)\n",
}  # fmt: skip
NOTHING: dict[str, str | bytes] = {
    "empty": "",
    "white": " \n\n\t\n",
    "bom-only": "\ufeff".encode(),
    "front-only": FRONT,
    "front-only-windows": FRONT.replace("\n", "\r\n"),
    "no-mos-in-front": "---\ntitle: x\n---",
    "fenced-code": "```\n::: mos-prodct\n    titel: x\n```\n",
    "indented-code": "text\n\n    ::: mos-prodct\n\n    [w](mos:nope)\n",
    "inline-code": "`::: mos-prodct` and `[w](mos:nope)`\n",
    "code-in-a-list": "- a\n\n    ```\n    ::: mos-prodct\n    ```\n",
    "pre": "<pre>\n::: mos-prodct f\n    desc: a &amp; &lt;b&gt;\n</pre>\n",
    "comment": "<!--\n::: mos-prodct f\n    desc: <b>\n[w](mos:nope)\n-->\n",
    "words": "We write mos: and ::: and `mos:`; front matter has mos: in it.\n",
}  # fmt: skip


@pytest.fixture(scope="module", params=["", "use_directory_urls: false\n"], ids=["directories", "files"])
def fine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Result:
    made = Site(tmp_path_factory.mktemp("fine"))
    config = f"site_name: Test\ntheme: mkdocs\nsite_url: https://s.example/\nplugins: [mos: {{service_id: acme}}]\n{EXTENSIONS}"
    (made.folder / "mkdocs.yml").write_text(config + request.param, "utf-8")
    for name, page in (FINE | NOTHING).items():
        made.write(f"{name}.md", page)
    made.write("index.md", "# Home {#top}\n")
    made.write("img/a.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>')
    return made.build("--strict")


def path_of(result: Result, name: str) -> str:
    return f"{name}.html" if result.exists(f"{name}.html") else f"{name}/index.html"


def test_what_is_right_is_built_without_a_word(fine: Result) -> None:
    assert fine.problems == []
    assert fine.status == 0, fine.output
    for name in FINE:
        page = fine.page(path_of(fine, name))
        (link,) = fine.hrefs(path_of(fine, name))
        assert len(link) <= 2000
        assert ("…" in link or "%E2%80%A6" in link) == (name == "twin-long"), name
        assert "---" not in text(page), name
        assert with_class(page, "mos-problem") == []
    for name in NOTHING:
        page = fine.page(path_of(fine, name))
        assert fine.hrefs(path_of(fine, name)) == [], name
        assert ("mos-prodct" in fine.html(path_of(fine, name))) == ("mos-prodct" in str(NOTHING[name])), name


def test_code_in_raw_html_is_left_as_it_is(fine: Result) -> None:
    assert not any("\x02" in fine.html(path) for path in fine.pages)
    assert "    desc: a &amp; &lt;b&gt;\n</pre>" in fine.html(path_of(fine, "pre"))
    assert "    desc: <b>\n[w](mos:nope)\n-->" in fine.html(path_of(fine, "comment"))


def test_fenced_options_after_a_comment_are_options(fine: Result) -> None:
    (link,) = with_class(fine.page(path_of(fine, "fence-with-a-comment")), "mos-link")
    assert text(link).startswith("x")


def dangers(page: Element) -> Iterator[str]:
    """What an attacker would be glad to find in a page."""
    for element in page.iter():
        for name, value in element.attrib.items():
            if name.startswith("on") or re.match(r"[\s\x00-\x20]*(javascript|data|vbscript):", value, re.IGNORECASE):
                yield f"{element.tag} {name}={value}"
            elif name in ("href", "src") and value.startswith("//"):
                yield value
    yield from (text(e) for e in page.iter("script") if "alert" in text(e))
    yield from (str(e.attrib) for e in page.iter("img") if "mos-product-cover" not in e.get("class", ""))


@pytest.mark.parametrize("theme", ["mkdocs", "readthedocs", "material"])
def test_hostile_words_are_only_words(site: MakeSite, theme: str) -> None:
    fields = [f"{name}: {QUOTED}" for name in ("title", "desc", "price", "linePrice")]
    addresses = [
        "cover: 'https://e.com/x.png?\"><script>alert(1)</script>'",
        "linkUrl: 'https://e.com/\"onclick=alert(1) x=\"'",
    ]
    inline = "".join(f"    {line}\n" for line in [*fields, *addresses, f"label: {QUOTED}", f"source: {QUOTED}"])
    pages = {
        "index.md": "::: mos-product\n" + inline,
        "names.md": front(
            "  products:", f"    {QUOTED}: {{{', '.join(fields + addresses)}}}", body="::: mos-product\n"
        ),
        "button.md": "::: mos-product\n    layout: button\n" + inline,
        "link.md": "::: mos-product\n    layout: link\n"
        + inline
        + "\n[w](mos:?source=%22%3E%3Cscript%3Ealert(1)%3C/script%3E)\n",
        "plain.md": "# Nothing\n",
    }
    config = f"theme: {{name: {theme}, font: false}}\n" if theme == "material" else ""
    result = site(
        pages, config + "site_url: https://s.example/\n", {"service_id": "acme", "source": EVIL}, theme
    ).build("--strict")
    assert result.status == 0, result.output
    known = len(list(result.page("plain/index.html").iter("script")))
    for path in ["index.html", *(f"{name}/index.html" for name in ("names", "button", "link"))]:
        page = result.page(path)
        assert len(list(page.iter("script"))) == known
        assert list(dangers(page)) == []
        query = dict(parse_qsl(urlsplit(result.hrefs(path)[0]).query, keep_blank_values=True))
        assert {query[name] for name in ("title", "desc", "price", "linePrice", "source")} == {EVIL}
        card = with_class(page, "mos-product")[0]
        assert EVIL in text(card)


@pytest.mark.parametrize("unit", ["word ", "x", "产", "\u202e ", "'\" "])
def test_ten_megabytes_of_desc(site: MakeSite, unit: str) -> None:
    desc = unit * (10_000_000 // len(unit.encode()))
    result = site({"index.md": f"::: mos-product\n    title: T\n    desc: |\n      {desc}\n"}).build("--strict")
    assert result.status == 0, result.output[-2000:]
    (link,) = result.hrefs()
    assert 1900 < len(link) <= 2000
    assert dict(parse_qsl(urlsplit(link).query))["desc"].endswith("…")


@pytest.mark.parametrize(
    ("config", "words"), [("", "site_url is not set"), ("site_url: http://s.example/\n", "http://s.example/")]
)
def test_a_site_without_an_https_address_says_once_what_its_links_lack(site: MakeSite, config: str, words: str) -> None:
    pages = {f"{n}.md": product("title: F, cover: a.svg") for n in "abc"} | {"a.svg": "<svg/>", "index.md": ""}
    made = site(pages, config)
    result = made.build()
    assert result.status == 0, result.output
    assert result.output.count("chat links leave out") == 1
    assert words in result.output
    assert "Write “site_url: https://…”" in result.output
    assert all("cover=" not in link and "linkUrl=" not in link for link in result.hrefs("a/index.html"))
    assert made.build("--strict").status == 1


def serve(folder: Path) -> str:
    """Build as `mkdocs serve` does, in this process, and return the home page."""
    from mkdocs.commands.build import build
    from mkdocs.config import load_config

    config = load_config(str(folder / "mkdocs.yml"))
    config.plugins.on_startup(command="serve", dirty=False)
    config.site_url = "http://127.0.0.1:8000/"
    build(config, serve_url="http://127.0.0.1:8000/")
    return (folder / "site" / "index.html").read_text("utf-8")


SERVED = {
    "product": product("titel: F"),
    "option": block("labl: x"),
    "directive": "::: mos-prodct\n",
    "link": "[w](mos:nope)\n",
    "evil-option": block(f"{QUOTED}: x"),
    "evil-name": f"::: mos-product {EVIL}\n",
    "evil-directive": f"::: mos-{EVIL}\n",
    "evil-link": f"[w](mos:{EVIL})\n",
    "evil-address": product("title: F, linkUrl: 'javascript:alert(1)//\"onclick=alert(1)'"),
    "front matter": "---\nmos:\n  products: {f: {title: F\n---\n::: mos-product f\n",
}


@pytest.mark.parametrize("page", SERVED.values(), ids=SERVED)
def test_a_preview_shows_the_problem_and_recovers(site: MakeSite, page: str, caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("mkdocs").setLevel(logging.INFO)
    made = site({"index.md": page}, "site_url: https://s.example/\n")
    plain = len(list(parse(serve(site({"index.md": "# x"}).folder)).iter("script")))
    tree = parse(serve(made.folder))
    (box,) = with_class(tree, "mos-problem")
    assert re.search(r"docs/index\.md:\d+: ", text(box))
    assert with_class(tree, "mos-product") == []
    assert list(dangers(tree)) == []
    assert len(list(tree.iter("script"))) == plain
    assert any("docs/index.md" in record.getMessage() for record in caplog.records)
    made.write("index.md", block("label: x"))
    tree = parse(serve(made.folder))
    assert with_class(tree, "mos-problem") == []
    assert with_class(tree, "mos-link")[0].get("href", "").endswith("&linkUrl=https%3A%2F%2Fs.example%2F&price=%249")


def escaped(value: str) -> str:
    """Any text as a YAML scalar."""
    return '"' + "".join(c if c.isascii() and c.isalnum() else f"\\U{ord(c):08x}" for c in value) + '"'


WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\t\n"), max_size=20)


@given(st.fixed_dictionaries({"title": WORDS}, optional=dict.fromkeys(("desc", "price", "linePrice"), WORDS)), WORDS)
@example({"title": "\x02mos-lt\x03".strip("\x02\x03"), "desc": "wzxhzdk:0"}, "&amp;")
def test_a_links_query_gives_the_record_back(fields: dict[str, str], label: str) -> None:
    record = {name: value.strip() for name, value in fields.items() if value.strip()}
    assume("title" in record and label.strip())
    source = "::: mos-product\n" + "".join(f"    {name}: {escaped(value)}\n" for name, value in fields.items())
    (link,) = with_class(parse(convert(f"{source}    label: {escaped(label)}\n")), "mos-link")
    query = parse_qsl(urlsplit(link.get("href", "")).query, keep_blank_values=True)
    assert query[0] == ("isMsgCard", "1")
    assert dict(query[1:]) == record
    assert link.text == label.strip().replace("\r\n", "\n").replace("\r", "\n")


PIECES = [
    "::: mos-product f", "::: mos-product", "::: mos-x", ":::", "label: x", "title: T", "desc: |", "Note:", "mos:", "    ", "\t",
    "\n", "\n\n", "- ", "1. ", "> ", "!!! note\n", '=== "a"\n', "<div markdown>", "</div>", "<pre>", "<textarea>", "<!--", "-->",
    "```", "[a](mos:f)", "[a](mos:", "[r]: mos:f", "|a|\n|-|\n", "term\n:   ", "[^1]: ", "{: .x }", "`", "\\", "&amp;", "<b>",
    "'", '"', "{", "}", "[", "]", ": ", "? ", "*x", "&a ", "!t ", "<<: ", "%", "//[", "---\n", "\r", "\0", "\x02", "\x0c", "\u2028", "产",
]  # fmt: skip


@given(st.booleans(), st.lists(st.sampled_from(PIECES) | st.sampled_from(["\n", "\n    "]), max_size=14))
@example(True, ["::: mos-product f", "\n", "Note:", "\n", "::: mos-product f"])
@example(True, ["[a](mos:", "//[", ")"])
@example(True, ["<pre>", "\n", "::: mos-product f", "\n    ", "&amp;", "\n", "</pre>"])
def test_any_directive_text_is_converted_or_refused(with_front: bool, pieces: list[str]) -> None:
    source: Any = "".join(pieces)
    try:
        html = convert(FRONT * with_front + source)
    except ContentError as error:
        assert str(error).strip()
        return
    assert "\x02" not in html
    assert "\x03" not in html
