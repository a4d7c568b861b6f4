"""Where “Still have a question?” goes in a built page: to the end of its article, after Material's feedback form."""

from __future__ import annotations

import re

MARK = "<!-- mos-ask -->"
"""Stands in its place until the page is built: neither a search index nor a feed should hold our words."""

_FORM = re.compile(r"<form\b[^>]*\bmd-feedback\b.*?</form>", re.DOTALL)


def place(output: str, html: str) -> str:
    """Return a built page with HTML in the place of the mark, or after the feedback form that follows it."""
    before, _, after = output.rpartition(MARK)
    form = _FORM.search(after) if "md-feedback" in after else None
    at = form.end() if form else 0
    return f"{before}{after[:at]}{html}{after[at:]}"
