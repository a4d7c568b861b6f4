"""The words that we put on a page, in the page's language: one file a language, under `languages/`."""

from __future__ import annotations

import re
from collections.abc import Mapping as Words
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from ..core.problems import ContentError, did_you_mean, quoted
from ..core.product import text_fault
from .values import Mapping, Text
from .yaml_reader import read

_MARK = re.compile(r"\{[a-z]+\}")
"""What stands in a word for what only the page, or the reader, will know."""

FOLDER = files("mkdocs_mos.data") / "languages"
SPOKEN = ("chat", "opening", "open", "link", "sending", "sent", "failed")
"""What our script says: in the status line under a window, and to screen readers."""

NAMES = ("chat_title",)
"""Words that are a name, which only the site has."""

_TRADITIONAL = frozenset(("hant", "tw", "hk", "mo"))


@cache
def languages() -> tuple[str, ...]:
    """Return the languages that we have words in, as BCP 47 tags."""
    return tuple(sorted(file.name.removesuffix(".yml") for file in FOLDER.iterdir() if file.name.endswith(".yml")))


@cache
def known(tag: str) -> str | None:
    """Return the language of ours that a page in the language `tag` gets, or None where we have none for it."""
    first, *others = re.split("[-_]", tag.strip().lower())
    if first == "zh":
        return "zh-Hant" if _TRADITIONAL.intersection(others) and "hans" not in others else "zh-Hans"
    return first if first in languages() else None


@cache
def words(language: str) -> Words[str, str]:
    """Return the words of a language that we have, by name."""
    found = read((FOLDER / f"{language}.yml").read_text("utf-8"))
    items = found.items if isinstance(found, Mapping) else {}
    return {name: word.text for name, word in items.items() if isinstance(word, Text)}


@dataclass(frozen=True, slots=True)
class Wording:
    """Which words the pages of a site get.

    Attributes:
        language: the language of all of them; None where each page decides.
        own: the site's own words by name; under the name of a language, those for its pages.
    """

    language: str | None = None
    own: Words[str, str | Words[str, str]] = field(default_factory=dict)
    _said: dict[tuple[str, str], Words[str, str]] = field(default_factory=dict, init=False, compare=False)

    def of(self, page: str, around: str) -> Words[str, str]:
        """Return the words for a page, by name.

        Args:
            page: the page's language.
            around: the language that the theme gives its HTML. Where the words' is another one it is among them as
                `lang`, for the attribute of the elements that hold them.
        """
        key = page, around
        if key not in self._said:
            self._said[key] = self._of(page, around)
        return self._said[key]

    def _of(self, page: str, around: str) -> Words[str, str]:
        language = known(self.language or page) or "en"
        own: dict[str, str] = {name: text for name, text in self.own.items() if isinstance(text, str)}
        for tag, texts in self.own.items():
            if not isinstance(texts, str) and known(tag) == language:
                own |= texts
        said = {**words(language), **own}
        whole = words("en").keys() <= own.keys()  # all the site's own are the page's
        foreign = known(around) != language and not whole
        return {**said, "lang": language if foreign else ""}


def check_language(value: object) -> str:
    """Return a `language` option.

    Raises:
        ContentError: there are no translations for it.
    """
    if not isinstance(value, str) or known(value) is None:
        raise ContentError(
            f"there are no translations for {quoted(str(value))}; {did_you_mean(str(value), languages())}", "words"
        )
    return value


def check_own(value: object, nested: bool = False) -> Words[str, str | Words[str, str]]:
    """Return a site's own words.

    Raises:
        ContentError: there is no such word or language, or it is no text.
    """
    if not isinstance(value, dict):
        raise ContentError(
            f"{quoted(str(value))} is not a list of words; write one such as “ask: Ask us” under it, indented", "words"
        )
    own: dict[str, str | Words[str, str]] = {}
    for name, text in value.items():
        names = (*words("en"), *NAMES)
        if name in names:
            fault = "is not text; quote it" if not isinstance(text, str) else text_fault(text)
            if fault is None and not text.strip():
                fault = "is blank; write a text, or delete the line"
            for mark in _MARK.findall(words("en").get(name, "")) if fault is None else ():
                if mark not in text:
                    fault = f"does not say where {mark} goes; write {mark} there"
            if fault:
                raise ContentError(f"{name} {fault}", "words")
            own[name] = text
        elif not nested and isinstance(name, str) and known(name):
            own[name] = {key: str(word) for key, word in check_own(text, nested=True).items()}
        else:
            raise ContentError(f"unknown word {quoted(str(name))}; {did_you_mean(str(name), names)}", "words")
    return own
