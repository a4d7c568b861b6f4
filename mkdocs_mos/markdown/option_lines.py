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
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import islice, takewhile
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
        options: its options, line by line.
        unclosed: whether they begin at the margin and no `:::` line ends them.
        indent: the spaces before the block's first line.
        lines: all that was taken, with the spaces before each line.
    """

    options: list[str] = field(default_factory=list)
    unclosed: bool = False
    indent: int = 0
    lines: list[str] = field(default_factory=list)


class TakeOptions(Preprocessor):
    """Takes the options out of a text."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self.taken: list[Taken] = []

    def run(self, lines: list[str]) -> list[str]:
        self.taken = []
        return list(self._without_options(lines)) if any(":::" in line for line in lines) else lines

    def _without_options(self, lines: list[str]) -> Iterator[str]:
        length = level(self.md)
        end = 0
        for at, line in enumerate(lines):
            if at < end:
                continue
            if header := _HEADER.match(line):
                texts = list(_under(header, islice(lines, at + 1, None), length))
                count, options, unclosed = _read(texts, " " * min(length, 4))
                end = at + 1 + count
                if count:
                    line = f"{line.rstrip()}\x02mos:{len(self.taken)}\x03"
                    quotes = header["quotes"].count(">")
                    taken = [_unquoted(taken, quotes) or "" for taken in lines[at + 1 : end]]
                    self.taken.append(Taken(options, unclosed, len(header["indent"]), taken))
            yield line

    def given_back(self, text: str) -> str:
        """Return a text in which no blocks are made, with the options that were taken out of it."""

        def lines(mark: re.Match[str]) -> str:
            taken = self.taken[int(mark["number"])]
            outside = " " * (taken.indent - len(mark["indent"]))  # of the list item or code that the text stands in
            return "\n".join([mark[0].partition("\x02")[0], *(line.removeprefix(outside) for line in taken.lines)])

        return _TAKEN.sub(lines, text) if "\x02mos:" in text else text


def _under(header: re.Match[str], lines: Iterable[str], level: int) -> Iterator[str]:
    """Yield the lines under a block's first line as their container has them, up to its end or to the next `:::`."""
    # The block may stand up to three spaces to the right of where its list item or other container begins.
    margin = " " * (level * (len(header["indent"]) // level + len(header["markers"].split())))
    quotes = header["quotes"].count(">")
    is_item = header["markers"][:1] not in ("", "[", ":")
    in_paragraph = True
    for line in lines:
        text = _unquoted(line, quotes)
        in_paragraph = in_paragraph and bool(text)
        if text is None or not (in_paragraph or not text or text.startswith(margin)):
            return
        if text.startswith(margin):
            text = text[len(margin) :]
            if is_item and in_paragraph:  # right under the mark of a list item, options stand at its margin
                text = " " * min(level, 4) + text
        else:
            text = text.lstrip(" ")
        yield text
        if _COLONS.match(text):
            return


def _unquoted(line: str, quotes: int) -> str | None:
    """Return a line without the marks of quotes that lie in each other; None for one outside of them."""
    *marks, text = line.split(">", quotes)
    if not text.strip():
        return ""
    if len(marks) < quotes or "".join(marks).strip():
        return None
    return text.removeprefix(" ") if marks else text


def _read(texts: list[str], indent: str) -> tuple[int, list[str], bool]:
    """Return how many of the lines under a block are its own, its options, and whether their end is missing."""
    count = 0
    for number, text in enumerate(texts, 1):
        if text.startswith(indent):
            count = number
        elif text:
            break
    options, unclosed = texts[:count], False
    if not options:
        count, options, unclosed = _read_at_margin(texts)
    closer = _next(texts, count)
    if closer < len(texts) and _CLOSER.fullmatch(texts[closer]):
        count = closer + 1
    return count, options, unclosed


def _read_at_margin(texts: list[str]) -> tuple[int, list[str], bool]:
    begin = key = _next(texts, 0)
    while key < len(texts) and texts[key].startswith("#"):
        key = _next(texts, key + 1)
    name = _KEY.match(texts[key]) if key < len(texts) else None
    if not name:
        return 0, [], False
    if _CLOSER.fullmatch(texts[-1]):
        return len(texts) - 1, texts[begin:-1], False
    # Without an end, it may be a paragraph such as “Note: …”; after a blank line it is none only by an exact name.
    if not get_close_matches(name["name"], _OPTION_NAMES, cutoff=1.0 if begin else 0.6):
        return 0, [], False
    options = list(takewhile(_KEY.match, texts[key:]))
    return key + len(options), options, True


def _next(texts: list[str], at: int) -> int:
    """Return the number of the first line from here on that is not blank."""
    while at < len(texts) and not texts[at]:
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
