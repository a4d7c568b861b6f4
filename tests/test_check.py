"""A whole site: built by the real `mkdocs`, then damaged at a known place, and its twin without the damage."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
from html import escape
from pathlib import Path
from typing import Any

import pytest

from mkdocs_mos.audit import site
from mkdocs_mos.audit.link_table import as_csv
from mkdocs_mos.audit.site import Report, as_github, as_json, as_text, check_site
from mkdocs_mos.core.links import context_link
from mkdocs_mos.core.problems import ContentError
from mkdocs_mos.core.product import Product
from mkdocs_mos.core.rules import SEVERITIES, Severity

from .conftest import DOCUMENTS, ROOT, MakeSite, Site, blocks
from .pieces import ACME, CARD, EXAMPLE, LOADER, TOKEN, VENDOR

SITE = "https://help.tea.internal/docs/"
PAGES = {
    "index.md": """---
mos:
  products:
    flagship: {title: Flagship, price: $299.00, cover: img/flagship.svg, linkUrl: more.md#plans}
---
# Start

::: mos-product flagship

::: mos-chat
    product: flagship

[Ask us](mos:)

Plant here.
""",
    "more.md": "---\nmos: {product: {title: Starter, price: $9}}\n---\n# More\n\n## Plans\n\n::: mos-product\n\nPlant here.\n",
    "folder/deep.md": "# Deep\n\n[Ask us](mos:?source=deep)\n\nPlant here.\n",
    "img/flagship.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>',
    "sdk.js": "",
}
HERE = "<p>Plant here.</p>"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site without a fault. Copy it before you change it."""
    folder: Path = tmp_path_factory.mktemp("built")
    made = Site(folder)
    for path, content in PAGES.items():
        made.write(path, content)
    options = "{service_id: acme, source: 'docs/{page}', sdk: sdk.js}"
    (folder / "mkdocs.yml").write_text(
        f"site_name: T\nsite_url: {SITE}\ntheme: mkdocs\nplugins:\n  - search\n  - mos: {options}\n", "utf-8"
    )
    result = made.build("--strict")
    assert result.status == 0, result.output
    return result.folder


@pytest.fixture
def twin(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "site"))


def rules(report: Report) -> list[str]:
    return [finding.rule for finding in report.findings]


def plant(site: Path, path: str, old: str, new: str) -> tuple[str, int, int]:
    """Write `new` for the first `old`, and return the place of the `¦` in it, which is not written."""
    html = (site / path).read_text("utf-8")
    assert old in html
    html = html.replace(old, new, 1)
    at = html.index("¦")
    (site / path).write_text(html.replace("¦", ""), "utf-8")
    return path, html.count("\n", 0, at) + 1, at - html.rfind("\n", 0, at)


def link(address: str) -> str:
    return f'<p>Read on:\n¦<a href="{escape(address)}">Ask</a></p>'


def card(**fields: str) -> str:
    return link(context_link(Product(**{"title": "Kettle", **fields}), "acme", "docs/kettle"))


def test_a_site_without_a_fault_has_none(built: Path) -> None:
    report = check_site(built)
    assert report.findings == ()
    assert report.pages == len(list(built.rglob("*.html")))
    assert [(found.page, found.text) for found in report.links if found.page.startswith("folder")] == [
        ("folder/deep/index.html", "Ask us")
    ]
    assert check_site(built, "acme", SITE).findings == ()
    assert check_site(built, "https://mos.me/acme", SITE.removesuffix("/")).findings == ()


