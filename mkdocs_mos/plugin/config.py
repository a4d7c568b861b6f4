"""The plugin's options, and where in mkdocs.yml each of them stands."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias, TypeVar

import yaml
from mkdocs.config.base import BaseConfigOption, Config, ConfigErrors, ConfigWarnings, ValidationError

from ..content import yaml_nodes
from ..content.slips import MAY_CUT, cut_off_words, cut_offs
from ..content.translations import NAMES, TAG, check_language, check_own, languages, words
from ..core.chat_window import TIMEOUT, WHERE_THE_SDK_IS, timeout
from ..core.links import SOURCE, SOURCE_HINT, WHERE_THE_ID_IS, check_source, service_id
from ..core.problems import ContentError, quoted
from ..core.product import ADDRESS, address_fault, name_hint
from ..core.telegram import username
from ..core.tokens import masked, token_lines

T = TypeVar("T")

Schema: TypeAlias = dict[str, object]
"""A JSON Schema, for editors: the option types below give their own."""

_HASHES = re.compile(
    r"sha(?:256|384|512)-[A-Za-z0-9+/]{43,86}={0,2}(?:\s+sha(?:256|384|512)-[A-Za-z0-9+/]{43,86}={0,2})*"
)

# How a language of ours is named, with or without a region, as a pattern for editors.
_LANGUAGE = rf"^({'|'.join(dict.fromkeys(tag.split('-')[0] for tag in languages()))})([-_][A-Za-z0-9]{{2,8}})*$"


class ServiceId(BaseConfigOption[str | dict[str, str]]):
    """The customer service ID, or the whole link, as text (vendor document 1.2); or one for each language."""

    def pre_validation(self, config: Config, key_name: str) -> None:
        self._written = written_options(config.config_file_path).get(key_name)

    def schema(self) -> Schema:
        pattern = r"^(https://mos\.me/)?[A-Za-z0-9._~-]+/?$"
        one = {"type": ["string", "integer"], "pattern": pattern, "patternErrorMessage": "write the ID alone"}
        several = {
            "type": "object",
            "propertyNames": {"pattern": f"^{TAG.pattern}$"},
            "additionalProperties": {**one, "type": "string"},
        }
        return {"anyOf": [one, {**several, "minProperties": 1}]}

    def run_validation(self, value: object) -> str | dict[str, str]:
        if value is None:
            raise ValidationError(self._missing())
        if isinstance(value, dict) and list(value.values()) == [None]:  # {acme}, as the vendor writes it, to YAML
            value = f"{{{next(iter(value))}}}"
        if isinstance(value, dict) and value and all(isinstance(k, str) and TAG.fullmatch(k) for k in value):
            return {language: self._one(each, exact=True) for language, each in value.items()}
        return self._one(value)

    def _one(self, value: object, exact: bool = False) -> str:
        if isinstance(value, bool) or not isinstance(value, str if exact else (int, str)):
            raise ValidationError(f"service_id {quoted(str(value))} is no longer what was written; quote it")
        if isinstance(value, int) and (spelling := self._spelling()) not in (None, str(value)):
            raise ValidationError(f"service_id {quoted(spelling or '')} was read as the number {value}; quote it")
        try:
            return service_id(str(value))
        except ContentError as error:
            raise ValidationError(f"service_id: {error}") from None

    def _spelling(self) -> str | None:
        """Return the ID's own spelling: in the file, or in the environment variable that it names."""
        if self._written is None:
            return None
        for name in self._written.variables:
            if name in os.environ:
                return os.environ[name]
        return self._written.text

    def _missing(self) -> str:
        names = self._written.variables if self._written else ()
        if not names:
            return f"service_id is missing; write “service_id: YOUR-ID” under the plugin: {WHERE_THE_ID_IS}"
        state = "is empty" if any(name in os.environ for name in names) else "is not set"
        return (
            f"service_id is empty because the environment variable {' or '.join(names)} {state} where the site "
            f"is built (your shell, or the secrets of your CI); set it to the ID: {WHERE_THE_ID_IS}"
        )


class Source(BaseConfigOption[str | None]):
    """The channel of every link, a template."""

    def schema(self) -> Schema:
        return {"type": "string", "pattern": SOURCE, "patternErrorMessage": SOURCE_HINT}

    def run_validation(self, value: object) -> str | None:
        if value is None:
            return None
        if not isinstance(value, str):
            raise ValidationError(f"source is {quoted(str(value))}; write a text, quoted")
        try:
            return check_source(value)
        except ContentError as error:
            raise ValidationError(str(error)) from None


