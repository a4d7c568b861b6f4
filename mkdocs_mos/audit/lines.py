"""Places in a text as people count them: lines and columns, from 1."""

from __future__ import annotations

from bisect import bisect
from itertools import accumulate


class Lines:
    """The lines of a text."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]

    def place(self, at: int) -> tuple[int, int]:
        """Return the line and the column of the character at an index."""
        line = bisect(self._starts, at)
        return line, at - self._starts[line - 1] + 1
