"""Where in a page's source a block or a link stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property
from html import unescape
from itertools import accumulate

from .lookalikes import folded

FRONT_MATTER = re.compile(r"\A(?P<start>-{3}[ \t]*\n)(?P<yaml>.*?\n)(?:\.{3}|-{3})[ \t]*(?:\n|\Z)", re.DOTALL)

_MARKER = r"(?:[-*+]|\d++[.)]|\[\^[^\]\s]+\]:|:(?!:))"  # of a list item, a footnote, a definition
_FENCE = re.compile(rf"[> ]*+{_MARKER}?+[> ]*+(`{{3,}}|~{{3,}})")
_CONTAINER = re.compile(rf"[> ]*+(?:{_MARKER}(?:\s|$)|!!!|\?\?\?|===|///|<)")
_PREFIX = re.compile(rf"(?:[> ]++|{_MARKER}[ ])*+")
_RAW = re.compile(r"^[> ]*+<(?:!--|(?:pre|script|style|textarea)\b)", re.IGNORECASE | re.MULTILINE)
_INLINE_CODE = re.compile(r"(?<!`)(`++)(?!`).+?(?<!`)\1(?!`)")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_LINK = r"(?:\]\(\s*<?|\]:\s*<?|<|=\s*[\"']?\s*)"
"""What stands before the address of a link."""


class Places:
    """The lines of one page's source, read once, without its front matter, its code and its comments."""

    def __init__(self, text: str, tab_length: int = 4) -> None:
        self._source = text.split("\n")
        text = _without_fences(FRONT_MATTER.sub(_blank, text, count=1).expandtabs(tab_length))
        self._indent = " " * tab_length
        self.lines = list(_lines(_without_raw(text), self._indent))
        self._of_links: dict[str, list[int]] = {}

    def directive(self, header: str, nth: int, nested: bool) -> int | None:
        """Return the line of the nth directive that is written so, or None where the text does not hold it.

        Args:
            header: the directive's first line, without what surrounds it.
            nth: how many such came before it.
            nested: whether it stands inside a list, a quote or another block.
        """
        alone, inside = self._directives.get(header, ([], []))
        found = (inside or alone) if nested else (alone or inside)
        return _nth(found or [number for number, _ in self._colons_searched.holding(header)], nth)

    def spaced(self, header: int, options: Iterable[str]) -> list[str]:
        """Return option lines with the blank lines that they have in the source, so that each can be counted to.

        Args:
            header: the line of the directive.
            options: the lines under it.
        """
        at = header
        found = []
        for option in filter(str.strip, options):
            while at < len(self._source) and not self._source[at].strip("> \t"):
                found.append("")
                at += 1
            found.append(option)
            at += 1
        return found

    def holding(self, text: str, nth: int) -> int | None:
        """Return the line of the nth text that is written so, or alike; 0 where each is escaped with a backslash.

        Args:
            text: the text, folded.
            nth: how many such came before it.
        """
        if begun := self._beginnings.get(text):
            return _nth(begun, nth)
        lines = list(self._folded.holding(text))
        found = [number for number, line in lines if "\\" not in line]
        return 0 if lines and not found else _nth(found, nth)

    @cached_property
    def _beginnings(self) -> dict[str, list[int]]:
        """The lines that hold nothing but a text, folded, after what surrounds it."""
        found: dict[str, list[int]] = {}
        for number, line in self.lines:
            found.setdefault(folded(unescape(line[_PREFIX.match(line).end() :])), []).append(number)  # type: ignore[union-attr]
        return found

    @cached_property
    def _folded(self) -> _Searched:
        return _Searched(self.lines, [folded(unescape(line)) for _, line in self.lines])

    @cached_property
    def _directives(self) -> dict[str, tuple[list[int], list[int]]]:
        """The lines of each directive, as it is written: those where it stands alone, and those where it is nested."""
        found: dict[str, tuple[list[int], list[int]]] = {}
        for number, line in self._with_colons:
            bare = line[_PREFIX.match(line).end() :].strip()  # type: ignore[union-attr]
            alone = line.lstrip(" ").startswith("::") and not line.startswith(self._indent)
            found.setdefault(bare, ([], []))[0 if alone else 1].append(number)
        return found

    @cached_property
    def _with_colons(self) -> list[tuple[int, str]]:
        return [(number, line) for number, line in self.lines if "::" in line]

    @cached_property
    def _colons_searched(self) -> _Searched:
        return _Searched(self._with_colons, [line for _, line in self._with_colons])

    def link(self, address: str, nth: int) -> int | None:
        """Return the line of the nth link to an address, or None where the text does not hold it."""
        found = self._of_links.get(address)
        if found is None:
            found = self._of_links[address] = self._lines_of_link(address)
        return _nth(found, nth)

    def _lines_of_link(self, address: str) -> list[int]:
        end = r"(?![\w?=&%-])"
        first = address.split("\n", 1)[0]  # an address may go on in the next line
        begun = re.escape(first)
        with_it = [list(spelt.holding(first)) for spelt in self._links]
        for pattern in map(re.compile, (_LINK + begun + end, begun + end, begun)):
            for lines in with_it:
                if found := [number for number, line in lines for _ in pattern.findall(line)]:
                    return found
        return self._only_link  # Markdown has made another address of it

    @cached_property
    def _only_link(self) -> list[int]:
        """The line of the text's one `mos:` link, where there is no other."""
        written = [number for number, line in self._links[1].lines if re.search(_LINK + "mos:", line)]
        return written if len(written) == 1 else []

    @cached_property
    def _links(self) -> tuple[_Searched, _Searched]:
        """The lines that may hold links of ours: as Markdown reads them, and as they are written."""
        lines = [
            (number, _INLINE_CODE.sub("", line))
            for number, line in self.lines
            if "mos" in line.lower() or "&" in line or "%" in line
        ]
        read = [(number, unescape(_ESCAPED.sub(r"\1", line))) for number, line in lines]
        return _Searched(read), _Searched(lines)


