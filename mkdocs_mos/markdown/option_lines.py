"""The options under the blocks: taken out before anybody else reads the text, and given back where no block is made.

    ::: mos-product flagship
        label: Ask about the flagship

    ::: mos-product flagship
    label: Ask about the flagship
    :::

They are somebody's text, in which a `<div>` or an `*` means nothing. So they leave the text before HTML and Markdown
are read, and a mark after the block's first line tells which they were. In code and raw HTML that line makes no
block: there they come back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from ..core.product import FIELDS
from .directives import DIRECTIVES

if TYPE_CHECKING:
    from markdown import Markdown

MARK = "\x02mos:(?P<number>[0-9]+)\x03"
"""What stands for options, as a pattern; Markdown drops its control characters from what authors write."""

_HEADER = re.compile(
    r"(?P<quotes>(?:[ >]*>[ ]?)?)(?P<indent>[ ]*)(?P<markers>(?:(?:[-*+]|\d+[.)]|\[\^[^\]\s]+\]:|:)[ ]+)*):::[ ]*mos-",
    re.IGNORECASE,
)
_TAKEN = re.compile(rf"^(?P<indent>[ ]*).*{MARK}", re.MULTILINE)
_COLONS = re.compile(r"[ ]{0,3}:::")
_CLOSER = re.compile(r"[ ]{0,3}:::[ ]*")
_KEY = re.compile(r"(?:[ ]{0,3}|[\u00a0\u3000]+)[\"']?(?P<name>[A-Za-z_][\w-]*)[\"']?[ ]*:(?=\s|\Z)")
"""An option's name at the margin."""

_OPTION_NAMES = [*FIELDS, *(name for directive in DIRECTIVES.values() for name in directive.OPTIONS)]


def level(md: Markdown) -> int:
    """Return the spaces of one level: Markdown's, or those of lists where an extension gives them fewer."""
    length: int = min(md.tab_length, md.parser.blockprocessors["indent"].tab_length)
    return length


@dataclass
class Taken:
    """What was taken out of a text under a block's first line.

    Attributes:
        indent: the spaces before the block's first line.
        lines: the lines, with theirs.
        options: those that are its options.
        unclosed: whether its options begin at the margin and no `:::` line ends them.
    """

    indent: int = 0
    lines: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)
    unclosed: bool = False


class TakeOptions(Preprocessor):
    """Takes the options out of a text."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self.taken: list[Taken] = []

    def run(self, lines: list[str]) -> list[str]:
        self.taken = []
        return list(self._without_options(lines)) if any(":::" in line for line in lines) else lines

    def _without_options(self, lines: list[str]) -> Iterator[str]:
        end = 0
        for at, line in enumerate(lines):
            if at < end:
                continue
            if header := _HEADER.match(line):
                reader = _Reader(lines, at + 1, header, level(self.md))
                end = reader.read()
                if end > at + 1:
                    line = f"{line.rstrip()}\x02mos:{len(self.taken)}\x03"
                    self.taken.append(reader.taken)
            yield line

    def given_back(self, text: str) -> str:
        """Return a text in which no blocks are made, with the options that were taken out of it."""

        def lines(mark: re.Match[str]) -> str:
            taken = self.taken[int(mark["number"])]
            outside = " " * (taken.indent - len(mark["indent"]))  # of the list item or code that the text stands in
            return "\n".join([mark[0].partition("\x02")[0], *(line.removeprefix(outside) for line in taken.lines)])

        return _TAKEN.sub(lines, text) if "\x02mos:" in text else text


class _Reader:
    """Reads what stands under a block's first line.

    Args:
        lines: the lines of the text.
        first: the number of the first one under the block's own.
        header: the block's own line, up to its name.
        level: the spaces of one level.
    """

    def __init__(self, lines: list[str], first: int, header: re.Match[str], level: int) -> None:
        self.taken = Taken(len(header["indent"]))
        self._lines = lines
        self._first = first
        self._quotes = header["quotes"].count(">")
        # The block may stand up to three spaces to the right of where its list item or other container begins.
        self._margin = " " * (level * (len(header["indent"]) // level + len(header["markers"].split())))
        self._option = " " * min(level, 4)
        # Right under the mark of a list item, options stand at its margin.
        self._is_item = header["markers"][:1] not in ("", "[", ":")
        self._paragraph_end = next((at for at in range(first, len(lines)) if not self._unquoted(lines[at])), len(lines))

    def read(self) -> int:
        """Take the options, and return the number of the line after them, and after the `:::` that ends them."""
        end = at = self._first
        while (text := self._text(at)) is not None and (not text or text.startswith(self._option)):
            at += 1
            end = at if text else end
        if end == self._first:
            end = self._read_at_margin()
        else:
            self._take(self._first, end)
        last = self._next(end)
        end = last + 1 if _CLOSER.fullmatch(self._text(last) or "") else end
        self.taken.lines = [self._unquoted(line) or "" for line in self._lines[self._first : end]]
        return end

    def _read_at_margin(self) -> int:
        begin = key = self._next(self._first)
        while (self._text(key) or "").startswith("#"):
            key = self._next(key + 1)
        name = _KEY.match(self._text(key) or "")
        if not name:
            return self._first
        end = key
        while (text := self._text(end)) is not None and not _COLONS.match(text):
            end += 1
        if _CLOSER.fullmatch(text or ""):
            self._take(begin, end)
            return end
        # Without an end, it may be a paragraph such as “Note: …”; after a blank line it is none only by an exact name.
        if not get_close_matches(name["name"], _OPTION_NAMES, cutoff=0.6 if begin == self._first else 1.0):
            return self._first
        end = key
        while _KEY.match(self._text(end) or ""):
            end += 1
        self._take(key, end)
        self.taken.unclosed = True
        return end

    def _take(self, begin: int, end: int) -> None:
        self.taken.options = [self._text(at) or "" for at in range(begin, end)]

    def _text(self, at: int) -> str | None:
        """Return a line as the block's container has it; None after the end of that."""
        line = self._unquoted(self._lines[at]) if at < len(self._lines) else None
        if not line:
            return line
        in_paragraph = at < self._paragraph_end
        if not line.startswith(self._margin):
            return line.lstrip(" ") if in_paragraph else None
        text = line[len(self._margin) :]
        return self._option + text if self._is_item and in_paragraph else text

    def _unquoted(self, line: str) -> str | None:
        """Return a line of the block's own quote, without the marks of that; None for another line."""
        *marks, text = line.split(">", self._quotes)
        if not text.strip():
            return ""
        if len(marks) < self._quotes or "".join(marks).strip():
            return None
        return text.removeprefix(" ") if marks else text

    def _next(self, at: int) -> int:
        """Return the number of the first line from here on that is not blank."""
        while self._text(at) == "":
            at += 1
        return at


class GiveBack(Treeprocessor):
    """Gives the options back to code, raw HTML and all else in which their block's first line has made no block."""

    def __init__(self, md: Markdown, options: TakeOptions) -> None:
        super().__init__(md)
        self._options = options

    def run(self, root: Element) -> None:
        if not self._options.taken:
            return
        given_back = self._options.given_back
        stash: list[Any] = self.md.htmlStash.rawHtmlBlocks
        stash[:] = [given_back(kept) if isinstance(kept, str) else kept for kept in stash]
        for element in root.iter():
            if text := element.text:
                element.text = type(text)(given_back(text))  # code is an AtomicString
            if tail := element.tail:
                element.tail = type(tail)(given_back(tail))
