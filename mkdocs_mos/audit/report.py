"""A built site's chat links as one HTML page: for people, before a release.

The page holds all that it shows, loads nothing, and leads nowhere but to the chat. What it shows was written by
others: it is escaped by the template, tokens are masked, and a Content-Security-Policy allows only our own script.
Message cards follow the vendor document, sections 2.3.3.3 and 3.2.2.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

import jinja2
from markupsafe import Markup, escape

from .._version import __version__
from ..core import qr
from ..core.links import HOST, LIMIT
from ..core.problems import ContentError, Problem
from ..core.product import FIELDS
from ..core.rules import Severity
from ..core.tokens import masked
from . import link_table
from .addresses import SPACE
from .page import ChatLink
from .site import Report, counted, file_at, own_place

PICTURE_LIMIT = 256 * 1024
"""Bytes of a picture that goes into the page."""

PICTURES_LIMIT = 8 * 1024 * 1024
"""Bytes of all of them."""

CODES = 300
"""QR codes that are drawn. One takes some 10 ms and 10 KB, and nobody tries a thousand."""

_PICTURES = {
    ".avif": "avif",
    ".gif": "gif",
    ".jpeg": "jpeg",
    ".jpg": "jpeg",
    ".png": "png",
    ".svg": "svg+xml",
    ".webp": "webp",
}
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Group:
    """One thing that is wrong, and every place where it is."""

    number: int
    finding: Problem
    places: Sequence[Problem]


@dataclass(slots=True)
class Message:
    """What an agent sees of the links that carry the same: a card, or why there is none."""

    service_id: str
    fields: Mapping[str, str]
    no_card: str
    number: int = 0
    links: list[ChatLink] = field(default_factory=list)
    picture: str = ""
    no_picture: str = ""
    code: Markup | None = None
    about_page: bool = False

    @property
    def longest(self) -> int:
        return max(len(link.url) for link in self.links)

    @property
    def address(self) -> str | None:
        """The first that leads to the chat, for the code."""
        return next(filter(None, map(chat_address, self.links)), None)


@dataclass(frozen=True, slots=True)
class Row:
    """Links of the same words to the same address, about which the same was found."""

    cells: Mapping[str, str | int]
    message: Message
    address: str | None
    groups: Sequence[Group]
    links: list[ChatLink] = field(default_factory=list)


def as_html(report: Report) -> str:
    """Return the report as one HTML page."""
    groups = _groups(report.findings)
    messages, of_link = _messages(report)
    _add_pictures(messages, report)
    coded = [(message, address) for message in messages if (address := message.address)]
    for message, address in coded[:CODES]:
        message.code = Markup(qr.inline(address))
    rows = _rows(report.links, of_link, groups)
    css, js = ((files(__package__) / name).read_text("utf-8") for name in ("report.css", "report.js"))
    return _ENVIRONMENT.get_template("report.html").render(
        name=(report.base or "").removesuffix("/") or Path(report.folder).resolve().name,
        version=__version__,
        pages=report.pages,
        pages_with_links=len(_pages(report.links)),
        service_ids=list(dict.fromkeys(message.service_id for message in messages if message.service_id)),
        errors=report.count(Severity.ERROR),
        warnings=report.count(Severity.WARNING),
        groups=groups,
        messages=messages,
        kinds=_kinds(messages),
        links=len(report.links),
        uncoded=max(0, len(coded) - CODES),
        rows=rows,
        sources=_sources(report.links),
        limit=LIMIT,
        css=Markup(css),
        js=Markup(js),
        css_hash=_hash(css),
        js_hash=_hash(js),
    )


def chat_address(link: ChatLink) -> str | None:
    """Return the address of a link that is right and leads to the chat as it stands, or nothing.

    No other address may be followed from the report.
    """
    address = link.url.strip(SPACE)
    is_chat = address.startswith(f"https://{HOST}/") and address.isprintable()
    return address if is_chat and not link.link.problems else None


def _groups(findings: Iterable[Problem]) -> list[Group]:
    """Return the findings, errors first, those of the same words together."""
    found: dict[tuple[str, str], list[Problem]] = defaultdict(list)
    for finding in findings:
        found[finding.rule, finding.words].append(finding)
    places = sorted(found.values(), key=lambda places: -places[0].severity)
    return [Group(number, some[0], some) for number, some in enumerate(places, 1)]


def _messages(report: Report) -> tuple[list[Message], list[Message]]:
    """Return the different messages (products, then pages, then those without a card), and the message of each link."""
    found: dict[object, Message] = {}
    of_link = []
    for link in report.links:
        values = link.link.values
        fields = {name: values.get(name, "").strip() for name in FIELDS}
        identity = link.link.service_id.rstrip("/")
        no_card = _no_card(values.get("isMsgCard"), fields)
        message = Message(identity, fields, no_card)
        message = found.setdefault((identity, tuple(fields.items()), no_card), message)
        message.links.append(link)
        of_link.append(message)
    for message in found.values():
        message.about_page = _is_about_page(message, report)
    messages = sorted(found.values(), key=lambda message: (message.no_card != "", message.about_page))
    for number, message in enumerate(messages, 1):
        message.number = number
    return messages, of_link


def _is_about_page(message: Message, report: Report) -> bool:
    """Return whether a card has neither price nor picture, and leads to a page on which it stands."""
    fields = message.fields
    if message.no_card or fields["price"] or fields["linePrice"] or fields["cover"]:
        return False
    place = own_place(fields["linkUrl"], report.base)
    return place is not None and file_at(Path(report.folder).resolve(), place) in _pages(message.links)


def _kinds(messages: Sequence[Message]) -> list[tuple[str, list[Message]]]:
    """Return the messages of each kind that there is, by its name."""
    kinds = {
        "Products": [message for message in messages if not message.no_card and not message.about_page],
        "Pages": [message for message in messages if message.about_page],
        "Without a card": [message for message in messages if message.no_card],
    }
    return [(name, some) for name, some in kinds.items() if some]


def _rows(links: Sequence[ChatLink], messages: Sequence[Message], groups: Iterable[Group]) -> list[Row]:
    """Return the table of links, in the order of their first places."""
    wrong: dict[object, list[Group]] = defaultdict(list)
    for group in groups:
        for place in group.places:
            wrong[place.file, place.line, place.column].append(group)
    rows: dict[object, Row] = {}
    for link, message, cells in zip(links, messages, link_table.rows(links), strict=True):
        about = wrong[link.page, link.line, link.column]
        row = Row(cells, message, chat_address(link), about)
        key = link.url, link.text, tuple(group.number for group in about)
        rows.setdefault(key, row).links.append(link)
    return list(rows.values())


def _no_card(card: str | None, fields: Mapping[str, str]) -> str:
    """Return why a link brings no message card, or nothing (vendor document 3.2.2)."""
    if card is None and not any(fields.values()):
        return "The chat opens without a message card: the link carries none."
    if card != "1":
        return "No message card: the link has no isMsgCard=1."
    return "" if fields["title"] else "No message card: the link has no title."


def _sources(links: Iterable[ChatLink]) -> list[tuple[str, list[ChatLink]]]:
    """Return the channels with their links in alphabetical order, and last the links without one."""
    found: dict[str, list[ChatLink]] = defaultdict(list)
    for link in links:
        found[link.link.values.get("source", "")].append(link)
    return sorted(found.items(), key=lambda item: (not item[0], item[0].casefold(), item[0]))


def _pages(links: Iterable[ChatLink]) -> list[str]:
    return list(dict.fromkeys(link.page for link in links))


def _add_pictures(messages: Iterable[Message], report: Report) -> None:
    """Put the covers that are files of the site into their messages, as far as they are small."""
    folder = Path(report.folder).resolve()
    secret = {finding.file for finding in report.findings if finding.rule == "token"}
    left = PICTURES_LIMIT
    for message in messages:
        cover = message.fields["cover"]
        if message.no_card or not cover:
            continue
        place = own_place(cover, report.base)
        name = file_at(folder, place) if place is not None else None
        try:
            if name is None:
                raise ContentError("it is no file of this site" if place is None else "the site has no such file")
            if name in secret:
                raise ContentError("it holds a secret")
            kind, raw = _picture(folder, name, min(left, PICTURE_LIMIT))
        except ContentError as error:
            message.no_picture = str(error)
        else:
            left -= len(raw)
            message.picture = f"data:image/{kind};base64,{b64encode(raw).decode('ascii')}"


def _picture(folder: Path, name: str, limit: int) -> tuple[str, bytes]:
    """Return the kind and the content of a picture of the site.

    Raises:
        ContentError: it cannot be shown, and why.
    """
    file = folder / name
    kind = _PICTURES.get(file.suffix.lower())
    try:
        if not kind or not file.resolve().is_relative_to(folder):  # wherever links lead
            raise ContentError("it is no picture")
        size = file.stat().st_size
        if size > limit:
            raise ContentError(f"its {size:,} bytes are too many for this page")
        return kind, file.read_bytes()
    except OSError:
        raise ContentError("it cannot be read") from None


def _hash(text: str) -> str:
    return b64encode(sha256(text.encode()).digest()).decode("ascii")


def _breakable(value: str) -> Markup:
    """Return a path that may be broken after its slashes."""
    return Markup("/<wbr>").join(map(escape, str(_shown(value)).split("/")))


def _shown(value: object) -> object:
    """Return a value as the page may show it: without a secret, and without characters that HTML cannot hold."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return _UNSEEN.sub("\ufffd", masked(value))
    return value


_ENVIRONMENT = jinja2.Environment(
    loader=jinja2.PackageLoader(__package__, ""),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    finalize=_shown,
    trim_blocks=True,
    lstrip_blocks=True,
)
_ENVIRONMENT.filters.update(number="{:,}".format, counted=counted, pages=_pages, breakable=_breakable)
