"""What has stayed as its author wrote it: blocks as text, `mos:` addresses as addresses; and the page's end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from markdown.postprocessors import Postprocessor

from ..audit.hand_made_links import hand_made, may_be_hand_made
from ..audit.private_addresses import private_address
from ..audit.unresolved import Line, leftovers, lines_left
from ..content.lookalikes import Lookalike, folded, lookalike
from ..core.problems import ContentError, quoted
from ..core.tokens import holds_token
from .contexts import Unbuildable, mos_link
from .directives import DIRECTIVES

if TYPE_CHECKING:
    from ..content.page import Page
    from ..core.problems import Problem
    from .rendering import Rendering


class Finish(Postprocessor):
    """Names the `mos:` addresses that are left, such as those in raw HTML, and tells the host that a page is done."""

    def __init__(self, rendering: Rendering, alone: bool) -> None:
        super().__init__(rendering.md)
        self._rendering = rendering
        self._alone = alone

    def run(self, text: str) -> str:
        if not self._rendering.built:  # toc runs the postprocessors on each heading
            return text
        seen: Counter[str] = Counter()
        for left in leftovers(text):
            page = self._rendering.current()
            self._rendering.host.report(leftover_problem(page, left, seen[left]))
            seen[left] += 1
        for problem in misplaced(text, self._rendering.current):
            self._rendering.host.report(problem)
        if self._alone:  # no host looks at the built page
            self._look_closely(text)
        self._rendering.host.converted(self._rendering.page)
        return text

    def _look_closely(self, text: str) -> None:
        """Name the tokens and the wrong chat links that only the finished text shows."""
        if holds_token(text):
            for problem in self._rendering.current().token_problems():
                self._rendering.host.report(problem)
        page = self._rendering.page
        if may_be_hand_made(text, page.site.made if page else ()):
            page = self._rendering.current()
            for problem in hand_made(text, page, [page.site.service_id], lambda _address: None):
                self._rendering.host.report(problem)


def leftover_problem(page: Page, left: str, nth: int = 0) -> Problem:
    """Return the problem of a `mos:` address that stayed as it was in a built page."""
    words = (
        f"the address {quoted(left)} stays as it is, a dead link: mos: addresses work in Markdown links and in "
        "nav, not in raw HTML, pictures or templates; write [words](mos:…)"
    )
    own = private_address(left, page.site.address) or left
    return page.problem(
        "private-address", words, next((line for one in (left, own) if (line := page.places.link(one, nth))), None)
    )


_PLACES = {
    "heading": "a heading holds no blocks; write it on a line of its own under the heading",
    "cell": "a table's cell holds no blocks; write it under the table",
    "html": "it is inside raw HTML, where Markdown is not read; write it outside, or use md_in_html",
    "text": "it is inside a paragraph; write it on a line of its own, no deeper than the text around it",
}


def misplaced(html: str, view: Callable[[], Page]) -> Iterator[Problem]:
    """Yield a problem for each line of a page's content that was meant as a directive, and stayed text."""
    seen: Counter[str] = Counter()
    for line in lines_left(html):
        meant = lookalike(line.text, DIRECTIVES, lambda name: _is_product(view(), name))
        if meant is None:
            continue
        page = view()
        text = folded(line.text)
        where = page.places.holding(text, folded, seen[text])
        seen[text] += 1
        if where != 0:  # written so that it is shown
            words = f"{quoted(line.text)} stays on the page as text: {_cure(line, meant)}"
            yield page.problem("misplaced", words, where)


def unconverted(html: str, page: Page) -> Iterator[Problem]:
    """Yield a problem for all that is meant for us in a content which somebody else has made, such as a notebook's."""
    for line in dict.fromkeys(lines_left(html)):
        if lookalike(line.text, DIRECTIVES, lambda name: _is_product(page, name)):
            words = "notebooks and other pages that are not read as Markdown by MkDocs hold no blocks"
            yield page.problem(
                "misplaced", f"{quoted(line.text)} stays on the page as text: {words}; write it on a Markdown page"
            )
    for left in dict.fromkeys(leftovers(html)):
        try:
            instead = mos_link(page, left)
        except (ContentError, Unbuildable):
            instead = f"https://mos.me/{page.site.service_id}"
        words = "notebooks and other pages that are not read as Markdown by MkDocs hold no mos: addresses"
        yield page.problem(
            "private-address", f"the address {quoted(left)} stays as it is, a dead link: {words}; write {instead}"
        )


def _cure(line: Line, meant: Lookalike) -> str:
    if meant.fault:
        return f"{meant.fault}: {quoted(meant.right)}"
    if meant.lead:
        return f"the {quoted(meant.lead)} before it begins no list or quote here; leave a blank line above it"
    return _PLACES[line.within]


def _is_product(page: Page, name: str) -> bool:
    return name in page.options.products or name in page.site.catalog
