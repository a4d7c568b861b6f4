"""MkDocs as the Markdown extension sees it: which page is rendered, what files there are, where problems go."""

from __future__ import annotations

import logging
import os
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from mkdocs.exceptions import PluginError
from mkdocs.utils.yaml import yaml_load

from ..audit.files import left_in_folder
from ..audit.hand_made_links import hand_made, may_be_hand_made
from ..audit.unresolved import no_end, unclosed
from ..browser.files import SCRIPT
from ..content.catalog import Catalog, CatalogFiles, load_matching
from ..content.page import Page, Site
from ..content.translations import Wording, known
from ..core.chat_window import WHERE_THE_SDK_IS
from ..core.consistency import disagreements
from ..core.options import LANGUAGE_TAG
from ..core.problems import ContentError, Problem, Problems, quoted
from ..core.product import is_relative
from ..core.rules import Severity
from ..core.tokens import NOT_SHOWN, holds_token, masked
from ..markdown.cards import Cards
from ..markdown.contexts import Unbuildable, means_this_page, mos_link
from ..markdown.unresolved import unconverted
from .article_end import about, is_article
from .config import MosConfig
from .config_file import Written, line_with, problems_in_configuration, written_in_nav, written_options
from .injection import CHAT_PAGE
from .suggestions import faults, suggestions, unseen, with_suggestions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from markdown import Markdown
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import File, Files
    from mkdocs.structure.pages import Page as MkDocsPage


log = logging.getLogger("mkdocs.plugins.mkdocs_mos")


