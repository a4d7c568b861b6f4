"""Chat links: encoding, direct links, context links, and the 2000 characters (vendor document 2.1, 3.1 and 3.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

import regex

from .problems import ContentError, Problem, quoted
from .product import ADDRESSES, FIELDS, Product, faults, is_relative, name_hint, text_fault
from .service_id import meant_id, service_id
from .source import PLACEHOLDERS, clean_source

HOST = "mos.me"
LIMIT = 2000
"""Characters of a whole URL (vendor document 3.2.2)."""

PARAMETERS = ("title", "desc", "cover", "linkUrl", "price", "linePrice")
"""The fields in the order in which a link carries them (vendor document 3.2.4)."""

_KNOWN = (*FIELDS, "source", "isMsgCard")
_ELLIPSIS = "…"
_ENCODED_WHOLE = re.compile(r"[\w.!~*'()-]*(?:%[0-9A-Fa-f]{2}[\w.!~*'()-]*)+", re.ASCII)  # as `encode` leaves a text
_TEMPLATES = (("{{", "}}"), ("{%", "%}"), ("<%", "%>"), ("${", "}"))
_PLACEHOLDER = re.compile(rf"\{{(?:{'|'.join(PLACEHOLDERS)})\}}|^XXX$")  # XXX: vendor document 3.1.2
_NONE = frozenset(("undefined", "null", "NaN", "None", "nil", "NULL", "nan", "(null)", "<null>", "<no value>"))
_IN_QUOTES = re.compile("“[^“”]*”|„[^„“”]*[“”]|«[^«»]*»|‘[^‘’]*’")
_AROUND = " \t\n$€£¥₹%"
_REFERENCE = re.compile(
    r"&(?:amp|lt|gt|quot|apos|nbsp|#[0-9]{2,5}|#x[0-9a-f]{2,5});|\[object [A-Z]\w*\]", re.IGNORECASE
)
_PLAIN = "!~*'()"  # what `encodeURIComponent` leaves as it is, and Python would not

_CHARACTER = regex.compile(r"\X")  # what a reader takes for one: a grapheme cluster of UAX #29
# Both look at what stays whole, U+FFFF, and what follows, and are those of mos-ask.js: a browser has another version of
# Unicode. What versions disagree on stays whole: conjuncts (since 15.1), and the block and the scripts beyond U+FFFF to
# which marks are still added.
_VIRAMAS = "\u094d\u09cd\u0acd\u0b4d\u0c4d\u0d4d\u1039\u17d2\u1a60\u1b44\u1bab\ua9c0\uaaf6"
_RARE = "\U00010000-\U0001d3ff\U0001d800-\U0001e8ff"
_JOINED = regex.compile(
    rf"([{_VIRAMAS}][^\p{{L}}\p{{White_Space}}\uffff]*|[\u200d{_RARE}])\uffff|\uffff[\p{{M}}\u1ab0-\u1aff{_RARE}]"
)
# Beside a space; in what is written without: Thai to Burmese, Khmer, Chinese and Japanese with their punctuation.
_SPACELESS = "\u0e00-\u109f\u1780-\u17ff\u2e80-\ua4cf\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_WORD_END = regex.compile(rf"(^|\uffff)[\p{{White_Space}}{_SPACELESS}]")


def is_example(host: str) -> bool:
    """Say whether a host is one of those that are kept for examples and tests (RFC 2606 and 6761)."""
    labels = host.partition(":")[0].rstrip(".").lower().split(".")
    reserved = labels[-1] in ("example", "test", "invalid", "localhost")
    return reserved or (len(labels) > 1 and labels[-2] == "example" and labels[-1] in ("com", "net", "org"))


def encode(value: str) -> str:
    """Encode one value byte for byte as JavaScript's `encodeURIComponent` does (vendor document 3.2.2).

    Raises:
        ContentError: the value holds half of a surrogate pair, for which JavaScript throws, too.
    """
    try:
        return quote(value, safe=_PLAIN)
    except UnicodeEncodeError:
        raise ContentError(f"{quoted(value)} {text_fault(value)}", "text") from None


def direct_link(service: str, source: str | None = None) -> str:
    """Return the chat's own address, with its channel (vendor document 2.1 and 3.1.2).

    Args:
        service: the customer service ID, or the whole link.
        source: the channel, as the team's statistics show it.

    Raises:
        ContentError: the ID or the source is not usable, or the link is too long.
    """
    sent = {} if source is None else {"source": clean_source(source)}
    return _within_limit(_joined(service, sent), sent)


def context_link(product: Product, service: str, source: str | None = None) -> str:
    """Return the link that opens the chat with a product as its context (vendor document 3.2).

    `desc` gives way where the link would pass 2000 characters: it is cut at a word and ends in `…`.

    Args:
        product: the record; relative addresses must have been made absolute, or left out.
        service: the customer service ID, or the whole link.
        source: the channel, which stands last.

    Raises:
        ContentError: the ID, the source or an address is not usable, or the link is too long without `desc`.
    """
    fields = product.fields()
    for fault in _relative_addresses(fields):
        raise ContentError(fault.words, fault.rule)
    sent = {"isMsgCard": "1"} | {name: fields[name] for name in PARAMETERS if name in fields}
    if source is not None:
        sent["source"] = clean_source(source)
    url = _joined(service, sent)
    if len(url) > LIMIT and "desc" in sent:
        short = shorten(sent["desc"], cost(sent["desc"]) - (len(url) - LIMIT))
        if short:
            return _joined(service, sent | {"desc": short})
        del sent["desc"]
        url = _joined(service, sent)
    return _within_limit(url, sent)


def _joined(service: str, values: Mapping[str, str]) -> str:
    query = "&".join(f"{name}={encode(value)}" for name, value in values.items())
    return f"https://{HOST}/{service_id(service)}" + (f"?{query}" if query else "")


def link_maker(service: str, source: str | None, link_url: str | None = None) -> dict[str, object]:
    """Return what mos-ask.js must know to make the links of a page, as its type `MosPage` says.

    Args:
        service: the customer service ID, or the whole link.
        source: the channel of a record without one, in which `TITLE` stands for the record's.
        link_url: the `linkUrl` of a record without one.
    """
    start = _joined(service, {"isMsgCard": "1"})
    known = {"start": start, "room": LIMIT - len(start), "source": source, "linkUrl": link_url}
    return {name: value for name, value in known.items() if value is not None}


def sandbox_link(link: str, chat_page: str) -> str:
    """Return what stands for a chat link in the sandbox: the page that plays the chat, with the ID as `id`."""
    parts = urlsplit(link)
    return f"{chat_page}?id={parts.path.removeprefix('/')}" + (f"&{parts.query}" if parts.query else "")


def cost(text: str) -> int:
    """Return how many characters of a link a value takes: a Chinese character, for one, takes nine."""
    return len(quote(text, safe=_PLAIN, errors="replace"))


def shorten(text: str, room: int) -> str:
    """Cut a text at a word, so that it takes at most `room` characters of a link with the `…` that it ends in.

    Where the script has no spaces, or a word is longer than half of what fits, it is cut between two characters,
    as readers see them. Returns nothing where there is no room at all.
    """
    room -= cost(_ELLIPSIS)
    end = word_end = (0, 0)  # where it may be cut, and what has been spent by then
    spent, whole = 0, ""
    for match in _CHARACTER.finditer(text):
        character = match[0]
        seam = f"{whole}\uffff{character[0]}"
        if _JOINED.search(seam):
            whole += character
        else:
            whole = character
            end = match.start(), spent
            if _WORD_END.search(seam):
                word_end = end
        spent += cost(character)
        if spent > room:
            break
    else:
        return text
    at, _ = word_end if word_end[1] > end[1] / 2 else end
    kept = text[:at].rstrip()
    return kept + _ELLIPSIS if kept else ""


def _within_limit(url: str, values: Mapping[str, str]) -> str:
    if fault := _length_fault(url, values):
        raise ContentError(fault.words, fault.rule)
    return url


def _length_fault(url: str, values: Mapping[str, str]) -> Problem | None:
    if len(url) <= LIMIT:
        return None
    costs = ", ".join(f"{name} {cost(value)}" for name, value in values.items() if name != "isMsgCard")
    words = f"the link has {len(url)} characters, but only {LIMIT} are allowed; shorten what costs most: {costs}"
    return Problem("length", words)


@dataclass(frozen=True, slots=True)
class Link:
    """A chat link taken apart: its ID, its values in their order, what is wrong with it, and what hardly was meant."""

    service_id: str
    values: Mapping[str, str]
    faults: tuple[Problem, ...]
    doubts: tuple[Problem, ...] = ()

    @property
    def problems(self) -> tuple[str, ...]:
        """What is wrong with it, in words."""
        return tuple(fault.words for fault in self.faults)


def read_link(url: str) -> Link:
    """Take a chat link apart, and name everything about it that the vendor document does not allow (3.1, 3.2)."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return Link("", {}, (Problem("host", f"{quoted(url)} is not an address"),))
    if not parts.netloc and not url.startswith("//"):
        return Link("", {}, (Problem("host", _no_address(url)),))
    found = []
    if parts.scheme != "https" or parts.netloc.lower() != HOST:
        start = quoted(f"{parts.scheme}://{parts.netloc}")
        found.append(Problem("host", f"the address begins with {start}; write “https://{HOST}”"))
    identity = unquote(parts.path.removeprefix("/"))
    try:
        service_id(identity if "/" not in identity else f"https://{HOST}/{identity}")
    except ContentError as error:
        found.append(Problem(error.rule, str(error)))
    if parts.fragment:
        words = f"{quoted('#' + parts.fragment)} is cut off by browsers; encode # as %23"
        found.append(Problem("encoding", words))
    values: dict[str, str] = {}
    for parameter in parts.query.split("&") if parts.query else []:
        found += _read_parameter(parameter, values)
    found += _context_faults(values)
    if too_long := _length_fault(url, values):
        found.append(too_long)
    return Link(identity, values, tuple(found), tuple(doubts(values)))


