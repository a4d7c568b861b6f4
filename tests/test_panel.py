"""Our launcher and its panel, and what readers see of a message: a few sites, many looks at each, in a real browser."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from mkdocs_mos import read_link
from mkdocs_mos.content.translations import words

from .browser import SDK_URL, axe, offline, served
from .commands import run
from .conftest import MakeSite, Result, Site, text, with_class
from .played import EVENTS, HANGS, REJECTS, SIZES, THEMES, WORKS, held, unstyled

PHONES = SIZES[:2]
LINES = "A line of text.\n\n" * 60
FRONT = """---
description: All about tea.
mos:
  ask: true
  products:
    flagship: {title: Flagship package, price: $299.00, desc: All of it}
    plain: {title: Starter}
---
"""
PAGES = {
    "index.md": f"{FRONT}# Home\n\n::: mos-product flagship\n\n::: mos-product plain\n    layout: button\n\n"
    f"::: mos-product plain\n    layout: link\n\nA [link in a text](mos:flagship) and on, [or](mos:).\n\n"
    f"::: mos-message plain\n    label: Send it\n\n{LINES}",
    "one.md": "---\nmos:\n  product: {title: One}\n---\n# One\n\n" + LINES,
    "two.md": "# Two\n\n" + LINES,
    "window.md": f"---\nmos:\n  product: {{title: Kettle}}\n---\n# Window\n\n::: mos-product\n\n{LINES}::: mos-chat\n\n{LINES}",
    "frame.md": '# Frame\n\n<iframe src="../one/" title="One" width="600" height="400"></iframe>\n',
    "off.md": "---\nmos: {loader: false}\n---\n# Off\n",
}
RECORDS = {
    "flagship": {"title": "Flagship package", "price": "$299.00", "desc": "All of it"},
    "plain": {"title": "Starter"},
}
FOOTER = """copyright: Ours
extra: {social: [{icon: fontawesome/brands/github, link: https://example.com/a}, {icon: fontawesome/brands/mastodon, link: https://example.com/b}]}
"""
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def centres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str, str], tuple[Result, str]]]:
    """Build and serve a help centre in a theme, once for each theme and options."""
    made: dict[tuple[str, str], tuple[Result, str]] = {}
    root = tmp_path_factory.mktemp("panels")
    with served(root) as host:

        def make(theme: str, options: str) -> tuple[Result, str]:
            if (theme, options) not in made:
                site = Site(root / str(len(made)))
                for path, content in PAGES.items():
                    site.write(path, content)
                address = f"{host}{site.folder.name}/site/"  # Material swaps pages only where this is its site_url
                mos = f"service_id: acme\nsource: docs/{{page}}\n{options}"
                look = (
                    THEMES[theme].replace("}\n", ", features: [navigation.instant]}\n")
                    if theme == "material"
                    else THEMES[theme]
                )
                indented = "".join(f"      {line}\n" for line in mos.splitlines())
                config = f"site_name: Harbour help\nsite_url: {address}\n{look}{FOOTER}plugins:\n  - mos:\n{indented}"
                (site.folder / "mkdocs.yml").write_text(config, "utf-8")
                result = site.build()
                assert result.status == 0, result.output
                made[theme, options] = result, address
            return made[theme, options]

        yield make


LAUNCHER = f"loader: launcher\nsdk: {SDK_URL}"


@pytest.fixture
def visit(centres: Callable[[str, str], tuple[Result, str]], context: BrowserContext) -> Open:
    """Open a page of a help centre, under an SDK."""

    def go(
        theme: str,
        path: str = "",
        sdk: str | None = WORKS,
        options: str = LAUNCHER,
        size: tuple[int, int] = (1280, 720),
    ) -> Page:
        page = context.new_page()
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.emulate_media(reduced_motion="reduce")  # else a theme may scroll smoothly, and nothing is at its place
        page.add_init_script(EVENTS)
        offline(page, {} if sdk is None else {SDK_URL: sdk})
        if "sandbox" not in options:
            unstyled(page)
        page.goto(centres(theme, options)[1] + path)
        page.wait_for_load_state("load")
        return page

    return go


def panel_of(page: Page) -> Locator:
    return page.locator(".mos-panel")


def box(part: Locator) -> dict[str, float]:
    found = part.bounding_box()
    assert found
    return {**found, "right": found["x"] + found["width"], "bottom": found["y"] + found["height"]}  # type: ignore[typeddict-item]


def in_window(page: Page) -> None:
    expect(page.locator(".mos-panel .mos-window")).to_be_focused()


# The panel


@pytest.mark.parametrize("theme", THEMES)
def test_the_panel_opens_fills_and_closes(visit: Open, theme: str) -> None:
    page = visit(theme)
    launcher, panel = page.locator(".mos-launcher"), panel_of(page)
    for size in SIZES:
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.reload()
        icon = launcher.locator("path").filter(visible=True)
        before = icon.get_attribute("d")
        with held(page):
            page.get_by_role("button", name="Open the chat", exact=True).click()
            expect(panel.get_by_role("status")).to_have_text("The chat is opening …")
            expect(panel).to_be_focused()
            assert box(panel)["height"] < 260  # it is as large as what it has to say
            assert box(panel)["bottom"] <= box(launcher)["y"]
            expect(panel.get_by_role("link", name="Open the chat (opens in a new tab)")).to_be_in_viewport(ratio=1)
        dialog = page.get_by_role("dialog", name="Harbour help")
        dialog.locator(".mos-sandbox-window").wait_for()
        in_window(page)
        expect(dialog).to_contain_text("Harbour help")
        (init,) = page.evaluate("inits")
        assert min(init["size"]) > 250
        assert panel.locator("button.mos-close").count() == 1
        assert min(box(panel.locator(".mos-close"))[side] for side in ("width", "height")) >= 40
        found = box(panel)
        if size in PHONES:
            assert [found[name] for name in ("x", "y", "width", "height")] == [0, 0, *size]
            assert page.locator("body > :not(.mos-panel, script, [inert])").count() == 0
            assert page.evaluate("document.elementFromPoint(20, 20).closest('.mos-panel') !== null")
            assert page.evaluate("getComputedStyle(document.documentElement).overflowY") == "hidden"
        else:
            assert found["height"] > 450
            assert found["y"] >= 60  # under the theme's header
            assert found["right"] == size[0] - 16
            assert page.get_by_role("button", name="Close the chat").count() == 2
            assert icon.get_attribute("d") != before
            expect(launcher).to_have_attribute("aria-expanded", "true")
        page.keyboard.press("Escape")
        expect(panel).to_be_hidden()
        expect(launcher).to_be_focused()
        expect(launcher).to_have_attribute("aria-expanded", "false")
        assert launcher.evaluate("e => e.textContent.trim().startsWith('Open the chat')")
        assert page.locator("[inert]").count() == 0
        page.keyboard.press("Space")
        expect(panel).to_be_visible()
        in_window(page)
        panel.get_by_role("button", name="Close the chat").click()
        expect(panel).to_be_hidden()
        expect(launcher).to_be_focused()
        assert len(page.evaluate("inits")) == 1  # the conversation is kept
        assert page.evaluate("shift") == []


@pytest.mark.parametrize("theme", THEMES)
def test_where_the_panel_fails_it_says_so_and_offers_the_link(visit: Open, context: BrowserContext, theme: str) -> None:
    page = visit(theme, "one/", sdk=None)
    for width, height in (SIZES[0], SIZES[3]):
        page.set_viewport_size({"width": width, "height": height})
        page.reload()
        page.locator(".mos-launcher").click()
        panel = panel_of(page)
        expect(panel.get_by_role("status")).to_have_text(words("en")["link"])
        assert box(panel)["height"] < 260
        link = panel.get_by_role("link", name="Open the chat")
        assert read_link(link.get_attribute("href") or "").values["title"] == "One"
        assert page.locator("[inert]").count() == 0
        with context.expect_page():
            link.click()
        page.keyboard.press("Escape")
        assert page.evaluate("shift") == []


def test_the_keyboard_of_a_phone_leaves_the_panel_its_screen(visit: Open) -> None:
    page = visit("material", size=(390, 844))
    page.locator(".mos-launcher").click()
    in_window(page)
    told = """(height, scale = 1) => {
      Object.defineProperties(visualViewport, {height: {value: 500, configurable: true}, offsetTop: {value: 40, configurable: true},
        scale: {value: %s, configurable: true}}); visualViewport.dispatchEvent(new Event('resize')); }"""
    page.evaluate(told % 1)
    assert (box(panel_of(page))["y"], box(panel_of(page))["height"]) == (40, 500)
    page.evaluate(told % 2)  # the reader looks closer: that is no keyboard
    assert (box(panel_of(page))["y"], box(panel_of(page))["height"]) == (0, 844)


def test_a_panel_that_turns_into_a_phones_and_back(visit: Open) -> None:
    page = visit("mkdocs")
    page.locator(".mos-launcher").click()
    in_window(page)
    assert page.locator("[inert]").count() == 0
    page.set_viewport_size({"width": 390, "height": 664})
    expect(page.locator(".mos-corner")).to_have_attribute("inert", "")
    in_window(page)
    page.set_viewport_size({"width": 1280, "height": 720})
    expect(page.locator(".mos-corner")).not_to_have_attribute("inert", "")


def test_the_site_may_name_the_panel(site: MakeSite) -> None:
    options = f"service_id: acme\n{LAUNCHER}\nwords: {{chat_title: Tea & <help>, de: {{chat_title: Hilfe}}}}"
    pages = {"index.md": "# Home\n", "de.md": "---\nlang: de\n---\n# Heim\n"}
    result = site(pages, mos=options).build("--strict")
    assert result.status == 0, result.output
    for path, title in (("index.html", "Tea & <help>"), ("de/index.html", "Hilfe")):
        (panel,) = with_class(result.page(path), "mos-panel")
        assert panel.get("aria-label") == title
        assert title in text(panel)
    wrong = site({"index.md": "# x"}, mos="service_id: acme\nwords: {chat_title: ' '}").build()
    assert "chat_title is blank" in wrong.output


def test_without_script_the_launcher_is_a_link_and_says_so(
    centres: Callable[[str, str], tuple[Result, str]], context: BrowserContext
) -> None:
    browser = context.browser
    assert browser
    plain = browser.new_context(java_script_enabled=False)
    page = plain.new_page()
    offline(page)
    page.goto(centres("mkdocs", LAUNCHER)[1] + "one/")
    link = page.get_by_role("link", name="Open the chat (opens in a new tab)")
    assert link.get_attribute("target") == "_blank"
    assert link.get_attribute("aria-expanded") is None
    with plain.expect_page():
        link.click()
    plain.close()


# Instant navigation


def go(page: Page, name: str) -> None:
    page.locator(".md-sidebar--primary").get_by_role("link", name=name, exact=True).click()
    page.wait_for_function("name => document.querySelector('h1').firstChild.data.trim() === name", arg=name)


def test_the_panel_lives_on_and_the_next_page_is_offered(visit: Open) -> None:
    page = visit("material", "two/")
    page.evaluate("window.same = true")
    go(page, "Home")  # nothing is open yet: the panel is each page's
    page.locator(".mos-launcher").click()
    in_window(page)
    offered = page.locator(".mos-send")
    expect(offered).to_be_hidden()
    assert [init["config"]["product"]["title"] for init in page.evaluate("inits")] == ["Home"]
    field = panel_of(page).get_by_role("textbox")
    field.fill("half a sent")
    for name in ("One", "Off", "Two"):
        go(page, name)
        expect(field).to_have_value("half a sent")
        expect(panel_of(page)).to_be_visible()
        assert page.locator(".mos-launcher").count() == (name != "Off")
        if name != "Off":
            expect(offered).to_have_text(f"Send this page: {name}")
            assert axe(page, ".mos-panel") == []
            expect(offered).to_have_attribute("href", page.locator(".mos-launcher").get_attribute("href") or "")
    expect(page.locator(".mos-launcher")).to_have_attribute("aria-expanded", "true")
    assert page.evaluate("messages") == []
    offered.click()
    expect(panel_of(page).get_by_role("status")).to_have_text("Sent: Two")
    assert [message["title"] for message in page.evaluate("messages")] == ["Two"]
    expect(offered).to_be_hidden()
    in_window(page)
    go(page, "Home")
    expect(offered).to_have_text("Send this page: Home")
    page.locator(".mos-close").click()
    page.locator(".mos-launcher").click()
    expect(field).to_have_value("half a sent")
    assert page.evaluate("inits.length") == 1
    assert page.evaluate("document.querySelectorAll('.mos-panel, .mos-corner').length") == 2
    assert page.evaluate("same")


# Cards open the panel


PRESSED = {
    "card": (".mos-product-ask a", "flagship"),
    "button": (".mos-product-button:not(.mos-message) a", "plain"),
    "link": (".mos-product-link a", "plain"),
    "mos:": ("a:text-is('link in a text')", "flagship"),
    "message": (".mos-message a", "plain"),
}


@pytest.mark.parametrize("theme", THEMES)
def test_cards_open_the_panel_with_their_record(visit: Open, context: BrowserContext, theme: str) -> None:
    page = visit(theme)
    for selector, name in PRESSED.values():
        page.reload()
        page.locator(selector).click()
        expect(panel_of(page).get_by_role("status")).to_have_text(f"Sent: {RECORDS[name]['title']}")
        assert page.evaluate("messages") == [RECORDS[name]]
        assert "product" not in page.evaluate("inits[0].config")  # one record, not the page's before it
        in_window(page)
    page.locator(".mos-close").click()
    page.locator(PRESSED["card"][0]).click()
    expect(panel_of(page).get_by_role("status")).to_have_text("Sent: Flagship package")
    assert page.evaluate("inits.length") == 1
    assert len(context.pages) == 1
    page.reload()
    page.locator(".mos-ask a").click()
    expect(panel_of(page).get_by_role("status")).to_have_text("Sent: Home")
    with context.expect_page():
        page.locator(PRESSED["card"][0]).click(modifiers=["Control"])
    with context.expect_page():
        page.locator("a:text-is('or')").click()  # it has nothing to send


@pytest.mark.parametrize(("sdk", "size"), [(REJECTS, SIZES[0]), (None, SIZES[2])])
def test_a_card_whose_panel_fails_offers_its_link(
    visit: Open, context: BrowserContext, sdk: str | None, size: tuple[int, int]
) -> None:
    page = visit("material", sdk=sdk, size=size)
    card = page.locator(PRESSED["card"][0])
    card.click()
    status = panel_of(page).get_by_role("status")
    expect(status).to_contain_text("Not sent: Flagship package.")
    expect(status).to_be_in_viewport(ratio=1)
    offered = panel_of(page).get_by_role("link", name="Open the chat (opens in a new tab)")  # the only one
    assert offered.get_attribute("href") == card.get_attribute("href")
    with context.expect_page():
        offered.click()
    if sdk is None:
        panel_of(page).get_by_role("button").click()
        with context.expect_page():  # there is no other way
            card.click()


def test_the_launcher_carries_the_page(site: MakeSite) -> None:
    pages = {
        "index.md": "---\ndescription: All about tea.\n---\n# Tea &amp; &lt;cups>\n",
        "one.md": PAGES["one.md"],
        "long.md": f"---\ntitle: {'茶' * 300}\n---\n# T\n",
    }
    for options in ("loader: launcher", LAUNCHER):
        result = site(pages, "site_url: https://help.example/\n", f"service_id: acme\nsource: docs\n{options}").build(
            "--strict"
        )
        assert result.status == 0, result.output
        about = {}
        for path in ("index", "one/index", "long/index", "404"):
            (launcher,) = with_class(result.page(f"{path}.html"), "mos-launcher")
            about[path] = dict(read_link(launcher.get("href", "")).values)
        here = {"isMsgCard": "1", "source": "docs"}
        assert about["index"] == here | {
            "title": "Tea & <cups>", "desc": "All about tea.", "linkUrl": "https://help.example/"
        }  # fmt: skip
        assert about["one/index"] == here | {"title": "One", "linkUrl": "https://help.example/one/"}
        assert about["404"] == about["long/index"] == {"source": "docs"}


# What became of a message is in view


WINDOWS = f"loader: false\nsdk: {SDK_URL}"


@pytest.mark.parametrize("options", [WINDOWS, LAUNCHER])
@pytest.mark.parametrize("theme", THEMES)
def test_what_became_of_a_message_is_in_view(visit: Open, theme: str, options: str) -> None:
    for sdk, said in ((WORKS, "Sent: Kettle"), (REJECTS, "Not sent: Kettle."), (None, "Not sent: Kettle.")):
        page = visit(theme, "window/", sdk, options)
        status, window = page.locator(".mos-chat [role=status]").first, page.locator(".mos-chat-box").first
        for width, height in SIZES if sdk == WORKS else SIZES[::2]:
            page.set_viewport_size({"width": width, "height": height})
            page.goto(page.url)  # at its beginning
            page.locator(".mos-product a").click()
            expect(status).to_contain_text(said)
            for part in (status, window):
                expect(part).to_be_in_viewport(ratio=1)
            assert box(status)["bottom"] <= box(window)["y"] <= box(status)["bottom"] + 1
            seen = """e => { const {x, y, width, height} = e.getBoundingClientRect();
              return [.1, .5, .9].every(part => e.contains(document.elementFromPoint(x + width * .1, y + height * part))) }"""
            assert status.evaluate(seen), "something lies over it"
            assert window.evaluate(seen)
        page.close()


def test_who_sees_the_window_already_is_not_moved(visit: Open) -> None:
    page = visit("mkdocs", "window/", options=WINDOWS, size=(1280, 900))
    page.locator(".mos-chat").scroll_into_view_if_needed()
    page.evaluate("document.querySelector('.mos-chat').scrollIntoView({block: 'center'})")
    page.locator(".mos-sandbox-window").wait_for()
    before = page.evaluate("scrollY")
    page.locator(".mos-product a").evaluate("link => link.click()")
    expect(page.locator(".mos-chat [role=status]")).to_have_text("Sent: Kettle")
    assert page.evaluate("scrollY") == before


# Nothing of ours covers anything


@pytest.mark.parametrize("theme", THEMES)
def test_the_launcher_makes_way_for_a_window(visit: Open, context: BrowserContext, theme: str) -> None:
    page = visit(theme, "window/")
    launcher = page.locator(".mos-launcher")
    expect(launcher).to_be_visible()
    assert page.evaluate("typeof inits") == "undefined"
    launcher.click()  # there is a window on the page: no second chat
    window = page.locator(".mos-chat .mos-window")
    page.locator(".mos-chat .mos-sandbox-window").wait_for()
    expect(window).to_be_focused()
    expect(window).to_be_in_viewport(ratio=1)
    expect(panel_of(page)).to_be_hidden()
    expect(launcher).to_be_hidden()
    assert page.evaluate("inits.length") == 1
    page.evaluate("scrollTo(0, 0)")
    expect(launcher).to_be_visible()
    assert len(context.pages) == 1


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("options", [LAUNCHER, "loader: launcher\nsandbox: true"])
def test_at_the_pages_end_nothing_lies_under_us(visit: Open, theme: str, options: str) -> None:
    covered = """() => [...document.querySelectorAll('a, button, input, label, p')]
      .filter(e => !e.closest('.mos-corner, .mos-sandbox, .mos-panel') && e.checkVisibility({visibilityProperty: true}))
      .filter(e => [...e.getClientRects()].some(({left, right, top, bottom}) =>
        [...document.querySelectorAll('.mos-launcher, .mos-sandbox')].some(ours => { const box = ours.getBoundingClientRect();
          return left < box.right && right > box.left && top < box.bottom && bottom > box.top; })))
      .filter(e => { for (let p = e; p; p = p.parentElement) if (getComputedStyle(p).position === 'fixed') return false; return true; })
      .map(e => e.outerHTML)"""
    page = visit(theme, "two/", options=options)
    for size in [*SIZES, (768, 1024), (320, 640)]:
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.evaluate("scrollTo(0, 1e6)")
        expect(page.locator(".mos-launcher")).to_be_in_viewport(ratio=1)
        assert page.evaluate(covered) == [], size
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


# True names


def test_what_opens_no_tab_does_not_say_so(visit: Open) -> None:
    page = visit("material", options=f"{LAUNCHER}\nconsent: true")
    names = {
        "Ask about this : Flagship package": page.locator(PRESSED["card"][0]),
        "Ask about this : Starter": page.locator(PRESSED["button"][0]),
        "Send it": page.locator(PRESSED["message"][0]),
        "Ask about this page": page.locator(".mos-ask a"),
        "Open the chat": page.locator(".mos-launcher"),
    }
    tab = " (opens in a new tab)"
    for name, part in names.items():
        expect(part).to_have_accessible_name(name + tab)
    page.evaluate("mos.consent(true)")
    for name, part in names.items():
        expect(part).to_have_accessible_name(name)
    page.evaluate("mos.consent(false)")
    for name, part in names.items():
        if name != "Open the chat":
            expect(part).to_have_accessible_name(name + tab)
    failing = visit("material", sdk=None)
    failing.locator(".mos-launcher").click()
    expect(failing.locator(".mos-panel [role=status]")).to_have_text(words("en")["link"])
    expect(failing.locator(PRESSED["card"][0])).to_have_accessible_name("Ask about this : Flagship package" + tab)
    expect(failing.locator(".mos-chat a").first).to_have_accessible_name("Open the chat" + tab)


def test_a_card_and_a_message_say_their_words_once(site: MakeSite) -> None:
    pages = {
        "index.md": "# x\n\n::: mos-product\n    title: Kyusu\n    cover: k.svg\n\n::: mos-message\n    title: Late parcel\n    label: Late parcel\n"
    }
    result = site(
        pages | {"k.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>"}, "site_url: https://s.example/\n"
    ).build("--strict")
    card, message = with_class(result.page(), "mos-product")
    assert [e.get("alt") for e in card.iter("img")] == [""]
    assert not [e for e in card.iter() if e.get("aria-label")]
    title, link = with_class(card, "mos-product-title")[0], with_class(card, "mos-link")[0]
    assert " ".join(text(title).split()) == "Kyusu"
    assert (
        " ".join(text(link).split()) == "Ask about this: Kyusu (opens in a new tab)"
    )  # in a list of links it stands alone
    assert " ".join(text(message).split()) == "Late parcel (opens in a new tab)"


# Frames


@pytest.mark.parametrize("loader", ["launcher", "eager", "idle"])
def test_a_page_inside_another_has_no_second_chat(visit: Open, loader: str) -> None:
    page = visit("mkdocs", "frame/", options=f"loader: {loader}\nsdk: {SDK_URL}")
    (inner,) = [frame for frame in page.frames if frame.parent_frame]
    assert inner.locator("h1").inner_text() == "One"
    assert inner.locator(".mos-corner").count() == 0
    assert page.locator(".mos-corner").count() == (loader == "launcher")
    page.evaluate("() => new Promise(done => requestIdleCallback(done))")
    inner.evaluate("() => new Promise(done => requestIdleCallback(done))")
    counts = [frame.locator("script[src*=mossdk]").count() for frame in (page, inner)]
    assert counts == [loader != "launcher", 0]


def test_a_page_inside_another_sites_has_its_own(visit: Open, context: BrowserContext) -> None:
    page = visit("mkdocs", "frame/")
    address = page.url.replace("frame/", "one/").replace("127.0.0.1", "localhost")
    page.route("**/*", lambda route: route.continue_())
    page.evaluate("address => { document.querySelector('iframe').src = address }", address)
    inner = page.frame_locator("iframe")
    expect(inner.locator(".mos-launcher")).to_be_visible()


# What comes into the page later


@pytest.mark.parametrize("options", [WINDOWS, LAUNCHER])
def test_what_comes_later_works(visit: Open, options: str) -> None:
    page = visit("mkdocs", "window/", options=options)
    page.evaluate("""() => { window.late = document.querySelector('.mos-chat').outerHTML;
      document.querySelector('.mos-chat').remove(); window.card = document.querySelector('.mos-product').outerHTML;
      document.querySelector('.mos-product').remove(); }""")
    page.evaluate("document.querySelector('h1').insertAdjacentHTML('afterend', `<div><p>x</p>${late}</div>`)")
    page.locator(".mos-chat .mos-sandbox-window").wait_for()
    page.evaluate("document.querySelector('h1').insertAdjacentHTML('afterend', card)")
    card = page.locator(".mos-product a")
    expect(card).to_have_accessible_name("Ask about this : Kettle")
    card.click()
    expect(page.locator(".mos-chat [role=status]").first).to_have_text("Sent: Kettle")


def test_what_is_encrypted_after_it_was_drawn_gets_the_script(site: MakeSite, context: BrowserContext) -> None:
    hook = """import base64

def on_page_context(context, page, config, nav):
    if "password" in page.meta:
        page.content = f'<p id="locked">{base64.b64encode(page.content.encode()).decode()}</p>'
    return context
"""
    made = site(
        {"index.md": "# Home\n", "secret.md": "---\npassword: geheim\n---\n# Secret\n\n::: mos-chat\n", "contact.md": "---\npassword: x\n---\n# C\n\n::: mos-contact\n"},
        "hooks: [lock.py]\n",
        mos=f"service_id: acme\n{WINDOWS}",
    )  # fmt: skip
    (made.folder / "lock.py").write_text(hook, "utf-8")
    result = made.build("--strict")
    assert result.status == 0, result.output
    assert "data-mos=" not in result.html()
    assert "data-mos-chat" not in result.html("secret/index.html")
    assert "data-mos=" in result.html("contact/index.html")
    with served(result.folder) as address:
        page = context.new_page()
        offline(page, {SDK_URL: WORKS})
        page.goto(f"{address}secret/")
        page.evaluate("""() => { const locked = document.querySelector('#locked');
          locked.outerHTML = new TextDecoder().decode(Uint8Array.from(atob(locked.textContent), c => c.charCodeAt(0))) }""")
        page.locator(".mos-chat .mos-sandbox-window").wait_for()


# What is loaded


def test_only_a_site_with_a_launcher_gets_the_panels_file(site: MakeSite) -> None:
    def scripts(result: Result, path: str = "index.html") -> list[str]:
        return [
            Path(e.get("src", "")).name for e in result.page(path).iter("script") if "mkdocs-mos" in e.get("src", "")
        ]

    def built(options: str, theme: str = "mkdocs") -> Result:
        result = site(
            {"index.md": "# x", "off.md": "---\nmos: {loader: false}\n---\n# y"},
            mos=f"service_id: acme\n{options}",
            theme=theme,
        ).build("--strict")
        assert result.status == 0, result.output
        return result

    panel = "assets/mkdocs-mos/mos-panel.js"
    both = built(LAUNCHER)
    assert scripts(both) == ["mos.js", "mos-panel.js"]
    assert scripts(both, "404.html") == scripts(both)
    assert scripts(both, "off/index.html") == []
    assert both.exists(panel)
    for options in (
        "loader: launcher",
        f"sdk: {SDK_URL}\nloader: idle",
        "loader: false",
        f"{LAUNCHER}\nenabled: false",
    ):
        assert not built(options).exists(panel), options
    swapped = built("loader: launcher", "{name: material, features: [navigation.instant]}")
    assert scripts(swapped) == scripts(swapped, "off/index.html") == ["mos.js", "mos-panel.js"]


def test_an_installed_launcher_has_the_panel(tmp_path: Path, context: BrowserContext) -> None:
    (tmp_path / "sdk.js").write_text(WORKS, "utf-8")
    asked = ("install", str(tmp_path), "--service-id", "acme", "--sdk", "sdk.js")
    assert run(*asked, "--loader", "idle").returncode == 0
    assert not (tmp_path / "assets/mkdocs-mos/mos-panel.js").exists()
    assert run(*asked, "--loader", "launcher", "--source", "help").returncode == 0
    (tmp_path / "index.html").write_text(
        '<!doctype html><html lang="en"><title>x</title><link rel="stylesheet" href="assets/mkdocs-mos/mos.css"><body>'
        '<h1>x</h1><script src="assets/mkdocs-mos/mos-loader.js"></script></body></html>',
        "utf-8",
    )
    page = context.new_page()
    page.goto((tmp_path / "index.html").as_uri())
    page.get_by_role("button", name="Open the chat", exact=True).click()
    page.get_by_role("dialog", name="Chat").locator(".mos-sandbox-window").wait_for()
    assert page.evaluate("inits[0].config") == {"apiKey": "acme", "timeout": 30000, "source": "help"}


def test_a_site_on_disk_has_the_panel(site: MakeSite, context: BrowserContext) -> None:
    made = site(
        {"index.md": PAGES["index.md"], "sdk.js": WORKS},
        "use_directory_urls: false\n",
        mos="service_id: acme\nsdk: sdk.js\nloader: launcher",
    )
    page = context.new_page()
    page.goto((made.build().folder / "index.html").as_uri())
    page.locator(".mos-launcher").click()
    panel_of(page).locator(".mos-sandbox-window").wait_for()


def test_hostile_names_stay_text(site: MakeSite, context: BrowserContext) -> None:
    name = """</template></script><img src=x onerror="window.hit=1"> &quot;' 茶"""
    title = """"'"); x="</'> 茶"""
    front = f"---\ntitle: {json.dumps(title)}\n---\n# x\n"
    mos = f"service_id: acme\n{LAUNCHER}\nwords: {{chat_title: {json.dumps(name)}}}"
    result = site({"index.md": front}, mos=mos).build()
    assert result.status == 0, result.output
    with served(result.folder) as address:
        page = context.new_page()
        offline(page, {SDK_URL: WORKS})
        page.goto(address)
        page.locator(".mos-launcher").click()
        panel_of(page).locator(".mos-sandbox-window").wait_for()
        assert panel_of(page).get_attribute("aria-label") == name
        assert page.evaluate("inits[0].config.product.title") == title
        assert page.evaluate("window.hit") is None


def test_a_message_that_hangs_is_in_view_as_well(visit: Open) -> None:
    page = visit("mkdocs", sdk=HANGS, size=SIZES[0])
    page.locator(PRESSED["card"][0]).click()
    status = panel_of(page).get_by_role("status")
    expect(status).to_have_text("Sending: Flagship package")
    expect(status).to_be_in_viewport(ratio=1)
