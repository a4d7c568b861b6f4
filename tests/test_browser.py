"""What a reader's browser makes of a built site."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser

from .browser import LOADER_URL, STAND_IN, offline, served
from .conftest import MakeSite

CARDS = """---
mos:
  products:
    flagship: {title: Flagship package, price: $299.00, linePrice: $399.00, desc: All of it, cover: img/f.svg}
    plain: {title: Starter, linkUrl: other.md}
---
# Products

::: mos-product flagship

::: mos-product plain

::: mos-product flagship
    layout: button

::: mos-product flagship
    layout: link

A [link](mos:flagship) in text.

> ::: mos-product flagship

| a |
|---|
| [a link](mos:plain) |
"""
PAGES = {
    "index.md": CARDS,
    "other.md": "# Other",
    "img/f.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="200"><rect width="400" height="200"/></svg>',
}
ASK = re.compile(r"^Ask about this ?: Flagship package \(opens in a new tab\)$")
THEMES = {
    "mkdocs": "theme: {name: mkdocs}\n",
    "mkdocs-dark": "theme: {name: mkdocs, color_mode: dark}\n",
    "readthedocs": "theme: {name: readthedocs}\n",
    "material": "theme: {name: material, font: false}\n",
    "material-slate": "theme: {name: material, font: false, palette: {scheme: slate}}\n",
}


@pytest.mark.parametrize("service_id", ["acme", "007", "a-b_c.d~e"])
def test_the_vendors_script_is_asked_for_once_and_knows_the_id(
    site: MakeSite, browser: Browser, service_id: str
) -> None:
    result = site({"index.md": "# Hi"}, "theme: {name: material, font: false}\n", {"service_id": service_id}).build(
        "--strict"
    )
    with served(result.folder) as address:
        for path in ("", "404.html"):
            page = browser.new_page()
            faults: list[str] = []
            page.on("pageerror", lambda error, faults=faults: faults.append(str(error)))
            asked = offline(page, {LOADER_URL: STAND_IN})
            page.goto(address + path)
            page.wait_for_selector(".stand-in-launcher", state="attached")
            launchers = page.locator(".stand-in-launcher")
            assert launchers.count() == 1
            assert launchers.get_attribute("data-id") == service_id
            assert asked.count(LOADER_URL) == 1
            assert faults == []
            page.close()


@pytest.mark.parametrize("theme", THEMES)
def test_a_card_says_what_it_is(site: MakeSite, browser: Browser, theme: str) -> None:
    result = site(PAGES, THEMES[theme] + "site_url: https://s.example/\n").build("--strict")
    assert result.status == 0, result.output
    with served(result.folder) as address:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        offline(page)
        page.goto(address)
        card = page.locator(".mos-product").first
        assert card.get_attribute("role") == "group"
        assert card.get_by_role("link").count() == card.get_by_role("link", name=ASK).count() == 1
        assert card.get_by_role("img").count() == 0  # the title beside it says what it shows
        page.close()


@pytest.mark.parametrize("theme", THEMES)
def test_a_card_fits_a_phone_and_does_not_move(site: MakeSite, browser: Browser, theme: str) -> None:
    result = site(PAGES, THEMES[theme] + "site_url: https://s.example/\n").build("--strict")
    with served(result.folder) as address:
        page = browser.new_page(viewport={"width": 320, "height": 700})
        offline(page)
        waiting = []
        page.route("**/f.svg", lambda route: waiting.append(route))
        page.goto(address, wait_until="domcontentloaded")
        cover = page.locator("img.mos-product-cover").first
        cover.scroll_into_view_if_needed()
        before = cover.bounding_box()
        assert before
        page.wait_for_function("() => performance.getEntriesByType('navigation').length")
        while not waiting:
            page.wait_for_timeout(20)
        for route in waiting:
            route.continue_()
        page.wait_for_function("document.querySelector('img.mos-product-cover').naturalWidth > 0")
        after = cover.bounding_box()
        assert after
        assert (before["width"], before["height"]) == (after["width"], after["height"])
        assert before["width"] > 0
        for card in page.locator(".mos-product").all():
            box = card.bounding_box()
            assert box
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= 320
        page.close()


def test_a_chat_link_works_without_script(site: MakeSite, browser: Browser) -> None:
    result = site(PAGES, "site_url: https://s.example/\n").build("--strict")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    with served(result.folder) as address:
        offline(page)
        page.goto(address)
        with context.expect_page() as opened:
            page.get_by_role("link", name=ASK).first.click()
        opened.value.close()
        assert result.hrefs()[0].startswith(
            "https://mos.me/acme?isMsgCard=1&title=Flagship%20package&desc=All%20of%20it"
        )
    context.close()
