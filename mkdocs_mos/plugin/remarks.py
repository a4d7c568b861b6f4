"""What a build says once of the whole site, where nothing is wrong, but something is missing."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ..core.links import is_example
from ..core.rules import Severity

if TYPE_CHECKING:
    from .build import MkDocsHost

log = logging.getLogger("mkdocs.plugins.mkdocs_mos")


def remark(host: MkDocsHost) -> None:
    """Say all of it; every page has been drawn by now."""
    _what_links_lack(host)
    _that_the_address_is_an_example(host)
    _what_words_lack(host)


def _what_links_lack(host: MkDocsHost) -> None:
    """Say what links leave out because the site has no https address."""
    missing: dict[str, list[str]] = {}
    for page in host.pages.values():
        for what, by_author in page.left_out.items():
            missing.setdefault(f"{page.file}: {what}" if by_author else "", []).append(what)
    if not missing:
        return
    written = [what for what in missing if what]
    state = f"site_url is “{host.site_url}”" if host.site_url else "site_url is not set"
    words = f"{state}, so chat links leave out what needs the site's https address: "
    words += "; ".join(written[:5]) if written else "the page that the customer was reading"
    words += f" and {len(written) - 5} more" if len(written) > 5 else ""
    severity = Severity.WARNING if written else Severity.INFO
    log.log(severity, "%s. Write “site_url: https://…” in %s", words, host.configuration)


def _that_the_address_is_an_example(host: MkDocsHost) -> None:
    """Say that links carry an address that nobody can open."""
    site = host.site
    name = urlsplit(site.address or "").hostname
    if name and is_example(name) and any("linkUrl=" in link or "cover=" in link for link in site.made):
        words = "site_url is “%s”, an example that nobody can open, and chat links carry it; write your own in %s"
        log.info(words, site.address, host.configuration)


def _what_words_lack(host: MkDocsHost) -> None:
    """Say that there are no words in the theme's language, where a page has any and nobody chose another."""
    language = host.site.language
    wording = host.site.wording
    if host.cards.used and wording.language is None and wording.of(language, language)["lang"]:
        words = "there is no translation for the theme's language “%s”, so it is English; write all as “words:”"
        log.info(f"mkdocs-mos: {words}", language)
