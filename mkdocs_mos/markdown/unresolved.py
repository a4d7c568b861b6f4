"""What has stayed as its author wrote it: blocks as text, `mos:` addresses as addresses; and the page's end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterator, Mapping
from typing import TYPE_CHECKING

from markdown.postprocessors import Postprocessor

from ..audit.hand_made_links import hand_made, may_be_hand_made
from ..audit.private_addresses import private_address
from ..audit.unresolved import Line, leftovers, lines_left
from ..content.lookalikes import Lookalike, folded, lookalike
from ..core.problems import ContentError, quoted
from ..core.tokens import holds_token
from .contexts import Unbuildable, instead_of, means_this_page, mos_context
from .directives import DIRECTIVES
from .links_in_html import with_chat_links

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
        rendering = self._rendering
        if rendering.built:  # toc runs the postprocessors on each heading, while the tree grows
            proven: set[str] = set()
            text = self._with_chat_links(text, proven)
            for problem in self._problems(text, proven):
                rendering.host.report(problem)
            rendering.host.converted(rendering.page)
        return text

    def _with_chat_links(self, text: str, proven: set[str]) -> str:
        """Return the text with chat links in its raw HTML; where the host finishes pages, they are only proven.

        Args:
            text: the page's content.
            proven: is given the addresses of those that stay as they are, and need no other word.
        """
        rendering = self._rendering
        late = rendering.host.finishes_pages
        seen: Counter[str] = Counter()

        def resolve(address: str, written: str) -> tuple[str, Mapping[str, str] | None] | None:
            if late and means_this_page(address):
                proven.add(address)
                return None
            page = rendering.current()
            line = page.places.link(written.strip(), seen[written]) or page.places.link(address, seen[written])
            seen[written] += 1
            page.here = lambda: line
            try:
                context = mos_context(page, address)
            except ContentError as error:
                rendering.host.report(page.wrong(error, line))
            except Unbuildable:  # named where the product stands
                pass
            else:
                if not late:
                    return page.shown(context.link), context.sent_to(page)
            proven.add(address)
            return None

        return with_chat_links(text, None, resolve)

    def _problems(self, text: str, proven: Container[str]) -> Iterator[Problem]:
        rendering = self._rendering
        view = rendering.current
        seen: Counter[str] = Counter()
        # What has become a link is none any more; what is left has been proven or is told.
        for left in leftovers(text):
            if private_address(left) not in proven:
                yield leftover_problem(view(), left, seen[left])
            seen[left] += 1
        if rendering.may_hold:
            yield from misplaced(text, view)
        if self._alone:  # no host looks at the page once it is built
            if holds_token(text):
                yield from view().token_problems()
            if may_be_hand_made(text, rendering.page.site.made if rendering.page else ()):
                yield from hand_made(text, view(), [view().site.service_id], lambda _address: None)
        if page := rendering.page:
            for doubt, locate in page.doubts:
                yield page.problem(doubt.rule, doubt.words, locate())
            page.doubts.clear()


def leftover_problem(page: Page, left: str, nth: int = 0) -> Problem:
    """Return the problem of a `mos:` address that stayed as it was in a built page."""
    words = (
        f"the address {quoted(left)} stays as it is, a dead link: mos: addresses work in links, not in pictures, forms "
        "or scripts; write [words](mos:…)"
    )
    line = page.places.link(left, nth)
    if not line and (own := private_address(left, page.site.address)):
        line = page.places.link(own, nth)
    return page.problem("private-address", words, line)


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
        meant = _meant(line, view)
        if meant is None:
            continue
        page, text = view(), folded(line.text)
        where = page.places.holding(text, seen[text])
        seen[text] += 1
        if where == 0:  # written so that it is shown
            continue
        cure = _PLACES[line.within]
        if meant.fault:
            cure = f"{meant.fault}: {quoted(meant.right)}"
        elif meant.lead:
            cure = f"the {quoted(meant.lead)} before it begins no list or quote here; leave a blank line above it"
        yield page.problem("misplaced", f"{quoted(line.text)} stays on the page as text: {cure}", where)


def unconverted(html: str, page: Page) -> Iterator[Problem]:
    """Yield a problem for all that is meant for us in a content which somebody else has made, such as a notebook's."""
    pages = "notebooks and other pages that are not read as Markdown by MkDocs"
    for line in dict.fromkeys(lines_left(html)):
        if _meant(line, lambda: page):
            cure = f"{pages} hold no blocks; write it on a Markdown page"
            yield page.problem("misplaced", f"{quoted(line.text)} stays on the page as text: {cure}")
    for left in dict.fromkeys(leftovers(html)):
        words = f"the address {quoted(left)} stays as it is, a dead link: {pages} hold no mos: addresses"
        yield page.problem("private-address", f"{words}; write {instead_of(page, left)}")


def _meant(line: Line, view: Callable[[], Page]) -> Lookalike | None:
    """Return what a line was meant to be, where it was meant as a directive."""
    return lookalike(line.text, DIRECTIVES, lambda name: name in view().options.products or name in view().site.catalog)
