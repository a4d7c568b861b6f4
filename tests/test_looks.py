"""How what we draw looks: legible in every colour of a theme, and in one line side by side."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from importlib.resources import files

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from .browser import offline, served
from .conftest import MakeSite

PAGE = """---
mos:
  products:
    a: {title: Kettle, price: $9, linePrice: $12, desc: Boils., linkUrl: "https://s.example/kettle", cover: a.svg}
    b: {title: Pot, desc: A text that goes on and on in several lines and then some more of them. And on it goes.}
---
# Page

<div class="mos-products" markdown>

::: mos-product a

::: mos-product b

</div>

::: mos-product a
    layout: link

::: mos-contact
"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9" fill="red"/></svg>'
OPTIONS = "service_id: acme\nloader: launcher\ntelegram: acme_help_bot\nask: true"
SDK = "https://sdk.example/mos.js"

CONTRASTS = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const over = (colours) => {
    canvas.fillStyle = "#fff";
    canvas.fillRect(0, 0, 1, 1);
    for (const colour of colours) {
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
    }
    return [...canvas.getImageData(0, 0, 1, 1).data.slice(0, 3)];
  };
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const grounds = (element) => {
    const found = [];
    for (let at = element; at; at = at.parentElement) found.unshift(getComputedStyle(at).backgroundColor);
    return found;
  };
  const told = {};
  for (const element of document.querySelectorAll(
    ".mos-product-title a, .mos-product-price, .mos-product-line-price, .mos-product-desc, .mos-button, .mos-launcher",
  )) {
    const ground = grounds(element);
    const back = luminance(over(ground));
    const text = luminance(over([...ground, getComputedStyle(element).color]));
    const ratio = (Math.max(back, text) + 0.05) / (Math.min(back, text) + 0.05);
    const name = element.className || element.parentElement.className;
    told[name] = Math.min(told[name] ?? 99, ratio);
  }
  return told;
}"""


def primaries() -> list[str]:
    """The primary colours that Material has, by name."""
    folder = files("material") / "templates" / "assets" / "stylesheets"
    (sheet,) = [each for each in folder.iterdir() if re.fullmatch(r"palette\..*\.css", each.name)]
    return sorted(set(re.findall(r"data-md-color-primary=([a-z-]+)", sheet.read_text("utf-8"))))


Show = Callable[..., Page]


@pytest.fixture
def show(site: MakeSite, context: BrowserContext) -> Iterator[Show]:
    """Build the page in a theme, and open it."""
    with ExitStack() as stack:

        def show(theme: str, more: str = "", options: str = OPTIONS, sdk: str = "") -> Page:
            config = f"site_url: https://s.example/\nmarkdown_extensions: [md_in_html]\n{more}"
            pages = {"index.md": "# Home\n", "page.md": PAGE, "a.svg": SVG}
            result = site(pages, config, options, theme).build("--strict")
            assert result.status == 0, result.output
            page = context.new_page()
            offline(page, {SDK: sdk})
            page.goto(f"{stack.enter_context(served(result.folder))}page/")
            return page

        yield show


def faint(page: Page) -> dict[str, float]:
    return {name: ratio for name, ratio in page.evaluate(CONTRASTS).items() if ratio < 4.5}


def test_text_is_legible_on_every_primary_of_material(show: Show) -> None:
    page = show("material", "theme: {name: material, palette: {scheme: default}}\n")
    page.add_style_tag(content="*, ::before { transition: none !important }")
    assert len(primaries()) > 15
    buttons = set()
    for scheme in ("default", "slate"):
        for primary in primaries():
            page.evaluate(
                "([scheme, primary]) => Object.assign(document.body.dataset,"
                " { mdColorScheme: scheme, mdColorPrimary: primary })",
                [scheme, primary],
            )
            assert faint(page) == {}, (scheme, primary)
            buttons.add(page.locator(".mos-button").first.evaluate("e => getComputedStyle(e).backgroundColor"))
    assert len(buttons) > 20  # they are the theme's


@pytest.mark.parametrize("theme", ["mkdocs", "readthedocs"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_is_legible_in_other_themes(show: Show, theme: str, scheme: str) -> None:
    page = show(theme, "theme: {name: mkdocs, color_mode: auto}\n" if theme == "mkdocs" else "")
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.reload()
    assert faint(page) == {}


def test_a_colour_that_is_set_once_holds_in_both_schemes(show: Show) -> None:
    page = show("material", "theme: {name: material, palette: {scheme: default}}\n")
    page.add_style_tag(content=":root { --mos-button-bg: #004d40; --mos-button-fg: #fefefe }")
    for scheme in ("default", "slate"):
        page.evaluate("scheme => { document.body.dataset.mdColorScheme = scheme }", scheme)
        for control in (".mos-product .mos-button", ".mos-contact .mos-link", ".mos-launcher"):
            look = page.locator(control).first.evaluate(
                "e => [getComputedStyle(e).backgroundColor, getComputedStyle(e).color]"
            )
            assert look == ["rgb(0, 77, 64)", "rgb(254, 254, 254)"], (scheme, control)


def test_an_accent_is_as_dark_as_its_text_needs(show: Show) -> None:
    page = show("material", "theme: {name: material, palette: {scheme: default}}\n")
    page.add_style_tag(content=":root { --mos-accent: #ffee00 } .mos-product * { transition: none !important }")
    for scheme in ("default", "slate"):
        page.evaluate("scheme => { document.body.dataset.mdColorScheme = scheme }", scheme)
        assert faint(page) == {}
        red, green, blue = page.locator(".mos-product .mos-button").first.evaluate(
            "e => { const c = document.createElement('canvas').getContext('2d'); "
            "c.fillStyle = getComputedStyle(e).backgroundColor; c.fillRect(0, 0, 1, 1); "
            "return [...c.getImageData(0, 0, 1, 1).data.slice(0, 3)] }"
        )
        assert red > 80 > blue  # still a yellow
        assert green > 80


@pytest.mark.parametrize("theme", ["mkdocs", "readthedocs", "material"])
def test_pictures_say_where_a_button_leads(show: Show, theme: str) -> None:
    page = show(theme)
    picture = "(e, part) => { const { content, borderTopWidth } = getComputedStyle(e, part); return [content, borderTopWidth]; }"
    telegram, ask = page.locator(".mos-telegram"), page.locator(".mos-product .mos-button").first
    content, size = telegram.evaluate(picture, "::before")
    assert content == '""'
    assert float(size.removesuffix("px")) > 5
    assert ask.evaluate(picture, "::after")[0] == '""'
    before = ask.bounding_box()
    ask.locator(".mos-tab").evaluate("note => { note.hidden = true }")  # where it opens no tab
    assert ask.evaluate(picture, "::after")[0] == "none"
    assert ask.bounding_box() == before


def test_only_the_first_way_has_the_weight_of_the_first(show: Show) -> None:
    page = show("material")
    first, second = page.locator(".mos-contact .mos-button").all()
    assert first.evaluate("e => getComputedStyle(e).backgroundColor") != "rgba(0, 0, 0, 0)"
    for other in (second, page.locator(".mos-ask .mos-button")):
        assert other.evaluate("e => getComputedStyle(e).backgroundColor") == "rgba(0, 0, 0, 0)"
        assert other.evaluate("e => getComputedStyle(e).borderTopStyle") == "solid"


def test_a_theme_that_insists_on_its_links_leaves_ours_legible(show: Show) -> None:
    page = show("mkdocs")
    page.add_style_tag(content="a, a:visited, p a { color: #58a6ff !important; background: none }")
    assert faint(page) == {}


@pytest.mark.parametrize("theme", ["mkdocs", "material"])
def test_links_in_the_vendors_window_are_the_vendors(show: Show, theme: str) -> None:
    sdk = """MosCustomerService = {init(box) {
      box.innerHTML = '<style>.theirs.theirs { color: rgb(1, 2, 3); text-decoration: none }</style><a class="theirs" href="#">x</a>';
      return {}
    }}"""
    page = show(theme, options=f"{OPTIONS}\nsdk: {SDK}", sdk=sdk)
    page.locator(".mos-contact .mos-chat").scroll_into_view_if_needed()
    theirs = page.locator(".mos-contact .theirs")
    expect(theirs).to_have_css("color", "rgb(1, 2, 3)")
    expect(theirs).to_have_css("text-decoration-line", "none")


@pytest.mark.parametrize("theme", ["mkdocs", "readthedocs", "material"])
def test_side_by_side_buttons_stand_on_one_line(show: Show, theme: str) -> None:
    page = show(theme)
    boxes = [card.bounding_box() for card in page.locator(".mos-products .mos-button").all()]
    first, second = filter(None, boxes)
    assert first["x"] != second["x"]
    assert abs(first["y"] + first["height"] - second["y"] - second["height"]) < 1
    page.set_viewport_size({"width": 390, "height": 844})
    first, second = filter(None, [card.bounding_box() for card in page.locator(".mos-products .mos-product").all()])
    assert first["x"] == second["x"]
    picture = page.locator(".mos-products .mos-product-cover").bounding_box()
    assert picture
    assert picture["width"] > first["width"] * 0.8
