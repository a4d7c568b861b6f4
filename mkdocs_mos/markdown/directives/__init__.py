"""What each `::: mos-…` means: text as written in, elements and problems out. A new one is a file, and a row here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from ...content.yaml_reader import YamlError
from ...core.problems import ContentError, Problem, did_you_mean, quoted
from .base import Block, Call, Directive, written
from .chat import ChatDirective
from .contact import ContactDirective
from .form import FormDirective
from .hours import HoursDirective
from .message import MessageDirective
from .product import ProductDirective
from .products import ProductsDirective

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from ...content.page import Page
    from ..cards import Cards

__all__ = ["DIRECTIVES", "Call", "run"]

DIRECTIVES: dict[str, Directive] = {
    "product": ProductDirective(),
    "products": ProductsDirective(),
    "chat": ChatDirective(),
    "message": MessageDirective(),
    "contact": ContactDirective(),
    "form": FormDirective(),
    "hours": HoursDirective(),
}


def run(call: Call, page: Page, cards: Cards, report: Callable[[Problem], None]) -> Element:
    """Return what a block becomes; a visible box where it cannot be built, each problem reported."""
    page.here = cache(lambda: call.locate(page))
    block = _judged(call, page, None)
    if block.problems:  # only then are the lines in the page's text looked up
        block = _judged(call, page, page.here())
    element = None
    if not block.is_broken:
        try:
            element = DIRECTIVES[call.kind].draw(block, cards)
        except ContentError as error:
            block.report(error.rule, str(error))
    problems = sorted(block.problems, key=lambda problem: problem.line or 0)
    if problems and page.here() is None:  # the block was included from elsewhere
        header = quoted(f"::: mos-{call.kind} {call.argument}".strip())
        problems = [replace(problem, words=f"{header}: {problem.words}") for problem in problems]
    for problem in problems:
        report(problem)
    return cards.problem(problems or page.options.problems) if element is None else element


def _judged(call: Call, page: Page, line: int | None) -> Block:
    """Return a block, read and judged; what stands under it has lines where the block's own is given."""
    block = Block(page, call.argument)
    directive = DIRECTIVES.get(call.kind)
    if directive is None:
        hint = did_you_mean(f"mos-{call.kind}", [f"mos-{name}" for name in DIRECTIVES])
        block.report("unknown-directive", f"unknown directive {quoted(f'::: mos-{call.kind}')}; {hint}")
    elif call.unclosed:
        words = "the options under it are not indented by four spaces; indent them, or write a line ::: after them"
        block.report("directive", words)
    else:
        try:
            block.written = written(call, page, line)
        except YamlError as error:
            block.add(Problem(error.rule, str(error), line=error.line))
        except ContentError as error:
            block.report(error.rule, str(error))
        else:
            directive.judge(block)
    return block