def _read_parameter(parameter: str, values: dict[str, str]) -> Iterator[Problem]:
    """Add a parameter to the values of those before it, and yield what is wrong with it."""
    name, equals, raw = parameter.partition("=")
    if name.startswith("amp;"):
        yield Problem("encoding", "“&amp;amp;” appears where “&amp;” should; the address was escaped for HTML twice")
        name = name.removeprefix("amp;")
    if name not in _KNOWN:
        yield Problem("unknown-parameter", f"unknown parameter {quoted(name)}; {name_hint(name, _KNOWN, values)}")
    elif name in values:
        yield Problem("repeated-parameter", f"{name} appears twice; delete one")
    else:
        values[name] = unquote(raw)
        try:
            encoded = encode(unquote(raw, errors="strict"))
        except ValueError:
            yield Problem("encoding", f"{name} is not encoded as UTF-8; encode it with encodeURIComponent")
            return
        if not equals or encoded != raw:
            words = f"{name} is not encoded as encodeURIComponent does; write {quoted(f'{name}={encoded}')}"
            yield Problem("encoding", words)


def _no_address(text: str) -> str:
    """Return what to write instead of a text that is no address of the web."""
    shown = quoted(text)
    if text[:4].lower() == "mos:":
        return f"{shown} is an address for pages, of which the build makes a link; take that link from a built page"
    meant = meant_id(text)
    if meant and not re.search(r"[/?#:]", text):
        return f"{shown} is not an address; if it is the customer service ID, write “https://{HOST}/{meant}”"
    rest = re.sub(r"^(?:https?:)?/*(?:www\.)?mos\.me/", "", text, flags=re.IGNORECASE)
    if rest != text and rest:
        return f"{shown} has no scheme; write {quoted(f'https://{HOST}/{rest}')}"
    return f"{shown} is not an address; a chat link begins with “https://{HOST}/”"


