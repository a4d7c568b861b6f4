"""Slips of the pen that YAML and Markdown take in silence: a title cut off at a #, front matter that is none."""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from ..core.problems import quoted
from .positions import FRONT_MATTER, Places

# After a value: a # that belongs to it rather than beginning a comment, which has a space after it, or two before it.
_CUT_OFF = re.compile(r"[ \t]+(#[0-9][^\n]*)| (#[^\W\d_][^\n]*)")
_SWITCH = re.compile(r"true|false|yes|no|on|off", re.IGNORECASE)
MAY_CUT = re.compile(r"[ \t]#\w")
"""What a text holds in which a value may be cut off."""

_FENCE = re.compile(r"[\s\u200b\ufeff]*(?:[-‐-―−─]{1,}|[+*=_]{3,}|[-*_](?:[ ][-*_]){2,})\s*")
_MOS = re.compile(r"(?P<indent>\s*)[\"']?mos[\"']?\s*:\s*(?P<flow>\{.*)?(?:#.*)?|\[mos(?:\.\w+)*\]\s*")
_OPTION = re.compile(r"(?P<indent>\s*)[\"']?(?:source|loader|ask|suggest|products?)[\"']?\s*[:=]")
_LIKE_YAML = re.compile(r"\s+\S|#|- |\[\w|[}\]]|[\"'“]?[\w-]+[\"'”]?\s*[:=]")
MAY_BE_OURS = re.compile(r"^[^\S\n]*(?:[\"']?mos[\"']?\s*:|\[mos)", re.MULTILINE)
"""What a text holds in which something may be meant as front matter of ours."""


def cut_off(text: str, scalar: yaml.ScalarNode | yaml.ScalarEvent) -> str | None:
    """Return what follows a plain value in its line and was hardly meant as a comment, such as `#3`; or nothing.

    Args:
        text: the whole text that was given to PyYAML.
        scalar: a value of it, as a node or an event.
    """
    if scalar.style or scalar.end_mark is None or _SWITCH.fullmatch(scalar.value):
        return None
    found = _CUT_OFF.match(text, scalar.end_mark.index)
    return (found[1] or found[2]).strip() if found else None


def cut_off_words(name: str, value: str, cut: str) -> str:
    """Return the warning of a value that is cut off."""
    whole = quoted(f"{value} {cut}".strip())
    begins = "is empty, since" if not value else f"is {quoted(value)} only, since"
    return (
        f"{name} {begins} YAML takes {quoted(cut)} for a comment; if # belongs to it, put straight quotes around the "
        f"value: {whole}; else, write a space after #"
    )


def cut_offs(text: str, node: yaml.Node, name: str = "", depth: int = 6) -> Iterator[tuple[str, str, str, int]]:
    """Yield name, value, what is cut off, and the line (from 0), of each value under a node that is cut off."""
    if isinstance(node, yaml.ScalarNode):
        if cut := cut_off(text, node):
            yield name, node.value, cut, node.start_mark.line
    elif depth and isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from cut_offs(text, value, str(key.value), depth - 1)
    elif depth and isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from cut_offs(text, value, name, depth - 1)


def misplaced_front_matter(text: str) -> tuple[int, str] | None:
    """Return where something begins that was meant as front matter with `mos` and is none, and what to do; or nothing.

    Code, comments and prose that only speak of it are none: what was meant has a fence above, or nothing at all, and an
    option of ours under `mos`.

    Args:
        text: the page's whole text.
    """
    if "mos" not in text or not MAY_BE_OURS.search(text):
        return None
    lines = Places(text).lines  # without front matter, code and comments
    first = next((number for number, line in enumerate(text.split("\n"), 1) if line.strip("\ufeff\u200b \t")), 1)
    for at, (_, line) in enumerate(lines):
        found = _MOS.fullmatch(line)
        if not found or not (found["flow"] or _is_mapping(found["indent"], lines[at + 1 : at + 2])):
            continue
        begin = at
        while begin and not _FENCE.fullmatch(lines[begin][1]) and _LIKE_YAML.match(lines[begin - 1][1]):
            begin -= 1
        if begin and not _FENCE.fullmatch(lines[begin][1]) and _FENCE.fullmatch(lines[begin - 1][1]):
            begin -= 1
        start, fence = lines[begin]
        fence = fence if _FENCE.fullmatch(fence) else ""
        if (start == 1 and fence.rstrip(" \t") == "---") or (not fence and start != first):
            continue
        return start, _cure(text, start, first, fence)
    return None


def _is_mapping(indent: str | None, lines: list[tuple[int, str]]) -> bool:
    """Say whether what follows are options of ours; indent is that of `mos`, or nothing where TOML names it."""
    below = lines[0][1] if lines else ""
    if indent is None:
        return "=" in below
    found = _OPTION.match(below)
    return found is not None and len(found["indent"]) > len(indent)


def _cure(text: str, start: int, first: int, fence: str) -> str:
    bare = fence.strip("\ufeff\u200b \t\u00a0")
    if start > 1 and FRONT_MATTER.match(text):
        return "the page has front matter already; write mos there, between the two lines --- at its top"
    if not bare:
        return "begin the file with a line ---, three hyphens, and write another one after it"
    if bare != "---":
        return f"it begins with {quoted(bare)}; write ---, three hyphens, in the first line of the file and at its end"
    if start == 1:
        return "its first line must be ---, three hyphens, and nothing else; delete the blanks around them"
    how = "delete the blank lines before it" if start == first else "move it there"
    return f"it must begin in the first line of the file; {how}"
