"""`mos.link`, `mos.ask` and `mos:ask`: the build's own links, made in a reader's browser for other people's code."""

from __future__ import annotations

import html
import json
import random
import re
import subprocess
from typing import Any

import pytest
import yaml
from playwright.sync_api import BrowserContext, Page, expect

from mkdocs_mos import ContentError, Product, context_link, read_link

from .browser import SDK_URL, goto_instant, offline, served
from .conftest import ROOT, MakeSite, Result, blocks
from .pieces import TOKEN
from .played import WORKS

Record = dict[str, Any]

SCRIPT = ROOT / "mkdocs_mos/browser/mos-ask.js"
START = "https://mos.me/acme?isMsgCard=1"
KNOWN = {"start": START, "room": 2000 - len(START)}
CUT = {
    "words": "word " * 1000,
    "one word": "x" * 3000,
    "a long word after a short one": "a " + "x" * 3000,
    "Chinese": "产品详细描述。" * 100,
    "Chinese after English": "see the details " * 60 + "产品详细描述" * 100,
    "lines": "a line\n\n\ta second one\u2028" * 200,
    "Thai": "น้ำ" * 400,
    "Lao": "ນ້ຳ" * 400,
    "half-width kana": "ｶﾞ" * 400,
    "Khmer": "ខ្មែ" * 400,
    "Burmese": "ကောင်း" * 400,
    "Korean, decomposed": "\u1112\u1161\u11ab" * 400,
    "Korean": "한국어 문장은 " * 100,
    "Devanagari": "क्ष" * 400,
    "Hindi": "हिन्दी में लिखा हुआ " * 100,
    "Tamil": "தமிழ் " * 200,
    "Scotland's flag": "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f" * 400,
    "flags": "🇩🇪🇫🇷" * 200,
    "a family": "👩‍👩‍👧" * 400,
    "a skin tone": "👍🏽" * 400,
    "accents": "e\u0301" * 2000,
    "one character that is too long": "e" + "\u0301" * 2000,
    "Arabic": "مرحبا بكم في متجرنا " * 100,
    "letters of mathematics": "𝐁𝐨𝐥𝐝 𝐰𝐨𝐫𝐝𝐬 " * 100,
    "a script in which versions of Unicode differ": "𐎠𐎡𐎢 " * 200,
    "marks that only some browsers know": "\u1aec\u1aed" * 400,
}
REFUSED: dict[str, tuple[Record, str]] = {
    "no title": ({}, "title"),
    "blank title": ({"title": " \n\u3000"}, "title"),
    "blank source": ({"title": "a", "source": " "}, "source"),
    "NUL": ({"title": "a\0b"}, "text"),
    "delete": ({"title": "a", "desc": "\x7f"}, "text"),
    "half of a character": ({"title": "\ud800"}, "text"),
    "half of a character in a price": ({"title": "a", "price": "x\udfff"}, "text"),
    "token": ({"title": "a", "desc": f"our bot {TOKEN}."}, "token"),
    "token, encoded": ({"title": "a", "desc": TOKEN.replace(":", "%3A")}, "token"),
    "too long": ({"title": "x" * 2000}, "length"),
    "too long beside desc": ({"title": "x" * 2000, "desc": "x"}, "length"),
    **{
        address: ({"title": "a", "cover": address}, "address")
        for address in (
            "http://example.com/x.jpg", "img/x.jpg", "../x", "/x", "//example.com/x", "x", "#top", "javascript:alert(1)",
            "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "data:text/html,x", "https:", "https:/x", "https:///x",
            "https://", "https://h:x/", "https://h:70000/", "https://[::1]/", "https://[x", "https://a b/", "https://u@h/",
            "https://h\\x", "https://h/a\\b", "https://h/a\nb", "https://h?a\tb", "https://a℀b/", "https://a／b/", "mos:flagship",
        )
    },
}  # fmt: skip
TAKEN: dict[str, Record] = {
    "title alone": {"title": "T"},
    "all": {
        "source": "s", "linePrice": "$2", "price": "$1", "linkUrl": "https://e.com/a?b=c#d", "cover": "https://e.com/ü.png",
        "desc": "d", "title": "t",
    },
    "white space around": {"title": "\n a b\u3000", "desc": " ", "price": "\u2003$1 ", "cover": ""},
    "what addresses are made of": {"title": "a&b=c#d?e+f/g%20h", "desc": "!~*'()-_.\"<>`{}|\\^[]", "source": "a b/ü"},
    "no white space for Python": {"title": "\ufeffa\ufeff\u200b"},
    "a noncharacter": {"title": "a\uffffb", "desc": "x\uffff" * 500},
    "ports": {"title": "a", "cover": "https://h:8080", "linkUrl": "HTTPS://Пример.испытание:59999/ä b"},
    "a number with a colon": {"title": "Order 110201543:12"},
    "dollars": {"title": "$& $1 $$", "desc": "$`"},
    **{f"cut: {name}": {"title": "T", "desc": text} for name, text in CUT.items()},
    **{f"cut elsewhere: {name}": {"title": "T" * 8, "desc": text, "source": "s"} for name, text in CUT.items()},
    "no room for desc": {"title": "x" * (KNOWN["room"] - len("&title=")), "desc": "d"},
}  # fmt: skip


