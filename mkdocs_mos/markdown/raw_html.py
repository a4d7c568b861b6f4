"""Keeps Markdown's readers of HTML out of the lines of a block: a `<div>` there is somebody's text.

Before the readers run, `<` and `&` in those lines become codes; after them, the codes become what they were.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from markdown.preprocessors import Preprocessor

from .blocks import CLOSER, KEY, level

if TYPE_CHECKING:
    from markdown import Markdown

_HEADER = re.compile(r"[ >]*:::[ ]*mos-", re.IGNORECASE)
_CODES = {"<": "\x02mos-lt\x03", "&": "\x02mos-amp\x03"}


class Shield(Preprocessor):
    """Encodes the lines of blocks."""

    used = False
    """Whether the page that is being rendered has blocks."""

    def run(self, lines: list[str]) -> list[str]:
        self.used = any(":::" in line for line in lines)
        return list(_shielded_lines(lines, min(level(self.md), 4))) if self.used else lines


class Unshield(Preprocessor):
    """Gives the lines back as they were, also where raw HTML holds them, in which they are no options."""

    def __init__(self, md: Markdown, shield: Shield) -> None:
        super().__init__(md)
        self._shield = shield

    def run(self, lines: list[str]) -> list[str]:
        if not self._shield.used:
            return lines
        stash: list[Any] = self.md.htmlStash.rawHtmlBlocks
        for at, kept in enumerate(stash):
            if isinstance(kept, str):
                stash[at] = _unshielded(kept)
            else:  # md_in_html keeps elements
                for element in kept.iter():
                    element.text, element.tail = _unshielded(element.text or ""), _unshielded(element.tail or "")
                    for name, value in element.items():
                        element.set(name, _unshielded(value))
        return [_unshielded(line) for line in lines]


def _shielded_lines(lines: list[str], deeper: int) -> Iterator[str]:
    indent = -1  # of the directive above, while its options last
    fenced = first = False
    for at, line in enumerate(lines):
        bare = line.lstrip(" >")
        if _HEADER.match(line):
            indent, fenced, first = len(line) - len(bare), False, True
            yield _shielded(line)
            continue
        options = False
        if indent >= 0:
            inside = not bare or len(line) - len(bare) >= indent + deeper
            fenced = fenced or (first and not inside and KEY.match(bare) is not None and _closes(lines, at))
            options = inside or (fenced and not CLOSER.match(bare))
            if not options and not bare.startswith("#"):
                indent = -1
            first = first and (not bare or bare.startswith("#"))
        yield _shielded(line) if options else line


def _closes(lines: list[str], at: int) -> bool:
    """Say whether the next line of colons ends a block."""
    colons = next((bare for line in lines[at:] if (bare := line.lstrip(" >")).startswith(":::")), "")
    return CLOSER.match(colons) is not None


def _shielded(line: str) -> str:
    for plain, code in _CODES.items():
        line = line.replace(plain, code)
    return line


def _unshielded(line: str) -> str:
    for plain, code in _CODES.items():
        line = line.replace(code, plain)
    return line
