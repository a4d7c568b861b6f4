"""The report: made of real built sites, read with an HTML parser, and opened in Chromium from a file."""

from __future__ import annotations

import json
import os
import re
import shutil
from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Literal
from urllib.parse import quote
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Locator, Page, expect

from mkdocs_mos.audit import report as module
from mkdocs_mos.audit.page import audit
from mkdocs_mos.audit.report import as_html
from mkdocs_mos.audit.site import Report, check_site
from mkdocs_mos.core.links import context_link
from mkdocs_mos.core.product import Product
from mkdocs_mos.core.rules import Severity

from .browser import axe, checked, codes
from .commands import run
from .conftest import ROOT, MakeSite, Site, parse, text, with_class
from .pieces import TOKEN

SITE = "https://help.tea.internal/"


def section(page: Element, name: str) -> Element:
    (found,) = [e for e in page.iter("section") if e.get("aria-labelledby") == name]
    return found


def rows(page: Element, name: str) -> list[list[Element]]:
    """The cells of the rows of a section's table."""
    return [list(row) for body in section(page, name).iter("tbody") for row in body]


def messages(page: Element) -> list[Element]:
    return [message for some in with_class(page, "messages") for message in some]


def places(cell: Element) -> list[str]:
    """Where a row's links stand: page and line."""
    return [text(item) for item in cell.iter("li")] or [text(cell).split()[0]]


def numbers(page: Element) -> dict[str, int]:
    """The numbers at the top, by what they count."""
    tiles = [" ".join(text(e).split()) for e in with_class(page, "tiles")[0]]
    return {words.split(maxsplit=1)[1].partition(",")[0]: int(words.split()[0].replace(",", "")) for words in tiles}


def make(folder: Path, *links: tuple[str, str], name: str = "index.html") -> Report:
    """Write a page with links (address and words) and read the site."""
    lines = [f'<p><a class="mos-link" href="{escape(url)}">{escape(words)}</a></p>' for url, words in links]
    (folder / name).write_text("<!doctype html>\n" + "\n".join(lines), "utf-8")
    return check_site(folder, site_url=SITE)


def card(source: str | None = None, **fields: str) -> str:
    return context_link(Product(**{"title": "Kettle", **fields}), "acme", source)


# The sample site


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report") / "site"
    result = Site(ROOT).build("--strict", "--site-dir", str(folder))
    assert result.status == 0, result.output
    return folder


@pytest.fixture(scope="module")
def sample(built: Path) -> Path:
    """The report of the sample site, as the command writes it."""
    file = built.parent / "report.html"
    made = run("report", str(built), "-o", str(file))
    links = len(check_site(built).links)
    assert (made.returncode, made.stderr) == (0, "")
    pages = len(list(built.rglob("*.html")))
    assert made.stdout == f"{file}: {links} chat links on {pages} pages: 0 errors, 1 warning\n"  # the sample's address
    return file


@pytest.fixture(scope="module")
def page(sample: Path) -> Element:
    return parse(sample.read_text("utf-8"))


def test_the_table_is_that_of_the_links_command(built: Path, page: Element) -> None:
    listed = json.loads(run("links", str(built), "--format", "json").stdout)
    assert len(listed) > 50
    warned = next(row for row in listed if "help.harbour-tea.example" in row["url"])
    left = list(listed)
    for cells in rows(page, "links"):
        shown = [text(cell).strip() for cell in cells]
        own = [row for row in left if f"{row['page']}:{row['line']}" in places(cells[0]) and row["url"] == shown[5]]
        own = [row for row in own if (row["text"] or "none") == shown[1]]
        assert places(cells[0]) == [f"{row['page']}:{row['line']}" for row in own]
        for row in own:
            left.remove(row)
            assert shown[1:] == [
                *(str(row[name] or "none") for name in ("text", "product", "source")),
                f"{row['length']:,}",
                row["url"],
            ]
        assert shown[0].endswith(" warning") is (own == [warned])
        (meter,) = cells[4].iter("meter")
        assert (meter.get("value"), meter.get("max")) == (str(own[0]["length"]), "2000")
        assert [a.get("href") for a in cells[5].iter("a")] == [own[0]["url"]]
    assert left == []


def test_the_link_of_the_nav_is_there_once(built: Path, page: Element) -> None:
    (nav,) = [row for row in rows(page, "links") if text(row[1]).strip() == "Chat with us"]
    assert {place.partition(":")[0] for place in places(nav[0])} >= {
        file.relative_to(built).as_posix() for file in built.rglob("index.html")
    }


def test_products_stand_apart_from_pages(page: Element) -> None:
    products, pages, without = with_class(page, "messages")
    assert "Kyusu teapot" in text(products)
    assert all(with_class(message, "card") for message in [*products, *pages])
    titles = [text(e) for e in pages.iter("h4")]
    assert "Returns and refunds" in titles
    assert "A parcel that is late" not in titles  # a record of a button's own
    assert not [e for e in pages.iter() if e.tag in ("img", "s")]
    assert not with_class(without, "card")
    names = [" ".join(text(e).split()) for part in with_class(page, "part") for e in part.iter("summary")]
    assert f"Products {len(products)}" in names
    assert f"Pages {len(pages)}" in names


