"""Plain Python-Markdown: nobody but us reads the front matter, and takes the problems."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markdown.preprocessors import Preprocessor

from ..content.catalog import Catalog, CatalogFiles, load_matching
from ..content.front_matter import may_be_misplaced
from ..content.options import one_id
from ..content.page import Page, Site
from ..content.positions import FRONT_MATTER
from ..content.translations import Wording
from ..core.problems import ContentError, Problem, Problems
from ..core.rules import Severity
from .cards import Cards

if TYPE_CHECKING:
    from markdown import Markdown

    from .rendering import Rendering

log = logging.getLogger("mkdocs.plugins.mkdocs_mos")


class PlainHost:
    """Plain Python-Markdown: the front matter stands in the text, and problems are raised when it is converted.

    Raises:
        ContentError: the service ID, the source or a product file is wrong.
    """

    catalog_files = CatalogFiles()
    """Of all: a host that makes an extension for each page reads a file once."""

    def __init__(self, options: dict[str, Any], base: Path | None = None) -> None:
        self._base = base or Path.cwd()
        self.site = Site(
            service_id=one_id(options["service_id"]),
            source=options["source"],
            page_link=options["link_url"] == "page",
            language=options["language"],
            telegram=options["telegram"],
            hours=options["hours"],
            wording=Wording(own=options["words"]),
            sdk=options["sdk"] is not None,
            catalog=self._catalog(options["catalog"]),
        )
        self.cards = Cards()
        self._problems = Problems()

    def _catalog(self, patterns: list[str]) -> Catalog:
        catalog, problems = load_matching(self.catalog_files, patterns, self._base)
        if errors := [problem for problem in problems if problem.severity is Severity.ERROR]:
            raise ContentError("\n".join(map(str, errors)))
        for problem in problems:
            log.log(problem.severity, "%s", problem)
        return catalog

    def page(self, md: Markdown) -> Page:
        text = next(p for p in md.preprocessors if isinstance(p, FrontMatter)).text
        return Page(self.site, text=lambda: text)

    def report(self, problem: Problem) -> None:
        self._problems.add(problem)

    def converted(self, page: Page | None) -> None:
        found, self._problems = self._problems, Problems()
        for problem in page.options.problems if page else ():
            found.add(problem)
        said = [f"line {problem.line}: {problem.words}" if problem.line else problem.words for problem in found]
        if found.errors:
            raise ContentError("\n".join(said))
        for problem, words in zip(found, said, strict=True):
            if problem.severity is Severity.WARNING:
                log.warning("%s", words)
        if page and page.options.ask:
            log.warning("ask draws nothing under Python-Markdown; write a link such as [Ask us](mos:) at the end")
        if missing := [what for what, by_author in page.left_out.items() if by_author] if page else []:
            log.warning(
                "chat links leave out %s: Python-Markdown does not tell us where the text will stand; write https "
                "addresses",
                ", ".join(missing),
            )


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
        self._rendering.current()
        match = FRONT_MATTER.match(self.text)
        if match and may_be_misplaced(match["yaml"]):
            return self.text[match.end() :].split("\n")
        return lines
