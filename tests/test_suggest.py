"""Articles that may answer first: proven by the build, and shown beside the chat, never in front of it."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, expect

from .browser import SDK_URL, axe, offline, served
from .conftest import MakeSite, text, with_class
from .test_chat import THEMES, WORKS, unstyled

SUGGEST = "[orders/returns.md, 'delivery.md#late']"
FRONT = f"---\nmos:\n  ask: true\n  suggest: {SUGGEST}\n---\n"
ARTICLES = {
    "index.md": "# Home\n",
    "orders/returns.md": "# Returns & refunds\n",
    "delivery.md": "# Delivery\n\n## Late parcels {#late}\n",
}
HEAD = "site_url: https://s.example/\nmarkdown_extensions: [attr_list]\n"
EXPECTED = [("Returns & refunds", "../orders/returns/"), ("Late parcels", "../delivery/#late")]


def suggested(element: object) -> list[tuple[str, str]]:
    return [(text(a), a.get("href", "")) for a in element.iter("a")]  # type: ignore[attr-defined]


@pytest.mark.parametrize("theme", ["mkdocs", "readthedocs", "material"])
def test_articles_stand_where_readers_are_asked_and_in_the_place_of_a_window(site: MakeSite, theme: str) -> None:
    pages = {**ARTICLES, "a.md": f"{FRONT}# A\n\n::: mos-chat\n"}
    result = site(pages, HEAD, f"service_id: acme\nsdk: {SDK_URL}", theme).build("--strict")
    assert result.status == 0, result.output
    page = result.page("a/index.html")
    boxes = with_class(page, "mos-suggest")
    assert [suggested(box) for box in boxes] == [EXPECTED, EXPECTED]
    assert all(box.tag == "details" and box.get("open") is not None for box in boxes)
    (asked,) = with_class(page, "mos-ask")
    assert (
        next(e.get("class") for e in asked.iter("a")) == "mos-link mos-button mos-second"
    )  # the way to a person first
    assert not with_class(result.page("delivery/index.html"), "mos-suggest")


def test_titles_are_in_the_language_of_the_page(site: MakeSite) -> None:
    plugins = (
        "  - i18n:\n      docs_structure: suffix\n      languages:\n        - {locale: en, name: English, default: true}\n"
        "        - {locale: fr, name: Français}\n"
    )
    pages = {
        "index.md": "# Home",
        "a.md": FRONT.replace(SUGGEST, "b.md"),
        "a.fr.md": FRONT.replace(SUGGEST, "b.md"),
        "b.md": "# Late",
        "b.fr.md": "# En retard",
    }
    result = site(pages, HEAD, "service_id: acme", "material", plugins).build()
    assert result.status == 0, result.output
    for path, words in (
        ("a/index.html", "These articles may help"),
        ("fr/a/index.html", "Ces articles peuvent vous aider"),
    ):
        (box,) = with_class(result.page(path), "mos-suggest")
        assert text(next(box.iter("summary"))) == words
        assert suggested(box) == [("En retard" if "fr" in path else "Late", "../b/")]


def test_a_folder_may_suggest_for_all_of_its_pages(site: MakeSite) -> None:
    pages = {
        **ARTICLES,
        "orders/.meta.yml": "mos:\n  suggest: returns.md\n",
        "orders/a.md": "---\nmos: {ask: true}\n---\n# A\n",
    }
    made = site(pages, HEAD, "service_id: acme", "material", "  - meta\n")
    result = made.build("--strict")
    assert result.status == 0, result.output
    (box,) = with_class(result.page("orders/a/index.html"), "mos-suggest")
    assert suggested(box) == [("Returns & refunds", "../returns/")]
    assert not with_class(result.page("orders/returns/index.html"), "mos-suggest")


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("[retuns.md]", "suggest names “retuns.md”, but there is no such page among the docs; correct the name"),
        ("['../../x.md']", "suggest names “../../x.md”, but there is no such page among the docs; correct the name"),
        ("['img/a.png']", "suggest names “img/a.png”, but there is no such page among the docs; correct the name"),
        ("['delivery.md#lat']", "suggest names “delivery.md#lat”, but delivery.md has no such anchor; correct it"),
        ("true", "suggest holds “true”; write a page's file as seen from this one, such as orders/returns.md"),
        ("[delivery.md, delivery.md]", "suggest names “delivery.md” twice; delete one"),
        (
            "[https://e.com/]",
            "suggest holds “https://e.com/”; write a page's file as seen from this one, such as orders/returns.md",
        ),
        (
            "['javascript:alert(1)']",
            "suggest holds “javascript:alert(1)”; write a page's file as seen from this one, such as orders/returns.md",
        ),
        ("[{x: y}]", "suggest holds a mapping; write a page's file as seen from this one, such as orders/returns.md"),
        ("", "suggest holds empty; write a page's file as seen from this one, such as orders/returns.md"),
        (
            "[index.md, delivery.md, orders/returns.md, 'delivery.md#late', '#x', b.md, c.md]",
            "suggest holds “#x”; write a page's file as seen from this one, such as orders/returns.md",
        ),
        (
            "[index.md, delivery.md, orders/returns.md, 'delivery.md#late', b.md, c.md]",
            "suggest names 6 articles; keep the 5 that answer most readers",
        ),
    ],
)
def test_what_is_wrong_is_named_at_its_line(site: MakeSite, written: str, named: str) -> None:
    pages = {**ARTICLES, "a.md": FRONT.replace(SUGGEST, written), "b.md": "# B", "c.md": "# C", "img/a.png": ""}
    result = site(pages, HEAD, "service_id: acme").build("--strict")
    assert result.status == 1
    assert f"docs/a.md:4: {named}" in result.problems


def test_the_panel_offers_them_until_the_next_page_has_others(site: MakeSite, context: BrowserContext) -> None:
    pages = {**ARTICLES, "a.md": f"{FRONT}# A\n", "b.md": f"{FRONT.replace(SUGGEST, 'delivery.md')}# B\n"}
    made = site(pages)
    with served(made.folder) as address:
        theme = THEMES["material"].replace("}\n", ", features: [navigation.instant]}\n")
        options = f"plugins:\n  - mos:\n      service_id: acme\n      loader: launcher\n      sdk: {SDK_URL}\n"
        config = f"site_name: T\nsite_url: {address}site/\nmarkdown_extensions: [attr_list]\n{theme}{options}"
        (made.folder / "mkdocs.yml").write_text(config, "utf-8")
        assert made.build().status == 0
        page = context.new_page()
        offline(page, {SDK_URL: WORKS})
        unstyled(page)
        page.goto(f"{address}site/a/")
        page.locator(".mos-launcher").click()
        panel = page.locator(".mos-panel")
        expect(panel.locator(".mos-window")).to_be_visible()
        closed = panel.get_by_role("group").filter(has_text="These articles may help")
        expect(closed.get_by_role("link")).to_have_count(0)  # they wait for a press
        closed.locator("summary").click()
        expect(closed.get_by_role("link")).to_have_text(["Returns & refunds", "Late parcels"])
        assert axe(page, ".mos-panel") == []
        page.locator(".md-sidebar--primary").get_by_role("link", name="B", exact=True).click()
        expect(page.locator("h1")).to_contain_text("B")
        panel.locator(".mos-suggest summary").click()
        expect(panel.locator(".mos-suggest a")).to_have_text(["Delivery"])
        expect(panel.locator(".mos-suggest a")).to_have_attribute("href", "../delivery/")
        page.close()


def test_without_script_they_are_links(site: MakeSite) -> None:
    pages = {**ARTICLES, "a.md": f"{FRONT}# A\n"}
    result = site(pages, HEAD, "service_id: acme\nsandbox: true").build()
    (box,) = with_class(result.page("a/index.html"), "mos-suggest")
    assert suggested(box) == EXPECTED
