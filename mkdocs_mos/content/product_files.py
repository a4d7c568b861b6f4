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

_JSON_STRING = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_JSON_NAME = re.compile(rf"{_JSON_STRING}(\s*:(?:\s*{_JSON_STRING})?)?")
"""A name, with the text that is its value; or a text in a list."""
_COMMA_TOO_MANY = re.compile(r",\s*[}\]]")

_JSON_CURES = {
    "property name": "write names in double quotes",
    "',' delimiter": "write a comma between entries, and close the brackets",
    "':' delimiter": "write a colon after each name",
    "Expecting value": "write texts in double quotes",
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
        root = read(text, aliases=False)
    except YamlError as error:
        words = f"it is not YAML: {error}" if error.broken else str(error)
        report(Problem("yaml", words, line=error.line))
        return ()
    if root is None or is_empty(root):
        return ()
    if not isinstance(root, Mapping):
        cure = "write each product's name and a colon, and its fields under it, indented"
        report(Problem("product-file", f"it is {described(root)}; {cure}", line=root.line))
        return ()
    for problem in root.problems:  # whose names are products' here
        if problem.rule == "duplicate":
            problem = replace(problem, words=f"product {problem.words}")
        elif problem.rule == "value":
            problem = replace(problem, words=problem.words.replace("a name", "a product's name", 1))
        report(problem)
    return root.items.items()


def _read_json(text: str, report: Callable[[Problem], None]) -> Iterator[tuple[str, Value]]:
    """Yield the products of a JSON file. Numbers keep their spelling."""
    try:
        # Pairs, since a dictionary would lose the first of two names; numbers as text, since 299.00 is no 299.0.
        root = json.loads(text, object_pairs_hook=tuple, parse_int=str, parse_float=str, parse_constant=Other)
    except json.JSONDecodeError as error:
        report(_not_json(error))
        return
    except RecursionError:
        report(Problem("product-file", "it is nested too deeply; write names and texts"))
        return
    # People write the one product that they have without a name; its fields would be taken for products.
    is_record = isinstance(root, tuple) and any(name in FIELDS and not isinstance(item, tuple) for name, item in root)
    if is_record or not isinstance(root, tuple):
        what = "a record without a name" if is_record else described(_json_value(root, 1, iter(())))
        example = '{"flagship": {"title": "Flagship package"}}'
        words = f"it is {what}; write each product's name and its fields, such as {quoted(example)}"
        report(Problem("product-file", words, line=1))
        return
    lines = _json_lines(text)
    for name, item in root:
        line = next(lines)
        yield name, _json_record(item, line, lines) if isinstance(item, tuple) else _json_value(item, line, lines)


def _json_record(pairs: tuple[tuple[str, Any], ...], line: int, lines: Iterator[int]) -> Mapping:
    values = [_json_value(item, at, lines) for (_, item), at in zip(pairs, lines, strict=False)]
    items: dict[str, Value] = {}
    problems = []
    for (name, _), value in zip(pairs, values, strict=True):
        if name in items:
            problems.append(twice(name, items[name].line, value.line))
        else:
            items[name] = value
    return Mapping(items, line, tuple(problems))


def _json_value(item: Any, line: int | None, lines: Iterator[int]) -> Value:
    """Return a decoded value; the lines of the names that it holds are passed over."""
    if isinstance(item, str):
        return Text(item, line)
    if item is None:
        return Other(EMPTY, line, "write a text for it, or delete it")
    if isinstance(item, Other):  # NaN and the like
        return replace(item, line=line)
    if isinstance(item, bool):
        return Other(json.dumps(item), line)
    waiting = [item]
    while waiting:
        inner = waiting.pop()
        if isinstance(inner, tuple):
            for _, each in inner:
                next(lines, None)
                waiting.append(each)
        elif isinstance(inner, list):
            waiting += inner
    return List((), line) if isinstance(item, list) else Mapping({}, line)


def _json_lines(text: str) -> Iterator[int]:
    """Yield the lines of all names, in their order: the decoder does not say them."""
    line, last = 1, 0
    for match in _JSON_NAME.finditer(text):
        if match[1]:
            start = match.start()
            line += text.count("\n", last, start)
            last = start
            yield line


def _not_json(error: json.JSONDecodeError) -> Problem:
    """Return the JSON decoder's words with the cure that they lack.

    Before Python 3.13 it stumbles over what follows a comma too many, maybe lines below; here it is always the comma.
    """
    # The decoder's place may be that of the comma, or behind it.
    comma = error.pos if error.doc.startswith(",", error.pos) else len(error.doc[: error.pos].rstrip()) - 1
    if comma >= 0 and _COMMA_TOO_MANY.match(error.doc, comma):
        line = error.doc.count("\n", 0, comma) + 1
        return Problem("product-file", "it is not JSON: a comma stands after the last entry; delete it", line=line)
    found = (words for sign, words in _JSON_CURES.items() if sign in error.msg)
    cure = next(found, "check the quotes, commas and brackets")
    words = f"{error.msg[:1].lower()}{error.msg[1:].removesuffix(' at')}; {cure}"
    return Problem("product-file", f"it is not JSON: {words}", line=error.lineno)
