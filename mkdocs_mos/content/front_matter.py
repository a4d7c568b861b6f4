"""What a page's front matter says of MOS, read as written; and what was meant as front matter and is none."""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Mapping as Meta
from dataclasses import dataclass, field, replace

from ..core.problems import ContentError, Problem, quoted
from ..core.product import FIELDS, is_relative, meant_field, name_hint
from ..core.source import check_source
from .positions import FRONT_MATTER, Places
from .records import Fields, Resolve, judge
from .values import EMPTY, List, Mapping, Other, Text, Value, described, is_empty
from .yaml_reader import DEPTH, YamlError, plain, read, unusable

OPTIONS = ("source", "loader", "ask", "suggest", "product", "products")
"""What may stand under a page's `mos`."""

_OURS = re.compile(r"^[ \t]*[\"']?mos[\"']?[ \t]*:|[{,][ \t]*[\"']?mos[\"']?[ \t]*:", re.MULTILINE)
_WITHOUT_END = re.compile(r"---[ \t]*\n(?:.*\n)*?mos[ \t]*:")
_TRUE = ("true", "yes", "on")
_FALSE = ("false", "no", "off")
_PAGE = re.compile(r"[^#?]*\.[^\W\d_]")  # a file has an ending
_MOST = 5
"""Articles that a page may suggest: more are a menu."""


@dataclass(frozen=True)
class PageOptions:
    """The front matter's `mos`, read and checked.

    Attributes:
        source: this page's channel, a template.
        loader: this page's loader, where the page decides.
        ask: whether it ends in a question, where the page decides.
        suggest: the articles that may answer before a person does: files as seen from the page, each with its anchor.
        product: the page's one product.
        products: the page's products by name.
        problems: everything that is wrong with it.
        broken: the products, by name, that have problems; the one of `product` as "".
        unreadable: whether nothing of it could be read.
    """

    source: str | None = None
    loader: bool | None = None
    ask: bool | None = None
    suggest: tuple[Text, ...] = ()
    product: Fields | None = None
    products: Meta[str, Fields] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    broken: frozenset[str] = frozenset()
    unreadable: bool = False


def page_options(
    text: str, meta: Meta[str, object] | None, resolve: Resolve, elsewhere: Callable[[str], str | None]
) -> PageOptions:
    """Return what a page's front matter says of MOS, as written; what the host alone knows is taken from the host.

    Args:
        text: the page's whole text.
        meta: the front matter as the host read it; None where the host reads none.
        resolve: says of a relative address why it cannot be used on the page.
        elsewhere: gives the place of another product of this name, or None.
    """
    value, problems, dropped = _written(text, meta)
    if meta and "mos" in meta and all(problem.rule == "cut-off" for problem in problems):
        value = _with_defaults(value, _from_host(meta["mos"]))  # another plugin may have put more there
    if isinstance(value, Mapping):
        options = _Reader(resolve, elsewhere, problems).read(value)
    else:
        if value is not None and not is_empty(value):
            words = f"mos is {described(value)}; write its options under it, indented"
            problems.append(Problem("value", words, line=value.line))
        options = PageOptions(unreadable=any(problem.rule != "cut-off" for problem in problems))
    if dropped and all(problem.line != dropped.line for problem in problems):
        problems.append(dropped)
    return replace(options, problems=tuple(defaults_named(problem, meta) for problem in problems))


def defaults_named(problem: Problem, meta: Meta[str, object] | None) -> Problem:
    """Return a problem with the files that give a page its defaults, where it stands in none of the page's lines."""
    given = (meta or {}).get("__extends")  # as Material's plugin `meta` notes them
    if problem.line or not isinstance(given, list) or not given:
        return problem
    return replace(problem, words=f"{problem.words} (in the defaults of {', '.join(map(quoted, map(str, given)))})")


