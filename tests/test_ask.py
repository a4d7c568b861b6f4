"""The end of an article: where it asks, what its link carries, and that nothing else is touched."""

from __future__ import annotations

import json
import re
from xml.etree.ElementTree import Element

import pytest
from playwright.sync_api import BrowserContext, expect

from mkdocs_mos import read_link
from mkdocs_mos.plugin.article_end import MARK, place

from .browser import SDK_URL, goto_instant, offline, served
from .conftest import MakeSite, Result, text, with_class

HEAD = "service_id: acme\nsource: docs/{page}/{product}\nask: true"
SITE = "site_url: https://help.example.com/\n"
FEEDBACK = """extra:
  analytics:
    feedback:
      title: Was this page helpful?
      ratings: [{icon: material/heart, name: Yes, data: 1, note: Thanks}]
"""
BLOG = """  - blog
  - tags
"""
SDK = f"sdk: {SDK_URL}"
PAGES = {
    "index.md": "# Home\n",
    "guide/index.md": "# Guide\n",
    "guide/plain.md": "# Tea & <b>cups</b> &lt;i> “here”\n\nText.\n",
    "guide/described.md": "---\ntitle: Cups & saucers\ndescription: All about <cups>.\nmos: {source: cups}\n---\n# Cups\n",
    "quiet.md": "---\nmos: {ask: false}\n---\n# Quiet\n",
}


def asks(result: Result, path: str) -> list[Element]:
    return with_class(result.page(path), "mos-ask")


def link(result: Result, path: str) -> dict[str, str]:
    (ask,) = asks(result, path)
    (anchor,) = with_class(ask, "mos-link")
    read = read_link(anchor.get("href", ""))
    assert read.problems == ()
    assert (anchor.get("target"), anchor.get("rel")) == ("_blank", "noopener")
    return dict(read.values)


@pytest.mark.parametrize("theme", ["mkdocs", "readthedocs", "material"])
def test_an_article_asks_and_other_pages_do_not(site: MakeSite, theme: str) -> None:
    result = site(PAGES, SITE, HEAD, theme, "  - search\n").build("--strict")
    assert result.status == 0, result.output
    asking = [path for path in result.pages if asks(result, path)]
    assert asking == ["guide/described/index.html", "guide/index.html", "guide/plain/index.html"]
    assert MARK not in "".join(map(result.html, result.pages))
    (ask,) = asks(result, "guide/index.html")
    assert " ".join(text(ask).split()) == "Still have a question? Ask about this page (opens in a new tab)"
    values = link(result, "guide/plain/index.html")
    assert values == {
        "isMsgCard": "1",
        "title": "Tea & cups <i> “here”",
        "linkUrl": "https://help.example.com/guide/plain/",
        "source": "docs/guide/plain",  # there is no product in it
    }
    values = link(result, "guide/described/index.html")
    assert (values["title"], values["desc"]) == ("Cups & saucers", "All about <cups>.")
    assert values["source"] == "cups"
    assert ".mos-ask" in (result.folder / "assets/mkdocs-mos/mos.css").read_text("utf-8")
    index = json.loads((result.folder / "search/search_index.json").read_text("utf-8"))
    assert "Still have" not in json.dumps(index), "every page would be found by these words"
    assert "mos-ask" not in json.dumps(index)


def test_a_page_may_ask_by_itself(site: MakeSite) -> None:
    pages = {"index.md": "---\nmos: {ask: true}\n---\n# Home\n", "other.md": "# Other\n", "404.md": "# No\n"}
    result = site(pages, SITE).build("--strict")
    assert [path for path in result.pages if asks(result, path)] == ["index.html"]
    assert link(result, "index.html")["linkUrl"] == "https://help.example.com/"
    silent = site({"index.md": "# Home\n", "other.md": "# Other\n"}, SITE).build("--strict")
    assert not silent.exists("assets/mkdocs-mos/mos.css")


