"""`::: mos-form`: a few questions whose answers become the record that the chat begins with."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from ...browser.files import ASK_SCRIPT, FORM_SCRIPT
from ...content.form_fields import read_fields
from ...content.values import Text
from ...core.form import check_fixed, check_room, fixed_title
from ...core.problems import ContentError, quoted
from ...core.product import FIELDS
from ..contexts import product_context, to_product
from .base import SOURCE, Block, Directive, Options
from .product import label

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from ..cards import Cards


class FormDirective(Directive):
    """A chat link with what is fixed; with script, a form."""

    OPTIONS: ClassVar[Options] = {"label": (None, label), "source": SOURCE}
    FIELDS = FIELDS
    OTHERS = ("fields",)

    def judge(self, block: Block) -> None:
        items = dict(block.written.items)
        found, problems = read_fields(items.pop("fields", None), block.page.here())
        block.form = found
        block.written = replace(block.written, items=items)
        super().judge(block)
        for problem in problems:
            block.add(problem)

    def check(self, block: Block) -> None:
        if block.argument:
            block.report("directive", f"mos-form takes no name; delete {quoted(block.argument)}")
        title = block.fields.get("title")
        if title is None and "title" not in block.written.items:
            block.report("title", "the form has no title; write one, such as “title: Order {number}”")
        elif title is not None:
            try:
                block.title = fixed_title(title.text, block.form)
            except ContentError as error:
                block.report(error.rule, str(error), "title")
        for name, value in block.written.items.items():
            if name != "title" and isinstance(value, Text):
                try:
                    check_fixed(name, value.text, block.form)
                except ContentError as error:
                    block.report(error.rule, str(error), name)

    def draw(self, block: Block, cards: Cards) -> Element:
        page = block.page
        title = block.fields["title"]
        fixed = to_product(block.fields | {"title": replace(title, text=block.title)})
        channel = page.source(block.options["source"], block.title)
        context = product_context(page, fixed, channel)
        bare = product_context(page, replace(fixed, desc=None), channel)  # since desc gives way to the answers
        check_room(bare.link, [field.label for name, field in block.form.items() if f"{{{name}}}" not in title.text])
        told = (context.sent or {}) | {"title": title.text.strip(), "source": channel or ""}
        page.scripts.update((ASK_SCRIPT, FORM_SCRIPT))
        page.used(context.source)
        words = block.options["label"] or page.words["ask_us"]
        return cards.form(list(block.form.values()), told, page.shown(context.link), words, page.words)
