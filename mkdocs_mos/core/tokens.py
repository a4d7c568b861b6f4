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
from urllib.parse import unquote

NOT_SHOWN = "bot token, not shown"
"""What every message about one holds."""

WORDS = f"what looks like a Telegram {NOT_SHOWN}; delete it, and revoke it with BotFather"
"""What was found, and what to do."""

_INVISIBLE = "\u00ad\u200b-\u200d\u2060\ufeff"
# What may split a token: tags, what nobody sees, and two strings that a script joins.
_GAP = (
    rf"(?:<[^<>]{{0,300}}>|[{_INVISIBLE}]|&(?:amp;){{0,4}}(?:shy|ZeroWidthSpace|#173|#8203|#x200[bB]|#x[aA][dD]);"
    r"|[\"'`]\s{0,20}\+\s{0,20}[\"'`])"
)
_ESCAPED_DIGIT = (
    r"(?:%(?:25){0,4}3[0-9]|&(?:amp;){0,4}#(?:0*(?:4[89]|5[0-7])|[xX]0*3[0-9]);"
    r"|\\{1,8}(?:u003[0-9]|u\{0*3[0-9]\}|x3[0-9]))"
)
_ESCAPED = (
    r"(?:%(?:25){0,4}[2-7][0-9A-Fa-f]|&(?:amp;){0,4}(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|lowbar|UnderBar|hyphen|dash);"
    r"|\\{1,8}(?:u00[2-7][0-9A-Fa-f]|u\{[0-9A-Fa-f]{1,6}\}|x[2-7][0-9A-Fa-f]))"
)

# Ways to write the colon, each with the character that it begins with.
_COLONS = {
    ":": rf":(?<=[0-9;>{_INVISIBLE}]:)",
    "%": "%(?:25){0,4}3[Aa]",
    "&": "&(?:amp;){0,4}(?:#0*58|#[xX]0*3[aA]|colon);",
    "\\": r"\\(?:u003[aA]|u\{0*3[aA]\}|x3[aA])",
}
SIGNS = {sign: re.compile(rf"{colon}(?=[A-Za-z0-9_<&%\\{_INVISIBLE}\"'`-])") for sign, colon in _COLONS.items()}
"""What any text with a token holds: its colon, by the character that it begins with."""

_ENDS = frozenset("0123456789>;}\"'`\u00ad\u200b\u200c\u200d\u2060\ufeff\\")  # of a number, a gap, an escape
_SHORT = re.compile(rf"(?:\A|[^0-9A-Za-z%;>}}\"'`{_INVISIBLE}])[0-9]{{1,5}}\Z")
_NUMBER = re.compile(rf"(?:(?:[0-9]++|{_ESCAPED_DIGIT}){_GAP}*+)+\Z")
_PART = re.compile(rf"(?P<gap>{_GAP})|(?P<escaped>{_ESCAPED})|[A-Za-z0-9_-]++")
_SECRET = re.compile("[A-Za-z0-9_-]")
_SCRIPT = re.compile(r"\\+(?:u\{([0-9A-Fa-f]+)\}|u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2}))")
_SHORTEST = 6 + 1 + 30  # characters of a token, in the shortest of its spellings
_BEFORE = 200  # characters before a colon in which its number is looked for
EXAMPLE = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
"""The vendor's own, which is no secret, and nobody's."""

_EXAMPLE = EXAMPLE.split(":")


def find_tokens(text: str) -> list[tuple[int, int]]:
    """Return where tokens begin and end, in their order."""
    if len(text) < _SHORTEST:
        return []
    colons = (match.span() for sign, colon in SIGNS.items() if sign in text for match in colon.finditer(text))
    return sorted(filter(None, (_token_around(text, *span) for span in colons)))


def _token_around(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return where a token begins and ends that has its colon at a place."""
    if text[start - 1 : start] not in _ENDS:  # of most addresses
        return None
    first = max(0, start - _BEFORE)
    before = text[first:start].rstrip("\\")
    if _SHORT.search(before, max(0, len(before) - 6)):  # a time, a port, a version
        return None
    secret, end = _secret(text, end)
    if len(secret) < 30:
        return None
    digits = before[len(before.rstrip("0123456789")) :]
    if before[: -len(digits)].endswith("%"):  # two belong to a character before, such as %20
        digits = digits[2:]
    begin = first + len(before) - len(digits)
    if len(digits) < 6 and (number := _NUMBER.search(before)):
        digits, begin = _plain(re.sub(_GAP, "", number[0])), first + number.start()
    if len(digits) < 6:
        return None
    is_example = digits == _EXAMPLE[0] and _EXAMPLE[1].startswith(secret)
    return None if is_example else (begin, end)


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


def _secret(text: str, at: int) -> tuple[str, int]:
    """Return what follows a colon and may be a token's second half, to the first gap after 30 characters; its end."""
    found = ""
    while part := _PART.match(text, at):
        c = _plain(part[0]) if part["escaped"] else ""
        if (part["gap"] and len(found) >= 30) or (part["escaped"] and not _SECRET.fullmatch(c)):
            break
        if not part["gap"]:
            found += c or part[0]
        at = part.end()
    return found, at


def _plain(text: str) -> str:
    """Return what escaped characters stand for, escaped once or more."""
    while (meant := _SCRIPT.sub(_character, unquote(html.unescape(text)))) != text:
        text = meant
    return text


def _character(match: re.Match[str]) -> str:
    return chr(min(int(match[1] or match[2] or match[3], 16), 0x10FFFF))
