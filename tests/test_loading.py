"""What the chat costs a reader who does not use it, in requests and bytes; durations are for benchmarks."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Route

from .benchmarks.loading import IDLE, KB, MODES, Watch, built, quiet, stand_in
from .browser import LOADER_URL, SDK_URL, STAND_IN, offline, served
from .conftest import MakeSite

MATERIAL = "theme: {name: material, font: false}\n"
HOME = "# Home\n\n![](img/slow.svg)\n"
CARDS = """---
mos:
  products:
    flagship: {title: Flagship package, price: $299.00, linePrice: $399.00, desc: All of it, cover: img/f.svg}
---
# Products

::: mos-product flagship

::: mos-message flagship

A [link](mos:flagship) in text.
"""
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="200"/>'


def at_rest(page: Page) -> None:
    pass


def press_a_key(page: Page) -> None:
    page.keyboard.press("Tab")


def press_the_launcher(page: Page) -> None:
    page.locator(".mos-launcher").click()


# Options, the page's text, what the reader does, and what is asked of the vendor then.
LATE: dict[str, tuple[str, str, Callable[[Page], None], str]] = {
    "idle": ("loader: idle", HOME, at_rest, LOADER_URL),
    "interaction": ("loader: interaction", HOME, press_a_key, LOADER_URL),
    "launcher": (f"loader: launcher\nsdk: {SDK_URL}", HOME, press_the_launcher, SDK_URL),
    "window": (f"loader: false\nsdk: {SDK_URL}", f"{HOME}\n::: mos-chat\n", at_rest, SDK_URL),
}


def hold(page: Page, matching: Callable[[str], bool]) -> list[Route]:
    """Take requests and leave them without an answer, as a server does that hangs."""
    held: list[Route] = []
    page.route(matching, lambda route: held.append(route))
    return held


def hold_vendor(page: Page) -> list[Route]:
    return hold(page, lambda url: url in (LOADER_URL, SDK_URL))


def settled_but_for(page: Page, watch: Watch, waiting: int) -> None:
    """Wait until all has come that the site itself has, but for some requests, and the browser has had its rest."""
    page.wait_for_load_state("domcontentloaded")
    while len(watch.pending_local) > waiting:
        page.evaluate(IDLE, 0)
    for _ in range(2):
        page.evaluate(IDLE, 50)


def test_who_does_not_chat_fetches_our_own_files_only(tmp_path: Path, context: BrowserContext) -> None:
    asks: dict[str, list[str]] = {
        "no chat": [],
        "eager": [LOADER_URL],
        "idle": [LOADER_URL],
        "interaction": [],
        "launcher": [],
    }
    paths: dict[str, set[str]] = {}
    sizes: dict[str, int] = {}
    for mode, asked in asks.items():
        with served(built(tmp_path / mode, MODES[mode]).folder) as address:
            page = context.new_page()
            offline(page, {LOADER_URL: stand_in(0), SDK_URL: stand_in(0)})
            watch = Watch(page, address)
            with page.expect_request(LOADER_URL) if asked else nullcontext():
                page.goto(address)
            quiet(page, watch, pause=50)
            assert watch.vendor == asked
            vendor_bytes = watch.bytes(vendor=True)
            assert vendor_bytes >= 300_000 if asked else vendor_bytes == 0
            assert len(watch.local) == len(set(watch.local))
            paths[mode], sizes[mode] = set(watch.local), watch.bytes(vendor=False)
            page.close()
    for mode in ("interaction", "launcher"):
        ours = ("mos.css", "mos.js", "mos-panel.js") if mode == "launcher" else ("mos.css", "mos.js")
        assert paths[mode] == paths["no chat"] | {f"assets/mkdocs-mos/{name}" for name in ours}
        assert 0 < sizes[mode] - sizes["no chat"] < 40 * KB  # uncompressed, against 300 KB of the vendor's script


@pytest.mark.parametrize("mode", LATE)
def test_the_chat_neither_precedes_nor_holds_load(site: MakeSite, context: BrowserContext, mode: str) -> None:
    options, text, act, vendor = LATE[mode]
    pages = {"index.md": text, "img/slow.svg": PICTURE}
    result = site(pages, MATERIAL, mos=f"service_id: acme\n{options}").build("--strict")
    assert result.status == 0, result.output
    with served(result.folder) as address:
        # The vendor's server takes what it is asked, and does not answer.
        page = context.new_page()
        offline(page)
        held = hold_vendor(page)
        with page.expect_request(vendor):
            page.goto(address, wait_until="load")
            act(page)
        page.evaluate(IDLE, 50)
        assert [route.request.url for route in held] == [vendor]
        assert page.evaluate("document.readyState") == "complete"

        # And a picture of the page itself is slow.
        page = context.new_page()
        offline(page)
        hold_vendor(page)
        pictures = hold(page, lambda url: url.endswith("slow.svg"))
        watch = Watch(page, address)
        page.goto(address, wait_until="commit")
        settled_but_for(page, watch, waiting=1)
        assert page.evaluate("document.readyState") == "interactive"
        assert watch.vendor == []
        with page.expect_request(vendor):
            pictures[0].continue_()
            page.wait_for_load_state("load")
            act(page)
        assert watch.vendor == [vendor]


@pytest.mark.parametrize("options", ["loader: eager", "loader: eager\ninline_script: false"])
def test_the_vendors_own_way_holds_the_page(site: MakeSite, context: BrowserContext, options: str) -> None:
    """Said in the documentation as the reason to choose another."""
    result = site({"index.md": "# Home"}, MATERIAL, mos=f"service_id: acme\n{options}").build("--strict")
    assert result.status == 0, result.output
    with served(result.folder) as address:
        page = context.new_page()
        offline(page)
        held = hold_vendor(page)
        watch = Watch(page, address)
        page.goto(address, wait_until="commit")
        settled_but_for(page, watch, waiting=0)
        assert [route.request.url for route in held] == [LOADER_URL]
        assert page.evaluate("document.readyState") == "interactive"
        held[0].fulfill(body="", content_type="text/javascript")
        page.wait_for_load_state("load")  # it was the vendor's script, and nothing else


def test_the_snippet_alone_brings_no_script_of_ours(site: MakeSite, context: BrowserContext) -> None:
    pages = {"index.md": CARDS, "plain.md": "# Plain", "deep/er.md": "# Deeper", "img/f.svg": PICTURE}
    config = f"{MATERIAL}site_url: https://help.example.com/\n"
    result = site(pages, config, mos="service_id: acme\nloader: eager").build("--strict")
    assert result.status == 0, result.output
    assert len(result.pages) == 4
    with served(result.folder) as address:
        for path in result.pages:
            page = context.new_page()
            offline(page, {LOADER_URL: STAND_IN})
            watch = Watch(page, address)
            page.goto(address + path)
            quiet(page, watch, pause=50)
            assert watch.vendor == [LOADER_URL]
            assert not [asked for asked in watch.local if "mos" in asked and not asked.endswith("mos.css")]
            page.close()


@pytest.mark.parametrize("options", ["loader: false", f"loader: false\nsdk: {SDK_URL}", "enabled: false"])
def test_a_page_of_cards_asks_nobody_else(site: MakeSite, context: BrowserContext, options: str) -> None:
    pages = {"index.md": CARDS, "img/f.svg": PICTURE}
    config = f"{MATERIAL}site_url: https://help.example.com/\n"
    result = site(pages, config, mos=f"service_id: acme\n{options}").build("--strict")
    assert result.status == 0, result.output
    with served(result.folder) as address:
        page = context.new_page()
        offline(page, {LOADER_URL: STAND_IN, SDK_URL: STAND_IN})
        watch = Watch(page, address)
        page.goto(address)
        quiet(page, watch, pause=50)
        page.keyboard.press("Tab")
        page.mouse.wheel(0, 300)
        quiet(page, watch, pause=50)
        assert watch.vendor == []
        assert {"assets/mkdocs-mos/mos.css", "img/f.svg"} <= set(watch.local)
