"""What is shaped like a Telegram bot token (vendor document 4.2.1): found in any text, and never shown.

Its colon may be written in the ways of addresses, HTML and JSON. The vendor's own example is no secret.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

NOT_SHOWN = "bot token, not shown"
"""What every message about one holds."""

WORDS = f"what looks like a Telegram {NOT_SHOWN}; delete it, and revoke it with BotFather"
"""What was found, and what to do."""

# Each way to write the colon: what must be there, and a pattern of it. One that begins with a plain character is found
# as quickly as that character; the digits before it are looked back at.
_COLONS = {":": "", "%": "(?:25)*3[Aa]", "&": "(?:#0*58|#[xX]0*3[aA]|colon);", "\\": "(?:u003[aA]|x3[aA])"}
_SIGNS = tuple(
    (sign, re.compile(rf"{re.escape(sign)}(?<=[0-9]{{6}}{re.escape(sign)}){rest}[A-Za-z0-9_-]{{30,}}"))
    for sign, rest in _COLONS.items()
)
_ANY_COLON = "|".join(re.escape(sign) + rest for sign, rest in _COLONS.items())
_EXAMPLE = re.compile(f"110201543(?:{_ANY_COLON})AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw")


def find_tokens(text: str) -> list[tuple[int, int]]:
    """Return where tokens begin and end, in their order."""
    found = []
    for sign, pattern in _SIGNS:
        for match in pattern.finditer(text) if sign in text else ():
            start = match.start()
            while start and text[start - 1] in "0123456789":
                start -= 1
            if not _EXAMPLE.fullmatch(text, start, match.end()):
                found.append((start, match.end()))
    return sorted(found)


def holds_token(text: str) -> bool:
    """Say whether a text holds a token."""
    return bool(find_tokens(text))


def token_places(text: str) -> Iterator[tuple[int, int]]:
    """Yield the line and the column of each token, counted from 1."""
    line, last = 1, 0
    for start, _ in find_tokens(text):
        line, last = line + text.count("\n", last, start), start
        yield line, start - text.rfind("\n", 0, start)


def token_lines(text: str) -> list[int]:
    """Return the lines that hold tokens, counted from 1."""
    return list(dict.fromkeys(line for line, _ in token_places(text)))


def masked(text: str) -> str:
    """Return a text without its tokens."""
    for start, end in reversed(find_tokens(text)):
        text = f"{text[:start]}(a {NOT_SHOWN}){text[end:]}"
    return text
