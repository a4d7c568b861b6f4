"""Published hours in a language and a country: names of days, times and dates as the CLDR has them, through Babel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from functools import cache
from itertools import groupby

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import format_date, format_time, get_timezone, get_timezone_name
from babel.units import format_unit

from ..core.hours import MIDNIGHT, Hours, Range


@dataclass(frozen=True, slots=True)
class Timetable:
    """Hours as a page shows them.

    Attributes:
        zone: the name of their time zone.
        rows: days that have the same hours, and these; none where those days are closed.
        closed: dates on which no hours begin.
        now: what mos-hours.js is told, apart from our words.
    """

    zone: str
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    closed: tuple[str, ...]
    now: Mapping[str, object]


@cache
def timetable(hours: Hours, language: str) -> Timetable:
    """Return hours as a page in a language shows them."""
    territory = _territory(hours.timezone)
    locale = _locale(language, territory)
    days = locale.days["stand-alone"]["wide"]
    rows = []
    # Neighbours of the same hours share a row: “Monday – Friday” is how such tables are read.
    for ranges, numbers in groupby(range(len(hours.week)), hours.week.__getitem__):
        first, *others = numbers
        name = _span(locale, days[first], days[others[-1]]) if others else days[first]
        rows.append((name, tuple(_written(locale, each) for each in ranges)))
    return Timetable(
        # A zone of no place, such as UTC, is known by its own name.
        zone=get_timezone_name(get_timezone(hours.timezone), locale=locale) if territory else hours.timezone,
        rows=tuple(rows),
        closed=tuple(format_date(each, "long", locale) for each in hours.closed),
        now={
            "timezone": hours.timezone,
            "language": str(locale).replace("_", "-"),
            "week": hours.week,
            "closed": [each.isoformat() for each in hours.closed],
        },
    )


def _territory(timezone: str) -> str:
    """Return the country of a time zone, or nothing for one of no place, such as UTC."""
    canonical = get_global("zone_aliases").get(timezone, timezone)
    return str(get_global("zone_territories").get(canonical, "")).replace("ZZ", "")


def _locale(language: str, territory: str) -> Locale:
    """Return the locale of a language, with the customs of a country where the language names none itself."""
    tag = language.replace("-", "_")
    # A table in English is better than none, as with our other words.
    locale = _known(tag) or _known(tag.partition("_")[0]) or Locale("en")
    if locale.territory or not territory:
        return locale
    return _known(f"{locale}_{territory}") or locale


def _known(tag: str) -> Locale | None:
    try:
        return Locale.parse(tag)
    except (ValueError, UnknownLocaleError):
        return None


def _written(locale: Locale, hours: Range) -> str:
    if hours == (0, MIDNIGHT):
        return format_unit(24, "duration-hour", locale=locale)
    opens, closes = (time(*divmod(minutes % MIDNIGHT, 60)) for minutes in hours)
    return _span(locale, format_time(opens, "short", locale=locale), format_time(closes, "short", locale=locale))


def _span(locale: Locale, first: str, last: str) -> str:
    """Return “from … to …” as the language writes it, such as Monday – Friday."""
    return str(locale.interval_formats[None]).format(first, last)
