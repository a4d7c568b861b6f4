"""A problem: severity, file, line, and the words that a support person reads."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import NamedTuple

from .rules import SEVERITIES, Severity
from .tokens import masked


class ContentError(ValueError):
    """Something is wrong with the content; the words say what, and what to write instead.

    Attributes:
        rule: the rule that is broken, one of core.rules; nothing where no report names it, as in a command's own call.
    """

    def __init__(self, words: str, rule: str = "") -> None:
        super().__init__(words)
        self.rule = rule


class Fault(NamedTuple):
    """What is wrong with a part of a value.

    Attributes:
        words: what was found and what to write instead, in one line.
        path: the names and positions that lead to the part; empty for the value itself.
    """

    words: str
    path: tuple[object, ...] = ()


class FaultsError(ContentError):
    """Several things are wrong with one value.

    Attributes:
        faults: each of them, and where it stands in the value.
    """

    def __init__(self, faults: Sequence[Fault], rule: str) -> None:
        super().__init__("\n".join(fault.words for fault in faults), rule)
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is wrong. Who finds it need not know where it stands: who does, adds that.

    Attributes:
        rule: one of core.rules, by a name that stays the same while words change, such as `length`.
        words: what was found and what to write instead, in one line.
        file: the file as its author knows it, `docs/pricing.md`, or nothing.
        line: the line in that file, counted from 1, or nothing.
        column: the column in that line, counted from 1, or nothing.
        severity: how much it matters; as much as its rule, unless said otherwise.
        field: the field of a record that is at fault, or nothing.
    """

    rule: str
    words: str
    file: str | None = None
    line: int | None = None
    column: int | None = None
    severity: Severity = None  # type: ignore[assignment]  # its rule's
    field: str = ""

    def __post_init__(self) -> None:
        if self.severity is None:
            object.__setattr__(self, "severity", SEVERITIES[self.rule])

    @property
    def place(self) -> str:
        """`file:line:column`, as far as they are known."""
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)

    def __str__(self) -> str:
        words = f"{self.words} [{self.rule}]"
        return f"{self.place}: {words}" if self.place else words


class Problems:
    """The problems of one build: each is kept once, and read in the order of files and lines."""

    def __init__(self) -> None:
        self._found: dict[Problem, None] = {}

    def add(self, problem: Problem) -> None:
        """Keep a problem, unless it is already here: excerpts and rebuilds meet the same one again."""
        self._found[problem] = None

    def __iter__(self) -> Iterator[Problem]:
        return iter(sorted(self._found, key=lambda found: (found.file or "", found.line or 0)))

    @property
    def errors(self) -> list[Problem]:
        """The problems that stop a build."""
        return [problem for problem in self if problem.severity is Severity.ERROR]

    def __deepcopy__(self, memo: object) -> Problems:
        # Hosts copy their configuration, and us with it; a problem found by a copy must still be reported.
        return self


def quoted(text: str, limit: int = 60) -> str:
    """Return text as a message may show it: short, on one line, nothing invisible, no secret."""
    # A token must be known before it is cut: half of one is no token any more, and still half of a secret.
    text = masked(text[: limit * 4])
    if len(text) > limit:
        text = text[:limit] + "…"
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)
    return f"“{shown}”"


def nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """Return the known word that one was probably meant to be, or nothing; at 1 they must be the same."""
    by_fold = {name.casefold(): name for name in known}
    near = get_close_matches(word.casefold()[:60], by_fold, n=1, cutoff=cutoff)
    return by_fold[near[0]] if near else ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `did you mean “title”?` where a known word is near, else the list of known words."""
    known = list(known)
    if near := nearest(word, known):
        return f"did you mean {quoted(near)}?"
    shown = ", ".join(known[:12]) + (", …" if len(known) > 12 else "")
    return f"the known ones are: {shown}"


_COMPARED = 50
"""Names on each side of an unknown one that are compared with it, of many: each comparison takes some 30 µs."""


class Names:
    """Many known names, for `did_you_mean`: each unknown one is compared with a few, once."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = list(names)
        self._hints: dict[str, str] = {}

    def did_you_mean(self, word: str) -> str:
        """Return the words of `did_you_mean` for an unknown name."""
        hint = self._hints.get(word)
        if hint is None:
            hint = self._hints[word] = did_you_mean(word, self._near(word))
        return hint

    def _near(self, word: str) -> list[str]:
        """Return all names; of many, those that begin or end as a word does."""
        if len(self._names) <= 4 * _COMPARED:
            return self._names
        near: list[str] = []
        for by_key, key in zip(self._sorted, (word.casefold(), word.casefold()[::-1]), strict=True):
            at = bisect(by_key, (key, ""))
            near += (name for _, name in by_key[max(0, at - _COMPARED) : at + _COMPARED])
        return list(dict.fromkeys(near))

    @cached_property
    def _sorted(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """The names by the alphabet, and by that of their ends."""
        keys = [(name.casefold(), name) for name in self._names]
        return sorted(keys), sorted((key[::-1], name) for key, name in keys)
