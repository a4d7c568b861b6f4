"""The ways to reach the team: what a contact block holds, where its links lead, and what a phone reads in its code."""

from __future__ import annotations

import json
import re
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown
from playwright.sync_api import BrowserContext, expect

from mkdocs_mos import ContentError
from mkdocs_mos.audit.site import check_site
from mkdocs_mos.content.translations import words
from mkdocs_mos.core.telegram import telegram_link, username

from .browser import SDK_URL, checked, codes, offline, served
from .conftest import MakeSite, Result, text, with_class
from .pieces import TOKEN

SITE = "site_url: https://help.example.com/\n"
SDK = f"sdk: {SDK_URL}"
LOOKS = {
    "mkdocs": "{name: mkdocs, highlightjs: false}",
    "mkdocs-dark": "{name: mkdocs, highlightjs: false, color_mode: dark}",
    "readthedocs": "{name: readthedocs, highlightjs: false}",
    "material": "{name: material, font: false}",
    "material-slate": "{name: material, font: false, palette: {scheme: slate}}",
    "material-ar": "{name: material, font: false, language: ar}",
}
HEAD = "service_id: acme\nsource: docs/{page}\n"
BOT = "telegram: '@acme_help_bot'\n"
CONTACT = "# Contact\n\n::: mos-contact\n"


def contact(result: Result, path: str = "index.html") -> Element:
    (found,) = with_class(result.page(path), "mos-contact")
    return found


def ways(element: Element) -> list[str]:
    """What the block offers, in its order; the link in the place of a window is the window's."""
    windows = with_class(element, "mos-chat")
    inner = {id(e) for window in windows for e in window.iter()}
    found = []
    for e in element.iter():
        names = e.get("class", "").split()
        if id(e) not in inner and "mos-link" in names:
            found.append("chat")
        found += [
            way
            for way, name in (("window", "mos-chat"), ("telegram", "mos-telegram"), ("qr", "mos-qr"))
            if name in names
        ]
    return found


@pytest.mark.parametrize(
    ("options", "block", "expected"),
    [
        ("", "", ["chat", "qr"]),
        (BOT, "", ["chat", "telegram", "qr"]),
        (SDK, "", ["chat", "window", "qr"]),
        (BOT + SDK, "", ["chat", "telegram", "window", "qr"]),
        (BOT + SDK, "    ways: telegram", ["telegram"]),
        (BOT + SDK, "    ways: qr , chat", ["qr", "chat"]),
        (BOT + SDK + "\nenabled: false", "", ["chat", "telegram", "qr"]),
        (SDK + "\nenabled: false", "    ways: window", ["chat"]),
    ],
)
def test_it_offers_what_the_site_has(site: MakeSite, options: str, block: str, expected: list[str]) -> None:
    result = site({"index.md": f"{CONTACT}{block}\n"}, SITE, HEAD + options).build("--strict")
    assert result.status == 0, result.output
    assert ways(contact(result)) == expected
    assert (".mos-qr" in (result.folder / "assets/mkdocs-mos/mos.css").read_text("utf-8")) is True


def test_all_of_it_has_the_page_s_channel(site: MakeSite) -> None:
    pages = {"help/us.md": CONTACT, "own.md": CONTACT + "    source: contact/é\n", "index.md": "# Home\n"}
    result = site(pages, SITE, HEAD + BOT + SDK).build("--strict")
    assert result.status == 0, result.output
    block = contact(result, "help/us/index.html")
    assert {e.get("href") for e in with_class(block, "mos-link")} == {"https://mos.me/acme?source=docs%2Fhelp%2Fus"}
    (telegram,) = with_class(block, "mos-telegram")
    assert telegram.get("href") == "https://t.me/acme_help_bot?start=docs-help-us"
    assert (telegram.get("target"), telegram.get("rel")) == ("_blank", "noopener")
    assert json.loads(with_class(block, "mos-chat")[0].get("data-mos-chat", ""))["source"] == "docs/help/us"
    own = contact(result, "own/index.html")
    assert with_class(own, "mos-link")[0].get("href") == "https://mos.me/acme?source=contact%2F%C3%A9"
    assert with_class(own, "mos-telegram")[0].get("href") == "https://t.me/acme_help_bot?start=contact-e"
    assert check_site(result.folder).findings == ()


