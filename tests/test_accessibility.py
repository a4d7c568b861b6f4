"""What we put on a page, for readers who see, hear, read or steer in another way than its author."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from mkdocs_mos.content.translations import words

from .browser import AXE, checked, offline, served
from .conftest import Result, Site

THEMES = {
    "mkdocs": "{name: mkdocs, highlightjs: false}",
    "mkdocs-dark": "{name: mkdocs, highlightjs: false, color_mode: dark}",
    "readthedocs": "{name: readthedocs, highlightjs: false}",
    "material": "{name: material, font: false, features: [navigation.instant, navigation.tabs, navigation.tabs.sticky]}",
    "material-slate": "{name: material, font: false, palette: {scheme: slate}}",
    "primer": "{name: primer, color_mode: light}",
    "primer-dark": "{name: primer, color_mode: dark}",
    "shadcn": "{name: shadcn}",
    "shadcn-dark": "{name: shadcn}",
    "terminal": "{name: terminal}",
    "terminal-dark": "{name: terminal, palette: dark}",
    "material-ar": "{name: material, font: false, language: ar}",
}
LOOKS = {
    "mkdocs": 390,
    "mkdocs-dark": 1280,
    "readthedocs": 1280,
    "material": 1280,
    "material-slate": 390,
    "material-ar": 390,
    "primer": 1280,
    "primer-dark": 390,
    "shadcn": 390,
    "shadcn-dark": 1280,
    "terminal": 1280,
    "terminal-dark": 390,
}
"""A dozen: each theme, its light and its dark colours, on a phone or on a desk."""
PLAIN = ["mkdocs", "readthedocs", "material"]
SANDBOX = "sandbox: true\nloader: launcher"
LINES = "line  \n" * 60  # one paragraph: axe-core takes its time over each
FRONT = """---
mos:
  products:
    flagship: {title: Flagship package, price: $299.00, linePrice: $399.00, desc: All of it, cover: img/f.svg}
    plain: {title: Starter, price: $9.00, linkUrl: other.md}
---
"""
CARDS = """::: mos-product flagship

::: mos-product plain

::: mos-product flagship
    layout: button

::: mos-product flagship
    layout: link

A [link in a text](mos:flagship) and on.

::: mos-message plain
    label: Send it
"""
WINDOW = "::: mos-chat\n    product: flagship\n"
EVERYTHING = f"{SANDBOX}\ntelegram: '@acme_help_bot'\nhours: {{timezone: Europe/London, mon-fri: 8:00-18:00}}"
"""The options of a page that holds all that we draw."""
MORE = """
> ::: mos-product flagship

| a |
|---|
| [a link](mos:plain) |

::: mos-contact
    ways: chat, telegram, qr

::: mos-hours

::: mos-form
    title: Order {number}
    fields:
        number: {label: Order number, example: HT-10234, pattern: "HT-[0-9]{5}"}
        words: {label: What happened?, lines: 3, optional: true}
        size: {label: Size, choices: [S, M]}
"""
FEEDBACK = """extra:
  analytics: {feedback: {title: 'Was this page helpful?', ratings: [{icon: material/heart, name: Yes, data: 1, note: Thanks}]}}
