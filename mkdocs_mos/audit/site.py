"""A whole built site, whoever built it: every file read, every page audited, and what only all of them show.

One service ID, targets that exist, sources spelt in one way, one price for one product; and no bot token anywhere.
"""

from __future__ import annotations

import json
import os
import posixpath
import re
import signal
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import chain
from pathlib import Path
from urllib.parse import unquote, urlsplit

from ..core.consistency import Use, disagreements, times
from ..core.links import is_example
from ..core.problems import ContentError, Problem, quoted
from ..core.rules import Severity
from ..core.service_id import service_id as checked_id
from ..core.tokens import masked
from .files import is_page, names_in, text_of
from .html import find_ids
from .page import Audit, ChatLink, audit, token_findings
from .private_addresses import left_in_file
from .signs import may_hold

Progress = Callable[[int, int], None]
"""Called with the number of files that have been read, and of all."""

VERSION = 1
"""Of the JSON report: it grows with a change that could break a reader, not with a new key or rule."""

POOL_FROM = 300
"""Files from which it pays to use more than one process."""

_CHUNK = 40
_PAGE_NAME = re.compile(r"(?:(?<![^/])index)?\.x?html?$")
_IN_COMMAND = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})  # GitHub's


@dataclass(frozen=True, slots=True)
class Report:
    """What a site holds, in the order of files, lines and columns.

    Attributes:
        folder: the site's folder, as it was given.
        pages: how many HTML files have been read.
        links: every chat link.
        findings: everything that is wrong.
        base: the site's own address without its scheme, as far as it is known.
    """

    folder: str
    pages: int
    links: tuple[ChatLink, ...]
    findings: tuple[Problem, ...]
    base: str | None = None

    def count(self, severity: Severity) -> int:
        return sum(finding.severity is severity for finding in self.findings)


def check_site(
    folder: Path,
    service_id: str | Iterable[str] = (),
    site_url: str | None = None,
    progress: Progress | None = None,
) -> Report:
    """Read a whole site, and return what it holds and what is wrong with it.

    Args:
        folder: where the site has been built.
        service_id: the ID that all of it must have, or several, such as one a language; without it, the one that most
            of it has.
        site_url: the site's own address; without it, the one that most of its canonical addresses begin with.
        progress: is told how far it has come.

    Raises:
        ContentError: there is no such site, or the ID or the address is not usable.
    """
    wanted = list(map(checked_id, [service_id] if isinstance(service_id, str) else service_id))
    base = _given_base(site_url) if site_url is not None else None
    names, findings = names_in(folder)
    pages = sum(map(is_page, names))
    if not pages:
        lack = "holds no HTML page" if names else "is empty"
        cure = "build the site, then give the folder that it was built into"
        raise ContentError(f"{quoted(str(folder), 300)} {lack}; {cure}")
    audits = []
    for found in _audited(folder, names):
        audits.append(found)
        if progress:
            progress(len(audits), len(names))
    # From here on it takes all pages to know what is wrong with one.
    uses = [use for each in audits for use in each.uses]
    findings += chain.from_iterable(each.findings for each in audits)
    findings += _other_ids(uses, wanted)
    findings += disagreements(uses)
    base = base or _learned_base(audits)
    findings += _targets(uses, folder, base)
    findings += _example_address(uses, base)
    links = chain.from_iterable(each.links for each in sorted(audits, key=lambda each: each.page))
    return Report(str(folder), pages, tuple(links), tuple(sorted(set(findings), key=_order)), base)


def _order(found: Problem) -> tuple[str, int, int, str, str]:
    return found.file or "", found.line or 0, found.column or 0, found.rule, found.words


# Files


def _audited(folder: Path, names: Sequence[str]) -> Iterator[Audit]:
    """Yield each file's audit, in the order of the files: made on every core where it pays."""
    work = partial(_audit_file, folder)
    # Not every system says how many cores this process may have; a container has fewer than its machine.
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    done = 0
    if len(names) >= POOL_FROM and cores > 1:
        try:
            with ProcessPoolExecutor(min(cores, 60), initializer=_leave_interrupts) as pool:
                for found in pool.map(work, names, chunksize=_CHUNK):
                    yield found
                    done += 1
        except (OSError, NotImplementedError, BrokenProcessPool):
            pass  # such as a container that allows no second process: go on without
    yield from map(work, names[done:])


