"""Private addresses and blocks that neighbours leave in pages, feeds and other files: they work, or are named."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from mkdocs_mos.audit.page import audit
from mkdocs_mos.audit.private_addresses import left_in_file, private_address
from mkdocs_mos.audit.signs import may_be_left
from mkdocs_mos.audit.unresolved import leftovers
from mkdocs_mos.core.links import read_link

from .commands import run
from .conftest import MakeSite

BASE = "https://help.example.com/docs/"
CATALOG = "name,title,price\nflagship,Flagship package,$299.00\n"

LEFT = ["mos:", "MOS:tea", " mos:tea", "mos%3Atea", "MOS%3a", "mos%253Atea", "mos&#58;tea", "../mos:tea", "../../mos%3Atea", "/mos:", "./mos:tea", "mos:tea?source=a", f"{BASE}mos:tea", f"{BASE}guide/mos%3Atea", "//help.example.com/mos:tea"]  # fmt: skip
NOT_LEFT = ["", "mos", "/mos/", "mosaic:1", "https://en.wikipedia.org/wiki/MOS:DATE", "https://mos.me/acme", "wiki/MOS:DATE", "//mos:80/", "mailto:a@mos.com", "tea?mos:", "#mos:", "cosmos:1"]  # fmt: skip


@pytest.mark.parametrize("value", LEFT)
def test_a_private_address_is_known_however_it_is_written(value: str) -> None:
    found = private_address(value, BASE)
    assert found is not None
    assert found.lower().startswith("mos:")


@pytest.mark.parametrize("value", NOT_LEFT)
def test_other_addresses_are_not(value: str) -> None:
    assert private_address(value, BASE) is None


IN_HTML = [
    '<a href="mos%3Atea">', "<a href=mos:tea>", '<a href="mos&#58;tea">', '<a href="&#109;os:tea">', '<a href="../mos:tea">',
    '<a href="/mos&colon;tea">', '<area href="mos:tea">', '<form action="mos%3A">', '<button formaction="mos:">', '<img srcset="mos:tea 2x">',
    '<meta http-equiv="refresh" content="0; url=mos:tea">', '<div data-href="mos:tea">', "<a onclick=\"location.href='mos:tea'\">",
    '<script>window.open("mos:tea")</script>', '<iframe src="mos%3atea">', f'<a href="{BASE}mos:tea">', '<a href="mos%3Aflagship%3Fsource%3Da">',
    '<a\n class="x"\n href="mos%3Atea">', "<mos:tea>",
]  # fmt: skip
NOT_IN_HTML = [
    "<p>mos: and mos%3A</p>", '<button data-clipboard-text="mos:tea">', '<code>&lt;a href="mos:tea"&gt;</code>', "<!-- <a href='mos:'> -->",
    '<script>document.addEventListener("mos:ask", f)</script>', '<a href="https://en.wikipedia.org/wiki/MOS:DATE">', '<p title="mos: x">',
]  # fmt: skip


@pytest.mark.parametrize("html", IN_HTML)
def test_it_is_found_in_any_place_of_a_page(html: str) -> None:
    assert may_be_left(html)
    assert leftovers(html, BASE)
    page = f'<link rel="canonical" href="{BASE}">{html}'
    assert [finding.rule for finding in audit(page, "index.html").findings] == ["private-address"]


@pytest.mark.parametrize("html", NOT_IN_HTML)
def test_text_code_and_events_are_none(html: str) -> None:
    assert leftovers(html, BASE) == []
    assert audit(html, "index.html").findings == ()


IN_FILES = {
    "xml": ("feed.xml", "<a>\n<description>&lt;a href=&#34;mos:tea&#34;&gt;</description>"),
    "xml-twice": ("feed.xml", "<a>\n<description>&amp;lt;a href=&amp;quot;mos:tea&amp;quot;&amp;gt;</description>"),
    "cdata": ("feed.rss", '<a>\n<description><![CDATA[<a href="mos%3Atea">x</a>]]></description>'),
    "link": ("feed.atom", "<a>\n<link>mos:tea</link>"),
    "link-href": ("feed.atom", '<a>\n<link href="mos:tea"/>'),
    "loc": ("sitemap.xml", f"<a>\n<loc>{BASE}mos%3Atea</loc>"),
    "json": ("feed.json", '{\n"html": "<a href=\\"mos:tea\\">"}'),
    "json-escaped": ("feed.json", '{\n"html": "\\u003ca href=\\u0022mos:tea\\u0022\\u003e"}'),
    "json-url": ("feed.json", '{\n"url": "mos:tea"}'),
    "json-markdown": ("feed.json", '{\n"text": "[Ask](mos:tea)"}'),
    "llms": ("llms.txt", "# Help\n- [Ask](mos:tea)"),
    "reference": ("llms-full.txt", "[Ask][r]\n[r]: mos:tea"),
    "md": ("post/index.md", "# Help\n::: mos-product tea"),
    "block": ("feed.xml", "<a>\n<description>&lt;p&gt;::: mos-product tea label: x&lt;/p&gt;</description>"),
    "json-block": ("feed.json", '{\n"text": "Hello.\\n\\n::: mos-product tea\\n    label: x"}'),
    "index": ("search/search_index.json", '{\n"text": "<a href=\\"mos:tea\\">x</a>"}'),
}
NOT_IN_FILES = {
    "index": ("search/search_index.json", '{"text": "Write ::: mos-product, or [Ask](mos:tea), or <code>&lt;a href=\\"mos:\\"></code>"}'),
    "index-line": ("search/search_index.json", '{"text": "::: mos-product tea"}'),
    "fence": ("llms-full.txt", "# Us\n\n```\n::: mos-product tea\n[Ask](mos:tea)\n```\n\nWrite `[Ask](mos:)`.\n"),
    "code": ("feed.xml", "<description>&lt;p&gt;Write &lt;code&gt;[a](mos:tea)&lt;/code&gt;&lt;/p&gt;&lt;pre&gt;::: mos-product&lt;/pre&gt;</description>"),
    "cut": ("feed.xml", "<description>&lt;pre&gt;::: mos-product</description><description>fine</description>"),
    "title": ("feed.xml", "<title>::: mos-product</title>"),
    "asset": ("assets/mos.js", 'new CustomEvent("mos:ask"); "<a href=\\"mos:\\">"'),
    "events": ("docs.json", '{"event": "mos:ask", "other": "cosmos: x"}'),
    "link": ("feed.xml", "<link>https://mos.me/acme?isMsgCard=1&amp;title=x</link>"),
    "wiki": ("feed.xml", "<link>https://en.wikipedia.org/wiki/MOS:DATE</link>"),
}  # fmt: skip


@pytest.mark.parametrize("name", IN_FILES)
def test_it_is_found_in_files_that_are_no_pages(name: str) -> None:
    file, text = IN_FILES[name]
    assert [left.line for left in left_in_file(text, file, BASE)] == [2]


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("feed.xml", "<a>\n<link>http://mos.me/acme</link>"),
        ("feed.xml", '<a>\n<description>&lt;a href="https://mos.me/acme/x">'),
        ("feed.json", '{\n"url": "https:\\/\\/mos.me\\/YOUR_CUSTOMER_SERVICE_ID"}'),
        ("llms.txt", "# Help\n- [Ask](https://mos.me/acme?titel=x)"),
    ],
)
def test_wrong_chat_links_are_named_in_files_that_are_no_pages(file: str, text: str) -> None:
    (problem,) = left_in_file(text, file, BASE)
    assert (problem.file, problem.line) == (file, 2)
    assert problem.rule in ("host", "service-id", "placeholder", "unknown-parameter")
    assert "the chat link “" in problem.words


@pytest.mark.parametrize("name", NOT_IN_FILES)
def test_files_that_show_or_use_it_hold_none(name: str) -> None:
    file, text = NOT_IN_FILES[name]
    assert list(left_in_file(text, file, BASE)) == []


@pytest.mark.neighbour
def test_links_work_that_ezlinks_has_encoded(site: MakeSite) -> None:
    pages = {"index.md": "[Ask](mos:flagship?source=a) and [us](mos:)\n", "a/b.md": "[Ask](mos:flagship)\n"}
    made = site(pages, mos="service_id: acme\ncatalog: products.csv", plugins="  - ezlinks\n")
    (made.folder / "products.csv").write_text(CATALOG, "utf-8")
    result = made.build()
    assert result.problems == []
    links = [read_link(link) for path in ("index.html", "a/b/index.html") for link in result.hrefs(path)]
    assert [(link.values.get("title"), link.values.get("source"), link.problems) for link in links] == [
        ("Flagship package", "a", ()),
        (None, None, ()),
        ("Flagship package", None, ()),
    ]


@pytest.mark.neighbour
def test_a_link_that_ezlinks_has_encoded_is_named_at_its_line_where_it_is_wrong(site: MakeSite) -> None:
    result = site({"index.md": "# A\n\n[Ask](mos:nope)\n"}, plugins="  - ezlinks\n").build()
    assert result.problems[0].startswith("docs/index.md:3: ")
    assert "“nope”" in result.problems[0]


def test_what_stays_encoded_is_named_at_its_line(site: MakeSite) -> None:
    result = site({"index.md": '# A\n\n<img src="../mos%3Atea">\n'}, "site_url: https://s.example/\n").build()
    assert result.status == 1
    assert result.problems[0].startswith("docs/index.md:3: the address “../mos%3Atea” stays as it is, a dead link")
    result = site({"index.md": '# A\n\n<a href="../mos%3Atea">x</a>\n'}, "site_url: https://s.example/\n").build()
    assert result.problems[0].startswith("docs/index.md:3: unknown product “tea”")


RSS = "  - rss:\n      abstract_chars_count: 400\n      use_git: false\n"


@pytest.mark.neighbour
def test_a_feed_made_from_markdown_is_named(site: MakeSite) -> None:
    page = "# Post\n\nHello. [Ask about it](mos:flagship)\n\n::: mos-product flagship\n    label: Ask now\n"
    options = "service_id: acme\ncatalog: products.csv"
    made = site({"index.md": "# Home", "post.md": page}, "site_url: https://s.example/\n", options, "material", RSS)
    (made.folder / "products.csv").write_text(CATALOG, "utf-8")
    result = made.build()
    assert result.status == 0
    for file in ("feed_rss_created.xml", "feed_json_created.json"):
        address, block = [problem for problem in result.problems if problem.startswith(f"site/{file}:1: ")]
        assert "the address “mos:flagship” is a dead link" in address
        assert "“::: mos-product flagship" in block
    done = run("check", result.folder)
    assert done.returncode == 0
    assert done.stdout.count("[unbuilt]") == len(result.problems) == 8


@pytest.mark.neighbour
def test_a_feed_of_described_pages_is_fine(site: MakeSite) -> None:
    page = "---\ndescription: Hello.\n---\n# Post\n\n[Ask](mos:)\n"
    result = site({"index.md": page}, "site_url: https://s.example/\n", theme="material", plugins=RSS).build("--strict")
    assert (result.status, result.problems) == (0, [])


@pytest.mark.neighbour
def test_a_page_about_us_is_text_in_every_file(site: MakeSite) -> None:
    page = "# The `::: mos-product` block\n\nWrite `[Ask](mos:tea)`:\n\n```\n::: mos-product tea\n```\n"
    plugins = f"  - search\n{RSS}"
    made = site({"index.md": page, "a.md": "# A"}, "site_url: https://s.example/\n", theme="material", plugins=plugins)
    result = made.build("--strict")
    assert (result.status, result.problems) == (0, [])


def test_check_reads_compressed_feeds(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<p>x</p>", "utf-8")
    (tmp_path / "feed.xml.gz").write_bytes(gzip.compress(b'<link href="mos:tea"/>'))
    done = run("check", tmp_path)
    assert done.stdout.count("[unbuilt]") == 1
