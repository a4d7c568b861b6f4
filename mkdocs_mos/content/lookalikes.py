"""Lines that were meant as a directive and are none: what is wrong with each, and how it is spelt.

A pure rule about one line of text, as a reader of the page sees it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass
from difflib import get_close_matches

COLONS = "：∶ː﹕꞉︓։∷"
"""What looks like a colon, or like two."""

_ALIKE = str.maketrans(
    dict.fromkeys(COLONS, ":")
    | {"∷": "::"}
    | dict.fromkeys("‐‑‒–—―−﹘﹣－⁃", "-")
    | dict.fromkeys("\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")  # nothing is seen of these
    | dict(zip("МмОоСсРр", "MmOoCcPp", strict=True))
    | {"ѕ": "s", "Ѕ": "S"}
)
_LEAD = re.compile(r"(?:(?:[>*+|#-]|\d{1,9}[.)])[ ]*)*")
_OPENING = re.compile(
    r"(?P<colons>:[: ]*)(?P<braces>[{.(\[<\"'*_ ]*)"
    r"|(?P<other>/{3,}[ ]*\|?[ ]*|!!![ ]*|\?\?\?\+?[ ]*|\{%[ ]*|\{\{[ ]*|\{(?=mos)|\[{1,2}[ ]*|\.\.[ ]+)"
)
_NAME = re.compile(r"mos(?P<between>[-_ ]*)(?P<kind>[^\W_]+)(?![\w-])", re.IGNORECASE)
_SPACES = re.compile(r"\s+")
_CLOSING = re.compile(r"[%}\])>\"'*_:| ]+")
_ENDS = {"{": "}", "[": "]"}


@dataclass(frozen=True, slots=True)
class Lookalike:
    """A line that was meant as a directive.

    Attributes:
        right: the directive, spelt as it should be.
        fault: what to write instead of what is there; None where it is spelt well, and stands in a wrong place.
        lead: the mark of a list, a quote or a table that stands before it as text.
    """

    right: str
    fault: str = ""
    lead: str = ""


def folded(text: str) -> str:
    """Return text with one spelling for what looks the same."""
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", text.translate(_ALIKE)).translate(_ALIKE)).strip()


def lookalike(line: str, kinds: Collection[str], is_product: Callable[[str], bool]) -> Lookalike | None:
    """Return what a line was meant to be, where it was meant as a directive.

    Args:
        line: the line, as it is seen.
        kinds: the names of the directives after `mos-`.
        is_product: says whether a product has this name; asked only where it matters.
    """
    line = line[:400]
    text = folded(line)
    lead = _LEAD.match(text)[0]  # type: ignore[index]
    text = text[len(lead) :]
    opening = _OPENING.match(text)
    if opening is None:
        return None
    rest = text[opening.end() :]
    count = (opening["colons"] or "").count(":")
    found = _named(rest, kinds, is_product, count)
    if found is None:
        return None
    name, argument, named_well = found
    right = f"::: {name} {argument}".rstrip()
    if not _meant(opening, text, argument, count, is_product):
        return None
    written = line.strip()[len(line.strip()) - len(line.strip().lstrip(">*+|#-0123456789.) ")) :]
    plain = re.match(r":::[ ]*(?=\S)(?P<rest>.*)", written)
    if opening["other"] or count != 3 or not written.startswith(":::"):
        fault = "write three colons"
    elif opening["braces"].strip() and not named_well:
        fault = "write its name without what surrounds it"
    elif not named_well or plain is None or not _starts(plain["rest"], name):
        fault = _name_fault(written)
    else:
        fault = ""
    return Lookalike(right, fault, lead.strip())


def _starts(rest: str, name: str) -> bool:
    return rest[: len(name)].lower() == name and not rest[len(name) : len(name) + 1].strip(" \t")


def _name_fault(written: str) -> str:
    strange = next((c for c in written if not c.isascii()), "")
    if not strange:
        return "write the directive's own name"
    what = unicodedata.name(strange, "").lower() or "an invisible character"
    return f"it holds U+{ord(strange):04X} ({what}), which no directive holds; type the line again"


def _named(
    rest: str, kinds: Collection[str], is_product: Callable[[str], bool], count: int
) -> tuple[str, str, bool] | None:
    """Return the directive's name, its argument, and whether the name is spelt well."""
    if match := _NAME.match(rest):
        kind, argument = match["kind"].lower(), _argument(rest[match.end() :])
        well = match["between"] == "-"
        if kind in kinds:
            return f"mos-{kind}", argument, well
        if near := get_close_matches(kind[:40], kinds, n=1, cutoff=0.75):
            return f"mos-{near[0]}", argument, False
        if count >= 2 and match["between"] and (name := _argument(rest[3:].lstrip("-_ "))) and is_product(name):
            return "mos-product", name, False
        if count == 3 and well:  # unknown, and in a place where nobody has said so
            return f"mos-{kind}", argument, True
        return None
    if count < 2:
        return None
    word, _, argument = rest.partition(" ")
    argument = _argument(argument)
    kind = word.lower().strip("{}.:")
    if argument and kind in (*kinds, "card", "products") and is_product(argument):
        return f"mos-{kind}" if kind in kinds else "mos-product", argument, False
    name = _argument(rest)
    return ("mos-product", name, False) if count >= 3 and name and is_product(name) else None


def _argument(text: str) -> str:
    text = text.strip()
    closing = _CLOSING.match(text)
    text = text[closing.end() :] if closing else text
    return text.rstrip("%}])>\"'*_:/ ").strip("\"' ")


def _meant(opening: re.Match[str], text: str, argument: str, count: int, is_product: Callable[[str], bool]) -> bool:
    """Say whether a line is more than prose that begins like a directive."""
    if count > 1:
        return True
    if opening["other"] and opening["other"][0] in _ENDS:  # braces and brackets stand in prose, too
        return text.endswith(_ENDS[opening["other"][0]])
    return not argument or " " not in argument or is_product(argument)