def _written(text: str, meta: Meta[str, object] | None) -> tuple[Value | None, list[Problem], Problem | None]:
    """Return `mos` from a page's own text, what is wrong there, and why the host has dropped it all the same."""
    problems = []
    if misplaced := misplaced_front_matter(text):
        line, cure = misplaced
        words = f"this was meant as front matter, but readers see it as text: {cure}"
        problems.append(Problem("front-matter", words, line=line))
    if not text.startswith("---") or "mos" not in text:
        return None, problems, None
    is_dropped = not meta  # by the host, or there is none that would
    match = FRONT_MATTER.match(text)
    if match is None and is_dropped and _WITHOUT_END.match(text):
        problems.append(Problem("front-matter", "the front matter has no end; write a line --- after it", line=1))
    if match is None or not _OURS.search(match["yaml"]):
        return None, problems, None
    try:
        root = read(match["yaml"], first_line=2)
    except YamlError as error:
        words = f"the front matter is not YAML and all of it is ignored: {error}"
        return None, [*problems, Problem("yaml", words, line=error.line)], None
    if not isinstance(root, Mapping):
        return None, problems, None
    mos = root.items.get("mos")
    for problem in root.problems:
        if problem.field == "mos" and problem.rule == "duplicate" and mos:
            words = f"mos appears twice in the front matter, here and in line {mos.line}; join them"
            problems.append(replace(problem, words=words))
        elif problem.field == "mos":
            problems.append(problem)
    dropped = None
    if is_dropped and text[match.end() - 1] != "\n":
        words = "the front matter has no end; add a line break after its last ---"
        problems.append(Problem("front-matter", words, line=text.count("\n") + 1))
    elif is_dropped and meta is not None:
        dropped = unusable(match["yaml"], first_line=2)
    return mos, problems, dropped


def _from_host(value: object, depth: int = DEPTH) -> Value:
    """Return what another plugin put into a page's front matter; numbers there have lost their spelling.

    As deep as what is written may be: an alias within its own value has no end, and Python gives up some time before.
    """
    if isinstance(value, (dict, list)) and not depth:
        return Other("a mapping" if isinstance(value, dict) else "a list")
    if isinstance(value, dict):
        return Mapping({str(name): _from_host(item, depth - 1) for name, item in value.items()})
    if isinstance(value, list):
        return List(tuple(_from_host(item, depth - 1) for item in value))
    if isinstance(value, bool):
        return Text("true" if value else "false")
    if isinstance(value, (str, int)):
        return Text(str(value))
    return Other(EMPTY if value is None else f"{type(value).__name__} (quote it)")


def _with_defaults(own: Value | None, given: Value) -> Value:
    """Return what a page's author wrote, and of what its host holds that which its author has not written."""
    if own is None:
        return given
    if is_empty(own) and not is_empty(given):
        return replace(given, line=own.line)
    if not isinstance(own, Mapping) or not isinstance(given, Mapping):
        return own
    more = {name: item for name, item in given.items.items() if name not in own.items}
    if more:  # YAML has another name for `007` or `on` than its author; such a one is no default
        known = {str(plain(name)) for name in own.items}
        more = {name: item for name, item in more.items() if name not in known}
    items = {name: _with_defaults(item, given.items.get(name, item)) for name, item in own.items.items()}
    return replace(own, items=more | items)


class _Reader:
    """Reads one page's `mos` and collects all of its problems."""

    def __init__(self, resolve: Resolve, elsewhere: Callable[[str], str | None], problems: list[Problem]) -> None:
        self.resolve = resolve
        self.elsewhere = elsewhere
        self.problems = problems
        self.broken: set[str] = set()

    def report(self, words: str, line: int | None, rule: str = "value") -> None:
        self.problems.append(Problem(rule, words, line=line))

    def read(self, mos: Mapping) -> PageOptions:
        self.problems += mos.problems
        for name, value in mos.items.items():
            if name not in OPTIONS:
                hint = name_hint(name, OPTIONS, mos.items)
                if name in FIELDS or meant_field(name):
                    hint = "a product's fields stand under “product:”, indented"
                self.report(f"unknown option {quoted(name)} under mos; {hint}", value.line, "unknown-option")
        product = mos.items.get("product")
        products = mos.items.get("products")
        return PageOptions(
            source=self.source(mos.items.get("source")),
            loader=self.switch("loader", mos.items.get("loader"), "“loader: false”, or delete the line"),
            ask=self.switch("ask", mos.items.get("ask"), "“ask: true” or “ask: false”"),
            suggest=self.articles(mos.items.get("suggest")),
            product=None if product is None else self.fields("", product),
            products={} if products is None else self.products(products),
            broken=frozenset(self.broken),
        )

    def source(self, value: Value | None) -> str | None:
        if value is None:
            return None
        if not isinstance(value, Text):
            self.report(f"source is {described(value)}; write a channel such as “docs”, or delete the line", value.line)
            return None
        try:
            return check_source(value.text)
        except ContentError as error:
            self.report(str(error), value.line, error.rule)
            return None

    def switch(self, name: str, value: Value | None, cure: str) -> bool | None:
        if value is None:
            return None
        spelling = value.text.casefold() if isinstance(value, Text) else ""
        if spelling not in _TRUE + _FALSE:
            self.report(f"{name} is {described(value)}; write {cure}", value.line, "option")
            return None
        return spelling in _TRUE

    def articles(self, value: Value | None) -> tuple[Text, ...]:
        if value is None:
            return ()
        items = value.items if isinstance(value, List) else (value,)
        found: dict[str, Text] = {}
        for item in items:
            place = item.text.strip() if isinstance(item, Text) else ""
            if not is_relative(place) or not _PAGE.match(place):
                cure = "write a page's file as seen from this one, such as orders/returns.md"
                self.report(f"suggest holds {described(item)}; {cure}", item.line)
            elif place in found:
                self.report(f"suggest names {quoted(place)} twice; delete one", item.line, "duplicate")
            else:
                found[place] = Text(place, item.line)
        if len(found) > _MOST:
            self.report(f"suggest names {len(found)} articles; keep the {_MOST} that answer most readers", value.line)
        return tuple(found.values())[:_MOST]

    def products(self, value: Value) -> dict[str, Fields]:
        if not isinstance(value, Mapping):
            cure = "write each product's name and a colon, and its fields under it, indented"
            self.report(f"products is {described(value)}; {cure}", value.line)
            return {}
        self.problems += value.problems
        for name, item in value.items.items():
            if not name.strip():
                self.report("a product has a blank name; write one", item.line)
            if place := self.elsewhere(name):
                words = f"product {quoted(name)} is also in {place}; the page's own is used here"
                self.report(words, item.line, "shadowed")
        return {name: self.fields(name, item) for name, item in value.items.items()}

    def fields(self, name: str, value: Value) -> Fields:
        what = f"product {quoted(name)}: " if name else ""
        if not isinstance(value, Mapping):
            cure = "write its fields under it, indented, such as “title: …”"
            self.report(f"{what or 'product: '}it is {described(value)}; {cure}", value.line)
            self.broken.add(name)
            return {}
        judged = judge(value, self.resolve, line=value.line, what=what)
        self.problems += judged.problems
        if any(problem.rule != "cut-off" for problem in judged.problems):
            self.broken.add(name)
        return judged.fields


