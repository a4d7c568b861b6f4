"""The sandbox's stand-ins play MOS as the vendor's document describes it, and nothing else."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import jinja2
import pytest
from playwright.sync_api import Browser, Error, Page, expect

from .browser import axe, offline, served
from .conftest import ROOT

PACKAGE = ROOT / "mkdocs_mos"
SDK = "assets/mkdocs-mos/sandbox/mos-customer-service-sdk.umd.js"
ENTRY = "assets/mkdocs-mos/sandbox/mossdk.js"
POLICY = "script-src 'self'; style-src 'self'"
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><rect width="40" height="30"/></svg>'
PRODUCT = {
    "title": "Flagship package",
    "desc": "All of it",
    "cover": "https://help.example.com/docs/img/f.svg",
    "linkUrl": "https://help.example.com/docs/flagship/",
    "price": "$299.00",
    "linePrice": "$399.00",
}
INIT = "config => { window.chat = MosCustomerService.init(document.getElementById('chat'), config); }"
SEND = "product => window.chat.sendMessage(product).then(() => 'sent', error => error.message)"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with the sandbox where the plugin publishes it, and an empty page that has a container."""
    made = tmp_path_factory.mktemp("site")
    sandbox = made / "assets" / "mkdocs-mos" / "sandbox"
    shutil.copytree(PACKAGE / "browser" / "sandbox", sandbox)
    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(PACKAGE / "data" / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
    )
    chat = templates.get_template("mos/sandbox-chat.html").render(site_address="https://help.example.com/docs/")
    (sandbox / "chat.html").write_text(chat, "utf-8")
    (made / "img").mkdir()
    (made / "img" / "f.svg").write_text(PICTURE, "utf-8")
    (made / "page.css").write_text("#chat { width: 1000px; height: 400px } #flat { width: 1000px }", "utf-8")
    (made / "index.html").write_text(
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        '<title>A page</title><link rel="stylesheet" href="page.css"><body><main><h1>A page</h1>'
        '<div id="chat"></div><div id="flat"></div></main>'
        '<aside class="mos-sandbox" aria-label="MOS sandbox" data-site="https://help.example.com/docs">'
        '<details><summary>MOS sandbox: nobody answers.</summary><p><a href="?mos-sandbox=works">works</a></p></details></aside></body>',
        "utf-8",
    )
    return made


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with served(folder, POLICY) as found:
        yield found


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page without a network, which fails the test where a script fails or breaks the policy."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    made = context.new_page()
    faults: list[str] = []
    made.on("pageerror", lambda error: faults.append(str(error)))
    made.on("console", lambda message: faults.append(message.text) if "violates" in message.text else None)
    made.on("dialog", lambda dialog: faults.append(dialog.message))
    yield made
    context.close()
    assert faults == []


def with_sdk(page: Page, address: str, query: str = "") -> list[str]:
    asked = offline(page)
    page.goto(f"{address}{query}")
    page.add_script_tag(url=f"/{SDK}")
    return asked


def init(page: Page, **config: object) -> None:
    page.evaluate(INIT, {"apiKey": "acme"} | config)
    expect(page.locator(".mos-sandbox-window")).to_have_css("display", "grid")  # its styles are there


def query(**values: str) -> str:
    """Parameters as `encodeURIComponent` writes them."""
    return "&".join(name + "=" + quote(value, safe="!~*'()") for name, value in values.items())


def open_chat(page: Page, address: str, parameters: str) -> list[str]:
    asked = offline(page)
    page.goto(f"{address}assets/mkdocs-mos/sandbox/chat.html?{parameters}")
    page.wait_for_selector("#mos-sandbox-found", state="visible")
    expect(page.locator("#mos-sandbox-chat .mos-sandbox-window")).to_be_visible()
    assert not page.locator("code").is_visible()  # folded beneath the chat
    page.locator("main > div > details > summary").click()
    return asked


