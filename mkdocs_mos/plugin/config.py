"""The plugin's options, and where in mkdocs.yml each of them stands."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import yaml
from mkdocs.config.base import BaseConfigOption, Config, ConfigErrors, ConfigWarnings, ValidationError

from ..content import yaml_nodes
from ..content.options import OPTIONS
from ..content.slips import MAY_CUT, cut_off_words, cut_offs
from ..core.problems import ContentError, quoted
from ..core.product import name_hint
from ..core.service_id import WHERE_THE_ID_IS
from ..core.tokens import masked, token_lines

T = TypeVar("T")


class Declared(BaseConfigOption[T]):
    """The option that is declared under the name of the attribute, for the host."""

    def __set_name__(self, owner: type, name: str) -> None:
        super().__set_name__(owner, name)  # type: ignore[no-untyped-call]
        self._option = OPTIONS[name]
        self.default = self._option.kind.default

    def run_validation(self, value: object) -> T:
        try:
            found: T = self._option.read(value)
        except ContentError as error:
            raise ValidationError(str(error)) from None
        return found


class MosConfig(Config):
    """The options of the plugin `mos`: what `OPTIONS` declares, with the types for its users."""

    enabled = Declared[bool]()
    service_id = Declared[str | dict[str, str]]()
    source = Declared[str | None]()
    loader = Declared[str | bool]()
    inline_script = Declared[bool]()
    consent = Declared[bool]()
    exclude = Declared[list[str]]()
    link_url = Declared[str]()
    catalog = Declared[list[str]]()
    sdk = Declared[str | None]()
    sdk_integrity = Declared[str | None]()
    timeout = Declared[int]()
    sandbox = Declared[str | bool]()
    telegram = Declared[str | None]()
    ask = Declared[bool]()
    language = Declared[str | None]()
    words = Declared[Mapping[str, str | Mapping[str, str]]]()

    def validate(self) -> tuple[ConfigErrors, ConfigWarnings]:
        """Check every option, and say of each problem where it stands; a mistyped name is an error, not a warning."""
        lines = written_options(self.config_file_path)
        errors: ConfigErrors = []
        warnings: ConfigWarnings = []
        for key in sorted(set(self) - self._schema_keys, key=str):
            name = str(key)
            if not isinstance(key, str):  # YAML takes `on` for a value
                name = next((written for written in lines if written and yaml.safe_load(written) == key), name)
            hint = name_hint(name, OPTIONS, lines)
            errors.append((name, ValidationError(f"there is no such option; {hint}")))
        for name, option in self._schema:
            try:
                if name == "service_id":
                    _check_spelling(self.get(name), lines.get(name))
                self[name] = option.validate(self.get(name))
            except ValidationError as error:
                errors.append((name, error))
        if self.sdk_integrity and not str(self.sdk).startswith("https:"):
            words = "it belongs to an sdk at an https address; delete it, or write that address as sdk"
            errors.append(("sdk_integrity", ValidationError(words)))
        return [(masked(name), _placed(lines.get(name) or lines.get(""), error)) for name, error in errors], warnings


def _check_spelling(ident: object, place: Written | None) -> None:
    """Refuse an ID that is not what its author wrote, in the file or in an environment variable.

    Raises:
        ValidationError: it is missing, or YAML has taken `007` for a number.
    """
    variables = place.variables if place else ()
    found = [os.environ[name] for name in variables if name in os.environ]
    if ident is None and variables:
        state = "is empty" if found else "is not set"
        raise ValidationError(
            f"service_id is empty because the environment variable {' or '.join(variables)} {state} where the site "
            f"is built (your shell, or the secrets of your CI); set it to the ID: {WHERE_THE_ID_IS}"
        )
    if ident is None:
        raise ValidationError(f"service_id is missing; write “service_id: YOUR-ID” under the plugin: {WHERE_THE_ID_IS}")
    spelling = found[0] if found else place and place.text
    if isinstance(ident, int) and not isinstance(ident, bool) and spelling not in (None, str(ident)):
        raise ValidationError(f"service_id {quoted(spelling or '')} was read as the number {ident}; quote it")


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