PLANTS = {
    "host": (HERE, link("http://mos.me/acme")),
    "service-id": (HERE, link("https://mos.me/our%20shop")),
    "placeholder": ("_MOSCONFIG(", "_MOSCONFIG('{YOUR_CUSTOMER_SERVICE_ID}'); _MOSCONFIG("),
    "unknown-parameter": (HERE, link(f"{ACME}?utm=x")),
    "repeated-parameter": (HERE, link(f"{CARD}&title=Kettle")),
    "encoding": (HERE, link(f"{CARD}&desc=a b")),
    "encoded-twice": (HERE, link(f"{CARD}%2520tea")),
    "quotes": (HERE, link(f"{CARD}&desc=%E2%80%9Ca%E2%80%9D")),
    "private-address": (HERE, link("mos%3Aflagship")),
    "message-card": (HERE, link(f"{ACME}?title=Kettle")),
    "title": (HERE, link(f"{ACME}?isMsgCard=1")),
    "address": (HERE, link(f"{CARD}&cover=http%3A%2F%2Fe.com%2Fc.jpg")),
    "text": (HERE, link(f"{CARD}&desc=%00")),
    "source": (HERE, link(f"{ACME}?source=")),
    "length": (HERE, link(f"{CARD}&desc={'x' * 2000}")),
    "no-id": (HERE, link("https://mos.me/")),
    "unfilled": (HERE, link(f"{ACME}?source=%7Bpage%7D")),
    "json": (HERE, '<p>¦<b data-mos-product="{title: 1}"></b>'),
    "window": (HERE, '<p>¦<b data-mos-chat="{&quot;apiKey&quot;: &quot;acme&quot;, &quot;timeout&quot;: 0}"></b>'),
    "record": (
        HERE,
        '<p>¦<b data-mos-product="{&quot;title&quot;: &quot;a&quot;, &quot;Price&quot;: &quot;1&quot;}"></b>',
    ),
    "two-loaders": ("</body>", f"\n ¦{LOADER}</body>"),
    "unclosed": (HERE, f'<p>¦<iframe src="https://e.com/"/>\n<a href="{ACME}">Ask</a>'),
    "sandbox": (HERE, '<p>¦<a href="../assets/mkdocs-mos/sandbox/chat.html?id=acme">Ask</a>'),
    "token": (HERE, f"<p>Our bot is\n¦{TOKEN}.</p>"),
    "other-id": (HERE, link("https://mos.me/acme-2")),
    "missing-target": (HERE, card(linkUrl=f"{SITE}kettle/")),
    "missing-anchor": (HERE, card(linkUrl=f"{SITE}more/#prices")),
    "source-spelling": (HERE, link(f"{ACME}?source=Docs%2Findex")),
    "price": (HERE, card(title="Flagship", price="$249.00")),
}


@pytest.mark.parametrize("path", ["more/index.html", "folder/deep/index.html"])
@pytest.mark.parametrize("rule", PLANTS)
def test_a_fault_is_named_at_its_place(twin: Path, rule: str, path: str) -> None:
    old, new = PLANTS[rule]
    if rule == "placeholder":  # it lies in the loader, whose place is that of its element
        (twin / path).write_text((twin / path).read_text("utf-8").replace(old, new, 1), "utf-8")
        old, new = "<script data-mos-loader", "¦<script data-mos-loader"
    place = plant(twin, path, old, new)
    report = check_site(twin)
    assert rules(report) == [rule]
    (finding,) = report.findings
    assert (finding.file, finding.line, finding.column) == place
    assert finding.severity is SEVERITIES[rule]
    assert "\n" not in finding.words


BUILD = """value unknown-field duplicate cut-off yaml front-matter directive misplaced unknown-directive unknown-product shadowed
template product-file column option unknown-option sdk telegram hours words form"""  # only authors' files can break these


def test_every_rule_is_planted() -> None:
    other = {"unreadable", "not-utf8", "too-large", "unbuilt"}  # of files: below, and in test_private
    assert set(SEVERITIES) - set(PLANTS) == other | {"example-address"} | set(BUILD.split())


def test_an_example_s_address_is_named_once(site: MakeSite) -> None:
    page = "::: mos-product\n    title: T\n"
    for address, expected in (
        ("https://help.example.com/", 1),
        ("https://shop.test/a/", 1),
        ("https://help.tea.internal/", 0),
    ):
        made = site({"index.md": page, "b.md": page}, f"site_url: {address}\n").build("--strict")
        assert made.status == 0
        assert made.output.count(f"site_url is “{address}”, an example") == expected
        assert rules(check_site(made.folder)) == ["example-address"] * expected


# What all pages must agree on


