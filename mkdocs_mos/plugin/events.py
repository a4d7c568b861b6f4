"""MkDocs events, each a few lines that hand over to rooms which know no host."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.structure.files import File
from mkdocs.structure.nav import Link, Section

from ..audit.signs import may_be_left, may_hold
from ..browser.files import FORM_STYLESHEET, STYLESHEET
from ..content.catalog import CatalogFiles, matching
from ..content.front_matter import may_be_misplaced
from ..content.page import Page
from ..markdown.extension import MosExtension
from . import article_end, missing_page
from .article_end import about
from .build import MkDocsHost, folder_of
from .catalog_watch import CatalogWatch, State, state
from .config import MosConfig
from .finished_pages import finished
from .injection import SANDBOX, Injection
from .remarks import remark

if TYPE_CHECKING:
    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page as MkDocsPage

log = logging.getLogger("mkdocs.plugins.mkdocs_mos")


class MosPlugin(BasePlugin[MosConfig]):
    """The plugin `mos`."""

    serving = dirty = False
    watch: CatalogWatch | None = None

    def __init__(self) -> None:
        self.catalog_files = CatalogFiles()  # of a preview: a file is read again when it has changed
        self.sizes: dict[str, str] = {}  # of all builds: those of a site's languages publish one stylesheet

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        self.serving = command == "serve"
        self.dirty = dirty

    @event_priority(-110)  # after the plugins that change it: mike adds a version to site_url, i18n (-100) a language
    def on_config(self, config: MkDocsConfig) -> None:
        if self.watch:  # what changes from here on is built again
            self.watch.follow(self._product_files(config))
        self.host = MkDocsHost(self.config, config, self.serving, self.catalog_files, self.sizes)
        self.injection = Injection(self.config, config, self.host.site, self.host.cards)
        self.exclude = self.config.exclude
        self.unused = set(self.exclude)
        ours = ("mkdocs_mos", "mkdocs_mos.markdown")
        kept = [e for e in config.markdown_extensions if not isinstance(e, MosExtension) and e not in ours]
        # In place: a plugin that came before, such as mkdocstrings, may hold the list.
        config.markdown_extensions[:] = [*kept, MosExtension(self.host)]  # type: ignore[list-item]

    @event_priority(-100)  # after the plugins that add files
    def on_files(self, files: Files, *, config: MkDocsConfig) -> None:
        self.host.take_files(files)
        _publish(self.injection.chat_page(), files, config)  # now, for the host resolves links to it

    @event_priority(-100)  # after the plugins that make the nav
    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> None:
        for link in _links(nav.items):
            link.url = self.host.nav_link(link.url)

    @event_priority(-100)  # what a page's front matter says does not depend on what others make of its text
    def on_page_markdown(self, markdown: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files) -> None:
        if "mos" in page.meta or markdown.startswith("---") or may_be_misplaced(markdown):
            self.host.report_all(self.host.page_of(page.file).options.problems)
        self.host.check_tokens(markdown, page)

    @event_priority(-100)
    def on_page_content(self, html: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:
        self.host.check_unconverted(html, page)
        view = partial(self.host.page_of, page.file)
        end = self.injection.content_end(view, page.url, self._loads(page), about(page), self.host.report)
        if self.host.asks(page) and self._article_end(page):
            end += article_end.MARK
        return f"{html}\n{end}" if end else html

    @event_priority(-200)  # after the plugins that look at every file, for ours have no source
    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> None:
        if not self.dirty:  # which reads some of the pages only
            self.host.find_disagreements()
        self.host.check_suggestions(files, lambda page: self.host.asks(page) or self._has_panel(page))
        self.host.stop_on_errors()
        remark(self.host)
        _publish(self.injection.files(Path(config.site_dir) if self.dirty else None), files, config)
        for sheet in (STYLESHEET, FORM_STYLESHEET, f"{SANDBOX}sandbox.css"):
            if sheet in files.src_uris and sheet not in config.extra_css:
                config.extra_css = [*config.extra_css, sheet]

    @event_priority(100)  # before minifiers, which remove the mark
    def _end_article(self, output: str, *, page: MkDocsPage, config: MkDocsConfig) -> str:
        if article_end.MARK in output and self.host.asks(page):
            output = article_end.place(output, self._article_end(page))
        return self.host.with_suggestions(output, page)

    @event_priority(-90)  # after minifiers (0) and Material's privacy (-50), which would download the vendor's script
    def _inject(self, output: str, *, page: MkDocsPage, config: MkDocsConfig) -> str:
        view = partial(self.host.page_of, page.file)
        if may_hold(output):
            if may_be_left(output) and not self.host.is_bypassed(page.file):
                output = finished(self.host, output, view(), partial(self.injection.shown, url=page.url))
            self.host.check_built(output, page.file)
        output = self.host.without_tokens(output, view)
        suggested = self.host.suggestions(page)
        return self.injection.inject(
            output, view, page.url, self._loads(page), self.host.report, about(page), suggested
        )

    on_post_page = CombinedEvent(_end_article, _inject)

    @event_priority(-90)
    def on_post_template(self, output_content: str, *, template_name: str, config: MkDocsConfig) -> str:
        ours = Page(self.host.site, file=template_name, no_page=f"{template_name} is none")
        output_content = self.host.without_tokens(output_content, lambda: ours)
        if not template_name.endswith((".html", ".htm")):
            return output_content
        if may_be_left(output_content):
            show = partial(self.injection.shown, url=template_name)
            output_content = finished(self.host, output_content, ours, show)
        self.host.check_hand_made(output_content, lambda: ours)
        if template_name == missing_page.NAME and "missing" in self.config.ask:
            output_content = missing_page.place(output_content, self.injection.missing_page(self.host.report))
        wanted = not self._excluded(template_name)
        return self.injection.inject(output_content, lambda: ours, template_name, wanted, self.host.report)

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Callable[..., None]) -> None:
        if self.config.catalog:
            self.watch = CatalogWatch(self._product_files(config), server)

    def _product_files(self, config: MkDocsConfig) -> Callable[[], State]:
        """Return what gives the state of the product files that MkDocs does not watch by itself."""
        patterns, base, site, docs = self.config.catalog, folder_of(config), Path(config.site_dir), config.docs_dir
        return lambda: state(path for path in matching(patterns, base, site)[0] if not path.is_relative_to(docs))

    def on_shutdown(self) -> None:
        if self.watch:
            self.watch.stop()

    @event_priority(-200)  # after the plugins that write feeds and copies of pages
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        if not self.dirty:
            self.host.check_texts()
        self.host.stop_on_errors(f"do not publish {Path(config.site_dir).name}/, which is built by now")
        for pattern in sorted(self.unused) if not self.dirty else ():
            words = "%s: exclude: “%s” matches no page; correct it, or delete it"
            log.warning(words, self.host.configuration, pattern)

    def _article_end(self, page: MkDocsPage) -> str:
        return self.injection.article_end(self.host.page_of(page.file), page.url, about(page), self.host.report)

    def _loads(self, page: MkDocsPage) -> bool:
        """Say whether a page has the loader, as its front matter and `exclude` want it."""
        if self.exclude and self._excluded(page.file.src_uri, page.file.dest_uri):
            return False
        return "mos" not in page.meta or self.host.page_of(page.file).options.loader is not False

    def _has_panel(self, page: MkDocsPage) -> bool:
        return self.injection.has_panel and self._loads(page)

    def _excluded(self, *places: str) -> bool:
        matching = [p for p in self.exclude if any(fnmatchcase(place, p) for place in places)]
        self.unused.difference_update(matching)
        return bool(matching)


def _publish(content: Iterable[tuple[str, str]], files: Files, config: MkDocsConfig) -> None:
    for place, text in content:
        files.append(File.generated(config, place, content=text))


def _links(items: list[Any]) -> Iterator[Link]:
    """Yield the links of a nav that are ours to resolve."""
    for item in items:
        if isinstance(item, Section):
            yield from _links(item.children)
        elif isinstance(item, Link) and item.url.strip()[:4].lower() == "mos:":
            yield item
