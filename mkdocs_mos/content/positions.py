"""Where in a page's source a block or a link stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from html import unescape

FRONT_MATTER = re.compile(r"\A(?P<start>-{3}[ \t]*\n)(?P<yaml>.*?\n)(?:\.{3}|-{3})[ \t]*(?:\n|\Z)", re.DOTALL)

_MARKER = r"(?:[-*+]|\d++[.)]|\[\^[^\]\s]+\]:|:(?!:))"  # of a list item, a footnote, a definition
_FENCE = re.compile(rf"[> ]*+{_MARKER}?+[> ]*+(`{{3,}}|~{{3,}})")
_CONTAINER = re.compile(rf"[> ]*+(?:{_MARKER}(?:\s|$)|!!!|\?\?\?|===|///|<)")
_PREFIX = re.compile(rf"(?:[> ]++|{_MARKER}[ ])*+")
_RAW = re.compile(
    r"^[> ]*+(?:<!--.*?-->|<(?P<tag>pre|script|style|textarea)\b.*?</(?P=tag)\s*>)", re.DOTALL | re.I | re.MULTILINE
)
_INLINE_CODE = re.compile(r"(?<!`)(`++)(?!`).+?(?<!`)\1(?!`)")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


class Places:
    """The lines of one page's source, read once, without its front matter, its code and its comments."""

    def __init__(self, text: str, tab_length: int = 4) -> None:
        self._source = text.split("\n")
        text = _without_fences(FRONT_MATTER.sub(_blank, text, count=1).expandtabs(tab_length))
        self._indent = " " * tab_length
        self.lines = list(_lines(_RAW.sub(_blank, text), self._indent))

    def directive(self, header: str, nth: int, nested: bool) -> int | None:
        """Return the line of the nth directive that is written so, or None where the text does not hold it.

        Args:
            header: the directive's first line, without what surrounds it.
            nth: how many such came before it.
            nested: whether it stands inside a list, a quote or another block.
        """
        alone, inside = self._directives.get(header, ([], []))
        found = (inside or alone) if nested else (alone or inside)
        return _nth(found or [number for number, line in self._with_colons if header in line], nth)

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

    def holding(self, text: str, fold: Callable[[str], str], nth: int) -> int | None:
        """Return the line of the nth text that is written so, or alike; 0 where each is escaped with a backslash.

        Args:
            text: the text, folded.
            fold: gives one spelling to what looks the same.
            nth: how many such came before it.
        """
        lines = [(number, line) for number, line in self.lines if text in fold(unescape(line))]
        begun = [number for number, line in lines if fold(unescape(line[_PREFIX.match(line).end() :])) == text]  # type: ignore[union-attr]
        found = begun or [number for number, line in lines if "\\" not in line]
        return 0 if lines and not found else _nth(found, nth)

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

    def link(self, address: str, nth: int) -> int | None:
        """Return the line of the nth link to an address, or None where the text does not hold it."""
        if address not in self._linked:  # a page may hold one address thousands of times
            self._linked[address] = self._lines_of(address)
        return _nth(self._linked[address], nth)

    def _lines_of(self, address: str) -> list[int]:
        end = r"(?![\w?=&%-])"
        first = address.split("\n", 1)[0]  # an address may go on in the next line
        begun = re.escape(first)
        link = r"(?:\]\(\s*<?|\]:\s*<?|<|=\s*[\"']?\s*)"
        plain, lines = self._links
        with_it = [[(number, line) for number, line in spelt if first in line] for spelt in (plain, lines)]
        for pattern in (link + begun + end, begun + end, begun):
            for spelt in with_it:
                if found := [number for number, line in spelt for _ in re.findall(pattern, line)]:
                    return found
        written = [number for number, line in lines if re.search(link + "mos:", line)]
        return written if len(written) == 1 else []  # Markdown has made another address of it

    @cached_property
    def _links(self) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
        """The lines that may hold links of ours: as Markdown reads them, and as they are written."""
        lines = [
            (number, _INLINE_CODE.sub("", line))
            for number, line in self.lines
            if "mos" in line.lower() or "&" in line or "%" in line
        ]
        return [(number, unescape(_ESCAPED.sub(r"\1", line))) for number, line in lines], lines


def _nth(found: list[int], nth: int) -> int | None:
    return found[min(nth, len(found) - 1)] if found else None


def _blank(match: re.Match[str]) -> str:
    """Return nothing but the line breaks of what was found."""
    return "\n" * match[0].count("\n")


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