def test_every_number_is_that_of_its_rows(built: Path, page: Element) -> None:
    links = rows(page, "links")
    pages = {place.rpartition(":")[0] for row in links for place in places(row[0])}
    total = sum(len(places(row[0])) for row in links)
    sources = [text(row[0]) for row in rows(page, "sources")]
    shown = numbers(page)
    assert shown == {
        "errors": 0,
        "warning": 1,
        "messages": len(messages(page)),
        "links": total,
        "sources": len(sources),
    }
    tiles = " ".join(text(with_class(page, "tiles")[0]).split())
    assert f"links, on {len(pages)} of {len(list(built.rglob('*.html')))} pages" in tiles
    (status,) = [e for e in page.iter() if e.get("role") == "status"]
    assert text(status) == f"{total} of {total} links, {shown['messages']} of {shown['messages']} messages"

    used = Counter(a.get("href", "") for row in links for a in row[2].iter("a"))
    assert set(used) == {f"#{message.get('id')}" for message in messages(page)}
    for message in messages(page):
        own = [row for row in links if any(a.get("href") == f"#{message.get('id')}" for a in row[2].iter("a"))]
        (uses,) = with_class(message, "uses")
        longest = max(int(text(row[4]).replace(",", "")) for row in own)
        count = sum(len(places(row[0])) for row in own)
        more = "s; the longest" if count > 1 else ""
        assert " ".join(text(uses).split()) == f"{count} link{more}: {longest:,} of 2,000 characters"
        assert next(uses.iter("meter")).get("value") == str(longest)
        check_pages(with_class(message, "more")[0][0], pages_of(own))
    for name, count, where in rows(page, "sources"):
        own = [row for row in links if text(row[3]) == text(name)]
        assert int(text(count)) == sum(len(places(row[0])) for row in own) > 0
        check_pages(where, pages_of(own))
    assert sources == sorted({text(row[3]) for row in links}, key=str.casefold)


def pages_of(rows: list[list[Element]]) -> set[str]:
    return {place.rpartition(":")[0] for row in rows for place in places(row[0])}


def check_pages(element: Element, pages: set[str]) -> None:
    if len(pages) == 1:
        assert {text(element).strip()} == pages
    else:
        assert [text(summary) for summary in element.iter("summary")] == [f"{len(pages)} pages"]
        listed = [text(item) for item in element.iter("li")]
        assert (len(listed), set(listed)) == (len(pages), pages)


def test_a_message_is_drawn_as_an_agent_sees_it(built: Path, page: Element) -> None:
    (kyusu,) = [message for message in messages(page) if "£45.00" in text(message) and "Side-handled" in text(message)]
    (drawn,) = with_class(kyusu, "card")
    assert [text(e).strip() for e in drawn.iter() if e.tag in ("h4", "p")] == [
        "Kyusu teapot, 300 ml",
        "£38.00 £45.00",  # before the description: the price has priority (vendor document 3.2.2)
        "Side-handled pot in unglazed red clay, with a clay strainer built in. For green tea and oolong.",
        "https://help.harbour-tea.example/products/teapots/#kyusu-300-ml",
    ]
    assert [text(e) for e in drawn.iter("s")] == ["£45.00"]
    (image,) = drawn.iter("img")
    kind, _, data = image.get("src", "").partition(";base64,")
    assert kind == "data:image/svg+xml"
    assert b64decode(data) == (built / "img" / "kyusu.svg").read_bytes()
    (*others, direct) = messages(page)
    assert text(next(direct.iter("h4"))) == "The chat opens without a message card: the link carries none."
    assert all(with_class(other, "card") for other in others)


def test_of_the_sample_its_address_is_named_and_nothing_else(page: Element) -> None:
    (row,) = rows(page, "findings")
    severity, words, where = (" ".join(text(cell).split()) for cell in row)
    (warned,) = [place for link in rows(page, "links") if " warning" in (place := text(link[0]))]
    assert severity == "warning"
    assert where.startswith(warned.split()[0] + ":")
    assert words.startswith("the site's address is “https://help.harbour-tea.example/”, an example ")
    assert words.endswith(" example-address")


def test_where_nothing_is_wrong_that_is_said(tmp_path: Path) -> None:
    page = parse(as_html(make(tmp_path, (card(), "Ask"))))
    assert rows(page, "findings") == []
    assert " ".join(text(section(page, "findings")).split()) == "What is wrong Nothing: no error and no warning."


