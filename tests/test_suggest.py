"""Articles that may answer first: proven by the build, and shown beside the chat, never in front of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from .browser import SDK_URL, axe, offline, served
from .conftest import MakeSite, Site, text, with_class
from .played import SIZES, THEMES, WORKS, held, unstyled

SUGGEST = "[orders/returns.md, 'delivery.md#late']"
FRONT = f"---\nmos:\n  ask: true\n  suggest: {SUGGEST}\n---\n"
ARTICLES = {
    "index.md": "# Home\n",
    "orders/returns.md": "# Returns & refunds\n",
    "delivery.md": "# Delivery\n\n## Late parcels {#late}\n",
}
HEAD = "site_url: https://s.example/\nmarkdown_extensions: [attr_list]\n"
EXPECTED = [("Returns & refunds", "../orders/returns/"), ("Late parcels", "../delivery/#late")]


def top(part: Locator) -> float:
    return (part.bounding_box() or {})["y"]


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
    (asked,) = with_class(page, "mos-ask")
    assert (
        next(e.get("class") for e in asked.iter("a")) == "mos-link mos-button mos-second"
    )  # the way to a person first
    (window,) = with_class(page, "mos-chat-box")
    assert [e.get("class") for e in window.iter("a")] == ["mos-link mos-button", None, None]
    assert not with_class(result.page("delivery/index.html"), "mos-suggest")


@pytest.mark.neighbour
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
        assert text(box[0]) == words
        assert suggested(box) == [("En retard" if "fr" in path else "Late", "../b/")]


def test_a_folder_may_suggest_for_all_of_its_pages(site: MakeSite) -> None:
    pages = {
        **ARTICLES,
        "orders/.meta.yml": "mos:\n  suggest: [/orders/returns.md, '/delivery.md#late']\n",
        "orders/a.md": "---\nmos: {ask: true}\n---\n# A\n",
        "orders/deep/b.md": "---\nmos: {ask: true}\n---\n# B\n",
        "orders/own.md": "---\nmos: {ask: true, suggest: [../delivery.md]}\n---\n# C\n",
        "orders/none.md": "# D\n",  # it need not show what its folder suggests
    }
    made = site(pages, HEAD, "service_id: acme", "material", "  - meta\n")
    result = made.build("--strict")
    assert result.status == 0, result.output
    for path, own in (
        ("orders/a", [("Returns & refunds", "../returns/"), ("Late parcels", "../../delivery/#late")]),
        ("orders/deep/b", [("Returns & refunds", "../../returns/"), ("Late parcels", "../../../delivery/#late")]),
        ("orders/own", [("Delivery", "../../delivery/")]),
    ):
        (box,) = with_class(result.page(f"{path}/index.html"), "mos-suggest")
        assert suggested(box) == own
    for path in ("orders/returns", "orders/none"):
        assert not with_class(result.page(f"{path}/index.html"), "mos-suggest")


def test_what_is_wrong_with_a_folders_names_its_file(site: MakeSite) -> None:
    pages = {**ARTICLES, "orders/.meta.yml": "mos:\n  suggest: [returns.md]\n", "orders/deep/b.md": "# B\n"}
    result = site(pages, HEAD, "service_id: acme", "material", "  - meta\n").build()
    assert result.status == 1
    assert result.problems[0] == (
        "docs/orders/deep/b.md: suggest names “returns.md”, but there is no such page among the docs; correct the name, "
        "or begin it with a slash and write it as seen from the docs folder (in the defaults of “orders/.meta.yml”)"
    )


def test_a_page_without_a_place_for_them_says_so(site: MakeSite) -> None:
    pages = {**ARTICLES, "a.md": FRONT.replace("  ask: true\n", "") + "# A\n"}
    words = (
        "docs/a.md:3: suggest draws nothing: the page has no chat window, no panel, and does not ask; write “ask: true”"
    )
    for options, problems in (
        ("", [words]),
        ("ask: true", []),
        ("loader: launcher", [words]),  # a link alone
        (f"loader: launcher\nsdk: {SDK_URL}", []),
        (f"loader: launcher\nsdk: {SDK_URL}\nexclude: [a.md]", [words]),
        ("enabled: false", []),
    ):
        result = site(pages, HEAD, f"service_id: acme\n{options}").build()
        assert (result.status, result.problems) == (0, problems), options


def test_the_window_of_a_contact_has_them(site: MakeSite) -> None:
    pages = {**ARTICLES, "a.md": FRONT.replace("  ask: true\n", "") + "# A\n\n::: mos-contact\n"}
    result = site(pages, HEAD, f"service_id: acme\nsdk: {SDK_URL}").build("--strict")
    assert result.status == 0, result.output
    (box,) = with_class(result.page("a/index.html"), "mos-suggest")
    assert suggested(box) == EXPECTED


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


@pytest.fixture
def centre(tmp_path: Path, context: BrowserContext) -> Iterator[Callable[..., Page]]:
    """Open a page of a help centre that suggests, under a theme, on a screen, with an SDK on its way."""
    with served(tmp_path) as address, ExitStack() as pages:

        def go(theme: str, look: str = "", size: tuple[int, int] = (1280, 720), options: str = "") -> Page:
            site = Site(tmp_path)
            texts = {
                **ARTICLES,
                "a.md": f"{FRONT}# A\n\nText.\n",
                "b.md": f"{FRONT.replace(SUGGEST, 'delivery.md')}# B\n",
            }
            for path, content in texts.items():
                site.write(path, content)
            head = f"site_name: T\nsite_url: {address}site/\nmarkdown_extensions: [attr_list]\n"
            mos = f"plugins:\n  - mos:\n      service_id: acme\n      loader: launcher\n      sdk: {SDK_URL}\n{options}"
            (site.folder / "mkdocs.yml").write_text(head + look + mos, "utf-8")
            result = site.build("--strict")
            assert result.status == 0, result.output
            page = context.new_page()
            pages.callback(page.close)
            page.set_viewport_size({"width": size[0], "height": size[1]})
            offline(page, {SDK_URL: WORKS})
            unstyled(page)
            page.goto(f"{address}site/a/")
            return page

        yield go


@pytest.mark.parametrize("theme", THEMES)
def test_the_panel_shows_them_under_the_link_and_folds_them_under_the_window(
    centre: Callable[..., Page], theme: str
) -> None:
    page = centre(theme, THEMES[theme])
    panel, articles = page.locator(".mos-panel"), page.locator(".mos-panel .mos-suggest")
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        page.reload()
        with held(page):
            page.locator(".mos-launcher").click()
            expect(panel.get_by_role("status")).to_have_text("The chat is opening …")
            expect(articles.get_by_role("link")).to_have_text(["Returns & refunds", "Late parcels"])
            for link in (*articles.get_by_role("link").all(), panel.get_by_role("link", name="Open the chat")):
                expect(link).to_be_in_viewport(ratio=1)
            assert top(panel.get_by_role("link", name="Open the chat")) < top(articles)
            assert axe(page, ".mos-panel") == []
        panel.locator(".mos-sandbox-window").wait_for()
        expect(articles.get_by_role("link")).to_have_count(0)  # the window has the room
        assert top(panel.locator(".mos-window")) < top(articles)
        articles.locator("summary").focus()
        page.keyboard.press("Enter")
        expect(articles.get_by_role("link")).to_have_count(2)
        expect(articles.get_by_role("link").last).to_be_in_viewport(ratio=1)
        assert axe(page, ".mos-panel") == []
        page.keyboard.press("Escape")
        expect(panel).to_be_hidden()


def test_articles_that_a_reader_is_at_stay_where_they_are(centre: Callable[..., Page]) -> None:
    page = centre("mkdocs", THEMES["mkdocs"])
    article = page.locator(".mos-panel .mos-suggest a").first
    for reach in (article.focus, article.hover):
        page.reload()
        with held(page):
            page.locator(".mos-launcher").click()
            reach()
        page.locator(".mos-panel .mos-sandbox-window").wait_for()
        expect(article).to_be_visible()
    article.click()
    page.wait_for_url("**/orders/returns/")


def test_where_the_panel_fails_they_stay(centre: Callable[..., Page]) -> None:
    page = centre("mkdocs", THEMES["mkdocs"])
    page.unroute_all()
    offline(page)
    page.reload()
    page.locator(".mos-launcher").click()
    expect(page.locator(".mos-panel [role=status]")).to_contain_text("The chat does not open here.")
    expect(page.locator(".mos-panel .mos-suggest a")).to_have_text(["Returns & refunds", "Late parcels"])
    expect(page.locator(".mos-panel .mos-suggest a").last).to_be_in_viewport(ratio=1)


def test_many_long_titles_leave_the_link_its_room(centre: Callable[..., Page]) -> None:
    page = centre("mkdocs", THEMES["mkdocs"])
    for width, height in (SIZES[0], (844, 390)):
        page.set_viewport_size({"width": width, "height": height})
        page.reload()
        with held(page):
            page.locator(".mos-launcher").click()
            page.locator(".mos-panel .mos-suggest ul").evaluate(
                "list => { for (const item of [...list.children, ...list.children]) list.append(item.cloneNode(true));"
                "for (const a of list.querySelectorAll('a')) a.textContent += ' and what else there is to know of it'.repeat(3) }"
            )
            for part in (".mos-panel [role=status]", ".mos-panel .mos-close", ".mos-panel .mos-chat-link a"):
                expect(page.locator(part)).to_be_in_viewport(ratio=1)
            last = page.locator(".mos-panel .mos-suggest a").last
            last.focus()
            expect(last).to_be_in_viewport()
        page.locator(".mos-panel .mos-sandbox-window").wait_for()
        assert (page.locator(".mos-panel .mos-window").bounding_box() or {})["height"] >= height * 0.35


def test_the_next_page_has_its_own(centre: Callable[..., Page]) -> None:
    page = centre("material", THEMES["material"].replace("}\n", ", features: [navigation.instant]}\n"))
    page.locator(".mos-launcher").click()
    panel = page.locator(".mos-panel")
    panel.locator(".mos-sandbox-window").wait_for()
    page.locator(".md-sidebar--primary").get_by_role("link", name="B", exact=True).click()
    expect(page.locator("h1")).to_contain_text("B")
    expect(panel.locator(".mos-suggest a")).to_have_count(1)
    expect(panel.get_by_role("link")).to_have_text(["Send this page: B"])
    panel.locator(".mos-suggest summary").click()
    expect(panel.locator(".mos-suggest a")).to_have_text(["Delivery"])
    expect(panel.locator(".mos-suggest a")).to_have_attribute("href", "../delivery/")
    expect(panel.locator(".mos-sandbox-window")).to_be_visible()


def test_without_script_they_are_links(site: MakeSite) -> None:
    pages = {**ARTICLES, "a.md": f"{FRONT}# A\n"}
    result = site(pages, HEAD, "service_id: acme\nsandbox: true").build()
    (box,) = with_class(result.page("a/index.html"), "mos-suggest")
    assert suggested(box) == EXPECTED
