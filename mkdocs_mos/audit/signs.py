"""Quick looks at a text: whether it may hold anything that must be read closely. Most pages of a site hold nothing."""

from __future__ import annotations

import re

from ..content.lookalikes import COLONS

HIDING = ("iframe", "script", "style", "textarea", "title")
"""Elements whose content is text to a browser, up to their end tag."""

# Each pattern begins with a character that is rare in a page, and is searched for in no time.
_LETTER = r"#(?:0*(?:77|79|83|109|111|115)(?![0-9])|x0*(?:[46][df]|[57]3)(?![0-9a-f]))"
"""One of the letters of `mos`, as it stands in a reference."""

_REFERENCE = re.compile(rf"&(?:amp;)*(?:colon|#0*58|#x0*3a|{_LETTER})", re.IGNORECASE)
"""A colon, or one of the letters of `mos`, as a reference."""

_ODD_HOST = r"[\w.:@;#-]*+(?:&(?![a-z#])[\w.:@;#-]*+)*+(?:[^\x00-\x7f]|&|[\t\n\r]+[a-z.])"
"""A host that holds what browsers read as another letter, or as none."""

_ODD = {
    "&": re.compile(f"&(?:amp;)*{_LETTER}", re.IGNORECASE),
    "%": re.compile("%(?:25)*(?:[46][df]|[57]3)", re.IGNORECASE),
    "//": re.compile(f"//{_ODD_HOST}", re.IGNORECASE | re.ASCII),
    "\\": re.compile(rf"(?:\\[/\\]|/\\){_ODD_HOST}", re.IGNORECASE | re.ASCII),
}
_COLONS = re.compile(rf"[{COLONS}][:{COLONS}]")
_LOOKALIKE = re.compile(rf"(?:[:{COLONS}{{}}\[%]|///|!!!|\?\?\?\+?|\.\.)[^\w\n]{{0,8}}mos", re.IGNORECASE)
"""What stands for the three colons of a directive, in a text that holds `mos`."""


def markdown_may_hold(text: str) -> bool:
    """Say whether a page's Markdown may hold a directive, or a `mos:` address."""
    if ":::" in text or may_be_left(text):
        return True
    if not text.isascii() and any(colon in text for colon in COLONS) and _COLONS.search(text):
        return True
    return b"mos" in plain(text) and _LOOKALIKE.search(text) is not None


def may_be_left(text: str) -> bool:
    """Say whether HTML or Markdown may hold a `mos:` address."""
    letters = plain(text)
    if b"mos" in letters and (b"mos:" in letters or b"mos%" in letters):
        return True
    return "&" in text and _REFERENCE.search(text) is not None


def may_be_unclosed(page: str) -> bool:
    """Say whether an element of HTML may lack its end, so that browsers take what follows for text."""
    return any(page.count(f"<{tag}") > page.count(f"</{tag}") for tag in HIDING)


def may_hold(text: str) -> bool:
    """Say whether a text may hold anything of MOS, in whatever spelling; a page without it need not be parsed."""
    return b"mos" in plain(text) or is_odd(text)


def is_odd(text: str) -> bool:
    """Say whether a text may hold the chat's host, or `mos`, in a spelling without these letters."""
    return any(sign in text and pattern.search(text) for sign, pattern in _ODD.items())


def folded(text: str) -> bytes:
    """Return a text in lower case, each character where it was; what is not ASCII is a question mark."""
    return text.encode("ascii", "replace").lower()  # in a third of the time of `text.lower()`


def plain(text: str) -> bytes:
    """Return a text in lower case, of which only ASCII matters; quicker than `folded` where much is not."""
    return text.encode("utf-8", "surrogatepass").lower()
