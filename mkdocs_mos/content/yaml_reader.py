"""YAML read as its author wrote it: scalars keep their spelling, and every name its line.

`price: 299.00`, `title: Yes` and `title: 007` are text to the people who write them. PyYAML's events give a document
before any of it turns into another type. What an alias means is read once and shared, so nothing can blow up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    MappingEndEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from ..core.problems import ContentError, Problem, quoted
from .values import CURE, EMPTY, List, Mapping, Other, Tagged, Text, Value, described, twice

try:
    from yaml import CSafeLoader as Loader
except ImportError:  # PyYAML without libyaml: ten times slower, and the same
    from yaml import SafeLoader as Loader  # type: ignore[assignment]

_TAG = "tag:yaml.org,2002:"
_TEXT_TAGS = {None, "!", *(f"{_TAG}{name}" for name in ("str", "int", "float", "bool", "timestamp", "value"))}
_COLLECTION_TAGS = {None, "!", f"{_TAG}map", f"{_TAG}seq"}
_NULLS = ("", "~", "null", "Null", "NULL")

DEPTH = 20
"""Levels of nesting that are read; no option of ours has as many."""
_DEEPEST = 1000
"""Levels of nesting after which a document is given up: libyaml, which calls itself, would end the whole process."""
_TOO_DEEP = "it is nested too deeply; write names and texts"
_MERGED = 100
"""Names that a mapping may take from others by `<<`; without a limit, a chain of merges would take quadratic time."""

# After a value: a # that belongs to it rather than beginning a comment, which has a space after it, or two before it.
_CUT_OFF = re.compile(r"[ \t]+(#[0-9][^\n]*)| (#[^\W\d_][^\n]*)")
_MAY_CUT = re.compile(r"[ \t]#\w")
_SWITCH = re.compile(r"true|false|yes|no|on|off", re.IGNORECASE)

_CURES = {
    "a tab": "use spaces instead of tabs",
    "mapping values are not allowed": "put quotes around a value that holds “: ”",
    "invalid Unicode character escape": "write the character itself instead of half of a \\u pair",
    "unknown escape character": "write the text in single quotes, in which a backslash is one",
    "did not find expected ',' or '}'": "put quotes around a value that holds brackets or #, and close what is open",
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


def read(text: str, first_line: int | None = 1, *, aliases: bool = True, loader: Any = Loader) -> Value | None:
    """Return what a YAML document holds, or None for an empty one.

    Args:
        text: the document.
        first_line: the line, in its file, of the text's first line; None gives nothing a line.
        aliases: whether anchors, aliases and merged mappings count; else each is told as what it is.
        loader: PyYAML's own `SafeLoader` takes a little more than the fast one.

    Raises:
        YamlError: the text is not YAML, more than one document, or nested too deeply.
    """
    return _Reader(text, first_line, aliases, loader).document()


class _Reader:
    """Reads one document."""

    def __init__(self, text: str, first_line: int | None, aliases: bool, loader: Any) -> None:
        self._text = text
        self._first_line = first_line
        self._aliases = aliases
        self._events: Iterator[Any] = yaml.parse(text, Loader=loader)
        self._anchors: dict[str, Value] = {}
        self._may_cut = _MAY_CUT.search(text) is not None
        self._problems: list[Problem] = []
        """Those of the mapping that is being read."""

    def document(self) -> Value | None:
        self._next()  # the stream begins
        if isinstance(self._next(), StreamEndEvent):
            return None
        value = self._value(self._next(), DEPTH)
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

    def _value(self, event: Any, depth: int, line: int | None = None, name: str = "") -> Value:
        """Return the value that begins with an event; its events are used up."""
        line = line or self._line(event)
        if isinstance(event, AliasEvent):
            return self._alias(str(event.anchor), line)
        if event.anchor is None:
            return self._node(event, depth, line, name)
        if not self._aliases:
            self._node(event, depth, line, name)
            return Other(f"marked with an anchor ({quoted(f'&{event.anchor}')})", line)
        if event.anchor in self._anchors:
            raise YamlError(f"the anchor {quoted(f'&{event.anchor}')} appears twice; rename one", line)
        self._anchors[event.anchor] = Other("an alias to itself", line)  # until it has been read
        value = self._anchors[event.anchor] = self._node(event, depth, line, name)
        return value

    def _alias(self, anchor: str, line: int | None) -> Value:
        if not self._aliases:
            return Other(f"an alias ({quoted(f'*{anchor}')})", line)
        if anchor not in self._anchors:
            raise YamlError(_with_cure("found undefined alias"), line)
        return replace(self._anchors[anchor], line=line)

    def _node(self, event: Any, depth: int, line: int | None, name: str) -> Value:
        value: Value
        if isinstance(event, ScalarEvent):
            return self._scalar(event, line, name)
        if not depth:
            value = self._skipped(event, line)
        elif isinstance(event, SequenceStartEvent):
            items = []
            while not isinstance(item := self._next(), SequenceEndEvent):
                items.append(self._value(item, depth - 1, name=name))
            value = List(tuple(items), line)
        else:
            value = self._mapping(depth - 1, line)
        return value if event.tag in _COLLECTION_TAGS else Tagged(event.tag, value, line)

    def _scalar(self, event: Any, line: int | None, name: str) -> Value:
        if name and self._may_cut and (cut := self._cut_off(event)):
            problem = Problem("cut-off", _cut_off_words(name, event.value, cut), line=self._line(event), field=name)
            self._problems.append(problem)
        is_null = event.tag is None and event.implicit[0] and event.value in _NULLS
        if is_null or event.tag == f"{_TAG}null":
            return Other(EMPTY, line, "write a text after the colon, or delete the line")
        text = Text(event.value, line)
        return text if event.tag in _TEXT_TAGS else Tagged(event.tag, text, line)

    def _mapping(self, depth: int, line: int | None) -> Mapping:
        """Return the mapping whose beginning has been read."""
        around, self._problems = self._problems, []
        items: dict[str, Value] = {}
        merged: list[Value] = []
        while not isinstance(key := self._next(), MappingEndEvent):
            at = self._line(key)
            found = self._value(key, depth)
            name = found.text if isinstance(found, Text) else ""
            value = self._value(self._next(), depth, at, name)
            if name == "<<" and key.implicit[0] and self._aliases:
                merged += value.items if isinstance(value, List) else [value]
            elif name == "<<" and key.implicit[0]:
                words = "“<<” takes fields from elsewhere, which a catalogue cannot; write the fields out"
                self._problems.append(Problem("yaml", words, line=at))
            elif not isinstance(found, Text):
                self._problems.append(Problem("value", f"a name is {described(found)}; {CURE}", line=at))
            elif name in items:
                self._problems.append(twice(name, items[name].line, at))
            else:
                items[name] = value
        if merged:
            items = self._merge(items, merged, line)
        problems, self._problems = tuple(self._problems), around
        return Mapping(items, line, problems)

    def _merge(self, own: dict[str, Value], bases: list[Value], line: int | None) -> dict[str, Value]:
        """Return a mapping's items with those of the mappings that it takes in; its own count, then the first's."""
        taken: dict[str, Value] = {}
        for base in bases:
            items = base.items if isinstance(base, Mapping) else {"<<": base}
            for name, value in items.items():
                if name not in own:
                    taken.setdefault(name, value)
                if len(taken) > _MERGED:
                    words = f"“<<” takes more than {_MERGED} names from elsewhere; write them out"
                    self._problems.append(Problem("yaml", words, line=line))
                    return taken | own
        return taken | own

    def _skipped(self, event: Any, line: int | None) -> Value:
        """Pass over a mapping or list that stands deeper than anything of ours."""
        depth = 1
        while depth:
            inner = self._next()
            if isinstance(inner, CollectionStartEvent):
                depth += 1
            elif isinstance(inner, CollectionEndEvent):
                depth -= 1
            if depth > _DEEPEST:
                raise YamlError(_TOO_DEEP, self._line(inner), broken=False)
            if getattr(inner, "anchor", None) and not isinstance(inner, AliasEvent):
                self._anchors[inner.anchor] = Other("nested too deeply", line)
        return Other("a list" if isinstance(event, SequenceStartEvent) else "a mapping", line)

    def _cut_off(self, event: Any) -> str | None:
        """Return what follows a plain value in its line and was hardly meant as a comment, such as `#3`; or None."""
        if event.style or event.end_mark is None or _SWITCH.fullmatch(event.value):
            return None
        found = _CUT_OFF.match(self._text, event.end_mark.index)
        return (found[1] or found[2]).strip() if found else None


def _cut_off_words(name: str, value: str, cut: str) -> str:
    whole = quoted(f"{value} {cut}".strip())
    begins = f"is {quoted(value)} only, since" if value else "is empty, since"
    return (
        f"{name} {begins} YAML takes {quoted(cut)} for a comment; if # belongs to it, put straight quotes around the "
        f"value: {whole}; otherwise write a space after #"
    )


def _explained(error: Exception, text: str, first_line: int | None) -> YamlError:
    """Return PyYAML's error with its line, and words for those who do not know YAML."""
    too_deep = False
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        lines = text.splitlines()
        below = min(mark.line, text.count("\n")) if mark else 0
        tab = mark is not None and mark.line < len(lines) and lines[mark.line][mark.column : mark.column + 1] == "\t"
        problem = "a tab stands before a name" if tab else error.problem or "it cannot be read"
        too_deep = "nesting depth" in problem
        words = _TOO_DEEP if too_deep else _with_cure(problem)
    elif isinstance(error, yaml.YAMLError):  # a character that YAML does not take, by its position
        character = getattr(error, "character", 0)
        code = character if isinstance(character, int) else ord(character[:1] or "\0")
        below = text.count("\n", 0, getattr(error, "position", 0))
        words = f"it holds the character U+{code:04X}, which cannot be read; delete it"
    else:
        below = 0
        words = "it cannot be read; it is nested too deeply or broken"
    return YamlError(words, None if first_line is None else first_line + below, broken=not too_deep)


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
    for pair in root.value if isinstance(root, yaml.MappingNode) else ():
        try:
            yaml.SafeLoader("").construct_document(yaml.MappingNode(f"{_TAG}map", [pair]))
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or pair[0].start_mark
            tag = re.search(r"tag '(.+)'$", error.problem or "")
            words = f"there is no tag {quoted(tag[1])}" if tag else str(error.problem)
        except (ValueError, TypeError, RecursionError) as error:
            mark, words = pair[0].start_mark, str(error)
        else:
            continue
        words = f"the front matter's YAML cannot be used and all of it is ignored: {words}; correct it, or quote it"
        return Problem("front-matter", words, line=first_line + mark.line)
    return None


def plain(name: str) -> object:
    """Return what YAML takes an unquoted name for: `007` for 7, `on` for true."""
    if name[:1].isalpha() and name[0] not in Loader.yaml_implicit_resolvers:  # nothing but text begins so
        return name
    try:
        return yaml.safe_load(name)
    except yaml.YAMLError:
        return name
