"""One built page, whoever built it: the chat links, loaders, windows and records in it, and what is wrong with them.

Only what a browser acts on counts: attributes, whole strings of inline scripts, the content of `<template>` and
`<noscript>`. Text, code samples and comments are meant to be read. Rules are those of `links` and `product`; what
those cannot see, since it lies in the HTML, is here. Everything follows the vendor document, sections 2.2, 2.3 and 3.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from typing import Literal
from urllib.parse import unquote

from ..core import snippet
from ..core.links import HOST, Link, read_link, sent_faults
from ..core.problems import ContentError, Problem, did_you_mean, quoted
from ..core.product import FIELDS, name_hint, text_fault
from ..core.rules import Severity
from ..core.service_id import service_id
from ..core.tokens import WORDS, holds_token, masked, token_places
from .unresolved import leftovers_at

RULES: Mapping[str, Severity] = {
    # An address, and what it carries
    "host": Severity.ERROR,
    "service-id": Severity.ERROR,
    "placeholder": Severity.ERROR,
    "unknown-parameter": Severity.ERROR,
    "repeated-parameter": Severity.ERROR,
    "encoding": Severity.ERROR,
    "encoded-twice": Severity.WARNING,  # a guess: a text may be about encoding
    "message-card": Severity.ERROR,
    "title": Severity.ERROR,
    "address": Severity.ERROR,
    "text": Severity.ERROR,
    "source": Severity.ERROR,
    "length": Severity.ERROR,
    "no-id": Severity.WARNING,
    "unfilled": Severity.WARNING,
    "quotes": Severity.WARNING,
    "private-address": Severity.ERROR,
    # A page
    "json": Severity.ERROR,
    "window": Severity.ERROR,
    "record": Severity.ERROR,
    "two-loaders": Severity.ERROR,
    "sandbox": Severity.ERROR,
    "token": Severity.ERROR,
    # A site
    "other-id": Severity.ERROR,
    "missing-target": Severity.ERROR,
    "missing-anchor": Severity.WARNING,
    "source-spelling": Severity.WARNING,
    "example-address": Severity.WARNING,
    "price": Severity.WARNING,
    # A file
    "unbuilt": Severity.WARNING,
    "unreadable": Severity.ERROR,
    "not-utf8": Severity.WARNING,
    "too-large": Severity.WARNING,
}
"""Every rule, by the name that it has in the reports, and how much it matters."""

SPACE = "".join(map(chr, range(0x21)))
"""What browsers take off an address."""

_CHAT = re.compile(
    r"(?:https?:[\\/]*|[\\/]{2})(?:[^\\/?#@]*@)?(?:www\.)?mos\.me\.?(?::\d*)?(?=[\\/?#]|$)", re.IGNORECASE
)
_SCHEMELESS = re.compile(r"mos\.me/\S+$", re.IGNORECASE)
_ENCODED = re.compile(
    r"%(?:25)*[46][df]|%(?:25)*[57]3|&#(?:x0*(?:[46][df]|[57]3)|0*(?:77|79|83|109|111|115))\b", re.IGNORECASE
)
_REFRESH = re.compile(r"[\s\d.]*[;,]?\s*url\s*=\s*[\"']?([^\"']*)", re.IGNORECASE)
_COMMENT_END = re.compile("--!?>")
# An equals sign in a tag, unless it opens a quote in which an angle bracket stands: without such quotes a tag ends at
# its first >, however broken it is.
_EQUALS = r"=(?!(?u:\s)*+(?:\"[^\"<>]*+[<>]|'[^'<>]*+[<>]))"
_RAW = r"script|style|title|textarea|xmp|iframe|noembed|noframes"  # whose content is no markup
_STATEFUL = rf"(?:{_RAW}|template|noscript|plaintext)\b"  # tags that change how what follows is read
# Text and tags that are nothing to MOS, as long as they hold none of the signs below: nothing in them is encoded.
_PLAIN = re.compile(
    rf"[^<]*+(?:</?(?!link\b|{_STATEFUL})[a-z][^<>=&%\\]*+(?:{_EQUALS}[^<>=&%\\]*+)*+>[^<]*+)*+", re.ASCII
)
_SIGN = re.compile(rb"mo[s?](?:\.|-link|-sandbox|/sandbox|customerservice|(?<=data-mos))")  # “ſ” is “s” in a host
# A tag, or an element whose content is no markup, that changes nothing unless it may hold something of MOS.
_WHOLE = re.compile(
    rf"</?(?!link\b[^<>]*(?:canonical|&)|{_STATEFUL})[a-z](?:[^<>=]++|{_EQUALS})*+>"
    rf"|<({_RAW})\b(?:[^<>=]++|{_EQUALS})*+(?<!/)>(?:[^<]++|<(?![/!]))*+</\1>",
    re.IGNORECASE | re.ASCII,
)

# In a script: comments, and strings, whose content is the third group. A // in the middle of something is none.
_PARTS = re.compile(
    r"(?=[/+\"'`])(?:(?<![^\s;{}(),])//[^\n]*|/\*.*?(?:\*/|\Z)|"  # one look at most characters is enough
    r"""(?P<before>\+\s*)?(?P<quote>["'`])(?P<text>(?:\\.|(?!(?P=quote))[^\\\n])*)(?P=quote)(?P<after>\s*\+)?)""",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_CONFIG = re.compile(r"""\b_MOSCONFIG\(\s*(["'])(.*?)\1\s*\)""")
_API_KEY = re.compile(r"""\bapiKey["']?\s*:\s*(["'])(.*?)\1""")
_SCRIPT_TYPE = re.compile(r"\s*(?:(?:text|application)/(?:x-)?(?:java|ecma)script.*|module)?\s*", re.IGNORECASE)

_VENDOR_SCRIPT = snippet.SCRIPT.partition(":")[2]
_SANDBOX = "mkdocs-mos/sandbox/"
_ADDRESSES = frozenset(("href", "src", "action", "formaction", "data", "poster", "xlink:href"))
_TEXT = frozenset(("textarea", "title", "xmp", "iframe", "noembed", "noframes"))  # their content is no markup
_CONFIG_NAMES = ("apiKey", "timeout", "source", "product")  # vendor document 2.3.3.5


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong, at one place.

    Attributes:
        rule: one of `RULES`.
        page: the file, as seen from the site's folder.
        line: counted from 1.
        column: counted from 1.
        words: what was found and what to do, in one line.
    """

    rule: str
    page: str
    line: int
    column: int
    words: str

    @property
    def severity(self) -> Severity:
        return RULES[self.rule]


@dataclass(frozen=True, slots=True)
class ChatLink:
    """A chat link where it stands: its accessible text, its address as written there, and what that carries."""

    page: str
    line: int
    column: int
    text: str
    url: str
    link: Link
    faults: tuple[Problem, ...] = ()
    """What is wrong with it."""


@dataclass(frozen=True, slots=True)
class Use:
    """What a link, loader, window or record tells MOS, as far as the whole site must agree on it."""

    kind: Literal["link", "loader", "window", "record"]
    page: str
    line: int
    column: int
    service_id: str = ""
    source: str = ""
    product: Mapping[str, str] = field(default_factory=dict)
    name = ""  # which built HTML does not tell

    @property
    def place(self) -> str:
        return f"{self.page}:{self.line}"

    @property
    def title(self) -> str:
        return self.product.get("title", "")

    @property
    def price(self) -> str:
        return self.product.get("price", "")


@dataclass(frozen=True, slots=True)
class Audit:
    """One page: everything of MOS in it, and the address that it says it has."""

    page: str
    links: tuple[ChatLink, ...] = ()
    uses: tuple[Use, ...] = ()
    findings: tuple[Finding, ...] = ()
    canonical: str = ""


def audit(text: str, page: str) -> Audit:
    """Return what a page holds, and what is wrong with it.

    Args:
        text: its HTML.
        page: its file, for the findings.
    """
    tokens = token_findings(text, page)
    folded = _folded(text)
    if not may_hold(text, folded):
        return Audit(page, findings=tokens)
    reader = _Reader(page, folded)
    reader.feed(text)
    reader.close()
    for left, line, column in leftovers_at(text, reader.canonical):
        if any((known.line, known.column) == (line, column) for known in reader.findings):  # a link of ours, named
            continue
        words = f"{quoted(left)} is a dead link here; write [words](mos:…) in Markdown, or the whole link"
        reader.findings.append(Finding("private-address", page, line, column, words))
    found = dict.fromkeys(reader.findings)  # a link and its record may have the same fault
    if tokens:
        found = dict.fromkeys((*tokens, *(finding for finding in found if finding.rule != "token")))
    links = sorted(reader.links, key=lambda link: (link.line, link.column))
    return Audit(page, tuple(links), tuple(reader.uses), tuple(found), reader.canonical)


def may_hold(text: str, folded: bytes | None = None) -> bool:
    """Say whether a text may hold anything of MOS, however encoded; most pages without it need not be parsed."""
    return b"mos" in (folded or _folded(text)) or (("%" in text or "&#" in text) and _ENCODED.search(text) is not None)


def _folded(text: str) -> bytes:
    """Return a text in lower case, each character where it was; what is not ASCII is a question mark."""
    return text.encode("ascii", "replace").lower()  # in a third of the time of `text.lower()`


def token_findings(text: str, page: str) -> tuple[Finding, ...]:
    """Return where a text of any kind holds what is shaped like a Telegram bot token (vendor document 4.2.1)."""
    return tuple(Finding("token", page, *place, f"here stands {WORDS}") for place in token_places(text))


def find_ids(text: str) -> frozenset[str]:
    """Return the names of the places in a page that an address may lead to."""
    reader = _Ids()
    reader.feed(text)
    reader.close()
    return frozenset(reader.ids)


def _place(text: str, at: int) -> tuple[int, int]:
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def _chat_address(value: str) -> str | None:
    """Return the chat link that a value is, or was meant to be: encoded as a whole, or without its scheme."""
    value = value.strip(SPACE)
    if _CHAT.match(value):
        return value
    meant = unquote(html.unescape(value)) if "%" in value or "&" in value else value
    if _SCHEMELESS.match(meant):
        return f"https://{meant}"
    return meant if _CHAT.match(meant) else None


def _addresses(tag: str, attributes: Mapping[str, str]) -> Iterator[str]:
    """Yield what an element's attributes hold of addresses, and what might be one."""
    for name, value in attributes.items():
        if name in ("srcset", "imagesrcset"):
            yield from (part.strip(",") for part in value.split())
        elif name == "content" and tag == "meta" and attributes.get("http-equiv", "").lower() == "refresh":
            refresh = _REFRESH.match(value)
            yield refresh[1] if refresh else ""
        elif name in _ADDRESSES or (name.startswith("data-") and _may_be_address(name, value)):
            yield value


def _may_be_address(name: str, value: str) -> bool:
    """Tell the address in a data- attribute from text that begins with one, or a sample that a button copies."""
    return "clipboard" not in name and not re.search(r"\s", value.partition("?")[0])


class _Html(HTMLParser):
    """The parser of the standard library, which fails, or crawls, at some markup that never ends.

    As in a browser, such markup goes to the end of the page.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def parse_starttag(self, i: int) -> int:
        return super().parse_starttag(i) if self.rawdata.find(">", i) >= 0 else len(self.rawdata)

    def parse_endtag(self, i: int) -> int:
        return super().parse_endtag(i) if self.rawdata.find(">", i) >= 0 else len(self.rawdata)

    def parse_comment(self, i: int, report: bool = True) -> int:
        end = _COMMENT_END.search(self.rawdata, i + 2)
        return end.end() if end else len(self.rawdata)

    def parse_html_declaration(self, i: int) -> int:
        return self.rawdata.find(">", i) + 1 or len(self.rawdata)

    def parse_pi(self, i: int) -> int:
        return self.rawdata.find(">", i) + 1 or len(self.rawdata)


class _Ids(_Html):
    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids |= {value for name, value in attrs if value and (name == "id" or (name == "name" and tag == "a"))}


@dataclass(slots=True)
class _Script:
    """A script element that is open."""

    line: int
    column: int
    attributes: Mapping[str, str]
    start: tuple[int, int] = (1, 0)
    parts: list[str] = field(default_factory=list)


class _Reader(_Html):
    def __init__(self, page: str, folded: bytes) -> None:
        super().__init__()
        self._folded = folded
        self._sign = -1  # where one stands next
        self.links: list[ChatLink] = []
        self.uses: list[Use] = []
        self.findings: list[Finding] = []
        self.canonical = ""
        self._page = page
        self._open: list[ChatLink] = []  # links of the `<a>` that is open, whose text is not known yet
        self._text: list[str] = []
        self._label = ""
        self._script: _Script | None = None
        self._asleep = 0  # in how many `<template>` and `<noscript>`, where no script runs
        self._loads_at = 0  # the line of the loader
        self._sandboxed = False

    # The page, as the parser goes through it

    def parse_starttag(self, i: int) -> int:
        end = self._skipped(i)
        return end if end > i else super().parse_starttag(i)

    def parse_endtag(self, i: int) -> int:
        end = self._skipped(i)
        return end if end > i else super().parse_endtag(i)

    def _skipped(self, i: int) -> int:
        """Return where the parser has to go on: what holds nothing of MOS, and changes nothing, is passed over."""
        if self._open or self._script or self.cdata_elem or len(self._folded) != len(self.rawdata):
            return i
        while True:
            if self._sign < i:
                sign = _SIGN.search(self._folded, i)
                self._sign = sign.start() if sign else len(self._folded)
            if plain := _PLAIN.match(self.rawdata, i, self._sign):
                i = plain.end()
            whole = _WHOLE.match(self.rawdata, i)
            if not whole or may_hold(whole[0]):
                return i
            i = whole.end()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_startendtag(tag, attrs)
        if tag in _TEXT:
            self.set_cdata_mode(tag)
        elif tag in ("template", "noscript"):
            self._asleep += 1

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self._end_link()
        written = self.get_starttag_text() or ""
        if tag not in ("script", "link", "img") and not may_hold(written):
            return
        attributes = {name: value or "" for name, value in reversed(attrs)}  # the first of two counts
        if tag == "img" and self._open:
            self._text.append(attributes.get("alt", ""))
        if tag == "link":
            relation = attributes.get("rel", "").lower().split()
            if "canonical" in relation:
                self.canonical = self.canonical or attributes.get("href", "").strip()
            if {"canonical", "preconnect", "dns-prefetch"}.intersection(relation):
                return
        if tag == "script":
            line, offset = self.getpos()
            self._script = _Script(line, offset + 1, attributes)
        if may_hold(written):
            self._element(tag, attributes)
        if tag == "script" and written.endswith("/>"):
            self._end_script()

    def handle_data(self, data: str) -> None:
        if self._script:
            if not self._script.parts:
                self._script.start = self.getpos()
            self._script.parts.append(data)
        elif self._open:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._end_link()
        elif tag == "script":
            self._end_script()
        elif tag in ("template", "noscript"):
            self._asleep = max(0, self._asleep - 1)

    def close(self) -> None:
        super().close()
        self._end_link()
        self._end_script()

    def _end_link(self) -> None:
        text = " ".join((self._label or "".join(self._text)).split())
        self.links += [replace(link, text=masked(text)) for link in self._open]
        self._open, self._text = [], []

    # Elements

    def _element(self, tag: str, attributes: Mapping[str, str]) -> None:
        classes = attributes.get("class", "").split()
        if any("mos-sandbox" in name for name in classes):
            self._sandbox()
        for name, value in attributes.items():
            if name == "data-mos-chat":
                self._window(value)
            elif name == "data-mos-product":
                self._sent(value)
            elif name.startswith("on") or (name in _ADDRESSES and value.lower().startswith("javascript:")):
                self._code(value)
        ours = attributes.get("href", "") if "mos-link" in classes else None  # wherever it leads
        words = attributes.get("aria-label") or attributes.get("alt") or attributes.get("title") or ""
        for value in dict.fromkeys(_addresses(tag, attributes)):
            address = _chat_address(value)
            if _SANDBOX in value:
                self._sandbox()
            elif address is not None and tag == "a":
                self._open.append(self._chat_link(value, address))
                self._label = attributes.get("aria-label", "")
            elif address is not None:
                self.links.append(self._chat_link(value, address, words))
            elif value == ours:
                self._find("host", f"this chat link leads to {quoted(value)}; write “https://{HOST}/ID”")

    # Chat links (vendor document 3)

    def _chat_link(self, url: str, address: str, text: str = "", place: tuple[int, int] | None = None) -> ChatLink:
        link = read_link(address)
        identity = link.service_id.rstrip("/")
        faults = tuple(_link_faults(url, address, link))
        for fault in faults:
            self._find(fault.rule, fault.words, place)
        line, column = place or self._here()
        fields = {name: value for name, value in link.values.items() if name in FIELDS}
        valid = identity if _valid(identity) else ""
        self.uses.append(Use("link", self._page, line, column, valid, link.values.get("source", ""), fields))
        shown = masked(url)
        if shown != url:  # the findings name it, and nobody shows it
            link = replace(link, values={name: masked(value) for name, value in link.values.items()})
        return ChatLink(self._page, line, column, masked(" ".join(text.split())), shown, link, faults)

    # Loaders and scripts (vendor document 2.2)

    def _end_script(self) -> None:
        script, self._script = self._script, None
        if not script:
            return
        attributes, text = script.attributes, "".join(script.parts)
        place = script.line, script.column
        kind = attributes.get("type", "")
        runs = _SCRIPT_TYPE.fullmatch(kind) is not None
        code = ""
        if may_hold(text) and (runs or "json" in kind.lower()):
            code = self._code(text, script.start)
        loads = runs and (
            snippet.MARKER in attributes
            or _VENDOR_SCRIPT in attributes.get("src", "").lower()
            or ("src" not in attributes and _VENDOR_SCRIPT in code)
        )
        if loads and not self._asleep:
            if self._loads_at:
                words = f"the chat is loaded again, after line {self._loads_at}; delete one of the two loaders"
                self._find("two-loaders", words, place)
            self._loads_at = self._loads_at or script.line
        identity = None
        if runs and (called := _CONFIG.search(code)):
            identity = self._service_id(_unescaped(called[2]), "_MOSCONFIG", place)
        elif snippet.DATA in attributes:
            data = self._json(snippet.DATA, attributes[snippet.DATA], place)
            if data is not None:
                identity = self._service_id(data.get("serviceId"), "serviceId", place)
                if str(data.get("script")).startswith("sandbox/"):
                    self._sandbox(place)
        if identity:
            self.uses.append(Use("loader", self._page, *place, identity))

    def _code(self, code: str, start: tuple[int, int] | None = None) -> str:
        """Read a script, and return it without its comments.

        Args:
            code: the script.
            start: its line and offset in the page; without them, it stands in an attribute.
        """

        def part(match: re.Match[str]) -> str:
            if not match["quote"]:
                return re.sub(r"[^\n]", " ", match[0])
            value = _unescaped(match["text"])
            address = _chat_address(value) if not re.search(r"\s|\$\{", value.partition("?")[0]) else None
            if address and not (match["before"] or match["after"]) and read_link(address).service_id:
                self.links.append(self._chat_link(value, address, place=at(match.start("quote"))))
            return match[0]

        def at(index: int) -> tuple[int, int] | None:
            if start is None:
                return None
            line, column = _place(code, index)
            return line + start[0] - 1, column + (start[1] if line == 1 else 0)

        plain = _PARTS.sub(part, code)
        if _SANDBOX in plain:
            self._sandbox(at(plain.index(_SANDBOX)))
        if "MosCustomerService" in plain:
            for match in _API_KEY.finditer(plain):
                place = at(match.start()) or self._here()
                if identity := self._service_id(_unescaped(match[2]), "apiKey", place):
                    self.uses.append(Use("window", self._page, *place, identity))
        return plain

    # Windows and records (vendor document 2.3)

    def _window(self, text: str) -> None:
        config = self._json("data-mos-chat", text)
        if config is None:
            return
        for name in config:
            if name not in _CONFIG_NAMES:
                words = f"the window is told an unknown {quoted(name)}; {did_you_mean(name, _CONFIG_NAMES)}"
                self._find("window", words)
        identity = self._service_id(config.get("apiKey"), "apiKey")
        timeout = config.get("timeout", 1)
        if not isinstance(timeout, int) or isinstance(timeout, bool) or timeout < 1:
            words = f"timeout is {quoted(json.dumps(timeout))}; write milliseconds as a whole number, such as 30000"
            self._find("window", words)
        source = config.get("source", "-")
        if not isinstance(source, str) or not source.strip() or text_fault(source):
            self._find("source", f"source is {quoted(json.dumps(source))}; write a channel, or delete it")
        product = self._record(config["product"]) if "product" in config else {}
        source = source if isinstance(source, str) and "source" in config else ""
        self.uses.append(Use("window", self._page, *self._here(), identity or "", source, product))

    def _sent(self, text: str) -> None:
        product = self._json("data-mos-product", text)
        if product is not None:
            self.uses.append(Use("record", self._page, *self._here(), product=self._record(product)))

    def _record(self, product: object) -> Mapping[str, str]:
        if not isinstance(product, dict):
            self._find("record", f"product is {quoted(json.dumps(product))}; write an object with a title")
            return {}
        for name, value in product.items():
            if name not in FIELDS:
                self._find("record", f"unknown field {quoted(name)}; {name_hint(name, FIELDS, product)}")
            elif not isinstance(value, str):
                self._find("record", f"{name} is {quoted(json.dumps(value))}; write a text, in quotes")
        fields = {name: value for name, value in product.items() if name in FIELDS and isinstance(value, str)}
        for fault in sent_faults(fields):
            self._find(fault.rule, fault.words)
        return fields

    def _json(self, name: str, text: str, place: tuple[int, int] | None = None) -> dict[str, object] | None:
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            value = None
        if not isinstance(value, dict):
            self._find("json", f"{name} holds {quoted(text)}, which is no JSON object; build the page again", place)
            return None
        return value

    def _service_id(self, value: object, name: str, place: tuple[int, int] | None = None) -> str | None:
        if not isinstance(value, str):
            self._find("service-id", f"{name} holds no customer service ID; write it there as text", place)
            return None
        try:
            found = service_id(value)
        except ContentError as error:
            self._find(error.rule, f"{name}: {error}", place)
            return None
        if found != value:
            self._find("service-id", f"{name} is {quoted(value)}; write the ID alone: {quoted(found)}", place)
        return found

    # What is said

    def _sandbox(self, place: tuple[int, int] | None = None) -> None:
        if not self._sandboxed:
            words = "this page plays MOS, so that real customers reach nobody; build the site without “sandbox: true”"
            self._find("sandbox", words, place)
        self._sandboxed = True

    def _find(self, rule: str, words: str, place: tuple[int, int] | None = None) -> None:
        if holds_token(words):
            rule, words = "token", f"here stands {WORDS}"
        self.findings.append(Finding(rule, self._page, *(place or self._here()), words))

    def _here(self) -> tuple[int, int]:
        line, offset = self.getpos()
        return line, offset + 1


def _link_faults(url: str, address: str, link: Link) -> Iterator[Problem]:
    """Yield what is wrong with a chat link: as it is written in the page, the address that is meant, and its parts."""
    if not link.service_id.rstrip("/") and not link.values:
        yield Problem("no-id", f"{quoted(url)} names no customer service ID; write “https://{HOST}/ID”")
        return
    if address != url.strip(SPACE):
        yield Problem("host", f"{quoted(url)} leads to a page of this site; write {quoted(address)}")
        return
    yield from link.faults
    yield from link.doubts


def _valid(identity: str) -> bool:
    try:
        return service_id(identity) == identity
    except ContentError:
        return False


def _unescaped(text: str) -> str:
    """Return what a string of a script stands for, as far as an address needs it."""
    return _ESCAPE.sub(lambda match: chr(int(match[1] or match[2], 16)) if match[1] or match[2] else match[3], text)
