"""`source`: the channel of a link, and the template that it comes from (vendor document 3.1)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from string import Formatter

from .problems import ContentError, quoted
from .product import text_fault
from .tokens import holds_token

PLACEHOLDERS = ("page", "section", "product", "lang")
"""What a template may hold, in braces."""

TITLE = "\x01"
"""Stands for a product's title that only the browser will know; no text holds it."""

SOURCE = rf"^([^{{}}]|\{{\{{|\}}\}}|\{{({'|'.join(PLACEHOLDERS)})\}})*$"
"""What a template looks like, as a pattern for editors; `check_source` explains what is wrong with one."""

SOURCE_HINT = f"write a text; in braces only {', '.join(PLACEHOLDERS)}"

_EMPTY = "\0"  # no source holds it


def clean_source(source: str) -> str:
    """Return a channel without the spaces around it.

    Raises:
        ContentError: it is blank, or holds what no page can show.
    """
    source = source.strip()
    if not source:
        raise ContentError("source is blank; write a channel such as “docs”, or delete it", "source")
    if words := text_fault(source):
        raise ContentError(f"source {words}", "token" if holds_token(source) else "source")
    return source


def check_source(template: str) -> str:
    """Return a template that can be expanded.

    Raises:
        ContentError: it is blank, or holds a placeholder that does not exist.
    """
    template = clean_source(template)
    try:
        parts = list(Formatter().parse(template))
    except ValueError:
        raise ContentError(
            f"source {quoted(template)} has an unmatched brace; write {{{{ for a literal brace", "source"
        ) from None
    for _, name, spec, conversion in parts:
        if name is not None and (name not in PLACEHOLDERS or spec or conversion):
            known = ", ".join(f"{{{known}}}" for known in PLACEHOLDERS)
            raise ContentError(
                f"source holds the unknown placeholder {quoted('{' + name + '}')}; the known ones are {known}", "source"
            )
    return template


def expand_source(template: str, values: Mapping[str, str]) -> str | None:
    """Return a checked template with its placeholders filled in, or None where nothing is left.

    A placeholder without a value, such as `{section}` on a page at the top, goes with its separator.
    """
    filled = ""
    for literal, name, _, _ in Formatter().parse(template):
        filled += literal
        if name:
            filled += values.get(name) or _EMPTY
    return re.sub(rf"{_EMPTY}[/:|._-]|[/:|._-]?{_EMPTY}", "", filled).strip() or None
