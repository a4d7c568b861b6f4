"""Other plugins, each in a real build, listed before us and after us; the README's table of them is compared with this."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from mkdocs_mos.audit.site import check_site

from .conftest import ROOT, MakeSite, Result, Site, text, with_class
from .neighbours import ENVIRONMENT, LINK, MATERIAL, NEIGHBOURS, PAGES, Neighbour, ids, query
from .pages import loaders

pytestmark = pytest.mark.neighbour

OWN_TESTS = {
    "Material's `blog`": "test_an_excerpt_of_the_blog_has_its_own_posts_card",
    "Material's `meta`": "test_defaults_of_a_folder_meet_the_pages_own",
    "static-i18n": "test_a_page_of_a_language_has_its_own_address",
    "Material's `offline`": "test_a_site_to_carry_about_finds_its_files",
    "mike": "test_a_version_of_mike_has_its_own_addresses",
    "materialx": "test_materialx_draws_cards_and_links_in_an_environment_of_its_own",
    "techdocs-core": "test_techdocs_draws_cards_and_links_in_an_environment_of_its_own",
}


MATERIALX = ROOT / ".venv-hosts" / "materialx" / "bin" / "python"
"""It takes the place of Material's files."""
TECHDOCS = ROOT / ".venv-hosts" / "techdocs" / "bin" / "python"
"""It demands versions of MkDocs' libraries that others here cannot live with; “make test” makes its environment."""


def written(site: MakeSite, neighbour: Neighbour, first: bool, mos: str = "source: docs/{page}") -> Site:
    """A site that lists a neighbour before us or after us."""
    config = f"theme: {neighbour.theme}\nsite_url: https://s.internal/\n{neighbour.config}"
    options = f"service_id: acme\n{mos}"
    made = site(PAGES | neighbour.pages, config, mos=options, plugins=neighbour.plugins)
    if not first:
        file = made.folder / "mkdocs.yml"
        content = file.read_text("utf-8").replace(neighbour.plugins, "")
        ours = re.search(r"  - mos:\n(      .*\n)+", content)
        assert ours
        file.write_text(content.replace(ours[0], ours[0] + neighbour.plugins), "utf-8")
    neighbour.before(made.folder)
    (made.folder / "acme").mkdir()
    (made.folder / "acme" / "__init__.py").write_text("")
    (made.folder / "acme" / "shop.py").write_text('def buy():\n    """Buy a thing."""\n')
    return made


def built(site: MakeSite, neighbour: Neighbour, first: bool, mos: str = "source: docs/{page}") -> Result:
    result = written(site, neighbour, first, mos).build("--strict")
    assert result.status == 0, result.output
    assert check_site(result.folder).findings == ()
    return result


LOADERS = {True: "source: docs/{page}", False: "source: docs/{page}\nloader: launcher"}
"""The vendor's bubble where the neighbour comes first, our launcher where it comes last."""


def has_what_all_have(result: Result) -> None:
    """The card with its link, one loader a page, and nothing that `check` could say."""
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
    assert check_site(result.folder).findings == ()


@pytest.mark.parametrize(
    ("name", "first"),
    [
        pytest.param(name, first, id=f"{name}, {'before' if first else 'after'} us")
        for name in NEIGHBOURS
        for first in (True, False)
        if (name, first) != ("print-site", True)  # it warns where it is not the last one
        and (NEIGHBOURS[name].plugins or first)
    ],
)
def test_a_neighbour_and_we_do_our_work(site: MakeSite, name: str, first: bool) -> None:
    result = built(site, NEIGHBOURS[name], first, LOADERS[first])
    has_what_all_have(result)
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
        (["Beta"], ["$2.00"], ["https://s.internal/blog/2024/01/02/beta/"], ["docs/blog/posts/b"]),
        (["Alpha"], ["$1.00"], ["https://s.internal/blog/2024/01/01/alpha/"], ["docs/blog/posts/a"]),
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
    result = site(pages, f"theme: {MATERIAL}\nsite_url: https://s.internal/\n", plugins="  - meta\n").build()
    assert result.status == 1
    assert any("“titel”" in p and "“shop/.meta.yml”" in p for p in result.problems), result.output
    assert any("price is float" in p and "“shop/.meta.yml”" in p for p in result.problems), result.output


