"""MkDocs events, each a few lines that hand over to rooms which know no host."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from fnmatch import fnmatchcase
from importlib.resources import files as package_files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urljoin, urlsplit

from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File
from mkdocs.structure.nav import Link, Section
from mkdocs.utils import get_relative_url
from mkdocs.utils.yaml import yaml_load

from . import loader
from .audit import leftovers
from .cards import Cards
from .config import MosConfig, written_in_nav
from .directives import Unbuildable, mos_link
from .markdown import MosExtension, leftover_problem
from .page import Page, Site
from .problems import ContentError, Problem, Problems, Severity, quoted

if TYPE_CHECKING:
    from jinja2 import Environment
    from markdown import Markdown
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page as MkDocsPage

log = logging.getLogger("mkdocs.plugins.mkdocs_mos")

STYLESHEET = "assets/mkdocs-mos/mos.css"
SCRIPT = "assets/mkdocs-mos/mos.js"


class MosPlugin(BasePlugin[MosConfig]):
    """The plugin `mos`."""

    serving = False

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        self.serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> None:
        self.host = MkDocsHost(self.config, config, self.serving)
        self.loader = Loader(self.config, config)
        self.unused = set(self.config.exclude)
        ours = ("mkdocs_mos", "mkdocs_mos.markdown")
        kept = [e for e in config.markdown_extensions if not isinstance(e, MosExtension) and e not in ours]
        config.markdown_extensions = [*kept, MosExtension(self.host)]  # type: ignore[list-item]

    @event_priority(-100)  # after the plugins that add files
    def on_files(self, files: Files, *, config: MkDocsConfig) -> None:
        self.host.files = files

    @event_priority(-100)  # after the plugins that make the nav
    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> None:
        for link in _links(nav.items):
            link.url = self.host.nav_link(link.url)

    @event_priority(-100)  # what a page's front matter says does not hang on what others make of its text
    def on_page_markdown(self, markdown: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files) -> None:
        if "mos" in page.meta or markdown.startswith("---"):
            for problem in self.host.page_of(page.file).options.problems:
                self.host.report(problem)

    @event_priority(-100)
    def on_page_content(self, html: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:
        return html if self._loads(page) or not self.loader.in_file else f"{html}\n{loader.NO_LOADER}"

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> None:
        self.host.stop_on_errors()
        self.host.say_what_links_lack()
        if self.host.cards.used and STYLESHEET not in config.extra_css:
            files.append(File.generated(config, STYLESHEET, content=_asset("mos.css")))
            config.extra_css = [*config.extra_css, STYLESHEET]
        if self.loader.in_file:
            files.append(File.generated(config, SCRIPT, content=_asset("mos.js")))

    @event_priority(-90)  # after minifiers (0) and Material's privacy (-50), which would download the vendor's script
    def on_post_page(self, output: str, *, page: MkDocsPage, config: MkDocsConfig) -> str:
        self.host.check_leftovers(output, page)
        return self.loader.inject(output, page.url, self._loads(page))

    @event_priority(-90)
    def on_post_template(self, output_content: str, *, template_name: str, config: MkDocsConfig) -> str:
        if not template_name.endswith((".html", ".htm")):
            return output_content
        return self.loader.inject(output_content, template_name, not self._excluded(template_name))

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        self.host.stop_on_errors()
        for pattern in sorted(self.unused):
            log.warning("mkdocs.yml: exclude: “%s” matches no page; correct it, or delete it", pattern)

    def _loads(self, page: MkDocsPage) -> bool:
        """Say whether a page has the loader, as its front matter and `exclude` want it."""
        if self._excluded(page.file.src_uri, page.file.dest_uri):
            return False
        return "mos" not in page.meta or self.host.page_of(page.file).options.loader is not False

    def _excluded(self, *places: str) -> bool:
        matching = [p for p in self.config.exclude if any(fnmatchcase(place, p) for place in places)]
        self.unused.difference_update(matching)
        return bool(matching)


class Loader:
    """The site's loader, inline or in a file, as its options want it."""

    def __init__(self, options: MosConfig, config: MkDocsConfig) -> None:
        self.mode = options.loader if options.enabled else False
        self.in_file = self.mode is not False and (self.mode != "eager" or options.consent or not options.inline_script)
        self._snippet = loader.snippet(options.service_id)
        self._site = {
            "serviceId": options.service_id,
            "script": loader.SCRIPT,
            "loader": self.mode,
            "consent": options.consent and ("material" if _has_consent(config) else "own"),
        }
        # The theme's 404 page may be shown at any address.
        self._root = urlsplit(config.site_url or "/").path or "/"
        if self._site["consent"] == "material":
            _offer_choice(config)
        if self.mode and not self.in_file:
            log.debug("a Content-Security-Policy allows the loader as %s", loader.content_hash(self._snippet))

    def inject(self, output: str, url: str, wanted: bool) -> str:
        """Return a page with what it needs of the loader."""
        if self.in_file:
            address = f"{self._root}{SCRIPT}" if url == "404.html" else get_relative_url(SCRIPT, url)
            return loader.inject(output, loader.file_script(address, self._site, wanted))
        return loader.inject(output, self._snippet) if self.mode and wanted else output


def _has_consent(config: MkDocsConfig) -> bool:
    return config.theme.name == "material" and isinstance(config.extra.get("consent"), dict)


def _offer_choice(config: MkDocsConfig) -> None:
    """Add the chat to what Material asks about, as Material adds its own, where the site has not."""
    cookies = config.extra["consent"].setdefault("cookies", {})
    cookies.setdefault("mos", "MOS live chat")


