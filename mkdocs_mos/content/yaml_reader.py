"""YAML read as its author wrote it: scalars keep their spelling, and every name its line.

`price: 299.00`, `title: Yes` and `title: 007` are text to the people who write them. PyYAML's events give a document
before any of it turns into another type. What an alias means is read once and shared, so nothing can blow up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import Any

import yaml
from yaml.events import AliasEvent, MappingEndEvent, ScalarEvent, SequenceEndEvent, SequenceStartEvent, StreamEndEvent
from yaml.reader import ReaderError

from ..core.problems import ContentError, Problem, quoted
from .values import CURE, EMPTY, List, Mapping, Other, Tagged, Text, Value, described, twice

try:
    from yaml import CSafeLoader as Loader
except ImportError:  # PyYAML without libyaml: ten times slower, and the same
    from yaml import SafeLoader as Loader  # type: ignore[assignment]

_TAG = "tag:yaml.org,2002:"
_PLAIN_TAGS = {
    None,
    "!",
    *(_TAG + name for name in ("str", "int", "float", "bool", "timestamp", "value", "map", "seq")),
}
_NULLS = ("", "~", "null", "Null", "NULL")

_DEPTH = 100
"""Levels of nesting that are read; no file of ours has as many."""
_TOO_DEEP = "it is nested too deeply; write names and texts"
_SHARED = 100
"""Names that one alias may repeat, and that a mapping may take from others by `<<`: else time would be quadratic."""

# After a value: a # that belongs to it rather than beginning a comment, which has a space after it, or two before it.
_CUT_OFF = re.compile(r"[ \t]+(#[0-9][^\n]*)| (#[^\W\d_][^\n]*)")
_SWITCH = re.compile(r"true|false|yes|no|on|off", re.IGNORECASE)

_CURES = {
    "a tab": "use spaces instead of tabs",
    "mapping values are not allowed": "put quotes around a value that holds “: ”",
    "invalid Unicode character escape": "write the character itself instead of half of a \\u pair",
    "expected alphabetic or numeric character": "put quotes around a value that begins with & or *",
    "undefined alias": "put quotes around a value that begins with *",
    "cannot start any token": "put quotes around the value",
    "could not find expected ':'": "write “name: value” on each line, with the same indentation",
    "expected <block end>": "indent the lines alike, and quote a value that holds quotes",
    "end of stream": "close the quotes or brackets",
}
"""What PyYAML's words lack, by what they hold."""


class YamlError(ContentError):
    """A text cannot be read as YAML.

    Attributes:
        line: its line, or None where nobody knows.
        broken: whether it is no YAML at all; else it is more than we take.
    """

    def __init__(self, words: str, line: int | None, broken: bool = True) -> None:
        super().__init__(words, "yaml")
        self.line = line
        self.broken = broken


def read(text: str, first_line: int | None = 1, *, loader: Any = Loader) -> Value | None:
    """Return what a YAML document holds, or None for an empty one.

    Args:
        text: the document.
        first_line: the line, in its file, of the text's first line; None gives nothing a line.
        loader: PyYAML's own `SafeLoader` takes a little more than the fast one.

    Raises:
        YamlError: the text is not YAML, more than one document, or nested too deeply.
    """
    return _Reader(text, first_line, loader).document()


