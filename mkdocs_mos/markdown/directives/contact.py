"""`::: mos-contact`: the ways to reach the team: the chat in a tab or in the page, Telegram, a QR code, the hours."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ...browser.files import HOURS_SCRIPT, SCRIPT
from ...core.chat_window import WHERE_THE_SDK_IS
from ...core.problems import did_you_mean, quoted
from ...core.telegram import telegram_link
from ..contexts import direct_context, page_window, suggested
from .base import SOURCE, Block, Directive, Options
from .hours import WHERE_HOURS_STAND

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from ...content.page import Site
    from ..cards import Cards

WAYS = ("chat", "telegram", "window", "qr", "hours")
"""The ways that there are, in their usual order."""


def _split(text: str) -> list[str]:
    return [way.strip() for way in text.split(",")]


def _lacking(site: Site) -> dict[str, str]:
    """Return the ways that a site does not have, and what each needs."""
    lacking = {}
    if not site.sdk:
        lacking["window"] = f"the chat window needs the vendor's SDK: {WHERE_THE_SDK_IS}"
    if site.telegram is None:
        lacking["telegram"] = "telegram needs the bot's username; write “telegram: acme_help_bot” under the plugin mos"
    if site.hours is None:
        lacking["hours"] = WHERE_HOURS_STAND
    return lacking


class ContactDirective(Directive):
    """All the ways that the site has, or some of them."""

    OPTIONS: ClassVar[Options] = {"ways": (None, _split), "source": SOURCE}

    def check(self, block: Block) -> None:
        if block.argument:
            block.report("directive", f"mos-contact takes no name; delete {quoted(block.argument)}")
        lacking = _lacking(block.page.site)
        ways = block.options["ways"] or []
        for way in dict.fromkeys(ways):
            if way not in WAYS:
                block.report("value", f"unknown way {quoted(way)}; {did_you_mean(way, WAYS)}", "ways")
            elif way in lacking:
                block.report("value", lacking[way], "ways")
            if ways.count(way) > 1:
                block.report("duplicate", f"ways holds {quoted(way)} twice; delete one", "ways")

    def draw(self, block: Block, cards: Cards) -> Element:
        from ...core import qr  # segno takes its time

        page, site = block.page, block.page.site
        ways = block.options["ways"] or [way for way in WAYS if way not in _lacking(site)]
        if not site.live:  # the window's place would hold the link once more
            ways = [way for way in ways if way != "window"] or ["chat"]
        context = direct_context(page, block.options["source"])
        element = cards.contact(
            ways,
            page.shown(context.link),
            page.words,
            telegram=telegram_link(site.telegram, context.source) if site.telegram else None,
            qr=qr.inline(context.link, scale=4) if "qr" in ways else None,
            window=page_window(page, context) if "window" in ways else None,
            suggested=suggested(page),
            hours=page.timetable if "hours" in ways else None,
        )
        if "window" in ways:
            page.scripts.add(SCRIPT)
        if "hours" in ways:
            page.scripts.add(HOURS_SCRIPT)
        page.used(context.source)
        return element
