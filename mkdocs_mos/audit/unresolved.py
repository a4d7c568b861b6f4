"""What a built text still holds of ours that nobody has turned into anything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..content.lookalikes import COLONS
from .private_addresses import private_address
from .signs import HIDING, may_be_left, may_be_unclosed, may_hold

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from .html import Document, Element

_IN_CODE = re.compile(
    r"(?:href|open|location|assign|url|action)\b[^;\"'\n]{0,30}[\"'](mos:[^\"'\s]*)[\"']", re.IGNORECASE
)
_COLON_REFERENCE = re.compile("&(?:colon;|#(?:0*58|[xX]0*3[aA])(?![0-9a-fA-F]);?)")
_START_TAG = re.compile("<[a-zA-Z]")
_LINE = re.compile(rf"[ \t>*+|#0-9.)-]*(?:[:{COLONS}]|///|!!!|\?\?\?|\{{|\[|\.\.)")
_INLINE = frozenset(("abbr", "b", "del", "em", "i", "ins", "mark", "s", "small", "span", "strong", "sub", "sup", "u"))
_OTHER = frozenset(
    (
        *("a", "code", "pre", "kbd", "samp", "textarea", "script", "style", "template", "title", "svg"),
        *("area", "base", "col", "embed", "img", "input", "link", "meta", "source", "wbr"),
    )
)
"""Elements in a line that hold none of its text: what is meant to be read as it is, and what has no content."""

_KINDS = (
    dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading")
    | dict.fromkeys(("td", "th"), "cell")
    | dict.fromkeys(("p", "li", "dd", "dt", "figcaption", "summary", "caption"), "text")
)
_PIECE = "\ufffc"  # stands for what is no text of the line


@dataclass(frozen=True, slots=True)
class Line:
    """A line that may have been meant as a directive, and the kind of element that it stands in."""

    text: str
    within: str


LINKS = ("a", "area")
"""The elements in whose `href` a host may put a chat link for a `mos:` address."""


def leftovers(html: str, base: str | None = None) -> list[str]:
    """Return the `mos:` addresses that nobody has turned into anything, in their order.

    They come from raw HTML and templates, which no Markdown extension sees, and from neighbours that have encoded an
    address before Markdown saw it, or made it relative.

    Args:
        html: a page, or a part of it.
        base: the site's own address, which may stand before one.
    """
    if not may_be_left(html):
        return []
    from .html import Document  # the parser, which most sites never need

    document = Document(html)
    return [left for element in document.elements() for left in left_in(document, element, base)]


def own_link(element: Element, base: str | None) -> str | None:
    """Return the `mos:` address that an element of a page leads to, where it is a link; else None."""
    return private_address(element.attributes.get("href", ""), base) if element.tag in LINKS else None


def left_in(document: Document, element: Element, base: str | None) -> Iterator[str]:
    """Yield the `mos:` addresses that an element of a page holds."""
    if element.tag.startswith("mos:"):  # <mos:name>
        yield element.tag
    for value in dict.fromkeys(element.addresses()):
        if private_address(value, base):
            yield value.strip()
    codes = [value for name, value in element.attributes.items() if name.startswith("on")]
    if element.tag == "script":
        codes.append(document.content(element))
    for code in codes:
        yield from _IN_CODE.findall(code)


def unclosed(html: str) -> list[str]:
    """Return the names of the elements of a page that have no end, so that browsers take the chat for their text."""
    if not may_be_unclosed(html):
        return []
    from .html import Document

    document = Document(html)
    return [element.tag for element in document.elements() if hides_chat(document, element)]


def hides_chat(document: Document, element: Element) -> bool:
    """Say whether an element has no end, so that browsers take the chat for its text."""
    if element.tag not in HIDING:
        return False
    text = document.content(element)
    tag = _START_TAG.search(text)
    if not tag or not may_hold(text):
        return False
    at = document.find(text[: tag.end()], element.at)
    if at < 0:  # written with references, as text is meant to be
        return False
    return document.text.endswith("/>", 0, at) or not document.ends(element.tag, at)


def no_end(tag: str) -> str:
    """Return what is wrong with an element that hides the chat, and what to do."""
    return f"<{tag}> has no end, so browsers treat the chat after it as text; write </{tag}> where it ends"


def lines_left(html: str) -> list[Line]:
    """Return the lines of a page's content that begin as somebody's directive might, in their order.

    What stands in code, in a link or in an element of ours is meant to be read; so is a colon written as a reference.
    """
    from .html import tree

    lines: list[Line] = []
    parts: list[str] = []

    def end_line(within: str) -> None:
        text = "".join(parts)
        parts.clear()
        if ":" in text or "mos" in text.lower() or any(colon in text for colon in COLONS):
            kind = _KINDS.get(within, "html")
            lines.extend(Line(line.strip(), kind) for line in text.split("\n") if _LINE.match(line))

    todo: list[tuple[LexborNode | None, str]] = [(tree(_COLON_REFERENCE.sub(_PIECE, html)).body, "")]
    while todo:
        node, within = todo.pop()
        if node is None:  # an element ends
            end_line(within)
        elif node.is_text_node:
            parts.append(node.text(deep=False))
        elif node.is_element_node:
            tag = node.tag or ""
            classes = (node.attributes.get("class") or "").split()
            ours = next((name for name in classes if name.startswith("mos-")), "")
            if ours and ("admonition" in classes or tag == "details"):
                lines.append(Line(f"{'???' if tag == 'details' else '!!!'} {ours}", "text"))
            if tag in _OTHER:
                parts.append(_PIECE)
                continue
            if tag not in _INLINE:
                end_line(within)
                within = tag
                todo.append((None, tag))
            if ours:  # a card may say anything
                parts.append(_PIECE)
            else:
                todo += [(child, within) for child in reversed([*node.iter(include_text=True)])]
    return lines
