"""What mkdocs.yml, and what it inherits from, holds, and where: the host gives values only.

What cannot be read here has been, or will be, named by the host.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from ..content.values import List, Mapping, Tagged, Text, Value
from ..content.yaml_reader import YamlError, plain, read
from ..core.problems import Problem
from ..core.tokens import WORDS, token_lines


@dataclass(frozen=True, slots=True)
class Written:
    """Something as it stands in a configuration file."""

    file: str
    line: int
    text: str | None = None
    variables: tuple[str, ...] = ()
    """The environment variables that `!ENV` names."""


def written_options(path: str | None) -> dict[str, Written]:
    """Return the plugin's options as written in mkdocs.yml or in what it inherits from; the plugin's own line as ""."""
    found: dict[str, Written] = {}
    for file, _, root in _files(path):
        plugin = _plugin(root)
        if plugin is None:
            continue
        found.setdefault("", Written(file, plugin.line or 1))
        for name, value in plugin.items.items() if isinstance(plugin, Mapping) else ():
            found.setdefault(name, _written(value, file))
    return found


def written_part(path: str | None, name: str, parts: Iterable[object]) -> Written | None:
    """Return where a part of an option stands, by the names and positions, as the host has them, that lead to it.

    Of a part that is not there by itself, the place of what should hold it is returned.
    """
    for file, _, root in _files(path):
        plugin = _plugin(root)
        value = plugin.items.get(name) if isinstance(plugin, Mapping) else None
        if value is None:
            continue
        for part in parts:
            if isinstance(value, List) and isinstance(part, int):
                value = value.items[part]
            elif isinstance(value, Mapping):
                value = next((inner for written, inner in value.items.items() if plain(written) == part), value)
        return _written(value, file)
    return None


def option_text(path: str, name: str) -> str | None:
    """Return an option of the plugin as mkdocs.yml has it, or the environment variable that it names there."""
    place = written_options(path).get(name)
    if place is None:
        return None
    return next((os.environ[variable] for variable in place.variables if variable in os.environ), place.text)


def written_in_nav(path: str | None, address: str) -> Written | None:
    """Return where `nav` in mkdocs.yml, or in what it inherits from, holds an address."""
    for file, _, root in _files(path):
        for value in _within(root.items.get("nav")):
            if isinstance(value, Text) and value.text == address:
                return Written(file, value.line or 1)
    return None


def line_with(path: str | None, text: str) -> tuple[str, int] | None:
    """Return the file and the line in which mkdocs.yml, or what it inherits from, holds a text."""
    for file, content, _ in _files(path):
        if (at := content.find(text)) >= 0:
            return file, content.count("\n", 0, at) + 1
    return None


def problems_in_configuration(path: str | None) -> Iterator[Problem]:
    """Yield what is wrong with mkdocs.yml, or with what it inherits from, and what its host does not see.

    These are the plugin's options that YAML has cut off at a # or that stand twice, and bot tokens wherever they stand.
    """
    for file, text, root in _files(path):
        for value in _within(_plugin(root)):
            for problem in value.problems if isinstance(value, Mapping) else ():
                if problem.rule in ("cut-off", "duplicate"):  # of two that have one name the host takes the last
                    yield Problem(problem.rule, problem.words, file, problem.line)
        for line in token_lines(text):
            yield Problem("token", f"the line holds {WORDS}", file, line)


def _files(path: str | None) -> Iterator[tuple[str, str, Mapping]]:
    """Yield the name, the text and the root of mkdocs.yml, and of each file that it inherits from."""
    seen = set()
    while path and path not in seen:
        seen.add(path)
        try:
            text = Path(path).read_text("utf-8-sig")
        except (OSError, ValueError):
            return
        root = _root(text)
        if root is None:
            return
        yield os.path.basename(path), text, root
        parent = root.items.get("INHERIT")
        path = os.path.join(os.path.dirname(path), parent.text) if isinstance(parent, Text) else None


@lru_cache(maxsize=8)  # many ask in one build
def _root(text: str) -> Mapping | None:
    try:
        root = read(text, loader=yaml.SafeLoader)  # as MkDocs reads it
    except YamlError:
        return None
    return root if isinstance(root, Mapping) else None


def _plugin(root: Mapping) -> Mapping | Text | None:
    """Return what `plugins` holds of ours: its options, or its name alone where it has none."""
    plugins = root.items.get("plugins")
    for entry in plugins.items if isinstance(plugins, List) else (plugins,):
        if isinstance(entry, Text) and entry.text == "mos":
            return entry
        if isinstance(entry, Mapping) and (options := entry.items.get("mos")):
            return options if isinstance(options, Mapping) else Text("mos", options.line)
    return None


def _within(value: Value | None) -> Iterator[Value]:
    """Yield a value, and all that it holds; what an alias repeats, once."""
    waiting = [] if value is None else [value]
    seen: set[int] = set()
    while waiting:
        value = waiting.pop()
        yield value
        if isinstance(value, (Mapping, List)) and id(value.items) not in seen:
            seen.add(id(value.items))
            inner = value.items.values() if isinstance(value, Mapping) else value.items
            waiting += reversed(list(inner))


def _written(value: Value, file: str) -> Written:
    line = value.line or 1
    if isinstance(value, Tagged) and value.tag == "!ENV":
        parts = value.value.items if isinstance(value.value, List) else (value.value,)
        names = [part.text for part in parts if isinstance(part, Text)]
        default = names.pop() if len(names) > 1 else None  # the last of several
        return Written(file, line, default, tuple(names))
    return Written(file, line, value.text if isinstance(value, Text) else None)