"""
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="200"><rect width="400" height="200"/></svg>'

Make = Callable[..., "Centre"]


@dataclass
class Centre:
    """A built help centre, and where it is served."""

    result: Result
    address: str


def pages(with_us: bool) -> dict[str, str]:
    front, cards, window = (FRONT, CARDS, WINDOW) if with_us else ("", "", "")
    return {
        "index.md": f"{front}# Home\n\n{cards}\n{LINES}\n{window}\n{LINES}",
        "other.md": f"# Other\n\n{LINES}",
        "img/f.svg": PICTURE,
        "sdk.js": "",
    }


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Make]:
    """Build and serve a help centre in a theme, once for each theme and options; None: without the plugin."""
    made: dict[tuple[str, str | None], Centre] = {}
    root = tmp_path_factory.mktemp("centres")
    with served(root) as host:

        def make(theme: str, mos: str | None = SANDBOX) -> Centre:
            if (theme, mos) in made:
                return made[theme, mos]
            folder = root / str(len(made))
            address = f"{host}{folder.name}/site/"  # a theme swaps pages only where this is its site_url
            options = "service_id: acme\nsource: docs/{page}\n" + (mos or "")
            plugin = "".join(f"\n      {line}" for line in options.splitlines())
            plugins = "plugins: []" if mos is None else f"plugins:\n  - mos:{plugin}"
            config = f"site_name: Test\nsite_url: {address}\ntheme: {THEMES[theme]}\n{plugins}\n"
            site = Site(folder)
            for path, content in pages(mos is not None).items():
                site.write(path, content)
            if mos == EVERYTHING:
                front = FRONT.replace("mos:\n", "mos:\n  ask: true\n")
                site.write("all.md", f"{front}# All\n\n{CARDS}{MORE}\n{LINES}\n{WINDOW}\n{LINES}")
                config += FEEDBACK
            (folder / "mkdocs.yml").write_text(config, "utf-8")
            result = site.build()
            assert result.status == 0, result.output
            made[theme, mos] = Centre(result, address)
            return made[theme, mos]

        yield make


# What runs in the page

BLOCKS = (
    ".mos-product, .mos-message, .mos-chat, .mos-contact, .mos-hours, .mos-form, .mos-ask, .mos-corner, .mos-panel, "
    ".mos-sandbox"
)
OURS = f"{BLOCKS}, .mos-link"  # one in running text has the theme's colours
HELPERS = """
window.BLOCKS = %s;
window.OURS = %s;
/** [red, green, blue, alpha] of any CSS colour, on a ground */
window.rgba = (colour, ground = "transparent") => {
  const pen = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d");
  for (pen.fillStyle of [ground, colour]) pen.fillRect(0, 0, 1, 1);
  return [...pen.getImageData(0, 0, 1, 1).data];
};
window.luminance = (colour, ground) => rgba(colour, ground).slice(0, 3)
  .map((c) => (c /= 255) <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4)
  .reduce((sum, c, i) => sum + c * [.2126, .7152, .0722][i], 0);
window.contrast = (colour, ground) => {
  const [dark, light] = [luminance(colour, ground), luminance(ground, ground)].sort((a, b) => a - b);
  return (light + .05) / (dark + .05);
};
/** The colour that is seen behind an element, or, with `own`, in it. */
window.behind = (element, own = false) => {
  for (let e = own ? element : element.parentElement; e; e = e.parentElement) {
    const { backgroundColor } = getComputedStyle(e);
    if (rgba(backgroundColor)[3] > 250) return backgroundColor;
  }
  return matchMedia("(forced-colors: active)").matches ? "Canvas" : "#fff";
};
/** Whether a line of some width and colour can be told from what is behind it. */
window.line = (width, style, colour, ground) =>
  style !== "none" && parseFloat(width) > 0 && contrast(colour, ground) >= 3;