class MkDocsHost:
    """What the Markdown extension asks of MkDocs, for one build."""

    finishes_pages = True

    def __init__(
        self,
        options: MosConfig,
        config: MkDocsConfig,
        serving: bool,
        catalog_files: CatalogFiles | None = None,
        sizes: dict[str, str] | None = None,
    ) -> None:
        self.config = config
        self._base = folder_of(config)
        self.configuration = Path(config.config_file_path or "the configuration").name
        """The name of mkdocs.yml, which ProperDocs calls otherwise."""
        self.files: Files | None = None
        self.serving = serving
        self.problems = Problems()
        self._token_lines: set[tuple[str | None, int]] = set()
        self.cards = Cards(config.theme.dirs, sizes)
        self.site_url = _configured_site_url(config) if serving else config.site_url
        self._options = options
        sandboxed = options.sandbox is True or (options.sandbox == "serve" and serving)
        language = str(config.theme.get("language") or config.theme.locale or "en")
        spoken = _spoken(config)
        self.site = Site(
            service_id=self._service_id(spoken or language),
            source=options.source,
            page_link=options.link_url == "page",
            address=_https(_folder(self.site_url)),
            language=language,
            spoken=spoken,
            wording=Wording(options.language, options.words),
            sdk=sandboxed or options.sdk is not None,
            live=options.enabled,
            timeout=options.timeout,
            catalog=self._catalog(catalog_files or CatalogFiles()),
            telegram=options.telegram,
            hours=options.hours,
            sandbox=CHAT_PAGE if sandboxed else None,
            suggests=True,
        )
        self.report_all(problems_in_configuration(config.config_file_path))
        if sandboxed:
            self._say_that_it_is_a_sandbox()
        self.pages: dict[str, Page] = {}
        self._told: set[Problem] = set()
        self._from_templates: set[str] = set()
        """What has been told of links that stand in no page."""
        self._bypassed: set[str] = set()
        """The pages without Markdown that hold something of ours, which is named."""

    def __deepcopy__(self, memo: object) -> MkDocsHost:
        # mkdocs-static-i18n copies the configuration, extensions included; the build stays one.
        return self

    def page(self, md: Markdown) -> Page:
        # Of a page that shows another, such as a blog, each text has a Markdown object that knows its own file.
        relpath: Any = md.treeprocessors["relpath"] if "relpath" in md.treeprocessors else None  # noqa: SIM401
        file = getattr(relpath, "file", None) or getattr(self.config._current_page, "file", None)
        return self.page_of(file) if file else Page(self.site)

    def page_of(self, file: File) -> Page:
        """Return our view of a page's file; a blog excerpt has its post's."""
        page = self.pages.get(file.src_uri)
        if page is None:
            host_page = file.page
            page = self.pages[file.src_uri] = Page(
                self.site,
                file=self._shown(file),
                uri=file.src_uri,
                article=getattr(file, "norm_src_uri", None),  # as static-i18n names it in every language
                text=lambda: _source(file),
                address=_https(self._canonical(host_page)),
                find=self._find,
                meta=host_page.meta if host_page else None,
                about=partial(about, host_page) if host_page and file.dest_uri != "404.html" else None,
                no_page="the 404 page stands for others",
            )
        return page

    def report(self, problem: Problem) -> None:
        if NOT_SHOWN in problem.words and problem.line is not None:  # whatever else is wrong there comes from it
            if (problem.file, problem.line) in self._token_lines:
                return
            self._token_lines.add((problem.file, problem.line))
        self.problems.add(problem)

    def report_all(self, problems: Iterable[Problem]) -> None:
        """Take problems."""
        for problem in problems:
            self.report(problem)

    def converted(self, page: Page | None) -> None:
        pass

    def take_files(self, files: Files) -> None:
        """Take the site's files, and check that what the options and the catalogue name is among them."""
        self.files = files
        for record, name, address in self.site.catalog.relative():
            # A catalogue belongs to no page, so its files are seen from the docs folder.
            place = Page(self.site, file=record.file, uri="", find=self._find)
            if fault := place.address_fault(name, address.text.strip()):
                words = f"product {quoted(record.name)}: {fault}"
                self.report(place.problem("address", words, address.line or record.line))
        sdk = self._options.sdk
        if sdk is None or not is_relative(sdk) or self.site.sandbox or self._find(sdk) is not None:
            return
        words = f"sdk names {quoted(sdk)}, but no such file is in the docs folder; {WHERE_THE_SDK_IS}"
        self.report(self._option_problem("sdk", words, "sdk"))

    def _catalog(self, files: CatalogFiles) -> Catalog:
        """Read the products that every page may name."""
        catalog, problems = load_matching(files, self._options.catalog, self._base, Path(self.config.site_dir))
        for problem in problems:
            self.report(problem if problem.file else self._option_problem("catalog", problem.words, "product-file"))
        return catalog

    def _service_id(self, language: str) -> str:
        """Return the ID for a language: its own, or that of the language without its region."""
        ids = self._options.service_id
        if isinstance(ids, str):
            return ids
        # Themes write zh_TW, people zh-tw, and the standard zh-TW.
        folded = {tag.replace("_", "-").lower(): found for tag, found in ids.items()}
        parts = language.replace("_", "-").lower().split("-")
        # pt-BR before pt: the nearest language has the right agents.
        for count in range(len(parts), 0, -1):
            if found := folded.get("-".join(parts[:count])):
                return found
        words = f"service_id has no ID for this site's language {quoted(language)}, only for {', '.join(ids)}; add one"
        self.report(self._option_problem("service_id", words, "service-id"))
        return next(iter(ids.values()))

    def _say_that_it_is_a_sandbox(self) -> None:
        words = "sandbox is on: this site plays MOS, and nobody answers"
        if self._options.sandbox is True:
            words += "; before you publish it write “sandbox: serve”, or delete the line"
        problem = self._option_problem("sandbox", words, "sandbox")
        self.report(replace(problem, severity=Severity.INFO if self.serving else Severity.WARNING))

    def _option_problem(self, name: str, words: str, rule: str) -> Problem:
        return _placed(written_options(self.config.config_file_path).get(name), rule, words)

    def nav_link(self, address: str) -> str:
        """Return the chat link of a `mos:` address in `nav`, where no page gives it a product; of `mos:.`, itself."""
        if means_this_page(address):
            return address.strip()
        try:
            return mos_link(Page(self.site), address.strip())
        except ContentError as error:
            words = str(error)
            if error.rule == "unknown-product" and not len(self.site.catalog):
                words = f"{quoted(address)} names a product, but nav has none; write mos: or mos:?source=CHANNEL"
            place = written_in_nav(self.config.config_file_path, address)
            self.report(_placed(place, error.rule, f"nav: {words}"))
        except Unbuildable:  # named where the product stands
            pass
        return address

    def check_tokens(self, markdown: str, page: MkDocsPage) -> None:
        """Name a page's bot tokens: those of its file, and what others have put into its front matter and Markdown."""
        source = _source(page.file)
        # What no plugin has changed is the end of the file, and need not be searched twice.
        others = () if source.endswith(markdown) else (markdown,)
        if any(map(holds_token, (source, str(page.meta), *others))):
            self.report_all(self.page_of(page.file).token_problems())

    def without_tokens(self, text: str, view: Callable[[], Page]) -> str:
        """Return a page's HTML without bot tokens; each line of its file that holds one is named."""
        if not holds_token(text):
            return text
        self.report_all(view().token_problems())
        return masked(text)

    def asks(self, page: MkDocsPage) -> bool:
        """Say whether a page ends in “Still have a question?”: as itself says, else as the site does for articles."""
        own = self.page_of(page.file).options.ask if "mos" in page.meta else None
        return own if own is not None else "article" in self._options.ask and is_article(page, _source(page.file))

    def check_built(self, output: str, file: File) -> None:
        """Name what is wrong with a built page; what its Markdown held is known by now, and the same problem."""
        self.check_hand_made(output, lambda: self.page_of(file))
        for tag in unclosed(output):
            page = self.page_of(file)
            lines = enumerate(page.source_text.split("\n"), 1)
            line = next((line for line, text in lines if f"<{tag}" in text and f"</{tag}" not in text), None)
            self.report(page.problem("unclosed", no_end(tag), line))

    def report_from_theme(self, problem: Problem, place: tuple[str, int] | None) -> None:
        """Take a problem of what a theme repeats on each page: once, in its place in mkdocs.yml if it has one."""
        if problem.line is None:
            if problem.words in self._from_templates:
                return
            self._from_templates.add(problem.words)
        self.report(replace(problem, file=place[0], line=place[1]) if place else problem)

    def is_bypassed(self, file: File) -> bool:
        """Say whether a page is none of Markdown's, and what it holds of ours is named."""
        return file.src_uri in self._bypassed

    def check_hand_made(self, output: str, view: Callable[[], Page]) -> None:
        """Name the chat links of a built page that somebody has written out, and that are wrong."""
        if not may_be_hand_made(output, self.site.made):
            return
        given = self._options.service_id
        ids = [given] if isinstance(given, str) else list(given.values())
        for problem in hand_made(output, view(), ids, self.written_elsewhere):
            self.report_from_theme(problem, None)

    def written_elsewhere(self, address: str) -> tuple[str, int] | None:
        """Return the file and the line of mkdocs.yml from which a theme has an address, or None."""
        return line_with(self.config.config_file_path, address)

    def check_unconverted(self, html: str, page: MkDocsPage) -> None:
        """Name what is ours in the content of a page that no Markdown extension has seen, such as a notebook's."""
        if "render" not in vars(page) or "mos" not in html.lower():
            return
        for problem in unconverted(html, self.page_of(page.file)):
            self.report(problem)
            self._bypassed.add(page.file.src_uri)

    def stop_on_errors(self, outcome: str = "the site was not built") -> None:
        """Report the problems that are new; in a build, stop on errors once all are told.

        Args:
            outcome: what has become of the site.

        Raises:
            PluginError: there are errors, and this is no preview.
        """
        for problem in self.problems:
            if problem not in self._told:
                log.log(problem.severity, "%s", problem)
        self._told.update(self.problems)
        errors = self.problems.errors
        if errors and not self.serving:
            count = "1 problem" if len(errors) == 1 else f"{len(errors)} problems"
            raise PluginError(f"mkdocs-mos: {count}, named above; {outcome}")

    def find_disagreements(self) -> None:
        """Report what the pages do not agree on: a channel's spelling, a product's price."""
        self.report_all(disagreements([use for _, page in sorted(self.pages.items()) for use in page.uses]))

    def check_suggestions(self, files: Files, has_place: Callable[[MkDocsPage], bool]) -> None:
        """Name the articles that pages suggest and that are not there, or not shown.

        Args:
            files: the site's files; all pages have been read by now.
            has_place: says of a page without a window whether it shows what it suggests.
        """
        for uri, page in sorted(self.pages.items()):
            if page.options.suggest:
                self.report_all(faults(page, files))
                file = files.get_file_from_path(uri)
                if self.site.live and file and file.page and SCRIPT not in page.scripts and not has_place(file.page):
                    self.report_all(unseen(page))

    def suggestions(self, page: MkDocsPage) -> str:
        """Return the articles that a page suggests, as the panel has them; nothing where there are none."""
        if "mos" not in page.meta or self.files is None:
            return ""
        return suggestions(self.page_of(page.file), self.files, page.url, self.cards, folds=True)

    def with_suggestions(self, output: str, page: MkDocsPage) -> str:
        """Return a built page with the articles that it suggests in the place of their marks."""
        if 'class="mos-suggest' not in output or self.files is None:
            return output
        return with_suggestions(output, self.page_of(page.file), self.files, page.url, self.cards)

    def check_texts(self) -> None:
        """Report what feeds and other text files of the site, which others have made by now, hold of ours."""
        folder = Path(self.config.site_dir)
        for problem in left_in_folder(folder, self.site_url):
            self.report(replace(problem, file=f"{folder.name}/{problem.file}", column=None))

    def _find(self, place: str) -> str | None:
        file = self.files.get_file_from_path(place) if self.files else None
        if file is None or (file.inclusion.is_excluded() and not self.serving):
            return None
        return "" if file.url in (".", "./") else file.url

    def _shown(self, file: File) -> str:
        if file.abs_src_path is None:
            return file.src_uri
        path, base = file.abs_src_path, os.path.join(self._base, "")
        return path.removeprefix(base).replace(os.sep, "/") if path.startswith(base) else file.src_uri

    def _canonical(self, page: MkDocsPage | None) -> str | None:
        """Return a page's canonical address; `mkdocs serve` has put its own where the configured one ships."""
        if page is None or not page.canonical_url:
            return None
        local = self.config.site_url
        if self.serving and local and page.canonical_url.startswith(local):
            return self.site_url and urljoin(self.site_url, page.canonical_url[len(local) :])
        return page.canonical_url


