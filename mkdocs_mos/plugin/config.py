"""The plugin's options, and where in mkdocs.yml each of them stands."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TypeVar

import yaml
from mkdocs.config.base import BaseConfigOption, Config, ConfigErrors, ConfigWarnings, ValidationError

from ..content.options import OPTIONS
from ..core.hours import Hours
from ..core.problems import ContentError, FaultsError, Problem, quoted
from ..core.product import name_hint
from ..core.service_id import WHERE_THE_ID_IS
from ..core.tokens import masked
from .config_file import Written, written_options, written_part

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
        except FaultsError:  # for each of which its own place is known
            raise
        except ContentError as error:
            raise ValidationError(str(Problem(error.rule, str(error)))) from None
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
    script = Declared[bool]()
    hours = Declared[Hours | None]()
    ask = Declared[frozenset[str]]()
    language = Declared[str | None]()
    words = Declared[Mapping[str, str | Mapping[str, str]]]()

    def validate(self) -> tuple[ConfigErrors, ConfigWarnings]:
        """Check every option, and say of each problem where it stands; a mistyped name is an error, not a warning."""
        lines = written_options(self.config_file_path)
        errors: ConfigErrors = []

        def refuse(name: str, error: Exception, place: Written | None = None) -> None:
            errors.append((masked(name), _placed(place or lines.get(name) or lines.get(""), error)))

        for key in sorted(set(self) - self._schema_keys, key=str):
            name = str(key)
            if not isinstance(key, str):  # YAML takes `on` for a value
                name = next((written for written in lines if written and yaml.safe_load(written) == key), name)
            hint = name_hint(name, OPTIONS, lines)
            refuse(name, _wrong("unknown-option", f"there is no such option; {hint}"))
        for name, option in self._schema:
            try:
                if name == "service_id":
                    _check_spelling(self.get(name), lines.get(name))
                self[name] = option.validate(self.get(name))
            except ValidationError as error:
                refuse(name, error)
            except FaultsError as error:
                for fault in error.faults:
                    refuse(name, _wrong(error.rule, fault.words), written_part(self.config_file_path, name, fault.path))
        if self.sdk_integrity and not str(self.sdk).startswith("https:"):
            words = "it belongs to an sdk at an https address; delete it, or write that address as sdk"
            refuse("sdk_integrity", _wrong("sdk", words))
        return errors, []


def _check_spelling(ident: object, place: Written | None) -> None:
    """Refuse an ID that is not what its author wrote, in the file or in an environment variable.

    Raises:
        ValidationError: it is missing, or YAML has taken `007` for a number.
    """
    variables = place.variables if place else ()
    found = [os.environ[name] for name in variables if name in os.environ]
    if ident is None and variables:
        state = "is empty" if found else "is not set"
        raise _wrong(
            "service-id",
            f"service_id is empty because the environment variable {' or '.join(variables)} {state} where the site "
            f"is built (your shell, or the secrets of your CI); set it to the ID: {WHERE_THE_ID_IS}",
        )
    if ident is None:
        words = f"service_id is missing; write “service_id: YOUR-ID” under the plugin: {WHERE_THE_ID_IS}"
        raise _wrong("service-id", words)
    spelling = found[0] if found else place and place.text
    if isinstance(ident, int) and not isinstance(ident, bool) and spelling not in (None, str(ident)):
        raise _wrong("service-id", f"service_id {quoted(spelling or '')} was read as the number {ident}; quote it")


def _wrong(rule: str, words: str) -> ValidationError:
    return ValidationError(str(Problem(rule, words)))


def _placed(place: Written | None, error: Exception) -> ValidationError:
    return ValidationError(f"{place.file}:{place.line}: {error}" if place else str(error))
