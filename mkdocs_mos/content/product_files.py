"""Product files, row by row: YAML, JSON and CSV as their authors wrote them, with the line of each product.

YAML and JSON hold a mapping of names to records; CSV holds a header, and a record in each row:

    flagship: {title: Flagship package, price: 299.00}

    name,title,price
    flagship,Flagship package,299.00

Each reader goes through a file once and keeps none of it. What is no product is reported, and the rest is still read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from ..core.problems import quoted
from . import yaml_nodes
from .rows import EMPTY, BrokenError, Fields, IsPlain, Odd, Report, Row, Value
from .spreadsheets import read_csv, unreadable

SUFFIXES = (".yml", ".yaml", ".json", ".csv")
DEPTH = 100
"""Levels of nesting after which a YAML file is given up; a product has two."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the slow one where PyYAML has no libyaml
_STRING_TAGS = (None, "tag:yaml.org,2002:str")
_NULLS = ("", "~", "null", "Null", "NULL")


def read(data: bytes, suffix: str, report: Report, is_plain: IsPlain) -> Iterator[Row]:
    """Yield the products of a file.

    Args:
        data: its content.
        suffix: one of `SUFFIXES`, which says what the content is.
        report: takes what is wrong with the file.
        is_plain: tells a record, where JSON holds one in place of products.

    Raises:
        BrokenError: it cannot be read to its end, and nothing of it counts.
    """
    fault = unreadable(data, suffix == ".csv")
    if fault:
        report(*fault)
        return iter(())
    if suffix == ".csv":
        return read_csv(data, report)
    if suffix == ".json":
        return read_json(data.decode("utf-8-sig"), report, is_plain)
    return read_yaml(data, report)


def read_yaml(data: bytes, report: Report) -> Iterator[Row]:
    """Yield the products of a YAML file, from PyYAML's events: nothing is resolved, so nothing can blow up."""
    try:
        yield from _yaml_rows(yaml.parse(data, Loader=_LOADER), report)
    except yaml_nodes.YamlError as too_deep:
        report(str(too_deep), too_deep.line)
    except (yaml.YAMLError, ValueError, OverflowError) as found:
        error = ValueError() if isinstance(found, OverflowError) else found  # of PyYAML without libyaml

        class Again(yaml.SafeLoader):
            def __init__(self, _stream: object) -> None:
                raise error

        try:
            yaml_nodes.compose(data.decode("utf-8-sig"), loader=Again)  # which has words and line for it
        except yaml_nodes.YamlError as explained:
            report(f"it is not YAML: {explained}", explained.line)


def _yaml_rows(events: Iterator[Any], report: Report) -> Iterator[Row]:
    next(events)  # the stream begins
    if isinstance(next(events), StreamEndEvent):
        return
    root = next(events)
    if not isinstance(root, MappingStartEvent) or _mark(root):
        found = _value(root, events)
        if found is not EMPTY:
            what = quoted(found) if isinstance(found, str) else found.what
            words = f"it is {what}; write each product's name and a colon, and its fields under it, indented"
            report(words, _line(root))
        return
    for key in events:
        if isinstance(key, MappingEndEvent):
            break
        name = _key(key, events, "a product's name", report)
        value = next(events)
        if name is not None and isinstance(value, MappingStartEvent) and not _mark(value):
            yield Row(name, _line(key), *_yaml_fields(name, events, report))
        else:
            found = _value(value, events)
            if name is not None:
                yield Row(name, _line(key), Odd(quoted(found)) if isinstance(found, str) else found)
    next(events)  # the document ends
    after = next(events)
    if not isinstance(after, StreamEndEvent):
        report("a second document begins here; delete its --- and keep all products in one", _line(after))


def _yaml_fields(product: str, events: Iterator[Any], report: Report) -> tuple[Fields, Mapping[str, int]]:
    fields: dict[str, Value] = {}
    lines: dict[str, int] = {}
    for key in events:
        if isinstance(key, MappingEndEvent):
            break
        name = _key(key, events, "a field's name", report)
        value = _value(next(events), events)
        if name in fields:
            report(_twice(product, name, lines[name], _line(key)), _line(key))
        elif name is not None:
            fields[name] = value
            lines[name] = _line(key)
    return fields, lines


def _key(event: Any, events: Iterator[Any], what: str, report: Report) -> str | None:
    found = _value(event, events)
    if found == "<<" and event.implicit[0]:
        report("“<<” takes fields from elsewhere, which a catalogue cannot; write the fields out", _line(event))
        return None
    if isinstance(found, Odd):
        report(f"{what} is {found.what}; write one text, quoted", _line(event))
        return None
    return found


def _value(event: Any, events: Iterator[Any]) -> Value:
    """Return a node as its author wrote it, or what it is instead of a text; its events are used up."""
    if isinstance(event, ScalarEvent):
        if event.anchor is None and event.tag in _STRING_TAGS:
            return EMPTY if event.implicit[0] and event.value in _NULLS else event.value
    elif isinstance(event, CollectionStartEvent):
        depth = 1
        while depth:
            inner = next(events)
            if isinstance(inner, CollectionStartEvent):
                depth += 1
            elif isinstance(inner, CollectionEndEvent):
                depth -= 1
            if depth > DEPTH:
                raise yaml_nodes.YamlError("it is nested too deeply; write names and texts", _line(inner))
    what = "a list" if isinstance(event, SequenceStartEvent) else "a mapping"
    return Odd(_mark(event) or what)