def folder_of(config: MkDocsConfig) -> Path:
    """Return the folder of mkdocs.yml, from which its author sees files; of one from standard input, where we are.

    A link stays a link: its target is another place than the one that messages should name.
    """
    path = os.path.abspath(config.config_file_path or "mkdocs.yml")  # noqa: PTH100
    return Path(path).parent


def _placed(place: Written | None, rule: str, words: str) -> Problem:
    """Return a problem of the configuration, in its place there if that is known."""
    return Problem(rule, words, place.file, place.line) if place else Problem(rule, words)


def _spoken(config: MkDocsConfig) -> str | None:
    """Return the language that static-i18n builds, where the theme says another: the plugin may leave it alone."""
    language = getattr(config.plugins.get("i18n"), "current_language", None)
    if not isinstance(language, str) or not LANGUAGE_TAG.fullmatch(language):
        return None
    theme = str(config.theme.get("language") or config.theme.locale or "en")
    return language if (known(theme) or theme) != (known(language) or language) else None


def _source(file: File) -> str:
    try:
        return file.content_string
    except (OSError, ValueError):  # the host has named it
        return ""


def _https(address: str | None) -> str | None:
    return address if address and address.startswith("https://") else None


def _folder(address: str | None) -> str | None:
    """Return a site's address as a folder's: mike adds a version without a slash at its end."""
    return f"{address.rstrip('/')}/" if address else None


def _configured_site_url(config: MkDocsConfig) -> str | None:
    """Return `site_url` as written, which `mkdocs serve` has replaced in the configuration by then."""
    path = Path(config.config_file_path or "")
    if not path.is_file():
        return None
    with path.open("rb") as file:
        url = str(yaml_load(file).get("site_url") or "")
    return url if url.endswith("/") or not url else f"{url}/"
