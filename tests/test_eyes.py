"""What `check` sees is what a browser sees: cases, and pages made by mutation beside lexbor and ada, taken the straight way."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from ada_url import URL
from selectolax.lexbor import LexborHTMLParser

from mkdocs_mos.audit.addresses import LOST
from mkdocs_mos.audit.encodings import decoded
from mkdocs_mos.audit.page import audit
from mkdocs_mos.audit.site import check_site

from .conftest import MakeSite
from .pieces import ACME, LOADER, TOKEN

SHY = "\u00ad"


@pytest.mark.parametrize(
    ("html", "places"),
    [
        (f'<script src="a.js">let a</script x>\n<a href="{ACME}">Chat</a>', [(2, 1)]),
        ('<a href="https://&#109os.me/acme">Chat</a>', [(1, 1)]),
        ('<base href="https://mos.me/">\n <a href="acme">Chat</a><a href="/acme">Chat</a>', [(2, 2), (2, 25)]),
        ('<base href="//mos.me/"><form action=acme>', [(1, 24)]),
        ('<base href="https://e.com/"><base href="https://mos.me/"><a href="acme">', []),
        ('<a href="https://mos。me/acme">', [(1, 1)]),
        (f'<p>\n<a href="https://mo{SHY}s.me/acme">', [(2, 1)]),
        ('<a href="https://ｍｏｓ.me/acme">', [(1, 1)]),
        ('<a href="HTTPS://MOS.ME:443/acme">', [(1, 1)]),
        ('<a href="https:///mos.me/acme">', [(1, 1)]),
        ('<a href="https:mos.me/acme">', []),  # of this site, which has https:, too
        ('<a href="\\\\mos.me\\acme">', [(1, 1)]),
        ('<a href="https://mos.\nme/acme">', [(1, 1)]),
        ('<a href="/\t/mos.me/acme">', [(1, 1)]),
        ('<a href="https://a@b@mos.me/acme">', [(1, 1)]),
        ('<a href="https://mos.me@e.com/acme">', []),
        (f"<a href=\" javascript:location='{ACME}'\">", [(1, 1)]),
        (f"<a href=\"java\nscript:location='{ACME}'\">", [(1, 1)]),
        (f"<p>\n<iframe srcdoc=\"&lt;a href='{ACME}'>Chat&lt;/a>\"></iframe>", [(2, 1)]),
        (f"<iframe srcdoc='\n<a href=\"{ACME}\">'></iframe>", [(2, 1)]),
        (f'<iframe src="{ACME}" srcdoc="x"></iframe>', []),
        (f'<svg><a xlink:href="{ACME}"/></svg>', [(1, 6)]),
        (f'<template>\n<template> <a href="{ACME}"></template></template>', [(2, 12)]),
        (f'<noscript>\n <a href="{ACME}"></noscript>', [(2, 2)]),
        (f'<!-- <a href="{ACME}"> -->\n<a href="{ACME}">', [(2, 1)]),
        (f'<b title=\'<a href="{ACME}">\'>\n<a href="{ACME}">', [(2, 1)]),
        (f"<textarea><a href={ACME}></textarea><A\nHREF={ACME}>", [(1, 50)]),
        (f"<a/href={ACME}>", [(1, 1)]),
        (f"<p at=7><a at=9 href='{ACME}'>", [(1, 9)]),
        (f"<a href='{ACME}'><p>one</a>two", [(1, 1)]),
        (f"<p>\r\n<p>\r\n <a href='{ACME}'>", [(3, 2)]),
        (f"<math><mtext><a href='{ACME}'>", [(1, 14)]),
        (f"<![CDATA[ <a href='{ACME}'> ]]>", []),
        (f"<svg><![CDATA[ <a href='{ACME}'> ]]></svg>", []),
        (f"<select><a href='{ACME}'></select>", None),
        (f"<object data='{ACME}'></object>", [(1, 1)]),
        (f"<p href='{ACME}' action='{ACME}'>", []),
        (f"<style><a href='{ACME}'></style>", []),
        (f"<button data-copy='{ACME}' data-text='{ACME}'>", []),
        (f'<script src="a.js"/>\n<a href="{ACME}">Chat</a>', []),
        (f"<script>\n open('{ACME}')</script><script src=a.js>open('{ACME}')</script>", [(2, 7)]),
        ("<plaintext><a href='https://mos.me/acme'>", []),
        (f"<a href=='{ACME}'>", []),
        (f"<i x<a =\"<b><a href='{ACME}'>\"><a href='//é.e'></a>", []),
        (f"<p>\n<a =x href='{ACME}'>", [(2, 1)]),
    ],
)
def test_links_are_those_of_a_browser(html: str, places: list[tuple[int, int]] | None) -> None:
    found = audit(html, "page").links
    if places is not None:
        assert [(link.line, link.column) for link in found] == places
        assert all("acme" in link.url or link.link.service_id == "acme" for link in found)


@pytest.mark.parametrize("tag", ["iframe src=x", "script src=x", "style", "title", "textarea"])
@pytest.mark.parametrize("rest", [f'<a href="{ACME}">Ask</a>', LOADER.replace("</script>", "</script ><b>")])
def test_an_element_that_hides_the_rest_is_named(tag: str, rest: str) -> None:
    name = tag.split()[0]
    for opening in (f"<{tag} />", f"<{tag}>"):
        if name == "script" and rest is not f'<a href="{ACME}">Ask</a>' and "script" in rest:
            continue  # the loader's own end tag ends it
        found = audit(f"<p>\n {opening}\n{rest}", "page")
        assert [(one.rule, one.line, one.column) for one in found.findings if one.rule == "unclosed"] == [
            ("unclosed", 2, 2)
        ]
        assert f"</{name}>" in found.findings[0].words
        assert not found.links
    assert not audit(f"<{tag}></{name}>{rest}", "page").findings


def test_the_build_names_it_where_it_stands(site: MakeSite) -> None:
    frame = '<iframe src="https://maps.example/embed" width="600"'
    result = site({"index.md": f"# Visit us\n\n{frame}/>\n\n[Ask us](mos:)\n"}).build()
    assert result.status == 1
    assert result.problems[0].startswith("docs/index.md:3: <iframe> has no end")
    assert result.problems[1] == "mkdocs-mos: 1 problem, named above; do not publish site/, which is built by now"
    assert site({"index.md": f"# Visit us\n\n{frame}></iframe>\n\n[Ask us](mos:)\n"}).build("--strict").status == 0


@pytest.mark.parametrize(
    ("raw", "text", "known"),
    [
        ('<meta name="description" content="charset=utf-16"><meta charset="utf-8">é'.encode(), "é", True),
        ('<meta charset="utf-16">é'.encode(), "é", True),
        ("<meta charset=utf-7>é+AGE-".encode(), "é+AGE-", True),
        ("<meta charset=unicode_escape>é\\u0061".encode(), "é\\u0061", True),
        ("<meta charset=latin1>\u20ac".encode("cp1252"), "\u20ac", True),
        ("<!-- <meta charset=big5> --><meta charset=gbk>中".encode("gbk"), "中", True),
        ("<meta http-equiv=Content-Type content='text/html; charset=\"gb2312\"'>中".encode("gbk"), "中", True),
        ("<meta content='text/html; charset=gbk'>é".encode(), "é", True),
        ("<b title='<meta charset=gbk>'>é".encode(), "é", True),
        (b"<meta charset=windows-1251>\xcf", "П", True),
        (b" " * 1024 + "<meta charset=gbk>é".encode(), "é", True),
        ("<meta charset=gbk>é".encode("utf-8-sig"), "é", True),
        ("<meta charset=gbk>é".encode("utf-16"), "é", True),
        (b"<p>\xe9", "\ufffd", False),
    ],
)
def test_encodings_are_found_as_browsers_find_them(raw: bytes, text: str, known: bool) -> None:
    found, exact = decoded(raw, True)
    assert (found.rpartition(">")[2], exact) == (text, known)


def test_a_label_hides_no_token(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(f"<meta charset=utf-16><p>{TOKEN}".encode())
    assert [finding.rule for finding in check_site(tmp_path).findings] == ["token"]


# Mutation

PIECES = (
    *('<a href="{}">', "<a href='{}' title=\"x\">", "<A\nHREF={}>", '<area href="{}">', "<form action={}>", "</a>"),
    *(
        '<iframe src="{}">',
        "</iframe>",
        "<iframe src=x/>",
        "<script>",
        "</script>",
        "<style>",
        "</style>",
        "</style x>",
    ),
    *("<textarea>", "</textarea>", "<title>", "</title>", "<!--", "-->", "--!>", "<![CDATA[", "]]>", "<svg>", "</svg>"),
    *("<math>", "<table>", "<tr>", "<td>", "</table>", "<p>", "</p>", "<b>", "</b>", "<div class=x>", "</div>", "\n"),
    *("<select>", "<option>", "</select>", "<plaintext>", "<noembed>", "</noembed>", "<?x", "<!x", "</", "<", ">", '"'),
    *(
        "'",
        "=",
        "/",
        "/>",
        "&",
        "&#109",
        "\0",
        "\r\n",
        "é",
        "-",
        "--",
        "<b title='",
        '<b title="',
        " x=",
        "<a--",
        "<b/",
    ),
    *("text ", "<a ", "<h1", "<br>", "<br/>", "<frameset>", "<foreignObject>", "<xmp>", "</xmp>", "<button>", "<li>"),
)
ADDRESSES = (
    *("https://mos.me/a{}", "//mos.me/a{}", "https://mos。me/a{}", "HTTPS://MOS.ME:443/a{}", "https://x@mos.me/a{}"),
    *("https:///mos.me/a{}", "https://mos.\nme/a{}", "https://&#109os.me/a{}", "\\\\mos.me/a{}", "https://e.com/a{}"),
    *("/a{}", "#a{}", "https://mos.men/a{}", "a{}?https://mos.me/"),
)
WAYS = {"a": "href", "area": "href", "form": "action", "iframe": "src"}


def pages(count: int, seed: int = 15) -> Iterator[str]:
    chosen = random.Random(seed)
    for _ in range(count):
        parts = []
        for number in range(chosen.randrange(1, 30)):
            piece = chosen.choice(PIECES)
            if "{}" in piece or chosen.random() < 0.15:
                piece = piece if "{}" in piece else PIECES[chosen.randrange(5)]
                piece = piece.replace("{}", chosen.choice(ADDRESSES).format(f"{number}z"))
            parts.append(piece)
        text = "".join(parts)
        for _ in range(chosen.randrange(3)):
            at = chosen.randrange(len(text) + 1)
            text = text[:at] + chosen.choice(("", *PIECES[18:])) + text[at + chosen.randrange(4) :]
        yield text


def straight(html: str, is_fragment: bool = False) -> list[str]:
    """The addresses of the chat in a page, as a browser has them, in the order of the tree."""
    found = []
    for node in LexborHTMLParser(html, is_fragment=is_fragment, scripting=True).css("a,area,form,iframe"):
        value = node.attributes.get(WAYS[node.tag or ""]) or node.attributes.get("xlink:href") or ""
        try:
            url = URL(value, "https://here.invalid/")
        except ValueError:
            continue
        if url.hostname == "mos.me" and url.protocol in ("https:", "http:"):
            found.append(value.replace("\n", ""))
    return found


def differs(html: str) -> str:
    """What `check` lists and a browser has not, or the other way; where a link is not where `check` says."""
    lines = html.split("\n")
    # Strings of scripts are listed, too, and no parser of HTML or addresses knows them.
    links = [link for link in audit(html, "page").links if lines[link.line - 1][link.column - 1] not in "\"'"]
    # Nor does a browser go to the chat by what lacks its scheme, which is named.
    links = [link for link in links if not any(LOST in fault.words for fault in link.faults)]
    ours = [link.url.replace("\n", "") for link in links]
    theirs = straight(html)
    if set(ours) != set(theirs):
        return f"{sorted(set(ours) ^ set(theirs))} in {html!r}"
    for link, url in zip(links, ours, strict=True):
        rest = "\n".join((lines[link.line - 1][link.column - 1 :], *lines[link.line :]))
        if rest[:1] != "<" or straight(rest, is_fragment=True)[:1] != [url]:
            return f"{url} stands at {rest[:40]!r} in {html!r}"
    return ""


def test_pages_made_by_mutation_have_the_links_that_a_browser_has() -> None:
    count = int(os.environ.get("MOS_MUTATIONS", "2500"))
    found = [words for words in map(differs, pages(count)) if words]
    assert not found, f"{len(found)} of {count}, such as {found[:3]}"


@pytest.mark.parametrize(
    "deep",
    [
        "<div>" * 100_000,
        "<div/>" * 100_000,
        "<a-b>" * 100_000,
        "<p>" + "".join(f"<b x={number}>" for number in range(5_000)) + "<p>x" * 5_000,  # 25 million elements
    ],
    ids=["open", "closed-at-once", "unknown", "formatting"],
)
def test_what_lies_too_deep_is_named_and_not_read(deep: str) -> None:
    found = audit(f"{deep}<a href='{ACME}'>Ask</a>", "page")
    assert [finding.rule for finding in found.findings] == ["too-large"]
    assert not found.links


def test_a_large_drawing_and_a_long_list_are_not_deep() -> None:
    drawing = '<path d="M0 0h1"/><g><circle r="1" /></g>' * 5_000
    rows, items = "<tr><td>x<br><img src=x>" * 5_000, "<li>x<p>y" * 5_000
    html = f"<svg>{drawing}</svg><ul>{items}</ul><table>{rows}</table><a href='{ACME}'>Ask</a>"
    found = audit(html, "page")
    assert found.findings == ()
    assert len(found.links) == 1
