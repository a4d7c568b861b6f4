"""What a browser finds in a page, or in a part of one: its elements as lexbor's parser has them, each with its place.

The parser keeps no places. So tags that may matter are given an attribute that holds where they stand, and those that a
browser takes for elements have it afterwards; what stands in comments, text and scripts does not. It changes nothing
else about a page: an attribute right after a tag's name ends no tag, no comment and no quote.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property

from selectolax.lexbor import LexborHTMLParser, LexborNode

from .addresses import chat_url
from .lines import Lines
from .signs import HIDING, folded, is_odd

_NAME = rb"<[a-z][a-z0-9:-]*(?<!-)"
# Before a slash a mark needs a space behind it, which would cut an unquoted value in two: look at what stands before.
# Before an equals sign it would part the name of an attribute, such as `x<a`, from its value.
_TAG = re.compile(rb"%b(?=[\s>])(?!\s+=)|(?<![^\s>])%b(?=/)" % (_NAME, _NAME))
_SIGNS = [b"mos", b"<noscript", *(f"<{tag}".encode() for tag in HIDING)]
"""What stands in, or behind, each tag that may matter."""

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
_DEPTH = 200
_WORK = 2_000_000
_STRIDE = 2_000


@dataclass(slots=True)
class Element:
    """An element that may matter, with the attributes that a browser gives it."""

    tag: str
    attributes: Mapping[str, str]
    at: int
    is_marked: bool
    """Whether that is known, and no guess."""

    asleep: bool
    """Whether it lies where no script of this page runs: in a template, a page in the page, for browsers without."""

    base: str
    """What its addresses begin from, where that is the chat."""

    nodes: list[LexborNode] = field(default_factory=list)
    """The element in the page's tree; a browser makes several of one where the nesting is wrong."""

    texts: list[str] = field(default_factory=list)
    """The words or the content of an element in a page in the page, whose tree is given up: each takes 300 KB."""

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
            elif self.tag in _FOLLOWED.get(name, ()) and not (name == "src" and "srcdoc" in self.attributes):
                yield value


