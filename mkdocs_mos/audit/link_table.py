"""Every chat link of a built site, as a table for people and programs."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable

from .page import ChatLink

COLUMNS = ("page", "line", "text", "product", "source", "length", "url")
"""Of the table: where a link stands, its words, the product and channel that it carries, and its address."""


_CONTROL = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f]")
"""Characters that act on a terminal; a line's end and a tab stand in quotes, and line breaks do."""


def rows(links: Iterable[ChatLink]) -> list[dict[str, str | int]]:
    """Return a row for each link: `product` is its title, `length` counts the characters of its address."""
    return [
        {
            "page": link.page,
            "line": link.line,
            "text": link.text,
            "product": link.link.values.get("title", ""),
            "source": link.link.values.get("source", ""),
            "length": len(link.url),
            "url": link.url,
        }
        for link in links
    ]


def as_csv(links: Iterable[ChatLink]) -> str:
    """Return the table as a spreadsheet imports it (RFC 4180)."""
    out = io.StringIO(newline="")
    table = csv.DictWriter(out, COLUMNS)
    table.writeheader()
    for row in rows(links):
        table.writerow({name: _CONTROL.sub(_as_escape, str(cell)) for name, cell in row.items()})
    return out.getvalue()


def as_json(links: Iterable[ChatLink]) -> str:
    """Return the table as a list of objects, whose keys are `COLUMNS`."""
    text = json.dumps(rows(links), indent=2, ensure_ascii=False) + "\n"
    return re.sub("[\x7f-\x9f]", lambda found: f"\\u{ord(found[0]):04x}", text)


def _as_escape(found: re.Match[str]) -> str:
    return f"\\x{ord(found[0]):02x}"
