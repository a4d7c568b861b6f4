"""Zensical as the Markdown extension sees it.

Zensical knows no MkDocs plugins. It hands each Markdown object the page and the whole configuration through a
preprocessor, shows no warning of ours but on the standard error output, and stops at an exception. It keeps pages that
have not changed, so what a page becomes depends on its text, its front matter and the options only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urljoin

from markdown.postprocessors import Postprocessor

from ..browser.files import FORM_SCRIPT, HOURS_SCRIPT, LOADER, SCRIPT, STYLESHEET
from ..content.page import Page
from ..core.problems import ContentError, Problem, quoted
from ..core.snippet import NO_LOADER
from ..core.tokens import holds_token
from .contexts import instead_of
from .plain import PlainHost, log

if TYPE_CHECKING:
    from markdown import Markdown

_said: set[str] = set()  # of the whole build: the host makes a Markdown object for each page


def context(md: Markdown) -> Any | None:
    """Return what Zensical says of the page and the site, or None under another host."""
    return next((p for p in md.preprocessors if type(p).__name__ == "ContextPreprocessor"), None)


_INSTALLED = (
    (SCRIPT, LOADER, "chat windows stay links", "--sdk"),
    (FORM_SCRIPT, FORM_SCRIPT, "forms stay links", "--forms"),
    (HOURS_SCRIPT, HOURS_SCRIPT, "hours do not say what they mean now", "--hours"),
)
"""What needs a script, the file that brings it, what is lost without, and the option of `install` that writes it."""


class ZensicalHost(PlainHost):
    """One page of Zensical.

    Args:
        options: those of the extension.
        md: the Markdown object of the page.
        context: what Zensical says of the page and the site.

    Raises:
        ContentError: the options are wrong, or the navigation has `mos:` links, which Zensical would publish as they
            are.
    """

    name = "Zensical"
    _why_left_out = "site_url is not set to an https address; write it in the configuration"

    def __init__(self, options: dict[str, Any], md: Markdown, context: Any) -> None:
        self._config: dict[str, Any] = context.config
        root = Path(self._config["root_dir"])
        super().__init__(options, root)
        self._docs = root / self._config["docs_dir"]
        address = f"{(self._config.get('site_url') or '').rstrip('/')}/"
        language = self.site.language
        self.site = replace(
            self.site,
            address=address if address.startswith("https://") else None,
            language=str(self._config["theme"].get("language") or "en") if language == "en" else language,
        )
        self._page = Page(
            self.site,
            file=(Path(self._config["docs_dir"]) / context.page.path).as_posix(),
            uri=context.page.path,
            text=lambda: _text(self._docs / context.page.path),
            address=urljoin(self.site.address, context.page.url) if self.site.address else None,
            find=self._find,
            meta=context.page.meta,
        )
        if faults := list(self._nav_faults(self._config.get("nav") or [])):
            raise ContentError("\n".join(dict.fromkeys(faults)))
        md.postprocessors.register(PageEnd(md, self._page), "mos-page-end", -90)  # before what ends the page (-100)

    def page(self, md: Markdown) -> Page:
        return self._page

    def converted(self, page: Page | None) -> None:
        meta = self._page.meta
        if meta and holds_token(str(meta)):
            for problem in self._page.token_problems():
                self.report(problem)
        super().converted(self._page if not meta or "mos" in meta else page)

    def told(self, problem: Problem) -> str:
        return f"mkdocs-mos: {problem}"

    def warn(self, words: str) -> None:
        """Warn, once in a build."""
        if words not in _said:
            _said.add(words)
            log.warning("WARNING -  %s", words)

    def lacking(self, page: Page) -> Iterator[str]:
        yield from (f"{page.file}: {words}" for words in super().lacking(page))
        if self.cards.used and not _lists(self._config["extra_css"], STYLESHEET):
            yield (
                f"chat cards have no stylesheet: extra_css does not list {STYLESHEET}; run mkdocs-mos install, and "
                "add the lines that it prints"
            )
        for script, listed, lost, option in _INSTALLED:
            if script in self.cards.scripts and not _lists(self._config["extra_javascript"], listed):
                yield (
                    f"{lost}: extra_javascript does not list {listed}; run mkdocs-mos install with {option}, and add "
                    "the lines that it prints"
                )
        for name, rule in self.cards.sizes.items():
            yield (
                f"{page.file}: the chat window does not have its own size yet; add this line to a file of "
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
                yield f"nav: {quoted(url)} is a dead link under Zensical, which draws nav itself; write {instead}"
            yield from self._nav_faults(item.get("children") or [])


class PageEnd(Postprocessor):
    """Marks a page that wants no chat bubble, for the installed loader to see."""

    def __init__(self, md: Markdown, page: Page) -> None:
        super().__init__(md)
        self._page = page

    def run(self, text: str) -> str:
        page = self._page
        unwanted = page.meta and "mos" in page.meta and page.options.loader is False
        return f"{text}\n{NO_LOADER}" if unwanted and NO_LOADER not in text else text


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8-sig")
    except (OSError, ValueError):  # made by the host, without a file
        return ""


def _lists(entries: list[Any], place: str) -> bool:
    return any((entry["path"] if isinstance(entry, dict) else str(entry)) == place for entry in entries)
