"""The sample help centre in a real browser: in its sandbox, and against the vendor's real addresses, intercepted."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from .browser import LOADER_URL, STAND_IN, offline, served
from .conftest import ROOT, Result, Site, parse, text

WINDOW = "https://static.harbour-tea.example/mos-customer-service-sdk.umd.js"
PLAYED = (ROOT / "mkdocs_mos/browser/sandbox/mos-customer-service-sdk.umd.js").read_text("utf-8")


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """What `make site` makes."""
    folder: Path = tmp_path_factory.mktemp("sandbox")
    result = Site(ROOT).build("--site-dir", str(folder / "site"), env={"MOS_SANDBOX": "true"})
    assert result.status == 0, result.output
    return Result(result.status, result.output, folder / "site")


def variant(folder: Path, options: str, plugin: bool = True) -> Result:
    """The sample with more options of ours, as it ships."""
    config = (ROOT / "mkdocs.yml").read_text("utf-8").replace(" sample_site", f" {ROOT / 'sample_site'}")
    if "loader:" in options:
        config = re.sub(" {6}loader: .*\n", "", config)
    config = config.replace("      sandbox: !ENV [MOS_SANDBOX, serve]\n", options)
    if not plugin:
        config = re.sub(r"  - mos:\n(      .*\n)+", "", config)
        config = re.sub(r"  - .*\"mos:\"\n", "", config)
    (folder / "mkdocs.yml").write_text(config, "utf-8")
    result = Site(folder).build()
    assert result.status == 0, result.output
    return result


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["default", "slate"])
def test_a_customer_says_what_is_wrong(sandbox: Result, browser: Browser, width: int, scheme: str) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    asked = offline(page)
    with served(sandbox.folder) as address:
        page.goto(address + "contact/")
        page.evaluate("scheme => { document.body.dataset.mdColorScheme = scheme }", scheme)
        mark = page.get_by_role("complementary", name="Sandbox", exact=True)
        expect(mark).to_be_visible()
        page.get_by_role("link", name=re.compile("My parcel is late")).click()
        window = page.locator(".mos-sandbox-window")
        expect(window).to_contain_text("Order number and postcode follow.")
        expect(page.locator(".md-content .mos-chat [role=status]")).to_have_text("Sent: A parcel that is late")
        expect(page.locator(".mos-sandbox-mobile")).to_have_count(1)  # Material's text is narrower than 900 px
        expect(window.get_by_text("What the agent sees")).to_be_visible()
        expect(window.get_by_text("contact-window")).to_be_hidden()
        box = page.locator(".md-content .mos-window").bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert page.evaluate("document.documentElement.scrollWidth") == width
        page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        bar, last = mark.bounding_box(), page.locator("footer").bounding_box()
        assert bar
        assert last
        assert bar["height"] <= 32
        assert last["y"] + last["height"] <= bar["y"] + 1  # it hides no text
    assert asked == []
    context.close()


def test_a_chat_link_shows_what_the_agent_sees(sandbox: Result, context: BrowserContext) -> None:
    page = context.new_page()
    asked = offline(page)
    with served(sandbox.folder) as address:
        page.goto(address + "products/gift-sets/")
        with context.expect_page() as opened:
            page.locator(".mos-product a.mos-link").first.click(modifiers=["Control"])
        chat = opened.value
        expect(chat.get_by_role("heading", level=1)).to_have_text("Chat (MOS sandbox)")
        expect(chat.locator(".mos-sandbox-card")).to_be_visible()
        chat.get_by_label("Message", exact=True).fill("Is it there by Friday?")
        chat.get_by_role("button", name="Send").click()
        expect(chat.get_by_role("list", name="Messages")).to_contain_text("Is it there by Friday?")
        chat.get_by_text("What the agent sees").filter(visible=True).click()
        expect(chat.locator("main")).to_contain_text("of 2000 characters")
    assert asked == []


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        ("reject", "Not sent: A parcel that is late. Open the chat"),
        ("throw", "The chat does not open here."),
        ("missing", "The chat does not open here."),
    ],
)
def test_failures_can_be_tried(sandbox: Result, context: BrowserContext, mode: str, words: str) -> None:
    page = context.new_page()
    offline(page)
    with served(sandbox.folder) as address:
        page.goto(address + "contact/")
        page.locator(".mos-sandbox summary").click()
        page.locator(f".mos-sandbox a[href$={mode}]").click()
        page.locator(".md-content .mos-chat").scroll_into_view_if_needed()
        if mode == "reject":
            expect(page.locator(".md-content .mos-chat [role=status]")).to_have_text("The chat is open.")
            page.get_by_role("link", name=re.compile("My parcel is late")).click()
        expect(page.locator(".md-content .mos-chat [role=status]")).to_contain_text(words)


def test_without_script_every_control_is_a_link(sandbox: Result, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    with served(sandbox.folder) as address:
        offline(page)
        for path in ("contact/", "products/teapots/"):
            page.goto(address + path)
            links = page.locator(".mos-chat a.mos-link, .mos-message a.mos-link, .mos-product a.mos-link")
            assert links.count() >= 3
            for link in links.all():
                expect(link).to_be_visible()
                assert "/sandbox/chat.html?id=harbour-tea-demo" in (link.get_attribute("href") or "")
    context.close()


def test_as_it_ships_it_asks_for_the_vendors_own_addresses(tmp_path: Path, context: BrowserContext) -> None:
    result = variant(tmp_path, "")
    page = context.new_page()
    asked = offline(page, {LOADER_URL: STAND_IN, WINDOW: PLAYED})
    with served(result.folder) as address:
        page.goto(address)
        expect(page.locator(".mos-launcher")).to_be_visible()
        assert asked == []  # nothing of MOS before the reader asks for it
        page.goto(address + "contact/")
        page.locator(".md-content .mos-chat").scroll_into_view_if_needed()
        expect(page.locator(".mos-sandbox-window")).to_be_visible()
        assert {url for url in asked if url.endswith(".js")} == {WINDOW}
        page.get_by_role("link", name="My parcel is late").click()
        expect(page.locator(".md-content .mos-chat [role=status]")).to_have_text("Sent: A parcel that is late")


def hashes(html: str) -> set[str]:
    """What a policy must list for the inline scripts of a page."""
    inline = [text(script) for script in parse(html).iter("script") if script.get("src") is None]
    return {f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'" for script in inline}


VIOLATIONS = """window.violations = []; addEventListener('securitypolicyviolation',
  ({violatedDirective, blockedURI, sourceFile}) => violations.push([violatedDirective, blockedURI, sourceFile].join(' ')))"""


def violations(page: Page, address: str) -> list[str]:
    page.goto(address)
    page.wait_for_load_state("load")
    page.evaluate("() => new Promise(done => requestIdleCallback(done))")
    found: list[str] = page.evaluate(
        "window.violations.map(v => v.replaceAll(location.origin, '').replaceAll(location.pathname, '/'))"
    )
    return sorted(set(found))


@pytest.mark.parametrize("mode", ["eager", "idle", "interaction", "launcher"])
def test_under_a_strict_policy_nothing_of_ours_is_blocked(
    tmp_path_factory: pytest.TempPathFactory, context: BrowserContext, mode: str
) -> None:
    ours = variant(tmp_path_factory.mktemp("ours"), f"      inline_script: false\n      loader: {mode}\n")
    without = variant(tmp_path_factory.mktemp("without"), "", plugin=False)
    path = "" if mode == "launcher" else "contact/"  # with a window, and for the panel without one
    # Material's own scripts stand in its pages; what they need is listed apart.
    theme = " ".join(sorted(hashes(without.html(f"{path}index.html"))))
    policy = f"script-src 'self' https://cdn-oss.mos.me https://static.harbour-tea.example {theme}; style-src 'self'"
    assert hashes(ours.html(f"{path}index.html")) <= hashes(without.html(f"{path}index.html"))
    found = []
    for result in (without, ours):
        page = context.new_page()
        page.add_init_script(VIOLATIONS)
        offline(page, {LOADER_URL: STAND_IN, WINDOW: "MosCustomerService = {init(e) { e.append('chat'); return {} }}"})
        with served(result.folder, policy) as address:
            found.append(violations(page, address + path))
            if result is ours:
                page.mouse.move(100, 100)
                if mode == "launcher":
                    page.locator(".mos-launcher").click()
                    expect(page.locator(".mos-panel [role=status]")).to_have_text("The chat is open.")
                else:
                    page.locator(".md-content .mos-chat").scroll_into_view_if_needed()
                    expect(page.locator(".md-content .mos-chat [role=status]")).to_have_text("The chat is open.")
                    expect(page.locator(".stand-in-launcher")).to_have_count(1)
                found.append(
                    sorted(
                        set(
                            page.evaluate(
                                "window.violations.map(v => v.replaceAll(location.origin, '').replaceAll(location.pathname, '/'))"
                            )
                        )
                    )
                )
    assert found[0] == found[1] == found[2]


def test_the_policy_is_enforced(tmp_path: Path, context: BrowserContext) -> None:
    result = variant(tmp_path, "      loader: eager\n")  # with the inline snippet
    page = context.new_page()
    page.add_init_script(VIOLATIONS)
    asked = offline(page, {LOADER_URL: STAND_IN})
    with served(result.folder, "script-src 'self' https://cdn-oss.mos.me; style-src 'self'") as address:
        assert any("script-src" in found for found in violations(page, address))
    assert LOADER_URL not in asked
