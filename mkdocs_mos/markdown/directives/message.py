"""`::: mos-message [NAME]`: a button that sends a record into the page's chat window; else, its context link."""

from __future__ import annotations

from typing import ClassVar

from .base import SOURCE, Options
from .product import ProductDirective, label


class MessageDirective(ProductDirective):
    """One button that sends a product."""

    OPTIONS: ClassVar[Options] = {"label": (None, label), "source": SOURCE}