def built(record: Record) -> str:
    """What the build makes of a record: its link, or the rule that it breaks."""
    fields = {name: value for name, value in record.items() if name != "source"}
    try:
        return context_link(Product(**{"title": "", **fields}), "acme", record.get("source"))
    except ContentError as error:
        return f"[{error.rule}]"


def in_node(records: list[Record], known: Record = KNOWN) -> list[str]:
    """What `mos.link` makes of records, in one process: the links, or the words of its errors."""
    given = json.dumps({"page": known, "records": records})
    command = ["node", ROOT / "tests" / "link_maker.js", SCRIPT]
    run = subprocess.run(command, input=given, capture_output=True, text=True, check=True)
    said: list[str] = json.loads(run.stdout)
    return said


def agree(records: list[Record], said: list[str]) -> None:
    for record, link in zip(records, said, strict=True):
        expected = built(record)
        assert link == expected or (expected.startswith("[") and link.endswith(f" {expected}")), ascii(record)


def golden() -> list[str]:
    """The context links of the golden cases."""
    found = set()
    for file in sorted((ROOT / "tests" / "cases").glob("*/*.yml")):
        case = yaml.safe_load(file.read_text("utf-8"))
        if isinstance(case, dict):
            found.update(re.findall(r'href="(https://mos\.me/acme\?isMsgCard[^"]*)"', str(case.get("html"))))
    return [html.unescape(link) for link in sorted(found)]


def test_the_cases_in_node() -> None:
    records = [*TAKEN.values(), *(record for record, _ in REFUSED.values())]
    agree(records, in_node(records))
    for name, record in TAKEN.items():
        assert built(record).startswith(START), name
    for name, (record, rule) in REFUSED.items():
        assert built(record) == f"[{rule}]", name


def test_the_links_of_the_golden_cases() -> None:
    links = golden()
    assert len(links) >= 5
    records = [{n: v for n, v in read_link(link).values.items() if n != "isMsgCard"} for link in links]
    assert in_node(records) == links