def rows(page: Page) -> list[list[str]]:
    return [row.locator("th, td").all_text_contents() for row in page.locator("tbody tr").all()]


# The chat page


def test_the_agent_sees_the_card_and_what_every_field_costs(page: Page, address: str) -> None:
    sent = query(isMsgCard="1", **(PRODUCT | {"title": "What's in it? 中"}), source="docs/flagship")
    asked = open_chat(page, address, f"id=acme&{sent}")
    card = page.locator(".mos-sandbox-card")
    assert card.locator("p").all_inner_texts() == [
        "What's in it? 中",
        "$299.00 $399.00",  # the price before desc (3.2.2)
        "All of it",
        PRODUCT["linkUrl"],
    ]
    assert card.locator("s").inner_text() == "$399.00"
    expect(page.locator("img")).to_have_js_property("naturalWidth", 40)
    assert card.locator("img").get_attribute("src") == f"{address}img/f.svg"
    assert asked == []
    assert page.get_by_text("Channel (source): docs/flagship").count() == 1
    assert page.locator("#mos-sandbox-link-url a").get_attribute("href") == PRODUCT["linkUrl"]
    link = f"https://mos.me/acme?{sent}"
    assert page.locator("code").inner_text() == link
    assert page.locator("#mos-sandbox-length").inner_text() == f"{len(link)} of 2000 characters"
    assert page.locator("meter").evaluate("meter => meter.value") == len(link)
    parts = [part.partition("=") for part in sent.split("&")]
    assert [row[:2] + row[3:] for row in rows(page)] == [
        [name, raw, str(len(f"&{name}={raw}"))] for name, _, raw in parts
    ]
    assert rows(page)[1][2] == "What's in it? 中"
    assert sum(int(row[3]) for row in rows(page)) == len(link) - len("https://mos.me/acme")


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ("id=acme&title=x", "no message card: the link has no isMsgCard=1"),
        ("id=acme&title=x&isMsgCard=true", "no message card: the link has no isMsgCard=1"),
        ("id=acme&source=x", "no message card: the link carries none"),
        ("id=acme", "no message card: the link carries none"),
        ("id=acme&isMsgCard=1&desc=x", "no message card: the link has no title that can be read"),
        ("id=acme&isMsgCard=1&title=%zz", "no message card: the link has no title that can be read"),
    ],
)
def test_no_card_where_mos_would_show_none(page: Page, address: str, parameters: str, words: str) -> None:
    open_chat(page, address, parameters)
    assert page.locator("#mos-sandbox-message").inner_text() == words
    assert page.locator(".mos-sandbox-card").count() == 0


@pytest.mark.parametrize(
    ("parameters", "link"),
    [
        ("", "https://mos.me/"),
        ("id=acme", "https://mos.me/acme"),
        ("source=x&id=acme", "https://mos.me/acme?source=x"),
        ("id=a%ZZ&a&&b=1=2", "https://mos.me/a%ZZ?a&&b=1=2"),
    ],
)
def test_the_real_link_is_the_address_without_the_id(page: Page, address: str, parameters: str, link: str) -> None:
    open_chat(page, address, parameters)
    assert page.locator("code").inner_text() == link
    assert page.locator("#mos-sandbox-length").inner_text() == f"{len(link)} of 2000 characters"


@pytest.mark.parametrize(
    ("extra", "words"), [(0, "2000 of 2000 characters"), (1, "2001 of 2000 characters: 1 too many")]
)
def test_a_link_that_is_too_long_says_by_how_much(page: Page, address: str, extra: int, words: str) -> None:
    start = "https://mos.me/acme?isMsgCard=1&title="
    open_chat(page, address, f"id=acme&isMsgCard=1&title={'x' * (2000 - len(start) + extra)}")
    assert page.locator("#mos-sandbox-length").inner_text() == words
    assert page.locator(".mos-sandbox-over").count() == extra


HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script>{{ 7*7 }}"


