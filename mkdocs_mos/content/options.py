"""All options: those of the core, and those whose values depend on the languages that we have words in."""

from __future__ import annotations

from ..core import options as core
from ..core.options import LANGUAGE_TAG, Kind, Option
from ..core.problems import ContentError, quoted
from .translations import NAMES, check_language, check_own, languages, words

# A language that we have words in, with or without a region.
_OURS = rf"^({'|'.join(dict.fromkeys(tag.split('-')[0] for tag in languages()))})([-_][A-Za-z0-9]{{2,8}})*$"
_LANGUAGE = Kind(check_language, {"anyOf": [{"enum": list(languages())}, {"type": "string", "pattern": _OURS}]})

_NAMES = {name: {"type": "string", "pattern": r"\S"} for name in (*words("en"), *NAMES)}
_TEXTS = {"type": "object", "properties": _NAMES, "additionalProperties": False}
_WORDS = Kind(check_own, {**_TEXTS, "patternProperties": {_OURS: _TEXTS}}, {})

OPTIONS = {
    **core.OPTIONS,
    "language": Option(
        "language", "The language of our words on every page, where it is not the page's own.", _LANGUAGE
    ),
    "words": Option(
        "words",
        "Words of the site's own in place of ours, by name; under the name of a language, those for its pages.",
        _WORDS,
    ),
}
"""Every option by its name."""


def _check_page_language(value: object) -> str:
    if not isinstance(value, str) or not LANGUAGE_TAG.fullmatch(value):
        raise ContentError(f"{quoted(str(value))} is not a language; write one such as de or pt-BR", "words")
    return value


EXTENSION = {name: option for name, option in OPTIONS.items() if not option.instead}
"""What the bare Markdown extension takes, by name. Nobody else tells it the language of the pages."""
EXTENSION["language"] = Option(
    "language",
    "The language of the pages: that of our words, and what {lang} stands for in source.",
    Kind(_check_page_language, _LANGUAGE.schema, "en"),
)


def one_id(value: object) -> str:
    """Return the service ID of a site that has one for all languages.

    Raises:
        ContentError: it is wrong, or there are several.
    """
    ident = OPTIONS["service_id"].read(value)
    if isinstance(ident, dict):
        words = "service_id has one for each language, which only the plugin tells apart; write that of this site"
        raise ContentError(words, "service-id")
    return str(ident)
