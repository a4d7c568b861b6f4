"""Other plugins, each in a real build, listed before us and after us; the README's table of them is compared with this."""

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

import pytest

from .building import QUIET
from .conftest import DOCUMENTS, ROOT, MakeSite, Result, text, with_class
from .pages import SVG, loaders

pytestmark = pytest.mark.neighbour

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
PAGES = {"index.md": "# Home\n\n[Ask](mos:)\n", "shop/teapots.md": FRONT, "shop/img/f.svg": SVG}
LINK = {
    "isMsgCard": ["1"],
    "title": ["Kyusu & Co"],
    "cover": ["https://s.example/shop/img/f.svg"],
    "linkUrl": ["https://s.example/shop/teapots/"],
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
    assert "https://cdn-oss.mos.me/public/js/mossdk.js" in result.html()


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
    (link,) = result.hrefs("other/cup/index.html")
    assert (query(link)["title"], query(link)["linkUrl"]) == (["Cup"], ["https://s.example/other/cup/"])


def leads_on(result: Result) -> None:
    page = result.page("old/index.html")
    assert [a.get("href") for a in page.iter("a")] == ["../shop/teapots/"]
    assert not loaders(page)  # it passes no plugin


def nav_is_made(result: Result) -> None:
    assert "Our shop" in text(result.page())


@dataclass
class Neighbour:
    """A plugin, how a site lists it, and what must hold beside the card, its link and the loader."""

    plugins: str
    check: Callable[[Result], None] = nothing_more
    theme: str = "{name: mkdocs}"
    pages: dict[str, str] = field(default_factory=dict)
    config: str = ""


MATERIAL = "{name: material, font: false}"
OWN_TESTS = {
    "Material's `blog`": "test_an_excerpt_of_the_blog_has_its_own_posts_card",
    "Material's `meta`": "test_defaults_of_a_folder_meet_the_pages_own",
    "static-i18n": "test_a_page_of_a_language_has_its_own_address",
    "Material's `offline`": "test_a_site_to_carry_about_finds_its_files",
    "mike": "test_a_version_of_mike_has_its_own_addresses",
}
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
}


def built(site: MakeSite, neighbour: Neighbour, first: bool, mos: str = "source: docs/{page}") -> Result:
    config = f"theme: {neighbour.theme}\nsite_url: https://s.example/\n{neighbour.config}"
    options = f"service_id: acme\n{mos}"
    made = site(PAGES | neighbour.pages, config, mos=options, plugins=neighbour.plugins)
    if not first:
        file = made.folder / "mkdocs.yml"
        written = file.read_text("utf-8").replace(neighbour.plugins, "")
        ours = re.search(r"  - mos:\n(      .*\n)+", written)
        assert ours
        file.write_text(written.replace(ours[0], ours[0] + neighbour.plugins), "utf-8")
    (made.folder / "acme").mkdir()
    (made.folder / "acme" / "__init__.py").write_text("")
    (made.folder / "acme" / "shop.py").write_text('def buy():\n    """Buy a thing."""\n')
    result = made.build("--strict")
    assert result.status == 0, result.output
    return result


@pytest.mark.parametrize(
    ("name", "first"),
    [
        pytest.param(name, first, id=f"{name}, {'before' if first else 'after'} us")
        for name in NEIGHBOURS
        for first in (True, False)
        if (name, first) != ("print-site", True)  # it warns where it is not the last one
    ],
)
def test_a_neighbour_and_we_do_our_work(site: MakeSite, name: str, first: bool) -> None:
    result = built(site, NEIGHBOURS[name], first)
    page = result.page("shop/teapots/index.html")
    (card,) = with_class(page, "mos-product")
    (link,) = with_class(card, "mos-link")
    assert query(link.get("href", "")) == LINK
    assert text(with_class(card, "mos-product-title")[0]).strip() == "Kyusu & Co"
    (cover,) = with_class(card, "mos-product-cover")
    assert cover.get("src") == "../img/f.svg"
    assert not ids(card)
    for path in ("index.html", "404.html", "shop/teapots/index.html"):
        assert len(loaders(result.page(path))) == 1
    NEIGHBOURS[name].check(result)


