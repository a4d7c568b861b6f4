"""The chat window and its messages, as a build writes them; what a browser makes of them is in test_chat.py."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mkdocs_mos import read_link

from .browser import SDK_URL
from .conftest import MakeSite, Result, parse, text, with_class

HEAD = "service_id: acme\nsource: docs/{page}\n"
SITE = "site_url: https://help.example.com/\n"
HOSTILE = """Flag & "ship" <b>'x'</b> &eacute; </script> 茶"""
FRONT = f"""---
mos:
  products:
    flagship:
      title: {json.dumps(HOSTILE)}
      price: $299.00
      linePrice: $399.00
      desc: {"All of it. " * 400}
      cover: img/f.svg
    plain: {{title: Starter}}
---
"""
PAGES = {
    "index.md": FRONT
    + """
::: mos-product flagship

::: mos-message plain
    label: Send it
    source: button

::: mos-chat
    product: flagship
    width: 640
    height: 30.5rem
    timeout: 5000
    source: window/{product}

[text](mos:plain)
""",
    "one.md": "---\nmos:\n  product: {title: Only one}\n---\n::: mos-chat\n",
    "none.md": "::: mos-chat\n",
    "several.md": FRONT.replace("img/", "") + "::: mos-chat\n",
    "plain.md": "# Plain",
    "img/f.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
    "f.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
}


def built(site: MakeSite, options: str = f"sdk: {SDK_URL}", **files: str) -> Result:
    result = site(PAGES | files, SITE, mos=HEAD + options).build("--strict")
    assert result.status == 0, result.output
    return result


def config(result: Result, path: str) -> dict[str, Any]:
    (root,) = with_class(result.page(path), "mos-chat")
    found: dict[str, Any] = json.loads(root.get("data-mos-chat", ""))
    return found


def test_one_record_makes_the_card_the_link_the_window_and_the_message(site: MakeSite) -> None:
    result = built(site)
    (root,) = with_class(result.page(), "mos-chat")
    told = config(result, "index.html")
    desc = ("All of it. " * 400).strip()
    record = {
        "title": HOSTILE,
        "desc": desc,
        "price": "$299.00",
        "linePrice": "$399.00",
        "cover": "https://help.example.com/img/f.svg",
        "linkUrl": "https://help.example.com/",
    }
    assert told == {"apiKey": "acme", "timeout": 5000, "source": "window/flagship", "product": record}
    card, message, link = (with_class(result.page(), "mos-link")[n] for n in (0, 1, 3))
    assert json.loads(card.get("data-mos-product", "")) == record
    assert json.loads(message.get("data-mos-product", ""))["title"] == "Starter"
    assert json.loads(link.get("data-mos-product", "")) == json.loads(message.get("data-mos-product", ""))
    (fallback,) = with_class(root, "mos-link")
    assert text(fallback).split("(")[0].strip() == "Open the chat"
    for element, source in ((card, "docs/index"), (fallback, "window/flagship")):
        carried = read_link(element.get("href", ""))
        assert carried.problems == ()
        assert carried.values["source"] == source
        shortened = dict(carried.values) | {"desc": desc, "source": ""}
        assert shortened == record | {"isMsgCard": "1", "source": ""}
        assert element.get("target") == "_blank"
        assert element.get("rel") == "noopener"


def test_a_message_is_a_button(site: MakeSite) -> None:
    (message,) = with_class(built(site).page(), "mos-message")
    (link,) = with_class(message, "mos-link")
    assert "mos-button" in link.get("class", "")
    assert text(link).strip().startswith("Send it")
    assert read_link(link.get("href", "")).values["source"] == "button"


@pytest.mark.parametrize(("page", "title"), [("one", "Only one"), ("none", None), ("several", None)])
def test_a_window_begins_with_the_pages_only_product(site: MakeSite, page: str, title: str | None) -> None:
    result = built(site)
    told = config(result, f"{page}/index.html")
    assert told.get("product", {}).get("title") == title
    assert told["timeout"] == 30000
    assert told["source"] == f"docs/{page}"
    (href,) = result.hrefs(f"{page}/index.html")
    assert read_link(href).values.get("title") == title


def test_sizes_stand_in_the_stylesheet_and_for_the_script(site: MakeSite) -> None:
    result = built(site)
    (root,) = with_class(result.page(), "mos-chat")
    (box,) = with_class(root, "mos-chat-box")
    assert (root.get("data-mos-width"), root.get("data-mos-height")) == ("640px", "30.5rem")
    sheet = (result.folder / "assets/mkdocs-mos/mos.css").read_text("utf-8")
    for name in box.get("class", "").split()[1:]:
        assert f".{name} {{ {'width: 640px' if 'width' in name else 'height: 30.5rem'}; }}" in sheet
    assert len(box.get("class", "").split()) == 3
    assert "style" not in root.attrib


@pytest.mark.parametrize("loader", ["false", "eager"])
def test_a_page_with_a_window_has_the_script_once(site: MakeSite, loader: str) -> None:
    result = built(site, f"loader: {loader}\nsdk: {SDK_URL}")
    with_windows = []
    for path in result.pages:
        scripts = [s for s in result.page(path).iter("script") if s.get("data-mos") is not None]
        data = [json.loads(s.get("data-mos", "")) for s in scripts]
        assert [found["sdk"] for found in data] == [SDK_URL] * len(with_class(result.page(path), "mos-chat"))
        with_windows += [path] * len(data)
    assert with_windows == ["index.html", "none/index.html", "one/index.html", "several/index.html"]
    without = site({"index.md": "# x\n[a](mos:)"}, SITE, mos=f"{HEAD}sdk: {SDK_URL}").build("--strict")
    assert not without.exists("assets/mkdocs-mos/mos.js")
    assert "mos.js" not in without.html()


def test_an_sdk_of_the_docs_is_published_as_it_is(site: MakeSite) -> None:
    content = "// é\n(function(){})()\n"
    result = built(site, "sdk: vendor/mos.umd.js", **{"vendor/mos.umd.js": content})
    assert (result.folder / "vendor/mos.umd.js").read_text("utf-8") == content
    (data,) = [s.get("data-mos") for s in result.page("one/index.html").iter("script") if s.get("data-mos")]
    assert json.loads(data or "")["sdk"] == "../../vendor/mos.umd.js"  # as seen from mos.js


def test_the_hash_of_the_sdk_reaches_the_script(site: MakeSite) -> None:
    digest = "sha384-" + "A" * 64
    result = built(site, f"sdk: {SDK_URL.replace('https', 'HTTPS')}\nsdk_integrity: {digest}")
    (data,) = [s.get("data-mos") for s in result.page().iter("script") if s.get("data-mos")]
    assert json.loads(data or "")["integrity"] == digest


def test_switched_off_a_window_is_a_link(site: MakeSite) -> None:
    result = built(site, f"sdk: {SDK_URL}\nenabled: false")
    (root,) = with_class(result.page(), "mos-chat")
    assert root.get("data-mos-chat") is None
    assert read_link(with_class(root, "mos-link")[0].get("href", "")).problems == ()
    assert "data-mos-product" not in result.html()
    assert not result.exists("assets/mkdocs-mos/mos.js")


def test_without_the_sdk_the_author_is_told_where_it_comes_from(site: MakeSite) -> None:
    result = site({"index.md": "# x\n\n::: mos-chat\n"}, SITE).build()
    (problem, _) = result.problems
    assert problem.startswith("docs/index.md:3: the chat window needs the vendor's SDK: download ")
    assert "2.3.2.1" in problem
    assert "no fixed address" in problem


def test_in_the_sandbox_everything_leads_to_the_page_that_plays_mos(site: MakeSite) -> None:
    nav = "nav:\n  - index.md\n  - deep/er.md\n  - 'Chat': 'mos:'\n"
    pages = PAGES | {"deep/er.md": FRONT.replace("img/", "../img/") + "[a](mos:plain)\n\n::: mos-product flagship\n"}
    result = site(pages, SITE + nav, mos=f"{HEAD}sandbox: true").build()
    assert result.status == 0
    assert [p for p in result.problems if "sandbox" in p] == result.problems
    assert result.problems[0].startswith("mkdocs.yml:7: sandbox is on: ")
    for path in result.pages:
        if "mkdocs-mos" in path:
            continue
        html = result.html(path)
        assert "https://mos.me" not in html
        assert "cdn-oss" not in html
        assert len(with_class(parse(html), "mos-sandbox")) == 1
        base = (result.folder / path).parent
        for href in result.hrefs(path):
            target, _, query = href.partition("?")
            assert (base / target).resolve() == (result.folder / "assets/mkdocs-mos/sandbox/chat.html").resolve()
            name, _, rest = query.partition("&")
            assert name == "id=acme"
            assert read_link(f"https://mos.me/acme?{rest}").problems == ()
    assert "assets/mkdocs-mos/sandbox/chat.html?id=acme" in result.html("404.html")
    strict = site(pages, SITE, mos=f"{HEAD}sandbox: true").build("--strict")
    assert strict.status == 1


def test_the_sandbox_of_the_preview_is_not_built(site: MakeSite) -> None:
    result = site(PAGES, SITE, mos=f"{HEAD}sdk: {SDK_URL}\nsandbox: serve").build("--strict")
    assert result.status == 0
    assert "sandbox" not in result.html()
    assert not result.exists("assets/mkdocs-mos/sandbox")
