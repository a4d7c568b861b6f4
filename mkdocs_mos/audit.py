"""One built page, whoever built it: the chat links, loaders, windows and records in it, and what is wrong with them.

Only what a browser acts on counts: attributes, whole strings of inline scripts, the content of `<template>` and
`<noscript>`. Text, code samples and comments are meant to be read. Rules are those of `links` and `product`; what
those cannot see, since it lies in the HTML, is here. Everything follows the vendor document, sections 2.2, 2.3 and 3.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from . import loader
from .addresses import LOST, SPACE, chat_address
from .html_page import Element, Page
from .links import HOST, PLACEHOLDERS, Link, read_link, sent_faults, service_id
from .problems import ContentError, Severity, did_you_mean, quoted
from .product import FIELDS, text_fault
from .tokens import WORDS, holds_token, masked, token_places

RULES: Mapping[str, Severity] = {
    # An address, and what it carries
    "host": Severity.ERROR,
    "service-id": Severity.ERROR,
    "placeholder": Severity.ERROR,
    "unknown-parameter": Severity.ERROR,
    "repeated-parameter": Severity.ERROR,
    "encoding": Severity.ERROR,
    "encoded-twice": Severity.ERROR,
    "message-card": Severity.ERROR,
    "title": Severity.ERROR,
    "address": Severity.ERROR,
    "text": Severity.ERROR,
    "source": Severity.ERROR,
    "length": Severity.ERROR,
    "no-id": Severity.WARNING,
    "unfilled": Severity.WARNING,
    # A page
    "json": Severity.ERROR,
    "window": Severity.ERROR,
    "record": Severity.ERROR,
    "two-loaders": Severity.ERROR,
    "unclosed": Severity.ERROR,
    "sandbox": Severity.ERROR,
    "token": Severity.ERROR,
    # A site
    "other-id": Severity.ERROR,
    "missing-target": Severity.ERROR,
    "missing-anchor": Severity.WARNING,
    "source-spelling": Severity.WARNING,
    "price": Severity.WARNING,
    # A file
    "unreadable": Severity.ERROR,
    "not-utf8": Severity.WARNING,
    "too-large": Severity.WARNING,
}
"""Every rule, by the name that it has in the reports, and how much it matters."""

_ENCODED = re.compile(
    r"%(?:25)*[46][df]|%(?:25)*[57]3|&#(?:x0*(?:[46][df]|[57]3)(?![0-9a-f])|0*(?:77|79|83|109|111|115)(?![0-9]))",
    re.IGNORECASE,
)
_ODD_HOST = re.compile(r"//[^/\\?#\"'<>]{0,100}(?:[^\x00-\x7f]|&[a-z#]|[\n\t])", re.IGNORECASE)
_REFRESH = re.compile(r"[\s\d.]*[;,]?\s*url\s*=\s*[\"']?([^\"']*)", re.IGNORECASE)
# From the last opening on, so that many without an end are read once
_UNFILLED = re.compile(
    r"\{\{(?:(?!\{\{).)*?\}\}|\{%(?:(?!\{%).)*?%\}|<%(?:(?!<%).)*?%>|\$\{(?:(?!\$\{).)*?\}", re.DOTALL
)
_UNFILLED_SOURCE = re.compile(rf"\{{(?:{'|'.join(PLACEHOLDERS)})\}}|^XXX$")  # XXX: vendor document 3.1.2
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

_VENDOR_SCRIPT = loader.SCRIPT.partition(":")[2]
_SANDBOX = "mkdocs-mos/sandbox/"
_LINKS: Mapping[str, frozenset[str] | None] = {
    "href": frozenset(("a", "area", "link", "image", "use")),
    "action": frozenset(("form",)),
    "formaction": frozenset(("button", "input")),
    "data": frozenset(("object",)),
    **dict.fromkeys(("src", "data-href", "data-url", "data-src", "data-link")),
}
"""Attributes that hold an address, and the elements where browsers, or scripts, follow it: any, where none is named."""

_A_TAG = re.compile("<[a-zA-Z]")
_HIDING = frozenset(("script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes"))
"""Elements whose content is text to a browser, up to their end tag."""

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
    html = Page(text)
    if html.is_too_deep():
        deep = Finding("too-large", page, 1, 1, "its elements lie too deep in each other to be read; close them")
        return Audit(page, findings=(*tokens, deep))
    reader = _Reader(page, html)
    found = dict.fromkeys(reader.findings)  # a link and its record may have the same fault
    if tokens:
        found = dict.fromkeys((*tokens, *(finding for finding in found if finding.rule != "token")))
    links = sorted(reader.links, key=lambda link: (link.line, link.column))
    return Audit(page, tuple(links), tuple(reader.uses), tuple(found), reader.canonical)


def may_hold(text: str, folded: bytes | None = None) -> bool:
    """Say whether a text may hold anything of MOS, however encoded; most pages without it need not be parsed."""
    if b"mos" in (folded or _folded(text)):
        return True
    if ("%" in text or "&#" in text) and _ENCODED.search(text):
        return True
    return "//" in text and _ODD_HOST.search(text) is not None  # letters that a host has in another form


def _folded(text: str) -> bytes:
    """Return a text in lower case, each character where it was; what is not ASCII is a question mark."""
    return text.encode("ascii", "replace").lower()  # in a third of the time of `text.lower()`


def token_findings(text: str, page: str) -> tuple[Finding, ...]:
    """Return where a text of any kind holds what is shaped like a Telegram bot token (vendor document 4.2.1)."""
    return tuple(Finding("token", page, *place, f"here stands {WORDS}") for place in token_places(text))


def find_ids(text: str) -> frozenset[str]:
    """Return the names of the places in a page that an address may lead to."""
    return frozenset(filter(None, Page(text).ids()))


def _addresses(element: Element) -> Iterator[str]:
    """Yield what an element's attributes hold of addresses that a browser follows, or a script is meant to."""
    for name, value in element.attributes.items():
        if name in ("srcset", "imagesrcset"):
            yield from (part.strip(",") for part in value.split())
        elif name == "content":
            if element.tag == "meta" and element.attributes.get("http-equiv", "").lower() == "refresh":
                refresh = _REFRESH.match(value)
                yield refresh[1] if refresh else ""
        elif (name := name.removeprefix("xlink:")) in _LINKS and not (name == "src" and "srcdoc" in element.attributes):
            tags = _LINKS[name]
            if tags is None or element.tag in tags:
                yield value


