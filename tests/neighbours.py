"""Other plugins, how a site lists each of them, and what must hold beside our cards, links and loader."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from xml.etree.ElementTree import Element

from .building import QUIET
from .conftest import Result, text, with_class
from .pages import SVG, loaders

FRONT = """---
title: Teapots
tags: [tea]
mos:
  products:
    kyusu: {title: Kyusu & Co, price: 38.00, cover: img/f.svg}
---
# Teapots

The words before.

::: mos-product kyusu

"""
ENVIRONMENT = (
    os.environ
    | QUIET
    | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    | {f"GIT_{who}_{what}": "test@s.example" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
)
CUP = "---\nmos:\n  products:\n    cup: {title: Cup}\n---\n"
PAGES = {"index.md": "# Home\n\n[Ask](mos:)\n", "shop/teapots.md": FRONT, "shop/img/f.svg": SVG}
LINK = {
    "isMsgCard": ["1"],
    "title": ["Kyusu & Co"],
    "cover": ["https://s.internal/shop/img/f.svg"],
    "linkUrl": ["https://s.internal/shop/teapots/"],
    "price": ["38.00"],
    "source": ["docs/shop/teapots"],
}


def query(link: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(link).query)


def ids(page: Element) -> list[str]:
    """The ids that stand twice on a page."""
    return [name for name, count in Counter(e.get("id") for e in page.iter() if e.get("id")).items() if count > 1]


def nothing_more(result: Result) -> None:
    pass


def asks_nobody(result: Result) -> None:
    (cover,) = with_class(result.page("remote/index.html"), "mos-product-cover")
    assert cover.get("src") == "https://cdn.example/c.jpg"
    assert query(result.hrefs("remote/index.html")[0])["cover"] == ["https://cdn.example/c.jpg"]
    assert not (result.folder.parent / ".cache").exists() or not list((result.folder.parent / ".cache").rglob("*mos*"))
    assert "mos-launcher" in result.html() or "https://cdn-oss.mos.me/public/js/mossdk.js" in result.html()


def has_api(result: Result) -> None:
    assert "Buy a thing." in result.html("api/index.html")


def is_found(result: Result) -> None:
    index = (result.folder / "search/search_index.json").read_text("utf-8")
    assert "Kyusu" in index


def is_left_out(result: Result) -> None:
    index = (result.folder / "search/search_index.json").read_text("utf-8")
    assert "Kyusu" not in index
    assert "Home" in index


def is_tagged(result: Result) -> None:
    assert "tea" in {text(e).strip() for e in with_class(result.page("shop/teapots/index.html"), "md-tag")}


def one_light_box(result: Result) -> None:
    page = result.page("shop/teapots/index.html")
    (card,) = with_class(page, "mos-product")
    for anchor in card.iter("a"):
        assert not [a for a in anchor.iter("a") if a is not anchor]
    assert len(with_class(card, "glightbox")) <= 1
    assert len(with_class(card, "mos-product-cover")) == 1


def is_printed(result: Result) -> None:
    page = result.page("print_page/index.html")
    (card,) = with_class(page, "mos-product")
    (link,) = with_class(card, "mos-link")
    assert query(link.get("href", "")) == LINK
    (cover,) = with_class(card, "mos-product-cover")
    assert (result.folder / "print_page" / cover.get("src", "")).resolve() == result.folder / "shop/img/f.svg"


def values_come_in(result: Result) -> None:
    link = result.hrefs("macro/index.html")[0]
    assert (query(link)["title"], query(link)["price"]) == (["From a variable"], ["$7.50"])


def includes(result: Result) -> None:
    link, *_ = result.hrefs("other/cup/index.html")
    assert (query(link)["title"], query(link)["linkUrl"]) == (["Cup"], ["https://s.internal/other/cup/"])


def leads_on(result: Result) -> None:
    page = result.page("old/index.html")
    assert [a.get("href") for a in page.iter("a")] == ["../shop/teapots/"]
    assert not loaders(page)  # it passes no plugin


def nav_is_made(result: Result) -> None:
    assert "Our shop" in text(result.page())


def is_in_the_nav_of_literate_nav(result: Result) -> None:
    leads = {text(a).strip(): a.get("href") for a in result.page().iter("a")}
    assert leads["Pots"] == "shop/teapots/"
    assert leads["Chat with us"] == "https://mos.me/acme?source=docs"  # as in MkDocs' own nav


def is_a_section(result: Result) -> None:
    links = [a for a in result.page("shop/more/index.html").iter("a") if text(a).strip() == "Shop"]
    assert {a.get("href") for a in links} == {"../teapots/"}


def is_generated(result: Result) -> None:
    link, *_ = result.hrefs("made/index.html")
    assert (query(link)["title"], query(link)["linkUrl"]) == (["Made"], ["https://s.internal/made/"])


def is_dated(result: Result) -> None:
    assert with_class(result.page("shop/teapots/index.html"), "git-revision-date-localized-plugin")


def is_committed(folder: Path) -> None:
    for command in (("init", "--quiet"), ("add", "."), ("commit", "--quiet", "-m", "Begin")):
        subprocess.run(["git", *command], cwd=folder, env=ENVIRONMENT, check=True)


def is_included(result: Result) -> None:
    link, *_ = result.hrefs("with/index.html")
    assert (query(link)["title"], query(link)["linkUrl"]) == (["Shared"], ["https://s.internal/with/"])


def is_written_for_machines(result: Result) -> None:
    for file in ("shop/teapots/index.md", "llms-full.txt"):
        written = (result.folder / file).read_text("utf-8")
        assert written.count("](https://mos.me/acme?") == 1
        assert query(re.findall(r"\]\((https://mos\.me/.*?)\)", written)[0]) == LINK
        assert "Kyusu & Co" in written


def is_a_table(result: Result) -> None:
    (cell,) = [td for td in result.page("prices/index.html").iter("td") if list(td.iter("a"))]
    (link,) = with_class(cell, "mos-link")
    assert query(link.get("href", ""))["title"] == ["Cup"]


def is_fed(result: Result) -> None:
    feed = (result.folder / "feed_rss_created.xml").read_text("utf-8")
    assert "A pot for tea." in feed
    assert "mos:" not in feed


def opens_in_a_tab(result: Result) -> None:
    link, *_ = result.hrefs("shop/teapots/index.html")
    assert "external_new_window" in "".join(file.read_text("utf-8") for file in result.folder.rglob("*.js"))
    assert query(link) == LINK


def counts_by_two(result: Result) -> None:
    page = result.page("list/index.html")
    (_, inner) = [li for li in page.iter("li") if with_class(li, "mos-product")]
    assert [query(link.get("href", ""))["title"] for link in with_class(inner, "mos-link")] == [["Cup"], ["Cup"]]


@dataclass
class Neighbour:
    """A plugin, how a site lists it, and what must hold beside the card, its link and the loader.

    An extension of Python-Markdown or a theme has no `plugins`; `before` prepares the site's folder.
    """

    plugins: str
    check: Callable[[Result], None] = nothing_more
    theme: str = "{name: mkdocs}"
    pages: dict[str, str] = field(default_factory=dict)
    config: str = ""
    before: Callable[[Path], None] = lambda folder: None


MATERIAL = "{name: material, font: false}"
NEIGHBOURS = {
    "monorepo": Neighbour(
        "  - monorepo\n",
        includes,
        config="nav:\n  - index.md\n  - shop/teapots.md\n  - Other: '!include ./other/mkdocs.yml'\n",
        pages={
            "../other/mkdocs.yml": "site_name: other\nnav: [cup.md]\n",
            "../other/docs/cup.md": "---\nmos:\n  product: {title: Cup}\n---\n# Cup\n\n::: mos-product\n",
        },
    ),
    "mkdocstrings": Neighbour(
        "  - mkdocstrings: {handlers: {python: {paths: [.]}}}\n", has_api, pages={"api.md": "# API\n\n::: acme.shop\n"}
    ),
    "Material's `privacy`": Neighbour(
        "  - privacy: {assets_exclude: [unpkg.com/*, cdn.example/*]}\n",
        asks_nobody,
        MATERIAL,
        pages={"remote.md": "# R\n\n::: mos-product\n    title: R\n    cover: https://cdn.example/c.jpg\n"},
    ),
    "Material's `tags`": Neighbour("  - tags\n", is_tagged, MATERIAL),
    "`search`": Neighbour("  - search\n", is_found),
    "minify": Neighbour("  - minify: {minify_html: true}\n"),
    "minify-html": Neighbour("  - minify_html\n"),
    "macros": Neighbour(
        "  - macros\n",
        values_come_in,
        pages={"macro.md": "# M\n\n::: mos-product\n    title: {{ name }}\n    price: {{ cost }}\n"},
        config="extra: {name: From a variable, cost: $7.50}\n",
    ),
    "print-site": Neighbour("  - print-site\n", is_printed, MATERIAL),
    "awesome-nav": Neighbour("  - awesome-nav\n", nav_is_made, pages={"shop/.nav.yml": "title: Our shop\n"}),
    "glightbox": Neighbour("  - glightbox\n", one_light_box),
    "redirects": Neighbour("  - redirects: {redirect_maps: {old.md: shop/teapots.md}}\n", leads_on),
    "exclude-search": Neighbour("  - search\n  - exclude-search: {exclude: [shop/teapots.md]}\n", is_left_out),
    "literate-nav": Neighbour(
        "  - literate-nav: {nav_file: SUMMARY.md}\n",
        is_in_the_nav_of_literate_nav,
        pages={"SUMMARY.md": "* [Home](index.md)\n* [Pots](shop/teapots.md)\n* [Chat with us](mos:)\n"},
    ),
    "section-index": Neighbour(
        "  - section-index\n",
        is_a_section,
        MATERIAL,
        pages={"shop/more.md": "# More\n"},
        config="nav:\n  - index.md\n  - Shop:\n      - shop/teapots.md\n      - shop/more.md\n",
    ),
    "gen-files": Neighbour(
        "  - gen-files: {scripts: [make.py]}\n",
        is_generated,
        pages={
            "../make.py": "import mkdocs_gen_files\n\nwith mkdocs_gen_files.open('made.md', 'w') as file:\n"
            "    file.write('# Made\\n\\n::: mos-product\\n    title: Made\\n')\n"
        },
    ),
    "git-revision-date-localized": Neighbour(
        "  - git-revision-date-localized\n",
        is_dated,
        MATERIAL,
        before=is_committed,
    ),
    "include-markdown": Neighbour(
        "  - include-markdown\n",
        is_included,
        pages={
            "../shared.md": "::: mos-product\n    title: Shared\n",
            "with.md": "# With\n\n{% include-markdown '../shared.md' %}\n",
        },
    ),
    "llmstxt": Neighbour(
        "  - llmstxt: {full_output: llms-full.txt, sections: {Shop: [shop/teapots.md]}}\n", is_written_for_machines
    ),
    "table-reader": Neighbour(
        "  - table-reader\n",
        is_a_table,
        pages={
            "prices.md": f"{CUP}# Prices\n\n{{{{ read_csv('prices.csv') }}}}\n",
            "../prices.csv": "what,ask\nCup,[Ask](mos:cup)\n",
        },
    ),
    "awesome-pages": Neighbour("  - awesome-pages\n", nav_is_made, pages={"shop/.pages": "title: Our shop\n"}),
    "rss": Neighbour(
        "  - rss: {use_git: false, match_path: described.md}\n",
        is_fed,
        pages={"described.md": f"{CUP[:-4]}description: A pot for tea.\n---\n# D\n\n::: mos-product\n"},
    ),
    "open-in-new-tab": Neighbour("  - open-in-new-tab\n", opens_in_a_tab),
    "htmlproofer": Neighbour(
        "  - htmlproofer: {raise_error: true, validate_rendered_template: true, validate_external_urls: false}\n"
    ),
    "truly-sane-lists": Neighbour(
        "",
        counts_by_two,
        pages={"list.md": f"{CUP}# L\n\n- a\n  - [Ask](mos:cup)\n\n    ::: mos-product\n"},
        config="markdown_extensions: [mdx_truly_sane_lists]\n",
    ),
}
