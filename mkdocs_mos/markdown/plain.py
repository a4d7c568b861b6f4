"""Plain Python-Markdown: nobody but us reads the front matter, and takes the problems."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markdown.preprocessors import Preprocessor

from ..content.catalog import CatalogFiles, load_matching
from ..content.front_matter import may_be_misplaced
from ..content.options import one_id
from ..content.page import Page, Site
from ..content.positions import FRONT_MATTER
from ..content.translations import Wording
from ..core.problems import ContentError, Problem, Problems, quoted
from ..core.rules import Severity
from .cards import Cards

if TYPE_CHECKING:
    from markdown import Markdown

    from .rendering import Rendering

log = logging.getLogger("mkdocs.plugins.mkdocs_mos")


class PlainHost:
    """Plain Python-Markdown: the front matter stands in the text, and problems are raised when it is converted.

    Args:
        options: those of the extension.
        base: the folder from which their author sees product files.

    Raises:
        ContentError: the service ID, the source or a product file is wrong.
    """

    name = "Python-Markdown"
    finishes_pages = False
    catalog_files = CatalogFiles()
    """Of all: a host that makes an extension for each page reads a file once."""

    def __init__(self, options: dict[str, Any], base: Path | None = None) -> None:
        catalog, problems = load_matching(self.catalog_files, options["catalog"], base or Path.cwd())
        # There is no page to raise them with: a product file is wrong for all of them.
        if errors := [str(problem) for problem in problems if problem.severity is Severity.ERROR]:
            raise ContentError("\n".join(errors))
        for problem in problems:
            log.log(problem.severity, "%s", problem)
        self.site = Site(
            service_id=one_id(options["service_id"]),
            source=options["source"],
            page_link=options["link_url"] == "page",
            language=options["language"],
            telegram=options["telegram"],
            hours=options["hours"],
            wording=Wording(own=options["words"]),
            sdk=options["sdk"] is not None,
            catalog=catalog,
        )
        self.cards = Cards()
        self._problems = Problems()
        language = self.site.language
        if self.site.wording.of(language, language)["lang"]:
            cure = "write all as “words:”, or correct the language"
            self.warn(f"there are no translations for {quoted(language)}, so the English words are used; {cure}")

    def page(self, md: Markdown) -> Page:
        text = next(p for p in md.preprocessors if isinstance(p, FrontMatter)).text
        return Page(self.site, text=lambda: text)

    def report(self, problem: Problem) -> None:
        self._problems.add(problem)

    def converted(self, page: Page | None) -> None:
        """Raise what is wrong with a page, all of it; where nothing is, say what this host cannot do for it.

        Raises:
            ContentError: the page has errors.
        """
        for problem in page.options.problems if page else ():
            self.report(problem)
        # Taken before anything is raised: the same object may go on with the next page.
        found, self._problems = self._problems, Problems()
        if found.errors:
            raise ContentError("\n".join(map(self.told, found)))
        for problem in found:
            if problem.severity is Severity.WARNING:
                self.warn(self.told(problem))
        for words in self.lacking(page) if page else ():
            self.warn(words)

    def told(self, problem: Problem) -> str:
        """Return a problem in words; a plain text has no file to name."""
        return f"line {problem.line}: {problem.words}" if problem.line else problem.words

    def warn(self, words: str) -> None:
        """Take a warning."""
        log.warning("%s", words)

    def lacking(self, page: Page) -> Iterator[str]:
        """Yield what a page lacks here."""
        if page.options.ask:
            yield f"ask draws nothing under {self.name}; write a link such as [Ask us](mos:) at the end"
        if page.options.suggest:
            yield f"suggest draws nothing under {self.name}; write the articles as links, and delete it"
        if missing := ", ".join(what for what, by_author in page.left_out.items() if by_author):
            yield f"chat links leave out {missing}: {self._why_left_out}"

    _why_left_out = "Python-Markdown does not tell us where the text will stand; write https addresses"


class FrontMatter(Preprocessor):
    """Takes a plain text's front matter, which no host has taken, out of it."""

    def __init__(self, rendering: Rendering) -> None:
        super().__init__(rendering.md)
        self.text = ""
        self._rendering = rendering

    def run(self, lines: list[str]) -> list[str]:
        self.text = "\n".join(lines)
        if not may_be_misplaced(self.text):
            return lines
        # From now on the page is ours, so that its front matter is judged even where no block stands in it.
        self._rendering.current()
        match = FRONT_MATTER.match(self.text)
        if match and may_be_misplaced(match["yaml"]):
            return self.text[match.end() :].split("\n")
        return lines
