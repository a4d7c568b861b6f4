"""Where “This page is missing. Ask us” goes in a theme's 404 page: after its heading, and what is said under it."""

from __future__ import annotations

import re

from ..core.snippet import inject

NAME = "404.html"

_HEADING = re.compile(r"</h[12]\s*>(?:\s*<p\b[^>]*>(?:(?!</p).)*</p\s*>)?", re.IGNORECASE | re.DOTALL)
_MAIN = re.compile(r"<main\b.*</main\s*>", re.IGNORECASE | re.DOTALL)


def place(output: str, html: str) -> str:
    """Return a 404 page with HTML after the last heading of its main part, or at its end where it has none."""
    main = _MAIN.search(output)  # a footer may have headings, too
    headings = list(_HEADING.finditer(output, *(main.span() if main else ())))
    if not headings:
        return inject(output, html)
    at = headings[-1].end()
    return f"{output[:at]}\n{html}{output[at:]}"
