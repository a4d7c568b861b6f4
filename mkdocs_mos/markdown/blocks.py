"""The blocks: caught while the text is parsed, drawn when its tree is whole.

A block may follow a paragraph without a blank line, and it may stand in lists, quotes, admonitions and tabs. Its
options are no part of the text by then. It is drawn late: by then nothing is left that would take an author's words
for Markdown.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

from markdown.blockprocessors import BlockProcessor
from markdown.treeprocessors import Treeprocessor

from . import directives
from .option_lines import MARK, Taken, level

if TYPE_CHECKING:
    from markdown import Markdown

    from ..content.page import Page
    from .option_lines import TakeOptions
    from .rendering import Rendering

_MARKS = ("\x02", "\x03")  # that Markdown itself drops without a word


def _header(least: int, most: int) -> re.Pattern[str]:
    """Return what finds a block's first line between two indentations."""
    line = rf"^[ ]{{{least},{most}}}:::[ ]*mos-(?P<kind>[^\s\x02]*)(?P<argument>[^\x02\n]*)(?:{MARK})?$"
    return re.compile(line, re.MULTILINE | re.IGNORECASE)


class Blocks(BlockProcessor):
    """Catches the directives, and leaves an empty element in the place of each."""

    def __init__(self, md: Markdown, options: TakeOptions) -> None:
        super().__init__(md.parser)
        self._options = options
        self._tab = tab = level(md)
        self._header = _header(0, tab - 1)
        self._indented_header = _header(tab, 2 * tab - 1)
        self.forget()

    def forget(self) -> None:
        """Begin a page."""
        self.calls: list[directives.Call] = []
        self._seen: Counter[tuple[str, bool]] = Counter()

    def test(self, parent: Element, block: str) -> bool:
        return ":::" in block and self._first_header(parent, block) is not None

    def _first_header(self, parent: Element, block: str) -> re.Match[str] | None:
        in_item = parent.tag == "li" and not block.startswith(" ")  # then it may stand right under the item's text
        return self._header.search(block) or (self._indented_header.search(block) if in_item else None)

    def run(self, parent: Element, blocks: list[str]) -> None:
        block = blocks.pop(0)
        header = self._first_header(parent, block)
        assert header
        if before := block[: header.start()].rstrip("\n"):
            self.parser.parseBlocks(parent, [before])
        if header.re is self._indented_header:
            lines = block[header.start() :].split("\n")
            blocks.insert(0, "\n".join(line.removeprefix(" " * self._tab) for line in lines))
            return
        self._call(header, SubElement(parent, "div"), nested=parent is not self.parser.root)
        rest = block[header.end() + 1 :]
        if rest.strip():
            blocks.insert(0, rest)

    def _call(self, header: re.Match[str], element: Element, nested: bool) -> None:
        written = header[0].partition("\x02")[0].strip()
        nth = self._seen[written, nested]
        self._seen[written, nested] += 1
        taken = self._options.taken[int(header["number"])] if header["number"] else Taken()
        self.calls.append(
            directives.Call(
                header["kind"].lower(),
                header["argument"].strip(),
                element,
                lambda page: page.places.directive(written, nth, nested),
                taken.options,
                taken.unclosed,
            )
        )


class Build(Treeprocessor):
    """Puts what they mean in the place of the directives."""

    def __init__(self, blocks: Blocks, rendering: Rendering) -> None:
        super().__init__(rendering.md)
        self._blocks = blocks
        self._rendering = rendering

    def run(self, root: Element) -> None:
        if self._blocks.calls:
            page, host = self._rendering.current(), self._rendering.host
            if any(mark in line for line in self._rendering.lines for mark in _MARKS):
                self._name_marks(page)
            for call in self._blocks.calls:
                _replace(call.element, directives.run(call, page, host.cards, host.report))
        self._rendering.built = True

    def _name_marks(self, page: Page) -> None:
        numbered = enumerate(page.source_text.split("\n"), 1)
        lines: list[int | None] = [number for number, line in numbered if any(mark in line for mark in _MARKS)]
        for line in lines or [None]:  # an included text has none
            words = "the text holds the control character U+0002 or U+0003, which no page can show; delete it"
            self._rendering.host.report(page.problem("text", words, line))


def _replace(place: Element, element: Element) -> None:
    """Let an element stand in another's place in the tree."""
    tail = place.tail
    place.clear()
    place.tag, place.text, place.tail = element.tag, element.text, tail
    place.attrib.update(element.attrib)
    place.extend(element)
