"""Zensical as the Markdown extension sees it.

Zensical knows no MkDocs plugins. It hands each Markdown object the page and the whole configuration through a
preprocessor, shows no warning of ours but on the standard error output, and stops at an exception. It keeps pages that
have not changed, so what a page becomes depends on its text, its front matter and the options only.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urljoin

from markdown.postprocessors import Postprocessor

from ..browser.files import HOURS_SCRIPT, LOADER, STYLESHEET
from ..content.page import Page, Site
from ..core.problems import ContentError, Problem, Problems, quoted
from ..core.rules import Severity
from ..core.snippet import NO_LOADER
from ..core.tokens import holds_token
from .contexts import instead_of

if TYPE_CHECKING:
    from markdown import Markdown

    from .cards import Cards

log = logging.getLogger("mkdocs.plugins.mkdocs_mos")

_said: set[str] = set()  # of the whole build: the host makes a Markdown object for each page


def context(md: Markdown) -> Any | None:
    """Return what Zensical says of the page and the site, or None under another host."""
    return next((p for p in md.preprocessors if type(p).__name__ == "ContextPreprocessor"), None)


def root(context: Any) -> Path:
    """Return the folder of the configuration, from which its author sees files."""
    return Path(context.config["root_dir"])


class ZensicalHost:
    """One page of Zensical.

    Args:
        md: the Markdown object of the page.
        context: what Zensical says of it.
        site: the site as the extension's own options have it.
        cards: the templates.

    Raises:
        ContentError: the navigation has `mos:` links, which Zensical would publish as they are.
    """

    def __init__(self, md: Markdown, context: Any, site: Site, cards: Cards) -> None:
        self._config: dict[str, Any] = context.config
        self._root = root(context)
        self._docs = self._root / self._config["docs_dir"]
        self._problems = Problems()
        self.cards = cards
        address = self._config.get("site_url") or ""
        address = address if address.endswith("/") or not address else f"{address}/"
        site = replace(
            site,
            address=address if address.startswith("https://") else None,
            language=str(self._config["theme"].get("language") or "en") if site.language == "en" else site.language,
        )
        self._page = self._view(context.page, site)
        if faults := list(self._nav_faults(self._config.get("nav") or [])):
            raise ContentError("\n".join(dict.fromkeys(faults)))
        md.postprocessors.register(PageEnd(md, self), "mos-page-end", -90)  # before the one that ends the page (-100)

    def _view(self, page: Any, site: Site) -> Page:
        source: Path = self._docs / page.path

        def text() -> str:
            try:
                return source.read_text("utf-8-sig")
            except (OSError, ValueError):  # made by the host, without a file
                return ""

        return Page(
            site,
            file=(Path(self._config["docs_dir"]) / page.path).as_posix(),
            uri=page.path,
            text=text,
            address=urljoin(site.address, page.url) if site.address else None,
            find=self._find,
            meta=page.meta,
        )

    def page(self, md: Markdown) -> Page:
        return self._page

    def report(self, problem: Problem) -> None:
        self._problems.add(problem)

    def converted(self, page: Page | None) -> None:
        """Raise what is wrong with the page, all of it, and say what this host cannot do.

        Raises:
            ContentError: the page has errors.
        """
        if page or not self._page.meta or "mos" in self._page.meta:
            for problem in self._page.options.problems:
                self.report(problem)
        if self._page.meta and holds_token(str(self._page.meta)):
            for problem in self._page.token_problems():
                self.report(problem)
        if errors := self._problems.errors:
            count = "1 problem" if len(errors) == 1 else f"{len(errors)} problems"
            raise ContentError("\n".join([f"mkdocs-mos: {count}", *map(str, errors)]))
        for problem in self._problems:
            if problem.severity is Severity.WARNING:
                say(str(problem))
        for words in self._lacking():
            say(words)

    def _lacking(self) -> Iterator[str]:
        """Yield what the page's links and cards lack here."""
        written = [what for what, by_author in self._page.left_out.items() if by_author]
        if written:
            yield (
                f"{self._page.file}: site_url is not set to an https address, so chat links leave out "
                f"{', '.join(written)}; write site_url in the configuration"
            )
        if self._page.meta and "mos" in self._page.meta and self._page.options.ask:
            yield f"{self._page.file}: ask draws nothing under Zensical; write a link such as [Ask us](mos:) at the end"
        if self.cards.used and not _lists(self._config["extra_css"], STYLESHEET):
            yield (
                f"chat cards have no stylesheet: extra_css does not list {STYLESHEET}; run mkdocs-mos install, and "
                "add the lines that it prints"
            )
        if self.cards.windows and not _lists(self._config["extra_javascript"], LOADER):
            yield (
                f"chat windows stay links: extra_javascript does not list {LOADER}; run mkdocs-mos install with "
                "--sdk, and add the lines that it prints"
            )
        if self.cards.timetables and not _lists(self._config["extra_javascript"], HOURS_SCRIPT):
            yield (
                f"hours do not say what they mean now: extra_javascript does not list {HOURS_SCRIPT}; run mkdocs-mos "
                "install with --hours, and add the lines that it prints"
            )
        for name, rule in self.cards.sizes.items():
            yield (
                f"{self._page.file}: the room of a chat window does not have its own size yet; write into a file of "
                f"extra_css: .mos-chat .{name} {{ {rule}; }}"
            )

    def _find(self, place: str) -> str | None:
        if not (self._docs / place).is_file():
            return None
        path = PurePosixPath(place)
        if path.suffix.lower() != ".md":
            return quote(place)
        index = path.stem in ("index", "README")
        if self._config["use_directory_urls"]:
            folder = path.parent if index else path.with_suffix("")
            return "" if folder == PurePosixPath() else f"{quote(str(folder))}/"
        return quote(str(path.with_name("index.html") if index else path.with_suffix(".html")))

    def _nav_faults(self, items: list[Any]) -> Iterator[str]:
        for item in items:
            url = item.get("url") or ""
            if url[:4].lower() == "mos:":
                instead = instead_of(Page(self._page.site), url)
                yield f"nav: {quoted(url)} stays a dead link under Zensical, which draws nav itself; write {instead}"
            yield from self._nav_faults(item.get("children") or [])


class PageEnd(Postprocessor):
    """Marks a page that wants no chat bubble, for the installed loader to see."""

    def __init__(self, md: Markdown, host: ZensicalHost) -> None:
        super().__init__(md)
        self._host = host

    def run(self, text: str) -> str:
        page = self._host.page(self.md)
        unwanted = page.meta and "mos" in page.meta and page.options.loader is False
        return f"{text}\n{NO_LOADER}" if unwanted and NO_LOADER not in text else text


def say(words: str) -> None:
    """Warn, once in a build."""
    if words not in _said:
        _said.add(words)
        log.warning("WARNING -  %s", words)


def _lists(entries: list[Any], place: str) -> bool:
    return any((entry["path"] if isinstance(entry, dict) else str(entry)) == place for entry in entries)