def _leave_interrupts() -> None:
    """Leave Ctrl-C, which every process of a terminal gets, to the one that can say that it stops."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _audit_file(folder: Path, name: str) -> Audit:
    # A file's name stands in every finding of it, and must show no secret either.
    file = masked(name)
    findings = []
    if file != name:
        words = (
            "the file's name holds what looks like a Telegram bot token; rename it, and revoke the token with BotFather"
        )
        findings.append(Problem("token", words, file, 1, 1))
    try:
        text, is_exact = text_of(folder / name)
    except ContentError as why:
        return Audit(file, findings=(*findings, Problem(why.rule, str(why), file, 1, 1)))
    if not is_page(name):
        return Audit(file, findings=(*findings, *token_findings(text, file), *left_in_file(text, file)))
    if not is_exact and may_hold(text):
        words = "it is not in the encoding that it declares, nor in UTF-8; save it as UTF-8"
        findings.append(Problem("not-utf8", words, file, 1, 1))
    found = audit(text, file)
    return replace(found, findings=(*findings, *found.findings))


# What all pages must agree on


def _other_ids(uses: Iterable[Use], wanted: list[str]) -> Iterator[Problem]:
    named = [use for use in uses if use.service_id]
    counts = Counter(use.service_id for use in named)
    # Without --service-id the site itself says which ID is right: the one that most of it has.
    if not wanted and len(counts) > 1:
        # Of two that are equally frequent, the one that comes first.
        wanted = [counts.most_common(1)[0][0]]
    for use in named:
        if wanted and use.service_id not in wanted:
            right = " or ".join(f"{quoted(one)} (found {times(counts[one])})" for one in wanted)
            words = (
                f"the {use.kind} has the customer service ID {quoted(use.service_id)}, the site's is {right}; "
                "write that, or give the right one with --service-id"
            )
            yield use.problem("other-id", words)


# Targets


def _given_base(address: str) -> str:
    base = _host_and_path(address)
    if base is None:
        raise ContentError(f"site_url {quoted(address)} is not an address; write one like https://help.example.com/")
    return base.removesuffix("/") + "/"


def _host_and_path(address: str) -> str | None:
    """Return an address without its scheme and what follows its path, or None where it is not a whole one."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return parts.netloc.lower() + (unquote(parts.path) or "/") if parts.netloc else None


def _learned_base(audits: Iterable[Audit]) -> str | None:
    """Return the address that most pages say the site has."""
    bases: Counter[str] = Counter()
    for found in audits:
        whole = _host_and_path(found.canonical) or ""
        stem = _PAGE_NAME.sub("", found.page)
        for place in (found.page, stem, stem.removesuffix("/")):  # as web servers let people write it
            if whole.endswith("/" + place):
                bases[whole.removesuffix(place)] += 1
                break
    return bases.most_common(1)[0][0] if bases else None


def _targets(uses: Iterable[Use], folder: Path, base: str | None) -> Iterator[Problem]:
    """Yield the addresses under the site's own that lead to nothing in it."""

    @cache
    def fault(address: str) -> tuple[str, str] | None:
        place = own_place(address, base)
        if place is None:
            return None
        file = file_at(folder, place)
        if file is None:
            return "missing-target", f"is an address of this site, which has no file {quoted(place)}"
        fragment = unquote(urlsplit(address).fragment)
        if fragment in ("", "top") or ":~:" in fragment or not is_page(file) or fragment in ids(file):
            return None
        return "missing-anchor", f"leads to {quoted('#' + fragment)}, but {file} has no such id"

    @cache
    def ids(file: str) -> frozenset[str]:
        try:
            return find_ids(text_of(folder / file)[0])
        except ContentError:
            return frozenset()

    for use in uses:
        for name in ("cover", "linkUrl"):
            address = use.product.get(name, "")
            if broken := fault(address):
                rule, words = broken
                yield use.problem(rule, f"{name} {quoted(address)} {words}; correct it where the product is described")