class Sdk(BaseConfigOption[str | None]):
    """The vendor's SDK: a file in the docs folder, or an https address (vendor document 2.3.2)."""

    def schema(self) -> Schema:
        hint = "write an https: address, or the SDK's file in the docs folder"
        return {"type": "string", "pattern": ADDRESS, "minLength": 1, "patternErrorMessage": hint}

    def run_validation(self, value: object) -> str | None:
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip():
            raise ValidationError(f"sdk is {quoted(_yaml(value))}; {WHERE_THE_SDK_IS}")
        value = value.strip()
        if value.startswith("/") and not value.startswith("//"):
            raise ValidationError(
                f"sdk {quoted(value)} begins with /; write {quoted(value.lstrip('/'))}, in the docs folder"
            )
        if words := address_fault(value):
            raise ValidationError(f"sdk {words}")
        return f"https:{value[6:]}" if value[:6].lower() == "https:" else value


class Integrity(BaseConfigOption[str | None]):
    """The hash of an SDK that another host serves, as the HTML attribute `integrity` takes it."""

    def schema(self) -> Schema:
        return {"type": "string", "pattern": "^sha(256|384|512)-"}

    def run_validation(self, value: object) -> str | None:
        if value is None:
            return None
        if not isinstance(value, str) or not _HASHES.fullmatch(value.strip()):
            raise ValidationError(
                f"{quoted(_yaml(value))} is no hash of a file; write one such as “sha384-…”, in Base64"
            )
        return value.strip()


class Telegram(BaseConfigOption[str | None]):
    """The bot's public username (vendor document 4); never its token."""

    def schema(self) -> Schema:
        hint = "write the bot's public username, such as acme_help_bot"
        return {"type": "string", "pattern": r"[Bb][Oo][Tt]/?\s*$", "patternErrorMessage": hint}

    def run_validation(self, value: object) -> str | None:
        if value is None:
            return None
        try:
            return username(_yaml(value))
        except ContentError as error:
            raise ValidationError(f"telegram: {error}") from None


class Language(BaseConfigOption[str | None]):
    """A language that we have words in."""

    def schema(self) -> Schema:
        return {"anyOf": [{"enum": list(languages())}, {"type": "string", "pattern": _LANGUAGE}]}

    def run_validation(self, value: object) -> str | None:
        if value is None:
            return None
        try:
            return check_language(value)
        except ContentError as error:
            raise ValidationError(f"language: {error}") from None


class OwnWords(BaseConfigOption[Mapping[str, str | Mapping[str, str]]]):
    """The site's own words, by the names of ours; under the name of a language, those for its pages."""

    def __init__(self) -> None:
        super().__init__()
        self.default = {}

    def schema(self) -> Schema:
        names = {name: {"type": "string", "pattern": r"\S"} for name in (*words("en"), *NAMES)}
        nested = {"type": "object", "properties": names, "additionalProperties": False}
        return {**nested, "patternProperties": {_LANGUAGE: nested}}

    def run_validation(self, value: object) -> Mapping[str, str | Mapping[str, str]]:
        try:
            return check_own(value)
        except ContentError as error:
            raise ValidationError(f"words: {error}") from None


class Milliseconds(BaseConfigOption[int]):
    """A span of time."""

    def __init__(self, default: int) -> None:
        super().__init__()
        self.default = default

    def schema(self) -> Schema:
        return {"type": ["integer", "string"], "minimum": 1, "pattern": "^[0-9]+$"}

    def run_validation(self, value: object) -> int:
        try:
            return timeout(_yaml(value))
        except ContentError as error:
            raise ValidationError(str(error)) from None


class Paths(BaseConfigOption[list[str]]):
    """One file or several, as seen from mkdocs.yml, or patterns of them."""

    def __init__(self) -> None:
        super().__init__()
        self.default = []

    def schema(self) -> Schema:
        return {"type": ["string", "array"], "items": {"type": "string"}}

    def run_validation(self, value: object) -> list[str]:
        paths = [value] if isinstance(value, str) else value
        if not isinstance(paths, list) or not all(isinstance(path, str) and path.strip() for path in paths):
            raise ValidationError(f"{quoted(_yaml(value))} names no file; write one such as products.csv, or a list")
        return [path.strip() for path in paths]