@pytest.mark.parametrize("scheme", ["javascript:alert(1)", "data:text/html,x", "http://x.example/a.png", "//x/y", " "])
def test_values_stay_text(page: Page, address: str, scheme: str) -> None:
    sent = query(
        isMsgCard="1", title=HOSTILE, desc=HOSTILE, price=HOSTILE, source=HOSTILE, cover=scheme, linkUrl=scheme
    )
    asked = open_chat(page, address, f"{query(id=HOSTILE)}&{sent}&{quote(HOSTILE, safe='')}=1")
    assert page.locator(".mos-sandbox-title").inner_text() == HOSTILE
    assert page.locator("main img, main a, main script").count() == 0
    assert page.get_by_text("linkUrl is left out: it is no https: address").count() == 2
    assert page.get_by_text("cover is left out: it is no https: address").count() == 1
    assert rows(page)[-1][0] == HOSTILE
    assert asked == []


@pytest.mark.parametrize("raw", ["%zz", "100%", "%ED%A0%80", "%FF"])
def test_broken_encoding_is_named_and_breaks_nothing(page: Page, address: str, raw: str) -> None:
    open_chat(page, address, f"id=acme&isMsgCard=1&title=x&desc={raw}&source={raw}&{raw}=1")
    assert [row[2] for row in rows(page)] == ["1", "x", "not decodable", "not decodable", "1"]
    assert rows(page)[2][1] == raw
    assert rows(page)[4][0] == raw
    assert page.locator(".mos-sandbox-card p").all_inner_texts() == ["x"]


@pytest.mark.parametrize(
    ("cover", "src"),
    [
        ("https://help.example.com/docs/a/../img/f.svg", "{address}img/f.svg"),
        ("https://help.example.com/docs//evil.example/x", "{address}/evil.example/x"),
        ("https://help.example.com/docs/javascript:x", "{address}javascript:x"),
        ("https://help.example.com/docs/../../x", "https://help.example.com/x"),
        ("https://help.example.com/docs-2/x", "https://help.example.com/docs-2/x"),
        ("https://cdn.example/f.jpg", "https://cdn.example/f.jpg"),
    ],
)
def test_only_pictures_of_this_site_come_from_here(page: Page, address: str, cover: str, src: str) -> None:
    open_chat(page, address, query(id="acme", isMsgCard="1", title="x", cover=cover))
    image = page.locator("img.mos-sandbox-cover")
    assert image.get_attribute("src") == src.format(address=address)
    assert image.get_attribute("referrerpolicy") == "no-referrer"
    assert image.get_attribute("loading") == "lazy"


def test_a_picture_that_does_not_load_is_told(page: Page, address: str) -> None:
    open_chat(page, address, query(id="acme", isMsgCard="1", title="x", cover="https://cdn.example/f.jpg"))
    page.get_by_text("cover does not load here").wait_for()
    expect(page.locator("img")).to_be_hidden()


def test_the_chat_page_works_from_a_file_and_without_script(browser: Browser, folder: Path) -> None:
    file = (folder / "assets/mkdocs-mos/sandbox/chat.html").as_uri()
    page = browser.new_page()
    page.goto(f"{file}?id=acme&{query(isMsgCard='1', **PRODUCT)}")
    expect(page.locator("img")).to_have_js_property("naturalWidth", 40)
    page.close()
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{file}?id=acme")
    assert page.locator("noscript p").is_visible()
    assert not page.locator("#mos-sandbox-found").is_visible()
    page.close()


@pytest.mark.parametrize("width", [1280, 390, 320])
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_the_chat_page_is_accessible_and_fits(browser: Browser, folder: Path, colours: str, width: int) -> None:
    page = browser.new_page(
        viewport={"width": width, "height": 800}, color_scheme="dark" if colours == "dark" else "light"
    )
    with served(folder) as address:
        long = "x" * 300
        open_chat(page, address, f"id={long}&{query(isMsgCard='1', **PRODUCT, source=long)}&bad=%zz&{long}=1")
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") == width
    page.close()


