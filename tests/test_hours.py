"""Published hours: what a build shows of them, and what a browser says that they mean now, at any instant and anywhere."""

from __future__ import annotations

import json
import random
import subprocess
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from markdown import Markdown
from playwright.sync_api import Browser, BrowserContext, Page, expect

from mkdocs_mos import ContentError
from mkdocs_mos.content.timetable import timetable
from mkdocs_mos.core.hours import Hours, read_hours

from .browser import axe, checked, goto_instant, offline, served
from .conftest import ROOT, MakeSite, Result, text, with_class

SCRIPT = ROOT / "mkdocs_mos" / "browser" / "mos-hours.js"
FORM = "site_url: https://s.example/\n"
WEEK = """timezone: Europe/London
mon-fri: 8:00-18:00
sat: [9:00-12:00, 13:00-16:00]
fri: 22:00-2:00
closed: ["2026-12-25", 2026-12-28]
"""
THEMES = {
    "mkdocs": "theme: {name: mkdocs, highlightjs: false}\n",
    "mkdocs-dark": "theme: {name: mkdocs, highlightjs: false, color_mode: dark}\n",
    "readthedocs": "theme: {name: readthedocs, highlightjs: false}\n",
    "material": "theme: {name: material, font: false}\n",
    "material-slate": "theme: {name: material, font: false, palette: {scheme: slate}}\n",
}
PAGES = {
    "index.md": "# Home\n\n::: mos-hours\n",
    "contact.md": "# Contact\n\n::: mos-contact\n",
    "other.md": "# Other\n",
}


def options(hours: str = WEEK, more: str = "") -> str:
    return (
        "service_id: acme\nloader: false\n" + more + "hours:\n" + "".join(f"  {line}\n" for line in hours.splitlines())
    )


def hours_of(written: str) -> Hours:
    return read_hours(yaml.safe_load(written))


# What the browser says, against zoneinfo

WEEKS = {
    "day": "mon-fri: 8:00-18:00",
    "breaks": "mon-sun: [0:30-1:30, 2:15-2:45, 3:00-12:00, 12:00-23:30]",
    "nights": "mon-sun: 22:00-2:30",
    "over the week's end": "sun-thu: 18:00-8:00",
    "own day": "mon-sun: 9:00-17:00\nwed: closed\nsat: [1:00-2:00, 3:30-4:00]",
    "whole days": "mon-sun: 0:00-24:00",
    "whole days but two": "mon-fri: 0:00-24:00\nsat: 6:00-24:00",
    "midnight": "mon-sun: [0:00-0:01, 23:59-24:00]",
    "an hour a week": "thu: 11:59-12:59",
}
CLOSED = "\nclosed: [2026-03-29, 2026-10-25, 2026-12-24, 2026-12-25, 2026-12-26, 2026-12-27, 2027-01-01]"
ZONES = [
    *("Europe/London", "America/New_York", "America/St_Johns", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe"),
    *("Pacific/Chatham", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Dublin", "America/Santiago", "UTC"),
]
AT_ONCE = """
const vm = require('vm'), [script, cases] = JSON.parse(require('fs').readFileSync(0));
const told = cases.map(({ hours, instants }) => {
  const element = { dataset: { mosHours: JSON.stringify(hours) }, textContent: '' };
  const heard = {};
  const document = { hidden: false, querySelectorAll: () => [element], addEventListener: (name, act) => { heard[name] = act; } };
  const context = vm.createContext({ document, window: {}, setTimeout: () => 0, clearTimeout() {} });
  vm.runInContext(`Date.now = () => now; var now = 0;
    Object.defineProperty(Intl.DateTimeFormat.prototype, 'format', { value: String });`, context);
  vm.runInContext(script, context);
  return instants.map(now => { context.now = now; heard.visibilitychange(); return element.textContent; });
});
console.log(JSON.stringify(told));
"""
FROM, TO = date(2026, 1, 1), date(2028, 6, 1)


def periods(hours: Hours) -> list[tuple[int, int]]:
    """All hours as instants in milliseconds, as zoneinfo has them; those that follow on each other are one."""
    zone = ZoneInfo(hours.timezone)
    found: list[tuple[int, int]] = []
    day = FROM
    while day < TO:
        midnight = datetime.combine(day, time())
        for opens, closes in hours.week[day.weekday()] if day not in hours.closed else ():
            begin, end = (
                int((midnight + timedelta(minutes=minutes)).replace(tzinfo=zone).timestamp()) * 1000
                for minutes in (opens, closes)
            )
            if begin >= end:
                continue  # the clock is put forward over them
            if found and begin <= found[-1][1]:
                found[-1] = found[-1][0], max(end, found[-1][1])
            else:
                found.append((begin, end))
        day += timedelta(days=1)
    return found


def expected(hours: list[tuple[int, int]], now: int) -> str:
    """“O”pen until, or “C”losed until, an instant; nothing where that is as far away as one can see."""
    begin, end = next((begin, end) for begin, end in hours if end > now)
    if begin <= now:
        return f"O{end}" if end - now < 364 * 86_400_000 else ""
    return f"C{begin}"


def transitions(zone: str) -> Iterator[int]:
    """The instants at which a zone's clock is put forward or back, to the hour."""
    at = datetime(2026, 1, 5, tzinfo=UTC)
    before = at.astimezone(ZoneInfo(zone)).utcoffset()
    while at < datetime(2027, 5, 1, tzinfo=UTC):
        at += timedelta(hours=1)
        if before != (before := at.astimezone(ZoneInfo(zone)).utcoffset()):
            yield int(at.timestamp()) * 1000


def test_open_and_the_next_change_are_those_of_zoneinfo() -> None:
    """Zones with and without summer time, on both sides of each change, at every boundary, and at any other time."""
    chosen = random.Random(7)
    minute = 60_000
    cases, answers = [], []
    for zone in ZONES:
        changes = list(transitions(zone))
        for week in WEEKS.values():
            for closed in ("", CLOSED):
                hours = hours_of(f"timezone: {zone}\n{week}{closed}")
                found = periods(hours)
                instants = [chosen.randrange(1_768_000_000, 1_800_000_000) * 1000 for _ in range(6)]
                instants += [at + shift * 20 * minute for at in changes for shift in chosen.sample(range(-12, 13), 3)]
                edges = [edge for period in found for edge in period if 1_768_000_000_000 < edge < 1_800_000_000_000]
                instants += [at + shift for at in chosen.sample(edges, min(2, len(edges))) for shift in (-1, 0, 1)]
                near = [edge for edge in edges if any(abs(edge - at) < 240 * minute for at in changes)]
                instants += [at + shift for at in near[:4] for shift in (-1, 0)]
                words = {"open_until": "O{time}", "open_again": "C{time}", "your_time": ""}
                cases.append({"hours": {**timetable(hours, "en").now, "words": words}, "instants": instants})
                answers.append([expected(found, now) for now in instants])
    told = json.dumps([SCRIPT.read_text("utf-8"), cases])
    node = subprocess.run(["node", "-e", AT_ONCE], input=told, capture_output=True, text=True, check=True)
    said = [[words.strip() for words in case] for case in json.loads(node.stdout)]
    assert said == answers
    assert sum(map(len, answers)) > 2000
    assert {answer[:1] for case in answers for answer in case} == {"O", "C", ""}
