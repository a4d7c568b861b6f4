"""What other plugins, other themes and other ways of starting a build do with what is ours."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path

import pytest

from .conftest import MakeSite, Site, text, with_class

HEAD = "site_url: https://help.example.com/\n"
CARD = "::: mos-product\n    title: Gift card\n    desc: For a friend\n    price: $20\n    linePrice: $25\n"
PROJECT = "site_name: Shop\nsite_url: https://help.example.com/shop/\ntheme: {name: material}\nplugins:\n  - search\n  - mos:\n      service_id: acme\n"


@pytest.mark.parametrize("sandbox", ["", "      sandbox: true\n"])
def test_projects_of_material_build(site: MakeSite, sandbox: str) -> None:
    """The theme's plugin reads the source path of every file, and files that we make have none."""
    made = site({"index.md": "# Root\n"}, HEAD, None, "material", "  - projects\n")
    docs = made.folder / "projects" / "shop" / "docs"
    docs.mkdir(parents=True)
    (docs.parent / "mkdocs.yml").write_text(PROJECT + sandbox, "utf-8")
    (docs / "index.md").write_text(CARD, "utf-8")
    result = made.command()  # each project is built in a process of its own, which begins as the first one did
    assert result.status == 0, result.output
    (title,) = with_class(result.page("shop/index.html"), "mos-product-title")
    assert text(title).strip() == "Gift card"
    assert result.exists("shop/assets/mkdocs-mos/mos.css")


def test_the_search_holds_a_cards_title_and_description(site: MakeSite) -> None:
    blocks = f"{CARD}\n::: mos-contact\n\n::: mos-message\n    title: Order 7\n"
    made = site({"index.md": f"# Shop\n\nHello.\n\n{blocks}"}, HEAD, theme="material", plugins="  - search\n")
    result = made.build("--strict")
    assert result.status == 0, result.output
    index = json.loads((result.folder / "search" / "search_index.json").read_text("utf-8"))
    (entry,) = index["docs"]
    words = " ".join(entry["text"].replace("<p>", " ").replace("</p>", " ").split())
    assert words == "Hello. Gift card For a friend"


FIRST_PARAGRAPH = """import re

def on_page_content(html, page, config, files):
    found = re.search("<p[ >].*?</p>", html, re.DOTALL)
    page.meta["description"] = re.sub("<.*?>", "", found[0]) if found else "none"
"""


@pytest.mark.parametrize("block", [CARD, "::: mos-contact\n", "::: mos-message\n    title: Order 7\n"])
def test_a_first_paragraph_is_the_authors(site: MakeSite, block: str) -> None:
    """Other plugins make a page's description from its first paragraph."""
    made = site({"index.md": f"# Shop\n\n{block}\nAll of our tea.\n"}, f"{HEAD}hooks: [hook.py]\n", theme="material")
    (made.folder / "hook.py").write_text(FIRST_PARAGRAPH, "utf-8")
    result = made.build("--strict")
    (meta,) = (e for e in result.page().iter("meta") if e.get("name") == "description")
    assert meta.get("content") == "All of our tea."


def test_a_theme_made_from_material_is_known_by_what_it_has(site: MakeSite, tmp_path: Path) -> None:
    """Another theme of another name, whose files are those of Material."""
    about = tmp_path / "themes" / "other-1.0.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: other\nVersion: 1.0\n", "utf-8")
    (about / "entry_points.txt").write_text("[mkdocs.themes]\nmaterialz = material.templates\n", "utf-8")
    consent = f"{HEAD}extra:\n  consent: {{title: Cookies, description: Please}}\n"
    made = site({"index.md": "# Hi\n"}, consent, "service_id: acme\nconsent: true", "materialz")
    result = made.command(env={"PYTHONPATH": os.pathsep.join([str(about.parent), *sys.path])})
    assert result.status == 0, result.output
    assert "MOS live chat" in result.html()


# Ways of starting a build.

PAGES = {"index.md": "::: mos-product tae\n"}
NAMED = "docs/index.md:1: unknown product “tae”; did you mean “tea”?"


