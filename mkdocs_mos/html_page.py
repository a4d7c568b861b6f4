"""What a browser finds in a page: its elements as lexbor's parser has them, each with its place in the source.

The parser keeps no places. So each thing that looks like a start tag is given an attribute that holds where it stands,
and those that a browser takes for elements have it; what stands in comments, text and scripts does not. Nothing else
about a page changes by that: an attribute after a tag's name ends no tag, no comment and no quote.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from .addresses import leads_to_chat, whole

_TAG = re.compile(r"<[a-zA-Z][a-zA-Z0-9:-]*(?<!-)(?:(?=[\s>])|(?<![^\s>]<[a-zA-Z])(?=/[^>]))", re.ASCII)
_ON = re.compile(r"\bon[a-z]{3,30}(?=\s*=)", re.ASCII | re.IGNORECASE)
_NESTED = re.compile(
    r"<(/?)(?!(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr|p|li|d[dt]|t[drh]|option)\b)[a-z]",
    re.ASCII | re.IGNORECASE,
)
_DEPTH = 3_000
_DEEPEST = 8
"""Pages in the `srcdoc` of pages that are read."""

_ADDRESSES = ("href", "src", "action", "formaction", "data", "data-href", "data-url", "data-src", "data-link")
# Addresses of other sites: with a scheme, or two slashes, or what a browser takes for such.
_MARKS = (":", "//", r"\\", r"\9 ", r"\a ", "%")
_SELECTOR = ",".join(
    (
        "script,noscript,iframe,style,title,textarea,xmp,noembed,noframes,[data-mos-chat],[data-mos-product],[srcdoc]",
        "base[href],meta[http-equiv],link[rel]",
        "[class*='mos-link'],[class*='mos-sandbox']",
        "[srcset*='mos' i],[imagesrcset*='mos' i]",
        *(f"[{name}*='mos' i]" for name in _ADDRESSES),
        *(f"[{name}*='{mark}']" for name in _ADDRESSES for mark in _MARKS),
    )
)


@dataclass(slots=True)
class Element:
    """An element that may matter, with the attributes that a browser gives it."""

    tag: str
    attributes: Mapping[str, str]
    at: int
    asleep: bool
    """Whether it lies where no script of this page runs: in a template, a page in the page, for browsers without."""

    base: str
    nodes: list[LexborNode] = field(default_factory=list)


class Page:
    """A page's source, and what a browser finds in it."""

    def __init__(self, text: str) -> None:
        text = text.encode("utf-8", "replace").decode()  # half of a surrogate pair is no text
        self.text = text.replace("\r\n", "\n")
        self._seen = self.text.replace("\r", "\n")  # as the parser has it
        self._lines = [match.start() for match in re.finditer("\n", self.text)]
        self._ends: dict[str, int] = {}
        name = "at"
        while f"{name}=" in self.text:
            name += "0"
        self._name = name
        self._mark = re.compile(rf" {name}=\d+ ?(?=[\s>/]|$)")

    def is_too_deep(self) -> bool:
        """Say whether so many elements lie in each other that the parser would take minutes; browsers stop at 512."""
        deepest = depth = 0
        if self.text.count("<") > _DEPTH:
            for tag in _NESTED.finditer(self.text):
                depth = max(0, depth + (-1 if tag[1] else 1))
                deepest = max(deepest, depth)
        return deepest > _DEPTH

    def clean(self, text: str) -> str:
        """Return text of the page as it is without the places."""
        return self._mark.sub("", text) if f" {self._name}=" in text else text

    def place(self, at: int) -> tuple[int, int]:
        """Return a place's line and column, counted from 1."""
        line = bisect_left(self._lines, at)
        return line + 1, at - (self._lines[line - 1] if line else -1)

    def find(self, text: str, at: int) -> int:
        """Return where a text stands that the parser found behind a place, or -1."""
        return self._seen.find(text, at)

    def content(self, element: Element) -> str:
        """Return the text in an element whose content is no markup."""
        return self.clean("".join(node.text(deep=True) or "" for node in element.nodes))

    def ends(self, tag: str, at: int) -> bool:
        """Say whether an end tag stands behind a place."""
        if tag not in self._ends:
            self._ends[tag] = max(map(self.text.lower().rfind, (f"</{tag}>", f"</{tag} ", f"</{tag}\n", f"</{tag}/")))
        return self._ends[tag] >= at

    def elements(self) -> list[Element]:
        """Return the elements that may matter, as they stand in the source."""
        text, name = self.text, self._name

        def marked(tag: re.Match[str]) -> str:
            return f"{tag[0]} {name}={tag.start()}" + (" " if text[tag.end()] == "/" else "")

        source = _TAG.sub(marked, text)
        on = sorted({found.lower() for found in _ON.findall(text)})
        self._selector = ",".join((_SELECTOR, *(f"[{attribute}]" for attribute in on)))
        self._found: dict[tuple[int, str], Element] = {}
        self._collect(LexborHTMLParser(source, scripting=True), 0, False, "", 0)
        return sorted(self._found.values(), key=lambda element: element.at)

    def ids(self) -> Iterator[str]:
        """Yield the names of the places that an address may lead to."""
        tree = LexborHTMLParser(self.text, scripting=True)
        for attribute, selector in (("id", "[id]"), ("name", "a[name]")):
            for node in tree.css(selector):
                yield node.attributes.get(attribute) or ""

    def _collect(self, tree: LexborHTMLParser | LexborNode, start: int, asleep: bool, base: str, depth: int) -> None:
        """Keep what a tree holds, and the trees in it; what has no place of its own stands where the tree does."""
        if not base and (own := tree.css_first("base[href]")):
            base = whole(own.attributes.get("href") or "") or ""
            base = base if leads_to_chat(base) else ""
        at = start
        seen = set()  # a node that two of the selectors choose is given twice
        for node in tree.css(f"{self._selector},[href],[src],[action]" if base else self._selector):
            if node.mem_id in seen:
                continue
            seen.add(node.mem_id)
            attributes = {name: self.clean(value or "") for name, value in node.attributes.items()}
            tag, mark = node.tag or "", attributes.pop(self._name, "")
            at = int(mark) if mark.isdecimal() and int(mark) < len(self.text) else at
            key = at, tag if mark else str(node.mem_id)
            if key in self._found:  # a browser makes several of one where the nesting is wrong
                self._found[key].nodes.append(node)
                continue
            self._found[key] = Element(tag, attributes, at, asleep, base, [node])
            inner = node.inner_html if tag == "noscript" else node.attributes.get("srcdoc") if tag == "iframe" else ""
            if inner and depth < _DEEPEST:
                self._collect(LexborHTMLParser(inner), at, True, base, depth + 1)
        if depth < _DEEPEST:
            for fragment in tree.template_fragments():
                self._collect(fragment, start, True, base, depth + 1)
