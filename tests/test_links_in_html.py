"""`mos:` wherever an address may stand: raw HTML, nav, and what a theme draws from mkdocs.yml; and `mos:.`, this page."""

from __future__ import annotations

from xml.etree.ElementTree import Element

import pytest
from markdown import markdown

from mkdocs_mos import read_link
from mkdocs_mos.core.problems import ContentError

from .commands import run
from .conftest import MakeSite, Result, text

SITE = "site_url: https://help.example.com/\n"
THEMED = """copyright: '<a href="mos:?source=footer">Chat</a> · <a href=mos:. class="c d">This</a>'
theme: {name: material, features: [announce.dismiss]}
extra:
  social: [{icon: fontawesome/brands/github, link: "mos:?source=social", name: Social}]
  analytics:
    feedback:
      title: Helpful?
      ratings:
        - {icon: material/heart, name: Yes, data: 1, note: Thanks}
        - {icon: material/heart, name: No, data: 0, note: 'Sorry. <a href="mos:.">Ask a person</a>'}
nav: [index.md, guide.md, {Talk: "mos:.?source=nav"}]
"""
GUIDE = """---
description: All about <guides>.
mos:
  products:
    tea: {title: Tea & "milk", price: $3}
---
# Guide & co

[Markdown](mos:.) and <a href=mos:>bare</a>, <a href="&#109;os:tea">coded</a>

<p><a id="a" HREF='mos:tea?source="x"' title='a > b'>raw</a></p>

<map name="m"><area shape="rect" coords="0,0,1,1" href="mos:." alt="Area"></map>

`<a href="mos:tea">shown</a>`

    <a href="mos:tea">shown, too</a>
"""
OPTIONS = "service_id: acme\nsource: docs/{page}\nloader: false"


def links(result: Result, path: str) -> dict[str, Element]:
    found = [e for e in result.page(path).iter() if e.tag in ("a", "area") and "mos" in e.get("href", "")]
    return {
        e.get("alt") or (e.get("title") if "social" in e.get("class", "") else text(e).strip()) or "": e for e in found
    }


def carried(element: Element) -> dict[str, str]:
    """What a link of ours carries."""
    assert (element.get("target"), element.get("rel")) == ("_blank", "noopener")
    assert "mos-link" in (element.get("class") or "").split()
    link = read_link(element.get("href") or "")
    assert link.problems == ()
    return {name: value for name, value in link.values.items() if name != "isMsgCard"}


def test_raw_html_and_what_a_theme_draws(site: MakeSite) -> None:
    result = site({"index.md": "# Home\n", "guide.md": GUIDE}, SITE + THEMED, OPTIONS, "material").build("--strict")
    assert result.status == 0, result.output
    found = links(result, "guide/index.html")
    page = {"title": "Guide & co", "desc": "All about <guides>.", "linkUrl": "https://help.example.com/guide/"}
    tea = {"title": 'Tea & "milk"', "linkUrl": "https://help.example.com/guide/", "price": "$3"}
    here = {"source": "docs/guide"}
    assert carried(found["Markdown"]) == page | here
    assert carried(found["Area"]) == page | here
    assert carried(found["raw"]) == tea | {"source": '"x"'}
    assert (found["raw"].get("id"), found["raw"].get("title")) == ("a", "a > b")
    assert carried(found["bare"]) == here
    assert carried(found["coded"]) == tea | here
    assert carried(found["Chat"]) == {"source": "footer"}
    assert carried(found["This"]) == page | here
    assert "c d" in (found["This"].get("class") or "")
    assert carried(found["Social"]) == {"source": "social"}
    assert carried(found["Ask a person"]) == page | here
    assert carried(found["Talk"]) == page | {"source": "nav"}
    assert result.html("guide/index.html").count("mos:tea") == 2  # as code
    home = links(result, "index.html")
    assert carried(home["This"])["title"] == "Home"
    # No reader comes to a 404 page by its own address: what stands on all pages leads to the chat there.
    assert carried(links(result, "404.html")["This"]) == {"source": "docs"}
    done = run("check", "--site-url", "https://help.acme.org/", result.folder)
    assert "0 errors" in done.stdout, done.stdout


