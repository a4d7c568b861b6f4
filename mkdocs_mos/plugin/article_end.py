"""Which pages are articles, and where “Still have a question?” goes: to the end, after Material's feedback form."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from mkdocs.structure.pages import Page as MkDocsPage

About: TypeAlias = "tuple[str, str | None]"
"""An article's title, and its description."""

MARK = "<!-- mos-ask -->"
"""Stands in its place until the page is built: neither a search index nor a feed should hold our words."""

_FORM = re.compile(r"<form\b[^<>]*\bmd-feedback\b")
_FORM_END = "</form>"

_TAGS = re.compile(r"<!--\s*material/tags\b", re.IGNORECASE)
"""Where Material lists what bears a tag."""


def about(page: MkDocsPage) -> About:
    """Return what an article is about."""
    desc = page.meta.get("description")
    return unescape(str(page.title)), desc if isinstance(desc, str) else None  # MkDocs has the title as HTML


def is_article(page: MkDocsPage, source: str) -> bool:
    """Say whether a page, with its source, is more than a home page, or a list that a plugin has made."""
    if page.is_index:
        home = page.url.removesuffix("index.html").strip("/.")
        if home in ("", getattr(page.file, "locale", "")) or page.file.generated_by:  # a language may have its own
            return False
    if hasattr(page, "posts"):  # a view of Material's blog
        return False
    return _TAGS.search(source) is None


def place(output: str, html: str) -> str:
    """Return a built page with HTML in the place of the mark, or after the feedback form that follows it."""
    before, _, after = output.rpartition(MARK)
    form = _FORM.search(after) if "md-feedback" in after else None
    end = after.find(_FORM_END, form.end()) if form else -1
    at = end + len(_FORM_END) if end >= 0 else 0
    return f"{before}{after[:at]}{html}{after[at:]}"
