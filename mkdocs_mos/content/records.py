"""The one judge of what an author has written of a product, wherever it stands: page, block or product file.

A mapping goes in; its fields, its options and its problems come out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TypeAlias

from ..core.problems import Problem, quoted
from ..core.product import ADDRESSES, FIELDS, faults, is_relative, name_hint
from ..core.tokens import WORDS, holds_token
from .values import Mapping, Text, cure, described

Fields: TypeAlias = dict[str, Text]
Resolve: TypeAlias = Callable[[str, str], str | None]
"""Takes the name and the text of a relative address, and returns why it cannot be used where it stands, or None."""


@dataclass(slots=True)
class Judged:
    """What a mapping holds.

    Attributes:
        fields: the product's fields, as written.
        options: what else may stand there, as written.
        problems: everything that is wrong, cut-off values among it, which are warnings.
    """

    fields: Fields
    options: Fields
    problems: list[Problem]


def judge(
    mapping: Mapping,
    resolve: Resolve,
    *,
    line: int | None = None,
    known: Collection[str] = FIELDS,
    options: Collection[str] = (),
    base: Collection[str] = (),
    what: str = "",
) -> Judged:
    """Return what a mapping holds of a product, and of options beside it, judged.

    Args:
        mapping: what was written.
        resolve: says of a relative address why it cannot be used where it stands.
        line: the line to name where a field is missing, or None.
        known: the fields that may stand there: all, or none.
        options: the names of options that may stand beside the fields.
        base: the fields that the record has already, from what was judged elsewhere.
        what: which product it is, as the words on its fields begin.
    """
    judged = Judged({}, {}, list(mapping.problems))
    meant: set[str] = set()  # fields that are there, though not so that they could be taken
    for name, value in mapping.items.items():
        if isinstance(value, Text) and name in known:
            judged.fields[name] = value
        elif isinstance(value, Text) and name in options:
            judged.options[name] = value
        elif name in known or name in options:
            meant.add(name)
            words = f"{name} is {described(value)}; {cure(value)}"
            judged.problems.append(Problem("value", words, line=value.line, field=name))
        else:
            problem = _unknown(name, known, options, mapping)
            judged.problems.append(problem)
            # “write “title” instead” says that the title is there: it would be wrong to call it missing, too.
            meant.update(field for field in known if quoted(field) in problem.words)
            # A value without a field is looked at by nobody else.
            if isinstance(value, Text) and holds_token(f"{name} {value.text}"):
                judged.problems.append(Problem("token", f"it holds {WORDS}", line=value.line, field=name))
    if known:
        given = meant.union(base) - judged.fields.keys()
        judged.problems.extend(_record_faults(judged.fields, resolve, line, given, what))
    return judged


def _unknown(name: str, known: Collection[str], options: Collection[str], mapping: Mapping) -> Problem:
    if not known and not options:
        words = f"nothing may stand under this block; delete {quoted(name)}"
        return Problem("unknown-field", words, line=mapping.items[name].line, field=name)
    kinds = " or ".join(kind for kind, names in (("field", known), ("option", options)) if names)
    words = f"unknown {kinds} {quoted(name)}; {name_hint(name, (*known, *options), mapping.items)}"
    return Problem("unknown-field", words, line=mapping.items[name].line, field=name)


def _record_faults(
    fields: Fields, resolve: Resolve, line: int | None, given: Collection[str], what: str
) -> list[Problem]:
    """Return what is wrong with a record's fields; nothing is said of those that are given elsewhere."""
    texts = {name: field.text for name, field in fields.items()}
    found = []
    for fault in faults(texts):
        if fault.field not in given:
            at = fields[fault.field].line if fault.field in fields else None
            found.append(Problem(fault.rule, what + fault.words, line=at or line, field=fault.field))
    wrong = {problem.field for problem in found}
    for name in ADDRESSES:
        if name not in texts or name in wrong:
            continue
        address = texts[name].strip()
        # Whether a file is there only the page knows, and asks only for addresses that are well written.
        if is_relative(address) and (fault_words := resolve(name, address)):
            found.append(Problem("address", what + fault_words, line=fields[name].line or line, field=name))
    return found