def test_the_id_that_is_given_counts(twin: Path) -> None:
    assert set(rules(check_site(twin, "other"))) == {"other-id"}
    plant(twin, "more/index.html", HERE, link("https://mos.me/other"))
    report = check_site(twin, "acme")
    assert [finding.file for finding in report.findings] == ["more/index.html"]
    assert "“other”, the site's is “acme”" in report.findings[0].words
    with pytest.raises(ContentError, match="placeholder"):
        check_site(twin, "YOUR_CUSTOMER_SERVICE_ID")


def test_a_site_may_have_several_ids(twin: Path) -> None:
    plant(twin, "more/index.html", HERE, link("https://mos.me/acme-fr"))
    assert check_site(twin, ["acme", "https://mos.me/acme-fr"]).findings == ()
    report = check_site(twin, ["acme-de", "acme"])
    assert [(finding.rule, finding.file) for finding in report.findings] == [("other-id", "more/index.html")]
    assert "“acme-de” (found 0 times) or “acme” (found" in report.findings[0].words


def test_the_last_slash_of_a_link_is_no_other_id(twin: Path) -> None:
    plant(twin, "more/index.html", HERE, link("https://mos.me/acme/"))
    assert check_site(twin).findings == ()


@pytest.mark.parametrize(
    ("address", "rule"),
    [
        ("", None),
        ("more/", None),
        ("more", None),
        ("more/index.html", None),
        ("more/?from=chat#plans", None),
        ("more/#%70lans", None),
        ("folder/deep/", None),
        ("folder/", "missing-target"),
        ("img/flagship.svg#any", None),
        ("img/flagship.png", "missing-target"),
        ("More/", "missing-target"),
        ("%6Dore/", None),
        ("../elsewhere/", None),  # of the same host, but not of this site
        ("more/../../../../../etc/passwd", "missing-target"),
        ("%00", "missing-target"),
        (f"{'x' * 300}/", "missing-target"),
        ("more/#top", None),
        ("more/#:~:text=More", None),
        ("more/#Plans", "missing-anchor"),
    ],
)
def test_targets_on_the_site_must_exist(twin: Path, address: str, rule: str | None) -> None:
    whole = SITE.replace("docs/", "elsewhere/") if address == "../elsewhere/" else f"{SITE}{address}"
    plant(twin, "folder/deep/index.html", HERE, link(context_link(Product("K", linkUrl=whole), "acme")))
    assert rules(check_site(twin)) == [rule] * (rule is not None)


def test_a_flat_site_has_its_targets(tmp_path: Path) -> None:
    canonical = '<link rel="canonical" href="https://e.com/{}">'
    for name in ("index", "more", "a/more"):
        file = tmp_path / f"{name}.html"
        file.parent.mkdir(exist_ok=True)
        links = link(context_link(Product("K", linkUrl="https://e.com/a/more.html"), "acme"))
        file.write_text(canonical.format(f"{name}.html") + links.replace("¦", ""), "utf-8")
    assert check_site(tmp_path).findings == ()
    (tmp_path / "a" / "more.html").unlink()
    assert rules(check_site(tmp_path)) == ["missing-target"] * 2
    assert check_site(tmp_path, site_url="https://e.com/help/").findings == ()
    with pytest.raises(ContentError, match="site_url"):
        check_site(tmp_path, site_url="nonsense")


def test_spellings_of_a_source_are_named_once(tmp_path: Path) -> None:
    for number, source in enumerate(("docs/pricing", "docs/pricing", "Docs/Pricing", "docs_pricing", "docs/prices")):
        (tmp_path / f"{number}.html").write_text(f'<a href="{ACME}?source={source.replace("/", "%2F")}">x</a>', "utf-8")
    (finding,) = check_site(tmp_path).findings
    assert (finding.rule, finding.file, finding.line, finding.column) == ("source-spelling", "2.html", 1, 1)
    for words in (
        "“docs/pricing” (2 times, as on 0.html)",
        "“Docs/Pricing” (once, as on 2.html)",
        "“docs_pricing” (once",
    ):
        assert words in finding.words


