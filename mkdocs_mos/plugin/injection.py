"""What a page gets for the reader's browser: the loader, our script, our launcher, the sandbox's mark."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from mkdocs.utils import get_relative_url

from ..audit.scripts import has_loader, has_script
from ..browser.files import (
    ASK_SCRIPT,
    FOLDER,
    FORM_SCRIPT,
    FORM_STYLESHEET,
    HOURS_SCRIPT,
    PANEL,
    SCRIPT,
    STYLESHEET,
    text,
)
from ..content.page import Page
from ..content.translations import SPOKEN
from ..core import snippet
from ..core.links import direct_link, link_maker, sandbox_link
from ..core.problems import ContentError
from ..core.product import Product
from ..core.source import TITLE
from ..core.tokens import NOT_SHOWN
from ..markdown.cards import SUGGESTED, SUGGESTED_IN_PANEL
from ..markdown.contexts import Unbuildable, article_context, page_context, page_window, product_context
from . import missing_page

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

    from ..content.page import Report, Site
    from ..markdown.cards import Cards
    from .article_end import About
    from .config import MosConfig

log = logging.getLogger("mkdocs.plugins.mkdocs_mos")

SANDBOX = f"{FOLDER}sandbox/"
CHAT_PAGE = f"{SANDBOX}chat.html"
_OF_A_SIZE = (".mos-chat .mos-width-", ".mos-chat .mos-height-")

_SEARCHES = ("md-search-result__list", "docs-search-results")
"""What pages hold that have a search box of Material, or of the themes mkdocs and readthedocs, whoever builds."""

_OF_BLOCKS = {FORM_SCRIPT: "data-mos-form", HOURS_SCRIPT: "data-mos-hours"}
"""Scripts of one kind of block each, and the attribute of the elements on which it acts."""

PLAYED = ("mossdk.js", "mos-customer-service-sdk.umd.js", "chat.js", "sandbox.css")
"""The files that play MOS, beside the chat page."""


class Injection:
    """What the pages of one site get, as its options want it.

    Args:
        options: the plugin's.
        config: the host's.
        site: the site as links and cards know it.
        cards: the templates, which know what was drawn.
    """

    def __init__(self, options: MosConfig, config: MkDocsConfig, site: Site, cards: Cards) -> None:
        self._site = site
        self._cards = cards
        self._name = config.site_name
        self._script_everywhere = options.script
        self._asks = options.ask
        self._mode = options.loader if options.enabled else False
        # The theme swaps pages without loading them: what stands outside of the content stays as it was.
        self._instant = "navigation.instant" in (config.theme.get("features") or [])
        inline = self._mode == "eager" and options.inline_script and not options.consent
        self._in_file = self._mode is not False and not inline
        # The theme's 404 page may be shown at any address.
        self._root = urlsplit(config.site_url or "/").path.rstrip("/") + "/"
        consent = options.consent and ("material" if _asks(config) else "own")
        if consent == "material":
            _offer_choice(config)
        sandboxed = site.sandbox is not None
        self._script = f"{SANDBOX}mossdk.js" if sandboxed else snippet.SCRIPT
        self._data = {
            "serviceId": site.service_id,
            "script": self._seen_from_script(self._script),
            "loader": self._mode if self._in_file else False,
            "consent": consent,
            "sdk": self._seen_from_script(f"{SANDBOX}{PLAYED[1]}" if sandboxed else options.sdk),
            "integrity": None if sandboxed else options.sdk_integrity,
        }
        if inline and not sandboxed:
            loader = snippet.loader(site.service_id)
            log.debug("a Content-Security-Policy allows the loader as %s", snippet.content_hash(loader))

    @property
    def scripted(self) -> bool:
        """Whether pages have our script: since the loader waits, windows are embedded, or a theme swaps pages."""
        swapped = self._instant and self._mode is not False
        return self._in_file or swapped or SCRIPT in self._cards.scripts

    def chat_page(self) -> Iterator[tuple[str, str]]:
        """Yield the place and content of the page that plays the chat, in the sandbox."""
        if self._site.sandbox is not None:
            yield CHAT_PAGE, self._cards.render("mos/sandbox-chat.html", site_address=self._site.address or "")

    def files(self, kept: Path | None = None) -> Iterator[tuple[str, str]]:
        """Yield the place and content of each file that the pages need, known once all of them are drawn.

        Args:
            kept: the site's folder, where it holds pages that are not drawn anew, and need what they needed before.
        """
        sheet = kept / STYLESHEET if kept else None
        before = sheet.read_text("utf-8") if sheet and sheet.is_file() else ""
        if self._cards.used or self._mode == "launcher" or self._asks_late:
            rules = {f".mos-chat .{name} {{ {rule}; }}" for name, rule in self._cards.sizes.items()}
            rules.update(line for line in before.splitlines() if line.startswith(_OF_A_SIZE))
            yield STYLESHEET, text("mos.css") + "".join(f"{rule}\n" for rule in sorted(rules))
        if self._site.sandbox is not None:
            yield from ((f"{SANDBOX}{name}", text(f"sandbox/{name}")) for name in PLAYED)
        if self.scripted:
            yield SCRIPT, text("mos.js")
        if self._panelled:
            yield PANEL, text("mos-panel.js")
        if self._makes_links:
            yield ASK_SCRIPT, text("mos-ask.js")
        if FORM_SCRIPT in self._cards.scripts:
            yield FORM_SCRIPT, text("mos-form.js")
            yield FORM_STYLESHEET, text("mos-form.css")
        if HOURS_SCRIPT in self._cards.scripts:
            yield HOURS_SCRIPT, text("mos-hours.js")

    @property
    def _asks_late(self) -> bool:
        """Whether readers are asked outside of articles, which is drawn after all files have been named."""
        return bool(self._asks - {"article"})

    @property
    def _makes_links(self) -> bool:
        """Whether pages have what makes links in the browser."""
        return self._script_everywhere or self._asks_late or ASK_SCRIPT in self._cards.scripts

    @property
    def has_panel(self) -> bool:
        """Whether our launcher opens one."""
        return self._mode == "launcher" and self._site.sdk

    @property
    def _panelled(self) -> bool:
        """Whether our launcher does more than a link."""
        return self.has_panel or (self._mode == "launcher" and self._instant)

    def content_end(self, view: Callable[[], Page], url: str, wanted: bool, about: About, report: Report) -> str:
        """Return what a page's content ends in: what our scripts must find where a theme has swapped the page."""
        html = ""
        if self._instant and (self._script_everywhere or "search" in self._asks or ASK_SCRIPT in view().scripts):
            html += snippet.mark(snippet.ASK_DATA, self._known(view(), url))
        if self._in_file and not wanted:
            html += snippet.NO_LOADER
        elif self._in_file and self._mode == "launcher":
            page = view()
            suggested = SUGGESTED_IN_PANEL if page.options.suggest else ""
            launcher = self._launcher(page, url, about, report, suggested)
            html += f"<template data-mos-corner>{launcher}</template>" if self._instant else ""
        return html

    def article_end(self, page: Page, url: str, about: About, report: Report) -> str:
        """Return what an article ends in where its readers may ask about it."""
        try:
            context = article_context(page, *about)
            link = self.shown(context.link, url)
            sent = context.sent_to(page)
            suggested = SUGGESTED if page.options.suggest else ""
            return self._question(page.words, "question", "ask_page", link, sent=sent, suggested=suggested)
        except ContentError as error:
            if NOT_SHOWN not in str(error):  # the host has named its line
                report(page.problem(error.rule, f"the link at the page's end: {error}"))
        return ""

    def missing_page(self, report: Report) -> str:
        """Return what the 404 page says to readers who miss a page; which one it is, our script adds."""
        page = Page(self._site, file=missing_page.NAME, uri=missing_page.NAME)
        try:
            record = Product(title=page.words["missing"])
            context = product_context(page, record, page.source(None))
            told = {"title": record.title, "source": context.source or "", "linkUrl": ""}
            link = self.shown(context.link, missing_page.NAME)
            return self._question(page.words, "missing", "ask_us", link, missing=told)
        except ContentError as error:
            report(page.wrong(error))
        return ""

    def _search(self, words: Mapping[str, str], url: str) -> str:
        """Return what our script shows under a search that finds nothing."""
        link = self.shown(direct_link(self._site.service_id, "search"), url)
        return f"<template data-mos-search>{self._question(words, 'nothing', 'ask_us', link)}</template>"

    def _question(self, words: Mapping[str, str], question: str, label: str, link: str, **more: object) -> str:
        known = {"question": words[question], "label": words[label], "link": link, "words": words}
        lacking = {"sent": None, "missing": None, "suggested": ""}
        return self._cards.render("mos/ask.html", **(lacking | known | more))

    def inject(
        self,
        output: str,
        view: Callable[[], Page],
        url: str,
        wanted: bool,
        report: Report,
        about: About | None = None,
        suggested: str = "",
    ) -> str:
        """Return a built page with what it needs.

        Args:
            output: the page's HTML.
            view: gives our view of it; of a page without a file, a bare one.
            url: its address under the site's.
            wanted: whether it is to have the loader.
            report: takes each problem.
            about: what an article is about.
            suggested: the articles that it suggests, as HTML.
        """
        html = ""
        loads = wanted and self._mode is not False and not has_loader(output)
        starts = loads and self._in_file
        if loads and self._mode == "launcher":
            html += self._launcher(view(), url, about, report, suggested)
        if (
            self.scripted
            and (starts or self._needs(SCRIPT, "data-mos-chat", output, view))
            and not has_script(output, snippet.DATA)
        ):
            data = self._data | {"words": {name: view().words[name] for name in SPOKEN}}
            html += snippet.file_script(self._address(SCRIPT, url), data, starts)
            if self._panelled and (loads or self._instant):
                html += snippet.next_script(self._address(PANEL, url))
        searches = "search" in self._asks and any(sign in output for sign in _SEARCHES)
        if searches:
            html += self._search(view().words, url)
        asks = searches or self._script_everywhere or "data-mos-missing" in output
        asks = asks or (self._makes_links and self._needs(ASK_SCRIPT, "data-mos-form", output, view))
        if asks and not has_script(output, snippet.ASK_DATA):
            # Where the theme swaps pages, this element stays: then it knows only what holds for all of them.
            known = self._known(Page(self._site) if self._instant else view(), url)
            html += snippet.file_script(self._address(ASK_SCRIPT, url), known, attribute=snippet.ASK_DATA)
        for script, sign in _OF_BLOCKS.items():
            if script in self._cards.scripts and self._needs(script, sign, output + html, view):
                html += snippet.next_script(self._address(script, url))
        if loads and not self._in_file:  # last, for our script must see what the vendor's does to the head
            html += snippet.loader(self._site.service_id, self._address(self._script, url))
        if self._site.sandbox is not None:
            html += self._cards.render("mos/sandbox-mark.html", site_address=self._site.address or "")
        return snippet.inject(output, html) if html else output

    def _known(self, page: Page, url: str) -> dict[str, object]:
        """Return what mos-ask.js must know of a page."""
        address = page.address if self._site.page_link else None
        known = link_maker(self._site.service_id, page.source(None, TITLE), address)
        if self._site.sandbox:
            known["start"] = sandbox_link(str(known["start"]), self._address(self._site.sandbox, url))
        return known

    def _needs(self, script: str, sign: str, html: str, view: Callable[[], Page]) -> bool:
        """Say whether a page needs a script that acts on elements with an attribute."""
        # One may have been encrypted since it was drawn, or have come from another page.
        return self._instant or sign in html or script in view().scripts

    def _launcher(self, page: Page, url: str, about: About | None, report: Report, suggested: str) -> str:
        try:
            context = page_context(page)
            if context.sent is None and about:
                with suppress(ContentError):  # what cannot be sent stays out: it is named where a reader is asked
                    context = article_context(page, *about)
            link = self.shown(context.link, url)
            window = page_window(page, context, height="100%") if self._site.sdk else None
            hours = page.timetable if window else None
            return self._cards.launcher(link, page.words, self._name, window, suggested, hours)
        except ContentError as error:
            report(page.wrong(error))
        except Unbuildable:  # named at the front matter
            pass
        return ""

    def shown(self, link: str, url: str) -> str:
        """Return a chat link as a built page has it: in the sandbox it leads to the page that plays MOS."""
        if self._site.sandbox:
            return sandbox_link(link, self._address(self._site.sandbox, url))
        self._site.made.add(link)
        return link

    def _address(self, place: str, url: str) -> str:
        if place.startswith("https:"):
            return place
        return f"{self._root}{place}" if url == missing_page.NAME else get_relative_url(place, url)

    def _seen_from_script(self, place: str | None) -> str | None:
        return place if place is None or urlsplit(place).scheme else get_relative_url(place, SCRIPT)


def _asks(config: MkDocsConfig) -> bool:
    """Say whether the theme asks for consent as Material does; themes made from it have other names."""
    has_consent = any((Path(folder) / "partials" / "consent.html").is_file() for folder in config.theme.dirs)
    return has_consent and isinstance(config.extra.get("consent"), dict)


def _offer_choice(config: MkDocsConfig) -> None:
    """Add the chat to what Material asks about, as Material adds its own, where the site has not."""
    cookies = config.extra["consent"].setdefault("cookies", {})
    cookies.setdefault("mos", "MOS live chat")