def _mark(event: Any) -> str | None:
    """Return which of YAML's marks an event has; records are written out, so that nothing comes from elsewhere."""
    if isinstance(event, AliasEvent):
        return f"an alias ({quoted(f'*{event.anchor}')})"
    if event.anchor is not None:
        return f"marked with an anchor ({quoted(f'&{event.anchor}')})"
    return None if event.tag in _STRING_TAGS else f"tagged {quoted(event.tag)}"


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _twice(product: str, field: str, first: int | None, here: int | None) -> str:
    places = f", here and in line {first}" if first != here else ""
    return f"product {quoted(product.strip())}: {quoted(field)} stands twice{places}; delete one"


def read_json(text: str, report: Report, is_plain: IsPlain) -> Iterator[Row]:
    """Yield the products of a JSON file, while it is read. Numbers keep their spelling.

    Raises:
        BrokenError: it turned out to be no JSON, of which nothing counts.
    """
    try:
        if not _RECORDS.match(text):
            root = json.loads(text, object_pairs_hook=tuple, **_SPELLING)
            is_record = isinstance(root, tuple) and len(dict(root)) == len(root) and is_plain(dict(root))
            if is_record or not isinstance(root, tuple):
                what = "a record without a name" if is_record else _json_what(root)
                example = '{"flagship": {"title": "Flagship package"}}'
                words = f"it is {what}; write each product's name and its fields, such as {quoted(example)}"
                report(words, 1)
                return
        yield from _json_rows(text, report)
    except json.JSONDecodeError as error:
        raise BrokenError(f"it is not JSON: {_explain(error.msg)}", error.lineno) from None
    except RecursionError:
        raise BrokenError("it is nested too deeply; write names and texts", None) from None


def _json_rows(text: str, report: Report) -> Iterator[Row]:
    """Yield the products of a mapping, each decoded by itself: of a whole, the decoder does not say what is where."""
    spaced = _SPACED.search(text)
    line, last, end = 1, 0, 0
    entry = _FIRST.match(text)
    while entry:
        name, at = entry[1], entry.end(1)
        if "\\" in name:
            name, _ = _JSON.raw_decode(text, entry.start(1) - 1)
        line, last = line + text.count("\n", last, at), at
        value, end = _JSON.raw_decode(text, entry.end())
        if isinstance(value, dict):
            row = Row(name, line, value, {}, text, at)
            names = len(_NAME_ENDS.findall(text, at + 1, end)) if spaced else text.count('":', at + 1, end)
            yield row if names == len(value) else closely(row, report)  # one may stand twice
        else:
            yield Row(name, line, Odd(_json_what(value)))
        entry = _NEXT.match(text, end)
    if not _LAST.fullmatch(text, end):
        json.loads(text, **_SPELLING)  # says why, unless there is no entry at all


def closely(row: Row, report: Report) -> Row:
    """Return a product with all that can be known of it: the lines of its fields, and what is no text as `Odd`."""
    if not row.text:
        return row
    fields: dict[str, Value] = {}
    lines: dict[str, int] = {}
    places = _json_fields(row.text, row.line or 1, row.at + 1)
    for field, item in _JSON_PAIRS.raw_decode(row.text, row.text.index("{", row.at))[0]:
        here = next(places)
        if field in fields:
            report(_twice(row.name, field, lines[field], here), here)
            continue
        lines[field] = here
        if isinstance(item, str):
            fields[field] = item
        else:
            fields[field] = EMPTY if item is None else Odd(_json_what(item))
    return Row(row.name, row.line, fields, lines)


def _json_what(value: object) -> str:
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, Odd):  # NaN and the like
        return value.what
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    return "a list" if isinstance(value, list) else "a mapping"


def _json_fields(text: str, line: int, at: int) -> Iterator[int]:
    """Yield the lines of the names in a record, from the place of its own name on."""
    depth = 0
    for match in _JSON_PART.finditer(text, at):
        if match[0] in "{[":
            depth += 1
        elif match[0] in "}]":
            depth -= 1
            if not depth:
                return
        elif depth == 1 and _COLON.match(text, match.end()):
            line, at = line + text.count("\n", at, match.start()), match.start()
            yield line


_SPELLING: Any = {"parse_int": str, "parse_float": str, "parse_constant": Odd}
_JSON = json.JSONDecoder(**_SPELLING)
_JSON_PAIRS = json.JSONDecoder(**_SPELLING, object_pairs_hook=tuple)
_BLANK = r"[ \t\n\r]*"
_UNESCAPED = r'[^"\\\x00-\x1f]*+'
_ENTRY = rf'{_BLANK}"({_UNESCAPED}(?:\\.{_UNESCAPED})*+)"{_BLANK}:{_BLANK}'
_FIRST = re.compile(rf"{_BLANK}\{{{_ENTRY}")
_NEXT = re.compile(rf"{_BLANK},{_ENTRY}")
_LAST = re.compile(rf"{_BLANK}\}}{_BLANK}")
_RECORDS = re.compile(rf"{_FIRST.pattern}\{{")
_SPACED = re.compile(r'"\s+:')
_NAME_ENDS = re.compile(r'"\s*:')
_COLON = re.compile(r"\s*:")
_JSON_PART = re.compile(r'"(?:[^"\\]|\\.)*+"|[{}\[\]]')


def _explain(message: str) -> str:
    """Return the JSON decoder's words with the cure that they lack."""
    cures = {
        "property name": "write names in double quotes, and no comma after the last entry",
        "',' delimiter": "write a comma between entries, and close the brackets",
        "':' delimiter": "write a colon after each name",
        "Expecting value": "write texts in double quotes, and no comma after the last entry",
        "Unterminated string": "close the quotes",
        "Extra data": "delete what stands after the last bracket",
        "control character": "write \\n for a line break and \\t for a tab",
        "escape": "write \\\\ for a backslash",
    }
    cure = next((words for sign, words in cures.items() if sign in message), "check the quotes, commas and brackets")
    return f"{message[:1].lower()}{message[1:].removesuffix(' at')}; {cure}"
