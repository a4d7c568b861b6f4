"""What all blocks share: how options are declared, read and judged, and how what is wrong is told."""

from __future__ import annotations

from collections import abc
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from textwrap import dedent
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from ...content.records import Fields, judge
from ...content.values import Mapping, Text
from ...content.yaml_reader import YamlError, read
from ...core.problems import ContentError, Problem
from ...core.rules import Severity
from ...core.source import check_source
from ..contexts import Context, Unbuildable

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from ...content.page import Page
    from ..cards import Cards

Option: TypeAlias = tuple[Any, Callable[[str], Any]]
"""An option's value where nobody gives one, and what takes its text; it raises ContentError for one that is wrong."""

Options: TypeAlias = abc.Mapping[str, Option]

SOURCE: Option = (None, check_source)
"""The channel, a template: an option of every block that holds a chat link."""


@dataclass
class Call:
    """A block as its author wrote it.

    Attributes:
        kind: its name after `mos-`.
        argument: what stands after that name.
        element: its place in the tree.
        locate: gives the line of its `:::`, or None.
        lines: the option lines, as they stand under it.
        unclosed: whether option lines began at the margin and no `:::` line has ended them.
    """

    kind: str
    argument: str
    element: Element
    locate: Callable[[Page], int | None]
    lines: list[str] = field(default_factory=list)
    unclosed: bool = False


@dataclass
class Block:
    """A block that is being built.

    Attributes:
        page: the page that it stands on.
        argument: what stands after its name.
        line: the line of its `:::`; None where nobody knows.
        written: what stands under it.
        options: its options' values by name.
        fields: the product's fields that stand under it.
        base: the fields of the product that it names.
        context: what its chat begins with.
        problems: what is wrong with it.
    """

    page: Page
    argument: str
    line: int | None
    written: Mapping
    options: dict[str, Any] = field(default_factory=dict)
    fields: Fields = field(default_factory=dict)
    base: Fields = field(default_factory=dict)
    context: Context = field(init=False)
    problems: list[Problem] = field(default_factory=list)

    def report(self, rule: str, words: str, option: str = "") -> None:
        """Keep a problem, in the line of one of its options, else in its own."""
        value = self.written.items.get(option)
        self.problems.append(self.page.problem(rule, words, (value and value.line) or self.line))

    @property
    def is_broken(self) -> bool:
        """Whether it has problems that leave nothing to draw."""
        return any(problem.severity is Severity.ERROR for problem in self.problems)


class Directive:
    """One kind of block. A new one declares what may stand under it, and draws.

    Attributes:
        OPTIONS: its options by name.
        FIELDS: the product's fields that may stand beside them.
    """

    OPTIONS: ClassVar[Options] = {}
    FIELDS: ClassVar[tuple[str, ...]] = ()

    def find(self, block: Block) -> None:
        """Find what the block is about, such as its product.

        Raises:
            ContentError: there is no such thing.
            Unbuildable: there is, and its problems were named where it stands.
        """

    def check(self, block: Block) -> None:
        """Report what is wrong with the block, apart from what stands under it."""

    def draw(self, block: Block, cards: Cards) -> Element:
        """Return the element of a block that has no problems.

        Raises:
            ContentError: its link cannot be made, or a theme's own template is broken.
        """
        raise NotImplementedError

    def build(self, block: Block, cards: Cards) -> Element | None:
        """Return a block's element; None where something is wrong, with the block or with what it is about."""
        self._take_options(block)
        self.check(block)
        is_found = False
        try:
            self.find(block)
            is_found = True
        except ContentError as error:
            block.report(error.rule, str(error), "product")
        except Unbuildable:
            pass
        self._judge(block, block.base if is_found else self.FIELDS)
        if not is_found or block.is_broken:
            return None
        try:
            return self.draw(block, cards)
        except ContentError as error:
            block.report(error.rule, str(error))
            return None

    def _take_options(self, block: Block) -> None:
        for name, (default, convert) in self.OPTIONS.items():
            block.options[name] = default
            value = block.written.items.get(name)
            if isinstance(value, Text):
                try:
                    block.options[name] = convert(value.text)
                except ContentError as error:
                    block.report(error.rule, str(error), name)

    def _judge(self, block: Block, base: Collection[str]) -> None:
        page = block.page
        judged = judge(
            block.written,
            page.address_fault,
            line=block.line,
            known=self.FIELDS,
            options=self.OPTIONS,
            base=base,
        )
        block.fields = judged.fields
        block.problems += map(page.placed, judged.problems)


def written(call: Call, page: Page, line: int | None) -> Mapping:
    """Return what stands under a block.

    Raises:
        YamlError: it is not what may stand there.
    """
    lines = page.places.spaced(line, call.lines) if line else call.lines
    text = dedent("\n".join(lines))
    if "\x02" in text:  # as Markdown marks what it has taken out
        raise ContentError("its options hold a code fence or HTML; write plain text", "directive")
    first = line + 1 if line else None
    try:
        value = read(text, first)
    except YamlError as error:
        raise YamlError(f"the options are not YAML: {error}", error.line) from None
    if value is None:
        return Mapping({}, line)
    if not isinstance(value, Mapping):
        words = "the options are not YAML: write “name: value” on each line, such as “label: Ask about this”"
        raise YamlError(words, first)
    return value