window.named = (e) => [e.localName, ...e.classList].filter((name) => name !== "focus-visible").join(".");
/** Whether one can see, at its middle, what lies at an element's place. */
window.clear = (e) => {
  const { x, y, width, height } = e.getClientRects()[0];
  const top = document.elementFromPoint(x + width / 2, y + height / 2);
  return e.contains(top) || (top ? named(top) : "nothing");
};
window.focused = () => {
  const e = document.activeElement;
  const { outlineStyle, outlineWidth, outlineColor, outlineOffset, boxShadow } = getComputedStyle(e);
  const ground = behind(e, parseFloat(outlineOffset) < 0);
  const drawn = parseFloat(outlineWidth) >= 2 && line(outlineWidth, outlineStyle, outlineColor, ground);
  const browsers = outlineStyle === "auto" && !e.closest(BLOCKS); // its own ring, on a link in running text
  return {
    is: named(e),
    ours: e.closest(OURS) !== null,
    marked: drawn || browsers || boxShadow !== "none",
    clear: e === document.body || clear(e),
  };
};
window.shown = (e) => e.getClientRects().length > 0 && getComputedStyle(e).visibility === "visible" && !e.closest(".mos-hidden");
window.all = () => [...document.querySelectorAll(OURS)].flatMap((root) => [root, ...root.querySelectorAll("*")]).filter(shown);
/** What of ours reaches out of the page, or is cut off. */
window.misfits = () => {
  const width = document.documentElement.clientWidth;
  const found = all().filter((e) => {
    const { left, right } = e.getBoundingClientRect();
    const cut = e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0 && getComputedStyle(e).overflowX !== "visible";
    return left < -.5 || right > width + .5 || (cut && e.localName !== "input");
  });
  return [...new Set(found.map(named))];
};
window.meet = (one, other) => {
  const [a, b] = [one, other].map((s) => document.querySelector(s).getBoundingClientRect());
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
};
""" % (json.dumps(BLOCKS), json.dumps(OURS))  # noqa: UP031


def go(context: BrowserContext, address: str, width: int = 1280, height: int = 700) -> Page:
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(reduced_motion="reduce")  # else a theme may scroll smoothly, and nothing is at its place
    page.add_init_script(HELPERS)
    offline(page)
    page.goto(address)
    return page


def status(page: Page, within: str = ".mos-chat") -> Locator:
    return page.locator(f"{within} [role=status]").first


def open_panel(page: Page) -> None:
    """On a page that has no window of its own: there the launcher leads to that."""
    page.locator(".mos-launcher").click()
    page.locator(".mos-panel .mos-sandbox-window").wait_for()


def unfold(page: Page) -> None:
    page.locator(".mos-sandbox summary").click()
    expect(page.locator(".mos-sandbox p")).to_be_visible()


# The rules of axe-core

FOUND = """async () => {
  const { violations, passes } = await axe.run(document, { elementRef: true, resultTypes: ["violations", "passes"] });
  const ours = (rules) => rules.flatMap((rule) => rule.nodes
    .filter(({ element }) => element.closest(rule.id === "color-contrast" ? BLOCKS : OURS))
    .map((node) => ({ rule: rule.id, element: node.element, words: `${rule.id}: ${node.html} ${node.failureSummary}` })));
  const seen = ours(passes).filter(({ rule }) => rule === "color-contrast");
  return [
    ours(violations).map(({ words }) => words),
    BLOCKS.split(", ").filter((root) => seen.some(({ element }) => element.closest(root))),
  ];
}"""


def faults(page: Page, *seen: str) -> list[str]:
    """What axe-core finds in us on the whole page, once it is sure that axe-core saw certain parts of us."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))
    found: tuple[list[str], list[str]] = page.evaluate(FOUND)
    assert set(seen) <= set(found[1]), "axe-core passed over a part"
    return found[0]


@pytest.mark.parametrize(("theme", "width"), LOOKS.items())
def test_axe_finds_nothing(centre: Make, context: BrowserContext, theme: str, width: int) -> None:
    """On a page that holds all that we draw: at rest, with windows open and a message sent, and where nothing works."""
    say = words("ar" if theme == "material-ar" else "en")
    address = f"{centre(theme, EVERYTHING).address}all/"
    page = go(context, address, width)
    if theme == "shadcn-dark":  # it follows the reader's system
        page.emulate_media(color_scheme="dark")
        page.reload()
    for part in (".mos-launcher", ".mos-sandbox summary"):
        assert page.locator(part).evaluate("clear") is True
    for part in (".mos-ask .mos-link", ".mos-contact .mos-link", ".mos-contact .mos-telegram"):
        assert page.locator(part).first.evaluate("e => e.getBoundingClientRect().height") >= 24
    unfold(page)
    parts = ("product", "message", "chat", "contact", "hours", "form", "ask", "sandbox")
    assert faults(page, *(f".mos-{part}" for part in parts)) == []
    page.locator(".mos-submit").click()
    expect(page.locator("[aria-invalid=true]")).to_have_count(2)
    assert faults(page, ".mos-form") == []
    page.locator(".mos-message a").click()
    expect(status(page)).to_have_text(f"{say['sent']} Starter")
    assert faults(page, ".mos-chat") == []

    page.goto(f"{address}?mos-sandbox=throw")
    page.locator(".mos-message a").focus()
    page.keyboard.press("Enter")
    expect(status(page)).to_contain_text(f"{say['failed']} Starter.")
    assert faults(page, ".mos-chat") == []

    other = address.replace("all/", "other/")
    page.goto(f"{other}?mos-sandbox=throw")
    page.locator(".mos-launcher").click()
    expect(status(page, ".mos-panel")).to_contain_text(say["link"].partition(".")[0].partition("。")[0])
    assert faults(page, ".mos-panel", ".mos-chat") == []
    page.goto(f"{other}?mos-sandbox=works")
    open_panel(page)
    assert faults(page, ".mos-panel", ".mos-chat") == []


