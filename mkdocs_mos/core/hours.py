"""When the team answers: a time zone, the hours of a week, and the dates on which all of it is closed.

What authors write, under `hours`:

    timezone: Europe/London
    mon-fri: 8:00-18:00
    sat: [9:00-12:00, 13:00-16:00]
    fri: 22:00-2:00       # past midnight; a day of its own wins over a range that holds it
    wed: closed
    closed: [2026-12-25]
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from typing import Final, NamedTuple
from zoneinfo import available_timezones

from .problems import ContentError, Fault, FaultsError, nearest, quoted

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MIDNIGHT: Final = 24 * 60
"""The end of a day, in minutes from its beginning."""

_CLOSED = "closed"
_OTHERS = ("timezone", _CLOSED)
_NAMES = (*DAYS, *_OTHERS)
_ANY_DAYS = rf"(?:{'|'.join(DAYS)})"
DAYS_PATTERN = rf"{_ANY_DAYS}( *[-–] *{_ANY_DAYS})?"
"""How days are named: `mon`, or `mon-fri`."""
_DAYS = re.compile(DAYS_PATTERN)
_DASH = re.compile(r"\s*[-–]\s*")
_ANY_TIME = "([0-9]{1,2}):([0-9]{2})"
_TIME = re.compile(_ANY_TIME)
RANGE_PATTERN = rf"^\s*{_ANY_TIME}\s*[-–]\s*{_ANY_TIME}\s*$"
"""How hours without a break are written: `8:00-18:00`."""
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

_ZONE_CURE = "write a name of the IANA list, such as Europe/London"
RANGE_HINT = "write when you open and close, such as 8:00-18:00, or “closed”"


class Range(NamedTuple):
    """Hours without a break.

    Attributes:
        opens: minutes from the beginning of the day.
        closes: minutes from the beginning of the same day; past midnight more than 1440.
    """

    opens: int
    closes: int

    def __str__(self) -> str:
        return f"{_clock(self.opens)}-{_clock(self.closes if self.closes <= MIDNIGHT else self.closes - MIDNIGHT)}"


@dataclass(frozen=True, slots=True)
class Hours:
    """Published hours.

    Attributes:
        timezone: a name of the IANA time zone database.
        week: the ranges of each day, Monday first, in the order of the day. They do not overlap.
        closed: dates on which no range begins.
    """

    timezone: str
    week: tuple[tuple[Range, ...], ...]
    closed: tuple[date, ...] = ()


def read_hours(value: object) -> Hours:
    """Return the option `hours`, as YAML gives it.

    Raises:
        FaultsError: all that is wrong, each with the name or the position that it stands under.
    """
    written = _Written()
    hours = written.read(value)
    if written.faults:
        raise FaultsError(written.faults, "hours")
    return hours


@dataclass(slots=True)
class _Written:
    """What an author has written, while it is read."""

    faults: list[Fault] = field(default_factory=list)

    def read(self, value: object) -> Hours:
        names = value if isinstance(value, dict) else {}
        if not isinstance(value, dict):
            words = "write timezone and days under it, indented, such as mon-fri: 8:00-18:00"
            self.faults.append(Fault(f"hours is {_shown(value)}; {words}"))
        else:
            self._check_names(names)
            self._check_timezone(names.get("timezone"))
        week = self._week(names)
        if isinstance(value, dict) and not self.faults and not any(week):
            self._wrong("no day is one on which you answer; write days such as mon-fri: 8:00-18:00")
        closed = sorted(set(self._dates(names.get(_CLOSED))))
        return Hours(str(names.get("timezone")), week, tuple(closed))

    def _wrong(self, words: str, *path: object) -> None:
        self.faults.append(Fault(f"hours: {words}", path))

    def _check_names(self, names: dict[object, object]) -> None:
        for name in names:
            if name not in _NAMES and not (isinstance(name, str) and _DAYS.fullmatch(name)):
                self._wrong(f"unknown day or name {_shown(name)}; {_name_hint(name)}", name)

    def _check_timezone(self, zone: object) -> None:
        if zone is None:
            self._wrong(f"timezone is missing; {_ZONE_CURE}", "timezone")
        elif not isinstance(zone, str):
            self._wrong(f"timezone is {_shown(zone)}; {_ZONE_CURE}", "timezone")
        elif zone not in (zones := _zones()):
            words = f"timezone {quoted(zone)} is not a place of the IANA list"
            self._wrong(f"{words}; {_zone_hint(zone, zones)}", "timezone")

    # Days

    def _week(self, names: dict[object, object]) -> tuple[tuple[Range, ...], ...]:
        days_of = {name: days for name in names if isinstance(name, str) and (days := _days(name))}
        ranges_of = {name: self._ranges(name, names[name]) for name in days_of}
        name_of: dict[int, str] = {}
        for number, day in enumerate(DAYS):
            holding = [day] if day in days_of else [name for name, days in days_of.items() if number in days]
            # A day in two ranges has two answers; which of them is meant only its author knows.
            for first, second in pairwise(holding):
                words = f"{day} stands in {first} and in {second}"
                self._wrong(f"{words}; change one, or give {day} a line of its own", second)
            if holding:
                name_of[number] = holding[0]
        week = [ranges_of[name_of[number]] if number in name_of else () for number in range(len(DAYS))]
        for name, words in _long_nights(week, name_of).items():
            self._wrong(words, name)
        return tuple(week)

    def _ranges(self, name: str, value: object) -> tuple[Range, ...]:
        """Return the ranges under a name, those that could be read."""
        if value == [_CLOSED] or (isinstance(value, str) and value.strip().lower() == _CLOSED):
            return ()
        items = value if isinstance(value, list) else [value]
        found: list[Range] = []
        for number, item in enumerate(items):
            path = (name, number) if isinstance(value, list) else (name,)
            try:
                following = _range(item)
            except ContentError as error:
                self._wrong(f"{name} {error}", *path)
                continue
            if found and following.opens < found[-1].opens:
                words = f"{following} stands after {found[-1]} but is earlier"
                cure = "write one o'clock in the afternoon as 13:00, and the ranges in the order of the day"
                self._wrong(f"{name}: {words}; {cure}", *path)
            elif found and following.opens < found[-1].closes:
                self._wrong(f"{name}: {found[-1]} and {following} overlap; correct one, or make them one range", *path)
            found.append(following)
        return tuple(found)

    # Dates

    def _dates(self, value: object) -> Iterator[date]:
        if value is None:
            return
        items = value if isinstance(value, list) else [value]
        for number, item in enumerate(items):
            path = (_CLOSED, number) if isinstance(value, list) else (_CLOSED,)
            # YAML has read it; a date with a time of day is a datetime, which is a date, too.
            if isinstance(item, date) and not isinstance(item, datetime):
                yield item
            elif not isinstance(item, str) or not _DATE.fullmatch(item.strip()):
                self._wrong(f"closed: {_shown(item)} is not a date; write one such as 2026-12-25", *path)
            else:
                try:
                    yield date.fromisoformat(item.strip())
                except ValueError:
                    self._wrong(f"closed: {_shown(item)} is a date that does not exist; correct it", *path)


def _long_nights(week: list[tuple[Range, ...]], name_of: dict[int, str]) -> dict[str, str]:
    """Return words, by the name that they are about, where hours last until after the next day has opened."""
    wrong: dict[str, str] = {}
    for number, ranges in enumerate(week):
        following = (number + 1) % len(DAYS)
        # The last day of a week is followed by its first.
        if ranges and week[following] and ranges[-1].closes - MIDNIGHT > week[following][0].opens:
            opens = f"{DAYS[following]} opens at {_clock(week[following][0].opens)}"
            words = f"{DAYS[number]} is {ranges[-1]}, but {opens}; correct one, or end {DAYS[number]} there"
            wrong.setdefault(name_of[number], words)
    return wrong


def _days(name: str) -> list[int]:
    """Return the numbers of the days that a name means; a range may go over the week's end, as `sun-thu` does."""
    if not _DAYS.fullmatch(name):
        return []
    first, last = (DAYS.index(day) for day in (name[:3], name[-3:]))
    return [(first + number) % len(DAYS) for number in range((last - first) % len(DAYS) + 1)]


