"""`mos:` addresses that no Markdown has seen: in raw HTML, and in what a theme draws from mkdocs.yml.

A browser's parser says which elements hold one; of these alone the start tag is written anew.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape

from ..audit.html import Document, Element, tree
from ..audit.signs import may_be_left
from ..audit.unresolved import own_link
from .cards import sent_json

Resolve = Callable[[str, str], "tuple[str, Mapping[str, str] | None] | None"]
"""Takes a `mos:` address, also as it is written, and returns its chat link, and what is sent into a window; or None."""

_START_TAG = re.compile(r"<[a-zA-Z](?:[^>\"']|\"[^\"]*\"|'[^']*')*>")


def with_chat_links(html: str, base: str | None, resolve: Resolve) -> str:
    """Return a page, or a part of one, with chat links in the place of the `mos:` addresses of its links.

    Args:
        html: the page.
        base: the site's own address, which may stand before a `mos:` address.
        resolve: gives the chat link of an address.
    """
    if not may_be_left(html):
        return html
    document = Document(html)
    parts: list[str] = []
    last = 0
    for element in document.elements():
        own = own_link(element, base)
        if own is None or not element.is_marked or element.at < last:
            continue
        tag = _START_TAG.match(document.text, element.at)
        if tag is None or not _is_whole(tag[0], element) or (found := resolve(own, element.attributes["href"])) is None:
            continue
        parts += (document.text[last : element.at], _start_tag(element, *found))
        last = tag.end()
    return "".join((*parts, document.text[last:])) if parts else html


def _is_whole(tag: str, element: Element) -> bool:
    """Say whether a text is the start tag of an element, to a browser."""
    node = tree(tag).css_first(element.tag)
    return node is not None and {name: value or "" for name, value in node.attributes.items()} == element.attributes


def _start_tag(element: Element, link: str, sent: Mapping[str, str] | None) -> str:
    attributes = dict(element.attributes)
    classes = dict.fromkeys([*attributes.get("class", "").split(), "mos-link"])
    attributes |= {"href": link, "class": " ".join(classes), "target": "_blank", "rel": "noopener"}
    if sent:
        attributes["data-mos-product"] = str(sent_json(sent))
    written = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
    return f"<{element.tag}{written}>"
