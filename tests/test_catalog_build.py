"""A catalogue in a real build: every page may name its products."""

from __future__ import annotations

import json

import pytest

from mkdocs_mos import read_link

from .conftest import MakeSite, text, with_class

SITE = "site_url: https://help.example.com/\n"
MOS = "service_id: acme\nsource: docs/{page}\nsdk: https://sdk.example/s.js\ncatalog: "
CSV = "name,title,price,linePrice,desc,cover,linkUrl\nflagship,Flagship package,$299.00,$399.00,All of it,img/f.svg,shop/index.md\n"
YML = "flagship:\n  title: Flagship package\n  price: $299.00\n  linePrice: $399.00\n  desc: All of it\n  cover: img/f.svg\n  linkUrl: shop/index.md\n"
JSON = json.dumps(
    {
        "flagship": {
            "title": "Flagship package",
            "price": "$299.00",
            "linePrice": "$399.00",
            "desc": "All of it",
            "cover": "img/f.svg",
            "linkUrl": "shop/index.md",
        }
    }
)
RECORD = {
    "isMsgCard": "1",
    "title": "Flagship package",
    "desc": "All of it",
    "cover": "https://help.example.com/img/f.svg",
    "linkUrl": "https://help.example.com/shop/",
    "price": "$299.00",
    "linePrice": "$399.00",
}
PAGES = {
    "index.md": "# Home\n\n::: mos-product flagship\n",
    "a/b/deep.md": "# Deep\n\n::: mos-product flagship\n\n[ask](mos:flagship)\n\n::: mos-message flagship\n\n"
    "::: mos-chat\n    product: flagship\n",
    "shop/index.md": "# Shop",
    "img/f.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
}


@pytest.mark.parametrize(("name", "content"), [("p.csv", CSV), ("p.yml", YML), ("p.json", JSON)])
def test_each_page_may_name_a_product_of_the_catalogue(site: MakeSite, name: str, content: str) -> None:
    nav = "nav: [index.md, a/b/deep.md, shop/index.md, {Ask: 'mos:flagship'}]\n"
    made = site(PAGES, SITE + nav, mos=MOS + name)
    (made.folder / name).write_text(content, "utf-8")
    result = made.build("--strict")
    assert result.status == 0, result.output
    for path, source in (("index.html", "docs/index"), ("a/b/deep/index.html", "docs/a/b/deep")):
        (picture,) = with_class(result.page(path), "mos-product-cover")
        assert (result.folder / path).parent.joinpath(picture.get("src", "")).resolve() == result.folder / "img/f.svg"
        for href in result.hrefs(path):
            link = read_link(href)
            assert link.problems == ()
            assert link.values == RECORD | {"source": source}
    assert len(result.hrefs("a/b/deep/index.html")) == 4
    assert "Ask" in result.html()
    (window,) = with_class(result.page("a/b/deep/index.html"), "mos-chat")
    assert json.loads(window.get("data-mos-chat", ""))["product"]["cover"] == RECORD["cover"]


def test_several_files_and_patterns(site: MakeSite) -> None:
    pages = {"index.md": "::: mos-product a\n\n::: mos-product b\n\n::: mos-product c\n"}
    made = site(pages, mos="service_id: acme\ncatalog: [shop/*.csv, more.yml]")
    (made.folder / "shop").mkdir()
    (made.folder / "shop" / "1.csv").write_text("name,title\na,A\n", "utf-8")
    (made.folder / "shop" / "2.csv").write_text("name,title\nb,B\n", "utf-8")
    (made.folder / "more.yml").write_text("c: {title: C}\n", "utf-8")
    result = made.build("--strict")
    assert result.status == 0, result.output
    assert [text(e).strip() for e in with_class(result.page(), "mos-product-title")] == ["A", "B", "C"]


def test_the_pages_own_product_wins_and_the_build_says_so(site: MakeSite) -> None:
    page = "---\nmos:\n  products:\n    flagship: {title: Mine}\n---\n::: mos-product flagship\n"
    made = site({"index.md": page}, mos="service_id: acme\ncatalog: p.csv")
    (made.folder / "p.csv").write_text("name,title\nflagship,Theirs\n", "utf-8")
    result = made.build("--strict")
    assert result.status == 0, result.output
    assert text(with_class(result.page(), "mos-product-title")[0]).strip() == "Mine"
    assert "docs/index.md:4: product “flagship” is also in p.csv:2; the page's own is used here" in result.output


def test_all_problems_are_told_at_once(site: MakeSite) -> None:
    pages = {
        "index.md": "::: mos-product flagshp\n\n::: mos-product broken\n\n[x](mos:gone)\n",
        "own.md": "---\nmos:\n  products:\n    mine: {title: M}\n---\n::: mos-product mien\n",
    }
    made = site(pages, mos="service_id: acme\ncatalog: [p.yml, '*.csv', x*.json]")
    (made.folder / "p.yml").write_text("flagship:\n  title: F\n  cover: img/none.svg\nbroken:\n  titel: B\n", "utf-8")
    (made.folder / "q.csv").write_text("name,title\nflagship,Again\n", "utf-8")
    result = made.build()
    assert result.status == 1
    *problems, _ = result.problems
    expected = [
        "docs/index.md:1: unknown product “flagshp”; did you mean “flagship”?",
        "docs/index.md:5: unknown product “gone”; the known ones are: broken, flagship",
        "docs/own.md:6: unknown product “mien”; did you mean “mine”?",
        "mkdocs.yml:6: catalog: “x*.json” matches no file; correct it, or delete it",
        "p.yml:3: product “flagship”: cover names “img/none.svg”, but no file “img/none.svg” is among the docs",
        "p.yml:5: product “broken”: unknown field “titel”; did you mean “title”?",
        "q.csv:2: product “flagship” is also in p.yml:1; delete or rename one",
    ]
    assert [any(problem.startswith(words) for problem in problems) for words in expected] == [True] * 7, problems
    assert len(problems) == 7
    assert not result.exists("index.html")


def test_a_file_that_is_not_there_is_the_only_problem(site: MakeSite) -> None:
    pages = {"index.md": "::: mos-product flagship\n\n[x](mos:flagship)\n"}
    result = site(pages, mos="service_id: acme\ncatalog: nope.json").build()
    assert result.status == 1
    (problem, _) = result.problems
    assert problem.startswith("nope.json: ")


@pytest.mark.parametrize("value", ["7", "[]x: 1", "{a: 1}", "['']", "true"])
def test_an_option_that_names_no_file(site: MakeSite, value: str) -> None:
    result = site({"index.md": ""}, mos=f"service_id: acme\ncatalog: {value}").build()
    assert result.status == 1
    assert "Traceback" not in result.output
