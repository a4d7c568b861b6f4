"""Product files: YAML, JSON and CSV as their authors wrote them, with the line of every name.

YAML and JSON hold a mapping of names to records; CSV holds a header, and a record in each row:

    flagship: {title: Flagship package, price: 299.00}

    name,title,price
    flagship,Flagship package,299.00
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from ..core.problems import Problem
from ..core.product import FIELDS
from .spreadsheets import read_csv, unreadable
from .values import EMPTY, List, Mapping, Other, Text, Value, described, is_empty, twice
from .yaml_reader import YamlError, read

SUFFIXES = (".yml", ".yaml", ".json", ".csv")

_RECORD = "a record without a name"
_JSON_STRING = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_JSON_NAME = re.compile(rf"{_JSON_STRING}(\s*:(?:\s*{_JSON_STRING})?)?")
"""A name, with the text that is its value; or a text in a list."""
_JSON_CURES = {
    "property name": "write names in double quotes, and no comma after the last entry",
    "',' delimiter": "write a comma between entries, and close the brackets",
    "':' delimiter": "write a colon after each name",
    "Expecting value": "write texts in double quotes, and no comma after the last entry",
    "Unterminated string": "close the quotes",
    "Extra data": "delete what stands after the last bracket",
    "control character": "write \\n for a line break and \\t for a tab",
    "escape": "write \\\\ for a backslash",
}
"""What the JSON decoder's words lack, by what they hold."""


def read_products(data: bytes, suffix: str, report: Callable[[Problem], None]) -> Iterable[tuple[str, Value]]:
    """Return the products of a file by name, each a mapping of its fields, or what stands in its place.

    Args:
        data: its content.
        suffix: one of `SUFFIXES`, which says what the content is.
        report: takes what is wrong with the file, an error where it hides a product from us.
    """
    if fault := unreadable(data, suffix == ".csv"):
        words, line = fault
        report(Problem("product-file", words, line=line))
        return ()
    if suffix == ".csv":
        return read_csv(data, report)
    text = data.decode("utf-8-sig")
    return _read_json(text, report) if suffix == ".json" else _read_yaml(text, report)


def _read_yaml(text: str, report: Callable[[Problem], None]) -> Iterable[tuple[str, Value]]:
    try:
        root = read(text)
    except YamlError as error:
        words = f"it is not YAML: {error}" if error.broken else str(error)
        report(Problem("yaml", words, line=error.line))
        return ()
    if root is None or is_empty(root):
        return ()
    is_record = isinstance(root, Mapping) and _is_record(root.items.items(), Text)
    if is_record or not isinstance(root, Mapping):
        what = _RECORD if is_record else described(root)
        cure = "write each product's name and a colon, and its fields under it, indented"
        report(Problem("product-file", f"it is {what}; {cure}", line=root.line))
        return ()
    for problem in root.problems:  # whose names are products' here
        words = problem.words
        if problem.rule == "duplicate":
            words = f"product {words}"
        elif problem.rule == "value":
            words = words.replace("a name", "a product's name", 1)
        report(replace(problem, words=words))
    return root.items.items()


def _read_json(text: str, report: Callable[[Problem], None]) -> Iterator[tuple[str, Value]]:
    """Yield the products of a JSON file. Numbers keep their spelling."""
    try:
        root = json.loads(text, object_pairs_hook=tuple, parse_int=str, parse_float=str, parse_constant=Other)
        lines = _json_lines(text)
        is_record = isinstance(root, tuple) and _is_record(root, str)
        if is_record or not isinstance(root, tuple):
            what = _RECORD if is_record else described(_json_value(root, 1, lines))
            cure = 'write each product\'s name and its fields, such as “{"flagship": {"title": "Flagship package"}}”'
            report(Problem("product-file", f"it is {what}; {cure}", line=1))
            return
        for name, item in root:
            line = next(lines)
            yield name, _json_value(item, line, lines)
    except json.JSONDecodeError as error:
        report(Problem("product-file", f"it is not JSON: {_explained(error.msg)}", line=error.lineno))
    except RecursionError:
        report(Problem("product-file", "it is nested too deeply; write names and texts"))


def _is_record(items: Iterable[tuple[str, object]], text: type) -> bool:
    """Say whether what should be products by name are the fields of one."""
    return any(name in FIELDS and isinstance(item, text) for name, item in items)


def _json_value(item: Any, line: int, lines: Iterator[int]) -> Value:
    """Return a decoded value; lines gives those of the names that it holds, in their order."""
    if isinstance(item, str):
        return Text(item, line)
    if isinstance(item, tuple):
        items: dict[str, Value] = {}
        problems = []
        for name, inner in item:
            at = next(lines)
            value = _json_value(inner, at, lines)
            if name in items:
                problems.append(twice(name, items[name].line, at))
            else:
                items[name] = value
        return Mapping(items, line, tuple(problems))
    if isinstance(item, list):
        return List(tuple([_json_value(each, line, lines) for each in item]), line)
    if isinstance(item, Other):  # NaN and the like
        return replace(item, line=line)
    if item is None:
        return Other(EMPTY, line, "write a text for it, or delete it")
    return Other(json.dumps(item), line)


def _json_lines(text: str) -> Iterator[int]:
    """Yield the lines of all names, in their order: the decoder does not say them."""
    line, last = 1, 0
    for match in _JSON_NAME.finditer(text):
        if match[1]:
            start = match.start()
            line += text.count("\n", last, start)
            last = start
            yield line


def _explained(message: str) -> str:
    """Return the JSON decoder's words with the cure that they lack."""
    found = (words for sign, words in _JSON_CURES.items() if sign in message)
    cure = next(found, "check the quotes, commas and brackets")
    return f"{message[:1].lower()}{message[1:].removesuffix(' at')}; {cure}"