def test_two_prices_of_a_product_are_named_with_both_places(tmp_path: Path) -> None:
    def write(name: str, *prices: str | None) -> None:
        links = [context_link(Product("Flagship", price=price), "acme") for price in prices]
        (tmp_path / name).write_text("\n".join(f'<a href="{escape(made)}">x</a>' for made in links), "utf-8")

    write("a.html", "$299", None)
    write("b.html", "$299")
    write("c.html", None)
    assert check_site(tmp_path).findings == ()
    write("c.html", None, "$249")
    (finding,) = check_site(tmp_path).findings
    assert (finding.rule, finding.file, finding.line) == ("price", "c.html", 2)
    assert "“Flagship” costs “$249” here and “$299” on a.html:1" in finding.words
    for name in ("b.html", "c.html"):
        (tmp_path / name).unlink()
    write("a.html", "$299", "from $249")  # a choice on one page
    assert check_site(tmp_path).findings == ()


# No false alarm


def test_the_sample_site_has_no_finding(tmp_path: Path) -> None:
    result = Site(ROOT).build("--strict", "--site-dir", str(tmp_path / "site"))
    assert result.status == 0, result.output
    report = check_site(tmp_path / "site", "harbour-tea-demo")
    assert rules(report) == ["example-address"]  # the shop is invented, and so is its address
    assert len(report.links) > 50
    shown = (tmp_path / "site" / "authors" / "index.html").read_text("utf-8")
    assert shown.count("mossdk.js") > 1  # in code, and as the loader


def test_a_sandbox_is_named_on_every_page_that_plays(tmp_path: Path) -> None:
    result = Site(ROOT).build("--site-dir", str(tmp_path / "site"), env={"MOS_SANDBOX": "true"})
    assert result.status == 0, result.output
    report = check_site(tmp_path / "site")
    assert [rule for rule in rules(report) if rule != "example-address"] == ["sandbox"] * report.pages


@pytest.mark.parametrize("theme", ["mkdocs", "material"])
def test_a_site_that_is_about_mos_has_no_finding(site: MakeSite, theme: str) -> None:
    """Without the plugin: the vendor's snippet, links and a token in code, and our own documents as pages."""
    links = "\n".join((f"{ACME}?titel=x", CARD, "https://mos.me/YOUR_CUSTOMER_SERVICE_ID?source=XXX"))
    page = f"# MOS\n\n```html\n{VENDOR}\n{links}\n<a href='{ACME}?titel=x'>\n```\n\n`{links}`\n\n    {EXAMPLE}\n"
    shown = [re.sub("^``` *{?\\.?([a-z]+)[ }].*", r"```\1", text, flags=re.MULTILINE) for text in DOCUMENTS.values()]
    pages = {f"{n}.md": text.replace("\n::: ", "\n`:::` ") for n, text in enumerate(shown)}
    result = site({"index.md": page, **pages}, mos=None, theme=theme, plugins="  - search\n").build()
    assert result.status == 0, result.output
    report = check_site(result.folder)
    assert report.findings == ()
    assert report.links == ()


def test_the_links_that_the_readme_prints_pass(tmp_path: Path) -> None:
    shown = [word.strip("'") for block in (*blocks("console"), *blocks("pycon")) for word in block.split()]
    links = [word for word in shown if word.startswith("https://mos.me/") and "?" in word]
    assert links
    (tmp_path / "a.html").write_text("".join(f'<a href="{escape(made)}">x</a>' for made in links), "utf-8")
    report = check_site(tmp_path)
    assert [found.url for found in report.links] == links
    assert report.findings == ()


# Files


ANYWHERE = (
    *(
        "search/search_index.json",
        "js/app.js",
        "js/app.mjs",
        "src/app.ts",
        "a.js.map",
        "a.css",
        "img/a.svg",
        "x/a.HTML",
    ),
    *("sitemap.xml", "sitemap.xml.gz", "feed.rss", "feed.atom", "a.webmanifest", "robots.txt", "docs.md", "data.csv"),
    *("CNAME", "_headers", "netlify.toml", ".env", ".well-known/a", ".github/workflows/a.yml", "a.zz", "wide.js"),
)