def _is_script(value: str) -> bool:
    """Say whether an address is a script, as browsers read it."""
    return re.sub(r"[\t\n\r]", "", value[:40]).strip(SPACE).lower().startswith("javascript:")


class _Reader:
    """Goes through a page's elements, and keeps what it finds."""

    def __init__(self, page: str, html: Page) -> None:
        self.links: list[ChatLink] = []
        self.uses: list[Use] = []
        self.findings: list[Finding] = []
        self.canonical = ""
        self._page = page
        self._html = html
        self._place = 1, 1  # of the element that is read
        self._base = ""
        self._loads_at = 0  # the line of the loader
        self._sandboxed = False
        for element in html.elements():
            self._place, self._base = html.place(element.at), element.base
            self._element(element)

    # Elements

    def _element(self, element: Element) -> None:
        tag, attributes = element.tag, element.attributes
        if tag in _HIDING:
            self._hides(element)
        if tag == "link":
            relation = attributes.get("rel", "").lower().split()
            if "canonical" in relation and not element.asleep:
                self.canonical = self.canonical or attributes.get("href", "").strip()
            if {"canonical", "preconnect", "dns-prefetch"}.intersection(relation):
                return
        classes = attributes.get("class", "").split()
        if any("mos-sandbox" in name for name in classes):
            self._sandbox()
        for name, value in attributes.items():
            if name == "data-mos-chat":
                self._window(value)
            elif name == "data-mos-product":
                self._sent(value)
            elif name.startswith("on") or (name.removeprefix("xlink:") in _LINKS and _is_script(value)):
                self._code(value)
        ours = attributes.get("href", "") if "mos-link" in classes else None  # wherever it leads
        for value in dict.fromkeys(_addresses(element)):
            found = chat_address(value, self._base)
            if _SANDBOX in value:
                self._sandbox()
            elif found:
                self._chat_link(value, found, self._words(element))
            elif value == ours:
                self._find("host", f"this chat link leads to {quoted(value)}; write “https://{HOST}/ID”")
        if tag == "script":
            self._script(element)

    def _words(self, element: Element) -> str:
        """Return the accessible text of a link."""
        attributes = element.attributes
        if element.tag != "a" or attributes.get("aria-label"):
            return attributes.get("aria-label") or attributes.get("alt") or attributes.get("title") or ""
        parts = []
        for node in element.nodes:
            for inner in node.traverse(include_text=True):
                if inner.is_text_node:
                    parts.append(inner.text(deep=False))
                elif inner.tag == "img":
                    parts.append(inner.attributes.get("alt") or "")
        return self._html.clean("".join(parts))

    def _hides(self, element: Element) -> None:
        """Name an element that has no end, so that browsers take the chat behind it for text."""
        text = self._html.content(element)
        tag = _A_TAG.search(text)
        if not tag or not may_hold(text):
            return
        at = self._html.find(text[: tag.end()], element.at)
        if at >= 0 and (self._html.text[at - 2 : at] == "/>" or not self._html.ends(element.tag, at)):
            words = f"<{element.tag}> has no end, so that browsers take the chat after it for text"
            self._find("unclosed", f"{words}; write </{element.tag}> where it ends")

    # Chat links (vendor document 3)

    def _chat_link(
        self, url: str, found: tuple[str, str], text: str = "", place: tuple[int, int] | None = None
    ) -> None:
        address, odd = found
        link = read_link(address)
        identity = link.service_id.rstrip("/")
        if not identity and not link.values:
            self._find("no-id", f"{quoted(url)} names no customer service ID; write “https://{HOST}/ID”", place)
        elif odd:
            self._find("host", f"{quoted(url)} {odd}; write {quoted(address)}", place)
        if odd is not LOST and (identity or link.values):
            for fault in link.faults:
                self._find(fault.rule, fault.words, place)
            for name, value in link.values.items():
                if name in ("cover", "linkUrl") and re.match(r"https?%(?:25)*3a", value, re.IGNORECASE):
                    self._find("encoded-twice", f"{name} is encoded twice: {quoted(value)}; encode it once", place)
                if _UNFILLED.search(value) or (name == "source" and _UNFILLED_SOURCE.search(value)):
                    words = f"{name} is {quoted(value)}, which a template should have filled in; write its real value"
                    self._find("unfilled", words, place)
        line, column = place or self._place
        fields = {name: value for name, value in link.values.items() if name in FIELDS}
        valid = identity if _valid(identity) else ""
        self.uses.append(Use("link", self._page, line, column, valid, link.values.get("source", ""), fields))
        shown = masked(url)
        if shown != url:  # the findings name it, and nobody shows it
            link = replace(link, values={name: masked(value) for name, value in link.values.items()})
        self.links.append(ChatLink(self._page, line, column, masked(" ".join(text.split())), shown, link))

    # Loaders and scripts (vendor document 2.2)

    def _script(self, element: Element) -> None:
        attributes, text = element.attributes, self._html.content(element)
        place = self._place
        kind = attributes.get("type", "")
        runs = _SCRIPT_TYPE.fullmatch(kind) is not None
        code = ""
        if may_hold(text) and (runs or "json" in kind.lower()):
            code = self._code(text, self._html.find(text, element.at))
        loads = runs and (
            loader.MARKER in attributes
            or _VENDOR_SCRIPT in attributes.get("src", "").lower()
            or ("src" not in attributes and _VENDOR_SCRIPT in code)
        )
        if loads and not element.asleep:
            if self._loads_at:
                words = f"the chat is loaded again, after line {self._loads_at}; delete one of the two loaders"
                self._find("two-loaders", words, place)
            self._loads_at = self._loads_at or place[0]
        identity = None
        if runs and (called := _CONFIG.search(code)):
            identity = self._service_id(_unescaped(called[2]), "_MOSCONFIG", place)
        elif loader.DATA in attributes:
            data = self._json(loader.DATA, attributes[loader.DATA], place)
            if data is not None:
                identity = self._service_id(data.get("serviceId"), "serviceId", place)
                if str(data.get("script")).startswith("sandbox/"):
                    self._sandbox(place)
        if identity:
            self.uses.append(Use("loader", self._page, *place, identity))

    def _code(self, code: str, start: int = -1) -> str:
        """Read a script, and return it without its comments.

        Args:
            code: the script.
            start: where it begins in the page, if that is known; in an attribute, it is not.
        """

        def part(match: re.Match[str]) -> str:
            if not match["quote"]:
                return re.sub(r"[^\n]", " ", match[0])
            value = _unescaped(match["text"])
            joined = match["before"] or match["after"]
            found = None if joined or re.search(r"\s|\$\{", value.partition("?")[0]) else chat_address(value)
            if found and read_link(found[0]).service_id:
                self._chat_link(value, found, place=at(match.start("quote")))
            return match[0]

        def at(index: int) -> tuple[int, int] | None:
            return self._html.place(start + index) if start >= 0 else None

        plain = _PARTS.sub(part, code)
        if _SANDBOX in plain:
            self._sandbox(at(plain.index(_SANDBOX)))
        if "MosCustomerService" in plain:
            for match in _API_KEY.finditer(plain):
                place = at(match.start()) or self._place
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
        self.uses.append(Use("window", self._page, *self._place, identity or "", source, product))

    def _sent(self, text: str) -> None:
        product = self._json("data-mos-product", text)
        if product is not None:
            self.uses.append(Use("record", self._page, *self._place, product=self._record(product)))

    def _record(self, product: object) -> Mapping[str, str]:
        if not isinstance(product, dict):
            self._find("record", f"product is {quoted(json.dumps(product))}; write an object with a title")
            return {}
        for name, value in product.items():
            if name not in FIELDS:
                self._find("record", f"unknown field {quoted(name)}; {did_you_mean(name, FIELDS)}")
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
        self.findings.append(Finding(rule, self._page, *(place or self._place), words))


def _valid(identity: str) -> bool:
    try:
        return service_id(identity) == identity
    except ContentError:
        return False


def _unescaped(text: str) -> str:
    """Return what a string of a script stands for, as far as an address needs it."""
    return _ESCAPE.sub(lambda match: chr(int(match[1] or match[2], 16)) if match[1] or match[2] else match[3], text)
