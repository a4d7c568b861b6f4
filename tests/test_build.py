"""What only a real build can show: the loader, pages, themes, other plugins, serve."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from .conftest import ROOT, MakeSite, Site, text, with_class
from .pages import SVG, loaders

PRODUCTS = """---
mos:
  products:
    flagship: {title: Flagship package, price: 299.00, linePrice: 399.00, desc: All of it, cover: img/f.svg}
    starter: {title: Starter, price: $9}
---
# Products
"""


@pytest.mark.parametrize("theme", ["mkdocs", "readthedocs", "material"])
def test_every_page_has_the_loader_once_and_last(site: MakeSite, theme: str) -> None:
    config = f"theme: {{name: {theme}, font: false}}\n" if theme == "material" else f"theme: {theme}\n"
    result = site({"index.md": "# Hi", "empty.md": "", "a/b.md": "# B"}, config).build("--strict")
    assert result.status == 0, result.output
    assert {"index.html", "empty/index.html", "a/b/index.html", "404.html"} <= set(result.pages)
    for path in result.pages:
        (script,) = loaders(result.page(path))
        assert '_MOSCONFIG("acme")' in script
        assert re.search(r"</script>\s*</body>\s*</html>\s*(<!--[^>]*-->\s*)?\Z", result.html(path))
    assert not any(name in result.html() for name in ("mos.css", "mos.js"))


def test_the_snippet_is_the_vendors(site: MakeSite) -> None:
    (script,) = loaders(site({"index.md": ""}).build().page())
    vendor = """(function(m, ei, q, i, a, j, s) { m[i] = m[i] || function() { (m[i].a = m[i].a || []).push(arguments) };
        j = ei.createElement(q), s = ei.getElementsByTagName(q)[0]; j.async = true; j.charset = 'UTF-8';
        j.src = 'https://cdn-oss.mos.me/public/js/mossdk.js'; s.parentNode.insertBefore(j, s);
        })(window, document, 'script', '_MOSCONFIG'); _MOSCONFIG("acme");"""
    condition = "if (!window._MOSCONFIG && !(window.frameElement && parent._MOSCONFIG)) {"
    assert script.split() == [*condition.split(), *vendor.split(), "}"]


@pytest.mark.parametrize(
    "plugin",
    ["  - minify: {minify_html: true}\n", "  - minify_html\n"],
    ids=["minify", "minify-html"],
)
@pytest.mark.parametrize("first", [True, False])
@pytest.mark.neighbour
def test_a_minifier_does_not_lose_the_loader(site: MakeSite, plugin: str, first: bool) -> None:
    pages = {"index.md": "# Hi\n\n`</body>` and `<script data-mos-loader>`"}
    made = site(pages, plugins=plugin)
    if not first:
        file = made.folder / "mkdocs.yml"
        file.write_text(file.read_text("utf-8").replace(plugin, "") + plugin, "utf-8")
    result = made.build("--strict")
    assert result.status == 0, result.output
    for path in ("index.html", "404.html"):
        assert len(loaders(result.page(path))) == 1


def test_a_page_that_documents_the_loader_has_its_own(site: MakeSite) -> None:
    documented = """```html
<script data-mos-loader>_MOSCONFIG('YOUR_CUSTOMER_SERVICE_ID');</script>
</body>
```
<!-- <script data-mos-loader></script> </body> -->
<div title="<script data-mos-loader>">x</div>
"""
    result = site({"index.md": documented}).build("--strict")
    assert len(loaders(result.page())) == 1


def test_pages_without_the_loader(site: MakeSite) -> None:
    pages = {
        "index.md": "# Hi",
        "legal/terms.md": "# T",
        "legal/deep/more.md": "# M",
        "off.md": "---\nmos:\n  loader: false\n---\n# Off",
    }
    result = site(pages, mos="service_id: acme\nexclude: ['legal/*', '404.html']").build("--strict")
    assert result.status == 0, result.output
    with_loader = {path for path in result.pages if loaders(result.page(path))}
    assert with_loader == {"index.html"}


@pytest.mark.parametrize("options", ["enabled: false", "loader: false"])
def test_nothing_is_loaded_but_links_stay(site: MakeSite, options: str) -> None:
    result = site({"index.md": "[chat](mos:)"}, mos=f"service_id: acme\n{options}").build("--strict")
    assert not loaders(result.page())
    assert result.hrefs() == ["https://mos.me/acme"]


def test_an_exclude_that_matches_nothing_is_said(site: MakeSite) -> None:
    result = site({"index.md": ""}, mos="service_id: acme\nexclude: ['legl/*']").build()
    assert any("“legl/*” matches no page" in problem for problem in result.problems)


def test_a_build_differs_only_in_what_is_ours(site: MakeSite) -> None:
    pages = {
        "index.md": "# Hi\n\ntext\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```\n::: mos-product\n```\n",
        "other.md": PRODUCTS + "before\n\nCARD\n\nafter [link](index.md)",
        "img/f.svg": SVG,
    }
    plain = site(pages, mos=None).build()
    pages["other.md"] = pages["other.md"].replace("CARD", "::: mos-product flagship")
    ours = site(pages).build()
    for path in plain.pages:
        html = ours.html(path)
        assert html.count("data-mos-loader") == 1
        html = re.sub(r"<script data-mos-loader>.*?</script>\n", "", html, flags=re.DOTALL)
        html = re.sub(r'\s*<link href="[^"]*mos\.css" rel="stylesheet">', "", html)
        html = re.sub(r'<div class="mos-product" role="group">.*?</div>\n</div>', "<p>CARD</p>", html, flags=re.DOTALL)
        # The build's own date stands in a comment.
        expected = re.sub(r"(?<=Build Date UTC : ).*", "", plain.html(path))
        assert re.sub(r"\s+", " ", re.sub(r"(?<=Build Date UTC : ).*", "", html)) == re.sub(r"\s+", " ", expected)


def test_a_card_says_what_a_customer_needs(site: MakeSite) -> None:
    made = site(
        {"p/a.md": PRODUCTS + "::: mos-product flagship\n", "p/img/f.svg": SVG}, "site_url: https://s.example/h/\n"
    )
    result = made.build("--strict")
    assert result.status == 0, result.output
    page = result.page("p/a/index.html")
    (card,) = with_class(page, "mos-product")
    (cover,) = with_class(card, "mos-product-cover")
    (link,) = with_class(card, "mos-link")
    assert (card.get("role"), card.get("aria-label")) == ("group", None)  # its title says what it is
    assert (cover.get("src"), cover.get("alt"), cover.get("width")) == ("../img/f.svg", "", "144")
    assert [text(e) for e in with_class(card, "mos-product-price")] == ["299.00"]
    assert [(e.tag, text(e)) for e in with_class(card, "mos-product-line-price")] == [("s", "399.00")]
    assert text(link) == "Ask about this: Flagship package (opens in a new tab)"
    assert (link.get("target"), link.get("rel")) == ("_blank", "noopener")
    assert link.get("href") == (
        "https://mos.me/acme?isMsgCard=1&title=Flagship%20package&desc=All%20of%20it"
        "&cover=https%3A%2F%2Fs.example%2Fh%2Fp%2Fimg%2Ff.svg&linkUrl=https%3A%2F%2Fs.example%2Fh%2Fp%2Fa%2F"
        "&price=299.00&linePrice=399.00"
    )
    (style,) = [e for e in page.iter("link") if "mos.css" in e.get("href", "")]
    assert result.exists("p/a/" + style.get("href", "").replace("../../", "../../"))


def test_a_theme_may_have_its_own_card(site: MakeSite) -> None:
    made = site(
        {"index.md": PRODUCTS + "::: mos-product starter"},
        "theme: {name: mkdocs, custom_dir: overrides}\nsite_url: https://s.example/\n",
    )
    template = made.folder / "overrides" / "mos" / "product.html"
    template.parent.mkdir(parents=True)
    template.write_text(
        '<section class="mine"><br>{{ product.title }}<a class="mos-link" href="{{ link }}">go</a></section>'
    )
    made.write("img/f.svg", SVG)
    result = made.build("--strict")
    assert result.status == 0, result.output
    (mine,) = with_class(result.page(), "mine")
    assert text(mine) == "Startergo"
    template.write_text("{{ product.titel }}")
    assert "titel" in made.build().output
    template.write_text("{% if %}")
    result = made.build()
    assert result.status == 1
    assert "product.html:1" in result.output
    assert "Traceback" not in result.output


@pytest.mark.neighbour
def test_mkdocstrings_keeps_its_own(site: MakeSite) -> None:
    made = site(
        {"index.md": PRODUCTS + "::: mos-product starter\n\n::: acme.shop\n", "img/f.svg": SVG},
        plugins="  - mkdocstrings: {handlers: {python: {paths: [.]}}}\n",
    )
    (made.folder / "acme").mkdir()
    (made.folder / "acme" / "__init__.py").write_text("")
    (made.folder / "acme" / "shop.py").write_text(
        'def buy():\n    """Buy a thing.\n\n    [Ask](mos:?source=code).\n    """\n'
    )
    result = made.build()
    assert result.status == 0, result.output
    assert len(with_class(result.page(), "mos-product")) == 1
    assert "Buy a thing." in result.html()
    assert "https://mos.me/acme?source=code" in result.hrefs()  # its own Markdown has our extension, too


def test_nav_may_hold_chat_links(site: MakeSite) -> None:
    config = "nav:\n  - index.md\n  - More:\n    - Chat: 'mos:?source=nav'\n"
    result = site({"index.md": "# Hi"}, config).build("--strict")
    assert "https://mos.me/acme?source=nav" in [e.get("href") for e in result.page().iter("a")]
    config = "nav:\n  - index.md\n  - Chat: mos:flagship\n"
    result = site({"index.md": "# Hi"}, config).build()
    assert result.status == 1
    assert result.problems[0].startswith("mkdocs.yml:8: nav:")


@pytest.mark.parametrize(
    ("template", "sources"),
    [
        ("docs/{page}", ["docs/guide/a", "docs/guide/a", "page", "block"]),
        ("{lang}:{section}:{product}", ["en:guide:f", "en:guide:X", "page", "block"]),
    ],
)
def test_the_nearest_source_wins(site: MakeSite, template: str, sources: list[str]) -> None:
    front = "---\nmos:\n  {}products:\n    f: {{title: F}}\n    g: {{title: G}}\n---\n"
    pages = {
        "guide/a.md": front.format("") + "::: mos-product f\n\n::: mos-product\n    title: X\n",
        "b.md": front.format("source: page\n  ") + "[x](mos:f)\n\n::: mos-product g\n    source: block\n",
    }
    result = site(pages, mos={"service_id": "acme", "source": template}).build("--strict")
    assert result.status == 0, result.output
    links = result.hrefs("guide/a/index.html") + result.hrefs("b/index.html")
    assert [parse_qs(urlsplit(link).query)["source"][0] for link in links] == sources
    assert all(link.rpartition("&")[2].startswith("source=") for link in links)


@pytest.mark.parametrize(
    ("config", "strict", "words"),
    [
        ("", 1, "site_url is not set"),
        ("site_url: http://s.example/\n", 1, "“http://s.example/”"),
        ("site_url: https://s.example/\n", 0, ""),
    ],
)
def test_links_leave_out_what_has_no_https_address(site: MakeSite, config: str, strict: int, words: str) -> None:
    made = site({"index.md": PRODUCTS + "::: mos-product flagship\n", "img/f.svg": SVG}, config)
    result = made.build()
    assert result.status == 0
    assert result.output.count("chat links leave out") == bool(words)
    assert words in result.output
    assert ("cover=" in result.hrefs()[0]) == (not words)
    assert ("linkUrl=" in result.hrefs()[0]) == (not words)
    assert made.build("--strict").status == strict


def test_a_default_page_address_that_is_missing_is_no_fault_of_the_author(site: MakeSite) -> None:
    pages = {"index.md": "---\nmos:\n  product: {title: X}\n---\n::: mos-product"}
    result = site(pages).build("--strict")
    assert result.status == 0, result.output
    assert "site_url is not set" in result.output
    assert "linkUrl" in site(pages, "site_url: https://s.example/\n").build("--strict").hrefs()[0]
    no_page = site(pages, "site_url: https://s.example/\n", mos="service_id: acme\nlink_url: none").build("--strict")
    assert no_page.hrefs() == ["https://mos.me/acme?isMsgCard=1&title=X"]


def test_file_addresses_without_directories(site: MakeSite) -> None:
    pages = {
        "p/a.md": PRODUCTS + "::: mos-product flagship\n    linkUrl: ../index.md#top\n",
        "p/img/f.svg": SVG,
        "index.md": "",
    }
    result = site(pages, "site_url: https://s.example/\nuse_directory_urls: false\n").build()
    (link,) = result.hrefs("p/a.html")
    assert "linkUrl=https%3A%2F%2Fs.example%2Findex.html%23top" in link
    assert "../index.html#top" in [e.get("href") for e in result.page("p/a.html").iter("a")]


def test_the_sample_site_is_built_strictly(tmp_path: Path) -> None:
    result = Site(ROOT).build("--strict", "-d", str(tmp_path))
    assert result.status == 0, result.output
    result = replace(result, folder=tmp_path)
    assert len(result.pages) >= 13
    cards = sum(len(with_class(result.page(path), "mos-product")) for path in result.pages)
    assert cards >= 12
    for path in result.pages:
        page = result.page(path)
        assert len(loaders(page)) == ("privacy" not in path)
        for link in with_class(page, "mos-link"):
            assert len(link.get("href", "")) <= 2000
