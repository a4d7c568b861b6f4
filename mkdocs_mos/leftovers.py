"""What a built page still holds of ours that nobody has turned into anything."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_SCHEME = re.compile(r"\s*mos:", re.IGNORECASE)
_DIRECTIVE = re.compile(r"^[ \t]*(:{2,4}[ ]*mos[-_ ].*)", re.IGNORECASE | re.MULTILINE)
# Led by one rare character each, for which a page is searched in no time.
_PERHAPS = re.compile(r":(?:(?<=[\s\"'=<]mos:)|:[ ]*mos[-_ ])", re.IGNORECASE)
_REFERENCE = re.compile("&(?:#|colon)")
_ENCODED = re.compile(r"=[\s\"']*(?:m[os]*&|&)", re.IGNORECASE)
_ADDRESSES = frozenset(("href", "src", "action", "formaction", "data", "poster", "cite", "srcset", "xlink:href"))
_LITERAL = frozenset(("code", "pre", "kbd", "samp", "textarea", "script", "style", "template", "title"))


def leftovers(html: str) -> list[str]:
    """Return the `mos:` addresses and the `::: mos-…` lines that nobody has turned into anything, in their order.

    They come from raw HTML, templates and misplaced blocks, which no Markdown extension sees. What stands in code
    is meant to be read.
    """
    # Most pages have nothing of the kind, and should not pay for being read.
    if not _PERHAPS.search(html) and not (_REFERENCE.search(html) and _ENCODED.search(html)):
        return []
    finder = _Finder()
    finder.feed(html)
    finder.close()
    return finder.found


class _Finder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._literal: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if _SCHEME.match(tag):  # <mos:name>
            self.found.append((self.get_starttag_text() or tag).strip("</> ").split()[0])
        self.found += [value.strip() for name, value in attrs if name in _ADDRESSES and value and _SCHEME.match(value)]
        ours = any(name == "class" and value and "mos-" in value for name, value in attrs)  # a card may say anything
        if tag in _LITERAL or ours or tag in self._literal[-1:]:
            self._literal.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._literal:
            while self._literal.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not self._literal and "::" in data:
            self.found += map(str.strip, _DIRECTIVE.findall(data))
