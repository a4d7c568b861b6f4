"""What a browser finds in a page, or in a part of one: its elements as lexbor's parser has them, each with its place.

The parser keeps no places. So tags that may matter are given an attribute that holds where they stand, and those that a
browser takes for elements have it afterwards; what stands in comments, text and scripts does not. It changes nothing
else about a page: an attribute right after a tag's name ends no tag, no comment and no quote.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from .addresses import chat_url
from .signs import HIDING, folded, is_odd

_MARK = "data-at"
_NAME = r"<[a-z][a-z0-9:-]*(?<!-)"
# Before a slash a mark needs a space behind it, which would cut an unquoted value in two: look at what stands before.
_TAG = re.compile(rf"{_NAME}(?=[\s>])|(?<![^\s>]){_NAME}(?=/)", re.ASCII | re.IGNORECASE)
_WAYS = ("href", "src", "action")
_INNER = (*HIDING, "noscript")
_DEEPEST = 8
"""Pages in the `srcdoc` of pages that are read."""

_REFRESH = re.compile(r"[\s\d.]*[;,]?\s*url\s*=\s*[\"']?([^\"']*)", re.IGNORECASE)
_FOLLOWED: Mapping[str, tuple[str, ...]] = {
    "href": ("a", "area", "link", "image", "use"),
    "action": ("form",),
    "formaction": ("button", "input"),
    "data": ("object",),
    "src": ("iframe", "img", "script", "embed", "frame", "source", "track", "video", "audio", "input"),
    "poster": ("video",),
}
"""Attributes that hold an address, and the elements where browsers follow it."""

_NAMES = frozenset(("href", "url", "src", "link"))
"""What the name of a data- attribute ends in whose address a script is meant to follow."""

# Elements that have no end tag, or do without, and shapes: all others may lie in each other.
_NESTED = re.compile(
    r"<(/?)(?!(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr|p|li|d[dt]|t[drh]|option)\b)"
    r"(?!(?:animate\w*|circle|ellipse|fe\w+|image|line|path|poly\w+|rect|stop|use)\b[^<>]*/>)[a-z]",
    re.ASCII | re.IGNORECASE,
)
_FEW_TAGS = 2_000
_DEPTH = 200
_WORK = 2_000_000


@dataclass(slots=True)
class Element:
    """An element that may matter, with the attributes that a browser gives it."""

    tag: str
    attributes: Mapping[str, str]
    at: int
    asleep: bool
    """Whether it lies where no script of this page runs: in a template, a page in the page, for browsers without."""

    base: str
    """What its addresses begin from, where that is the chat."""

    nodes: list[LexborNode] = field(default_factory=list)

    def addresses(self) -> Iterator[str]:
        """Yield the addresses in its attributes that a browser follows, or a script is meant to."""
        for name, value in self.attributes.items():
            name = name.removeprefix("xlink:")
            if name in ("srcset", "imagesrcset"):
                yield from (part.strip(",") for part in value.split())
            elif name == "content":
                is_refresh = self.tag == "meta" and self.attributes.get("http-equiv", "").lower() == "refresh"
                if is_refresh and (refresh := _REFRESH.match(value)):
                    yield refresh[1]
            elif name.startswith("data-"):
                if name.rpartition("-")[2] in _NAMES:
                    yield value
            elif name in _FOLLOWED:
                is_replaced = name == "src" and "srcdoc" in self.attributes
                if self.tag in _FOLLOWED[name] and not is_replaced:
                    yield value


def tree(text: str) -> LexborHTMLParser:
    """Return what a browser makes of a text; nothing, where it would take minutes."""
    return LexborHTMLParser("" if is_too_deep(text) else text, scripting=True)


def is_too_deep(text: str) -> bool:
    """Say whether so many elements lie in each other that the parser would take minutes; browsers stop at 512."""
    tags = text.count("<")
    if tags < _FEW_TAGS:
        return False
    deepest = depth = 0
    for tag in _NESTED.finditer(text):
        depth = max(0, depth - 1) if tag[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest > _DEPTH and deepest * tags > _WORK


def find_ids(text: str) -> frozenset[str]:
    """Return the names of the places in a page that an address may lead to."""
    page = tree(text.encode("utf-8", "replace").decode())
    named = (("id", "[id]"), ("name", "a[name]"))
    return frozenset(node.attributes.get(name) or "" for name, selector in named for node in page.css(selector)) - {""}


class Document:
    """A page's source, and what a browser finds in it."""

    def __init__(self, text: str) -> None:
        self.text = text.encode("utf-8", "replace").decode().replace("\r\n", "\n")  # half a surrogate pair is no text
        self._folded = folded(self.text)
        self._is_odd = is_odd(self.text)
        self._marks_all = self._is_odd
        self._mark = _MARK
        while self._mark.encode() in self._folded:
            self._mark += "0"
        self._written = re.compile(rf" {self._mark}=\d+(?:\. )?")
        self._found: dict[tuple[int, str], Element] = {}
        self._at, self._line, self._line_at = 0, 1, 0  # the last place that was asked for

    @property
    def may_hold(self) -> bool:
        """Whether it may hold anything of MOS, in whatever spelling; most pages without it need not be parsed."""
        return self._is_odd or b"mos" in self._folded

    def elements(self) -> list[Element]:
        """Return the elements that may matter, as they stand in the source."""
        if not self._collect_all():  # one that matters has no place yet
            self._marks_all, self._found = True, {}
            self._collect_all()
        return sorted(self._found.values(), key=lambda element: element.at)

    def place(self, at: int) -> tuple[int, int]:
        """Return a place's line and column, counted from 1. Going on from the last one, all of them take one look."""
        first, last = sorted((self._at, at))
        if lines := self.text.count("\n", first, last):
            self._line += lines if at == last else -lines
            self._line_at = self.text.rfind("\n", 0, at) + 1
        self._at = at
        return self._line, at - self._line_at + 1

    def find(self, text: str, at: int) -> int:
        """Return where a text stands behind a place that the parser, which shows each NUL, has found; or -1."""
        return self.text.replace("\0", "\ufffd").find(text, at)

    def content(self, element: Element) -> str:
        """Return the text in an element whose content is no markup."""
        return self._clean("".join(node.text(deep=False) for node in element.nodes))

    def words(self, element: Element) -> str:
        """Return the words of a link, with those of the pictures in it."""
        parts = []
        for node in element.nodes:
            for inner in node.traverse(include_text=True):
                if inner.is_text_node:
                    parts.append(inner.text(deep=False))
                elif inner.tag == "img":
                    parts.append(inner.attributes.get("alt") or "")
        return self._clean("".join(parts))

    def ends(self, tag: str, at: int) -> bool:
        """Say whether an end tag stands behind a place."""
        return any(self._folded.rfind(f"</{tag}{end}".encode(), at) >= 0 for end in ">/ \t\n\f")

    def _clean(self, text: str) -> str:
        return self._written.sub("", text) if self._mark in text else text

    # Places

    def _marked(self) -> str:
        """Return the source with the places in it: of all tags, or of those in which, or after which, `mos` stands."""
        parts: list[str] = []
        last = 0
        for tag in self._tags():
            end = tag.end()
            space = ". " if self.text[end] == "/" else ""  # told from a space of the page
            parts += (self.text[last:end], f" {self._mark}={tag.start()}{space}")
            last = end
        return "".join((*parts, self.text[last:]))

    def _tags(self) -> Iterator[re.Match[str]]:
        if self._marks_all:
            yield from _TAG.finditer(self.text)
            return
        at = last = 0
        while (at := self._folded.find(b"mos", at)) >= 0:
            start = self._folded.rfind(b"<", last, at)
            if start >= 0 and (tag := _TAG.match(self.text, start)):
                yield tag
            last = at
            at += 1

    # Elements

    def _collect_all(self) -> bool:
        return self._collect(tree(self._marked()), 0, False, "", 0)

    def _collect(self, within: LexborHTMLParser | LexborNode, start: int, asleep: bool, base: str, depth: int) -> bool:
        """Keep what a tree holds, and the trees in it; say whether all of it has a place, or none can be had."""
        if not base and b"<base" in self._folded and (own := within.css_first("base[href]")):
            base = chat_url(own.attributes.get("href") or "") or ""
        complete, at = True, start
        seen = set()  # a node that two of the selectors choose is given twice
        for node in within.css(self._selector(bool(base))):
            if node.mem_id in seen or (node.tag in _INNER and not self._matters(node)):
                continue
            seen.add(node.mem_id)
            tag = node.tag or ""
            attributes = {name: self._clean(value or "") for name, value in node.attributes.items()}
            is_marked = next(iter(attributes), "") == self._mark  # further back, it is another tag's
            mark = attributes.pop(self._mark, "")
            if is_marked:
                at = int(mark.rstrip("."))
            elif tag != "link":
                complete &= self._marks_all
                written = f"<{tag}/".encode("ascii", "replace")  # behind text, the only tag that gets no mark
                at = max(start, self._folded.find(written, start))
            key = (at, tag) if is_marked else (at, str(node.mem_id))
            if key in self._found:  # a browser makes several of one where the nesting is wrong
                self._found[key].nodes.append(node)
                continue
            self._found[key] = Element(tag, attributes, at, asleep, base, [node])
            if tag in ("noscript", "iframe") and depth < _DEEPEST:
                inner = node.inner_html if tag == "noscript" else node.attributes.get("srcdoc")
                complete &= self._collect(tree(inner or ""), at, True, base, depth + 1)
        if b"<template" in self._folded and depth < _DEEPEST:
            for fragment in within.template_fragments():
                complete &= self._collect(fragment, start, True, base, depth + 1)
        return complete

    def _selector(self, every_address: bool) -> str:
        """Return what chooses the elements that have a place, hold `mos` in an address, or hold text or a page."""
        holds_mos = "" if every_address or self._is_odd else "*='mos' i"
        ways = (f"[{way}{holds_mos}]" for way in _WAYS)
        return ",".join((f"[{self._mark}]", "link[rel*='canonical' i]", *ways, *_INNER))

    def _matters(self, node: LexborNode) -> bool:
        """Say whether an element whose content is text may hold anything of MOS."""
        content = node.text(deep=False) + (node.attributes.get("srcdoc") or "")
        return self._is_odd or self._mark in node.attributes or "mos" in content.lower()