@pytest.mark.parametrize(("width", "media", "every"), [(1280, "screen", 4), (390, "screen", 16), (794, "print", 16)])
def test_a_phone_reads_the_links_of_the_codes(
    browser: Browser, sample: Path, width: int, media: Literal["screen", "print"], every: int
) -> None:
    blank = browser.new_page()  # whose policy lets a picture be drawn
    scale = 1 if width == 1280 else 2  # where a code is made smaller, as on a phone
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme="dark", device_scale_factor=scale)
    page.emulate_media(media=media)
    page.goto(sample.as_uri())
    page.evaluate("for (const e of document.querySelectorAll('details')) e.open = true")
    messages = page.locator(".messages > li")
    assert page.locator(".code").count() == messages.count() > 20
    sizes = messages.locator(".code svg").evaluate_all("all => all.map(svg => svg.viewBox.baseVal.width)")
    for number in {*range(0, messages.count(), every), sizes.index(max(sizes))}:
        message = messages.nth(number)
        beside = message.locator(".code + p a").get_attribute("href")
        assert codes(blank, message.locator(".code").screenshot()) == [beside]
        row = page.locator(".links tbody tr", has=page.locator(f'a[href="{beside}"]')).first
        assert row.locator("a[href^='#m']").get_attribute("href") == f"#{message.get_attribute('id')}"
    blank.close()
    page.close()


# Hostile content

EVIL = "</script></style></title><script>alert(1)</script><img src=x onerror=alert(1)>\"'`&amp;&lt;{{ 7 * 7 }}{% raw %}"
HOSTILE = {
    "index.md": "---\nmos:\n  products:\n    evil: "
    + json.dumps(dict.fromkeys(("title", "desc", "price", "linePrice"), EVIL) | {"cover": "img/e.svg"})
    + f"\n---\n# Home\n\n::: mos-product evil\n    label: {json.dumps(EVIL)}\n    source: 'x\"><script>alert(1)</script>'\n\n"
    + '<a class="mos-link" href="javascript:alert(1)//https://mos.me/acme">js</a>\n'
    + '<a href="http://mos.me/acme">http</a>\n'
    + '<a href="https://mos.me/acme?isMsgCard=1&amp;title=x&amp;linkUrl=javascript:alert(1)&amp;cover=javascript:alert(1)">js</a>\n'
    + '<a href="https://mos.me.evil.example/">not ours</a>\n'
    + '<a href="https://mos.me@evil.example/">not ours</a>\n'
    + '<a href="https://user@mos.me/acme">user</a>\n'
    + '<a href="https://mos.me/acme#x">fragment</a>\n'
    + '<a href=" https://mos.me/acme?source=space ">space</a>\n'
    + '<img src="https://mos.me/acme?source=picture">\n',
    "a<k>b&amp;.md": "[x](mos:)\n",
    "img/e.svg": '<svg xmlns="http://www.w3.org/2000/svg"><script>parent.alert(1)</script><image href="https://evil.example/"/></svg>',
}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    made = Site(folder)
    for path, content in HOSTILE.items():
        made.write(path, content)
    (folder / "mkdocs.yml").write_text(
        f"site_name: T\nsite_url: {SITE}\ntheme: mkdocs\nplugins:\n  - mos: {{service_id: acme}}\n", "utf-8"
    )
    result = made.build()
    assert result.status == 0, result.output
    file = folder / "report.html"
    assert run("report", str(result.folder), "-o", str(file)).returncode == 0
    return file


@pytest.fixture
def hostile_page(hostile: Path) -> Element:
    return parse(hostile.read_text("utf-8"))


def check_safe(page: Element) -> None:
    """Nothing but our own style and script, data: pictures, and links to the chat and inside the page."""
    ids = [e.get("id") for e in page.iter() if e.get("id")]
    assert len(ids) == len(set(ids))
    for element in page.iter():
        for name, value in element.items():
            assert not name.startswith("on")
            assert name != "style"
            if name == "href":
                assert element.tag == "a"
                assert value[1:] in ids if value.startswith("#") else value.startswith("https://mos.me/")
                assert value.startswith("#") or element.get("rel") == "noopener noreferrer"
            elif name == "src":
                assert element.tag == "img"
                assert value.startswith("data:image/")
            else:
                assert name not in ("srcset", "action", "formaction", "poster", "data", "background", "ping")
        assert element.tag not in ("base", "iframe", "object", "embed", "form", "link", "audio", "video", "image")
    (script,), (style,) = list(page.iter("script")), list(page.iter("style"))
    (policy,) = [e.get("content", "") for e in page.iter("meta") if e.get("http-equiv") == "Content-Security-Policy"]
    directives = dict(part.split(maxsplit=1) for part in policy.split("; "))
    for name, element in (("script-src", script), ("style-src", style)):
        hashed = b64encode(sha256((element.text or "").encode()).digest()).decode()
        assert directives.pop(name) == f"'sha256-{hashed}'"
    assert directives == {
        "default-src": "'none'",
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }


def test_nothing_of_the_sites_acts(page: Element, hostile_page: Element) -> None:
    check_safe(page)
    check_safe(hostile_page)