@pytest.mark.parametrize("path", ANYWHERE)
def test_tokens_are_found_in_files_of_every_kind(twin: Path, path: str) -> None:
    (twin / path).parent.mkdir(parents=True, exist_ok=True)
    text = f"{EXAMPLE}\n\n x{TOKEN}".encode("utf-16" if path == "wide.js" else "utf-8")
    (twin / path).write_bytes(gzip.compress(text) if path.endswith(".gz") else text)
    report = check_site(twin)
    (finding,) = report.findings
    assert (finding.rule, finding.file, finding.line, finding.column) == ("token", path, 3, 3)
    for shown in (as_text(report), as_json(report), as_github(report)):
        assert TOKEN[-20:] not in shown


def test_a_token_in_a_files_name_is_named_and_not_shown(twin: Path) -> None:
    (twin / f"{TOKEN}.html").write_text(f'<a href="{ACME}?source={TOKEN}">{TOKEN}</a>', "utf-8")
    (twin / TOKEN).write_bytes(b"\0")
    report = check_site(twin)
    assert set(rules(report)) == {"token", "encoding"}
    assert {found.file for found in report.findings} == {"(a bot token, not shown)", "(a bot token, not shown).html"}
    for shown in (as_text(report), as_json(report), as_github(report), as_csv(report.links)):
        assert TOKEN[-20:] not in shown


def test_what_no_reader_gets_as_text_is_left(twin: Path) -> None:
    """Pictures and fonts, by their content; what Git keeps; and no more than the beginning of either."""
    (twin / ".git").mkdir()
    (twin / ".git" / "config").write_text(TOKEN)
    (twin / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0" + TOKEN.encode())
    (twin / "a.gz").write_bytes(gzip.compress(b"\0" + TOKEN.encode()))
    with (twin / "film.mp4").open("wb") as file:
        file.truncate(10**12)
    assert check_site(twin).findings == ()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (gzip.compress(b"x" * 60_000_000), "more than 50,000,000 bytes"),
        (gzip.compress(b"x" * 60_000)[:-9], "its compression is broken; nothing in it"),
        (gzip.compress(b"x" * 60_000)[:-8] + bytes(8), "its compression is broken"),
        (b"\x1f\x8b\x08" + b"x" * 99, "its compression is broken"),
        (b"x" * 50_000_001, "it has 50,000,001 bytes, and is not read: the limit is 50,000,000"),
    ],
    ids=["bomb", "truncated", "checksum", "noise", "large"],
)
def test_what_is_not_read_is_named(twin: Path, content: bytes, words: str) -> None:
    (twin / "a.json").write_bytes(content)
    (finding,) = check_site(twin).findings
    assert finding.file == "a.json"
    assert words in finding.words


BAD = f'<a href="{ACME}?titel=é">Ask</a>'


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (BAD.encode("utf-8-sig"), ["unknown-parameter"]),
        (BAD.encode("utf-16"), ["unknown-parameter"]),
        (BAD.encode("utf-32"), ["unknown-parameter"]),
        (f'<meta charset="ISO-8859-1">{BAD}'.encode("latin-1"), ["unknown-parameter"]),
        (f'<meta http-equiv=x content="text/html; charset=big5">{BAD}'.encode("big5", "ignore"), ["unknown-parameter"]),
        (f"<meta charset=nonsense>{BAD}".encode(), ["unknown-parameter"]),
        (f"<meta charset=hex>{BAD}".encode(), ["unknown-parameter"]),
        (BAD.encode("latin-1"), ["not-utf8", "unknown-parameter"]),
        (b"\x89PNG\0\0\xff\xfe mos" + BAD.encode(), ["not-utf8", "unknown-parameter"]),
        (b"\x89PNG\0\xff\xfe", []),
        (b"", []),
        (b"mos" * 100_000, []),
    ],
)
def test_a_page_in_any_encoding_is_read(tmp_path: Path, raw: bytes, expected: list[str]) -> None:
    (tmp_path / "a.html").write_bytes(raw)
    report = check_site(tmp_path)
    assert rules(report) == expected
    assert "encoding" in " ".join(finding.words for finding in report.findings) or "not-utf8" not in expected


