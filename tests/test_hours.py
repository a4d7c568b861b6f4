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
from .conftest import ROOT, MakeSite, Result, Site, parse, text, with_class

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
  class MutationObserver { observe() {} }
  const context = vm.createContext({ document, window: {}, MutationObserver, setTimeout: () => 0, clearTimeout() {} });
  vm.runInContext(`Date.now = () => now; var now = 0;
    Object.defineProperty(Intl.DateTimeFormat.prototype, 'format', { value: String });`, context);
  vm.runInContext(script, context);
  return instants.map(now => { context.now = now; heard.visibilitychange(); return element.textContent; });
});
console.log(JSON.stringify(told));
"""
FROM, TO = date(2026, 1, 1), date(2028, 1, 1)  # further than anything below looks ahead


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
    """“O”pen until, or “C”losed until, an instant; nothing where that is more than 98 days away."""
    begin, end = next((begin, end) for begin, end in hours if end > now)
    change, letter = (end, "O") if begin <= now else (begin, "C")
    return f"{letter}{change}" if change - now <= 98 * 86_400_000 else ""


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
                instants = [chosen.randrange(1_768_000_000, 1_800_000_000) * 1000 for _ in range(3)]
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


# What a build shows


def rows(result: Result, path: str = "index.html") -> dict[str, str]:
    (hours,) = with_class(result.page(path), "mos-hours")
    (table,) = hours.iter("table")
    return {
        " ".join(text(tr[0]).split()): "|".join(" ".join(line.split()) for line in tr[1].itertext())
        for tr in table.iter("tr")
    }


@pytest.mark.parametrize("theme", ["mkdocs", "readthedocs", "material"])
def test_the_table_and_its_script_stand_where_they_are_used(site: MakeSite, theme: str) -> None:
    result = site(PAGES, FORM + THEMES[theme], options()).build("--strict")
    assert result.status == 0, result.output
    for path in ("index.html", "contact/index.html"):
        assert rows(result, path) == {
            "Monday – Thursday": "08:00 – 18:00",
            "Friday": "22:00 – 02:00",
            "Saturday": "09:00 – 12:00|13:00 – 16:00",
            "Sunday": "Closed",
            "Closed": "25 December 2026|28 December 2026",
        }
        (now,) = with_class(result.page(path), "mos-hours-now")
        assert (text(now), json.loads(now.get("data-mos-hours", ""))["timezone"]) == ("", "Europe/London")
        (caption,) = result.page(path).iter("caption")
        assert caption.text in ("Our hours (British Time)", "Our hours (United Kingdom Time)")  # Babel before 2.18
    scripted = [path for path in result.pages if "mos-hours.js" in result.html(path)]
    assert scripted == ["contact/index.html", "index.html"]
    assert (result.folder / "assets/mkdocs-mos/mos-hours.js").read_bytes() == SCRIPT.read_bytes()
    assert not result.exists("assets/mkdocs-mos/mos.js")
    without = site({"index.md": "# x\n\n::: mos-contact\n    ways: chat\n"}, FORM, options()).build("--strict")
    assert not without.exists("assets/mkdocs-mos/mos-hours.js")


@pytest.mark.parametrize(
    ("language", "zone", "expected"),
    [
        ("en", "America/New_York", ["Monday – Friday 8:00 AM – 6:00 PM", "Saturday – Sunday Closed"]),
        ("en", "Europe/Berlin", ["Monday – Friday 08:00 – 18:00", "Saturday – Sunday Closed"]),
        ("en-US", "Europe/London", ["Monday – Friday 8:00 AM – 6:00 PM", "Saturday – Sunday Closed"]),
        ("fr", "Europe/Paris", ["lundi – vendredi 08:00 – 18:00", "samedi – dimanche Fermé"]),
        ("pt_BR", "America/Sao_Paulo", ["segunda-feira – sexta-feira 08:00 – 18:00", "sábado – domingo Fechado"]),
        ("zh-TW", "Asia/Taipei", ["星期一 – 星期五 上午8:00 – 下午6:00", "星期六 – 星期日 休息"]),
        ("ar", "Asia/Riyadh", ["الاثنين – الجمعة 8:00 ص – 6:00 م", "السبت – الأحد مغلق"]),
    ],
)
def test_the_table_is_in_the_page_s_language(language: str, zone: str, expected: list[str]) -> None:
    hours = {"timezone": zone, "mon-fri": "8:00-18:00"}
    configs = {"mkdocs_mos": {"service_id": "acme", "language": language, "hours": hours}}
    html = Markdown(extensions=["mkdocs_mos"], extension_configs=configs).convert("::: mos-hours\n")
    shown = [" ".join(f"{text(tr[0])} {text(tr[1])}".split()) for tr in parse(html).iter("tr")]
    assert shown == expected


def test_each_page_has_its_language(site: MakeSite) -> None:
    pages = {"index.md": "::: mos-hours\n", "de.md": "---\nlang: de\n---\n::: mos-hours\n"}
    result = site(pages, FORM, options("timezone: Europe/Berlin\nmon-sun: 7:30-16:00")).build("--strict")
    assert rows(result).keys() == {"Monday – Sunday"}
    (german,) = with_class(result.page("de/index.html"), "mos-hours")
    assert (german.get("lang"), rows(result, "de/index.html")) == ("de", {"Montag – Sonntag": "07:30 – 16:00"})


def test_all_faults_are_told_each_at_its_line(site: MakeSite) -> None:
    made = site(
        {"index.md": "x"}, FORM, options('timezone: London\nmon-fir: 8:00-18:00\ntue: 25:00\nclosed:\n  - "2026-02-30"')
    )
    (made.folder / "base.yml").write_bytes((made.folder / "mkdocs.yml").read_bytes())
    for name in ("mkdocs.yml", "base.yml"):
        result = made.build()
        assert (result.status, result.pages) == (1, [])
        faults = [line.partition("option 'hours': ")[2] for line in result.output.splitlines() if "[hours]" in line]
        assert [fault.split(" hours: ")[0] for fault in faults] == [f"{name}:{line}:" for line in (9, 8, 10, 12)]
        (made.folder / "mkdocs.yml").write_text("INHERIT: base.yml\n", "utf-8")
    config = {"mkdocs_mos": {"service_id": "acme", "hours": {"timezone": "London", "mon": "8-18"}}}
    with pytest.raises(ContentError, match="did you mean “Europe/London”") as error:
        Markdown(extensions=["mkdocs_mos"], extension_configs=config)
    assert len(str(error.value).splitlines()) == 2


def test_a_date_that_only_yaml_refuses_stops_the_host(site: MakeSite) -> None:
    """MkDocs reads mkdocs.yml before it knows of any plugin: README says to quote dates."""
    result = site({"index.md": "x"}, FORM, options("timezone: UTC\nmon: 8:00-9:00\nclosed: [2026-02-30]")).command()
    assert result.status == 1
    assert "day is out of range for month" in result.output


@pytest.mark.npm
@pytest.mark.parametrize("theme", ["mkdocs", "material"])
def test_the_html_checker_finds_nothing(site: MakeSite, theme: str) -> None:
    with_us = site(PAGES, FORM + THEMES[theme], options()).build("--strict")
    without = site(dict.fromkeys(PAGES, "# x\n"), FORM + THEMES[theme], None).build("--strict")
    files = [result.folder / path for path in ("index.html", "contact/index.html") for result in (with_us, without)]
    found = list(checked(files).values())
    for ours, theirs in zip(found[::2], found[1::2], strict=True):
        assert ours - theirs == {}


# What a reader sees

LONDON_MONDAY = datetime(2026, 3, 2, tzinfo=UTC)  # in winter, when London has UTC


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A help centre with hours, under a policy that allows no script and no style but files."""
    made = Site(tmp_path_factory.mktemp("hours"))
    for path, content in PAGES.items():
        made.write(path, content)
    plugin = "".join(f"      {line}\n" for line in options().splitlines())
    (made.folder / "mkdocs.yml").write_text(
        f"site_name: T\n{FORM}{THEMES['readthedocs']}plugins:\n  - mos:\n{plugin}", "utf-8"
    )
    result = made.build("--strict")
    assert result.status == 0, result.output
    with served(result.folder, "script-src 'self'; style-src 'self'") as host:
        yield host


