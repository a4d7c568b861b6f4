"""A quick look at a text: whether it may hold anything that must be read closely.

Most pages hold nothing. Each sign begins with a character that is rare in a page, and searched for in no time.
"""

from __future__ import annotations

import re

from ..content.lookalikes import COLONS
from ..core.snippet import SCRIPT
from ..core.tokens import SIGNS as TOKEN

_MOS = "[mM][oO][sS]"
_REFERENCE = re.compile(r"&(?:amp;){0,4}(?:colon|#(?:0*(?:58|77|79|83|109|111|115)|[xX]0*(?:3[aA]|[46][dDfF]|[57]3)))")
"""A colon, or one of the letters of `mos`, as a reference."""

_ENCODED = rf"%(?:(?<={_MOS}%)(?:25)*3[aA])"
"""The colon after `mos`, as a neighbour may have encoded it."""

_IN_MARKDOWN = (
    (":", re.compile(rf":(?:(?<={_MOS}:)|::)")),
    ("&", _REFERENCE),
    ("%", re.compile(_ENCODED)),
    *((colon, re.compile(rf"{colon}[:{COLONS}]")) for colon in COLONS),
)
_LOOKALIKE = re.compile(rf"(?:[:{COLONS}{{}}\[%]|///|!!!|\?\?\?\+?|\.\.)[^\w\n]{{0,8}}{_MOS}")
"""What stands for the three colons of a directive, in a text that holds `mos`."""

_LEFT = rf"(?<=[\s\"'=</;0-9]{_MOS}:)"
_LOADER = re.escape(SCRIPT.partition(":")[2])
_TOKEN = TOKEN[":"].pattern[1:]
_IN_HTML = (
    (":", re.compile(f":(?:{_LEFT}|{_LOADER}|{_TOKEN})")),
    ("&", _REFERENCE),
    ("%", re.compile(f"{_ENCODED}|{TOKEN['%'].pattern}")),
    ("\\", TOKEN["\\"]),
)


def markdown_may_hold(text: str) -> bool:
    """Say whether a page's Markdown may hold a directive, or a `mos:` address."""
    if any(character in text and sign.search(text) for character, sign in _IN_MARKDOWN):
        return True
    return "mos" in text.lower() and _LOOKALIKE.search(text) is not None


def html_may_hold(page: str) -> bool:
    """Say whether a built page may hold a loader of the vendor's, a bot token, or something of ours left over."""
    return any(character in page and sign.search(page) for character, sign in _IN_HTML)