def test_a_huge_file_is_left_and_named(twin: Path) -> None:
    with (twin / "huge.html").open("wb") as file:
        file.truncate(100_000_000)
    (finding,) = check_site(twin).findings
    assert (finding.rule, finding.file) == ("too-large", "huge.html")
    assert "100,000,000 bytes" in finding.words


def test_what_cannot_be_read_is_named_and_the_rest_is_checked(twin: Path) -> None:
    os.mkfifo(twin / "fifo.html")
    (twin / "gone.html").symlink_to("nowhere")
    (twin / "round.html").symlink_to("round.html")
    (twin / "folder.html").mkdir()
    place = plant(twin, "more/index.html", HERE, link(f"{ACME}?titel=x"))
    report = check_site(twin)
    assert [(finding.rule, finding.file) for finding in report.findings] == [
        ("unreadable", "fifo.html"),
        ("unreadable", "gone.html"),
        ("unknown-parameter", place[0]),
        ("unreadable", "round.html"),
    ]


def test_a_file_that_vanishes_is_called_that(twin: Path) -> None:
    (twin / "zz.html").write_text("x", "utf-8")
    report = check_site(twin, progress=lambda *_: (twin / "zz.html").unlink(missing_ok=True))
    (finding,) = report.findings
    assert (finding.rule, finding.file) == ("unreadable", "zz.html")
    assert "it vanished while the site was read" in finding.words


def test_what_may_not_be_read_is_named_and_the_rest_is_checked(twin: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As root, who may read everything, the system's refusal is played."""
    open_file, scan = Path.open, os.scandir

    def refuse_file(path: Path, *arguments: Any, **named: Any) -> Any:
        if path.name == "a.js":
            raise PermissionError(13, "Permission denied", str(path))
        return open_file(path, *arguments, **named)

    def refuse_folder(path: Any) -> Any:
        if os.fspath(path).endswith("folder"):
            raise PermissionError(13, "Permission denied", os.fspath(path))
        return scan(path)

    (twin / "a.js").write_text("x")
    place = plant(twin, "more/index.html", HERE, link(f"{ACME}?titel=x"))
    monkeypatch.setattr(Path, "open", refuse_file)
    monkeypatch.setattr(os, "scandir", refuse_folder)
    report = check_site(twin)
    assert [(finding.rule, finding.file) for finding in report.findings] == [
        ("unreadable", "a.js"),
        ("unreadable", "folder"),
        ("unknown-parameter", place[0]),
    ]
    assert "it cannot be read: Permission denied; nothing in it has been checked" in report.findings[0].words


def test_links_that_go_round_end(twin: Path) -> None:
    (twin / "again").symlink_to(".", target_is_directory=True)
    (twin / "folder" / "up").symlink_to("..", target_is_directory=True)
    (twin / "copy.html").symlink_to("index.html")
    plant(twin, "folder/deep/index.html", HERE, card(linkUrl=f"{SITE}again/more/"))  # a server follows it
    report = check_site(twin)
    assert report.findings == ()
    assert {found.page for found in report.links if "copy" in found.page} == {"copy.html"}


def test_any_name_of_a_file_is_shown_on_one_line(tmp_path: Path) -> None:
    for name in (b"a\nb.html", b"\xff.html", b"\x1b[31m, 50%: c.html"):
        Path(os.fsdecode(os.path.join(os.fsencode(tmp_path), name))).write_text(BAD, "utf-8")
    report = check_site(tmp_path)
    assert len(report.findings) == 3
    assert len(as_text(report).splitlines()) == 4
    assert len(as_github(report).splitlines()) == 3
    assert "\x1b" not in as_text(report)
    as_json(report).encode()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("nowhere", "there is no folder"),
        ("file.html", "is a file"),
        ("empty", "is empty"),
        ("pictures", "holds no HTML page"),
        ("x" * 5000, "there is no folder"),
        ("a\0b", "there is no folder"),
    ],
)
def test_a_bad_folder_is_refused(tmp_path: Path, name: str, words: str) -> None:
    (tmp_path / "file.html").write_text("x")
    (tmp_path / "empty").mkdir()
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "a.png").write_bytes(b"")
    (tmp_path / "pictures" / "a.js").write_bytes(b"")
    with pytest.raises(ContentError, match=words) as raised:
        check_site(tmp_path / name)
    assert "\n" not in str(raised.value)