# The SDK


def test_the_window_shows_the_product_and_what_is_sent(page: Page, address: str) -> None:
    asked = with_sdk(page, address)
    init(page, source="docs", timeout=5000, product=PRODUCT)
    window = page.locator("#chat > .mos-sandbox-window")
    expect(window.locator(".mos-sandbox-header")).to_have_text("ChatSandbox: nobody answers")
    items = window.locator(".mos-sandbox-messages > li")
    assert items.locator("p").all_inner_texts() == [
        "Flagship package", "$299.00 $399.00", "All of it", PRODUCT["linkUrl"],
    ]  # fmt: skip
    assert items.locator("img").get_attribute("src") == f"{address}img/f.svg"
    assert window.locator("dd").all_inner_texts()[:3] == ["acme", "docs", "5000 ms"]
    assert page.evaluate(SEND, {"title": HOSTILE}) == "sent"
    assert items.count() == 2
    assert items.nth(1).inner_text() == HOSTILE
    window.get_by_label("Message", exact=True).fill("<b>Does it fit?</b>")
    window.get_by_role("button", name="Send").click()
    window.get_by_label("Message", exact=True).press("Enter")  # nothing to send
    assert items.count() == 3
    assert items.nth(2).inner_text() == "<b>Does it fit?</b>"
    assert asked == []


def test_the_window_takes_neither_focus_nor_place(page: Page, address: str) -> None:
    with_sdk(page, address)
    init(page)
    for number in range(6):
        assert page.evaluate(SEND, PRODUCT | {"title": f"Order {number}"}) == "sent"
    assert page.evaluate("document.activeElement === document.body")
    assert page.evaluate("scrollY") == 0
    messages = page.locator(".mos-sandbox-messages")
    assert messages.evaluate("list => list.scrollTop + list.clientHeight === list.scrollHeight")
    assert page.locator("dd").nth(1).inner_text() == "none"
    assert page.locator(".mos-sandbox-window").bounding_box() == page.locator("#chat").bounding_box()


def test_the_layout_follows_the_containers_width(page: Page, address: str) -> None:
    with_sdk(page, address)
    page.locator("#chat").evaluate("element => { element.style.width = '900px'; }")
    init(page)
    for width, layout in ((900, "mobile"), (901, "desktop"), (390, "mobile"), (1000, "desktop")):
        page.locator("#chat").evaluate("(element, width) => { element.style.width = `${width}px`; }", width)
        page.wait_for_selector(f".mos-sandbox-window.mos-sandbox-{layout}")
        assert page.locator(".mos-sandbox-mobile.mos-sandbox-desktop").count() == 0
        summary, facts = page.locator(".mos-sandbox-agent summary"), page.locator(".mos-sandbox-agent dl")
        expect(facts).to_be_visible(visible=layout == "desktop")
        summary.click()
        expect(facts).to_be_visible(visible=layout != "desktop")


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ("init(null, {apiKey: 'acme'})", "the container is no DOM element"),
        ("init('#chat', {apiKey: 'acme'})", "the container is no DOM element"),
        ("init(flat, {apiKey: 'acme'})", "the container needs an explicit width and height"),
        ("init(document.createElement('div'), {apiKey: 'acme'})", "the container needs an explicit width and height"),
        ("init(chat)", "apiKey is missing"),
        ("init(chat, {apiKey: ''})", "apiKey is missing"),
        ("init(chat, {apiKey: 'acme', product: {desc: 'x'}})", "the product has no title"),
        ("init(chat, {apiKey: 'acme'}).sendMessage({desc: 'x'})", "the product has no title"),
        ("init(chat, {apiKey: 'acme'}).sendMessage()", "the product has no title"),
    ],
)
def test_a_wrong_call_is_told_in_the_documents_words(page: Page, address: str, call: str, words: str) -> None:
    with_sdk(page, address)
    with pytest.raises(Error, match=f"MOS sandbox: {words}"):
        page.evaluate(f"MosCustomerService.{call}")
    assert page.locator(".mos-sandbox-messages > li").count() == 0


