"""`::: mos-product [NAME]`: a product card, a button, or a link, with its context link."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ...core.problems import ContentError, did_you_mean, quoted
from ...core.product import FIELDS, text_fault
from ..cards import LAYOUTS, Layout
from ..contexts import named_fields, price_line, product_context, to_product
from .base import SOURCE, Block, Directive, Options

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from ..cards import Cards


def label(text: str) -> str:
    """Return the words of a chat link.

    Raises:
        ContentError: they are blank, or hold what no page can show.
    """
    fault = text_fault(text) if text.strip() else "is blank; write the link's words, or delete it"
    if fault:
        raise ContentError(f"label {fault}", "text")
    return text.strip()


def _layout(text: str) -> Layout:
    name = text.strip()
    if name not in LAYOUTS:
        raise ContentError(f"unknown layout {quoted(name)}; {did_you_mean(name, LAYOUTS)}", "value")
    return name


class ProductDirective(Directive):
    """A product; its fields may stand under the block, beside those that its name means or instead of them."""

    OPTIONS: ClassVar[Options] = {
        "label": (None, label),
        "source": SOURCE,
        "layout": ("card", _layout),
    }
    FIELDS = FIELDS

    def find(self, block: Block) -> None:
        block.base = named_fields(block.page, block.argument, alone="title" in block.written.items)

    def draw(self, block: Block, cards: Cards) -> Element:
        page, options = block.page, block.options
        product = to_product(block.base | block.fields)
        context = product_context(page, product, page.source(options["source"], block.argument or product.title))
        element = cards.product(
            product,
            page.shown(context.link),
            options.get("layout", "message"),  # mos-message has one layout only
            options["label"] or page.words["ask"],
            page.words,
            sent=context.sent_to(page),
        )
        is_own = block.base and "price" in block.fields  # a price of this card only is meant to differ
        page.used(context.source, None if is_own else context.sent, price_line(block.base))
        return element