@pytest.mark.neighbour
def test_it_stands_in_the_article_and_after_the_feedback(site: MakeSite) -> None:
    result = site(PAGES, SITE + FEEDBACK, HEAD, "material", "  - minify_html\n").build("--strict")
    assert result.status == 0, result.output
    page = result.page("guide/plain/index.html")
    (article,) = list(page.iter("article"))
    (form,) = with_class(article, "md-feedback")
    (ask,) = with_class(article, "mos-ask")
    order = list(article.iter())
    assert order.index(form) < order.index(ask)
    assert ask not in list(form.iter())
    hidden = PAGES["guide/plain.md"].join(["---\nhide: [feedback]\n---\n", ""])
    result = site(PAGES | {"guide/plain.md": hidden}, SITE + FEEDBACK, HEAD, "material").build("--strict")
    (article,) = list(result.page("guide/plain/index.html").iter("article"))
    assert with_class(article, "mos-ask")
    assert not with_class(article, "md-feedback")


def test_lists_that_plugins_make_do_not_ask(site: MakeSite) -> None:
    post = "---\ndate: 2026-01-0{0}\ncategories: [News]\ntags: [tea]\n{1}---\n# Post {0}\n\nStart.\n\n<!-- more -->\n\nRest.\n"
    pages = {
        "index.md": "# Home\n",
        "tags.md": "# Tags\n\n<!-- material/tags -->\n",
        "article.md": "---\ntags: [tea]\n---\n# Article\n",
        "blog/index.md": "# Blog\n",
        "blog/posts/one.md": post.format(1, ""),
        "blog/posts/two.md": post.format(2, "mos: {ask: false}\n"),
    }
    result = site(pages, SITE, HEAD, "material", BLOG).build("--strict")
    assert result.status == 0, result.output
    assert any("archive" in path for path in result.pages)
    assert any("category" in path for path in result.pages)
    asking = [path for path in result.pages if asks(result, path)]
    assert asking == ["article/index.html", "blog/2026/01/01/post-1/index.html"]
    assert link(result, asking[1])["linkUrl"] == "https://help.example.com/blog/2026/01/01/post-1/"
    pages["blog/index.md"] = "---\nmos: {ask: true}\n---\n# Blog\n"
    asked = site(pages, SITE, HEAD, "material", BLOG).build("--strict")
    assert len(asks(asked, "blog/index.html")) == 1


@pytest.mark.neighbour
def test_the_home_page_of_each_language_does_not_ask(site: MakeSite) -> None:
    i18n = """  - i18n:
      docs_structure: folder
      languages:
        - {locale: en, default: true, name: English}
        - {locale: fr, name: Français}
"""
    pages = {f"{lang}/{page}.md": f"# {page}\n" for lang in ("en", "fr") for page in ("index", "more")}
    result = site(pages, SITE, HEAD, "material", i18n).build("--strict")
    asking = {path: " ".join(text(a).split()) for path in result.pages for a in asks(result, path)}
    assert sorted(asking) == ["fr/more/index.html", "more/index.html"]
    assert asking["fr/more/index.html"].startswith("Vous avez encore une question ? Poser une question sur cette page")
    assert link(result, "fr/more/index.html")["linkUrl"] == "https://help.example.com/fr/more/"


def test_the_canonical_address_is_sent_whatever_link_url_says(site: MakeSite) -> None:
    for options in ("link_url: none", "link_url: page"):
        result = site(PAGES, SITE, f"{HEAD}\n{options}").build("--strict")
        assert link(result, "guide/plain/index.html")["linkUrl"] == "https://help.example.com/guide/plain/"
    local = site(PAGES, "", HEAD).build()
    assert local.status == 0
    assert "linkUrl" not in link(local, "guide/plain/index.html")
    assert local.output.count("so chat links leave out") == 1


