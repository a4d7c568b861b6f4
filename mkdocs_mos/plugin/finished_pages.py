"""The `mos:` addresses that only a finished page shows: in raw HTML, and in what a theme draws from mkdocs.yml."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from ..audit.private_addresses import private_address
from ..audit.unresolved import leftovers
from ..core.problems import ContentError, quoted
from ..markdown.contexts import Unbuildable, direct_context, means_this_page, mos_context
from ..markdown.links_in_html import with_chat_links
from ..markdown.unresolved import leftover_problem

if TYPE_CHECKING:
    from ..content.page import Page
    from .build import MkDocsHost


def finished(host: MkDocsHost, html: str, page: Page, show: Callable[[str], str]) -> str:
    """Return a built page with chat links in the place of its `mos:` addresses; name those that cannot be one.

    Args:
        host: takes the problems.
        html: the page.
        page: our view of it.
        show: makes a chat link one for this page, as the sandbox wants it.
    """
    failed = set()

    def resolve(address: str, written: str) -> tuple[str, Mapping[str, str] | None] | None:
        try:
            # On a page that is none, what stands on all of them leads to the chat as it is.
            is_shared = page.about is None and means_this_page(address) and host.written_elsewhere(address)
            context = direct_context(page) if is_shared else mos_context(page, address)
        except ContentError as error:
            failed.add(address)
            problem = page.wrong(error, page.places.link(written.strip(), 0) or page.places.link(address, 0))
            place = None if problem.line else host.written_elsewhere(address)
            if place and error.rule == "unknown-product":  # each page would say which products it knows
                words = (
                    f"{quoted(address)} names a product that not every page knows; write one of the catalogue, or mos:"
                )
                problem = replace(problem, words=words)
            host.report_from_theme(problem, place)
        except Unbuildable:  # named where the product stands
            failed.add(address)
        else:
            return show(context.link), context.sent_to(page)
        return None

    html = with_chat_links(html, host.site_url, resolve)
    for left in leftovers(html, host.site_url):
        if private_address(left, host.site_url) not in failed:
            host.report(leftover_problem(page, left))
    return html
