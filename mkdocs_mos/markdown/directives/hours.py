"""`::: mos-hours`: when the team answers, as a table, and what that means now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...browser.files import HOURS_SCRIPT
from ...core.problems import quoted
from .base import Block, Directive

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from ..cards import Cards

WHERE_HOURS_STAND = (
    "no hours are given; write “hours:” under the plugin mos, and under it timezone, and days such as "
    "mon-fri: 8:00-18:00"
)


class HoursDirective(Directive):
    """The site's hours."""

    def check(self, block: Block) -> None:
        if block.argument:
            block.report("directive", f"mos-hours takes no name; delete {quoted(block.argument)}")
        if block.page.site.hours is None:
            block.report("hours", WHERE_HOURS_STAND)

    def draw(self, block: Block, cards: Cards) -> Element:
        hours = block.page.timetable
        assert hours is not None  # checked
        block.page.scripts.add(HOURS_SCRIPT)
        return cards.hours(hours, block.page.words)
