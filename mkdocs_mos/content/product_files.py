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

from ..core.problems import Problem, quoted
from ..core.product import FIELDS
from .spreadsheets import read_csv, unreadable
from .values import EMPTY, List, Mapping, Other, Text, Value, described, is_empty, twice
from .yaml_reader import YamlError, read

SUFFIXES = (".yml", ".yaml", ".json", ".csv")

_JSON_EXAMPLE = 'its fields, such as “{"flagship": {"title": "Flagship package"}}”'
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
    try:
        root = _read_json(text) if suffix == ".json" else read(text)
    except YamlError as error:
        words = f"it is not YAML: {error}" if error.broken else str(error)
        report(Problem("yaml", words, line=error.line))
        return ()
    except json.JSONDecodeError as error:
        report(Problem("product-file", f"it is not JSON: {_explained(error.msg)}", line=error.lineno))
        return ()
    except RecursionError:
        report(Problem("product-file", "it is nested too deeply; write names and texts"))
        return ()
    return _products(root, suffix, report)


def _products(root: Value | None, suffix: str, report: Callable[[Problem], None]) -> Iterable[tuple[str, Value]]:
    """Return the products that a document holds, and report what is wrong with the document itself."""
    if root is None or is_empty(root):
        return ()
    items = root.items if isinstance(root, Mapping) else {}
    is_record = any(name in FIELDS and isinstance(item, Text) for name, item in items.items())
    if is_record or not isinstance(root, Mapping):
        what = "a record without a name" if is_record else described(root)
        how = _JSON_EXAMPLE if suffix == ".json" else "a colon, and its fields under it, indented"
        report(Problem("product-file", f"it is {what}; write each product's name and {how}", line=root.line))
        return ()
    for problem in root.problems:  # whose names are products' here
        words = problem.words
        if problem.rule == "duplicate":
            words = f"product {words}"
        elif problem.rule == "value":
            words = words.replace("a name", "a product's name", 1)
        report(replace(problem, words=words))
    return items.items()


def _read_json(text: str) -> Value:
    """Return what a JSON document holds. Numbers keep their spelling.

    Raises:
        json.JSONDecodeError: it is not JSON.
        RecursionError: it is nested too deeply.
    """
    root = json.loads(text, object_pairs_hook=tuple, parse_int=str, parse_float=str, parse_constant=Other)
    return _value(root, 1, _json_lines(text))


def _value(item: Any, line: int, lines: Iterator[int]) -> Value:
    """Return a decoded value; lines gives those of the names that it holds, in their order."""
    if isinstance(item, str):
        return Text(item, line)
    if isinstance(item, tuple):
        items: dict[str, Value] = {}
        problems = []
        for name, inner in item:
            at = next(lines)
            value = _value(inner, at, lines)
            if name in items:
                problems.append(twice(name, items[name].line, at))
            else:
                items[name] = value
        return Mapping(items, line, tuple(problems))
    if isinstance(item, list):
        return List(tuple([_value(each, line, lines) for each in item]), line)
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