def reader(browser: Browser, now: datetime, timezone: str = "Europe/London", **more: Any) -> Page:
    page = browser.new_context(timezone_id=timezone, **more).new_page()
    offline(page)
    page.clock.install(time=now - timedelta(hours=1))
    page.clock.pause_at(now)  # it goes on when a test says so
    return page


def at(hour: int, minute: int = 0, day: int = 0) -> datetime:
    """A time of London's, some days after a Monday."""
    return LONDON_MONDAY + timedelta(days=day, hours=hour, minutes=minute)


@pytest.mark.parametrize(
    ("now", "timezone", "said"),
    [
        (at(9), "Europe/London", "Open until 18:00"),
        (at(7, 59), "Europe/London", "Closed now. Open again: 08:00"),
        (at(18), "Europe/London", "Closed now. Open again: Tuesday 08:00"),
        (at(12, 30, 5), "Europe/London", "Closed now. Open again: 13:00"),
        (at(23, 0, 4), "Europe/London", "Open until 02:00"),
        (at(1, 59, 5), "Europe/London", "Open until 02:00"),
        (at(12, 0, 6), "Europe/London", "Closed now. Open again: Monday 08:00"),
        (at(9), "America/New_York", "Open until 18:00 (13:00 your time)"),
        (at(7), "America/New_York", "Closed now. Open again: 08:00 (03:00 your time)"),
        (at(7), "Pacific/Honolulu", "Closed now. Open again: 08:00 (Sunday 22:00 your time)"),
        (at(9), "Africa/Abidjan", "Open until 18:00"),  # another zone with the same time
        # The site's clock is put forward on 29 March, New York's on 8 March.
        (datetime(2026, 3, 28, 20, tzinfo=UTC), "America/New_York", "Closed now. Open again: Monday 08:00 (03:00 your time)"),
        (datetime(2026, 3, 9, 8, tzinfo=UTC), "America/New_York", "Open until 18:00 (14:00 your time)"),
        (datetime(2026, 12, 24, 19, tzinfo=UTC), "Europe/London", "Closed now. Open again: Saturday 09:00"),
    ],
)  # fmt: skip
def test_what_hours_mean_now(browser: Browser, centre: str, now: datetime, timezone: str, said: str) -> None:
    page = reader(browser, now, timezone)
    for path in ("", "contact/"):
        page.goto(f"{centre}{path}")
        shown = page.locator(".mos-hours-now").inner_text()
        assert shown.replace(" at ", " ").replace(", ", " ") == said
    assert page.locator(".mos-contact a.mos-link").is_visible()
    page.context.close()


