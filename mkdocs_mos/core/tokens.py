r"""Where a text of any kind holds a Telegram bot token (vendor document 4.2.1), in each way that a site writes it.

    9876543210:AAF…                  9876543210%3AAAF…          9876543210\u003aAAF…       98765&#52;3210&#58;AAF…
    <b>9876543210</b>:<i>AAF…</i>    "9876543210:" + "AAF…"     "9876543210:" "AAF…"       9876543210:⏎ AAF…

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

_INVISIBLE = "\u00ad\u061c\u180e\u200b-\u200f\u2060-\u2064\ufeff"
_AMP = "&(?:amp;?){0,4}"  # of a reference, whose own & may be written as one
_PER = "%(?:25){0,4}"

# Ways to write the colon, each with the character that it begins with.
_COLONS = {
    ":": rf":(?<=[0-9;>\"'`{_INVISIBLE}]:)",
    "%": f"{_PER}3[Aa]",
    "&": f"{_AMP}(?:#0*58(?![0-9]);?|#[xX]0*3[aA](?![0-9A-Fa-f]);?|colon;)",
    "\\": r"\\(?:u003[aA]|u\{0*3[aA]\}|x3[aA])",
}
_BREAK = r"(?:[ \t]{0,20}(?:\\?\r?\n[ \t>#*]{0,40}|\\{1,8}n))"  # the line ends after the colon
_SIGNS = {
    sign: re.compile(rf"{colon}(?=[A-Za-z0-9_<&%\\{_INVISIBLE}\"'`-]|{_BREAK})") for sign, colon in _COLONS.items()
}
"""What any text with a token holds: its colon, by the character that it begins with."""


def _any_of(characters: str, names: str = "") -> str:
    """Return a pattern for one of some characters, as it is or escaped; names are those of HTML."""
    decimal = "|".join(str(ord(c)) for c in characters)
    code = "(?i:" + "|".join(f"{ord(c):x}" for c in characters) + ")"
    reference = rf"#0*(?:{decimal})(?![0-9]);?|#[xX]0*{code}(?![0-9A-Fa-f]);?"
    return (
        rf"(?:[{characters}]|{_PER}{code}|{_AMP}(?:{reference}{names})"
        rf"|\\{{1,8}}(?:u00{code}|u\{{0*{code}\}}|x{code}))"
    )


def _unseen() -> str:
    """Return a pattern for one of the characters that nobody sees, as it is or escaped."""
    characters = [*"\u00ad\u061c\u180e\ufeff", *map(chr, range(0x200B, 0x2010)), *map(chr, range(0x2060, 0x2065))]
    decimal = "|".join(str(ord(c)) for c in characters)
    code = "(?i:" + "|".join(f"{ord(c):x}" for c in characters) + ")"
    spelt = "|".join("".join(f"{_PER}{byte:02x}" for byte in c.encode()) for c in characters)
    names = "shy;?|(?:zwn?j|[lr]rm|NoBreak|ZeroWidthSpace|Negative(?:Thin|Medium|Thick|VeryThin)Space|af|it|ic);"
    return (
        rf"[{_INVISIBLE}]|{_AMP}(?:#0*(?:{decimal})(?![0-9]);?|#[xX]0*{code}(?![0-9A-Fa-f]);?|{names})"
        rf"|(?i:{spelt})|\\{{1,8}}(?:u0{{0,2}}{code}|u\{{0*{code}\}}|xad)"
    )


_QUOTE = rf"(?:\\{{0,8}}[\"'`]|{_AMP}(?:quot|apos|\#0*3[49]|\#[xX]0*2[27]);)"
_TAG = "<[^<>]{0,300}>"
# What may split a token: tags, what nobody sees, and two strings that stand side by side, or that a program joins.
_GAP = (
    rf"(?:{_TAG}|{_unseen()}"
    rf"|{_QUOTE}(?:[\s+.~]|\\(?=\s)|<<|{_AMP}(?:lt;)?(?![A-Za-z#])|{_TAG}){{0,40}}+{_QUOTE})*+"
)
_DIGIT = _any_of(digits)
_LETTER = _any_of(ascii_letters + digits + "_-", "|(?:lowbar|UnderBar|hyphen|dash);")
_START = "(?<!%)(?<!%[0-9A-Fa-f])"  # of a number, which is not the end of an escape such as %20
_PLAIN_NUMBER = re.compile(rf"{_START}[0-9]{{6,}}+\\*\Z")  # whatever number ends in a gap before it
_NUMBER = re.compile(rf"{_START}(?:(?<![0-9])|(?<=%..))(?:{_DIGIT}{_GAP}){{6,}}+\\*\Z")
# To the first gap after 30 characters. In the next line it is one only where it looks like chance.
_SECRET = re.compile(rf"{_GAP}(?P<break>{_BREAK})?+{_GAP}(?P<text>(?:{_LETTER}{_GAP}){{29}}{_LETTER}++)")
_BEFORE = 200  # characters before a colon in which its number is looked for
_SCRIPT = re.compile(r"\\+(?:u\{([0-9A-Fa-f]+)\}|u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2}))")


def find_tokens(text: str) -> list[tuple[int, int]]:
    """Return where tokens begin and end, in their order."""
    signs = [sign for sign in _SIGNS if sign in text]
    if not signs:  # as in most texts
        return []
    colons = (match.span() for sign in signs for match in _SIGNS[sign].finditer(text))
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
    plain = _plain(secret["text"])
    if _plain(number[0]) == example_number and example_secret.startswith(plain):
        return None
    if secret["break"] and (plain.islower() or plain.isupper()):  # such as a long name under a number, in YAML
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
