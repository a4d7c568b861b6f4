"""Private `mos:` addresses, raw directives and wrong chat links in what is published, in whatever encoding.

Pure: a text and its name in, what was found out. HTML pages are read by `leftovers`, which asks here what an attribute
holds; all other files of a site, such as feeds, are looked at here.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import unquote

from ..content.positions import Places
from ..core.links import read_link
from ..core.problems import Problem, quoted
from .lines import Lines

_PERHAPS = re.compile("mos[:%&]", re.IGNORECASE)
_HERE = re.compile(r"(?:/(?!/)|(?:\.{1,2}/)+)?(mos:.*)", re.IGNORECASE | re.DOTALL)
_UNDER_HOST = re.compile(r"(?:[^?#:]*/)?(mos:.*)", re.IGNORECASE | re.DOTALL)
_WHOLE = re.compile(r"(?:https?:)?//([^/?#]*)/?", re.IGNORECASE)
_STRIPPED = "".join(map(chr, range(0x21)))

_UNREAD = re.compile(
    r"\.(?:html?|xhtml|[cm]?js|ts|css|map|py|ya?ml|toml|csv|svg"
    r"|png|jpe?g|gif|webp|avif|ico|woff2?|ttf|otf|eot|zip|pdf|mp[34]|webm)$",
    re.IGNORECASE,
)
"""Files that are not looked at: pages are read in another way, and the rest is nobody's to read."""

_MARKDOWN = frozenset(("", ".md", ".markdown", ".mdx", ".txt"))
_LIMIT = 20_000_000
_BREAK = "\v"  # stands for a line break that is written as an escape, so that lines can be counted
_JSON = re.compile(r"\\+(?:u([0-9a-fA-F]{4})|([nrt\"'/]))")
_INLINE_CODE = re.compile(r"(?<!`)(`++)(?!`).+?(?<!`)\1(?!`)")
_SHOWN = re.compile(
    r"<(?P<tag>pre|code|kbd|samp|textarea|script|style|title)\b[^<>]*>.*?"
    r"(?:</(?P=tag)\s*>|(?=</(?:description|summary|content|content:encoded|item|entry)>)|\]\]>|\Z)"
    r"|<!--(?!\[CDATA).*?(?:-->|\Z)|\"title\"\s*:\s*\"[^\"]*\"",
    re.IGNORECASE | re.DOTALL,
)
"""What is meant to be read: code, comments and titles."""

_ADDRESS = re.compile(
    r"(?:\b(?:href|src|action|url|link|id)\s*+=\s*+[\"']?\s*+|\]\(\s*<?|\]:\s*<?|<|>\s*"
    r"|\"(?:\w*[_-])?(?:url|link|href|id|src|guid)\"\s*:\s*\"\s*)(?P<address>[^\s\"'<>)\]\v\\]+)",
    re.IGNORECASE,
)
_IN_TAG = re.compile(r"<[a-z][^<>]*\b(?:href|src|action)\s*=\s*[\"']?\s*\Z", re.IGNORECASE)
_TAG_LENGTH = 500
_CHAT = re.compile(r"(?:https?:)?//(?:www\.)?mos\.me[/?#]", re.IGNORECASE)
_DIRECTIVE = re.compile(
    r"(?:^|[\v>\"])[ \t*+-]*+(?P<line>:{3}[ \t]*+mos-[a-z]+[^\n\v<\"]*)", re.IGNORECASE | re.MULTILINE
)
_CURE = (
    "this file was made from a page's Markdown before the build turned it into chat links; give the page a "
    "“description” if the file uses it, leave the page out of the file, or write the whole link, “https://mos.me/ID”, "
    "on the page"
)


def private_address(value: str, base: str | None = None) -> str | None:
    """Return the `mos:` address that a value is, however a neighbour has encoded it or made it relative, or None.

    Args:
        value: the value of an attribute, as a browser reads it.
        base: the site's own address, which may stand before it.
    """
    if not _PERHAPS.search(value):
        return None
    for _ in range(3):
        text = value.strip(_STRIPPED)
        if own := _own(text, base):
            return own
        value = unescape(unquote(text))
    return None


def _own(text: str, base: str | None) -> str | None:
    whole = _WHOLE.match(text)
    if not whole:
        match = _HERE.fullmatch(text)
    elif base and whole[1].lower() == base.rpartition("//")[2].partition("/")[0].lower():
        match = _UNDER_HOST.fullmatch(text, whole.end())
    else:
        return None
    return match and match[1].strip()


def is_looked_at(name: str) -> bool:
    """Say whether a file, by its name, is one for `left_in_file`."""
    return not _UNREAD.search(name)


def left_in_file(text: str, name: str, base: str | None = None) -> Iterator[Problem]:
    """Yield what a file that is no page holds of ours, or of wrong chat links, such as a feed.

    Args:
        text: what it holds.
        name: its name, whose ending says what it is.
        base: the site's own address, where it is known.
    """
    if not is_looked_at(name) or len(text) > _LIMIT or "mos" not in text.lower():
        return
    is_markdown = posixpath.splitext(name)[1].lower() in _MARKDOWN
    plain = _SHOWN.sub(_blank, _without_code(text) if is_markdown else _decoded(text))
    lines = Lines(plain)
    # A page about us stands in a search index as text: there, only what is in a tag counts.
    is_index = "search" in posixpath.basename(name).lower() or "/search/" in f"/{name}"
    if is_index and '"docs":' in text and '":"<p>' not in text:  # MkDocs' own, whose texts show tags and have none
        return
    seen: set[tuple[int, str]] = set()
    for match in _ADDRESS.finditer(plain):
        address, start = match["address"], match.start("address")
        if "mos" not in address.lower():
            continue
        if is_index and not _IN_TAG.search(plain, max(0, start - _TAG_LENGTH), start):
            continue
        place = lines.place(start)
        if private_address(address, base) and (place[0], address) not in seen:
            seen.add((place[0], address))
            yield Problem("unbuilt", f"the address {quoted(address)} is a dead link: {_CURE}", name, *place)
        elif not is_index and _CHAT.match(address):
            link = read_link(address)
            for fault in (*link.faults, *link.doubts):
                yield Problem(fault.rule, f"the chat link {quoted(address)}: {fault.words}", name, *place)
    for match in () if is_index else _DIRECTIVE.finditer(plain):
        words = f"{quoted(' '.join(match['line'].split()))} is left here as text: {_CURE}"
        yield Problem("unbuilt", words, name, *lines.place(match.start("line")))


def _decoded(text: str) -> str:
    """Return a text without the escapes of JSON and of XML, each line where it was."""
    text = _JSON.sub(_character, text)
    for _ in range(3):
        text = unescape(re.sub("&#(?:10|xA);", _BREAK, text).replace("&#13;", " "))
    return text


def _character(match: re.Match[str]) -> str:
    if match[1]:
        return chr(int(match[1], 16)).replace("\n", _BREAK)
    return {"n": _BREAK, "r": " ", "t": " "}.get(match[2], match[2])


def _without_code(text: str) -> str:
    lines = [""] * (text.count("\n") + 1)
    for number, line in Places(text.replace("\r\n", "\n")).lines:
        lines[number - 1] = _INLINE_CODE.sub(lambda code: " " * len(code[0]), line)
    return "\n".join(lines)


def _blank(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n")