class _Reader:
    """Reads one document."""

    def __init__(self, text: str, first_line: int | None, loader: Any) -> None:
        self._text = text
        self._first_line = first_line
        self._events: Iterator[Any] = yaml.parse(text, Loader=loader)
        self._anchors: dict[str, Value] = {}

    def document(self) -> Value | None:
        self._next()  # the stream begins
        if isinstance(self._next(), StreamEndEvent):
            return None
        value = self._value(self._next(), _DEPTH, [])
        self._next()  # the document ends
        after = self._next()
        if not isinstance(after, StreamEndEvent):
            words = "a second document begins here; delete its --- and keep everything in one"
            raise YamlError(words, self._line(after), broken=False)
        return value

    def _next(self) -> Any:
        try:
            return next(self._events)
        except (yaml.YAMLError, ValueError, OverflowError) as error:
            raise _explained(error, self._text, self._first_line) from None

    def _line(self, event: Any) -> int | None:
        return None if self._first_line is None else self._first_line + int(event.start_mark.line)

    def _value(self, event: Any, depth: int, problems: list[Problem], name: str = "", line: int | None = None) -> Value:
        """Return the value that begins with an event; its events are used up.

        Args:
            event: the event.
            depth: the levels of nesting that may follow.
            problems: takes what is wrong with the mapping that holds the value.
            name: the name under which the value stands there.
            line: the line of that name.
        """
        line = line or self._line(event)
        if isinstance(event, AliasEvent):
            return self._alias(event.anchor, name, line)
        if event.anchor in self._anchors:
            raise YamlError(f"the anchor {quoted(f'&{event.anchor}')} stands twice; rename one", line)
        if event.anchor:
            self._anchors[event.anchor] = Other("an alias to itself", line)  # until it has been read
        value: Value
        if isinstance(event, ScalarEvent):
            if name and (cut := self._cut_off(event)):
                words = _cut_off_words(name, event.value, cut)
                problems.append(Problem("cut-off", words, line=self._line(event), field=name))
            value = _scalar(event, line)
        elif not depth:
            raise YamlError(_TOO_DEEP, self._line(event), broken=False)
        elif isinstance(event, SequenceStartEvent):
            items = []
            while not isinstance(item := self._next(), SequenceEndEvent):
                items.append(self._value(item, depth - 1, problems, name))
            value = List(tuple(items), line)
        else:
            value = self._mapping(depth - 1, line)
        if event.tag not in _PLAIN_TAGS and not isinstance(value, Other):
            value = Tagged(event.tag, value, line)
        if event.anchor:
            self._anchors[event.anchor] = value
        return value

    def _alias(self, anchor: str, name: str, line: int | None) -> Value:
        if anchor not in self._anchors:
            raise YamlError(_with_cure("found undefined alias"), line)
        value = self._anchors[anchor]
        if isinstance(value, Mapping) and len(value.items) > _SHARED and name != "<<":  # which has its own bound
            return Other(f"an alias of more than {_SHARED} names", line)
        return replace(value, line=line)

    def _mapping(self, depth: int, line: int | None) -> Mapping:
        """Return the mapping whose beginning has been read."""
        items: dict[str, Value] = {}
        merged: list[Value] = []
        problems: list[Problem] = []
        while not isinstance(event := self._next(), MappingEndEvent):
            at = self._line(event)
            key = self._value(event, depth, problems)
            name = key.text if isinstance(key, Text) else ""
            value = self._value(self._next(), depth, problems, name, at)
            if not isinstance(key, Text):
                problems.append(Problem("value", f"a name is {described(key)}; {CURE}", line=at))
            elif name == "<<" and isinstance(event, ScalarEvent) and event.implicit[0]:
                merged += value.items if isinstance(value, List) else [value]
            elif name in items:
                problems.append(twice(name, items[name].line, at))
            else:
                items[name] = value
        taken: dict[str, Value] = {}
        shared = chain.from_iterable(
            base.items.items() if isinstance(base, Mapping) else [("<<", base)] for base in merged
        )
        for count, (name, value) in enumerate(shared):
            if count == _SHARED:
                words = f"“<<” takes more than {_SHARED} names from elsewhere; write them out"
                problems.append(Problem("yaml", words, line=line))
                break
            taken.setdefault(name, value)  # of several mappings the first counts
        return Mapping(taken | items, line, tuple(problems))

    def _cut_off(self, event: Any) -> str | None:
        """Return what follows a plain value in its line and was hardly meant as a comment, such as `#3`; or None."""
        if event.style or _SWITCH.fullmatch(event.value):
            return None
        found = _CUT_OFF.match(self._text, event.end_mark.index)
        return (found[1] or found[2]).strip() if found else None


def _scalar(event: Any, line: int | None) -> Value:
    is_null = event.tag is None and event.implicit[0] and event.value in _NULLS
    if is_null or event.tag == f"{_TAG}null":
        return Other(EMPTY, line, "write a text after the colon, or delete the line")
    return Text(event.value, line)


def _cut_off_words(name: str, value: str, cut: str) -> str:
    whole = quoted(f"{value} {cut}".strip())
    begins = f"is {quoted(value)} only, since" if value else "is empty, since"
    return (
        f"{name} {begins} YAML takes {quoted(cut)} for a comment; if # belongs to it, put straight quotes around the "
        f"value: {whole}; else, write a space after #"
    )


def _explained(error: Exception, text: str, first_line: int | None) -> YamlError:
    """Return PyYAML's error with its line, and words for those who do not know YAML."""
    problem, below = "it cannot be read", 0
    if isinstance(error, yaml.MarkedYAMLError):
        problem = error.problem or problem
        if mark := error.problem_mark or error.context_mark:
            below = min(mark.line, text.count("\n"))
            if text[mark.index : mark.index + 1] == "\t":
                problem = "a tab stands before a name"
    elif isinstance(error, ReaderError):
        below = text.count("\n", 0, error.position)
    line = None if first_line is None else first_line + below
    if "nesting depth" in problem:
        return YamlError(_TOO_DEEP, line, broken=False)
    if isinstance(error, ReaderError):
        code = error.character if isinstance(error.character, int) else ord(error.character)
        return YamlError(f"it holds the character U+{code:04X}, which cannot be read; delete it", line)
    return YamlError(_with_cure(problem), line)


def _with_cure(problem: str) -> str:
    """Return PyYAML's words with the cure that they lack."""
    cure = next((words for sign, words in _CURES.items() if sign in problem), "check the quotes and the indentation")
    return f"{problem}; {cure}"


def unusable(text: str, first_line: int) -> Problem | None:
    """Return why a host, which turns scalars into values, cannot use front matter that can be read; or None."""
    try:
        root = yaml.compose(text, Loader=Loader)
    except (yaml.YAMLError, RecursionError):  # which has been named where the text was read
        return None
    for name, value in root.value if isinstance(root, yaml.MappingNode) else ():
        try:
            yaml.SafeLoader("").construct_document(yaml.MappingNode(f"{_TAG}map", [(name, value)]))
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or name.start_mark
            tag = re.search(r"tag '(.+)'$", error.problem or "")
            words = f"nobody knows the tag {quoted(tag[1])}" if tag else str(error.problem)
        except (ValueError, TypeError, RecursionError) as error:
            mark, words = name.start_mark, str(error)
        else:
            continue
        words = f"the front matter's YAML cannot be used and all of it is ignored: {words}; correct it, or quote it"
        return Problem("front-matter", words, line=first_line + mark.line)
    return None


def plain(name: str) -> object:
    """Return what YAML takes an unquoted name for: `007` for 7, `on` for true."""
    try:
        return yaml.safe_load(name)
    except (yaml.YAMLError, ValueError, RecursionError):
        return name