def test_on_a_page_with_a_window_it_sends(site: MakeSite) -> None:
    pages = PAGES | {"window.md": "---\ndescription: D\n---\n# Window\n\n::: mos-chat\n"}
    result = site(pages, SITE, f"{HEAD}\n{SDK}").build("--strict")
    (anchor,) = with_class(asks(result, "window/index.html")[0], "mos-link")
    told = json.loads(anchor.get("data-mos-product", ""))
    assert told == {"title": "Window", "desc": "D", "linkUrl": "https://help.example.com/window/"}
    off = site(pages, SITE, f"{HEAD}\n{SDK}\nenabled: false").build("--strict")
    assert with_class(asks(off, "window/index.html")[0], "mos-link")[0].get("data-mos-product") is None


def test_what_cannot_be_sent_is_named(site: MakeSite) -> None:
    pages = {
        "index.md": "# Home\n",
        "long.md": "---\ntitle: " + "茶" * 300 + "\n---\n# T\n",
        "secret.md": "---\ndescription: 123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1\n---\n# T\n",
        "odd.md": "---\nmos: {ask: maybe}\n---\n# T\n",
    }
    result = site(pages, SITE, HEAD).build()
    assert result.status == 1
    assert [re.sub(r"; .*", "", problem) for problem in result.problems[:-1]] == [
        "docs/long.md: the link at the page's end: the link has 2806 characters, but only 2000 are allowed",
        "docs/odd.md:2: ask is “maybe”",
        "docs/secret.md:2: the line holds what looks like a Telegram bot token, not shown",
    ]
    assert "AAHdqTcv" not in result.output
    long = site({"a.md": "---\ndescription: " + "all of it " * 300 + "\n---\n# A\n"}, SITE, HEAD).build("--strict")
    assert link(long, "a/index.html")["desc"].endswith("…")


def test_a_theme_may_draw_it(site: MakeSite) -> None:
    made = site(PAGES, SITE + "theme: {name: mkdocs, custom_dir: over}\n", HEAD)
    file = made.folder / "over" / "mos" / "ask.html"
    file.parent.mkdir(parents=True)
    file.write_text(
        '<p class="mos-ask">Hm? <a class="mos-link" href="{{ link }}">{{ words.ask_page }}</a></p>', "utf-8"
    )
    result = made.build("--strict")
    assert text(asks(result, "guide/index.html")[0]) == "Hm? Ask about this page"


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (f"a{MARK}b", "aXb"),
        (f"{MARK}a{MARK}b", f"{MARK}aXb"),
        (f'a{MARK}<form class="md-feedback" hidden>f</form>b', 'a<form class="md-feedback" hidden>f</form>Xb'),
        (f"a{MARK}<form class=md-feedback>\nf\n</form>b", "a<form class=md-feedback>\nf\n</form>Xb"),
        (f'<form class="md-feedback">f</form>{MARK}b', '<form class="md-feedback">f</form>Xb'),
        (f"a{MARK}md-feedback<form>f</form>", "aXmd-feedback<form>f</form>"),
    ],
)
def test_its_place(page: str, expected: str) -> None:
    assert place(page, "X") == expected


def test_a_swapped_page_has_its_own(site: MakeSite, context: BrowserContext) -> None:
    made = site(PAGES, FEEDBACK, HEAD + "\nloader: false", "material")
    with served(made.folder) as host:  # a theme swaps pages only where this is its site_url
        config = (made.folder / "mkdocs.yml").read_text("utf-8")
        theme = "theme: {name: material, font: false, features: [navigation.instant]}"
        (made.folder / "mkdocs.yml").write_text(
            config.replace("theme: material", f"{theme}\nsite_url: {host}site/"), "utf-8"
        )
        assert made.build().status == 0
        page = context.new_page()
        offline(page)
        goto_instant(page, f"{host}site/guide/plain/")
        page.evaluate("window.kept = true")
        page.get_by_role("link", name="Cups & saucers").first.click()
        expect(page.locator("h1")).to_have_text(re.compile("Cups"))
        assert page.evaluate("window.kept") is True
        expect(page.locator("article .mos-ask a")).to_have_attribute("href", re.compile("title=Cups"))
