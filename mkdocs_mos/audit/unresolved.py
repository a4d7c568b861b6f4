"""What a built text still holds of ours that nobody has turned into anything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser

from ..content.lookalikes import COLONS
from .private_addresses import private_address

_SCHEME = re.compile(r"\s*mos:", re.IGNORECASE)
_IN_CODE = re.compile(
    r"(?:href|open|location|assign|url|action)\b[^;\"'\n]{0,30}[\"'](mos:[^\"'\s]*)[\"']", re.IGNORECASE
)
_REFRESH = re.compile(r"[\s\d.]*[;,]?\s*url\s*=\s*[\"']?([^\"']*)", re.IGNORECASE)
_LINE = re.compile(rf"[ \t>*+|#0-9.)-]*(?:[:{COLONS}]|///|!!!|\?\?\?|\{{|\[|\.\.)")
# Led by one rare character each, for which a page is searched in no time.
_PERHAPS = re.compile(r":(?:(?<=[\s\"'=</]mos:))", re.IGNORECASE)
_PERCENT = re.compile(r"%(?:(?<=[\s\"'=/]mos%)(?:25)*3a)", re.IGNORECASE)
_REFERENCE = re.compile("&(?:#|colon|amp;)")
_ENCODED = re.compile(r"=[\s\"'./]*(?:m[os]*&|&)|/mos&", re.IGNORECASE)
_ADDRESSES = frozenset(
    ("href", "src", "action", "formaction", "data", "poster", "cite", "background", "ping", "xlink:href")
)
_LITERAL = frozenset(("a", "code", "pre", "kbd", "samp", "textarea", "script", "style", "template", "title", "svg"))
_INLINE = frozenset(("abbr", "b", "del", "em", "i", "ins", "mark", "s", "small", "span", "strong", "sub", "sup", "u"))
_VOID = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_TEXTS = frozenset(("p", "li", "dd", "dt", "figcaption", "summary", "caption"))
_PIECE = "\ufffc"  # stands for what is no text of the line


@dataclass(frozen=True, slots=True)
class Line:
    """A line that may have been meant as a directive, and the element that it stands in."""

    text: str
    within: str


def leftovers(html: str, base: str | None = None) -> list[str]:
    """Return the `mos:` addresses that nobody has turned into anything, in their order.

    They come from raw HTML and templates, which no Markdown extension sees, and from neighbours that have encoded an
    address before Markdown saw it, or made it relative.

    Args:
        html: a page, or a part of it.
        base: the site's own address, which may stand before one.
    """
    return [address for address, _, _ in leftovers_at(html, base)]


def leftovers_at(html: str, base: str | None = None) -> list[tuple[str, int, int]]:
    """Return the same with the line and the column of each, counted from 1."""
    # Most pages have nothing of the kind, and should not pay for being read.
    if (
        not _PERHAPS.search(html)
        and not ("%" in html and _PERCENT.search(html))
        and not (_REFERENCE.search(html) and _ENCODED.search(html))
    ):
        return []
    return _read(html, base).found


def lines_left(html: str) -> list[Line]:
    """Return the lines of a page's content that begin as somebody's directive might, in their order.

    What stands in code, in a link or in an element of ours is meant to be read; so is a colon written as a reference.
    """
    return _read(html).lines


def _read(html: str, base: str | None = None) -> _Finder:
    finder = _Finder(base)
    finder.feed(html)
    finder.close()
    finder.flush()
    return finder


def _addresses(tag: str, attrs: list[tuple[str, str | None]]) -> Iterator[str]:
    """Yield what an element's attributes hold of addresses, but not what a button copies."""
    for name, value in attrs:
        if not value:
            continue
        if name in _ADDRESSES:
            yield value
        elif name in ("srcset", "imagesrcset"):
            yield from (part.strip(",") for part in value.split())
        elif name == "content" and tag == "meta" and (refresh := _REFRESH.match(value)):
            yield refresh[1]
        elif name.startswith("data-") and "clipboard" not in name and not re.search(r"\s", value.partition("?")[0]):
            yield value
        elif name.startswith("on"):
            yield from _IN_CODE.findall(value)


class _Finder(HTMLParser):
    def __init__(self, base: str | None = None) -> None:
        super().__init__(convert_charrefs=False)
        self._base = base
        self.found: list[tuple[str, int, int]] = []
        self.lines: list[Line] = []
        self._literal: list[str] = []
        self._within: list[str] = []
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if _SCHEME.match(tag):  # <mos:name>
            self._find((self.get_starttag_text() or tag).strip("</> ").split()[0])
        for value in dict.fromkeys(_addresses(tag, attrs)):
            if private_address(value, self._base):
                self._find(value.strip())
        classes = [part for name, value in attrs if name == "class" and value for part in value.split()]
        ours = any(name.startswith("mos-") for name in classes)  # a card may say anything
        if ours and ("admonition" in classes or tag == "details"):  # !!! mos-product
            named = next(name for name in classes if name.startswith("mos-"))
            self.lines.append(Line(f"{'???' if tag == 'details' else '!!!'} {named}", "text"))
        if tag in _VOID:
            if tag in ("br", "hr"):
                self.flush()
            else:
                self._text.append(_PIECE)
            return
        if tag not in _INLINE and tag not in _LITERAL:
            self.flush()
            self._within.append(tag)
        if tag in _LITERAL or ours or tag in self._literal[-1:]:
            self._text.append(_PIECE)
            self._literal.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _INLINE and tag not in _LITERAL:
            self.flush()
        if tag in self._literal:
            while self._literal.pop() != tag:
                pass
        if tag in self._within:
            while self._within.pop() != tag:
                pass

    def _find(self, address: str) -> None:
        line, offset = self.getpos()
        self.found.append((address, line, offset + 1))

    def handle_data(self, data: str) -> None:
        if self._literal[-1:] == ["script"]:
            for address in _IN_CODE.findall(data):
                self._find(address)
        if not self._literal:
            self._text.append(data)

    def handle_charref(self, name: str) -> None:
        self._reference(unescape(f"&#{name};"))

    def handle_entityref(self, name: str) -> None:
        self._reference(unescape(f"&{name};"))

    def _reference(self, text: str) -> None:
        self.handle_data(_PIECE if text == ":" else text)

    def flush(self) -> None:
        """End a line of text."""
        text, self._text = "".join(self._text), []
        if ":" not in text and "mos" not in text.lower() and not any(colon in text for colon in COLONS):
            return
        within = self._within[-1] if self._within else ""
        kind = "heading" if within in _HEADINGS else "cell" if within in ("td", "th") else "text"
        kind = kind if within in _TEXTS or kind != "text" else "html"
        self.lines += [Line(line.strip(), kind) for line in text.split("\n") if _LINE.match(line)]