def test_hostile_texts_are_shown_as_they_are(hostile_page: Element) -> None:
    drawn = with_class(hostile_page, "card")[0]
    assert text(next(drawn.iter("h4"))) == EVIL
    assert [text(e) for e in with_class(drawn, "desc")] == [EVIL]
    assert [text(e) for e in drawn.iter("bdi")][:2] == [EVIL, EVIL]
    shown = {text(row[1]).strip(): row for row in rows(hostile_page, "links")}
    (words,) = [words for words in shown if words.startswith(EVIL)]
    assert text(shown[words][2]) == EVIL
    assert text(shown[words][3]) == 'x"><script>alert(1)</script>'
    assert any(text(row[0]).startswith("a<k>b&amp;/index.html:") for row in rows(hostile_page, "links"))


def test_only_a_right_link_to_the_chat_may_be_followed(hostile_page: Element) -> None:
    followed = {text(row[1]).strip(): [a.get("href") for a in row[5].iter("a")] for row in rows(hostile_page, "links")}
    for words in ("js", "http", "user", "fragment"):
        assert followed[words] == []
    assert followed["space"] == ["https://mos.me/acme?source=space"]
    assert followed["none"] == ["https://mos.me/acme?source=picture"]
    assert "not ours" not in followed  # no link of ours: the inventory is that of the audit


def test_no_request_leaves_and_nothing_runs(browser: Browser, sample: Path, hostile: Path) -> None:
    for file in (sample, hostile):
        context = browser.new_context()
        page = context.new_page()
        asked: list[str] = []
        said: list[str] = []
        context.on("request", lambda request, asked=asked: asked.append(request.url))  # type: ignore[misc]
        page.on("dialog", lambda dialog, said=said: said.append(dialog.message))  # type: ignore[misc]
        page.on("console", lambda message, said=said: said.append(message.text))  # type: ignore[misc]
        page.on("pageerror", lambda error, said=said: said.append(str(error)))  # type: ignore[misc]
        page.goto(file.as_uri())
        page.evaluate("for (const e of document.querySelectorAll('details')) e.open = true")
        page.locator("#filter").fill("a")
        expect(page.locator("[role=status]")).to_be_visible()
        page.wait_for_load_state("networkidle")
        assert [url for url in asked if not url.startswith("data:")] == [file.as_uri()]
        assert said == []
        assert page.locator(".card img").first.evaluate("e => e.decode().then(() => e.complete)")
        context.close()


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=40), min_size=4, max_size=4))
def test_any_text_is_shown(texts: list[str]) -> None:
    title, desc, source, words = texts
    fields = "".join(
        f"&{name}={quote(value)}" for name, value in (("title", title), ("desc", desc), ("source", source))
    )
    html = f'<a href="{escape("https://mos.me/acme?isMsgCard=1" + fields)}">{escape(words)}</a>'
    found = audit(html, "a.html")
    page = parse(as_html(Report("site", 1, found.links, found.findings)))
    check_safe(page)
    (row,) = rows(page, "links")
    (link,) = found.links

    def seen(value: str) -> str:
        # What no HTML can hold, and what an HTML parser makes of line ends.
        return (
            re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", "\ufffd", value).replace("\r\n", "\n").replace("\r", "\n")
        )

    for cell, value in zip(row[1:4], (link.text, title, source), strict=True):
        assert text(cell).strip() == seen(value or "none").strip()


# What is wrong


def test_the_findings_of_check_are_in_it(tmp_path: Path) -> None:
    faulty = "https://mos.me/acme?isMsgCard=1&title=Tea&titel=x"
    for name in ("b.html", "a.html"):
        make(tmp_path, ("https://mos.me/acme?source=XXX", "x"), (faulty, "Ask"), (card(), "right"), name=name)
    found = check_site(tmp_path)
    page = parse(as_html(found))
    assert (found.count(Severity.ERROR), found.count(Severity.WARNING)) == (2, 2)
    shown = numbers(page)
    assert (shown["errors"], shown["warnings"]) == (2, 2)
    listed = []
    for severity, words, where in rows(page, "findings"):
        at = [text(where[0]) + (where[1].tail or "")]
        at += [text(item) for item in where.iter("li")]
        assert [text(e) for e in where.iter("summary")] == [f"and {len(at) - 1} more place"]
        listed += [(text(severity), text(words[0]), text(words[1]), place.strip()) for place in at]
    assert [severity for severity, *_ in listed] == ["error"] * 2 + ["warning"] * 2
    assert sorted(listed) == sorted(
        (f.severity.name.lower(), f.words, f.rule, f"{f.file}:{f.line}:{f.column}") for f in found.findings
    )
    ids = {row.get("id"): row for row in section(page, "findings").iter("tr") if row.get("id")}
    for row in rows(page, "links"):
        badges = list(row[0].iter("a"))
        expected = {"x": ["warning"], "Ask": ["error"], "right": []}[text(row[1])]
        assert [text(badge) for badge in badges] == expected
        for badge in badges:
            assert all(place.split(":")[0] in text(ids[badge.get("href", "")[1:]]) for place in places(row[0]))


