"""A quick look at a text: whether it may hold anything that must be read closely.

Most pages hold nothing. Each sign begins with a character that is rare in a page, and searched for in no time.
"""

from __future__ import annotations

import re

from ..content.lookalikes import COLONS
from ..core.snippet import SCRIPT
from ..core.tokens import SIGNS as TOKEN

HIDING = ("iframe", "script", "style", "textarea", "title")
"""Elements whose content is text to a browser, up to their end tag."""

_MOS = "[mM][oO][sS]"
_LETTER = r"#(?:0*(?:77|79|83|109|111|115)(?![0-9])|[xX]0*(?:[46][dDfF]|[57]3)(?![0-9a-fA-F]))"
"""One of the letters of `mos`, as it stands in a reference."""

_REFERENCE = re.compile(rf"&(?:amp;){{0,4}}(?:colon|#(?:0*58|[xX]0*3[aA])|{_LETTER})")
"""A colon, or one of the letters of `mos`, as a reference."""

_ENCODED = rf"%(?:(?<={_MOS}%)(?:25)*3[aA])"
"""The colon after `mos`, as a neighbour may have encoded it."""

_ODD_HOST = r"[\w.:@&;#-]*?(?:[^\x00-\x7f]|&[a-zA-Z#]|[\t\n\r]+[a-zA-Z.])"
"""A host that holds what browsers read as another letter, or as none."""

_ODD = (
    ("&", re.compile(f"&{_LETTER}")),
    ("%", re.compile(r"%(?:25)*(?:[46][dDfF]|[57]3)")),
    ("//", re.compile(f"//{_ODD_HOST}", re.ASCII)),
    ("\\", re.compile(rf"(?:\\[/\\]|/\\){_ODD_HOST}", re.ASCII)),
)
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
_LEFT_OVER = ((":", re.compile(f":{_LEFT}")), ("&", _REFERENCE), ("%", re.compile(_ENCODED)))


def markdown_may_hold(text: str) -> bool:
    """Say whether a page's Markdown may hold a directive, or a `mos:` address."""
    if any(sign in text and pattern.search(text) for sign, pattern in _IN_MARKDOWN):
        return True
    return "mos" in text.lower() and _LOOKALIKE.search(text) is not None


def html_may_hold(page: str) -> bool:
    """Say whether a built page may hold a loader of the vendor's, a bot token, or something of ours left over."""
    return any(sign in page and pattern.search(page) for sign, pattern in _IN_HTML)


def may_be_left(page: str) -> bool:
    """Say whether HTML may hold a `mos:` address."""
    return any(sign in page and pattern.search(page) for sign, pattern in _LEFT_OVER)


def may_be_unclosed(page: str) -> bool:
    """Say whether an element of HTML may lack its end, so that browsers take what follows for text."""
    return any(page.count(f"<{tag}") > page.count(f"</{tag}") for tag in HIDING)


def may_hold(text: str) -> bool:
    """Say whether a text may hold anything of MOS, in whatever spelling; a page without it need not be parsed."""
    return b"mos" in folded(text) or is_odd(text)


def is_odd(text: str) -> bool:
    """Say whether a text may hold the chat's host, or `mos`, in a spelling without these letters."""
    return any(sign in text and pattern.search(text) for sign, pattern in _ODD)


def folded(text: str) -> bytes:
    """Return a text in lower case, each character where it was; what is not ASCII is a question mark."""
    return text.encode("ascii", "replace").lower()  # in a third of the time of `text.lower()`