def _example_address(uses: Iterable[Use], base: str | None) -> Iterator[Problem]:
    """Find the first link that carries the site's own address, where that is an example's: once for the site."""
    if base is None or not is_example(base.partition("/")[0]):
        return
    for use in uses:
        if any(own_place(use.product.get(name, ""), base) is not None for name in ("cover", "linkUrl")):
            words = (
                f"the site's address is {quoted(f'https://{base}')}, an example that nobody can open, and agents get "
                "links to it; write the real one as site_url, and build the site again"
            )
            yield use.problem("example-address", words)
            return


def own_place(address: str, base: str | None) -> str | None:
    """Return where under the site's own address another one lies, or None where it is not one of this site."""
    whole = _host_and_path(address)
    return whole[len(base) :] if base and whole and f"{whole}/".startswith(base) else None


def file_at(folder: Path, place: str) -> str | None:
    """Return the file of the site that a web server answers with, or None; none that lies outside of the site."""
    clean = posixpath.normpath(place or ".")
    if clean.startswith(("..", "/")):
        return None
    names = [posixpath.join(clean, name) for name in ("index.html", "index.htm")]
    if clean != "." and not place.endswith("/"):
        names = [clean, f"{clean}.html", f"{clean}.htm", *names]
    return next((name for name in names if os.path.isfile(folder / name)), None)  # noqa: PTH113  # says no to any name


# Formats


def as_text(report: Report) -> str:
    """Return a report for people: a line for each finding, then a sum."""
    lines = []
    for found in report.findings:
        place = f"{_file(report, found)}:{found.line}:{found.column}"
        lines.append(f"{place}: {_severity(found)}: {found.words} [{found.rule}]")
    return "".join(f"{_one_line(line)}\n" for line in (*lines, as_sum(report)))


def as_sum(report: Report) -> str:
    """Return a report's numbers, in one line."""
    errors, warnings = report.count(Severity.ERROR), report.count(Severity.WARNING)
    found_all = f"{counted(len(report.links), 'chat link')} on {counted(report.pages, 'page')}"
    return f"{found_all}: {counted(errors, 'error')}, {counted(warnings, 'warning')}"


def as_json(report: Report) -> str:
    """Return a report for programs.

    An object of `version` (1), `folder`, `pages` and `links` (their numbers), `errors` and `warnings` (their
    numbers), and `findings`: a list, by file, line and column, of objects of `rule` (one of `core.rules`),
    `severity` (`error` or `warning`), `file` (as seen from `folder`, with /), `line` and `column` (from 1), `words`.
    """
    names = ("rule", "severity", "file", "line", "column", "words")
    findings = [
        {name: getattr(found, name) for name in names} | {"severity": _severity(found)} for found in report.findings
    ]
    whole = {
        "version": VERSION,
        "folder": report.folder,
        "pages": report.pages,
        "links": len(report.links),
        "errors": report.count(Severity.ERROR),
        "warnings": report.count(Severity.WARNING),
        "findings": findings,
    }
    return json.dumps(whole, indent=2) + "\n"


def as_github(report: Report) -> str:
    """Return a report as GitHub's workflow commands, which show each finding at its line."""
    lines = []
    for found in report.findings:
        file = _file(report, found).translate(_IN_COMMAND | {ord(":"): "%3A", ord(","): "%2C"})
        place = f"file={file},line={found.line},col={found.column},title=mkdocs-mos {found.rule}"
        lines.append(f"::{_severity(found)} {place}::{found.words.translate(_IN_COMMAND)}")
    return "".join(f"{_one_line(line)}\n" for line in lines)


def _severity(found: Problem) -> str:
    return found.severity.name.lower()


def _file(report: Report, found: Problem) -> str:
    return posixpath.join(report.folder.replace(os.sep, "/"), found.file or "")


def _one_line(text: str) -> str:
    """Return text on one line, without characters that act on a terminal."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape", "replace").decode("ascii") for c in text)


def counted(count: int, name: str) -> str:
    """Return a number of things in words, such as `1 page` and `1,200 pages`."""
    return f"{count:,} {name}{'' if count == 1 else 's'}"
