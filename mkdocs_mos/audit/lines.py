"""Places in a text as people count them: lines and columns, from 1."""

from __future__ import annotations


class Lines:
    """The lines of a text. Places that are asked for in their order take one look at it, all together."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at, self._line = 0, 1  # the last place

    def place(self, at: int) -> tuple[int, int]:
        """Return the line and the column of the character at an index."""
        if at < self._at:
            self._line -= self._text.count("\n", at, self._at)
        else:
            self._line += self._text.count("\n", self._at, at)
        self._at = at
        return self._line, at - self._text.rfind("\n", 0, at)
