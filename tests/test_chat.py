"""The embedded chat window, what is sent into it, and our launcher: seen in a real browser."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha384
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from .browser import SDK_URL, goto_instant, offline, served
from .conftest import MakeSite, Result, blocks
from .played import EVENTS, HANGS, PLAYED, REJECTS, THEMES, WORKS, unstyled

CORS = {"Access-Control-Allow-Origin": "*", "Content-Type": "text/javascript"}
LINES = "line\n\n" * 150
FRONT = """---
mos:
  products:
    flagship: {title: Flagship package, price: $299.00, linePrice: $399.00, desc: All of it}
    plain: {title: Starter}
---
"""
PAGES = {
    "index.md": f"{FRONT}# Home\n\n::: mos-product flagship\n\n::: mos-chat\n    product: flagship\n    timeout: 400\n\n"
    f"::: mos-message plain\n    label: Send it\n\n{LINES}",
    "far.md": f"{FRONT}# Far\n\n::: mos-product flagship\n\n{LINES}\n\n::: mos-chat\n\n::: mos-chat\n    width: 300\n    height: 20rem\n",
    "without.md": f"{FRONT}# Without\n\n::: mos-product flagship\n",
}


def answer(body: str) -> Callable[[Route], None]:
    return lambda route: route.fulfill(body=body, headers=CORS)


@contextmanager
def opened(
    result: Result,
    context: BrowserContext,
    path: str = "",
    answers: dict[str, str] | None = None,
    width: int = 1280,
) -> Iterator[tuple[Page, list[str]]]:
    with served(result.folder) as address:
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": 700})
        faults: list[str] = []
        # The theme mkdocs has one of its own where there is no search.
        page.on("pageerror", lambda error: "backdrop" in str(error) or faults.append(str(error)))
        page.add_init_script(EVENTS)
        asked = offline(page, {SDK_URL: WORKS} if answers is None else answers)
        unstyled(page)
        page.goto(address + path)
        yield page, asked
        assert faults == []


def built(
    site: MakeSite,
    options: str = "",
    theme: str = "material",
    config: str = "",
    plugins: str = "",
    strict: bool = True,
    **pages: str,
) -> Result:
    mos = f"service_id: acme\nsource: docs/{{page}}\nloader: false\nsdk: {SDK_URL}\n{options}"
    result = site(PAGES | pages, f"{THEMES[theme]}{config}", mos=mos, plugins=plugins).build(*["--strict"] * strict)
    assert result.status == 0, result.output
    return result


def is_open(page: Page, nth: int = 0) -> None:
    page.locator(".mos-chat").nth(nth).locator(".mos-sandbox-window").wait_for()
    expect(page.locator(".mos-chat").nth(nth).locator(".mos-chat-link")).to_be_hidden()


def press(page: Page, nth: int = 0) -> Locator:
    link = page.locator("a[data-mos-product]").nth(nth)
    link.click()
    return link


def status(page: Page) -> Locator:
    return page.locator(".mos-chat [role=status]").first


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("width", [390, 1280])
def test_a_window_opens_in_its_place(site: MakeSite, context: BrowserContext, theme: str, width: int) -> None:
    result = built(site, theme=theme)
    with opened(result, context, width=width) as (page, asked):
        is_open(page)
        assert asked == [SDK_URL]
        (init,) = page.evaluate("inits")
        assert init["config"]["product"]["title"] == "Flagship package"
        assert init["config"]["apiKey"] == "acme"
        assert (init["width"], init["height"]) == ("100%", "600px")
        box = page.locator(".mos-chat-box").bounding_box()
        assert box
        assert box["height"] == 540  # of 600, so that the screen holds it, what is said above it, and a header
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        expect(status(page)).to_have_text("The chat is open.")
        assert page.evaluate("seen") == [
            {"type": "mos:open", "page": "/", "source": "docs/index", "product": "Flagship package"}
        ]
        assert page.evaluate("shift") == []


def test_a_wide_window_has_the_wide_layout(site: MakeSite, context: BrowserContext) -> None:
    wide = "# x\n\n::: mos-chat\n    width: 1000\n    height: 400px\n"
    result = built(site, theme="mkdocs", **{"wide.md": wide})
    with opened(result, context, "wide/") as (page, _):
        page.locator(".mos-sandbox-window").wait_for()
        (init,) = page.evaluate("inits")
        assert (init["width"], init["height"]) == ("1000px", "400px")
        column = page.locator(".mos-chat").bounding_box()
        assert column
        assert init["size"] == [round(min(1000, column["width"])), 400]
        layout = "desktop" if init["size"][0] > 900 else "mobile"
        assert page.locator(f".mos-sandbox-{layout}").count() == 1
        page.set_viewport_size({"width": 390, "height": 800})
        page.locator(".mos-sandbox-mobile").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_sdk_comes_when_a_window_comes_near_and_once(site: MakeSite, context: BrowserContext) -> None:
    result = built(site)
    with opened(result, context, "far/") as (page, asked):
        page.wait_for_load_state("load")
        page.evaluate("() => new Promise(done => requestIdleCallback(done))")
        assert asked == []
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        is_open(page)
        is_open(page, 1)
        assert asked == [SDK_URL]
        assert [init["size"] for init in page.evaluate("inits")][1] == [300, 400]
        assert page.evaluate("shift") == []


def test_a_page_without_a_window_asks_for_nothing(site: MakeSite, context: BrowserContext) -> None:
    result = built(site)
    with opened(result, context, "without/") as (page, asked):
        page.wait_for_load_state("load")
        with context.expect_page() as popup:
            press(page)
        assert popup.value.url.startswith("https://mos.me/acme?isMsgCard=1&title=Flagship%20package") or popup.value
        assert asked == []


BROKEN = {
    "empty": "",
    "throws": "MosCustomerService = {init() { throw new Error('no') }}",
    "throws at once": "throw null;",
    "no init": "MosCustomerService = {}",
    "amd": PLAYED,
}


@pytest.mark.parametrize("case", [*BROKEN, "blocked"])
def test_where_no_window_opens_the_link_stays_and_is_said(site: MakeSite, context: BrowserContext, case: str) -> None:
    result = built(site)
    if case == "amd":
        context.add_init_script("window.define = () => {}; define.amd = {}")
    with served(result.folder) as address:
        page = context.new_page()
        page.add_init_script(EVENTS)
        offline(page, {SDK_URL: BROKEN[case]} if case in BROKEN else {})
        page.goto(address)
        expect(status(page)).to_have_text("The chat does not open here. The link opens it in a new tab.")
        link = page.locator(".mos-chat a.mos-link")
        expect(link).to_be_visible()
        query = parse_qs(urlsplit(link.get_attribute("href") or "").query)
        assert query["title"] == ["Flagship package"]
        assert query["source"] == ["docs/index"]
        assert [event["type"] for event in page.evaluate("seen")] == ["mos:error"]
        with context.expect_page():  # the card is a plain link again
            press(page)
        assert page.evaluate("shift") == []


@pytest.mark.parametrize("case", ["hangs", "draws nothing"])
def test_a_slow_window_is_given_up_on_but_may_still_come(site: MakeSite, context: BrowserContext, case: str) -> None:
    result = built(site)
    page = context.new_page()
    page.add_init_script(EVENTS)
    page.clock.install()
    waiting: list[Route] = []
    with served(result.folder) as address:
        offline(page, {SDK_URL: "MosCustomerService = {init(e) { window.draw = () => e.append('chat'); return {} }}"})
        if case == "hangs":
            page.route(SDK_URL, lambda route: waiting.append(route))
        page.goto(address)
        expect(status(page)).to_have_text("The chat is opening …")
        page.clock.run_for(4100)
        expect(status(page)).to_have_text("The chat does not open here. The link opens it in a new tab.")
        expect(page.locator(".mos-chat a.mos-link")).to_be_visible()
        if waiting:
            waiting[0].fulfill(body=WORKS, content_type="text/javascript")
            is_open(page)
        else:
            page.evaluate("draw()")
            expect(page.locator(".mos-chat a.mos-link")).to_be_hidden()
        expect(status(page)).to_have_text("The chat is open.")


def test_without_script_and_on_paper_there_is_the_link(site: MakeSite, context: BrowserContext) -> None:
    result = built(site)
    browser = context.browser
    assert browser
    plain = browser.new_context(java_script_enabled=False)
    with served(result.folder) as address:
        page = plain.new_page()
        offline(page)
        page.goto(address)
        expect(page.locator(".mos-chat a.mos-link")).to_be_visible()
        box = page.locator(".mos-chat").bounding_box()
        assert box
        assert box["height"] < 200  # no room is kept for what cannot come
    plain.close()
    with opened(result, context) as (page, _):
        is_open(page)
        page.emulate_media(media="print")
        expect(page.locator(".mos-chat a.mos-link")).to_be_visible()
        expect(page.locator(".mos-window")).to_be_hidden()


def test_a_site_on_disk_has_windows_too(site: MakeSite, context: BrowserContext) -> None:
    made = site(
        PAGES | {"sdk.js": WORKS}, "use_directory_urls: false\n", mos="service_id: acme\nsdk: sdk.js\nloader: false"
    )
    result = made.build("--strict")
    page = context.new_page()
    page.goto((result.folder / "index.html").as_uri())
    is_open(page)
    press(page)
    expect(status(page)).to_have_text("Sent: Flagship package")


@pytest.mark.parametrize("theme", THEMES)
def test_a_card_is_sent_into_the_window(site: MakeSite, context: BrowserContext, theme: str) -> None:
    result = built(site, theme=theme)
    with opened(result, context) as (page, asked):
        is_open(page)
        press(page)
        expect(status(page)).to_have_text("Sent: Flagship package")
        assert page.evaluate("document.activeElement.closest('.mos-window') !== null")
        record = {"title": "Flagship package", "price": "$299.00", "linePrice": "$399.00", "desc": "All of it"}
        assert page.evaluate("messages") == [record]
        assert "Sending: Flagship package" in page.evaluate("said")
        press(page, 1)
        expect(status(page)).to_have_text("Sent: Starter")
        assert [message["title"] for message in page.evaluate("messages")] == ["Flagship package", "Starter"]
        seen = page.evaluate("seen")
        assert [event["type"] for event in seen] == ["mos:open", "mos:send", "mos:sent", "mos:send", "mos:sent"]
        assert seen[1] == {"type": "mos:send", "page": "/", "source": "docs/index", "product": "Flagship package"}
        assert asked == [SDK_URL]
        assert len(context.pages) == 1


@pytest.mark.parametrize("way", ["double", "twice", "keyboard"])
def test_pressed_twice_is_sent_once(site: MakeSite, context: BrowserContext, way: str) -> None:
    result = built(site)
    with opened(result, context) as (page, _):
        is_open(page)
        link = page.locator("a[data-mos-product]").first
        if way == "double":
            link.dblclick()
        elif way == "twice":
            link.click()
            expect(status(page)).to_have_text("Sent: Flagship package")
            link.click()
        else:
            link.evaluate("link => { link.click(); link.click(); link.click() }")
        expect(status(page)).to_have_text("Sent: Flagship package")
        assert len(page.evaluate("messages")) == 1


@pytest.mark.parametrize("sdk", [REJECTS, HANGS, HANGS.replace("new Promise(() => {})", "{throw 1}")])
def test_what_is_not_sent_is_offered_as_a_link(site: MakeSite, context: BrowserContext, sdk: str) -> None:
    result = built(site)
    with opened(result, context, answers={SDK_URL: sdk}) as (page, _):
        expect(status(page)).to_have_text("The chat is open.")
        link = press(page, 1)
        offered = status(page).locator("a.mos-link")
        expect(offered).to_be_visible()
        expect(status(page)).to_contain_text("Not sent: Starter.")
        assert offered.get_attribute("href") == link.get_attribute("href")
        assert [event["type"] for event in page.evaluate("seen")] == ["mos:open", "mos:send", "mos:error"]
        with context.expect_page():
            offered.click()
        assert page.evaluate("shift") == []
        press(page, 1)  # another try is allowed
        assert [event["type"] for event in page.evaluate("seen")][3] == "mos:send"


@pytest.mark.parametrize("gone", [".mos-chat", ".mos-window", ".mos-chat-box"])
def test_a_window_that_has_left_the_page_is_not_used(site: MakeSite, context: BrowserContext, gone: str) -> None:
    result = built(site)
    with opened(result, context) as (page, _):
        is_open(page)
        page.evaluate("gone => document.querySelector(gone).remove()", gone)
        with context.expect_page():
            press(page)
        assert page.evaluate("messages") == []


@pytest.mark.parametrize("how", ["Control", "Shift", "middle"])
def test_a_reader_who_wants_a_tab_gets_one(site: MakeSite, context: BrowserContext, how: str) -> None:
    result = built(site)
    with opened(result, context) as (page, _):
        is_open(page)
        link = page.locator("a[data-mos-product]").first
        with context.expect_page():
            if how == "middle":
                link.click(button="middle")
            else:
                link.click(modifiers=[how])  # type: ignore[list-item]
        assert page.evaluate("messages") == []


def test_a_card_opens_a_window_that_is_still_far_away(site: MakeSite, context: BrowserContext) -> None:
    result = built(site)
    with opened(result, context, "far/") as (page, asked):
        assert asked == []
        press(page)
        expect(status(page)).to_have_text("Sent: Flagship package")
        assert page.evaluate("messages.length") == 1
        assert page.evaluate("document.activeElement.closest('.mos-chat') !== null")
        expect(page.locator(".mos-window").first).to_be_in_viewport()


@pytest.mark.parametrize("case", ["blocked", "hangs"])
def test_a_card_whose_window_does_not_open_offers_its_link(site: MakeSite, context: BrowserContext, case: str) -> None:
    result = built(site)
    page = context.new_page()
    page.clock.install()
    with served(result.folder) as address:
        offline(page)
        if case == "hangs":
            page.route(SDK_URL, lambda route: None)
        page.goto(address + "far/")
        link = press(page)
        expect(status(page)).to_contain_text("Sending: Flagship package" if case == "hangs" else "Not sent: Flagship")
        page.clock.run_for(4100)
        offered = status(page).locator("a.mos-link")
        assert offered.get_attribute("href") == link.get_attribute("href")
        expect(status(page)).to_contain_text("Not sent: Flagship package.")
        assert page.evaluate("document.activeElement.closest('.mos-chat') !== null")


def test_the_keyboard_reaches_all_of_it(site: MakeSite, context: BrowserContext) -> None:
    result = built(site)
    with opened(result, context) as (page, _):
        is_open(page)
        page.locator("a[data-mos-product]").first.focus()
        page.keyboard.press("Enter")
        expect(status(page)).to_have_text("Sent: Flagship package")
        assert page.evaluate("document.activeElement.matches('.mos-window')")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
        for _ in range(4):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.matches('.mos-window input, .mos-window textarea')"):
                break
        page.keyboard.type("hello")
        page.keyboard.press("Enter")
        expect(page.locator(".mos-sandbox-messages")).to_contain_text("hello")


@pytest.mark.parametrize("theme", ["material", "mkdocs"])
def test_a_themes_shortcuts_do_not_hear_what_is_typed(site: MakeSite, context: BrowserContext, theme: str) -> None:
    # A text field in a closed shadow root: no theme can tell that somebody types there.
    sdk = """MosCustomerService = {init(e) {
      const host = document.createElement('div'); e.append(host);
      const field = document.createElement('textarea');
      host.attachShadow({mode: 'closed'}).append(field); window.field = field; return {}; }}"""
    result = built(site, theme=theme, config="nav: [far.md, index.md, without.md]\n", plugins="  - search\n")
    with opened(result, context, answers={SDK_URL: sdk}) as (page, _):
        expect(status(page)).to_have_text("The chat is open.")
        before = page.url
        page.evaluate("field.focus()")
        page.keyboard.type("snp/,.?f hello")
        assert page.evaluate("field.value") == "snp/,.?f hello"
        assert page.url == before
        assert page.locator(".modal.show, [data-md-toggle=search]:checked").count() == 0
        page.evaluate("document.activeElement.blur()")
        with page.expect_navigation():  # they work elsewhere
            page.keyboard.press("n")


def test_nothing_is_fetched_before_the_reader_agrees(site: MakeSite, context: BrowserContext) -> None:
    result = built(site, "consent: true")
    with opened(result, context) as (page, asked):
        page.evaluate("() => new Promise(done => requestIdleCallback(done))")
        with context.expect_page():
            press(page)
        assert asked == []
        expect(page.locator(".mos-chat a.mos-link")).to_be_visible()
        page.evaluate("window.mos.consent(true)")
        is_open(page)
        assert asked == [SDK_URL]
        press(page)
        expect(status(page)).to_have_text("Sent: Flagship package")


def test_the_hash_is_asked_for(site: MakeSite, context: BrowserContext) -> None:
    for content, opens in ((WORKS, True), (WORKS + " ", False)):
        digest = "sha384-" + b64encode(sha384(WORKS.encode()).digest()).decode()
        result = built(site, f"sdk_integrity: {digest}")
        with served(result.folder) as address:
            page = context.new_page()
            offline(page)
            page.route(SDK_URL, answer(content))
            page.goto(address)
            if opens:
                is_open(page)
            else:
                expect(status(page)).to_contain_text("The link opens it in a new tab.")
            page.close()


def test_the_example_for_analytics_is_true(site: MakeSite, context: BrowserContext) -> None:
    (example,) = blocks("js", "analytics")
    result = built(site)
    context.add_init_script(example)
    with opened(result, context) as (page, _):
        is_open(page)
        press(page)
        expect(status(page)).to_have_text("Sent: Flagship package")
        assert page.evaluate("dataLayer.map(entry => entry.event + ' ' + entry.product)") == [
            "mos:open Flagship package",
            "mos:send Flagship package",
            "mos:sent Flagship package",
        ]


# Our own launcher


def launcher(site: MakeSite, options: str = f"sdk: {SDK_URL}", theme: str = "material", config: str = "") -> Result:
    mos = f"service_id: acme\nsource: docs/{{page}}\nloader: launcher\n{options}"
    pages = {
        "index.md": f"# Home\n\n{LINES}",
        "without.md": PAGES["without.md"],
        "one.md": "---\nmos:\n  product: {title: One}\n---\n# One\n",
        "off.md": "---\nmos: {loader: false}\n---\n# Off",
    }
    result = site(pages, f"{THEMES[theme]}{config}", mos=mos).build("--strict")
    assert result.status == 0, result.output
    return result


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("script", [True, False])
def test_the_launcher_is_a_link_to_the_chat(site: MakeSite, context: BrowserContext, theme: str, script: bool) -> None:
    result = launcher(site, "", theme)
    browser = context.browser
    assert browser
    own = browser.new_context(java_script_enabled=script)
    with opened(result, own, "one/", width=390) as (page, asked):
        link = page.get_by_role("link", name="Open the chat (opens in a new tab)")
        assert link.get_attribute("href") == "https://mos.me/acme?isMsgCard=1&title=One&source=docs%2Fone"
        expect(link).to_be_in_viewport()
        box = link.bounding_box()
        assert box
        assert (box["x"] + box["width"], box["y"] + box["height"]) == (374, 684)
        with own.expect_page():
            link.click()
        page.emulate_media(media="print")
        expect(link).to_be_hidden()
        assert asked == []
    own.close()
    assert result.html("off/index.html").count("mos-launcher") == 0
    for path in ("index.html", "404.html"):
        assert result.html(path).count("data-mos-loader") == 1


def test_the_press_is_heard_at_once_and_the_link_is_offered(site: MakeSite, context: BrowserContext) -> None:
    result = launcher(site)
    page = context.new_page()
    page.clock.install()
    with served(result.folder) as address:
        offline(page)
        page.route(SDK_URL, lambda route: None)
        page.goto(address)
        page.locator(".mos-launcher").click()
        panel = page.get_by_role("dialog")
        expect(panel.get_by_role("status")).to_have_text("The chat is opening …")
        page.clock.run_for(4100)
        expect(panel.get_by_role("status")).to_contain_text("The link opens it in a new tab.")
        link = panel.locator(".mos-chat-link a")
        expect(link).to_be_visible()
        with context.expect_page():
            link.click()


def test_the_sdk_is_on_its_way_while_the_launcher_is_held(site: MakeSite, context: BrowserContext) -> None:
    with opened(launcher(site), context) as (page, asked):
        button, panel = page.locator(".mos-launcher"), page.get_by_role("dialog")
        button.focus()
        button.click(button="right")
        with context.expect_page():
            button.click(modifiers=["Control"])
        button.hover()
        assert asked == []
        with page.expect_response(SDK_URL):
            page.mouse.down()
        page.mouse.move(200, 200)
        page.mouse.up()
        expect(page.locator(".mos-panel")).to_be_hidden()  # the reader has thought better of it
        button.hover()
        page.mouse.down()
        page.mouse.up()
        panel.locator(".mos-sandbox-window").wait_for()
        assert asked == [SDK_URL]
        assert len(page.evaluate("inits")) == 1


@pytest.mark.parametrize("answers", [{}, {SDK_URL: "define([], () => {})"}, {SDK_URL: ""}])
def test_an_sdk_that_fails_while_the_launcher_is_held(
    site: MakeSite, context: BrowserContext, answers: dict[str, str]
) -> None:
    with opened(launcher(site), context, answers=answers) as (page, _):
        page.evaluate("window.define = () => {}")
        page.locator(".mos-launcher").hover()
        with page.expect_event("requestfinished" if answers else "requestfailed"):
            page.mouse.down()
        page.mouse.up()
        panel = page.get_by_role("dialog")
        expect(panel.get_by_role("status")).to_contain_text("The link opens it in a new tab.")
        expect(panel.locator(".mos-chat-link a")).to_be_visible()
        assert panel.locator(".mos-window").count() == 0
        assert page.evaluate("seen.map(({type}) => type)") == ["mos:error"]


def test_the_launcher_waits_for_the_readers_consent(site: MakeSite, context: BrowserContext) -> None:
    result = launcher(site, f"sdk: {SDK_URL}\nconsent: true")
    with opened(result, context) as (page, asked):
        with context.expect_page():
            page.locator(".mos-launcher").click()
        assert asked == []
        page.evaluate("window.mos.consent(true)")
        page.locator(".mos-launcher").click()
        page.get_by_role("dialog").locator(".mos-sandbox-window").wait_for()


def test_the_launcher_stays_clear_of_the_themes_own_controls(site: MakeSite, context: BrowserContext) -> None:
    config = "extra: {consent: {title: Cookies, description: We ask, actions: [accept]}}\n"
    result = launcher(site, config=config)
    top: Callable[[Page, str], bool] = lambda page, s: page.evaluate(  # noqa: E731
        """s => { const b = document.querySelector(s).getBoundingClientRect();
          return document.elementFromPoint(b.x + b.width / 2, b.y + b.height / 2)?.closest(s) !== null }""",
        s,
    )
    with opened(result, context) as (page, _):
        for width in (390, 1280):
            page.set_viewport_size({"width": width, "height": 700})
            accept = page.get_by_role("button", name="Accept")
            expect(accept).to_be_visible()
            accept.click(trial=True)
        with page.expect_navigation():
            accept.click()
        page.set_viewport_size({"width": 390, "height": 700})
        assert top(page, ".mos-launcher")
        page.locator(".md-header label[for=__drawer]").click()
        expect(page.locator(".md-nav--primary")).to_be_in_viewport()
        page.wait_for_function("document.querySelector('.md-sidebar--primary').getBoundingClientRect().x === 0")
        assert not top(page, ".mos-launcher")


# Instant navigation


@contextmanager
def instant(
    site: MakeSite, context: BrowserContext, options: str, answers: dict[str, str]
) -> Iterator[tuple[Page, list[str]]]:
    made = site(
        PAGES | {"off.md": "---\nmos: {loader: false}\n---\n# Off", "far.md": f"# Far\n\n::: mos-chat\n\n{LINES}"},
        mos=f"service_id: acme\nsource: docs/{{page}}\nsdk: {SDK_URL}\n{options}",
    )
    (made.folder / "site").mkdir()
    with served(made.folder / "site") as address:
        config = (made.folder / "mkdocs.yml").read_text("utf-8").replace("theme: mkdocs\n", "")
        config += f"site_url: {address}\ntheme: {{name: material, font: false, features: [navigation.instant]}}\n"
        (made.folder / "mkdocs.yml").write_text(config, "utf-8")
        result = made.build()
        assert result.status == 0, result.output
        page = context.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.add_init_script(EVENTS)
        asked = offline(page, answers)
        unstyled(page)
        goto_instant(page, address)
        page.evaluate("window.same = true; window.emitted = 0; document$.subscribe(() => emitted++)")
        yield page, asked
        assert page.evaluate("window.same")
        assert faults == []


def go(page: Page, name: str) -> None:
    page.locator(".md-sidebar--primary").get_by_role("link", name=name, exact=True).click()
    page.wait_for_function("name => document.querySelector('h1').firstChild.data.trim() === name", arg=name)


def test_windows_come_up_on_each_page_that_has_one(site: MakeSite, context: BrowserContext) -> None:
    with instant(site, context, "loader: false", {SDK_URL: WORKS}) as (page, asked):
        is_open(page)
        for turn in range(5):
            go(page, "Far")
            is_open(page)
            go(page, "Home")
            is_open(page)
            press(page)
            expect(status(page)).to_have_text("Sent: Flagship package")
            assert len(page.evaluate("messages")) == turn + 1
            go(page, "Without")
            with context.expect_page():
                press(page)
        assert asked == [SDK_URL]
        assert page.evaluate("inits.length") == 1 + 5 + 5
        assert page.evaluate("document.querySelectorAll('head link[href*=sandbox]').length") <= 1


def test_nothing_stalls_where_all_is_blocked(site: MakeSite, context: BrowserContext) -> None:
    with instant(site, context, "loader: idle", {}) as (page, asked):
        for _ in range(5):
            for name in ("Far", "Without"):
                before = page.evaluate("emitted")
                go(page, name)
                page.wait_for_function("before => emitted === before + 1", arg=before)
        assert asked.count(SDK_URL) == 1
        assert len(asked) == 2


def test_the_launcher_follows_the_page(site: MakeSite, context: BrowserContext) -> None:
    with instant(site, context, "loader: launcher", {SDK_URL: WORKS}) as (page, asked):
        links = page.locator(".mos-launcher")
        for name, source in (("Far", "far"), ("Off", ""), ("Home", "index"), ("Off", ""), ("Without", "without")) * 2:
            go(page, name)
            expect(links).to_have_count(1 if source else 0)
            if source:
                expect(links).to_have_attribute("href", re.compile(rf"title={name}&.*source=docs%2F{source}$"))
                box = links.bounding_box()
                assert box
                assert (box["x"] + box["width"], box["y"] + box["height"]) == (1264, 684)
        assert page.evaluate("document.querySelectorAll('.mos-corner, [data-mos-loader]').length") == 2
        links.click()
        page.locator(".mos-panel .mos-sandbox-window").wait_for()
        go(page, "Home")
        expect(page.locator(".mos-panel")).to_be_visible()
        go(page, "Without")
        expect(page.locator(".mos-panel .mos-sandbox-window")).to_be_visible()
        assert asked == [SDK_URL]


@pytest.mark.parametrize("options", ["loader: eager", "loader: idle", "loader: interaction"])
def test_the_vendors_launcher_keeps_its_place(site: MakeSite, context: BrowserContext, options: str) -> None:
    vendor = """const style = document.createElement('style');
      style.textContent = '.vendor { position: fixed; right: 10px; bottom: 10px }'; document.head.append(style);
      const launcher = document.createElement('div'); launcher.className = 'vendor'; launcher.textContent = 'chat';
      document.body.append(launcher);"""
    loader = "https://cdn-oss.mos.me/public/js/mossdk.js"
    with instant(site, context, options, {SDK_URL: WORKS, loader: vendor}) as (page, asked):
        page.keyboard.press("Tab")
        page.locator(".vendor").wait_for()
        for name in ("Far", "Home", "Without", "Far", "Home"):
            go(page, name)
            assert page.locator(".vendor").count() == 1
            expect(page.locator(".vendor")).to_be_in_viewport()
            box = page.locator(".vendor").bounding_box()
            assert box
            assert (box["x"] + box["width"], box["y"] + box["height"]) == (1270, 690)
        assert page.evaluate("document.querySelectorAll('head style').length") >= 1
        assert asked.count(loader) == 1


# A strict policy


@pytest.mark.parametrize("options", [f"sdk: {SDK_URL}", f"sdk: {SDK_URL}\nloader: launcher"])
def test_a_strict_policy_blocks_nothing_of_the_window(site: MakeSite, context: BrowserContext, options: str) -> None:
    config = "theme: {name: mkdocs, highlightjs: false}\n"
    policy = "script-src 'self' https://cdn-oss.mos.me https://sdk.example; style-src 'self'"
    seen: list[Any] = []
    for mos in (None, f"service_id: acme\ninline_script: false\n{options}"):
        result = site(PAGES if mos else {"index.md": "# x"}, config, mos=mos).build("--strict")
        with served(result.folder, policy) as address:
            page = context.new_page()
            offline(
                page,
                {SDK_URL: "MosCustomerService = {init(e) { e.append('chat'); return {sendMessage: async () => {}} }}"},
            )
            page.add_init_script(
                "window.seen = []; addEventListener('securitypolicyviolation', e => seen.push(e.violatedDirective + e.blockedURI))"
            )
            page.goto(address)
            if mos:
                expect(status(page)).to_have_text("The chat is open.")
                press(page)
                expect(status(page)).to_have_text("Sent: Flagship package")
                assert page.locator(".mos-chat-box").first.evaluate("e => e.offsetHeight") == 540
                if "launcher" in mos:
                    page.goto(f"{address}without/")
                    page.locator(".mos-launcher").click()
                    expect(page.locator(".mos-panel [role=status]")).to_have_text("The chat is open.")
            seen.append(sorted(page.evaluate("window.seen")))
            page.close()
    assert seen[0] == [found for found in seen[1] if "mos" not in found]


def test_json_of_hostile_text_is_what_the_window_gets(site: MakeSite, context: BrowserContext) -> None:
    title = """</script><img src=x onerror="window.hit=1"> &eacute;&copy;' 茶 \\u003c"""
    page_text = f"---\nmos:\n  product: {{title: {json.dumps(title)}}}\n---\n# x\n\n::: mos-chat\n\n::: mos-message\n"
    result = built(site, strict=False, **{"index.md": page_text})  # it warns of the &quot;
    with opened(result, context) as (page, _):
        is_open(page)
        press(page)
        expect(status(page)).to_have_text(f"Sent: {title}")
        assert page.evaluate("[inits[0].config.product.title, messages[0].title]") == [title, title]
        assert page.evaluate("window.hit") is None
