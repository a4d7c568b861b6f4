"""The options, each declared once: the plugin, the bare Markdown extension, `install` and editors read them from here.

`content/options.py` adds two whose values depend on the languages that we have words in.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

from .chat_window import TIMEOUT, WHERE_THE_SDK_IS, timeout
from .hours import DAYS_PATTERN, RANGE_HINT, RANGE_PATTERN, read_hours
from .problems import ContentError, Fault, FaultsError, did_you_mean, quoted
from .product import ADDRESS, address_fault
from .service_id import WHERE_THE_ID_IS, service_id
from .source import SOURCE, SOURCE_HINT, check_source
from .telegram import username

Schema: TypeAlias = dict[str, Any]
"""A JSON Schema."""

LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
"""How a language is named, such as `de` or `pt-BR`; MkDocs writes `pt_BR`."""

ASKING = ("article", "missing", "search")
"""Where readers are asked: the values of `ask`. `True` means the first."""

LOADERS = ("eager", "idle", "interaction", "launcher", False)
"""When the chat is loaded: the values of `loader`."""

_HASH = r"sha(?:256|384|512)-[A-Za-z0-9+/]{43,86}={0,2}"
_HASHES = re.compile(rf"{_HASH}(?:\s+{_HASH})*")


class Kind(NamedTuple):
    """What values an option has: for a build, for an editor (never fewer), and where none is written."""

    check: Callable[[Any], object]
    schema: Schema
    default: object = None


@dataclass(frozen=True, slots=True)
class Option:
    """An option's declaration.

    Attributes:
        name: the name that authors write.
        meaning: one sentence, for editors.
        kind: what values it has.
        instead: what to do without the plugin, where the bare extension cannot take the option; else, "".
        required: whether it must be written.
    """

    name: str
    meaning: str
    kind: Kind
    instead: str = ""
    required: bool = False

    def read(self, value: object) -> Any:
        """Return a written value as a build uses it.

        Raises:
            ContentError: the value is wrong; the words begin with the option's name.
        """
        if value is None and self.kind.default is None and not self.required:
            return None
        try:
            return self.kind.check(value)
        except ContentError as error:
            if str(error).startswith(self.name):  # a rule that is for one option alone names it
                raise
            raise ContentError(f"{self.name}: {error}", error.rule) from None


def one_of(*values: object) -> Kind:
    """Return the kind that has a few values, of which the first is the default."""

    def check(value: object) -> object:
        if (type(value), value) in [(type(known), known) for known in values]:  # 1 == True
            return value
        listed = " or ".join(map(as_yaml, values))
        raise ContentError(f"{quoted(as_yaml(value))} is not one of its values; write {listed}", "option")

    return Kind(check, {"enum": list(values)}, values[0])


def as_yaml(value: object) -> str:
    """Return a value as its author will have written it in YAML."""
    if isinstance(value, (bool, list, dict)):
        return json.dumps(value, ensure_ascii=False, default=str)
    return "" if value is None else str(value)


def _check_id(value: object) -> str | dict[str, str]:
    if value is None:
        raise ContentError(f"service_id is missing; write “service_id: YOUR-ID”: {WHERE_THE_ID_IS}", "service-id")
    if isinstance(value, dict) and list(value.values()) == [None]:  # {acme}, as the vendor writes it, to YAML
        value = f"{{{next(iter(value))}}}"
    if isinstance(value, dict) and value and all(LANGUAGE_TAG.fullmatch(str(key)) for key in value):
        return {str(language): _check_one_id(ident, str) for language, ident in value.items()}
    return _check_one_id(value, str, int)


def _check_one_id(value: object, *types: type) -> str:
    if isinstance(value, bool) or not isinstance(value, types):
        raise ContentError(f"service_id {quoted(str(value))} was not read as text; write it in quotes", "service-id")
    return service_id(str(value))


def _check_source(value: object) -> str:
    if not isinstance(value, str):
        raise ContentError(f"source is {quoted(str(value))}; write a text, quoted", "source")
    return check_source(value)


def _check_sdk(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ContentError(f"sdk is {quoted(as_yaml(value))}; {WHERE_THE_SDK_IS}", "sdk")
    place = value.strip()
    if re.match("/[^/]", place):
        words = f"begins with /; write {quoted(place[1:])}, in the docs folder"
        raise ContentError(f"sdk {quoted(place)} {words}", "sdk")
    if fault := address_fault(place):
        raise ContentError(f"sdk {fault}", "sdk")
    return re.sub("^https:", "https:", place, flags=re.IGNORECASE)


def _check_integrity(value: object) -> str:
    if not isinstance(value, str) or not _HASHES.fullmatch(value.strip()):
        words = "is not the hash of a file; write one such as “sha384-…”, in Base64"
        raise ContentError(f"{quoted(as_yaml(value))} {words}", "sdk")
    return value.strip()


def _check_files(value: object) -> list[str]:
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or not all(isinstance(name, str) and name.strip() for name in names):
        raise ContentError(f'{quoted(as_yaml(value))} is not a list of files; write one such as ["shop/*"]', "option")
    return [name.strip() for name in names]


def _check_ask(value: object) -> frozenset[str]:
    if isinstance(value, bool):
        return frozenset(ASKING[:1] if value else ())
    if not isinstance(value, list):
        words = f"{quoted(as_yaml(value))} is not a list; write true, false, or some of [{', '.join(ASKING)}]"
        raise ContentError(words, "option")
    faults = [
        Fault(f"ask: {quoted(shown)} is none of its places; {did_you_mean(shown, ASKING)}", (at,))
        for at, shown in enumerate(map(as_yaml, value))
        if value[at] not in ASKING
    ]
    if faults:
        raise FaultsError(faults, "option")
    return frozenset(value)


_ONE_ID = {
    "type": ["string", "integer"],
    "pattern": r"^(https://mos\.me/)?[A-Za-z0-9._~-]+/?$",
    "patternErrorMessage": "write the ID alone",
}
_ID_BY_LANGUAGE = {
    "type": "object",
    "propertyNames": {"pattern": f"^{LANGUAGE_TAG.pattern}$"},
    "additionalProperties": {**_ONE_ID, "type": "string"},
    "minProperties": 1,
}
_ID = Kind(_check_id, {"anyOf": [_ONE_ID, _ID_BY_LANGUAGE]})
_SOURCE = Kind(_check_source, {"type": "string", "pattern": SOURCE, "patternErrorMessage": SOURCE_HINT})
_SDK_HINT = "write an https: address, or the SDK's file in the docs folder"
_SDK = Kind(_check_sdk, {"type": "string", "pattern": ADDRESS, "minLength": 1, "patternErrorMessage": _SDK_HINT})
_INTEGRITY = Kind(_check_integrity, {"type": "string", "pattern": "^sha(256|384|512)-"})
_MILLISECONDS = {"type": ["integer", "string"], "minimum": 1, "pattern": "^[0-9]+$"}
_TIMEOUT = Kind(lambda value: timeout(as_yaml(value)), _MILLISECONDS, TIMEOUT)
_FILES = Kind(_check_files, {"type": ["string", "array"], "items": {"type": "string"}}, [])
_BOT_HINT = "write the bot's public username, such as acme_help_bot"
_BOT_SCHEMA = {"type": "string", "pattern": r"[Bb][Oo][Tt]/?\s*$", "patternErrorMessage": _BOT_HINT}
_BOT = Kind(lambda value: username(as_yaml(value)), _BOT_SCHEMA)
_RANGE = {
    "anyOf": [{"const": "closed"}, {"type": "string", "pattern": RANGE_PATTERN, "patternErrorMessage": RANGE_HINT}]
}
_RANGES = {"anyOf": [_RANGE, {"type": "array", "items": _RANGE}]}
_DATE = {"type": "string", "pattern": "^ *[0-9]{4}-[0-9]{2}-[0-9]{2} *$"}
_HOURS_SCHEMA = {
    "type": "object",
    "properties": {"timezone": {"type": "string"}, "closed": {"anyOf": [_DATE, {"type": "array", "items": _DATE}]}},
    "patternProperties": {f"^{DAYS_PATTERN}$": _RANGES},
    "additionalProperties": False,
    "required": ["timezone"],
    "minProperties": 2,
}
_ASK_LIST = {"type": "array", "items": {"enum": list(ASKING)}, "uniqueItems": True}
_ASK = Kind(_check_ask, {"anyOf": [{"type": "boolean"}, _ASK_LIST]}, False)
_HOURS = Kind(read_hours, _HOURS_SCHEMA)
_ON = one_of(True, False)
_OFF = one_of(False, True)
_SANDBOX = one_of(False, True, "serve")
_CSP = "`false` puts all script in files, for a Content-Security-Policy without `unsafe-inline`."
_PAGE_LOADS = "what loads the chat is told to mkdocs-mos install, or to the plugin under MkDocs"
_SCRIPT_STANDS = "mkdocs-mos install --script puts our script on every page; so does the plugin under MkDocs"
_PLUGIN_ASKS = "only the plugin asks readers, under MkDocs and ProperDocs"

OPTIONS = {
    option.name: option
    for option in (
        Option("enabled", "`false`: cards and links stay, nothing of MOS is loaded.", _ON, _PAGE_LOADS),
        Option("service_id", "The customer service ID, or the whole link.", _ID, required=True),
        Option("source", "The channel on every link.", _SOURCE),
        Option(
            "loader", "When the vendor's script starts; or our own launcher; or `false`.", one_of(*LOADERS), _PAGE_LOADS
        ),
        Option("inline_script", _CSP, _ON, _PAGE_LOADS),
        Option("consent", "Load nothing from MOS until the reader has agreed.", _OFF, _PAGE_LOADS),
        Option("exclude", "Globs of pages that get no loader.", _FILES, _PAGE_LOADS),
        Option("link_url", "What a product without `linkUrl` sends.", one_of("page", "none")),
        Option("catalog", "Product files: YAML, JSON or CSV, as seen from mkdocs.yml; globs are allowed.", _FILES),
        Option("sdk", "The vendor's SDK: a file in the docs folder, or an https address.", _SDK),
        Option("sdk_integrity", "The hash of an SDK at an https address.", _INTEGRITY, _PAGE_LOADS),
        Option("timeout", "Milliseconds for a window's messages.", _TIMEOUT, _PAGE_LOADS),
        Option("sandbox", "Play MOS on this site; `serve`: under `mkdocs serve` only.", _SANDBOX, _PAGE_LOADS),
        Option("telegram", "The public username of the team's Telegram bot.", _BOT),
        Option(
            "script", "Our script on every page, for `mos.link()`, `mos.ask()` and `mos:ask`.", _OFF, _SCRIPT_STANDS
        ),
        Option("hours", "When the team answers: a time zone, and hours by day.", _HOURS),
        Option("ask", "Where readers are asked: after articles, on the 404 page, by a search.", _ASK, _PLUGIN_ASKS),
    )
}
"""Those of the core, by their names."""
