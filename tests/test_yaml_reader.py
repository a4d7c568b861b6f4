"""YAML read as written: aliases and merges in front matter are shared and bounded."""

from __future__ import annotations

import cProfile
import pstats

import pytest
import yaml

from mkdocs_mos.content.front_matter import page_options
from mkdocs_mos.content.values import List, Mapping, Other, Tagged, Text, Value
from mkdocs_mos.content.yaml_reader import YamlError, read


def mapping(text: str) -> Mapping:
    value = read(text)
    assert isinstance(value, Mapping)
    return value


def inner(value: Value, *names: str) -> Value:
    for name in names:
        assert isinstance(value, Mapping)
        value = value.items[name]
    return value


def test_spelling_and_lines_are_kept() -> None:
    assert read("a: 299.00\n007: on\nb:\n  c: !ENV [X, y]\n") == Mapping(
        {
            "a": Text("299.00", 1),
            "007": Text("on", 2),
            "b": Mapping({"c": Tagged("!ENV", List((Text("X", 4), Text("y", 4)), 4), 4)}, 3),
        },
        1,
    )
    assert read("a: b", first_line=None) == Mapping({"a": Text("b")})
    assert read(" \n# nothing\n") is None


def test_own_names_count_then_those_of_the_first_mapping() -> None:
    found = mapping("x: &x {a: 1, b: 1}\ny: &y {b: 2, c: 2, d: 2}\nz: {<<: [*x, *y], d: 3}\n")
    assert inner(found, "z") == Mapping({"a": Text("1", 1), "b": Text("1", 1), "c": Text("2", 2), "d": Text("3", 3)}, 3)


def test_an_alias_is_where_it_is_written() -> None:
    found = mapping("x: &x\n  a: 1\ny: *x\n")
    assert inner(found, "y") == Mapping({"a": Text("1", 2)}, 3)
    assert isinstance(inner(mapping("x: &x\n  a: *x\n"), "x", "a"), Other)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: *b", 1, "undefined alias"),
        ("a: &a 1\nb: &a 2", 2, "“&a” appears twice"),
        ("a: 1\n---\nb: 2", 2, "second document"),
        ("a: [", 1, "check the quotes"),
    ],
)
def test_what_cannot_be_read(text: str, line: int, words: str) -> None:
    with pytest.raises(YamlError, match=words) as raised:
        read(text)
    assert raised.value.line == line


def test_names_that_stand_twice_or_are_none() -> None:
    found = mapping("a: 1\na: 2\n? [b]\n: 3\nc: Tea #3\n")
    assert [(problem.rule, problem.line) for problem in found.problems] == [
        ("duplicate", 2),
        ("value", 3),
        ("cut-off", 5),
    ]


def test_of_very_many_merged_names_some_are_taken_and_it_is_said() -> None:
    names = ", ".join(f"k{n}: v" for n in range(500))
    found = mapping(f"a: &a {{{names}}}\nb: {{<<: *a, own: x}}\n")
    merged = inner(found, "b")
    assert isinstance(merged, Mapping)
    assert len(merged.items) <= 102
    assert merged.items["own"] == Text("x", 2)
    assert "more than 100 names" in merged.problems[0].words


def calls(text: str, meta: dict[str, object] | None) -> int:
    """The calls of functions that reading a page's front matter takes."""
    profile = cProfile.Profile()
    profile.runcall(page_options, text, meta, lambda _name, _address: None, lambda _name: None)
    found: int = pstats.Stats(profile).total_calls  # type: ignore[attr-defined]
    return found


def test_what_the_host_has_read_costs_little_beside_what_we_read() -> None:
    """Each name once went through YAML again: that took as long as the whole page, five times."""
    front = "mos:\n  products:\n" + "".join(f"    p{n}: {{title: T{n}, price: '1'}}\n" for n in range(500))
    text = f"---\n{front}---\n"
    assert calls(text, yaml.safe_load(front)) < 3 * calls(text, None)
