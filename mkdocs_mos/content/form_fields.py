"""The fields of a form as their author wrote them, judged: names, labels, examples, patterns and choices."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from ..core.form import Field, check_alone, check_label, check_name, check_no_secret, check_pattern, matches
from ..core.problems import ContentError, Problem, quoted
from ..core.product import name_hint, text_fault
from .values import List, Mapping, Text, Value, cure, described

T = TypeVar("T")

_OPTIONS = ("label", "example", "pattern", "optional", "lines", "choices")
_MOST_LINES = 20
_SHAPE = "write each field's name and a colon, and its label under it, such as “number: {label: Order number}”"


def read_fields(value: Value | None, line: int | None) -> tuple[dict[str, Field], list[Problem]]:
    """Return the fields of a form by name, and everything that is wrong with them.

    Args:
        value: what stands under `fields`.
        line: the form's own line, for what is not there.
    """
    if not isinstance(value, Mapping) or not value.items:
        what = f"fields is {described(value)}" if value else "the form has no fields"
        return {}, [Problem("form", f"{what}; {_SHAPE}", line=value.line if value else line)]
    fields: dict[str, Field] = {}
    problems = list(value.problems)
    labels: set[str] = set()
    for name, each in value.items.items():
        reader = _Reader(name, problems, each.line)
        field = reader.field(each)
        # Answers reach the agent as “label: answer”: two of one label could not be told apart.
        if field and field.label:
            reader.kept(lambda text: check_alone(text, labels), field.label, "label")
            labels.add(field.label.casefold())
        # A field that cannot be read still has a name, or the title would be blamed for holding it.
        fields[name] = field or Field(name, name)
    return fields, problems


class _Reader:
    """Reads one field, and keeps its problems."""

    def __init__(self, name: str, problems: list[Problem], line: int | None) -> None:
        self._name = name
        self._problems = problems
        self._line = line
        self._items: dict[str, Value] = {}

    def field(self, value: Value) -> Field | None:
        self.kept(check_name, self._name)
        if not isinstance(value, Mapping):
            self._report("form", f"is {described(value)}; {_SHAPE}")
            return None
        self._problems += [replace(problem, words=f"{self._of()}: {problem.words}") for problem in value.problems]
        # From here on problems find the lines of their options.
        self._items = dict(value.items)
        for name, item in self._items.items():
            if name not in _OPTIONS:
                hint = name_hint(name, _OPTIONS, self._items)
                self._report("unknown-option", f"has the unknown option {quoted(name)}; {hint}", item.line)
        label = self._text("label", check_label)
        if label is None and "label" not in self._items:
            self._report("form", "has no label; write the question, such as “label: Order number”")
        field = Field(
            self._name,
            label or "",
            example=self._text("example", _shown),
            pattern=self._text("pattern", check_pattern),
            optional=self._text("optional", _switch) or False,
            lines=self._text("lines", _lines) or 1,
            choices=self._choices(),
        )
        if not field.choices:  # of which none is a secret
            self.kept(check_no_secret, self._name)
            self.kept(check_no_secret, field.label, "label")
        self._check_together(field)
        return field

    def kept(self, judge: Callable[[str], T], text: str, option: str = "") -> T | None:
        """Return what a rule makes of a text, or None, and keep what is wrong with it."""
        try:
            return judge(text)
        except ContentError as error:
            item = self._items.get(option)
            self._report(error.rule, f": {error}", item.line if item else None)
        return None

    def _check_together(self, field: Field) -> None:
        example, pattern = field.example, field.pattern
        # Readers take the example for a model: it would be refused to whoever types it.
        if example and pattern and self.kept(lambda text: matches(text, pattern), example, "pattern") is False:
            words = f"has the example {quoted(example)}, which its own pattern refuses; correct one of them"
            self._report("form", words, self._items["example"].line)
        others = [name for name in ("pattern", "lines", "example") if name in self._items]
        if field.choices and others:
            self._report(
                "form", f"has choices, so {others[0]} means nothing; delete one of them", self._items[others[0]].line
            )
        elif field.pattern and field.lines > 1:
            words = "has several lines, which no pattern can be for; delete one of them"
            self._report("form", words, self._items["pattern"].line)

    def _text(self, name: str, judge: Callable[[str], T]) -> T | None:
        item = self._items.get(name)
        if item is None:
            return None
        if not isinstance(item, Text):
            self._report("value", f": {name} is {described(item)}; {cure(item)}", item.line)
            return None
        return self.kept(judge, item.text, name)

    def _choices(self) -> tuple[str, ...]:
        item = self._items.get("choices")
        if item is None:
            return ()
        texts = [each.text.strip() for each in item.items if isinstance(each, Text)] if isinstance(item, List) else []
        if not isinstance(item, List) or len(texts) != len(item.items):
            self._report("form", "has choices that are no list of texts; write them as [S, M, L]", item.line)
            return ()
        for text in texts:
            self.kept(_shown, text, "choices")
        if len(dict.fromkeys(texts)) != len(texts):
            self._report("duplicate", "has a choice twice; delete one", item.line)
        elif len(texts) < 2:
            count = "one choice" if texts else "no choice"
            self._report("form", f"has {count}; write two or more, or delete “choices” and let readers type", item.line)
        return tuple(texts)

    def _of(self) -> str:
        return f"field {quoted(self._name)}"

    def _report(self, rule: str, words: str, line: int | None = None) -> None:
        joined = f"{self._of()}{words}" if words.startswith(":") else f"{self._of()} {words}"
        self._problems.append(Problem(rule, joined, line=line or self._line))


def _shown(text: str) -> str:
    if fault := text_fault(text):
        raise ContentError(f"{quoted(text)} {fault}", "text")
    if not text.strip():
        raise ContentError("a text is blank; write one, or delete it", "form")
    return text.strip()


def _switch(text: str) -> bool:
    if text not in ("true", "false"):
        raise ContentError(f"optional is {quoted(text)}; write true or false", "option")
    return text == "true"


def _lines(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= _MOST_LINES:
        raise ContentError(f"lines is {quoted(text)}; write a number from 1 to {_MOST_LINES}", "option")
    return int(text)
