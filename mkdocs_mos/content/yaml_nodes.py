"""YAML read as its author wrote it: scalars keep their spelling, and everything keeps its line.

`price: 299.00`, `title: Yes` and `title: 007` are text to the people who write them. PyYAML's composer gives
the nodes before any of them turns into another type.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TypeAlias

import yaml

from ..core.problems import ContentError, quoted

try:
    from yaml import CSafeLoader as Loader
except ImportError:  # PyYAML without libyaml: ten times slower, and the same
    from yaml import SafeLoader as Loader  # type: ignore[assignment]

_NULL = "tag:yaml.org,2002:null"
_MERGE = "tag:yaml.org,2002:merge"


HOSTS: type = Loader
"""Names the tags of all scalars, as a host does that turns them into values."""


class Reader(Loader):
    """Tells null and the merge key from text; whatever else YAML takes a scalar for, to us it is text."""


Reader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag in (_NULL, _MERGE)]
    for first, found in Loader.yaml_implicit_resolvers.items()
}

_PLAIN = {f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "timestamp", "value")}


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar, spelt as written, and the line it begins on."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Mapping:
    """A mapping of names to values, and the line of each name."""

    items: dict[str, Value]
    lines: dict[str, int]
    line: int
    doubled: tuple[tuple[str, int], ...] = ()
    """Names that were written again, with the line of the later one."""


@dataclass(frozen=True, slots=True)
class Other:
    """A value that no option or field takes: `words` says what it is."""

    words: str
    line: int


Value: TypeAlias = Text | Mapping | Other


class YamlError(ContentError):
    """A text is not YAML; `line` counts from the first line given."""

    def __init__(self, words: str, line: int) -> None:
        super().__init__(words)
        self.line = line


def compose(text: str, first_line: int = 1, loader: type = Reader) -> yaml.Node | None:
    """Return the root node of a YAML document, or nothing for an empty one.

    Args:
        text: the document.
        first_line: the line, in its file, of the text's first line.
        loader: PyYAML's own `SafeLoader` takes a little more than the fast ones.

    Raises:
        YamlError: the text is not YAML.
    """
    try:
        _refuse_depth(text, first_line)
        return yaml.compose(text, Loader=loader)
    except YamlError:
        raise
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (min(mark.line, text.count("\n")) if mark else 0)
        lines = text.splitlines()
        tab = mark is not None and mark.line < len(lines) and lines[mark.line][mark.column : mark.column + 1] == "\t"
        problem = "a tab stands before a name" if tab else error.problem or "it cannot be read"
        raise YamlError(_explain(problem), line) from None
    except yaml.YAMLError as error:  # a character that YAML does not take, by its position
        position = getattr(error, "position", 0)
        character = getattr(error, "character", 0)
        code = character if isinstance(character, int) else ord(character[:1] or "\0")
        line = first_line + text.count("\n", 0, position)
        raise YamlError(f"it holds the character U+{code:04X}, which cannot be read; delete it", line) from None
    except (ValueError, RecursionError):
        raise YamlError("it cannot be read; it is nested too deeply or broken", first_line) from None


def _refuse_depth(text: str, first_line: int, limit: int = 1000) -> None:
    """Refuse what would make libyaml's composer, which calls itself, end the whole process."""
    if sum(map(text.count, "[{-?:")) <= limit:
        return
    depth = 0
    for event in yaml.parse(text, Loader=Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > limit:
            line = first_line + (event.start_mark.line if event.start_mark else 0)
            raise YamlError("it is nested too deeply; write names and texts", line)


def unusable(root: yaml.Node, first_line: int = 1) -> tuple[str, int] | None:
    """Return why a host, which turns scalars into values, cannot use a mapping, and in which line; or nothing.

    It must have been composed with `HOSTS`. PyYAML merges keys into the nodes that it is given: read
    them before.
    """
    for pair in root.value if isinstance(root, yaml.MappingNode) else ():
        try:
            yaml.SafeLoader("").construct_document(yaml.MappingNode("tag:yaml.org,2002:map", [pair]))
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or pair[0].start_mark
            tag = re.search(r"tag '(.+)'$", error.problem or "")
            words = f"nobody knows the tag {quoted(tag[1])}" if tag else str(error.problem)
            return words, first_line + mark.line
        except (ValueError, TypeError, RecursionError) as error:
            return str(error), first_line + pair[0].start_mark.line
    return None


def _explain(problem: str) -> str:
    """Return PyYAML's words with the cure that they lack."""
    cures = {
        "a tab": "use spaces instead of tabs",
        "mapping values are not allowed": "put quotes around a value that holds “: ”",
        "invalid Unicode character escape": "write the character itself instead of half of a \\u pair",
        "expected alphabetic or numeric character": "put quotes around a value that begins with & or *",
        "undefined alias": "put quotes around a value that begins with *",
        "cannot start any token": "put quotes around the value",
        "could not find expected ':'": "write “name: value” on each line, with the same indentation",
        "expected <block end>": "indent the lines alike, and quote a value that holds quotes",
        "end of stream": "close the quotes or brackets",
    }
    cure = next((words for sign, words in cures.items() if sign in problem), "check the quotes and the indentation")
    return f"{problem}; {cure}"


def read(node: yaml.Node, first_line: int = 1, depth: int = 6) -> Value:
    """Return a node as written, to a depth that no front matter of ours passes.

    Args:
        node: what `compose` gave.
        first_line: the line, in its file, of the text's first line.
        depth: levels of mappings to descend, so that aliases cannot blow up or go in circles.
    """
    line = node.start_mark.line + first_line
    if isinstance(node, yaml.ScalarNode):
        if node.tag in _PLAIN:
            return Text(node.value, line)
        return Other("empty" if node.tag == _NULL else f"tagged {quoted(node.tag)}", line)
    if isinstance(node, yaml.MappingNode) and node.tag == "tag:yaml.org,2002:map":
        return _mapping(node, first_line, depth) if depth else Other("a mapping", line)
    return Other("a list" if isinstance(node, yaml.SequenceNode) else f"tagged {quoted(node.tag)}", line)


def _mapping(node: yaml.MappingNode, first_line: int, depth: int) -> Mapping:
    items: dict[str, Value] = {}
    lines: dict[str, int] = {}
    merged: list[yaml.Node] = []
    doubled = []
    for key, value in node.value:
        line = key.start_mark.line + first_line
        if key.tag == _MERGE:
            merged += value.value if isinstance(value, yaml.SequenceNode) else [value]
            continue
        name = key.value if isinstance(key, yaml.ScalarNode) else "(not a name)"
        if name in items:
            doubled.append((name, line))
            continue
        items[name] = read(value, first_line, depth - 1)
        lines[name] = line
    for source in merged:
        base = read(source, first_line, depth - 1)
        if isinstance(base, Mapping):
            items = base.items | items
            lines = base.lines | lines
        else:
            items["<<"], lines["<<"] = base, base.line
    return Mapping(items, lines, node.start_mark.line + first_line, tuple(doubled))


def plain(name: str) -> object:
    """Return what YAML takes an unquoted name for: `007` for 7, `on` for true."""
    try:
        return yaml.safe_load(name)
    except yaml.YAMLError:
        return name


def without_lines(value: Mapping) -> Mapping:
    """Return a mapping whose lines are unknown (0), for a text of which nobody knows where it stands."""
    items: dict[str, Value] = {}
    for name, item in value.items.items():
        items[name] = without_lines(item) if isinstance(item, Mapping) else replace(item, line=0)
    doubled = tuple((name, 0) for name, _ in value.doubled)
    return Mapping(items, dict.fromkeys(value.lines, 0), 0, doubled)
