"""What each `::: mos-…` means: text as written in, elements and problems out. A new one is a file, and a row here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from ...content.values import Mapping
from ...content.yaml_reader import YamlError
from ...core.problems import ContentError, Problem, did_you_mean, quoted
from .base import Block, Call, Directive, written
from .chat import ChatDirective
from .contact import ContactDirective
from .hours import HoursDirective
from .message import MessageDirective
from .product import ProductDirective

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from ...content.page import Page
    from ..cards import Cards

__all__ = ["DIRECTIVES", "Call", "run"]

DIRECTIVES: dict[str, Directive] = {
    "product": ProductDirective(),
    "chat": ChatDirective(),
    "message": MessageDirective(),
    "contact": ContactDirective(),
    "hours": HoursDirective(),
}


def run(call: Call, page: Page, cards: Cards, report: Callable[[Problem], None]) -> Element:
    """Return what a block becomes; a visible box where it cannot be built, each problem reported."""
    line = call.locate(page)
    page.here = lambda: line
    block = Block(page, call.argument, line, Mapping({}, line))
    element = _built(call, block, cards)
    problems = list(_placed(block, call))
    for problem in problems:
        report(problem)
    return cards.problem(problems or page.options.problems) if element is None else element


def _built(call: Call, block: Block, cards: Cards) -> Element | None:
    directive = DIRECTIVES.get(call.kind)
    if directive is None:
        hint = did_you_mean(f"mos-{call.kind}", [f"mos-{name}" for name in DIRECTIVES])
        block.report("unknown-directive", f"unknown directive {quoted(f'::: mos-{call.kind}')}; {hint}")
        return None
    if call.unclosed:
        words = "the options under it are not its own; indent them by four spaces, or write a line ::: after them"
        block.report("directive", words)
        return None
    try:
        block.written = written(call, block.page, block.line)
    except YamlError as error:
        block.problems.append(block.page.wrong(error, error.line))
        return None
    except ContentError as error:
        block.report(error.rule, str(error))
        return None
    return directive.build(block, cards)


def _placed(block: Block, call: Call) -> Iterator[Problem]:
    """Yield a block's problems in the order of their lines; one that was included from elsewhere says itself."""
    for problem in sorted(block.problems, key=lambda problem: problem.line or 0):
        if block.line is None:
            shown = quoted(f"::: mos-{call.kind} {call.argument}".strip())
            problem = replace(problem, words=f"{shown}: {problem.words}")
        yield problem
