"""Private `mos:` addresses, raw directives and wrong chat links in what is published, in whatever encoding.

Pure: a text and its name in, what was found out. HTML pages are read by `leftovers`, which asks here what an attribute
holds; all other files of a site, such as feeds, are looked at here.
"""

from __future__ import annotations

import posixpath
import re
from bisect import bisect
from collections.abc import Iterator
from html import unescape
from urllib.parse import unquote, urlsplit

from ..content.positions import Places
from ..core.links import read_link
from ..core.problems import Problem, quoted

_PLACE = re.compile(r"(?:/(?!/)|(?:\.{1,2}/)+)?(?P<own>mos:.*)", re.IGNORECASE | re.DOTALL)
_BELOW = re.compile(r"(?:/(?!/)|(?:\.{1,2}/)+)?(?:[^?#:]*/)?(?P<own>mos:.*)", re.IGNORECASE | re.DOTALL)
_PERHAPS = re.compile("mos[:%&]", re.IGNORECASE)
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
_SHOWN = re.compile(
    r"<(?P<tag>pre|code|kbd|samp|textarea|script|style|title)\b[^<>]*>.*?"
    r"(?:</(?P=tag)\s*>|(?=</(?:description|summary|content|content:encoded|item|entry)>)|\]\]>|\Z)"
    r"|<!--(?!\[CDATA).*?(?:-->|\Z)|\"title\"\s*:\s*\"[^\"]*\"",
    re.IGNORECASE | re.DOTALL,
)
_COLON = r"(?::|%(?:25)*3[aA])"
_LEAD = r"(?:(?:https?:)?//[^\s\"'<>()\[\]]*?/|/|(?:\.{1,2}/)+)?"
_VALUE = rf"(?P<address>{_LEAD}mos{_COLON}[^\s\"'<>)\]\v\\]*)"
_BEFORE = (
    r"(?:\b(?:href|src|action|url|link|id)\s*+=\s*+[\"']?\s*+|\]\(\s*<?|\]:\s*<?|<|"
    r">\s*|\"(?:\w*[_-])?(?:url|link|href|id|src|guid)\"\s*:\s*\"\s*)"
)
_ADDRESS = re.compile(_BEFORE + _VALUE, re.IGNORECASE)
_CHAT = re.compile(_BEFORE + r"(?P<address>(?:https?:)?//(?:www\.)?mos\.me(?=[/?#])[^\s\"'<>)\]\v\\]+)", re.IGNORECASE)
_IN_TAG = re.compile(rf"<[a-z][^<>]*\b(?:href|src|action)\s*+=\s*+[\"']?\s*+{_VALUE}", re.IGNORECASE)
_DIRECTIVE = re.compile(r"(?<!:):{3}[ \t]*+mos-[a-z]+[^\n\v<\"]*", re.IGNORECASE)
_INDENTATION = " \t*+-"  # and marks of lists, which may stand before one
_CURE = (
    "this file was made from a page's Markdown, before the build made chat links of it; give the page a “description”, "
    "if the file takes that, leave the page out of the file, or write the whole link, “https://mos.me/ID”, on the page"
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
        if found := _own(text, base):
            return found
        value = unescape(unquote(text))
        if value == text:
            break
    return None


def _own(text: str, base: str | None) -> str | None:
    if text[:6].lower() in ("http:/", "https:") or text.startswith("//"):
        below = _under(text, base)
        match = _BELOW.fullmatch(below) if below is not None else None
    else:
        match = _PLACE.fullmatch(text)
    return match["own"].strip() if match else None


def _under(address: str, base: str | None) -> str | None:
    """Return what follows the site's own address in another one, or None."""
    if not base:
        return None
    try:
        host = urlsplit(base if "//" in base else f"//{base}").netloc.lower()
        parts = urlsplit(address)
    except ValueError:
        return None
    return address.partition(parts.netloc)[2] if host and parts.netloc.lower() == host else None


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
    suffix = posixpath.splitext(name)[1].lower()
    index = "search" in posixpath.basename(name).lower() or "/search/" in f"/{name}"
    plain = _without_code(text) if suffix in _MARKDOWN else _SHOWN.sub(_blank, _decoded(text))
    breaks = [at for at, character in enumerate(plain) if character == "\n"]
    seen: set[tuple[int, str]] = set()
    for match in (_IN_TAG if index else _ADDRESS).finditer(plain):
        address = match["address"]
        place = _place(breaks, match.start("address"))
        if private_address(address, base) is not None and (place[0], address) not in seen:
            seen.add((place[0], address))
            yield Problem("unbuilt", f"the address {quoted(address)} is a dead link: {_CURE}", name, *place)
    for match in () if index else _CHAT.finditer(plain):
        link = read_link(match["address"])
        for fault in (*link.faults, *link.doubts):
            words = f"the chat link {quoted(match['address'])}: {fault.words}"
            yield Problem(fault.rule, words, name, *_place(breaks, match.start("address")))
    for match in () if index else _DIRECTIVE.finditer(plain):  # a page about us stands in an index as text
        before = plain[max(match.start() - 100, 0) : match.start()].rstrip(_INDENTATION)
        if before and before[-1] not in '\n\v>"':
            continue
        line = " ".join(match[0].split())
        words = f"{quoted(line)} stands here as text: {_CURE}"
        yield Problem("unbuilt", words, name, *_place(breaks, match.start()))


def _decoded(text: str) -> str:
    """Return a text without the escapes of JSON and of XML, each line where it was."""
    text = _JSON.sub(_character, text)
    for _ in range(3):
        if "&" not in text:
            break
        text = unescape(text.replace("&#10;", _BREAK).replace("&#xA;", _BREAK).replace("&#13;", " "))
    return text


def _character(match: re.Match[str]) -> str:
    if match[1]:
        character = chr(int(match[1], 16))
        return _BREAK if character == "\n" else character
    return {"n": _BREAK, "r": " ", "t": " "}.get(match[2], match[2])


def _without_code(text: str) -> str:
    lines = [""] * (text.count("\n") + 1)
    for number, line in Places(text.replace("\r\n", "\n")).lines:
        lines[number - 1] = re.sub(r"(?<!`)(`++)(?!`).+?(?<!`)\1(?!`)", _blanked, line)
    return _SHOWN.sub(_blank, "\n".join(lines))


def _blanked(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _blank(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n")


def _place(breaks: list[int], at: int) -> tuple[int, int]:
    line = bisect(breaks, at)
    return line + 1, at - (breaks[line - 1] if line else -1)