def test_files_are_named_as_their_author_sees_them(
    site: MakeSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = site(PAGES, mos="service_id: acme\ncatalog: products.csv")
    (made.folder / "products.csv").write_text("name,title,price\ntea,Tea,1\nx,,2\n", "utf-8")
    configuration = io.TextIOWrapper(io.BytesIO((made.folder / "mkdocs.yml").read_bytes()))
    monkeypatch.setattr(sys, "stdin", configuration)
    link = tmp_path / "linked"
    link.symlink_to(made.folder, target_is_directory=True)
    for folder, file in (
        (made.folder, "-"),
        (tmp_path, str(made.folder / "mkdocs.yml")),
        (tmp_path, str(link / "mkdocs.yml")),
        (tmp_path, "linked/mkdocs.yml"),
    ):
        result = Site(folder).build("-f", file)
        assert result.status == 1
        assert "Traceback" not in result.output
        assert f"ERROR   -  {NAMED}" in result.output
        assert "ERROR   -  products.csv:3: " in result.output


def test_pages_elsewhere_keep_their_names(site: MakeSite, tmp_path: Path) -> None:
    made = site({}, "docs_dir: linked\n", "service_id: acme\ncatalog: products.csv")
    (made.folder / "products.csv").write_text("name,title\ntea,Tea\n", "utf-8")
    other = tmp_path / "other"
    other.mkdir()
    (other / "index.md").write_text(PAGES["index.md"], "utf-8")
    (made.folder / "linked").symlink_to(other, target_is_directory=True)
    result = made.build()
    assert result.status == 1
    assert NAMED.replace("docs/", "linked/") in result.output


def test_a_part_of_the_site_says_nothing_of_the_whole(site: MakeSite) -> None:
    """`--dirty` reads the pages that have changed."""
    window = "::: mos-chat\n    height: {}\n"
    pages = {
        "index.md": window.format(500),
        "b.md": f"[w](mos:?source=a-b)\n\n{window.format(700)}",
        "c.md": "[w](mos:?source=a/b)",
    }
    made = site(pages, mos="service_id: acme\nexclude: [c.md]\nsdk: https://e.com/sdk.js")
    whole = made.build()
    assert "one source is spelt in 2 ways" in whole.output
    sheet = "assets/mkdocs-mos/mos.css"
    assert {"height: 500px", "height: 700px"} <= _heights(whole.folder / sheet)
    made.write("index.md", window.format(650))
    part = made.build("--dirty")
    assert part.status == 0, part.output
    assert "spelt" not in part.output
    assert "matches no page" not in part.output
    assert {"height: 650px", "height: 700px"} <= _heights(part.folder / sheet)


def _heights(sheet: Path) -> set[str]:
    return {
        line.partition("{")[2].strip("{ };") for line in sheet.read_text("utf-8").splitlines() if "mos-height-" in line
    }


# static-i18n

I18N = """  - i18n:
      docs_structure: {structure}
      reconfigure_material: {reconfigured}
      languages: [{{locale: en, default: true, name: English}}, {{locale: de, name: Deutsch}}]
"""


@pytest.mark.parametrize("structure", ["suffix", "folder"])
@pytest.mark.parametrize("reconfigured", ["true", "false"])
@pytest.mark.neighbour
def test_an_article_is_one_in_every_language(site: MakeSite, structure: str, reconfigured: str) -> None:
    link = "[w](mos:)\n\n::: mos-product\n    title: T\n"
    names = ["tea/pot.en.md", "tea/pot.de.md", "index.md", "index.de.md"]
    if structure == "folder":
        names = ["en/tea/pot.md", "de/tea/pot.md", "en/index.md", "de/index.md"]
    plugin = I18N.format(structure=structure, reconfigured=reconfigured)
    mos = {"service_id": {"en": "acme", "de": "acme-de"}, "source": "{lang}:{section}:{page}"}
    result = site(dict.fromkeys(names, link), HEAD, mos, "material", plugin).build()
    assert result.status == 0, result.output
    assert "source=en%3Atea%3Atea%2Fpot" in result.hrefs("tea/pot/index.html")[0]
    assert result.hrefs("de/tea/pot/index.html")[0] == "https://mos.me/acme-de?source=de%3Atea%3Atea%2Fpot"
    assert result.hrefs("de/index.html")[0] == "https://mos.me/acme-de?source=de%3Aindex"
    ask = with_class(result.page("de/tea/pot/index.html"), "mos-button")[0]
    assert text(ask).startswith("Frage dazu stellen")


@pytest.mark.neighbour
def test_what_all_languages_share_is_complete(site: MakeSite) -> None:
    """The last build's files win, and another language's pages may need more."""
    pages = {
        "index.en.md": "::: mos-contact\n\n::: mos-chat\n    height: 500\n",
        "index.de.md": "::: mos-product\n    title: T\n",
    }
    plugin = I18N.format(structure="suffix", reconfigured="true")
    made = site(pages, HEAD, "service_id: acme\nsdk: https://e.com/sdk.js", "mkdocs", plugin)
    result = made.build()
    assert result.status == 0, result.output
    sheet = (result.folder / "assets" / "mkdocs-mos" / "mos.css").read_text("utf-8")
    assert ".mos-contact" in sheet
    assert "height: 500px" in sheet