def generated(count: int) -> list[Record]:
    """Records over all of Unicode, the same at every run; half of them are too long for a link."""
    chance = random.Random("link maker")
    every = [chr(c) for c in range(0x110000) if not (0xD800 <= c < 0xE000 or chr(c) < " " or "\x7f" <= chr(c) < "\xa0")]
    usual = [*"abc déx.,-\n\t ", *"".join(CUT.values())]

    def text(length: int) -> str:
        rare = chance.choice((0, 0.1, 1))
        made = "".join(chance.choice(every if chance.random() < rare else usual) for _ in range(length))
        return made.strip() or "x"

    def address() -> str:
        return "https://example.com/" + re.sub(r"[\\\t\n]", "", text(5))

    def record() -> Record:
        made = {"title": text(chance.randrange(1, 20)), "desc": text(chance.randrange(1, 800))}
        made |= {name: text(5) for name in ("price", "linePrice", "source") if chance.random() < 0.4}
        return made | {name: address() for name in ("cover", "linkUrl") if chance.random() < 0.3}

    return [record() for _ in range(count)]


def test_two_thousand_records_of_all_of_unicode() -> None:
    records = generated(2000)
    said = in_node(records)
    agree(records, said)
    assert sum("%E2%80%A6" in link for link in said) > 1000
    assert sum(link.startswith(START) for link in said) > 1900


@pytest.mark.parametrize(
    ("record", "words"),
    [
        (None, "title is blank [title]"),
        ("Kettle", "title is blank [title]"),
        ({"titel": "a"}, "title is blank [title]"),
        (
            {"title": "a", "titel": "b"},
            "titel is none of title,desc,cover,linkUrl,price,linePrice,source [unknown-field]",
        ),
        ({"title": "a", "price": 299.0}, "price is no string [value]"),
        ({"title": "a", "desc": ["b"]}, "desc is no string [value]"),
        ({"title": "a", "cover": "img/x.jpg"}, "cover is no whole https: address [address]"),
        ({"title": "a" * 1970}, "The link is 8 characters too long [length]"),
    ],
)
def test_what_a_programmer_is_told(record: Record, words: str) -> None:
    assert in_node([record]) == [words]


def test_what_the_page_adds() -> None:
    known = {**KNOWN, "source": "docs/\x01/\x01", "linkUrl": "https://help.example.com/a/"}
    records: list[Record] = [
        {"title": " $& ü "},
        {"title": "a", "source": None, "linkUrl": None, "desc": None},
        {"title": "a", "source": "b\t{page}", "linkUrl": "https://e.com"},
    ]
    assert in_node(records, known) == [
        context_link(Product("$& ü", linkUrl=known["linkUrl"]), "acme", "docs/$& ü/$& ü"),
        context_link(Product("a", linkUrl=known["linkUrl"]), "acme", "docs/a/a"),
        context_link(Product("a", linkUrl="https://e.com"), "acme", "b\t{page}"),
    ]


# On pages

PAGES = {
    "index.md": "# Home\n\n::: mos-product\n    title: Kettle & co\n    source: card\n\n[Elsewhere](guide.md)\n",
    "guide.md": "---\nmos:\n  source: guide-{product}\n---\n# Guide\n\n[Home](index.md)\n",
}
WINDOW = {"window.md": "---\nmos:\n  source: window-{product}\n---\n# Window\n\n::: mos-chat\n"}
CONFIG = "site_url: https://help.example.com/\n"
MOS = "service_id: acme\nsource: docs/{page}/{product}\nscript: true\n"
HEARD = "window.heard = []; document.addEventListener('mos:ask', ({ detail }) => heard.push(detail));"


def made(
    site: MakeSite, options: str = "", config: str = "", more: Record | None = None, theme: str = "mkdocs"
) -> Result:
    result = site(PAGES | (more or {}), CONFIG + config, mos=MOS + options, theme=theme).build()
    assert result.status == 0, result.output
    return result


def told(result: Result, path: str) -> list[Record]:
    """What the scripts of a page know, in their order; the content of a page comes before them."""
    return [json.loads(known) for e in result.page(path).iter() if (known := e.get("data-mos-ask"))]