@pytest.mark.parametrize("first", [True, False], ids=["before us", "after us"])
def test_an_excerpt_of_the_blog_has_its_own_posts_card(site: MakeSite, first: bool) -> None:
    def post(day: int, name: str) -> str:
        product = f"mos:\n  product: {{title: {name}, price: ${day}.00, cover: ../../shop/img/f.svg}}\n"
        head = f"---\ndate: 2024-01-0{day}\n{product}---\n# {name}\n\n"
        return f"{head}::: mos-product\n\n[Ask](mos:)\n\n<!-- more -->\n\n::: mos-product\n"

    pages = {"blog/index.md": "# Blog\n", "blog/posts/a.md": post(1, "Alpha"), "blog/posts/b.md": post(2, "Beta")}
    result = built(site, Neighbour("  - blog\n", theme=MATERIAL, pages=pages), first)
    blog = result.page("blog/index.html")
    cards = with_class(blog, "mos-product")
    found = [query(with_class(card, "mos-link")[0].get("href", "")) for card in cards]
    assert [(q["title"], q["price"], q["linkUrl"], q["source"]) for q in found] == [
        (["Beta"], ["$2.00"], ["https://s.example/blog/2024/01/02/beta/"], ["docs/blog/posts/b"]),
        (["Alpha"], ["$1.00"], ["https://s.example/blog/2024/01/01/alpha/"], ["docs/blog/posts/a"]),
    ]
    assert {cover.get("src") for cover in with_class(blog, "mos-product-cover")} == {"../shop/img/f.svg"}
    assert not [name for name in ids(blog) if "mos" in name]
    assert len(with_class(result.page("blog/2024/01/02/beta/index.html"), "mos-product")) == 2


@pytest.mark.parametrize("first", [True, False], ids=["before us", "after us"])
def test_defaults_of_a_folder_meet_the_pages_own(site: MakeSite, first: bool) -> None:
    defaults = """mos:
  source: shop-default
  loader: false
  products:
    gift: {title: Gift card, price: $5.00}
    kyusu: {title: A default, desc: From the folder}
"""
    pages = {"shop/.meta.yml": defaults, "shop/own.md": "# Own\n\n::: mos-product gift\n"}
    neighbour = Neighbour("  - meta\n", theme=MATERIAL, pages=pages)
    result = built(site, neighbour, first)
    (link,) = result.hrefs("shop/teapots/index.html")
    assert query(link) == LINK | {"desc": ["From the folder"], "source": ["shop-default"]}
    (link,) = result.hrefs("shop/own/index.html")
    assert (query(link)["title"], query(link)["source"]) == (["Gift card"], ["shop-default"])
    assert not loaders(result.page("shop/teapots/index.html"))
    assert loaders(result.page())


def test_what_is_wrong_in_a_folders_defaults_names_their_file(site: MakeSite) -> None:
    pages = {**PAGES, "shop/.meta.yml": "mos:\n  products:\n    gift: {titel: x, price: 5.00}\n"}
    result = site(pages, f"theme: {MATERIAL}\nsite_url: https://s.example/\n", plugins="  - meta\n").build()
    assert result.status == 1
    assert any("“titel”" in p and "“shop/.meta.yml”" in p for p in result.problems), result.output
    assert any("price is float" in p and "“shop/.meta.yml”" in p for p in result.problems), result.output


def test_a_name_that_yaml_spells_otherwise_is_no_default(site: MakeSite) -> None:
    own = "---\nmos:\n  products:\n    007: {title: Bond}\n---\n::: mos-product\n"
    made = site({"index.md": own}, "site_url: https://s.example/\n")
    assert [query(link)["title"] for link in made.build("--strict").hrefs()] == [["Bond"]]  # the page's only product