def _range(value: object) -> Range:
    """Return written hours.

    Raises:
        ContentError: they are none; the words follow on the day's name.
    """
    text = _text(value)
    if text is None:
        raise ContentError(f"is {_shown(value)}; {RANGE_HINT}")
    several = [part.strip() for part in text.split(",")]
    if len(several) > 1 and all(map(_DASH.search, several)):
        raise ContentError(f"is {quoted(text)}; write several ranges in brackets: [{', '.join(several)}]")
    times = [(_time(part), part) for part in _DASH.split(text.strip())]
    for minutes, part in times:
        if minutes is not None and minutes > MIDNIGHT:
            raise ContentError(f"holds {quoted(part)}, which is not a time; a day goes from 0:00 to 24:00")
    match [minutes for minutes, _ in times]:
        case [int()]:
            raise ContentError(f"is {quoted(text)} alone; {RANGE_HINT}")
        case [int(opens), int(closes)] if opens in (closes, MIDNIGHT):
            raise ContentError(f"is {quoted(text)}, which is no time at all; for the whole day write 0:00-24:00")
        case [int(opens), int(closes)]:
            return Range(opens, closes if closes > opens else closes + MIDNIGHT)
        case _:
            raise ContentError(f"is {quoted(text)}; {RANGE_HINT}")