@pytest.mark.parametrize("theme", ["mkdocs", "readthedocs", "material"])
def test_the_script_stands_on_every_page(site: MakeSite, theme: str) -> None:
    result = made(site, "exclude: [guide.md]\nenabled: false\ninline_script: false", theme=theme)
    known = {**KNOWN, "linkUrl": "https://help.example.com/"}
    assert told(result, "index.html") == [known | {"source": "docs/index/\x01"}]
    guide = {"source": "guide-\x01", "linkUrl": "https://help.example.com/guide/"}
    assert told(result, "guide/index.html") == [KNOWN | guide]
    assert told(result, "404.html") == [KNOWN | {"source": "docs/\x01"}]
    for path in result.pages:
        scripts = [e.get("src", "") for e in result.page(path).iter("script") if e.get("data-mos-ask")]
        assert [src.rpartition("/")[2] for src in scripts] == ["mos-ask.js"]
    assert result.exists("assets/mkdocs-mos/mos-ask.js")


def test_a_site_that_does_not_ask_for_it_has_no_script(site: MakeSite) -> None:
    result = site(PAGES, CONFIG).build()
    assert "mos-ask" not in result.html() + result.html("404.html")
    assert not result.exists("assets/mkdocs-mos/mos-ask.js")


def test_what_a_page_adds_is_what_its_options_say(site: MakeSite) -> None:
    result = site(PAGES, CONFIG, mos="service_id: acme\nscript: true\nlink_url: none").build()
    assert told(result, "index.html") == [KNOWN]
    result = site(PAGES, mos="service_id: acme\nscript: true").build()  # no site_url
    assert told(result, "index.html") == [KNOWN]


def test_the_cases_in_chromium(site: MakeSite, context: BrowserContext) -> None:
    """The build's own links, made on its page, under a strict Content-Security-Policy."""
    result = site(PAGES, mos="service_id: acme\nscript: true\nloader: false").build()
    records = [*TAKEN.values(), *(record for record, _ in REFUSED.values())]
    with served(result.folder, "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'") as address:
        page = context.new_page()
        offline(page)
        page.goto(address)
        said = page.evaluate(
            """records => JSON.parse(records).map(record => {
              try { return mos.link(record); } catch (error) { return error.message; } })""",
            json.dumps(records),  # as text: halves of characters arrive as they are
        )
    agree(records, said)


def opened(context: BrowserContext, address: str, answers: dict[str, str] | None = None, then: str = "") -> Page:
    """Open a page, and run a script once it is there: not by `evaluate`, which counts as a press of the reader."""
    context.route("https://mos.me/**", lambda route: route.fulfill(body="the chat"))
    page = context.new_page()
    page.add_init_script(f"{HEARD} addEventListener('load', () => {{ {then} }});")
    offline(page, answers)
    page.goto(address)
    return page


def test_a_record_is_sent_into_the_window_of_the_page(site: MakeSite, context: BrowserContext) -> None:
    result = made(site, f"loader: false\nsdk: {SDK_URL}", more=WINDOW)
    with served(result.folder) as address:
        page = opened(context, f"{address}window/", {SDK_URL: WORKS})
        page.locator(".mos-sandbox-window").wait_for()
        page.evaluate("document.addEventListener('mos:sent', ({ detail }) => window.sent = detail)")
        assert page.evaluate("mos.ask({title: ' Kettle ', desc: 'd'.repeat(3000), price: '$1'})") == "window"
        page.wait_for_function("window.sent")
        product = {"title": "Kettle", "desc": "d" * 3000, "price": "$1", "linkUrl": "https://help.example.com/window/"}
        assert page.evaluate("messages") == [product]
        assert page.evaluate("heard") == [{"page": "/window/", "source": "window-Kettle", "title": "Kettle"}]
        assert len(context.pages) == 1
        assert page.locator("body > a").count() == 0
        with pytest.raises(Exception, match=r"title is blank \[title\]"):
            page.evaluate("mos.ask({title: ''})")