@pytest.mark.parametrize("first", [True, False], ids=["before us", "after us"])
@pytest.mark.parametrize("structure", ["folder", "suffix"])
def test_a_page_of_a_language_has_its_own_address(site: MakeSite, structure: str, first: bool) -> None:
    languages = "[{locale: en, name: English, default: true, build: true}, {locale: fr, name: Français, build: true}]"
    plugin = f"  - i18n:\n      docs_structure: {structure}\n      languages: {languages}\n"
    tea = "---\nmos:\n  product: {title: TITLE}\n---\n# T\n\n::: mos-product\n"
    names = {"folder": ("en/tea.md", "fr/tea.md"), "suffix": ("tea.md", "tea.fr.md")}[structure]
    pages = {name: tea.replace("TITLE", title) for name, title in zip(names, ("Tea", "Thé"), strict=True)}
    if structure == "folder":
        pages |= {"en/index.md": "# Home", "fr/index.md": "# Accueil"}
    made = site(
        pages | ({} if structure == "folder" else {"index.md": "# Home"}),
        f"theme: {MATERIAL}\nsite_url: https://s.example/\n",
        mos="service_id: {en: acme, fr: https://mos.me/acme-fr}\nsource: '{lang}'",
        plugins=plugin,
    )
    if not first:
        file = made.folder / "mkdocs.yml"
        content = file.read_text("utf-8").replace(plugin, "")
        file.write_text(content.replace("source: '{lang}'\n", "source: '{lang}'\n" + plugin), "utf-8")
    result = made.build()
    assert result.status == 0, result.output
    links = [query(result.hrefs(path)[0]) for path in ("tea/index.html", "fr/tea/index.html")]
    assert [(link["title"], link["linkUrl"]) for link in links] == [
        (["Tea"], ["https://s.example/tea/"]),
        (["Thé"], ["https://s.example/fr/tea/"]),
    ]
    assert [link["source"] for link in links] == [["en"], ["fr"]]
    for path, service in (("tea/index.html", "acme"), ("fr/tea/index.html", "acme-fr")):
        assert result.hrefs(path)[0].startswith(f"https://mos.me/{service}?")
        (loader,) = loaders(result.page(path))
        assert f'_MOSCONFIG("{service}")' in loader
    ids = ["--service-id", "acme", "--service-id", "acme-fr"]
    check = [sys.executable, "-m", "mkdocs_mos", "check", str(result.folder)]
    assert subprocess.run([*check, *ids], capture_output=True).returncode == 0
    assert subprocess.run(check, capture_output=True).returncode == 1
    assert len(loaders(result.page("fr/tea/index.html"))) == 1


@pytest.mark.parametrize("first", [True, False], ids=["before us", "after us"])
def test_a_version_of_mike_has_its_own_addresses(site: MakeSite, first: bool) -> None:
    made = site(PAGES, "site_url: https://s.example/\n", mos="service_id: acme\nloader: idle", plugins="  - mike\n")
    if not first:
        file = made.folder / "mkdocs.yml"
        content = file.read_text("utf-8").replace("  - mike\n", "")
        file.write_text(content.replace("loader: idle\n", "loader: idle\n  - mike\n"), "utf-8")

    def run(*command: str) -> str:
        done = subprocess.run(command, cwd=made.folder, env=ENVIRONMENT, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    run("git", "init", "--quiet")
    run("git", "commit", "--quiet", "--allow-empty", "-m", "Begin")
    run("mike", "deploy", "2.0")
    run("git", "checkout", "--quiet", "gh-pages")
    result = Result(0, "", made.folder)
    (link,) = result.hrefs("2.0/shop/teapots/index.html")
    assert query(link)["linkUrl"] == ["https://s.example/2.0/shop/teapots/"]
    assert query(link)["cover"] == ["https://s.example/2.0/shop/img/f.svg"]
    (script,) = [e for e in result.page("2.0/404.html").iter("script") if e.get("data-mos-loader") is not None]
    assert script.get("src") == "/2.0/assets/mkdocs-mos/mos.js"


@pytest.mark.parametrize("first", [True, False], ids=["before us", "after us"])
def test_a_site_to_carry_about_finds_its_files(site: MakeSite, first: bool) -> None:
    result = built(site, Neighbour("  - offline\n", theme=MATERIAL), first, "loader: idle")
    (link,) = result.hrefs("shop/teapots.html")
    assert query(link)["linkUrl"] == ["https://s.example/shop/teapots.html"]
    (script,) = [e for e in result.page("shop/teapots.html").iter("script") if e.get("data-mos-loader") is not None]
    assert script.get("src") == "../assets/mkdocs-mos/mos.js"


def test_the_docs_list_what_is_tested_here() -> None:
    page = DOCUMENTS[ROOT / "docs" / "pages" / "neighbours.md"]
    rows = re.findall(r"^\| (.+?) \| (.+?) \|", page, re.MULTILINE)[2:]
    assert {name for name, _ in rows} == NEIGHBOURS.keys() | OWN_TESTS.keys()
    assert {result for _, result in rows} == {"works"}
    assert all(test in globals() for test in OWN_TESTS.values())