def test_it_changes_when_the_hours_do(browser: Browser, centre: str) -> None:
    page = reader(browser, at(7, 58))
    page.goto(centre)
    now = page.locator(".mos-hours-now")
    expect(now).to_have_text("Closed now. Open again: 08:00")
    page.clock.run_for("01:59")
    expect(now).to_have_text("Closed now. Open again: 08:00")
    page.clock.run_for("00:01")
    expect(now).to_have_text("Open until 18:00")
    # A computer that was asleep: its timers were, too, and the next minute tells.
    page.clock.set_system_time(at(19))
    page.clock.run_for("01:00")
    expect(now).to_contain_text("Open again")
    page.context.close()


def test_a_tab_that_is_seen_again_is_right_at_once(browser: Browser, centre: str) -> None:
    page = reader(browser, at(9))
    page.goto(centre)
    now = page.locator(".mos-hours-now")
    seen = "value => { Object.defineProperty(document, 'hidden', {value, configurable: true}); document.dispatchEvent(new Event('visibilitychange')) }"
    page.evaluate(seen, True)
    page.clock.set_system_time(at(19))
    page.clock.run_for("02:00")
    expect(now).to_have_text("Open until 18:00")  # nobody looks
    page.evaluate(seen, False)
    expect(now).to_contain_text("Open again")
    page.context.close()