class Document:
    """A page's source, and what a browser finds in it."""

    canonical = ""
    """The address that the page says it has; known once its elements are."""

    def __init__(self, text: str) -> None:
        self.text = text.encode("utf-8", "replace").decode().replace("\r\n", "\n")  # half a surrogate pair is no text
        self.place = Lines(self.text).place
        self.is_too_deep = is_too_deep(self.text)
        self._folded = folded(self.text)
        # Any address may lead to the chat where the host is written in another way, or stands in front of all.
        self._is_odd = is_odd(self.text) or b"<base" in self._folded
        self._last_ends: dict[str, int] = {}
        self._inner = 0
        """Trees of pages in the page that have been made."""
        self._mark = "data-at"
        # Whatever a page holds, the mark is a name that it does not.
        while self._mark.encode() in self._folded:
            self._mark += "0"
        self._written = re.compile(rf" {self._mark}=\d+(?:\. )?")
        self._selector = ",".join(
            (f"[{self._mark}]", *HIDING, "noscript", *map(self._holding, ("href", "src", "action")))
        )

    def elements(self) -> list[Element]:
        """Return the elements that may matter, as they stand in the source; none of a page that is too deep."""
        if self.is_too_deep:
            return []
        found: Collection[Element] = [] if self._is_odd else self._read(self._tags_that_may_matter())
        # An element without a mark has its tag written in a way that no sign shows.
        if self._is_odd or not all(element.is_marked for element in found):
            # So every tag gets a mark, which costs twice the time, on the few pages that need it.
            found = self._read(_TAG.finditer(self._folded))
        return sorted(found, key=lambda element: element.at)

    def find(self, text: str, at: int) -> int:
        """Return where a text stands behind a place that the parser, which shows each NUL, has found; or -1."""
        return self._shown.find(text, at)

    @cached_property
    def _shown(self) -> str:
        return self.text.replace("\0", "\ufffd")

    def content(self, element: Element) -> str:
        """Return the text in an element whose content is no markup."""
        return self._clean("".join((*element.texts, *map(_content, element.nodes))))

    def words(self, element: Element) -> str:
        """Return the words of a link, with those of the pictures in it."""
        return self._clean("".join((*element.texts, *map(_words, element.nodes))))

    def ends(self, tag: str, at: int) -> bool:
        """Say whether an end tag stands behind a place."""
        last = self._last_ends.get(tag)
        if last is None:
            last = self._last_ends[tag] = max(self._folded.rfind(f"</{tag}{end}".encode()) for end in ">/ \t\n\f")
        return last >= at

    # Marks

    def _tags_that_may_matter(self) -> Iterator[re.Match[bytes]]:
        starts = set()
        for sign in _SIGNS:
            at = last = 0
            while (at := self._folded.find(sign, at)) >= 0:
                starts.add(self._folded.rfind(b"<", last, at + 1))
                last = at
                at += 1
        yield from filter(None, (_TAG.match(self._folded, start) for start in sorted(starts) if start >= 0))

    def _marked(self, tags: Iterator[re.Match[bytes]]) -> str:
        """Return the source with places in its tags."""
        parts: list[str] = []
        last = 0
        for tag in tags:
            end = tag.end()
            space = ". " if self.text[end] == "/" else ""  # told from a space of the page
            parts += (self.text[last:end], f" {self._mark}={tag.start()}{space}")
            last = end
        return "".join((*parts, self.text[last:]))

    def _clean(self, text: str) -> str:
        return self._written.sub("", text) if self._mark in text else text

    def _holding(self, attribute: str) -> str:
        return f"[{attribute}]" if self._is_odd else f"[{attribute}*='mos' i]"

    # Elements

    def _read(self, tags: Iterator[re.Match[bytes]]) -> Collection[Element]:
        """Return the elements that may matter, whose places are known where these tags have got marks."""
        page = LexborHTMLParser(self._marked(tags), scripting=True)
        canonical = page.css_first("link[rel~='canonical' i]")
        self.canonical = ((canonical and canonical.attributes.get("href")) or "").strip()
        base = page.css_first("base[href]") if b"<base" in self._folded else None
        leads_to = (base and chat_url(base.attributes.get("href") or "")) or ""
        guess = cache(self._guess)
        found: dict[tuple[int, str], Element] = {}
        for node, holder, inner in self._nodes(page):
            attributes = {
                name: self._clean(value or "") for name, value in node.attributes.items() if name != self._mark
            }
            at, tag = self._mark_of(node), node.tag or ""
            is_marked = at >= 0
            if not is_marked:
                at = holder if holder >= 0 else guess(tag)
            # One tag with wrong nesting becomes several elements, and is told once.
            key = at, tag if is_marked else f"{inner} {node.mem_id}"
            element = found.setdefault(key, Element(tag, attributes, at, is_marked, holder >= 0, leads_to))
            if inner:
                element.texts.append(_words(node) if tag == "a" else _content(node))
            else:
                element.nodes.append(node)
        return found.values()

    def _nodes(
        self, within: LexborHTMLParser | LexborNode, holder: int = -1, depth: int = 0, number: int = 0
    ) -> Iterator[tuple[LexborNode, int, int]]:
        """Yield the nodes of a tree that may matter, and of those in it.

        Each comes with the place of what holds its tree, and with the number of that, which is 0 for the page's own.
        """
        nodes = {node.mem_id: node for node in within.css(self._selector)}  # two of the selectors may choose one
        for node in nodes.values():
            yield node, holder, number
            # To a browser with scripts the content of noscript is text; readers without them have it as elements.
            inner = node.inner_html if node.tag == "noscript" else node.attributes.get("srcdoc")
            if inner and depth < _DEEPEST:
                self._inner += 1
                yield from self._nodes(tree(inner), max(self._mark_of(node), holder, 0), depth + 1, self._inner)
        if b"<template" in self._folded and depth < _DEEPEST:
            for fragment in within.template_fragments():
                yield from self._nodes(fragment, max(holder, 0), depth + 1, number)

    def _mark_of(self, node: LexborNode) -> int:
        """Return where a node stands, as its mark says, or -1."""
        name, value = next(iter(node.attributes.items()), ("", ""))  # further back, it is another tag's
        return int((value or "").rstrip(".")) if name == self._mark else -1

    def _guess(self, tag: str) -> int:
        """Return where an element without a mark may stand: two ways to write a tag get none."""
        written = rb"<%b(?:/|\s+=)" % re.escape(tag.encode("ascii", "replace"))
        found = re.compile(written).search(self._folded)
        return found.start() if found else 0


def _content(node: LexborNode) -> str:
    return node.text(deep=False)


def _words(node: LexborNode) -> str:
    parts = []
    for inner in node.traverse(include_text=True):
        if inner.is_text_node:
            parts.append(inner.text(deep=False))
        elif inner.tag == "img":
            parts.append(inner.attributes.get("alt") or "")
    return "".join(parts)


def tree(text: str) -> LexborHTMLParser:
    """Return what a browser makes of a text; nothing, where it would take minutes."""
    return LexborHTMLParser("" if is_too_deep(text) else text, scripting=True)


def find_ids(text: str) -> frozenset[str]:
    """Return the names of the places in a page that an address may lead to."""
    page = tree(text.encode("utf-8", "replace").decode())
    named = (("id", "[id]"), ("name", "a[name]"))
    return frozenset(node.attributes.get(name) or "" for name, selector in named for node in page.css(selector)) - {""}


def is_too_deep(text: str) -> bool:
    """Say whether so many elements lie in each other that the parser would take minutes; browsers stop at 512."""
    # The parser's work grows with the elements times their depth: a short page may be deep.
    limit = max(_DEPTH, _WORK // (text.count("<") or 1))
    if _most_open(text) <= limit:
        return False
    deepest = depth = 0
    for tag in _NESTED.finditer(text):
        depth = max(0, depth - 1) if tag[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest > limit


def _most_open(text: str) -> int:
    """Return, at little cost, a number that no more elements than this lie in each other."""
    most = still_open = 0
    for at in range(0, len(text), _STRIDE):
        signs, ends = text.count("<", at, at + _STRIDE), text.count("</", at, at + _STRIDE)
        most = max(most, still_open + signs - ends)
        still_open = max(0, still_open + signs - 2 * ends)
    return most
