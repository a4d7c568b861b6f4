"""When the vendor's script starts, and whether it may: seen in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

from .browser import LOADER_URL, STAND_IN, goto_instant, offline, served
from .conftest import MakeSite, Result

MATERIAL = "theme: {name: material, font: false}\n"
PAGES = {
    "index.md": "# Home\n\n" + "text\n\n" * 100,
    "off.md": "---\nmos:\n  loader: false\n---\n# Off",
    "b/c.md": "# C",
    "d.md": "# D",
}
CONSENT = "extra: {consent: {title: Cookies, description: We ask, actions: [accept, reject, manage]%s}}\n"


def built(site: MakeSite, options: str, config: str = MATERIAL) -> Result:
    result = site(PAGES, config, mos=f"service_id: acme\n{options}").build("--strict")
    assert result.status == 0, result.output
    return result


# On a busy machine, a page that draws nothing may never count as idle.
IDLE = """() => new Promise(done => setTimeout(() => {
  let over = false;
  const draw = () => over || requestAnimationFrame(draw);
  draw();
  requestIdleCallback(() => setTimeout(() => done(over = true), 50));
}, 50))"""


def settled(page: Page) -> None:
    """Let the browser do all that it would do by itself."""
    page.wait_for_load_state("load")
    page.evaluate(IDLE)


def launched(page: Page) -> None:
    """Wait for the launcher, while the page draws."""
    page.wait_for_function("document.querySelector('.stand-in-launcher')", polling="raf")


def launchers(page: Page) -> list[str | None]:
    return [launcher.get_attribute("data-id") for launcher in page.locator(".stand-in-launcher").all()]


ACTS: dict[str, Callable[[Page], None]] = {
    "pointer": lambda page: page.mouse.move(200, 200),
    "key": lambda page: page.keyboard.press("Tab"),
    "touch": lambda page: page.touchscreen.tap(300, 300),
    "wheel": lambda page: page.mouse.wheel(0, 300),
    "scroll": lambda page: page.evaluate("scrollTo(0, 300)"),
}


@pytest.mark.parametrize("act", ACTS)
def test_interaction_waits_for_the_reader(site: MakeSite, context: BrowserContext, act: str) -> None:
    result = built(site, "loader: interaction")
    with served(result.folder) as address:
        page = context.new_page()
        asked = offline(page, {LOADER_URL: STAND_IN})
        page.goto(address)
        settled(page)
        assert asked == []
        ACTS[act](page)
        launched(page)
        for later in ACTS.values():
            later(page)
        assert launchers(page) == ["acme"]
        assert asked == [LOADER_URL]


def test_idle_starts_by_itself(site: MakeSite, context: BrowserContext) -> None:
    result = built(site, "loader: idle")
    with served(result.folder) as address:
        page = context.new_page()
        asked = offline(page, {LOADER_URL: STAND_IN})
        page.goto(address + "b/c/")
        launched(page)
        assert launchers(page) == ["acme"]
        assert asked == [LOADER_URL]


@pytest.mark.parametrize("connection", ["{saveData: true}", "{effectiveType: '2g'}", "{effectiveType: 'slow-2g'}"])
def test_idle_spares_who_asks_for_it(site: MakeSite, context: BrowserContext, connection: str) -> None:
    result = built(site, "loader: idle")
    context.add_init_script(f"Object.defineProperty(navigator, 'connection', {{value: {connection}}})")
    with served(result.folder) as address:
        page = context.new_page()
        asked = offline(page, {LOADER_URL: STAND_IN})
        page.goto(address)
        settled(page)
        assert asked == []
        page.keyboard.press("Tab")
        launched(page)
        assert asked == [LOADER_URL]


@pytest.mark.parametrize("options", ["loader: eager\ninline_script: false", "loader: idle", "loader: interaction"])
@pytest.mark.parametrize("path", ["", "no/such/page"])
def test_the_script_is_found_from_every_page(site: MakeSite, context: BrowserContext, options: str, path: str) -> None:
    result = built(site, options)
    with served(result.folder) as address:
        page = context.new_page()
        asked = offline(page, {LOADER_URL: STAND_IN})
        page.goto(address + path)
        assert page.locator("script[data-mos-loader]").count() == 1
        settled(page)
        page.keyboard.press("Tab")
        launched(page)
        assert asked == [LOADER_URL]


@pytest.mark.parametrize("options", ["loader: eager", "loader: idle", "loader: eager\ninline_script: false"])
def test_a_themes_own_snippet_is_not_doubled(site: MakeSite, context: BrowserContext, options: str) -> None:
    made = site(PAGES, "theme: {name: material, font: false, custom_dir: over}\n", mos=f"service_id: acme\n{options}")
    (made.folder / "over").mkdir()
    vendor = built(site, "loader: eager").html()
    (snippet,) = re.findall(r"<script data-mos-loader>.*?</script>", vendor, re.DOTALL)
    theirs = snippet.replace(" data-mos-loader", "")
    block = f'{{% extends "base.html" %}}{{% block scripts %}}{{{{ super() }}}}{theirs}{{% endblock %}}'
    (made.folder / "over" / "main.html").write_text(block, "utf-8")
    result = made.build("--strict")
    with served(result.folder) as address:
        page = context.new_page()
        asked = offline(page, {LOADER_URL: STAND_IN})
        page.goto(address)
        settled(page)
        assert launchers(page) == ["acme"]
        assert asked == [LOADER_URL]


@pytest.mark.parametrize("mode", ["eager", "idle", "interaction"])
@pytest.mark.parametrize(
    "by", ["window.mos.consent(%s)", "document.dispatchEvent(new CustomEvent('mos:consent', {detail: %s}))"]
)
def test_nothing_is_loaded_before_the_reader_agrees(
    site: MakeSite, context: BrowserContext, mode: str, by: str
) -> None:
    result = built(site, f"loader: {mode}\nconsent: true")
    with served(result.folder) as address:
        page = context.new_page()
        asked = offline(page, {LOADER_URL: STAND_IN})

        def visit() -> None:
            page.goto(address)
            settled(page)
            page.keyboard.press("Tab")
            settled(page)

        visit()
        page.evaluate("() => { " + by % "false" + " }")
        assert asked == []
        page.evaluate("() => { " + by % "true" + " }")
        page.keyboard.press("Tab")
        launched(page)
        assert asked == [LOADER_URL]
        visit()
        assert asked == [LOADER_URL] * 2  # remembered
        page.evaluate("() => { " + by % "false" + " }")
        assert launchers(page) == ["acme"]  # what is there stays until the next page
        visit()
        assert asked == [LOADER_URL] * 2


def test_consent_that_cannot_be_stored_holds_for_the_page(site: MakeSite, context: BrowserContext) -> None:
    result = built(site, "consent: true")
    context.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new Error('no') }})")
    with served(result.folder) as address:
        page = context.new_page()
        asked = offline(page, {LOADER_URL: STAND_IN})
        page.goto(address)
        settled(page)
        assert asked == []
        page.evaluate("window.mos.consent(true)")
        launched(page)
        assert asked == [LOADER_URL]


@pytest.mark.parametrize(
    ("cookies", "button", "loads"),
    [
        ("", "Accept", True),
        ("", "Reject", False),
        (", cookies: {mos: {name: Chat, checked: false}}", "Accept", False),
        (", cookies: {other: Other}", "Accept", True),
    ],
)
def test_materials_consent_decides(
    site: MakeSite, context: BrowserContext, cookies: str, button: str, loads: bool
) -> None:
    result = built(site, "consent: true", MATERIAL + CONSENT % cookies)
    with served(result.folder) as address:
        page = context.new_page()
        asked = offline(page, {LOADER_URL: STAND_IN})
        page.goto(address)
        settled(page)
        page.evaluate("window.mos.consent(true)")  # Material asks, so nobody else is heard
        assert asked == []
        with page.expect_navigation():
            page.get_by_role("button", name=button, exact=True).click()
        settled(page)
        assert asked == [LOADER_URL] * loads
        page.evaluate("localStorage.setItem('/.__consent', '{broken')")
        page.goto(address)
        settled(page)
        assert asked == [LOADER_URL] * loads


def test_a_strict_policy_blocks_nothing_of_ours(site: MakeSite, context: BrowserContext) -> None:
    pages = {
        "index.md": "---\nmos:\n  product: {title: F, price: 1, linePrice: 2, desc: d, cover: a.svg}\n---\n::: mos-product\n",
        "a.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
    }
    config = "theme: {name: mkdocs, highlightjs: false}\nsite_url: https://s.example/\n"
    violations = []
    for mos in (None, "service_id: acme\ninline_script: false"):
        result = site(pages if mos else {"index.md": "# x"}, config, mos=mos).build("--strict")
        with served(result.folder, "script-src 'self' https://cdn-oss.mos.me; style-src 'self'") as address:
            page = context.new_page()
            asked = offline(page, {LOADER_URL: STAND_IN})
            page.add_init_script(
                "window.seen = []; addEventListener('securitypolicyviolation', e => seen.push(e.violatedDirective + ' ' + e.blockedURI))"
            )
            page.goto(address)
            settled(page)
            violations.append(sorted(page.evaluate("window.seen")))
            if mos:
                assert launchers(page) == ["acme"]
                assert asked == [LOADER_URL]
                assert page.locator(".mos-product").evaluate("e => getComputedStyle(e).display") == "flex"
    assert violations[0] == violations[1]


def test_the_inline_loaders_hash_allows_it(site: MakeSite, context: BrowserContext) -> None:
    made = site({"index.md": "# x"}, "theme: {name: mkdocs, highlightjs: false}\n")
    result = made.build("--verbose")
    (hashed,) = set(re.findall(r"'sha256-[^']+'", result.output))
    with served(result.folder, f"script-src 'self' https://cdn-oss.mos.me {hashed}") as address:
        page = context.new_page()
        asked = offline(page, {LOADER_URL: STAND_IN})
        page.goto(address)
        launched(page)
        assert asked == [LOADER_URL]


@pytest.mark.parametrize("mode", ["idle", "interaction", "eager\ninline_script: false"])
def test_instant_navigation_keeps_to_each_pages_choice(site: MakeSite, context: BrowserContext, mode: str) -> None:
    made = site(PAGES, mos=f"service_id: acme\nloader: {mode}")
    with served(made.folder / "site") as address:
        config = (made.folder / "mkdocs.yml").read_text("utf-8").replace("theme: mkdocs\n", "")
        config += f"site_url: {address}\ntheme: {{name: material, font: false, features: [navigation.instant]}}\n"
        (made.folder / "mkdocs.yml").write_text(config, "utf-8")
        assert made.build("--strict").status == 0
        page = context.new_page()
        asked = offline(page, {LOADER_URL: STAND_IN})
        goto_instant(page, address + "off/")
        page.evaluate("window.same = true")
        settled(page)
        page.keyboard.press("Tab")
        assert asked == []
        for _ in range(5):
            for name, title in (("d", "D"), ("off", "Off")):
                page.locator(f"a.md-nav__link[href$='/{name}/']").first.click()
                page.wait_for_function(
                    "title => document.querySelector('h1').firstChild.data.trim() === title", arg=title
                )
                settled(page)
        assert page.evaluate("window.same")
        assert launchers(page) == ["acme"]
        assert asked == [LOADER_URL]


def test_a_site_that_needs_no_script_has_none(site: MakeSite) -> None:
    for options in ("loader: eager", "loader: false\nconsent: true", "enabled: false\nloader: idle"):
        result = built(site, options)
        assert not result.exists("assets/mkdocs-mos/mos.js")
        assert "mos.js" not in result.html()