# The Nu HTML checker

PATHS = ["index.html", "404.html", "unwrapped.html"]
KINDS = {
    "without us": None,
    "sandbox": SANDBOX,
    "sandbox, eager": "sandbox: true",
    "launcher": "sdk: sdk.js\nloader: launcher\nconsent: true",
    "eager": "sdk: sdk.js",
    "idle": "sdk: sdk.js\nloader: idle\ninline_script: false",
    "no script": "sdk: sdk.js\nenabled: false",
}


@pytest.mark.npm
def test_the_html_checker_finds_nothing(centre: Make) -> None:
    built = {(theme, kind): centre(theme, mos).result for theme in PLAIN for kind, mos in KINDS.items()}
    for (_, kind), result in built.items():
        assert (len(result.hrefs()) >= 7) is (kind != "without us")
        # The checker does not look into templates.
        unwrapped = re.sub("</?template[^>]*>", "", result.html())
        (result.folder / "unwrapped.html").write_text(unwrapped, "utf-8")
        assert ("mos-panel" in unwrapped) is (kind in ("sandbox", "launcher"))
    found = checked([result.folder / path for result in built.values() for path in PATHS])
    assert sum(map(len, found.values())), "the checker was not at work: the themes have faults of their own"
    ours = []
    for (theme, kind), result in built.items():
        for path in PATHS:
            theirs = found[str(built[theme, "without us"].folder / path)]
            messages = found[str(result.folder / path)] - theirs
            ours += [f"{theme}, {kind}, {path}: {message}" for message in messages.elements()]
    assert ours == []


# The keyboard