def test_hours_that_come_later_are_told_of(browser: Browser, centre: str) -> None:
    page = reader(browser, at(9))
    page.goto(centre)
    page.evaluate("""() => { const copy = document.querySelector('.mos-hours-now').cloneNode(); copy.id = 'late';
      const broken = copy.cloneNode(); broken.id = 'broken'; broken.dataset.mosHours = '{';
      document.body.append(broken, copy) }""")
    expect(page.locator("#late")).to_have_text("Open until 18:00")
    expect(page.locator("#broken")).to_have_text("")
    page.context.close()


def test_without_script_and_on_paper_the_table_stands_alone(browser: Browser, centre: str) -> None:
    page = reader(browser, at(9), java_script_enabled=False)
    page.goto(centre)
    assert page.locator(".mos-hours table").is_visible()
    assert not page.locator(".mos-hours-now").is_visible()
    page.context.close()
    page = reader(browser, at(9))
    page.goto(centre)
    assert page.locator(".mos-hours-now").is_visible()
    page.emulate_media(media="print")
    assert page.locator(".mos-hours table").is_visible()
    assert not page.locator(".mos-hours-now").is_visible()
    page.context.close()


def test_a_theme_that_swaps_pages(site: MakeSite, context: BrowserContext) -> None:
    pages = {"index.md": "# Home\n\n[on](hours.md)\n", "hours.md": "# Hours\n\n::: mos-hours\n\n[back](index.md)\n"}
    made = site(pages, mos=options("timezone: UTC\nmon-sun: 0:00-23:00"))
    with served(made.folder / "site") as host:
        theme = "theme: {name: material, font: false, features: [navigation.instant]}\n"
        config = (made.folder / "mkdocs.yml").read_text("utf-8").replace("theme: mkdocs\n", theme)
        (made.folder / "mkdocs.yml").write_text(f"{config}site_url: {host}\n", "utf-8")
        assert made.build("--strict").status == 0
        page = context.new_page()
        offline(page)
        goto_instant(page, host)
        page.evaluate("window.same = true")
        for _ in range(2):
            page.get_by_role("link", name="on", exact=True).click()
            expect(page.locator(".mos-hours-now")).not_to_be_empty()
            page.get_by_role("link", name="back", exact=True).click()
            expect(page.locator(".mos-hours-now")).to_have_count(0)
        assert page.evaluate("window.same")


@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing_and_nothing_moves(site: MakeSite, context: BrowserContext, theme: str) -> None:
    result = site(PAGES, FORM + THEMES[theme], options()).build("--strict")
    with served(result.folder) as host:
        page = context.new_page()
        offline(page)
        for path in ("", "contact/"):
            page.goto(f"{host}{path}")
            now = page.locator(".mos-hours-now")
            expect(now).not_to_be_empty()
            assert axe(page, ".mos-hours") == []
            table = ".mos-hours table"
            top = page.evaluate("name => document.querySelector(name).getBoundingClientRect().top", table)
            now.evaluate("now => now.replaceChildren()")
            assert page.evaluate("name => document.querySelector(name).getBoundingClientRect().top", table) == top
            page.set_viewport_size({"width": 320, "height": 600})
            assert page.evaluate("document.querySelector('.mos-hours').scrollWidth <= innerWidth")
            page.set_viewport_size({"width": 1280, "height": 700})
