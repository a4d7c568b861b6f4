"""What was meant as a directive and is none is named with its cure; what only shows one stays text."""

from __future__ import annotations

import pytest

from mkdocs_mos import ContentError

from .conftest import MakeSite, parse, text, with_class
from .pages import FRONT, convert

COLONS = "write three colons: “::: mos-product f”"
NAME = "write the directive's own name: “::: mos-product f”"
MEANT = {
    "：：： mos-product f": COLONS,
    "::： mos-product f": COLONS,
    "∶∶∶ mos-product f": COLONS,
    ":: mos-product f": COLONS,
    ":::: mos-product f": COLONS,
    ": : : mos-product f": COLONS,
    "/// mos-product | f": COLONS,
    "{% mos-product f %}": COLONS,
    "[[mos-product f]]": COLONS,
    ".. mos-product:: f": COLONS,
    "::: mos_product f": NAME,
    "::: MOS Product f": NAME,
    "::: mosproduct f": NAME,
    "::: {.mos-product} f": NAME,
    ":::{mos-product} f": NAME,
    "::: product f": NAME,
    "::: card f": NAME,
    "::: mos f": NAME,
    ":::\u00a0mos-product f": "U+00A0 (no-break space)",
    ":::&nbsp;mos-product f": "U+00A0 (no-break space)",
    ":::\u200bmos-product f": "U+200B (zero width space)",
    "::: mos–product f": "U+2013 (en dash)",
    "::: mos\u2011product f": "U+2011 (non-breaking hyphen)",
    "::: mos-prodcut f": "did you mean “mos-product”?",
    "!!! mos-product\n    f": "write three colons: “::: mos-product”",
    "a\n- ::: mos-product f": "leave a blank line above it",
    "text\n    ::: mos-product f": "on a line of its own",
    "**::: mos-product f**": "on a line of its own",
}


@pytest.mark.parametrize("source", MEANT)
def test_what_was_meant_is_named_with_its_cure(source: str) -> None:
    with pytest.raises(ContentError) as raised:
        convert(f"{FRONT}# text\n\n{source}\n")
    (problem,) = str(raised.value).splitlines()
    line = 9 if "\n" in source and not source.startswith("!") else 8
    assert problem.startswith(f"line {line}: ")
    assert MEANT[source] in problem
    assert "indentation" not in problem


def test_one_colon_is_named_where_it_begins_no_definition() -> None:
    with pytest.raises(ContentError, match=f"^line 6: .*{COLONS}$"):
        convert(FRONT + ": mos-product f")


@pytest.mark.parametrize(
    "source",
    [
        "The block :: mos-product is wrong, and so is ::: mos_product.",
        "Text *with* ::: mos-product",
        "`:: mos-product`",
        "```\n:: mos-product\n```",
        "    :: mos-product",
        "<pre>\n:: mos-product\n</pre>",
        "<!-- :: mos-product -->",
        "\\::: mos-product f",
        "&#58;:: mos-product f",
        "::: mos.client",
        "::: mos_client",
        "::: warning",
        "::: product unknown",
        ": mos-product is a block of ours",
        "[mos-product] was mended",
    ],
)
def test_what_only_shows_one_stays_text(source: str) -> None:
    assert with_class(parse(convert(FRONT + source)), "mos-product") == []


@pytest.mark.parametrize("theme", ["mkdocs", "readthedocs", "material"])
def test_pages_about_us_build(site: MakeSite, theme: str) -> None:
    pages = {
        "index.md": "# The `::: mos-product` block\n\n[TOC]\n\n## `::: mos-chat`\n\n## Links such as `mos:flagship`\n\nSee [it](b.md).\n",
        "b.md": '---\ntitle: "::: mos-product"\ndescription: "::: mos-chat"\n---\nText.\n',
        "c.md": "# `::: mos-product`\n\nText.\n",
    }
    nav = 'nav: [index.md, "::: mos-contact": b.md, c.md]\n'
    result = site(pages, nav, theme=theme).build("--strict")
    assert result.status == 0, result.output
    assert "::: mos-product" in text(result.page("c/index.html"))


@pytest.mark.neighbour
def test_blocks_follow_the_indentation_that_markdown_has(site: MakeSite) -> None:
    page = (
        FRONT
        + "1. One.\n\n2. Two.\n\n  ::: mos-product f\n      label: Hi\n\n3. Three.\n\n  ::: mos-product f\n    label: Ho\n"
    )
    result = site({"index.md": page}, "markdown_extensions: [mdx_truly_sane_lists]\n").build("--strict")
    assert result.status == 0, result.output
    (steps,) = result.page().iter("ol")
    cards = [len(with_class(step, "mos-product")) for step in steps]
    assert cards == [0, 1, 1]


NOTEBOOK = """
def on_pre_page(page, config, files):
    def render(config, files):
        page.content, page.toc = "<p>::: mos-product f</p><p><a href='mos:'>x</a></p><pre>::: mos-chat</pre>", []
    page.render = render
    return page
"""


def test_a_notebook_is_told_that_it_holds_no_blocks(site: MakeSite) -> None:
    """What mkdocs-jupyter does: it puts a render of its own in the place of the page's."""
    made = site({"index.md": "# Notebook\n"}, "hooks: [hook.py]\n")
    (made.folder / "hook.py").write_text(NOTEBOOK, "utf-8")
    result = made.build("--strict")
    assert result.status == 1
    block, link = result.problems[:2]
    assert block.startswith("docs/index.md: “::: mos-product f” stays")
    assert "notebooks" in block
    assert link.endswith("write https://mos.me/acme")
