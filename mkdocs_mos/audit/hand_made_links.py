"""Chat links that somebody has written out in a page, seen as a browser sees them: what is wrong with each.

`https://mos.me/…` in Markdown, in raw HTML and in what a theme draws goes past all that makes our own links right. The
rules are those of `check`; the cure is to let the plugin make the link.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Container, Iterator
from html import unescape

from ..content.page import Page
from ..core.links import HOST
from ..core.problems import Problem, quoted
from ..core.rules import Severity
from .signs import is_odd, plain

_HREF = re.compile(rf'href="(https://{re.escape(HOST)}/[^"]*)"')


def may_be_hand_made(html: str, made: Container[str]) -> bool:
    """Say whether a page may hold a chat link that is none of those which we have made for it."""
    named = plain(html).count(HOST.encode())
    ours = sum(unescape(address) in made for address in _HREF.findall(html)) if named else 0
    return named > ours or is_odd(html)


def hand_made(
    html: str, page: Page, ids: Collection[str], elsewhere: Callable[[str], tuple[str, int] | None]
) -> Iterator[Problem]:
    """Yield what is wrong with the chat links that stand written out in a page's HTML, each once.

    Args:
        html: the page as it is built, or its content.
        page: our view of it.
        ids: the customer service IDs of the site.
        elsewhere: gives the file and the line, outside of the page, from which a theme has an address.
    """
    from .page import audit  # the parser, which most sites never need

    seen: Counter[str] = Counter()
    for link in audit(html, page.file or "").links:
        if link.url in page.site.made:
            continue
        faults = list(dict.fromkeys(link.faults))
        identity = link.link.service_id.rstrip("/")
        if not faults and identity not in ids:
            right = " or ".join(map(quoted, ids))
            words = f"it has the customer service ID {quoted(identity)}, the site's is {right}"
            faults = [Problem("other-id", words)]
        nth = seen[link.url]
        seen[link.url] += 1
        if not faults:
            continue
        file, line = page.file, page.places.link(link.url, nth)
        if line is None and (place := elsewhere(link.url)):
            file, line = place
        where = "" if line else " (from a template, a macro or another file)"
        name = _product_of(page, link.link.values.get("title", ""))
        cure = f"write mos:{name} instead of the address, such as [Ask us](mos:{name}), and the build makes it right"
        words = "; ".join(fault.words for fault in faults)
        stop = "" if words.endswith("?") else "."
        found = f"the chat link {quoted(link.url)}{where}: {words}{stop} Or {cure}"
        yield Problem(faults[0].rule, found, file, line, severity=Severity.WARNING)


def _product_of(page: Page, title: str) -> str:
    """Return the name of the page's product with a title, where it can stand in an address as it is."""
    for name, fields in page.options.products.items():
        if "title" in fields and fields["title"].text == title and re.fullmatch(r"[\w.-]+", name):
            return name
    return ""
