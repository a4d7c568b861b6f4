"""`::: mos-chat`: the chat window, embedded in the page through the vendor's SDK (vendor document 2.3)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from ...browser.files import SCRIPT
from ...core.chat_window import WHERE_THE_SDK_IS, length, timeout
from ...core.problems import quoted
from ..contexts import page_context, page_window, suggested
from .base import SOURCE, Block, Directive, Options

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from ..cards import Cards


class ChatDirective(Directive):
    """The chat window, which may begin with a product."""

    OPTIONS: ClassVar[Options] = {
        "width": (None, partial(length, "width")),
        "height": (None, partial(length, "height")),
        "product": ("", str.strip),
        "source": SOURCE,
        "timeout": (None, timeout),
    }

    def check(self, block: Block) -> None:
        if not block.page.site.sdk:
            block.report("sdk", f"the chat window needs the vendor's SDK: {WHERE_THE_SDK_IS}")
        if block.argument:
            cure = quoted(f"product: {block.argument}")
            block.report("window", f"mos-chat takes no name; write {cure} under it, indented by four spaces")

    def find(self, block: Block) -> None:
        block.context = page_context(block.page, block.options["product"], block.options["source"])

    def draw(self, block: Block, cards: Cards) -> Element:
        page, options, context = block.page, block.options, block.context
        given = {name: options[name] for name in ("width", "height", "timeout") if options[name] is not None}
        window = page_window(page, context, **given)
        element = cards.window(window, page.shown(context.link), page.words, page.site.live, suggested(page))
        if page.site.live:
            page.scripts.add(SCRIPT)
        page.used(context.source, context.sent, context.price_line)
        return element