def test_the_sandbox_code_is_the_real_link_s(site: MakeSite) -> None:
    result = site({"a/b.md": CONTACT, "index.md": "# Home\n"}, SITE, HEAD + "sandbox: true").build()
    block = contact(result, "a/b/index.html")
    assert with_class(block, "mos-link")[0].get("href", "").startswith("../../assets/mkdocs-mos/sandbox/chat.html")
    assert read_svg(block) == svg_of("https://mos.me/acme?source=docs%2Fa%2Fb")


def read_svg(block: Element) -> list[tuple[str, ...]]:
    return [
        (p.get("d", ""), p.get("fill", ""), p.get("stroke", "")) for p in block.iter() if str(p.tag).endswith("path")
    ]


def svg_of(link: str) -> list[tuple[str, ...]]:
    from mkdocs_mos.core.qr import inline

    found = re.findall(r"<path (.*?)/>", inline(link, scale=4))
    return [
        tuple((re.search(rf'{name}="(.*?)"', path) or ["", ""])[1] for name in ("d", "fill", "stroke"))
        for path in found
    ]


@pytest.mark.parametrize(
    "value",
    ["acme_help_bot", "@acme_help_bot", "https://t.me/acme_help_bot", "t.me/acme_help_bot/", "http://telegram.me/acme_help_bot", " acme_help_bot "],
)  # fmt: skip
def test_a_bot_s_name_is_taken_from_its_address(value: str) -> None:
    assert username(value) == "acme_help_bot"
    assert username("TetrisBot") == "TetrisBot"


@pytest.mark.parametrize(
    ("source", "payload"),
    [
        (None, ""),
        ("docs/pricing", "docs-pricing"),
        ("Tea_pots-1", "Tea_pots-1"),
        ("Café à la crème", "Cafe-a-la-creme"),
        ("产品/茶壶", ""),
        ("产品/tea", "tea"),
        ("a&start=b", "a-start-b"),
        ("x" * 100, "x" * 64),
        ("y" * 63 + "/z", "y" * 63),
    ],
)
def test_a_channel_is_told_to_the_bot_as_far_as_telegram_can_say_it(source: str | None, payload: str) -> None:
    assert telegram_link("a_bot", source) == f"https://t.me/a_bot{f'?start={payload}' if payload else ''}"


@given(st.text())
def test_a_payload_is_never_what_telegram_refuses(source: str) -> None:
    assert re.fullmatch(r"https://t\.me/a_bot(\?start=[A-Za-z0-9_-]{1,64})?", telegram_link("a_bot", source))


def test_the_words_are_the_page_s(site: MakeSite) -> None:
    result = site({"index.md": CONTACT}, SITE + "theme: {name: material, language: ja}\n", HEAD + BOT).build("--strict")
    block = contact(result)
    said = words("ja")
    assert block.get("aria-label") == said["contact"]
    assert said["telegram"] in text(block)
    assert said["phone"] in text(block)
    (picture,) = [e for e in block.iter() if e.get("role") == "img"]
    assert picture.get("aria-label") == said["qr"]
    assert block.get("lang") is None


def test_the_bare_extension_has_it() -> None:
    def convert(**options: object) -> str:
        configs = {"mkdocs_mos": {"service_id": "acme", **options}}
        return Markdown(extensions=["mkdocs_mos"], extension_configs=configs).convert("::: mos-contact\n")

    assert "https://t.me/acme_help_bot" in convert(telegram="acme_help_bot")
    assert "t.me" not in convert()
    assert "<svg" in convert()
    with pytest.raises(ContentError, match="not shown") as error:
        convert(telegram=TOKEN)
    assert "AAHd" not in str(error.value)


