"""The blocks: caught while the text is parsed, drawn when its tree is whole.

    ::: mos-product flagship
        label: Ask about the flagship

    ::: mos-product flagship
    label: Ask about the flagship
    :::

A block may follow a paragraph without a blank line, its options may follow a blank line, and it may stand in lists,
quotes, admonitions and tabs. It is drawn late: by then nothing is left that would take an author's words for Markdown.
"""

from __future__ import annotations

import re
from collections import Counter
from difflib import get_close_matches
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

from markdown.blockprocessors import BlockProcessor
from markdown.treeprocessors import Treeprocessor

from ..core.product import FIELDS
from . import directives

if TYPE_CHECKING:
    from markdown import Markdown

    from ..content.page import Page
    from .rendering import Rendering

CLOSER = re.compile(r"^[ ]{0,3}:::[ ]*$", re.MULTILINE)
KEY = re.compile(r"(?:[ ]*(?:#.*)?\n)*+(?:[ ]{0,3}|[\u00a0\u3000]+)[\"']?(?P<name>[A-Za-z_][\w-]*)[\"']?[ ]*:(?=\s|\Z)")
"""An option's name at the margin, comments and blank lines before it perhaps."""

_HEADER = r"^[ ]{{{},{}}}:::[ ]*mos-(?P<kind>\S*)(?P<argument>.*)$"  # between two indentations
_COLONS = re.compile(r"^[ ]{0,3}:::", re.MULTILINE)
_OPTION_NAMES = [*FIELDS, *(name for directive in directives.DIRECTIVES.values() for name in directive.OPTIONS)]
_MARKS = ("\x02", "\x03")  # that Markdown itself drops without a word


def level(md: Markdown) -> int:
    """Return the spaces of one level: Markdown's, or those of lists where an extension gives them fewer."""
    length: int = min(md.tab_length, md.parser.blockprocessors["indent"].tab_length)
    return length


class Blocks(BlockProcessor):
    """Catches the directives, and leaves an empty element in the place of each."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md.parser)
        self._tab = tab = level(md)
        self._option = " " * min(tab, 4)
        self._header = re.compile(_HEADER.format(0, tab - 1), re.MULTILINE | re.IGNORECASE)
        self._indented_header = re.compile(_HEADER.format(tab, 2 * tab - 1), re.MULTILINE | re.IGNORECASE)
        self.forget()

    def forget(self) -> None:
        """Begin a page."""
        self.calls: list[directives.Call] = []
        self._seen: Counter[tuple[str, bool]] = Counter()
        self._open = False  # whether the last call may take more lines

    def test(self, parent: Element, block: str) -> bool:
        if ":::" in block:
            if self._header.search(block):
                return True
            if parent.tag == "li" and not block.startswith(" ") and self._indented_header.search(block):
                return True
        return self._open and self._continues(parent, block)

    def _continues(self, parent: Element, block: str) -> bool:
        """Say whether a block goes on with the options of the directive before it."""
        if not self._open or not len(parent) or parent[-1] is not self.calls[-1].element:
            return False
        block = block.lstrip("\n")
        first = block.split("\n", 1)[0]
        if first.startswith(self._option) or CLOSER.fullmatch(first):
            return True
        call = self.calls[-1]
        return (call.unclosed or (not call.lines and KEY.match(block) is not None)) and bool(CLOSER.search(block))

    def run(self, parent: Element, blocks: list[str]) -> None:
        block = blocks.pop(0)
        if self._continues(parent, block):
            block = block.lstrip("\n")
            rest = self._take(self.calls[-1], block, blocks)
            if rest == block:  # none of it is an option
                self.calls[-1].unclosed = self._open = False
        elif match := self._header.search(block):
            if before := block[: match.start()].rstrip("\n"):
                self.parser.parseBlocks(parent, [before])
            call = self._call(match, SubElement(parent, "div"), nested=parent is not self.parser.root)
            rest = self._take(call, block[match.end() + 1 :], blocks)
            if not rest and not call.lines and blocks and self._open and KEY.match(blocks[0].lstrip("\n")):
                rest = self._take_fenced(call, blocks.pop(0), blocks, sure=False)
        else:  # in a list item, right under its text
            before, rest = self._split_item(block)
            self.parser.parseBlocks(parent, [before])
            blocks.insert(0, rest)
            return
        if rest.strip():
            self._open = self.calls[-1].unclosed
            blocks.insert(0, rest)

    def _call(self, match: re.Match[str], element: Element, nested: bool) -> directives.Call:
        header = match[0].strip()
        nth = self._seen[header, nested]
        self._seen[header, nested] += 1
        call = directives.Call(
            match["kind"].lower(),
            match["argument"].strip(),
            element,
            lambda page: page.places.directive(header, nth, nested),
        )
        self.calls.append(call)
        self._open = True
        return call

    def _take(self, call: directives.Call, text: str, blocks: list[str]) -> str:
        """Take a directive's option lines from a text, and return what is left of it."""
        lines = text.split("\n")
        count = next(
            (i for i, line in enumerate(lines) if line.strip() and not line.startswith(self._option)), len(lines)
        )
        indented, text = lines[:count], "\n".join(lines[count:])
        if any(line.strip() for line in indented):
            call.lines += ["", *indented] if call.lines else indented
        if text and (not call.lines or call.unclosed) and KEY.match(text):
            text = self._take_fenced(call, text, blocks)
        if text and self._open and CLOSER.fullmatch(text.split("\n", 1)[0]):
            call.unclosed = self._open = False
            text = text.partition("\n")[2]
        return text

    def _split_item(self, block: str) -> tuple[str, str]:
        """Return a list item's text, and what stands indented under it from its first directive on."""
        match = self._indented_header.search(block)
        assert match
        lines = block[match.start() :].split("\n")
        return block[: match.start()].rstrip("\n"), "\n".join(line.removeprefix(" " * self._tab) for line in lines)

    def _take_fenced(self, call: directives.Call, text: str, blocks: list[str], sure: bool = True) -> str:
        """Take the lines at the margin up to `:::`, some blank lines further down perhaps, and return the rest.

        Where no `:::` comes, and they are surely meant as options, since they follow at once, the call is unclosed.
        """
        parts: list[str] = []
        for count, part in enumerate([text, *blocks]):
            colons = _COLONS.search(part)
            if colons and CLOSER.match(part, colons.start()):
                call.lines += "\n\n".join([*parts, part[: colons.start()]]).split("\n")
                del blocks[:count]
                call.unclosed = self._open = False
                return part[colons.start() :].partition("\n")[2]
            if colons:
                break
            parts.append(part)
        first = KEY.match(text)
        if first and get_close_matches(first["name"], _OPTION_NAMES, cutoff=0.6 if sure else 1.0):
            call.unclosed = True
            lines = text[first.start("name") :].split("\n")
            count = next((i for i, line in enumerate(lines) if not KEY.match(line)), len(lines))
            call.lines += lines[:count]
            return "\n".join(lines[count:])
        return text  # a paragraph that begins like “Note: …”


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