def tab(page: Page, key: str = "Tab") -> dict[str, Any]:
    page.keyboard.press(key)
    page.evaluate(
        "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )  # it may scroll
    found: dict[str, Any] = page.evaluate("focused()")
    if found["ours"]:
        assert found["marked"], f"no focus is seen on {found['is']}"
        assert found["clear"] is True, f"{found['clear']} covers {found['is']}"
    return found


def tabs(page: Page, key: str = "Tab") -> list[str]:
    """Press a key until the page is left, and return what of ours it has reached."""
    reached: list[str] = []
    for _ in range(200):
        found = tab(page, key)
        if found["is"].startswith("body"):
            return reached
        if found["ours"]:
            reached.append(found["is"])
            if found["is"] == "a.mos-link.mos-button" and page.evaluate(
                "document.activeElement.closest('.mos-chat-box') !== null"
            ):
                expect(page.locator(".mos-chat .mos-window")).to_be_focused()  # it came near, and took the link's place
                reached[-1] = page.evaluate("focused().is")
    raise AssertionError(f"the keyboard is held by {reached[-5:]}")


WINDOW_PARTS = ["ul.mos-sandbox-messages", "input.mos-sandbox-field", "button.mos-sandbox-send", "summary"]


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("theme", PLAIN)
def test_the_keyboard_alone_is_enough(centre: Make, context: BrowserContext, theme: str, width: int) -> None:
    page = go(context, centre(theme).address, width)
    page.locator("h1").evaluate("title => { title.tabIndex = -1; title.focus() }")
    button = "a.mos-link.mos-button"
    # Two cards, the second with a title that is a link; button; link; in a text; message; window; launcher; mark.
    cards = [button, "a", button, button, "a.mos-link", "a.mos-link", f"{button}.mos-second"]
    # The theme's footer lies between: the window is out of view by then, and the launcher back.
    assert tabs(page) == [*cards, "div.mos-window", *WINDOW_PARTS, "a.mos-link.mos-launcher", "summary"]

    page.locator(".mos-message a").focus()
    page.keyboard.press("Enter")
    expect(status(page)).to_have_text("Sent: Starter")
    expect(page.locator(".mos-window")).to_be_focused()
    assert page.evaluate("focused().marked")

    page.goto(f"{centre(theme).address}other/")
    page.locator(".mos-launcher").focus()
    assert page.evaluate("focused().marked")
    assert tab(page)["is"] == "summary"
    page.keyboard.press("Enter")
    expect(page.locator(".mos-sandbox p")).to_be_visible()
    assert tabs(page) == ["a"] * 5
    page.locator(".mos-launcher").focus()
    page.keyboard.press("Enter")
    window = page.locator(".mos-panel .mos-window")
    expect(window).to_be_focused()
    assert page.evaluate("focused().marked")
    assert page.evaluate("focused().clear") is True
    after = [] if width == 390 else ["summary", *["a"] * 5]  # a phone's screen holds the panel alone
    assert tabs(page) == [*WINDOW_PARTS, *after]
    window.focus()
    assert tab(page, "Shift+Tab")["is"] == "button.mos-close"
    page.locator(".mos-panel input").focus()
    page.keyboard.press("Escape")
    expect(page.locator(".mos-panel")).to_be_hidden()
    expect(page.locator(".mos-launcher")).to_be_focused()
    page.keyboard.press("Space")
    expect(window).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")
    expect(page.locator(".mos-panel")).to_be_hidden()
    expect(page.locator(".mos-launcher")).to_be_focused()


@pytest.mark.parametrize("theme", ["mkdocs", "material"])
def test_failure_takes_no_focus(centre: Make, context: BrowserContext, theme: str) -> None:
    address = centre(theme).address
    page = go(context, f"{address}?mos-sandbox=reject")
    message = page.locator(".mos-message a")
    message.focus()
    page.keyboard.press("Enter")
    expect(status(page)).to_contain_text("Not sent: Starter.")
    expect(page.locator(".mos-window")).to_be_focused()
    assert tab(page, "Shift+Tab")["is"] == "a.mos-link"  # the offered link
    expect(status(page).locator("a")).to_be_focused()
    assert [tab(page)["is"] for _ in range(len(WINDOW_PARTS))] == WINDOW_PARTS

    page.goto(f"{address}?mos-sandbox=throw")
    message.focus()
    page.keyboard.press("Enter")
    expect(status(page)).to_contain_text("Not sent: Starter.")
    expect(page.locator(".mos-chat-box a").first).to_be_focused()
    assert tab(page, "Shift+Tab")["is"] == "a.mos-link"
    expect(status(page).locator("a")).to_be_focused()


def test_an_offered_link_stays(centre: Make, context: BrowserContext) -> None:
    page = context.new_page()
    page.clock.install()
    offline(page)
    page.goto(f"{centre('mkdocs').address}?mos-sandbox=throw")
    page.locator(".mos-message a").focus()
    page.keyboard.press("Enter")
    offered = status(page).locator("a")
    expect(offered).to_be_visible()
    page.keyboard.press("Shift+Tab")
    expect(offered).to_be_focused()
    page.clock.run_for(10_000)
    expect(offered).to_be_focused()


def swap(page: Page, act: str, name: str) -> None:
    """Let the theme swap the page, and wait until our launcher is the other page's."""
    page.evaluate(act)
    page.wait_for_function("name => document.querySelector('h1').firstChild.data.trim() === name", arg=name)
    expect(page.locator(".mos-launcher")).to_have_attribute(
        "href", re.compile("docs%2F" + {"Home": "index"}.get(name, name.lower()))
    )


TO_HOME = """[...document.querySelectorAll('.md-sidebar--primary a')]
  .find(link => link.textContent.trim() === 'Home' && link.matches('.md-nav__link')).click()"""
TO_OTHER = "document.querySelector('.md-sidebar--primary a[href*=other]').click()"
BACK = "history.back()"


def test_a_swapped_page_keeps_the_focus_in_the_panel(centre: Make, context: BrowserContext) -> None:
    page = go(context, f"{centre('material').address}other/")
    page.evaluate("window.same = true")
    open_panel(page)
    page.locator(".mos-panel input").focus()
    for act, name in ((TO_HOME, "Home"), (BACK, "Other")):
        swap(page, act, name)
        expect(page.locator(".mos-panel input")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".mos-panel")).to_be_hidden()
    expect(page.locator(".mos-launcher")).to_be_focused()
    assert page.evaluate("same")


