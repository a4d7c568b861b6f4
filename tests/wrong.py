"""What is wrong and what is said of it, a file each: `bad_pages`, `bad_config` and `bad_files` below `cases/`.

A page, mkdocs.yml or product file is a text, or a list of lines where it holds what a YAML text cannot show.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from .conftest import Result

FOLDER = Path(__file__).parent / "cases"


@cache
def cases(kind: str) -> dict[str, Mapping[str, Any]]:
    """The cases of a kind, by name."""
    return {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in sorted((FOLDER / kind).glob("*.yml"))}


def content(value: str | list[str] | bytes) -> bytes:
    """What a file of a case holds."""
    if isinstance(value, bytes):
        return value
    return (value if isinstance(value, str) else "".join(value)).encode()


def told(problems: list[str], file: str = "") -> str:
    """Problems as a case shows them: one a line with its rule, and “line 3” for the place in the file that it is about."""
    place = re.compile(rf"{re.escape(file)}:(\d+): " if file else r"(?!)")
    return "".join(place.sub(r"line \1: ", problem, count=1) + "\n" for problem in problems)


def told_of(result: Result, file: str) -> str:
    return told([problem for problem in result.named if re.match(rf"{re.escape(file)}[: ]", problem)], file)


def words(case: Mapping[str, Any]) -> list[str]:
    """The problems of a case without their lines."""
    return [re.sub(r"^line \d+: ", "", line) for line in case["problems"].splitlines()]