def test_a_name_that_yaml_spells_otherwise_is_no_default(site: MakeSite) -> None:
    own = "---\nmos:\n  products:\n    007: {title: Bond}\n---\n::: mos-product\n"
    made = site({"index.md": own}, "site_url: https://s.internal/\n")
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
        f"theme: {MATERIAL}\nsite_url: https://s.internal/\n",
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
        (["Tea"], ["https://s.internal/tea/"]),
        (["Thé"], ["https://s.internal/fr/tea/"]),
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
    made = site(PAGES, "site_url: https://s.internal/\n", mos="service_id: acme\nloader: idle", plugins="  - mike\n")
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
    assert check_site(result.folder / "2.0").findings == ()
    (link,) = result.hrefs("2.0/shop/teapots/index.html")
    assert query(link)["linkUrl"] == ["https://s.internal/2.0/shop/teapots/"]
    assert query(link)["cover"] == ["https://s.internal/2.0/shop/img/f.svg"]
    (script,) = [e for e in result.page("2.0/404.html").iter("script") if e.get("data-mos-loader") is not None]
    assert script.get("src") == "/2.0/assets/mkdocs-mos/mos.js"


@pytest.mark.parametrize("first", [True, False], ids=["before us", "after us"])
def test_a_site_to_carry_about_finds_its_files(site: MakeSite, first: bool) -> None:
    result = built(site, Neighbour("  - offline\n", theme=MATERIAL), first, "loader: idle")
    (link,) = result.hrefs("shop/teapots.html")
    assert query(link)["linkUrl"] == ["https://s.internal/shop/teapots.html"]
    (script,) = [e for e in result.page("shop/teapots.html").iter("script") if e.get("data-mos-loader") is not None]
    assert script.get("src") == "../assets/mkdocs-mos/mos.js"


@pytest.mark.parametrize("first", [True, False], ids=["before us", "after us"])
def test_what_is_wrong_in_what_neighbours_bring_is_told_with_its_page(site: MakeSite, first: bool) -> None:
    pages = {
        "../shared.md": "# Shared\n\n::: mos-product nope\n",
        "../prices.csv": "what,ask\nCup,[Ask](mos:nix)\n",
        "../make.py": "import mkdocs_gen_files\n\nwith mkdocs_gen_files.open('made.md', 'w') as file:\n"
        "    file.write('# Made\\n\\n::: mos-product none\\n')\n",
        "with.md": "# With\n\nSome words.\n\n{% include-markdown '../shared.md' %}\n",
        "prices.md": "# Prices\n\n{{ read_csv('prices.csv') }}\n",
    }
    plugins = "  - include-markdown\n  - table-reader\n  - gen-files: {scripts: [make.py]}\n"
    result = written(site, Neighbour(plugins, pages=pages), first).build()
    assert result.status == 1
    told = dict(re.findall(r"^(\S+?): .*unknown product “(\w+)”", "\n".join(result.problems), re.MULTILINE))
    assert told == {"docs/with.md": "nope", "docs/prices.md": "nix", "made.md:3": "none"}, result.output


@pytest.mark.parametrize("first", [True, False], ids=["before us", "after us"])
def test_techdocs_draws_cards_and_links_in_an_environment_of_its_own(site: MakeSite, first: bool) -> None:
    made = written(site, Neighbour("  - techdocs-core\n", theme=MATERIAL), first, LOADERS[first])
    result = built_by(TECHDOCS, made)
    has_what_all_have(result)
    assert result.exists("techdocs_metadata.json")


def test_materialx_draws_cards_and_links_in_an_environment_of_its_own(site: MakeSite) -> None:
    made = written(site, Neighbour("", theme="{name: materialx, font: false}"), True, LOADERS[True])
    has_what_all_have(built_by(MATERIALX, made))


def built_by(python: Path, made: Site) -> Result:
    """Build a site strictly with the MkDocs of an environment."""
    done = subprocess.run(
        [python, "-m", "mkdocs", "build", "--strict"], cwd=made.folder, env=ENVIRONMENT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return Result(done.returncode, done.stderr, made.folder / "site")


def test_the_docs_list_what_is_tested_here() -> None:
    told = yaml.safe_load((ROOT / "docs" / "neighbours.yml").read_text("utf-8"))
    assert told.keys() == NEIGHBOURS.keys() | OWN_TESTS.keys()
    assert all(test in globals() for test in OWN_TESTS.values())


def test_what_the_docs_say_was_tried_is_what_the_tests_install() -> None:
    """Newer versions than those may be installed, but a package that is named is one that the tests ask for."""
    versions = yaml.safe_load((ROOT / "docs" / "versions.yml").read_text("utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    asked = map(Requirement, project["dependencies"] + extras["demo"] + extras["test-core"] + extras["test"])
    wanted = {canonicalize_name(each.name): each.specifier for each in asked}
    pins = dict(re.findall(r"([\w-]+)==([\w.]+)", (ROOT / "Makefile").read_text("utf-8")))
    wanted |= {canonicalize_name(name): SpecifierSet(f"=={version}") for name, version in pins.items()}
    for name, version in versions.items():
        assert version in wanted[canonicalize_name(name)], name