@pytest.mark.parametrize("theme", LOOKS)
def test_a_phone_reads_the_code(site: MakeSite, context: BrowserContext, theme: str) -> None:
    link = "https://mos.me/acme?source=docs%2F%E8%8C%B6"
    pages = {"index.md": "# Home\n", "茶.md": CONTACT + "    ways: chat, telegram, qr\n"}
    result = site(pages, f"{SITE}theme: {LOOKS[theme]}\n", HEAD + BOT + "loader: false").build("--strict")
    assert result.status == 0, result.output
    with served(result.folder) as host:
        page = context.new_page()
        asked = offline(page)
        page.goto(f"{host}茶/")
        block = page.locator(".mos-contact")
        expect(block).to_be_visible()
        assert codes(page, block.screenshot()) == [link]
        assert block.get_by_role("img").count() == 1
        assert asked == []
        for name in (".mos-link", ".mos-telegram"):
            box = block.locator(name).bounding_box()
            assert box is not None
            assert box["height"] >= 24
        page.set_viewport_size({"width": 320, "height": 600})
        assert page.evaluate("document.querySelector('.mos-contact').scrollWidth <= innerWidth")
        assert codes(page, block.screenshot()) == [link]
        # On paper, too, with the addresses in full.
        page.emulate_media(media="print")
        assert codes(page, block.screenshot()) == [link]
        after = "name => getComputedStyle(document.querySelector(name), '::after').content"
        assert link in page.evaluate(after, ".mos-contact .mos-link")
        assert "https://t.me/acme_help_bot" in page.evaluate(after, ".mos-telegram")


@pytest.mark.npm
def test_the_html_checker_finds_nothing(site: MakeSite) -> None:
    pages = {"index.md": "# Home\n", "a.md": CONTACT}
    without_us = {path: page.replace("::: mos-contact", "") for path, page in pages.items()}
    options = f"{HEAD}{BOT}{SDK}\nask: true\nlanguage: fr\nloader: false"
    files = []
    for theme in ("mkdocs", "material"):
        built = [site(pages, SITE, options, theme).build("--strict"), site(without_us, SITE, None, theme).build()]
        assert "mos-ask" in built[0].html("a/index.html")
        assert 'lang="fr"' in built[0].html("a/index.html")
        files += [result.folder / "a" / "index.html" for result in built]
    found = list(checked(files).values())  # Java starts once
    for with_us, without in zip(found[::2], found[1::2], strict=True):
        assert with_us - without == {}
        assert sum(without.values()), "the checker was not at work: the themes have faults of their own"


def test_a_long_channel_s_code_fits(site: MakeSite, context: BrowserContext) -> None:
    source = "茶" * 100
    result = site({"index.md": f"{CONTACT}    source: {source}\n"}, SITE, HEAD + "loader: false").build("--strict")
    with served(result.folder) as host:
        page = context.new_page()
        offline(page)
        page.set_viewport_size({"width": 320, "height": 600})
        page.goto(host)
        page.add_style_tag(content="body { margin: 0 !important }")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        box = page.locator(".mos-qr svg").bounding_box()
        assert box is not None
        assert abs(box["width"] - box["height"]) < 1


def test_the_keyboard_reaches_its_links_and_they_work_without_script(site: MakeSite, context: BrowserContext) -> None:
    result = site({"index.md": CONTACT}, SITE, HEAD + BOT + "loader: false").build("--strict")
    assert "<script data-mos" not in result.html()
    with served(result.folder) as host:
        page = context.new_page()
        offline(page)
        page.goto(host)
        page.locator("h1").evaluate("title => { title.tabIndex = -1; title.focus() }")
        reached = []
        for _ in range(2):
            page.keyboard.press("Tab")
            reached.append(page.evaluate("document.activeElement.className"))
        assert reached == ["mos-link mos-button", "mos-telegram mos-button mos-second"]
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
