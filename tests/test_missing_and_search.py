"""The 404 page and a search that finds nothing ask readers: in real themes, in a real browser."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from mkdocs_mos import read_link

from .browser import axe, offline, served
from .conftest import MakeSite, Result, text

THEMES = ["mkdocs", "readthedocs", "material"]
HEAD = "service_id: acme\nsource: docs/{page}\nloader: false\nask: [missing, search]"
PAGES = {"index.md": "# Home\n\nTea and kettles.\n", "guide.md": "# Guide\n\nHow to brew.\n"}
BOX = "[role=status] .mos-ask"


def built(site: MakeSite, theme: str, mos: str = HEAD, more: str = "") -> Result:
    result = site(PAGES, f"site_url: https://help.example.com/\n{more}", mos, theme, "  - search\n").build("--strict")
    assert result.status == 0, result.output
    return result


def search(page: Page, theme: str, address: str, query: str) -> None:
    """Search for something as a reader of the theme does."""
    if theme == "readthedocs":
        page.goto(f"{address}search.html?q={quote(query)}")
        return
    page.goto(address)
    if theme == "material":
        page.locator("input.md-search__input").click()
        page.locator("input.md-search__input").press_sequentially(query)
    else:
        page.locator('[data-bs-target="#mkdocs_search_modal"]').click()
        page.locator("#mkdocs-search-query").press_sequentially(query)


def values(page: Page, selector: str) -> dict[str, str]:
    link = read_link(page.locator(selector).get_attribute("href") or "")
    assert link.problems == ()
    return dict(link.values)


@pytest.mark.parametrize("theme", THEMES)
def test_the_404_page_asks_and_says_which_page_is_missing(
    site: MakeSite, context: BrowserContext, browser: Browser, theme: str
) -> None:
    result = built(site, theme)
    asking = {path: [e for e in result.page(path).iter() if e.get("data-mos-missing")] for path in result.pages}
    (ask,) = asking.pop("404.html")
    assert not any(asking.values())
    assert " ".join(text(ask).split()) == "This page is missing. Ask us (opens in a new tab)"
    offline(context)
    with served(result.folder) as address:
        page = context.new_page()
        page.goto(f"{address}old/caf%C3%A9%20%26%20tea/?q=secret#also-secret")
        link = ".mos-ask a"
        assert values(page, link) == {
            "isMsgCard": "1",
            "title": "This page is missing.",
            "desc": "/old/café %26 tea/",
            "source": "docs/404",
        }
        assert axe(page, ".mos-ask") == []
        page.goto(f"{address}{'a' * 3000}/")
        assert len(page.locator(link).get_attribute("href") or "") <= 2000
        assert values(page, link)["desc"].endswith("…")
        page.goto(f"{address}%F0%9F/")  # no text in UTF-8
        assert values(page, link)["desc"] == "/%F0%9F/"
        scriptless = browser.new_context(java_script_enabled=False)
        page = scriptless.new_page()
        page.goto(f"{address}old/")
        assert "desc" not in values(page, link)
        assert page.locator(".mos-ask").is_visible()
        scriptless.close()


@pytest.mark.parametrize("theme", THEMES)
def test_a_search_that_finds_nothing_asks(site: MakeSite, context: BrowserContext, theme: str) -> None:
    result = built(site, theme)
    asked: list[str] = []
    offline(context)
    with served(result.folder) as address:
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        search(page, theme, address, "kettlfish & <b>")
        box = page.locator(BOX)
        expect(box).to_contain_text("Nothing found for ‘kettlfish & <b>’.")
        assert values(page, f"{BOX} a") == {"isMsgCard": "1", "title": "kettlfish & <b>", "source": "search"}
        assert axe(page, BOX) == []
        assert box.locator("xpath=ancestor::ol | ancestor::*[@id='mkdocs-search-results']").count() == 0
        assert not [url for url in asked if "mos.me" in url]
        if theme != "readthedocs":
            query = page.locator("input.md-search__input, #mkdocs-search-query").first
            query.fill("kettles")
            query.press("End")
            expect(box).to_have_count(0)
            query.fill("123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1")  # a bot token reaches no link
            query.press("End")
            expect(box).to_have_count(0)
            query.fill("teafish")
            query.press("End")
            expect(box).to_contain_text("‘teafish’")
            assert values(page, f"{BOX} a")["title"] == "teafish"


def test_pages_without_a_search_box_or_a_question_get_no_script(site: MakeSite) -> None:
    result = built(site, "readthedocs")
    having = [path for path in result.pages if "mos-ask.js" in result.html(path)]
    assert having == ["404.html", "search.html"]
    assert not any("mos-ask.js" in html for html in map(built(site, "material", "service_id: acme").html, ["404.html"]))


def test_a_search_under_instant_navigation_names_the_query(site: MakeSite, context: BrowserContext) -> None:
    result = built(site, "material", more="theme: {name: material, features: [navigation.instant]}\n")
    offline(context)
    with served(result.folder) as address:
        page = context.new_page()
        search(page, "material", address, "nonesuch")
        expect(page.locator(BOX)).to_contain_text("‘nonesuch’")
        assert values(page, f"{BOX} a")["source"] == "search"


def test_it_stands_in_the_main_part_of_a_404_page_whose_footer_has_headings(site: MakeSite) -> None:
    made = site(PAGES, "theme: {name: mkdocs, custom_dir: own}\n", HEAD)
    page = "<!doctype html><html><body><h1>Acme</h1><main><h1>Gone</h1></main><footer><h2>Find us</h2></footer></body></html>"
    made.write("../own/404.html", page)
    (main,) = made.build().page("404.html").iter("main")
    assert [e for e in main.iter() if "mos-ask" in (e.get("class") or "").split()]


def test_a_place_that_does_not_exist_is_named(site: MakeSite) -> None:
    result = site(PAGES, mos="service_id: acme\nask: [serach]").build()
    assert result.status == 1
    assert "ask: “serach” is none of its places; did you mean “search”?" in result.output
    result = site(PAGES, mos="service_id: acme\nask: missing").build()
    assert "write true, false, or some of [article, missing, search]" in result.output