def test_failures_are_played_and_remembered(page: Page, address: str) -> None:
    with_sdk(page, address, "?mos-sandbox=reject")
    init(page)
    assert page.evaluate(SEND, PRODUCT) == "MOS sandbox: the message was not sent, as was asked for"
    with_sdk(page, address)  # it stays while one browses
    init(page)
    assert "not sent" in page.evaluate(SEND, PRODUCT)
    assert page.locator(".mos-sandbox-messages > li").count() == 0

    with_sdk(page, address, "?mos-sandbox=throw")
    with pytest.raises(Error, match="MOS sandbox: init fails"):
        page.evaluate(INIT, {"apiKey": "acme"})

    with_sdk(page, address, "?mos-sandbox=missing")
    assert page.evaluate("typeof MosCustomerService") == "undefined"
    page.evaluate("window._MOSCONFIG = Object.assign(() => {}, { a: [['acme']] })")
    page.add_script_tag(url=f"/{ENTRY}")
    assert page.locator(".mos-sandbox-launcher").count() == 0
    open_chat(page, address, "id=acme&isMsgCard=1&title=x")  # the chat page works in any case
    assert page.locator(".mos-sandbox-title").inner_text() == "x"

    with_sdk(page, address, "?mos-sandbox=works")
    with_sdk(page, address)
    init(page)
    assert page.evaluate(SEND, PRODUCT) == "sent"


def test_a_promise_that_hangs_never_settles(page: Page, address: str) -> None:
    page.clock.install()
    with_sdk(page, address, "?mos-sandbox=hang")
    init(page)
    page.evaluate(f"product => {{ ({SEND})(product).then(how => {{ window.settled = how; }}); }}", PRODUCT)
    page.clock.run_for(3_600_000)
    assert page.evaluate("window.settled === undefined")
    assert page.locator(".mos-sandbox-messages > li").count() == 0


def test_a_mode_holds_without_storage(page: Page, address: str) -> None:
    page.add_init_script("Object.defineProperty(window, 'sessionStorage', { get() { throw new Error('denied'); } })")
    with_sdk(page, address, "?mos-sandbox=throw")
    with pytest.raises(Error, match="MOS sandbox: init fails"):
        page.evaluate(INIT, {"apiKey": "acme"})
    with_sdk(page, address)
    init(page)


def test_a_module_loader_hides_the_global(page: Page, address: str) -> None:
    page.add_init_script("window.define = (needs, factory) => { window.defined = factory; }; window.define.amd = {};")
    with_sdk(page, address)
    assert page.evaluate("typeof MosCustomerService") == "undefined"
    page.evaluate("window.MosCustomerService = window.defined()")  # later, as loaders do
    init(page)
    page.wait_for_selector("head > link[href$='/sandbox.css']", state="attached")


def test_the_sdk_is_a_module_for_node() -> None:
    script = "console.log(JSON.stringify([Object.keys(require(process.argv[1])), typeof MosCustomerService]))"
    file = PACKAGE / "browser" / "sandbox" / Path(SDK).name
    run = subprocess.run(["node", "-e", script, file], capture_output=True, text=True, check=True)
    assert json.loads(run.stdout) == [["init", "sandboxLink"], "undefined"]


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [1000, 320])
def test_the_window_is_accessible(browser: Browser, folder: Path, width: int, dark: bool) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    with served(folder) as address:
        with_sdk(page, address)
        if dark:
            page.evaluate("document.documentElement.dataset.bsTheme = 'dark'")
        page.locator("#chat").evaluate("(element, width) => { element.style.width = `${width}px`; }", width)
        init(page, source="docs", product=PRODUCT | {"cover": "x:"})
        page.get_by_label("Message", exact=True).fill("Does it fit?")
        page.get_by_label("Message", exact=True).press("Enter")
        page.evaluate("window._MOSCONFIG = Object.assign(() => {}, { a: [['acme']] })")
        page.add_script_tag(url=f"/{ENTRY}")
        expect(page.locator(".mos-sandbox-corner")).to_have_css("position", "fixed")
        assert axe(page) == []
        assert page.locator(".mos-sandbox-window").evaluate("view => getComputedStyle(view).colorScheme") == (
            "dark" if dark else "light"
        )
    page.close()


