r"""Where a text of any kind holds a Telegram bot token (vendor document 4.2.1), however it is written there.

    9876543210:AAF…                  9876543210%3AAAF…          9876543210\u003aAAF…       98765&#52;3210&#58;AAF…
    <b>9876543210</b>:<i>AAF…</i>    "9876543210:" + "AAF…"

A built site holds one text in many ways: as HTML, JSON, address and script, escaped once or twice, and split by the
tags of a syntax highlighter. Colons are looked for, since there are few; what stands around one decides. The vendor's
own example is no secret.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from string import ascii_letters, digits
from urllib.parse import unquote

NOT_SHOWN = "bot token, not shown"
"""What every message about one holds."""

WORDS = f"what looks like a Telegram {NOT_SHOWN}; delete it, and revoke it with BotFather"
"""What was found, and what to do."""

EXAMPLE = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
"""The vendor's own, which is no secret, and nobody's."""

_INVISIBLE = "\u00ad\u200b-\u200d\u2060\ufeff"

# Ways to write the colon, each with the character that it begins with.
_COLONS = {
    ":": rf":(?<=[0-9;>{_INVISIBLE}]:)",
    "%": "%(?:25){0,4}3[Aa]",
    "&": "&(?:amp;){0,4}(?:#0*58|#[xX]0*3[aA]|colon);",
    "\\": r"\\(?:u003[aA]|u\{0*3[aA]\}|x3[aA])",
}
SIGNS = {sign: re.compile(rf"{colon}(?=[A-Za-z0-9_<&%\\{_INVISIBLE}\"'`-])") for sign, colon in _COLONS.items()}
"""What any text with a token holds: its colon, by the character that it begins with."""


def _any_of(characters: str, names: str = "") -> str:
    """Return a pattern for one of some characters, as it is or escaped; names are those of HTML."""
    decimal = "|".join(str(ord(c)) for c in characters)
    code = "(?i:" + "|".join(f"{ord(c):x}" for c in characters) + ")"
    return (
        rf"(?:[{characters}]|%(?:25){{0,4}}{code}|&(?:amp;){{0,4}}(?:#0*(?:{decimal})|#[xX]0*{code}{names});"
        rf"|\\{{1,8}}(?:u00{code}|u\{{0*{code}\}}|x{code}))"
    )


# What may split a token: tags, what nobody sees, and two strings that a script joins.
_GAP = (
    rf"(?:<[^<>]{{0,300}}>|[{_INVISIBLE}]|&(?:amp;){{0,4}}(?:shy|ZeroWidthSpace|#173|#8203|#x200[bB]|#x[aA][dD]);"
    r"|[\"'`]\s{0,20}\+\s{0,20}[\"'`])*+"
)
_DIGIT = _any_of(digits)
_LETTER = _any_of(ascii_letters + digits + "_-", "|lowbar|UnderBar|hyphen|dash")
_START = "(?<!%)(?<!%[0-9A-Fa-f])"  # of a number, which is not the end of an escape such as %20
_PLAIN_NUMBER = re.compile(rf"{_START}[0-9]{{6,}}+\\*\Z")  # whatever number ends in a gap before it
_NUMBER = re.compile(rf"{_START}(?:(?<![0-9])|(?<=%..))(?:{_DIGIT}{_GAP}){{6,}}+\\*\Z")
_SECRET = re.compile(rf"{_GAP}(?:{_LETTER}{_GAP}){{29}}{_LETTER}++")  # to the first gap after 30 characters
_BEFORE = 200  # characters before a colon in which its number is looked for
_SCRIPT = re.compile(r"\\+(?:u\{([0-9A-Fa-f]+)\}|u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2}))")


def find_tokens(text: str) -> list[tuple[int, int]]:
    """Return where tokens begin and end, in their order."""
    colons = (match.span() for sign, colon in SIGNS.items() if sign in text for match in colon.finditer(text))
    return sorted(filter(None, (_token_around(text, *span) for span in colons)))


def _token_around(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return where a token begins and ends that has its colon at a place."""
    secret = _SECRET.match(text, end)
    if not secret:
        return None
    first = max(0, start - _BEFORE)
    number = _PLAIN_NUMBER.search(text, first, start) or _NUMBER.search(text, first, start)
    if not number:
        return None
    example_number, _, example_secret = EXAMPLE.partition(":")
    if _plain(number[0]) == example_number and example_secret.startswith(_plain(secret[0])):
        return None
    return number.start(), secret.end()


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


def _plain(part: str) -> str:
    """Return what a part of a token stands for, without gaps, and escaped once or more."""
    text = re.sub(_GAP, "", part).rstrip("\\")
    while (meant := _SCRIPT.sub(_character, unquote(html.unescape(text)))) != text:
        text = meant
    return text


def _character(match: re.Match[str]) -> str:
    return chr(min(int(match[1] or match[2] or match[3], 16), 0x10FFFF))