def _time(text: str) -> int | None:
    """Return a time as minutes, more than a day has where it does not exist; or None."""
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    hours, minutes = int(match[1]), int(match[2])
    return hours * 60 + minutes if minutes < 60 else MIDNIGHT + 1


def _clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02}"


def _text(value: object) -> str | None:
    """Return a text as written: YAML takes 18:00 for a number of minutes, in base sixty."""
    if isinstance(value, int) and not isinstance(value, bool) and 60 <= value <= MIDNIGHT:
        return _clock(value)
    return value if isinstance(value, str) else None


def _shown(value: object) -> str:
    """Return a value as a message shows it."""
    if value is None:
        return "empty"
    if isinstance(value, (dict, list)):
        return "a mapping" if isinstance(value, dict) else "a list"
    text = _text(value)
    return quoted(str(value).lower() if text is None else text)  # YAML's true, not Python's True


def _name_hint(name: object) -> str:
    """Return what a name may have been meant to be."""
    if isinstance(name, str) and "," in name:
        return "write a line for each day"
    parts = _DASH.split(name.strip().lower()) if isinstance(name, str) else [""]
    meant = [part[:3] if part[:3] in DAYS else nearest(part, _NAMES if len(part) < 6 else _OTHERS) for part in parts]
    if meant[0] and (len(meant) == 1 or (len(meant) == 2 and {*meant} <= {*DAYS})):
        return f"did you mean {quoted('-'.join(meant))}?"
    return "write a day such as mon, or days such as mon-fri; the other names are timezone and closed"


def _zones() -> set[str]:
    """Return the zones of places: `EST` would be wrong in summer, and not every system and browser knows `Japan`."""
    return {zone for zone in available_timezones() if "/" in zone} | {"UTC", "GMT"}


def _zone_hint(name: str, zones: set[str]) -> str:
    # Most people write the name of their city.
    cities = {zone.rpartition("/")[2].replace("_", " "): zone for zone in sorted(zones)}
    if name.isupper():  # an abbreviation, which may mean several
        return _ZONE_CURE
    near = nearest(name, sorted(zones), 0.8) or cities.get(nearest(name.replace("_", " "), cities, 0.8))
    return f"did you mean {quoted(near)}?" if near else _ZONE_CURE