def test_a_record_opens_its_link_in_a_tab(site: MakeSite, context: BrowserContext) -> None:
    result = made(site, "loader: false")
    link = context_link(Product("Tea", linkUrl="https://help.example.com/"), "acme", "docs/index/Tea")
    with served(result.folder) as address:
        ask = "window.way = mos.ask({title: 'Tea'});"
        page = opened(context, address, then=f"{ask} document.querySelector('h1').onclick = () => {{ {ask} }};")
        assert page.evaluate("way") == "blocked"
        with context.expect_page(lambda tab: tab.url == link):
            page.locator("h1").click()
        assert page.evaluate("way") == "tab"
        assert all(tab.evaluate("window.opener === null") for tab in context.pages)


def test_every_press_of_a_chat_link_is_told(site: MakeSite, context: BrowserContext) -> None:
    result = made(site, "loader: launcher", "nav: [index.md, guide.md, {Chat: 'mos:?source=nav'}]")
    with served(result.folder) as address:
        page = opened(context, f"{address}?q=secret#secret")
        page.locator(".mos-product a").click()
        page.locator(".mos-launcher").press("Enter")
        in_nav = page.locator("a", has_text="Chat").first  # the theme's own
        in_nav.evaluate("link => { link.target = '_blank'; link.click(); }")
        page.locator(".mos-product a").click(button="middle")
        page.locator(".mos-product a").click(button="right")
        page.locator("h1").click()
        card = {"page": "/", "source": "card", "title": "Kettle & co"}
        launcher = {"page": "/", "source": "docs/index", "title": "Home"}
        nav = {"page": "/", "source": "nav", "title": None}
        assert page.evaluate("heard") == [card, launcher, nav, card]


def test_the_sandbox_has_links_to_its_chat_page(site: MakeSite, context: BrowserContext) -> None:
    result = made(site, "sandbox: true\nlink_url: none")
    with served(result.folder) as address:
        page = opened(context, f"{address}guide/")
        link = page.evaluate("mos.link({title: \"It's & <tea>\", source: 's'})")
        card = context_link(Product("It's & <tea>"), "acme", "s").partition("?")[2]
        assert link == f"../assets/mkdocs-mos/sandbox/chat.html?id=acme&{card}"
        page.goto(f"{address}guide/{link}")
        expect(page.locator("#mos-sandbox-chat")).to_contain_text("It's & <tea>")
        page.goto(address)
        page.locator(".mos-product a").click()
        assert page.evaluate("heard") == [{"page": "/", "source": "card", "title": "Kettle & co"}]


def test_a_theme_that_swaps_pages_swaps_what_they_add(site: MakeSite, context: BrowserContext) -> None:
    folder = site({}).folder / "site"
    folder.mkdir()
    with served(folder) as address:
        theme = "theme: {name: material, font: false, features: [navigation.instant]}\n"
        mine = site(PAGES, f"site_url: {address}\nsite_dir: {folder}\n{theme}", mos=MOS + "loader: false")
        assert mine.build().status == 0
        page = context.new_page()
        offline(page)
        goto_instant(page, address)
        page.evaluate("window.same = true")
        link = "mos.link({title: 'T'})"
        assert read_link(page.evaluate(link)).values["source"] == "docs/index/T"
        page.locator(".md-content a", has_text="Elsewhere").click()
        expect(page.locator("h1")).to_have_text("Guide")
        assert read_link(page.evaluate(link)).values["source"] == "guide-T"
        page.go_back()
        expect(page.locator("h1")).to_have_text("Home")
        assert read_link(page.evaluate(link)).values["source"] == "docs/index/T"
        assert page.evaluate("same")


def test_the_example_for_an_assistant_is_true(site: MakeSite, context: BrowserContext) -> None:
    (example,) = blocks("js", "hand-over")
    result = made(site, "loader: false\nlink_url: none")
    with served(result.folder) as address:
        then = f"{example} window.showLink = link => window.shown = link; handOver('Tea?', ['a', 'b']);"
        page = opened(context, address, then=then)
        assert page.evaluate("shown") == context_link(Product("Tea?", desc="a\nb"), "acme", "assistant")
