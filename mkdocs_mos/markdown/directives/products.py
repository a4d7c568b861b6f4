"""`::: mos-products [PATTERN …]`: a grid of cards, of the page's products or of those whose names match."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar
from xml.etree.ElementTree import Element

from ...core.problems import ContentError, quoted
from ..contexts import Unbuildable, hint, matching_names, named_fields
from .base import SOURCE, Block, Directive, Options
from .product import draw_product, label, layout

if TYPE_CHECKING:
    from ..cards import Cards

_MOST = 200


class ProductsDirective(Directive):
    """Several products, side by side, in the order written: the page's before the catalogue's."""

    OPTIONS: ClassVar[Options] = {"label": (None, label), "source": SOURCE, "layout": ("card", layout)}

    def check(self, block: Block) -> None:
        page = block.page
        patterns = block.argument.replace(",", " ").split()
        names, unmatched = matching_names(page, patterns)
        block.is_broken = page.options.unreadable or bool(unmatched)
        for pattern in unmatched if page.site.catalog.complete else ():  # else it may be one that could not be read
            block.report("unknown-product", f"no product's name matches {quoted(pattern)}; {hint(page, pattern)}")
        if not names and not patterns:
            words = "the page has no products; write them under “mos: products:” in the front matter, or a pattern here"
            block.report("unknown-product", words)
        elif len(names) > _MOST:
            words = f"it is a grid of {len(names):,} products; at most {_MOST} fit a page: narrow the pattern"
            block.report("value", words)
        block.names = names

    def draw(self, block: Block, cards: Cards) -> Element:
        grid = Element("div", {"class": "mos-products"})
        for name in block.names:
            try:
                grid.append(draw_product(block, cards, name, named_fields(block.page, name)))
            except Unbuildable:  # named where the product stands
                pass
            except ContentError as error:
                block.report(error.rule, f"product {quoted(name)}: {error}")
        return grid
