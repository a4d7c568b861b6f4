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

    from ...content.records import Fields
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


def layout(text: str) -> Layout:
    """Return how a product is drawn.

    Raises:
        ContentError: there is no such layout.
    """
    name = text.strip()
    if name not in LAYOUTS:
        raise ContentError(f"unknown layout {quoted(name)}; {did_you_mean(name, LAYOUTS)}", "value")
    return name


class ProductDirective(Directive):
    """A product; its fields may stand under the block, beside those that its name means or instead of them."""

    OPTIONS: ClassVar[Options] = {
        "label": (None, label),
        "source": SOURCE,
        "layout": ("card", layout),
    }
    FIELDS = FIELDS

    def find(self, block: Block) -> None:
        block.base = named_fields(block.page, block.argument, alone="title" in block.written.items)

    def draw(self, block: Block, cards: Cards) -> Element:
        return draw_product(block, cards, block.argument, block.base, block.fields)


def draw_product(block: Block, cards: Cards, name: str, base: Fields, own: Fields | None = None) -> Element:
    """Return the element of one product of a block.

    Args:
        block: whose options it has.
        cards: the templates.
        name: the product's name, as its author wrote it in the block; it may have none.
        base: its fields where it is described.
        own: those of this block only.

    Raises:
        ContentError: its link cannot be made, or a theme's own template is broken.
    """
    page, options = block.page, block.options
    product = to_product(base | (own or {}))
    context = product_context(page, product, page.source(options["source"], name or product.title))
    element = cards.product(
        product,
        page.shown(context.link),
        options.get("layout", "message"),  # mos-message has one layout only
        options["label"] or page.words["ask"],
        page.words,
        sent=context.sent_to(page),
    )
    is_own = base and own and "price" in own  # a price of this card only is meant to differ
    page.used(context.source, None if is_own else context.sent, price_line(base))
    return element