class _Searched:
    """Numbered lines in which a text is looked for at once.

    Args:
        lines: the lines and their numbers.
        texts: what is looked at in place of each, if that is something else.
    """

    def __init__(self, lines: list[tuple[int, str]], texts: list[str] | None = None) -> None:
        self.lines = lines
        texts = [line for _, line in lines] if texts is None else texts
        texts = [text.replace("\n", " ") for text in texts]  # references may hold line breaks
        self._text = "\n".join(texts)
        self._starts = [0, *accumulate(len(text) + 1 for text in texts)]

    def holding(self, text: str) -> Iterator[tuple[int, str]]:
        """Yield the lines that hold a text, which has no line break."""
        at = self._text.find(text)
        while at >= 0 and self.lines:
            index = bisect_right(self._starts, at) - 1
            yield self.lines[index]
            at = self._text.find(text, self._starts[index + 1])


def _nth(found: list[int], nth: int) -> int | None:
    return found[min(nth, len(found) - 1)] if found else None


def _blank(match: re.Match[str]) -> str:
    """Return nothing but the line breaks of what was found."""
    return "\n" * match[0].count("\n")


def _without_raw(text: str) -> str:
    """Return a text whose comments and raw elements are blank, from where a line begins with one to its end."""
    kept: list[str] = []
    last = at = 0
    endless: set[str] = set()  # what has no end from here on; it is looked for once
    while start := _RAW.search(text, at):
        at = start.end()
        name = start[0].rpartition("<")[2].lower()
        if name in endless:
            continue
        ends = re.compile("-->" if name == "!--" else rf"</{name}\s*>", re.IGNORECASE)
        if end := ends.search(text, at):
            kept += (text[last : start.start()], "\n" * text.count("\n", start.start(), end.end()))
            last = at = end.end()
        else:
            endless.add(name)
    return "".join((*kept, text[last:]))


def _without_fences(text: str) -> str:
    """Return a text whose code fences are blank."""
    fence = ""
    kept = []
    for line in text.split("\n"):
        match = _FENCE.match(line)
        if match and not fence:
            fence = match[1]
        elif match and match[1].startswith(fence) and line.strip("> ").strip(fence[0]) == "":
            fence = ""
        elif not fence:
            kept.append(line)
            continue
        kept.append("")
    return "\n".join(kept)


def _lines(text: str, indent: str) -> Iterator[tuple[int, str]]:
    """Yield the lines that are not blank, nor indented code, with their numbers."""
    contained = after_blank = False  # whether what is indented belongs to a list or a box
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            after_blank = True
        elif line.startswith(indent):
            if contained or not after_blank:
                yield number, line
                after_blank = False
        else:
            contained = bool(_CONTAINER.match(line)) or (contained and not after_blank)
            after_blank = False
            yield number, line