def test_a_link_that_is_wrong_has_no_code_and_why_there_is_no_card(tmp_path: Path) -> None:
    long = "https://mos.me/acme?isMsgCard=1&title=Long&desc=" + "x" * 2000
    report = make(
        tmp_path,
        (long, "a"),
        ("https://mos.me/acme?title=x", "b"),
        ("https://mos.me/acme?isMsgCard=1&desc=x", "c"),
        ("https://mos.me/other", "d"),
        (card(), "e"),
    )
    page = parse(as_html(report))
    assert [text(next(message.iter("h4"))) for message in messages(page)] == [
        "Long",
        "Kettle",
        "No message card: the link has no isMsgCard=1.",
        "No message card: the link has no title.",
        "The chat opens without a message card: the link carries none.",
    ]
    assert [len(with_class(message, "code")) for message in messages(page)] == [0, 1, 0, 0, 1]
    assert [text(e) for e in with_class(page, "bad") if e.tag == "strong"] == [f"{len(long):,}: too long"] * 2
    meters = [meter for row in rows(page, "links") for meter in row[4].iter("meter")]
    # Beyond its high end a meter is red; full is not.
    assert [meter.get("high") for meter in meters] == ["1999"] + ["2000"] * 4
    assert meters[0].get("value") == "2000"
    assert [" to other" in text(with_class(m, "uses")[0]) for m in messages(page)] == [False] * 4 + [True]


def test_no_token_is_shown(tmp_path: Path) -> None:
    secret = f"https://mos.me/acme?source={TOKEN}"
    make(tmp_path, (secret, TOKEN), (secret.replace(":", "%3A", 2).replace("%3A", ":", 1), "x"), name=f"{TOKEN}.html")
    svg = f'<svg xmlns="http://www.w3.org/2000/svg"><!-- {TOKEN} --></svg>'
    (tmp_path / "c.svg").write_text(svg, "utf-8")
    html = as_html(make(tmp_path, (card(cover=f"{SITE}c.svg"), "y")))
    for part in (TOKEN, TOKEN.partition(":")[2], b64encode(svg.encode()).decode()):
        assert part not in html
    page = parse(html)
    assert [list(row[5].iter("a")) for row in rows(page, "links")][:2] == [[], []]
    assert "(a bot token, not shown)" in text(page)
    assert numbers(page)["errors"] > 0


# Pictures and codes


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "a.png").write_bytes(b"\x89PNG" + bytes(100))
    (tmp_path / "b.webp").write_bytes(bytes(100))
    (tmp_path / "big.jpg").write_bytes(bytes(300_000))
    (tmp_path / "page.txt").write_text("x")
    outside = tmp_path.parent / f"{tmp_path.name}-outside.png"
    outside.write_bytes(b"secret")
    (tmp_path / "out.png").symlink_to(outside)
    (tmp_path / "shut.png").write_bytes(b"x")
    return tmp_path


def pictures(report: Report) -> list[str]:
    """Of each message, its picture's source, or why there is none."""
    found = []
    for message in messages(parse(as_html(report))):
        images = [image.get("src", "") for image in message.iter("img")]
        found += images or [text(e) for e in with_class(message, "address")]
    return found


@pytest.mark.parametrize(
    ("cover", "shown"),
    [
        (f"{SITE}a.png", "data:image/png;base64," + b64encode(b"\x89PNG" + bytes(100)).decode()),
        (f"{SITE}a.png?v=2", "data:image/png;base64,"),
        (f"{SITE}b.webp", "data:image/webp;base64,"),
        (f"{SITE}big.jpg", "its 300,000 bytes are too many for this page"),
        (f"{SITE}page.txt", "it is no picture"),
        (f"{SITE}out.png", "it is no picture"),
        (f"{SITE}nope.png", "the site has no such file"),
        ("https://cdn.example.com/a.png", "it is no file of this site"),
    ],
)
def test_only_a_small_picture_of_the_site_is_in_it(shop: Path, cover: str, shown: str) -> None:
    (found,) = pictures(make(shop, (card(cover=cover), "x")))
    assert found.startswith(shown) if shown.startswith("data:") else found == f"Picture not shown, {shown}: {cover}"
    assert "secret" not in found