# The entry component

SNIPPET = """
window._MOSCONFIG = window._MOSCONFIG || function () {
  (window._MOSCONFIG.a = window._MOSCONFIG.a || []).push(arguments);
};
"""


def test_the_entry_takes_what_was_queued(page: Page, address: str) -> None:
    asked = offline(page)
    page.goto(address)
    page.evaluate(SNIPPET + "_MOSCONFIG('a b'); _MOSCONFIG('other');")
    page.add_script_tag(url=f"/{ENTRY}")
    page.evaluate("_MOSCONFIG('third')")
    launcher = page.locator("aside.mos-sandbox-corner > a.mos-sandbox-launcher")
    assert launcher.count() == 1
    assert launcher.get_attribute("data-id") == "a b"
    assert launcher.get_attribute("target") == "_blank"
    assert launcher.get_attribute("rel") == "noopener"
    assert launcher.get_attribute("href") == f"{address}assets/mkdocs-mos/sandbox/chat.html?id=a%20b"
    expect(page.locator(".mos-sandbox-corner")).to_have_css("position", "fixed")
    box = page.locator(".mos-sandbox-corner").bounding_box()
    assert box
    assert (box["x"] + box["width"], box["y"] + box["height"]) == (1280 - 16, 900 - 16 - 28)
    with page.context.expect_page() as opened:
        launcher.click()
    expect(opened.value.locator("#mos-sandbox-id")).to_have_text("a b")
    assert asked == []


def test_the_entry_takes_calls_that_come_later(page: Page, address: str) -> None:
    offline(page)
    page.goto(address)
    page.add_script_tag(url=f"/{ENTRY}")
    launcher = page.locator(".mos-sandbox-launcher")
    assert launcher.count() == 0
    page.evaluate(SNIPPET + "_MOSCONFIG('acme');")
    assert launcher.get_attribute("data-id") == "acme"


def test_a_loader_that_stands_twice_is_seen(page: Page, address: str) -> None:
    offline(page)
    page.goto(address)
    page.evaluate(SNIPPET + "_MOSCONFIG('acme');")
    page.add_script_tag(url=f"/{ENTRY}")
    page.add_script_tag(url=f"/{ENTRY}")
    assert page.locator("aside.mos-sandbox-corner").count() == 1
    assert page.locator(".mos-sandbox-launcher").count() == 2
    assert page.locator("link[href$='sandbox.css']").count() == 1


@pytest.mark.parametrize("width", [1280, 320])
def test_the_mark_and_the_launcher_leave_each_other_room(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    offline(page)
    page.goto(address)
    page.evaluate(SNIPPET + "_MOSCONFIG('acme');")
    page.add_script_tag(url=f"/{ENTRY}")
    expect(page.locator(".mos-sandbox")).to_have_css("position", "fixed")
    mark, corner = (page.locator(f".{name}").bounding_box() for name in ("mos-sandbox", "mos-sandbox-corner"))
    assert mark
    assert corner
    assert (mark["x"], mark["width"]) == (0, width)
    assert mark["height"] == 28  # slim, and the page ends above it
    assert page.locator("body").evaluate("body => getComputedStyle(body).paddingBottom") == "28px"
    assert 0 < corner["x"] < corner["x"] + corner["width"] <= width
    assert corner["y"] + corner["height"] <= mark["y"]
    page.emulate_media(media="print")
    assert page.locator(".mos-sandbox").evaluate("mark => getComputedStyle(mark).position") == "static"