def doubts(values: Mapping[str, str]) -> Iterator[Problem]:
    """Yield what was hardly meant in the values of a link: what a program has left, and a second encoding.

    Args:
        values: the fields of a record, and its source, by name.
    """
    for name, value in values.items():
        if _ENCODED_WHOLE.fullmatch(value) and "\ufffd" not in unquote(value):  # as that of “100%fair” has
            words = f"{name} seems to be encoded twice: {quoted(value)}; encode it once"
            yield Problem("encoded-twice", words, field=name)
        if _IN_QUOTES.fullmatch(value.strip()) and value.strip()[-2:-1] not in ".!?…":  # somebody's words
            words = f"{name} is in curly quotes, which customers would see: {quoted(value)}"
            yield Problem("quotes", f"{words}; write straight ones, or none", field=name)
        if left := _left_by_a_program(name, value):
            words = f"{name} holds {quoted(left)}, left there by a program or a template; write its real value"
            yield Problem("unfilled", words, field=name)


def _left_by_a_program(name: str, value: str) -> str | None:
    """Return what stands where a value should: a template, an HTML reference, or a program's word for none."""
    if left := _template_in(value):
        return left
    if found := (name == "source" and _PLACEHOLDER.search(value)) or _REFERENCE.search(value):
        return found[0]
    bare = value.strip(_AROUND)
    if name in ADDRESSES:
        parts = re.split(r"[/?&#]", value)[3:]  # without the scheme and the host
        return next((part for part in parts if re.search(r"(?:^|=)(?:undefined|NaN|null|None)(?:\.\w+)?$", part)), None)
    return bare if bare in _NONE else None


def _template_in(value: str) -> str | None:
    """Return the first template in a text; where the first of its beginnings has no end, no other has."""
    found = []
    for begin, end in _TEMPLATES:
        start = value.find(begin)
        stop = value.find(end, start + len(begin)) if start >= 0 else -1
        if stop >= 0:
            found.append((start, stop + len(end)))
    return value[slice(*min(found))] if found else None


def _context_faults(values: Mapping[str, str]) -> Iterator[Problem]:
    fields = {name: value for name, value in values.items() if name in FIELDS}
    card = values.get("isMsgCard")
    if card is None and fields:
        yield Problem("message-card", "isMsgCard=1 is missing: without it MOS shows no product; put it first")
    elif card not in (None, "1"):
        yield Problem("message-card", f"isMsgCard is {quoted(card or '')}; write isMsgCard=1")
    if card is not None or fields:
        yield from sent_faults(fields)
    if "source" in values:
        try:
            clean_source(values["source"])
        except ContentError as error:
            yield Problem(error.rule, str(error))


def sent_faults(fields: Mapping[str, str]) -> list[Problem]:
    """Return what is wrong with a record that is sent, whose addresses must be whole (vendor document 3.2.2)."""
    found = faults(fields)
    wrong = {fault.field for fault in found}
    return found + [fault for fault in _relative_addresses(fields) if fault.field not in wrong]


def _relative_addresses(fields: Mapping[str, str]) -> Iterator[Problem]:
    for name in ADDRESSES:
        if is_relative(fields.get(name, "")):
            words = f"{name} {quoted(fields[name])} is relative; write the whole address with https:"
            yield Problem("address", words, field=name)