def test_all_pictures_together_have_a_limit(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PICTURES_LIMIT", 250)
    covers = [(card(title=f"K{n}", cover=f"{SITE}a.png"), "x") for n in range(4)]
    found = pictures(make(shop, *covers))
    assert [source.startswith("data:") for source in found] == [True, True, False, False]


def test_where_there_are_many_messages_not_all_have_a_code(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = make(shop, *((card(title=f"K{n}"), "x") for n in range(5)), ("https://mos.me/acme?title=x", "wrong"))
    assert "QR code:" not in text(parse(as_html(report)))
    monkeypatch.setattr(module, "CODES", 3)
    page = parse(as_html(report))
    assert len(with_class(page, "code")) == 3
    assert "2 messages more could have a QR code: mkdocs-mos qr URL draws it." in " ".join(text(page).split())


# The command


def test_findings_are_no_failure(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    make(site, ("https://mos.me/acme?titel=x", "x"))
    made = run("report", "site", "--service-id", "other", "--site-url", SITE, cwd=tmp_path)
    assert (made.returncode, made.stderr) == (0, "")
    assert made.stdout == "report.html: 1 chat link on 1 page: 2 errors, 0 warnings\n"
    page = parse((tmp_path / "report.html").read_text("utf-8"))
    assert "the site's is “other”" in text(page)
    assert text(next(page.iter("h1"))) == "Chat links of help.tea.internal"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nope"], "there is no folder “nope”"),
        (["file"], "is a file"),
        (["empty"], "is empty"),
        (["site", "--service-id", " "], "is blank"),
        (["site", "-o", "no/such/report.html"], "no/such/report.html cannot be written: No such file or directory"),
        (["site", "-o", "empty"], "empty cannot be written: Is a directory"),
        (["site", "-o", "site/report.html"], "site/report.html lies in the site, and would be published with it"),
        (["."], "report.html lies in the site"),
        (["site", "-o"], "'-o' requires an argument"),
    ],
)
def test_what_goes_wrong(tmp_path: Path, arguments: list[str], words: str) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "empty").mkdir()
    (tmp_path / "site").mkdir()
    make(tmp_path / "site", (card(), "x"))
    made = run("report", *arguments, cwd=tmp_path)
    assert made.returncode == 2
    assert words in made.stderr
    assert "Traceback" not in made.stderr
    assert not list(tmp_path.rglob("report.html"))