def test_many_processes_find_what_one_finds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(330):
        file = tmp_path / f"{number % 7}" / f"{number}.html"
        file.parent.mkdir(exist_ok=True)
        bad = "&titel=x" if number % 50 == 0 else ""
        other = "acme-2" if number % 60 == 0 else "acme"
        file.write_text(f'<p>\n<a href="https://mos.me/{other}?source=s{number}{bad}">Ask</a>{LOADER}', "utf-8")
    (tmp_path / "a.json").write_text(TOKEN, "utf-8")
    steps: list[tuple[int, int]] = []
    many = check_site(tmp_path, progress=lambda *step: steps.append(step))
    assert steps[-1] == (331, 331)
    assert steps == sorted(set(steps))
    monkeypatch.setattr(site, "POOL_FROM", 1000)
    one = check_site(tmp_path)
    assert many == one
    assert set(rules(one)) == {"unknown-parameter", "other-id", "token"}

    def refuse(*arguments: object, **named: object) -> None:
        raise PermissionError

    monkeypatch.setattr(site, "POOL_FROM", 1)
    monkeypatch.setattr(site, "ProcessPoolExecutor", refuse)
    assert check_site(tmp_path) == one


# Reports


@pytest.fixture
def report(twin: Path, monkeypatch: pytest.MonkeyPatch) -> Report:
    plant(twin, "more/index.html", HERE, link(f"{ACME}?titel=x"))
    plant(twin, "folder/deep/index.html", HERE, link(f"{ACME}?source=XXX"))
    monkeypatch.chdir(twin.parent)
    return check_site(Path("site"))


def test_the_text_has_a_line_for_each_and_a_sum(report: Report) -> None:
    warning, error = report.findings
    lines = as_text(report).splitlines()
    assert lines[0] == f"site/folder/deep/index.html:{warning.line}:1: warning: {warning.words} [unfilled]"
    assert lines[1] == f"site/more/index.html:{error.line}:1: error: {error.words} [unknown-parameter]"
    assert lines[2] == f"{len(report.links)} chat links on {report.pages} pages: 1 error, 1 warning"


def test_the_json_is_what_is_documented(report: Report) -> None:
    data = json.loads(as_json(report))
    findings = data.pop("findings")
    assert data == {
        "version": 1,
        "folder": "site",
        "pages": report.pages,
        "links": len(report.links),
        "errors": 1,
        "warnings": 1,
    }
    assert findings == [
        {
            "rule": finding.rule,
            "severity": severity,
            "file": finding.file,
            "line": finding.line,
            "column": finding.column,
            "words": finding.words,
        }
        for finding, severity in zip(report.findings, ("warning", "error"), strict=True)
    ]
    assert all(f"`{name}`" in (as_json.__doc__ or "") for name in (*data, "findings", *findings[0]))


def test_github_shows_each_at_its_line(report: Report) -> None:
    warning, error = report.findings
    assert as_github(report).splitlines() == [
        f"::warning file=site/folder/deep/index.html,line={warning.line},col=1,title=mkdocs-mos unfilled::{warning.words}",
        f"::error file=site/more/index.html,line={error.line},col=1,title=mkdocs-mos unknown-parameter::{error.words}",
    ]


def test_github_is_told_no_other_command(tmp_path: Path) -> None:
    (tmp_path / "50%, a:b.html").write_text(f'<a href="{ACME}?100%25=x">Ask</a>', "utf-8")
    made = check_site(tmp_path)
    (line,) = as_github(made).splitlines()
    assert "50%25%2C a%3Ab.html,line=1,col=1," in line
    assert line.endswith(made.findings[0].words.replace("%", "%25"))
    assert made.count(Severity.ERROR) == 1