def test_a_swapped_page_keeps_the_focus_on_the_launcher(centre: Make, context: BrowserContext) -> None:
    page = go(context, centre("material").address)
    page.evaluate("window.same = true")
    page.locator(".mos-launcher").focus()
    for act, name in ((TO_OTHER, "Other"), (BACK, "Home")):
        swap(page, act, name)
        expect(page.locator(".mos-launcher")).to_be_focused()
    assert page.evaluate("same")


def test_the_launcher_of_a_swapped_page_knows_that_the_panel_is_open(centre: Make, context: BrowserContext) -> None:
    page = go(context, f"{centre('material').address}other/")
    launcher = page.locator(".mos-launcher")
    expect(launcher).to_have_attribute("aria-expanded", "false")
    open_panel(page)
    expect(launcher).to_have_attribute("aria-expanded", "true")
    swap(page, TO_HOME, "Home")
    expect(page.locator(".mos-panel")).to_be_visible()
    expect(launcher).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(launcher).to_have_attribute("aria-expanded", "false")


# Narrow screens, large text, the other direction


def check_fit(page: Page) -> None:
    assert page.evaluate("misfits()") == []
    width = page.evaluate("document.documentElement.scrollWidth")
    page.evaluate("document.querySelectorAll(BLOCKS).forEach(e => e.style.setProperty('display', 'none', 'important'))")
    assert width <= max(page.evaluate("document.documentElement.scrollWidth"), page.evaluate("innerWidth"))


@pytest.mark.parametrize(("large", "mode"), [(False, "works"), (True, "works"), (True, "throw")])
@pytest.mark.parametrize("theme", PLAIN)
def test_a_narrow_page_with_large_text_does_not_scroll_sideways(
    centre: Make, context: BrowserContext, theme: str, large: bool, mode: str
) -> None:
    page = go(context, f"{centre(theme).address}?mos-sandbox={mode}", 320, 640)
    if large:
        page.evaluate(
            "(e => e.style.fontSize = parseFloat(getComputedStyle(e).fontSize) * 2 + 'px')(document.documentElement)"
        )
    assert not page.evaluate("meet('.mos-sandbox', '.mos-launcher')")
    page.locator(".mos-message a").focus()
    page.keyboard.press("Enter")
    expect(status(page)).to_contain_text("Sent: Starter" if mode == "works" else "Not sent: Starter")
    unfold(page)
    check_fit(page)
    page.goto(f"{centre(theme).address}other/")
    page.locator(".mos-launcher").click()
    expect(status(page, ".mos-panel")).to_contain_text("The chat is open." if mode == "works" else "does not open")
    assert page.locator(".mos-close").evaluate("clear") is True
    check_fit(page)


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("theme", ["mkdocs", "readthedocs", "material-ar"])
def test_right_to_left(centre: Make, context: BrowserContext, theme: str, width: int) -> None:
    page = go(context, centre(theme).address, width)
    if theme != "material-ar":
        page.evaluate("document.documentElement.dir = 'rtl'")
    page.locator(".mos-message a").focus()
    page.keyboard.press("Enter")
    sent = words("ar" if theme == "material-ar" else "en")["sent"]
    expect(status(page)).to_have_text(f"{sent} Starter")
    check_fit(page)
    page.goto(f"{centre(theme).address}other/")
    if theme != "material-ar":
        page.evaluate("document.documentElement.dir = 'rtl'")
    launcher, panel = page.locator(".mos-launcher"), page.locator(".mos-panel")
    assert launcher.evaluate("clear") is True
    assert not page.evaluate("meet('.mos-sandbox', '.mos-launcher')")
    open_panel(page)
    for part in (launcher, panel):
        expect(part).to_have_css("direction", "rtl")
        expect(part).to_be_in_viewport(ratio=1)
    assert panel.evaluate("clear") is True
    page.locator(".mos-close").click(trial=True)
    check_fit(page)