def test_a_file_name_that_is_no_text_is_shown(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    name = os.fsdecode(b"caf\xe9.html")
    (tmp_path / "site" / name).write_text(f'<a href="{escape(card())}">x\x01</a>', "utf-8")
    file = tmp_path / "report.html"
    assert run("report", str(tmp_path / "site"), "-o", str(file)).returncode == 0
    ((place, words, *_),) = rows(parse(file.read_text("utf-8")), "links")
    assert (text(place), text(words)) == ("caf\ufffd.html:1", "x\ufffd")


def test_a_site_without_links_has_a_report(site: MakeSite, tmp_path: Path) -> None:
    result = site({"index.md": "# Nothing\n"}, mos=None).build()
    page = parse(as_html(check_site(result.folder)))
    assert numbers(page) == {"errors": 0, "warnings": 0, "messages": 0, "links": 0, "sources": 0}
    assert "There is no chat link." in text(page)
    assert list(page.iter("table")) == []
    check_safe(page)


# In a browser


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a site with faults, in two directions, and with more pages than fit in a line."""
    folder = tmp_path_factory.mktemp("faulty")
    (folder / "site").mkdir()
    links = (
        ("https://mos.me/acme?titel=x", "Ask"),
        ("https://mos.me/acme?isMsgCard=1&title=Tea&desc=" + "x" * 2000, "Long"),
        ("https://mos.me/acme?source=XXX", "x"),
        (card("docs/ar", title="إبريق شاي", price="120 ر.س", desc="إبريق شاي من الطين", linePrice="150 ر.س"), "اسأل"),
        (card("docs/x", cover="https://cdn.example.com/a.png", linkUrl="https://example.com/" + "a" * 300), "words"),
    )
    for name in ("a.html", "b.html", "עברית.html", f"{'long-name-' * 20}.html"):
        make(folder / "site", *links, name=name)
    file = folder / "report.html"
    file.write_text(as_html(check_site(folder / "site")), "utf-8")
    return file


@pytest.fixture
def opened(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    yield page
    page.close()


def visible(locator: Locator) -> int:
    return locator.filter(visible=True).count()


def test_it_is_filtered_with_the_keyboard_alone(opened: Page, sample: Path) -> None:
    page = opened
    page.goto(sample.as_uri())
    status = page.locator("[role=status]")
    all_links, all_messages = page.locator(".links tbody tr"), page.locator(".messages > li")
    rows, cards = all_links.count(), all_messages.count()
    count = "rows => rows.reduce((sum, row) => sum + (row.cells[0].querySelectorAll('li').length || 1), 0)"
    total = all_links.evaluate_all(count)
    assert total > rows  # the nav's link is one row

    def check(links: int, messages: int) -> None:
        expect(all_links.filter(visible=True)).to_have_count(links)  # the page filters a moment after the last key
        there = all_links.filter(visible=True).evaluate_all(count)
        expect(status).to_have_text(f"{there} of {total} links, {messages} of {cards} messages")
        assert (visible(all_links), visible(all_messages)) == (links, messages)

    check(rows, cards)
    for _ in range(6):  # five numbers, then the filter
        page.keyboard.press("Tab")
    expect(page.locator("#filter")).to_be_focused()
    page.keyboard.type("teapots KYUSU")
    texts = [row.lower() for row in all_links.all_text_contents()]
    expected = [row for row in texts if "teapots" in row and "kyusu" in row]
    assert 0 < len(expected) < rows
    shown = all_links.filter(visible=True)
    expect(shown).to_have_count(len(expected))
    assert [row.lower() for row in shown.all_text_contents()] == expected
    left = {link.get_attribute("href") for link in shown.locator("a[href^='#m']").all()}
    check(len(expected), len(left))
    assert {f"#{m.get_attribute('id')}" for m in all_messages.filter(visible=True).all()} == left
    page.keyboard.type(" no such word")
    check(0, 0)
    page.keyboard.press("Escape")
    expect(page.locator("#filter")).to_have_value("")
    check(rows, cards)
    page.keyboard.type("ＺＨ/ 煎茶")  # as an East Asian keyboard writes it
    check(1, 1)

    left_part = page.locator(".part:has(.messages > li:visible) > summary")
    for _ in range(3):  # on through the kinds of messages, to the only message that is left: its code
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.messages summary')"):
            break
    expect(left_part).to_have_count(1)
    expect(page.locator(".messages > li:visible summary")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".code:visible")).to_have_count(1)
    page.keyboard.press("Tab")
    expect(page.locator(".messages > li:visible .code + p a")).to_be_focused()


def test_a_phone_shows_first_what_there_is(browser: Browser, sample: Path, faulty: Path) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    for file in (sample, faulty):
        page.goto(file.as_uri())
        assert visible(page.locator(".findings tbody tr")) == page.locator(".findings tbody tr").count() > 0
        assert visible(page.locator(".messages > li, .links tbody tr")) == 0
        page.locator(".tiles a[href='#links']").click()
        rows = page.locator(".links tbody tr")
        expect(rows.last).to_be_visible()
        assert visible(rows) == rows.count() > 3
        page.locator(".links a[href^='#m']").last.click()
        expect(page.locator(".messages > li:target")).to_be_in_viewport()
        page.locator("#filter").fill("a")
        expect(page.locator(".part:not([open])")).to_have_count(0)
        page.reload()
        page.goto(f"{file.as_uri()}#m1")
        expect(page.locator("#m1")).to_be_in_viewport()
    page.close()


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_words_are_broken_nowhere_inside(opened: Page, sample: Path, width: int) -> None:
    opened.set_viewport_size({"width": width, "height": 800})
    opened.goto(sample.as_uri())
    opened.evaluate("for (const e of document.querySelectorAll('details')) e.open = true")
    broken = opened.evaluate(
        r"""() => {
          const found = [], walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const node = walker.currentNode;
            if (node.parentElement.closest("a[target], code, summary")) continue;
            if (node.parentElement.closest("thead")?.offsetHeight === 1) continue; // only heard
            for (const word of node.data.matchAll(/[\p{L}\p{N}]{2,}/gu)) {
              const range = document.createRange();
              range.setStart(node, word.index);
              range.setEnd(node, word.index + word[0].length);
              const lines = new Set([...range.getClientRects()].map((box) => Math.round(box.top)));
              if (lines.size > 1 && !/\p{Script=Han}/u.test(word[0])) found.push(word[0]);
            }
          }
          return found;
        }"""
    )
    assert broken == []


def test_without_script_everything_is_there_but_the_filter(browser: Browser, sample: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(sample.as_uri())
    expect(page.locator("[role=search]")).to_be_hidden()
    rows = page.locator(".links tbody tr")
    assert visible(rows) == rows.count() > 50
    messages = page.locator(".messages > li")
    assert visible(messages) == messages.count() > 20
    page.locator(".messages summary", has_text="QR code").first.click()
    expect(page.locator(".code").first).to_be_visible()
    context.close()


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(
    opened: Page, sample: Path, faulty: Path, scheme: Literal["light", "dark"], width: int
) -> None:
    page = opened
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    for file in (sample, faulty):
        page.goto(file.as_uri())
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (ground == "rgb(255, 255, 255)") is (scheme == "light")
        assert axe(page) == []
        page.evaluate("for (const e of document.querySelectorAll('details')) e.open = true")
        page.locator("#filter").fill("a")
        assert axe(page) == []


@pytest.mark.npm
def test_the_html_checker_finds_nothing(sample: Path, faulty: Path, hostile: Path) -> None:
    found = checked([sample, faulty, hostile])
    assert {file: list(messages) for file, messages in found.items()} == {
        str(file): [] for file in (sample, faulty, hostile)
    }


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_it_does_not_scroll_sideways(opened: Page, sample: Path, faulty: Path, width: int) -> None:
    opened.set_viewport_size({"width": width, "height": 700})
    for file in (sample, faulty):
        opened.goto(file.as_uri())
        opened.evaluate("for (const e of document.querySelectorAll('details')) e.open = true")
        assert opened.evaluate("document.documentElement.scrollWidth") <= width


def test_what_has_the_focus_is_not_behind_the_filter(opened: Page, sample: Path) -> None:
    opened.goto(sample.as_uri())
    opened.locator("footer").scroll_into_view_if_needed()
    opened.locator(".sources summary").last.focus()
    for _ in range(60):
        opened.keyboard.press("Shift+Tab")
        covered = opened.evaluate(
            """() => {
              const e = document.activeElement, { x, y, width, height } = e.getClientRects()[0];
              const top = document.elementFromPoint(x + width / 2, y + height / 2);
              return e.contains(top) || e.classList.contains("scroll") ? null : `${e.outerHTML} under ${top?.outerHTML}`;
            }"""
        )
        assert covered is None


def test_a_place_that_a_link_leads_to_is_in_sight(opened: Page, faulty: Path) -> None:
    opened.goto(faulty.as_uri())
    for selector in (".links a[href^='#f']", ".links a[href^='#m']", ".tiles a[href='#sources']"):
        link = opened.locator(selector).last
        target = link.get_attribute("href")
        assert target
        link.focus()
        opened.keyboard.press("Enter")
        expect(opened.locator(target)).to_be_in_viewport()
        bar = opened.locator("[role=search]").bounding_box()
        box = opened.locator(target).bounding_box()
        assert bar
        assert box
        assert box["y"] >= bar["y"] + bar["height"]


def test_it_prints(opened: Page, sample: Path) -> None:
    page = opened
    page.emulate_media(media="print", color_scheme="dark")
    page.goto(sample.as_uri())
    expect(page.locator("[role=search]")).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    seen = "all => all.filter(e => e.checkVisibility({ contentVisibilityAuto: true, visibilityProperty: true })).length"
    for part in (".links tbody tr", ".messages > li", ".code", "details li", ".card img"):
        assert page.locator(part).evaluate_all(seen) == page.locator(part).count() > 0, part
    whole = "e => e.scrollWidth <= e.clientWidth && getComputedStyle(e).whiteSpace === 'normal'"
    assert all(page.locator(".links td:last-child > *").evaluate_all(f"all => all.map({whole})"))
    assert len(page.pdf()) > 100_000


def test_forced_colours_keep_what_is_needed(opened: Page, faulty: Path) -> None:
    page = opened
    page.emulate_media(forced_colors="active", color_scheme="dark")
    page.goto(faulty.as_uri())
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    page.evaluate("for (const e of document.querySelectorAll('details')) e.open = true")
    assert page.locator(".code").first.evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator(".code path").last.evaluate("e => getComputedStyle(e).stroke") == "rgb(0, 0, 0)"
    for part in (".tiles a", ".severity", ".card", ".messages > li", "#filter"):
        drawn = (
            "e => getComputedStyle(e).borderTopStyle !== 'none' && parseFloat(getComputedStyle(e).borderTopWidth) > 0"
        )
        assert page.locator(part).first.evaluate(drawn), part
    assert axe(page) == []


def test_a_card_has_the_direction_of_its_title(opened: Page, faulty: Path) -> None:
    opened.goto(faulty.as_uri())
    arabic = opened.locator(".card", has_text="إبريق")
    expect(arabic).to_have_css("direction", "rtl")
    title, price = (arabic.locator(part).bounding_box() for part in ("h4", "b"))
    assert title
    assert price
    assert price["x"] + price["width"] == pytest.approx(title["x"] + title["width"], abs=1)
    expect(opened.locator(".card", has_text="Kettle")).to_have_css("direction", "ltr")
    expect(opened.locator(".links tbody a[target]").first).to_have_css("direction", "ltr")


def test_a_large_site_opens_filters_and_jumps(opened: Page, tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    links = [(card(f"s{n}", title=f"Product {n}"), f"Ask {n}") for n in range(1500)]
    file = tmp_path / "report.html"
    file.write_text(as_html(make(tmp_path / "site", *links)), "utf-8")
    opened.goto(file.as_uri())
    status = opened.locator("[role=status]")
    expect(status).to_have_text("1,500 of 1,500 links, 1,500 of 1,500 messages")
    opened.evaluate("location.hash = '#m1400'")
    expect(opened.locator("#m1400")).to_be_in_viewport()
    opened.locator("#filter").fill("ask source=s149")
    expect(status).to_have_text("11 of 1,500 links, 11 of 1,500 messages")
    assert visible(opened.locator(".messages > li")) == 11
    assert opened.locator(".code").count() == module.CODES
    opened.emulate_media(media="print")
    skipped = "all => all.filter(e => !e.hidden && !e.checkVisibility({ contentVisibilityAuto: true })).length"
    assert opened.locator(".messages > li").evaluate_all(skipped) == 0


def test_the_same_site_gives_the_same_report(built: Path, sample: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(built, tmp_path / "site"))
    assert as_html(check_site(copy)) == sample.read_text("utf-8")


def test_an_address_is_whole_where_it_has_the_focus(opened: Page, sample: Path) -> None:
    opened.goto(sample.as_uri())
    addresses = opened.locator(".links td:last-child > a")
    lengths = [len(address) for address in addresses.all_inner_texts()]
    usual, longest = addresses.nth(lengths.index(439)), addresses.nth(lengths.index(max(lengths)))
    cut = "e => e.scrollWidth > e.clientWidth || e.scrollHeight > e.clientHeight"
    assert usual.evaluate(cut)
    usual.focus()
    assert not usual.evaluate(cut)
    longest.focus()
    expect(longest).to_be_in_viewport(ratio=1)
    opened.keyboard.press("End")
    opened.wait_for_function(
        "() => { const e = document.activeElement; return e.scrollTop + e.clientHeight >= e.scrollHeight - 1; }"
    )
