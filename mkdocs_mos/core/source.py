"""`source`: the channel of a link, and the template that it comes from (vendor document 3.1)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from .problems import ContentError, quoted
from .product import text_fault
from .tokens import holds_token

PLACEHOLDERS = ("page", "section", "product", "lang")
"""What a template may hold, in braces."""

_PLACEHOLDER = re.compile(rf"\{{\{{|\}}\}}|\{{(?:{'|'.join(PLACEHOLDERS)})\}}")  # or a brace itself, written twice

TITLE = "\x01"
"""Stands for a product's title that only the browser will know; no text holds it."""

SOURCE = rf"^([^{{}}]|{_PLACEHOLDER.pattern})*$"
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
    if odd := re.search(r"\{[^{}]*\}?|\}", _PLACEHOLDER.sub(" ", template)):
        known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
        words = f"source holds {quoted(odd[0])}; in braces write only {known}, and {{{{ for a brace itself"
        raise ContentError(words, "source")
    return template


def expand_source(template: str, values: Mapping[str, str]) -> str | None:
    """Return a checked template with its placeholders filled in, or None where nothing is left.

    A placeholder without a value, such as `{section}` on a page at the top, goes with its separator.
    """

    def value(written: re.Match[str]) -> str:
        name = written[0][1:-1]
        return (values.get(name) or _EMPTY) if name else written[0][0]  # of a brace written twice

    filled = _PLACEHOLDER.sub(value, template)
    return re.sub(rf"{_EMPTY}[/:|._-]|[/:|._-]?{_EMPTY}", "", filled).strip() or None