def _asset(name: str) -> str:
    return (package_files("mkdocs_mos") / "assets" / name).read_text("utf-8")


class MkDocsHost:
    """What the Markdown extension asks of MkDocs, for one build."""

    def __init__(self, options: MosConfig, config: MkDocsConfig, serving: bool) -> None:
        self.config = config
        self.files: Files | None = None
        self.serving = serving
        self.problems = Problems()
        self.cards = Cards(config.theme.dirs)
        self.site_url = _configured_site_url(config) if serving else config.site_url
        self.site = Site(
            service_id=options.service_id,
            source=options.source,
            page_link=options.link_url == "page",
            address=_https(self.site_url),
            language=str(config.theme.get("language") or config.theme.locale or "en"),
        )
        self._pages: dict[str, Page] = {}
        self._told: set[Problem] = set()

    def __deepcopy__(self, memo: object) -> MkDocsHost:
        # mkdocs-static-i18n copies the configuration, extensions included; the build stays one.
        return self

    def page(self, md: Markdown) -> Page:
        relpath: Any = md.treeprocessors["relpath"] if "relpath" in md.treeprocessors else None  # noqa: SIM401
        file = getattr(relpath, "file", None) or getattr(self.config._current_page, "file", None)
        return self.page_of(file) if file else Page(self.site)

    def page_of(self, file: File) -> Page:
        """Return our view of a page's file; a blog excerpt has its post's."""
        page = self._pages.get(file.src_uri)
        if page is None:
            host_page = file.page
            page = self._pages[file.src_uri] = Page(
                self.site,
                file=self._shown(file),
                uri=file.src_uri,
                text=lambda: _source(file),
                address=_https(self._canonical(host_page)),
                find=self._find,
                meta=host_page.meta if host_page else None,
            )
        return page

    def report(self, problem: Problem) -> None:
        self.problems.add(problem)

    def converted(self, page: Page | None) -> None:
        pass

    def nav_link(self, address: str) -> str:
        """Return the chat link of a `mos:` address in `nav`, where no page gives it a product."""
        page = Page(self.site)
        try:
            return mos_link(page, address.strip())
        except (ContentError, Unbuildable) as error:
            words = str(error)
            if "unknown product" in words:
                words = f"{quoted(address)} names a product, but nav has none; write mos: or mos:?source=CHANNEL"
            place = written_in_nav(self.config.config_file_path, address)
            self.report(Problem(f"nav: {words}", *((place.file, place.line) if place else ())))
            return address

    def check_leftovers(self, output: str, page: MkDocsPage) -> None:
        """Name what a built page still holds of ours; what its Markdown held is known by now, and the same problem."""
        for left in leftovers(output):
            self.report(leftover_problem(self.page_of(page.file), left))

    def stop_on_errors(self) -> None:
        """Report the problems that are new; in a build, stop on errors once all are told.

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
            raise PluginError(f"mkdocs-mos: {count}, named above; the site was not built")

    def say_what_links_lack(self) -> None:
        """Say once what links leave out because the site has no https address."""
        missing: dict[str, list[str]] = {}
        for page in self._pages.values():
            for what, by_author in page.left_out.items():
                missing.setdefault(f"{page.file}: {what}" if by_author else "", []).append(what)
        if not missing:
            return
        written = [what for what in missing if what]
        state = f"site_url is “{self.site_url}”" if self.site_url else "site_url is not set"
        words = f"{state}, so chat links leave out what needs the site's https address: "
        words += "; ".join(written[:5]) if written else "the page that the customer was reading"
        words += f" and {len(written) - 5} more" if len(written) > 5 else ""
        severity = Severity.WARNING if written else Severity.INFO
        log.log(severity, "%s. Write “site_url: https://…” in mkdocs.yml", words)

    def _find(self, place: str) -> str | None:
        file = self.files.get_file_from_path(place) if self.files else None
        if file is None or (file.inclusion.is_excluded() and not self.serving):
            return None
        return "" if file.url in (".", "./") else file.url

    def _shown(self, file: File) -> str:
        if file.abs_src_path is None:
            return file.src_uri
        base = Path(self.config.config_file_path or ".").resolve().parent
        path = Path(file.abs_src_path)
        return path.relative_to(base).as_posix() if path.is_relative_to(base) else file.src_uri

    def _canonical(self, page: MkDocsPage | None) -> str | None:
        """Return a page's canonical address; `mkdocs serve` has put its own where the configured one ships."""
        if page is None or not page.canonical_url:
            return None
        local = self.config.site_url
        if self.serving and local and page.canonical_url.startswith(local):
            return self.site_url and urljoin(self.site_url, page.canonical_url[len(local) :])
        return page.canonical_url


def _links(items: list[Any]) -> Iterator[Link]:
    """Yield the links of a nav that are ours to resolve."""
    for item in items:
        if isinstance(item, Section):
            yield from _links(item.children)
        elif isinstance(item, Link) and item.url.strip()[:4].lower() == "mos:":
            yield item


def _source(file: File) -> str:
    try:
        return file.content_string
    except (OSError, ValueError):  # the host has named it
        return ""


def _https(address: str | None) -> str | None:
    return address if address and address.startswith("https://") else None


def _configured_site_url(config: MkDocsConfig) -> str | None:
    """Return `site_url` as written, which `mkdocs serve` has replaced in the configuration by then."""
    path = Path(config.config_file_path or "")
    if not path.is_file():
        return None
    with path.open("rb") as file:
        url = str(yaml_load(file).get("site_url") or "")
    return url if url.endswith("/") or not url else f"{url}/"
