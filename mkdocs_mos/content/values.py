"""What an author has written, before anybody judges it: texts, mappings, lists, and what is none of these.

YAML, JSON, CSV and what a host holds of a page's front matter all become these values. Each knows its line: that of
the name that it stands under, where it has one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from ..core.problems import Problem, quoted

CURE = "write one text, quoted"
"""How most of what is no text is cured."""


@dataclass(slots=True)
class Text:
    """A text, spelt as written.

    Attributes:
        text: its characters.
        line: the line that it stands in, or None where nobody knows.
        file: the file that it comes from, or None for the one that is being read.
    """

    text: str
    line: int | None = None
    file: str | None = None


@dataclass(slots=True)
class Mapping:
    """Names and their values.

    Attributes:
        items: the values by name, in the order of the file.
        line: the line that it stands in, or None where nobody knows.
        problems: what its reader has found: a name that appears twice, or is no text; a value that is cut off.
    """

    items: dict[str, Value]
    line: int | None = None
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class List:
    """Values without names."""

    items: tuple[Value, ...]
    line: int | None = None


@dataclass(slots=True)
class Tagged:
    """A value with a YAML tag, such as `!ENV`."""

    tag: str
    value: Value
    line: int | None = None


@dataclass(slots=True)
class Other:
    """What is no value that anybody takes: what it is, and what to write instead."""

    what: str
    line: int | None = None
    cure: str = CURE


Value: TypeAlias = Text | Mapping | List | Tagged | Other

EMPTY = "empty"
"""What an `Other` is that holds nothing at all."""


def described(value: Value) -> str:
    """Return what a value is, as words after “is”."""
    match value:
        case Text():
            return quoted(value.text)
        case Mapping():
            return "a mapping"
        case List():
            return "a list"
        case Tagged():
            return f"tagged {quoted(value.tag)}"
        case Other():
            return value.what


def cure(value: Value) -> str:
    """Return what to write instead of a value where a text belongs."""
    return value.cure if isinstance(value, Other) else CURE


def is_empty(value: Value | None) -> bool:
    """Say whether nothing is written."""
    return value is None or (isinstance(value, Other) and value.what == EMPTY)


def twice(name: str, first: int | None, again: int | None) -> Problem:
    """Return the problem of a name that appears twice, in these lines."""
    places = f", here and in line {first}" if first and first != again else ""
    words = f"{quoted(name)} appears twice{places}; delete or rename one"
    return Problem("duplicate", words, line=again, field=name)