# Colours of the reader's own, and less motion

EDGED = [
    "a.mos-button",
    ".mos-launcher",
    ".mos-close",
    ".mos-panel",
    ".mos-chat-box:not(.mos-panel *)",
    ".mos-product:not(.mos-product-button, .mos-product-link)",
    ".mos-sandbox",
]
EDGE = """e => {
  const { borderTopWidth, borderTopStyle, borderTopColor, outlineWidth, outlineStyle, outlineColor } = getComputedStyle(e);
  return line(borderTopWidth, borderTopStyle, borderTopColor, behind(e)) || line(outlineWidth, outlineStyle, outlineColor, behind(e));
}"""


@pytest.mark.parametrize(("theme", "scheme"), [("mkdocs", "light"), ("readthedocs", "dark"), ("material", "dark")])
def test_forced_colours_leave_every_control_an_edge(
    centre: Make, context: BrowserContext, theme: str, scheme: Literal["light", "dark"]
) -> None:
    page = go(context, centre(theme).address)
    page.emulate_media(forced_colors="active", color_scheme=scheme)
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    seen = set()
    for path in ("", "other/"):
        page.goto(centre(theme).address + path)
        if path:
            open_panel(page)
        for selector in EDGED:
            parts = page.locator(selector).filter(visible=True)
            assert parts.evaluate_all(f"all => all.map({EDGE})") == [True] * parts.count(), selector
            seen |= {selector} if parts.count() else set()
        picture = page.locator(".mos-launcher path").filter(visible=True)
        assert picture.evaluate("e => contrast(getComputedStyle(e).fill, behind(e))") >= 3
        page.keyboard.press("Tab")
        assert page.evaluate("focused().marked")
    assert seen == set(EDGED)
    for part in (".mos-launcher", ".mos-close", ".mos-sandbox summary"):
        page.locator(part).first.focus()
        assert page.evaluate("focused().marked"), part
    page.goto(centre(theme).address)
    for part in (".mos-product a", ".mos-message a"):
        page.locator(part).first.focus()
        assert page.evaluate("focused().marked"), part


@pytest.mark.parametrize("theme", PLAIN)
def test_nothing_moves_where_the_reader_wants_less_motion(centre: Make, context: BrowserContext, theme: str) -> None:
    page = go(context, centre(theme).address)
    assert page.evaluate("matchMedia('(prefers-reduced-motion: reduce)').matches")
    unfold(page)
    moving = """all().filter(e => !e.closest(".mos-sandbox-window")).filter(e => {
      const { animationName, transitionDuration, scrollBehavior } = getComputedStyle(e);
      return animationName !== "none" || /[1-9]/.test(transitionDuration) || scrollBehavior === "smooth";
    }).map(named)"""
    assert page.evaluate("all().length") > 40
    assert page.evaluate(moving) == []
    page.goto(f"{centre(theme).address}other/")
    open_panel(page)
    assert page.evaluate("all().length") > 10
    assert page.evaluate(moving) == []
