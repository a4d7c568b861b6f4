"""The chat links of a text: `[words](mos:)`, `[words](mos:flagship)`, `[words](mos:flagship?source=pricing)`."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, SubElement

from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE

from ..audit.private_addresses import private_address
from ..core.problems import ContentError
from .cards import exact, sent_json
from .contexts import Unbuildable, means_this_page, mos_context

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..core.problems import Problem
    from .rendering import Rendering


class Links(Treeprocessor):
    """Puts chat links in the place of the `mos:` links, wherever Markdown made them."""

    def __init__(self, rendering: Rendering) -> None:
        super().__init__(rendering.md)
        self._rendering = rendering

    def run(self, root: Element) -> None:
        seen: Counter[str] = Counter()
        for element in root.iter("a"):
            href = element.get("href", "")
            if href[:4].lower() == "mos:":
                self._link(element, self._plain(href), seen)
            elif "mos%" in href.lower() and (own := private_address(self._plain(href))):  # a neighbour encoded it
                self._link(element, own, seen)

    def _link(self, element: Element, address: str, seen: Counter[str]) -> None:
        if self._rendering.host.finishes_pages and means_this_page(address):
            return  # what it is called is known once it is built
        page = self._rendering.current()
        nth = seen[address]
        seen[address] += 1
        page.here = lambda: page.places.link(address, nth)
        try:
            context = mos_context(page, address)
            element.set("href", exact(page.shown(context.link)))
        except ContentError as error:
            problem = page.wrong(error, page.here())
            self._rendering.host.report(problem)
            self._mark(element, [problem])
        except Unbuildable:
            self._mark(element, page.options.problems)
        else:
            classes = element.get("class", "").split()
            element.set("class", " ".join(dict.fromkeys([*classes, "mos-link"])))
            element.set("target", "_blank")
            element.set("rel", "noopener")
            if sent := context.sent_to(page):
                element.set("data-mos-product", exact(sent_json(sent)))

    def _mark(self, element: Element, problems: Iterable[Problem]) -> None:
        """Let a preview show a broken link, and what is wrong with it."""
        self._rendering.host.cards.used = True
        element.tag = "strong"
        element.attrib.clear()
        element.set("class", "mos-problem")
        SubElement(element, "span").text = exact(f" ({'; '.join(map(str, problems))})")

    def _plain(self, href: str) -> str:
        """Return an address without Markdown's own marks for escaped characters."""
        unescape: Any = self.md.treeprocessors["unescape"]
        plain: str = unescape.unescape(href)
        return plain.replace(AMP_SUBSTITUTE, "&")
