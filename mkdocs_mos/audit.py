"""Built HTML in, what is wrong with its chat links out."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_SCHEME = re.compile(r"\s*mos:", re.IGNORECASE)
_ADDRESSES = frozenset(("href", "src", "action", "formaction", "data", "poster", "cite", "srcset", "xlink:href"))


def unresolved(html: str) -> list[str]:
    """Return the `mos:` addresses that nobody turned into a chat link, in their order.

    They come from raw HTML and from templates, which no Markdown extension sees.
    """
    if "mos:" not in html.lower():
        return []
    finder = _Finder()
    finder.feed(html)
    finder.close()
    return finder.found


class _Finder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value.strip() for name, value in attrs if name in _ADDRESSES and value and _SCHEME.match(value)]
