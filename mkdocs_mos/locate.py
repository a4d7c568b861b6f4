"""Where in a page's source a block or a link stands; asked only when there is a problem to report."""

from __future__ import annotations

import re
from collections.abc import Iterator

_FENCE = re.compile(r"[> ]*(?:[-*+]|\d+[.)])?[> ]*(`{3,}|~{3,})")


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines outside code fences, with their numbers."""
    fence = ""
    for number, line in enumerate(text.split("\n"), 1):
        match = _FENCE.match(line)
        if match and not fence:
            fence = match[1]
        elif match and match[1].startswith(fence) and line.strip("> ").strip(fence[0]) == "":
            fence = ""
        elif not fence:
            yield number, line


def directive_line(text: str, header: str, nth: int, nested: bool) -> int | None:
    """Return the line of the nth directive that is written so, or nothing where the text does not hold it.

    Args:
        text: the page's source.
        header: the directive's first line, without what surrounds it.
        nth: how many such came before it.
        nested: whether it stands inside a list, a quote or another block; else its line is not indented.
    """
    found = []
    for number, line in _lines(text):
        if line.expandtabs(4).strip("> ") == header:
            indented = line.expandtabs(4).startswith("    ") or line.lstrip().startswith(">")
            found.append((number, indented))
    fitting = [number for number, indented in found if indented == nested] or [number for number, _ in found]
    return fitting[min(nth, len(fitting) - 1)] if fitting else None


def link_line(text: str, address: str, nth: int) -> int | None:
    """Return the line of the nth link to an address, or nothing where the text does not hold it."""
    pattern = re.compile(re.escape(address) + r"(?![\w?=&%-])")
    found = [number for number, line in _lines(text) for _ in pattern.findall(re.sub(r"`[^`]*`", "", line))]
    return found[min(nth, len(found) - 1)] if found else None
