"""What all blocks share: how options are declared, read and judged, and how what is wrong is told."""

from __future__ import annotations

from collections import abc
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from textwrap import dedent
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from ...content.records import Fields, judge
from ...content.values import Mapping
from ...content.yaml_reader import YamlError, read
from ...core.problems import ContentError, Problem
from ...core.rules import Severity
from ...core.source import check_source
from ..contexts import Context, Unbuildable

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from ...content.page import Page
    from ...core.form import Field
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
        page: the page that it stands on, which knows the line that is being built.
        argument: what stands after its name.
        written: what stands under it.
        options: its options' values by name.
        fields: the product's fields that stand under it.
        base: the fields of the product that it names.
        form: the questions that it asks, by name.
        title: its title without their answers.
        names: the products that it names, where they may be several.
        context: what its chat begins with.
        problems: what is wrong with it.
        is_broken: whether nothing can be drawn.
    """

    page: Page
    argument: str
    written: Mapping = field(default_factory=lambda: Mapping({}))
    options: dict[str, Any] = field(default_factory=dict)
    fields: Fields = field(default_factory=dict)
    base: Fields = field(default_factory=dict)
    form: dict[str, Field] = field(default_factory=dict)
    title: str = ""
    names: list[str] = field(default_factory=list)
    context: Context = field(init=False)
    problems: list[Problem] = field(default_factory=list)
    is_broken: bool = False

    def report(self, rule: str, words: str, option: str = "") -> None:
        """Keep a problem, in the line of one of its options, else in its own."""
        value = self.written.items.get(option)
        self.add(Problem(rule, words, line=value.line if value else None))

    def add(self, problem: Problem) -> None:
        """Keep a problem; without a line, in the block's own."""
        self.problems.append(replace(problem, file=self.page.file, line=problem.line or self.page.here()))
        self.is_broken |= problem.severity is Severity.ERROR


class Directive:
    """One kind of block. A new one declares what may stand under it, and draws.

    Attributes:
        OPTIONS: its options by name.
        FIELDS: the product's fields that may stand beside them.
        OTHERS: what else may, which the block reads by itself.
    """

    OPTIONS: ClassVar[Options] = {}
    FIELDS: ClassVar[tuple[str, ...]] = ()
    OTHERS: ClassVar[tuple[str, ...]] = ()

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

    def judge(self, block: Block) -> None:
        """Take what stands under a block, and report everything that is wrong with it."""
        # What the product lacks is named where the product stands: no field is missing here.
        judged = judge(
            block.written,
            block.page.address_fault,
            known=self.FIELDS,
            options=(*self.OPTIONS, *self.OTHERS),
            base=self.FIELDS,
        )
        block.fields = judged.fields
        for problem in judged.problems:
            block.add(problem)
        for name, (default, convert) in self.OPTIONS.items():
            block.options[name] = default
            if name in judged.options:
                try:
                    block.options[name] = convert(judged.options[name].text)
                except ContentError as error:
                    block.report(error.rule, str(error), name)
        # Both are asked, even after an error: an author is to be told everything in one build.
        self.check(block)
        try:
            self.find(block)
        except ContentError as error:
            block.report(error.rule, str(error), "product")
        except Unbuildable:
            block.is_broken = True


def written(call: Call, page: Page, line: int | None) -> Mapping:
    """Return what stands under a block, with its lines where the block's own is given.

    Raises:
        YamlError: it is not what may stand there.
        ContentError: it holds what Markdown has taken out.
    """
    if not call.lines:
        return Mapping({})
    lines = page.places.spaced(line, call.lines) if line else call.lines
    # How deep the options stand is Markdown's business, and none of YAML's.
    text = dedent("\n".join(lines))
    if "\x02" in text:  # as Markdown marks what it has taken out
        raise ContentError("the options contain a code fence or HTML; write plain text", "directive")
    first = line + 1 if line else None
    try:
        value = read(text, first)
    except YamlError as error:
        raise YamlError(f"the options are not YAML: {error}", error.line) from None
    if value is None:
        return Mapping({})
    if not isinstance(value, Mapping):
        words = "the options are not YAML: write “name: value” on each line, such as “label: Ask about this”"
        raise YamlError(words, first)
    return value
