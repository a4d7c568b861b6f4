"""A product as a file's reader finds it, before anything is checked: YAML, JSON and CSV give the same rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol, TypeAlias

from ..core.rules import Severity


@dataclass(frozen=True, slots=True)
class Odd:
    """A value that is no text: what it is, and what to write instead."""

    what: str
    cure: str = "write one text, quoted"


EMPTY = Odd("empty", "write a text for it, or delete it")

Value: TypeAlias = str | Odd
Fields: TypeAlias = Mapping[str, Value]
IsPlain = Callable[[Mapping[str, Any]], bool]
"""Says of a record whether it plainly has no fault."""


class Report(Protocol):
    """Takes the words of a problem, and its line."""

    def __call__(self, words: str, line: int | None, severity: Severity = ..., /) -> None: ...


class BrokenError(Exception):
    """What ends a file of which nothing counts then, and its line."""

    def __init__(self, words: str, line: int | None) -> None:
        super().__init__(words)
        self.line = line


class Row(NamedTuple):
    """One product of a file.

    Attributes:
        name: as written.
        line: where the name or the row begins, where that is known.
        fields: its record, or what stands in its place; of JSON, as it was decoded until `closely` looks at it.
        lines: the lines of the fields, where they are known.
        text: the file, where `closely` can tell more.
        at: where in it the name ends.
    """

    name: str
    line: int | None
    fields: Mapping[str, Any] | Odd
    lines: Mapping[str, int] = {}
    text: str = ""
    at: int = 0