class OneOf(BaseConfigOption[T]):
    """One of a few values; the first is the default."""

    def __init__(self, *values: T) -> None:
        super().__init__()
        self.default = values[0]
        self._values = values

    def schema(self) -> Schema:
        return {"enum": list(self._values)}

    def run_validation(self, value: object) -> T:
        for known in self._values:
            if value == known and type(value) is type(known):
                return known
        listed = " or ".join(_yaml(known) for known in self._values)
        raise ValidationError(f"{quoted(_yaml(value))} is not one of its values; write {listed}")


class Globs(BaseConfigOption[list[str]]):
    """Patterns of pages, such as `legal/*.md`."""

    def __init__(self) -> None:
        super().__init__()
        self.default = []

    def schema(self) -> Schema:
        return {"type": "array", "items": {"type": "string"}}

    def run_validation(self, value: object) -> list[str]:
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise ValidationError(f'{quoted(_yaml(value))} is no list of patterns; write one such as ["legal/*.md"]')
        return value


def _yaml(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _spelling(key: object, lines: dict[str, Written]) -> str:
    return next((name for name in lines if name and yaml.safe_load(name) == key), str(key))


class MosConfig(Config):
    """The options of the plugin `mos`."""

    enabled = OneOf(True, False)
    """`false`: cards and links stay, nothing of MOS is loaded."""
    service_id = ServiceId()
    """The customer service ID, or the whole link."""
    source = Source()
    """The channel on every link."""
    loader = OneOf[str | bool]("eager", "idle", "interaction", "launcher", False)
    """When the vendor's script starts; or our own launcher; or `false`."""
    inline_script = OneOf(True, False)
    """`false` puts all script in files, for a Content-Security-Policy without `unsafe-inline`."""
    consent = OneOf(False, True)
    """Load nothing from MOS until the reader has agreed."""
    exclude = Globs()
    """Globs of pages that get no loader."""
    link_url = OneOf("page", "none")
    """What a product without `linkUrl` sends."""
    catalog = Paths()
    """Product files: YAML, JSON or CSV, as seen from mkdocs.yml; globs are allowed."""
    sdk = Sdk()
    """The vendor's SDK: a file in the docs folder, or an https address."""
    sdk_integrity = Integrity()
    """The hash of an SDK at an https address."""
    timeout = Milliseconds(TIMEOUT)
    """Milliseconds for a window's messages."""
    sandbox = OneOf[str | bool](False, True, "serve")
    """Play MOS on this site; `serve`: under `mkdocs serve` only."""
    telegram = Telegram()
    """The public username of the team's Telegram bot."""
    ask = OneOf(False, True)
    """End every article with “Still have a question? Ask about this page”."""
    language = Language()
    """The language of our words on every page, where it is not the page's own."""
    words = OwnWords()
    """Words of the site's own in place of ours, by name; under the name of a language, those for its pages."""

    def validate(self) -> tuple[ConfigErrors, ConfigWarnings]:
        """Check every option, and say of each problem where it stands; a mistyped name is an error, not a warning."""
        lines = written_options(self.config_file_path)
        errors: ConfigErrors = []
        warnings: ConfigWarnings = []
        for key in sorted(set(self) - self._schema_keys, key=str):
            name = key if isinstance(key, str) else _spelling(key, lines)  # YAML takes `on` for a value
            hint = name_hint(name, [known for known, _ in self._schema], lines)
            errors.append((name, ValidationError(f"there is no such option; {hint}")))
        for name, option in self._schema:
            option.pre_validation(self, name)
            try:
                self[name] = option.validate(self.get(name))
            except ValidationError as error:
                errors.append((name, error))
        if self.sdk_integrity and not (self.sdk or "").startswith("https:"):
            words = "it belongs to an sdk at an https address; delete it, or write that address as sdk"
            errors.append(("sdk_integrity", ValidationError(words)))
        return [(masked(name), _placed(lines.get(name) or lines.get(""), error)) for name, error in errors], warnings


@dataclass(frozen=True, slots=True)
class Written:
    """An option as it stands in a configuration file."""

    file: str
    line: int
    text: str | None = None
    variables: tuple[str, ...] = ()
    """The environment variables that `!ENV` names."""


def _placed(place: Written | None, error: Exception) -> ValidationError:
    return ValidationError(f"{place.file}:{place.line}: {error}" if place else str(error))


def written_options(path: str | None) -> dict[str, Written]:
    """Return the plugin's options as written in mkdocs.yml or in what it inherits from; the plugin's own line as "".

    The host gives values only. What cannot be read here has been, or will be, named by the host.
    """
    found: dict[str, Written] = {}
    for file, _, root in _configuration_files(path):
        for key, value in root.value:
            if key.value == "plugins":
                for name, option in _plugin_options(value, file):
                    found.setdefault(name, option)
    return found


def option_text(path: str, name: str) -> str | None:
    """Return an option of the plugin as mkdocs.yml has it, or the environment variable that it names there."""
    place = written_options(path).get(name)
    if place is None:
        return None
    return next((os.environ[variable] for variable in place.variables if variable in os.environ), place.text)


def written_in_nav(path: str | None, address: str) -> Written | None:
    """Return where `nav` in mkdocs.yml, or in what it inherits from, holds an address."""
    for file, _, root in _configuration_files(path):
        for key, value in root.value:
            nodes = [value] if key.value == "nav" else []
            while nodes:
                node = nodes.pop()
                if isinstance(node, yaml.MappingNode):
                    nodes += [item for _, item in node.value]
                elif isinstance(node, yaml.SequenceNode):
                    nodes += node.value
                elif node.value == address:
                    return Written(file, node.start_mark.line + 1)
    return None


def line_with(path: str | None, text: str) -> tuple[str, int] | None:
    """Return the file and the line in which mkdocs.yml, or what it inherits from, holds a text."""
    for file, content, _ in _configuration_files(path):
        if (at := content.find(text)) >= 0:
            return file, content.count("\n", 0, at) + 1
    return None


def cut_off_in_configuration(path: str | None) -> Iterator[tuple[str, str, int]]:
    """Yield words, file and line of each of the plugin's options that YAML has cut off at a #."""
    for file, text, root in _configuration_files(path):
        for key, plugins in root.value if MAY_CUT.search(text) else ():
            if key.value == "plugins":
                entries = plugins.value if isinstance(plugins, yaml.SequenceNode) else [plugins]
                for entry in entries:
                    for name, options in entry.value if isinstance(entry, yaml.MappingNode) else ():
                        for option, kept, cut, line in cut_offs(text, options) if name.value == "mos" else ():
                            yield cut_off_words(option, kept, cut), file, line + 1


def tokens_in_configuration(path: str | None) -> Iterator[tuple[str, int]]:
    """Yield the file and the line of each bot token in mkdocs.yml, and in what it inherits from."""
    for file, text, _ in _configuration_files(path):
        for line in token_lines(text):
            yield file, line


def _configuration_files(path: str | None) -> Iterator[tuple[str, str, yaml.MappingNode]]:
    """Yield the name, the text and the root of mkdocs.yml, and of each file that it inherits from."""
    seen = set()
    while path and path not in seen:
        seen.add(path)
        try:
            text = Path(path).read_text("utf-8-sig")
            root = yaml_nodes.compose(text, loader=yaml.SafeLoader)
        except (OSError, ValueError):
            return
        if not isinstance(root, yaml.MappingNode):
            return
        yield os.path.basename(path), text, root
        parents = [value.value for key, value in root.value if key.value == "INHERIT"]
        path = os.path.join(os.path.dirname(path), str(parents[0])) if parents else None


def _plugin_options(plugins: yaml.Node, file: str) -> list[tuple[str, Written]]:
    entries: list[yaml.Node] = plugins.value if isinstance(plugins, yaml.SequenceNode) else [plugins]
    for entry in entries:
        if isinstance(entry, yaml.ScalarNode) and entry.value == "mos":
            return [("", Written(file, entry.start_mark.line + 1))]
        if not isinstance(entry, yaml.MappingNode):
            continue
        for key, value in entry.value:
            if key.value == "mos":
                options = value.value if isinstance(value, yaml.MappingNode) else []
                own = ("", Written(file, key.start_mark.line + 1))
                return [own, *((name.value, _written(name, option, file)) for name, option in options)]
    return []


def _written(name: yaml.Node, value: yaml.Node, file: str) -> Written:
    line = name.start_mark.line + 1
    if value.tag == "!ENV":
        parts = value.value if isinstance(value, yaml.SequenceNode) else [value]
        names = [part.value for part in parts if isinstance(part, yaml.ScalarNode)]
        default = names.pop() if len(names) > 1 else None  # the last of several
        return Written(file, line, default, tuple(names))
    return Written(file, line, value.value if isinstance(value, yaml.ScalarNode) else None)