def test_they_send_into_a_window(site: MakeSite) -> None:
    page = '# Home\n\n<a href="mos:tea">raw</a> [this](mos:.)\n\n::: mos-chat\n'
    front = "---\nmos: {products: {tea: {title: Tea}}}\n---\n"
    result = site({"index.md": front + page}, SITE, "service_id: acme\nsdk: https://sdk.example/a.js").build()
    assert result.status == 0, result.output
    found = links(result, "index.html")
    assert '"title": "Tea"' in (found["raw"].get("data-mos-product") or "")
    assert '"title": "Home"' in (found["this"].get("data-mos-product") or "")


def test_a_tag_that_only_a_browser_can_read_is_named_by_every_host(site: MakeSite) -> None:
    page = '# A\n\n<p><a title=x"y href=mos:>x</a> <a href="mos:">y</a></p>\n'
    words = "the address “mos:” stays as it is, a dead link"
    result = site({"index.md": page}).build()
    assert result.status == 1
    assert any(problem.startswith(f"docs/index.md:3: {words}") for problem in result.problems), result.output
    with pytest.raises(ContentError, match=f"line 3: {words}"):
        markdown(page, extensions=["mkdocs_mos"], extension_configs={"mkdocs_mos": {"service_id": "acme"}})


@pytest.mark.parametrize(
    ("pages", "config", "named"),
    [
        ({"index.md": '# A\n\n<a href="mos:nope">x</a>\n'}, "", "docs/index.md:3: unknown product “nope”"),
        ({"index.md": '# A\n\n<a href="mos:?sorce=a">x</a>\n'}, "", "docs/index.md:3: “mos:?sorce=a” contains “sorce”"),
        (
            {"index.md": '# A\n\n<form action="mos:"></form>\n'},
            "",
            "docs/index.md:3: the address “mos:” stays as it is",
        ),
        ({"index.md": "# A\n\n<mos:tea>\n"}, "", "docs/index.md:3: the address “mos:tea” stays as it is"),
        (
            {"index.md": "# A\n", "b.md": "---\nmos: {products: {tea: {title: T}}}\n---\n# B\n"},
            "copyright: <a href='mos:nope'>x</a>\n",
            "mkdocs.yml:6: “mos:nope” names a product that not every page knows; write one of the catalogue, or mos:",
        ),
        (
            {"index.md": "# A\n", "404.md": "# Gone\n\n[this](mos:.)\n"},
            "use_directory_urls: false\n",
            "docs/404.md:3: ",
        ),
    ],
)
def test_what_cannot_be_one_is_named_in_its_place(
    site: MakeSite, pages: dict[str, str], config: str, named: str
) -> None:
    result = site(pages, config).build()
    assert result.status == 1
    (found,) = (problem for problem in result.problems if "problem, named above" not in problem)
    assert found.startswith(named)
    assert "Traceback" not in result.output


def test_a_template_that_means_this_page_where_there_is_none(site: MakeSite) -> None:
    made = site({"index.md": "# A\n"}, "theme: {name: mkdocs, custom_dir: own}\n")
    made.write("../own/404.html", '<!doctype html><html><body><a href="mos:.">x</a></body></html>')
    result = made.build()
    assert "404.html: “mos:.” means this page, but 404.html is none; write mos: or mos:NAME" in result.output


def test_no_address_gets_into_a_tag(site: MakeSite) -> None:
    page = '# A\n\n<p><a href="mos:" title="&quot;><script>alert(1)</script>" data-x=\'"\'>x</a></p>\n'
    result = site({"index.md": page}, SITE).build()
    assert result.status == 0, result.output
    (link,) = links(result, "index.html").values()
    assert link.get("title") == '"><script>alert(1)</script>'
    assert link.get("data-x") == '"'
    assert not [e for e in result.page().iter("script") if "alert" in (e.text or "")]
