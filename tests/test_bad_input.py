"""Bad input on real builds: what an attacker, a confused support person or a broken editor may write."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from xml.etree.ElementTree import Element

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from mkdocs_mos import ContentError

from .conftest import MakeSite, Result, Site, parse, text, with_class
from .pages import FRONT, block, convert, front, product
from .pieces import MARKDOWN, SECRET
from .wrong import cases, content, told, told_of

EXTENSIONS = """markdown_extensions: [admonition, attr_list, def_list, footnotes, md_in_html, tables, toc,
  pymdownx.superfences, pymdownx.details, {pymdownx.tabbed: {alternate_style: true}}]
"""
EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'>"
QUOTED = "'" + EVIL.replace("'", "''") + "'"  # as YAML


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Result]:
    """One build of all bad pages, for each set of options: a problem on one page must not hide another's."""
    made: dict[str, tuple[Site, list[str]]] = {}
    for name, case in cases("bad_pages").items():
        options = json.dumps({"service_id": "acme"} | case.get("options", {}))
        if options not in made:
            made[options] = Site(tmp_path_factory.mktemp("bad")), []
        made[options][0].write(f"{name}.md", content(case["page"]))
        made[options][1].append(name)
    results: dict[str, Result] = {}
    for options, (site, names) in made.items():
        config = (
            f"site_name: Test\ntheme: mkdocs\nsite_url: https://s.example/\nplugins: [mos: {options}]\n{EXTENSIONS}"
        )
        (site.folder / "mkdocs.yml").write_text(config, "utf-8")
        site.write("index.md", "# A page with nothing wrong\n")
        results |= dict.fromkeys(names, site.build())
    return results.__getitem__


@pytest.mark.golden_test("cases/bad_pages/*.yml")
def test_what_is_wrong_on_a_page(bad: Callable[[str], Result], golden: Any) -> None:
    """A problem names its line, what was found and the cure, in one line; nothing is written, nothing secret is told."""
    page, _ = golden["page"], golden.get("options")
    name = golden.path.stem
    result = bad(name)
    problems = told_of(result, f"docs/{name}.md")
    assert golden.out["problems"] == problems
    assert problems, f"nothing was said of {page!r}"
    for problem in problems.splitlines():
        assert re.match(r"line [1-9]\d*: |docs/page-end\.md: the link at the page's end: ", problem)
        assert len(problem) < 500


def test_all_problems_are_told_and_nothing_is_written(bad: Callable[[str], Result]) -> None:
    for result in {id(each): each for each in map(bad, cases("bad_pages"))}.values():
        assert result.status == 1
        assert "Traceback" not in result.output
        assert result.pages == []
        assert SECRET not in result.output
        assert f"{len(result.problems) - 1} problems, named above" in result.problems[-1]
        assert not any(not c.isprintable() for c in result.output.replace("\n", ""))
        assert told_of(result, "docs/index.md") == ""


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


@pytest.mark.golden_test("cases/bad_config/*.yml")
def test_what_is_wrong_in_mkdocs_yml(site: MakeSite, golden: Any) -> None:
    made = site({"index.md": "[chat](mos:)"})
    (made.folder / "mkdocs.yml").write_bytes(content(golden["config"]))
    result = made.build()
    assert golden.out["problems"] == told(result.named, "mkdocs.yml")
    own = "Config value 'plugins': Invalid Plugins configuration"  # MkDocs' words, without a line
    assert own == result.problems[0] or re.search(r"mkdocs\.yml:[1-9]\d*: ", result.problems[0])
    assert result.status == 1
    assert result.pages == []
    assert "Traceback" not in result.output
    assert SECRET not in result.output


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


@given(st.booleans(), st.lists(st.sampled_from(MARKDOWN) | st.sampled_from(["\n", "\n    "]), max_size=14))
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
