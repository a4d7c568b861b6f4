"""What the parts of the extension share while a page is rendered, and what they ask of whoever renders it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from ..audit.signs import markdown_may_hold

if TYPE_CHECKING:
    from markdown import Markdown

    from ..content.page import Page
    from ..core.problems import Problem
    from .cards import Cards


class Host(Protocol):
    """Whoever renders the page."""

    cards: Cards
    finishes_pages: bool
    """Whether it hands us each page once it is built, for what no Markdown has seen."""

    def page(self, md: Markdown) -> Page:
        """Return the page that is being rendered."""

    def report(self, problem: Problem) -> None:
        """Take a problem."""

    def converted(self, page: Page | None) -> None:
        """Take note that a page's Markdown is done; the page is given where it had anything of ours."""


class Rendering:
    """The page that one Markdown object renders just now.

    Attributes:
        md: the Markdown object.
        host: whoever renders the page.
        page: the page; None until something of ours is found in it.
        lines: its text as it came.
        may_hold: whether anything in it may be a block of ours, or a `mos:` address.
        built: whether its tree is whole.
    """

    def __init__(self, md: Markdown, host: Host) -> None:
        self.md = md
        self.host = host
        self.begin([])

    def begin(self, lines: list[str]) -> None:
        """Begin a page, and forget the one before."""
        self.page: Page | None = None
        self.lines = lines
        self.may_hold = bool(lines) and markdown_may_hold("\n".join(lines))
        self.built = False

    def current(self) -> Page:
        """Return the page, looked up when it is first needed."""
        if self.page is None:
            self.page = self.host.page(self.md)
            self.page.tab_length = self.md.tab_length
        return self.page