_FENCE = re.compile(r"[\s\u200b\ufeff]*(?:[-‐-―−─]{1,}|[+*=_]{3,}|[-*_](?:[ ][-*_]){2,})\s*")
_MOS = re.compile(r"(?P<indent>\s*)[\"']?mos[\"']?\s*:\s*(?P<flow>\{.*)?(?:#.*)?|\[mos(?:\.\w+)*\]\s*")
_OPTION = re.compile(r"(?P<indent>\s*)[\"']?(?:source|loader|ask|suggest|products?)[\"']?\s*[:=]")
_LIKE_YAML = re.compile(r"\s+\S|#|- |\[\w|[}\]]|[\"'“]?[\w-]+[\"'”]?\s*[:=]")
_MAY_BE_OURS = re.compile(r"^[^\S\n]*(?:[\"']?mos[\"']?\s*:|\[mos)", re.MULTILINE)


def may_be_misplaced(text: str) -> bool:
    """Say whether a text holds something that may be meant as front matter of ours: a quick look."""
    return "mos" in text and _MAY_BE_OURS.search(text) is not None


def misplaced_front_matter(text: str) -> tuple[int, str] | None:
    """Return where something begins that was meant as front matter with `mos` and is none, and what to do; or None.

    Code, comments and prose that only speak of it are none: what was meant has a fence above, or none at all, and an
    option of ours under `mos`.

    Args:
        text: the page's whole text.
    """
    if not may_be_misplaced(text):
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
        return start, _misplaced_cure(text, start, first, fence)
    return None


def _is_mapping(indent: str | None, lines: list[tuple[int, str]]) -> bool:
    """Say whether what follows are options of ours; indent is that of `mos`, or None where TOML names it."""
    below = lines[0][1] if lines else ""
    if indent is None:
        return "=" in below
    found = _OPTION.match(below)
    return found is not None and len(found["indent"]) > len(indent)


def _misplaced_cure(text: str, start: int, first: int, fence: str) -> str:
    bare = fence.strip("\ufeff\u200b \t\u00a0")
    if start > 1 and FRONT_MATTER.match(text):
        return "the page has front matter already; write mos there, between the two lines --- at its top"
    if not bare:
        return "begin the file with a line ---, three hyphens, and write another one after it"
    if bare != "---":
        return f"it begins with {quoted(bare)}; write ---, three hyphens, in the first line of the file and at its end"
    if start == 1:
        return "its first line must be ---, three hyphens, and nothing else; delete the spaces around them"
    how = "delete the blank lines before it" if start == first else "move it there"
    return f"it must begin in the first line of the file; {how}"
