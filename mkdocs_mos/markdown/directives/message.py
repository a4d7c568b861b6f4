"""`::: mos-message [NAME]`: a button that sends a record into the page's chat window; else, its context link."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from .base import SOURCE, Block, Options
from .product import ProductDirective, label

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from ..cards import Cards


class MessageDirective(ProductDirective):
    """One button that sends a product."""

    OPTIONS: ClassVar[Options] = {"label": (None, label), "source": SOURCE}

    def draw(self, block: Block, cards: Cards) -> Element:
        return self._drawn(block, cards, "message")
