"""One built page, whoever built it: the chat links, loaders, windows and records in it, and what is wrong with them.

Only what a browser acts on counts: elements as its parser has them, whole strings of inline scripts, the content of
`<template>`, `<noscript>` and `srcdoc`. Text, code samples and comments are meant to be read. Rules are those of
`links` and `product`; what those cannot see, since it lies in the HTML, is here. Everything follows the vendor
document, sections 2.2, 2.3 and 3.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from ..core import snippet
from ..core.chat_window import TIMEOUT, timeout
from ..core.consistency import Use
from ..core.links import HOST, Link, read_link, sent_faults
from ..core.problems import ContentError, Problem, did_you_mean, quoted
from ..core.product import FIELDS, name_hint
from ..core.service_id import service_id
from ..core.source import clean_source
from ..core.tokens import WORDS, masked, token_places
from .addresses import LOST, SPACE, chat_address
from .html import Document, Element
from .scripts import loads, parts, runs, unescaped
from .signs import may_hold
from .unresolved import hides_chat, left_in, no_end

T = TypeVar("T")

_CONFIG = re.compile(r"""\b_MOSCONFIG\(\s*(["'])((?:\\.|(?!\1)[^\\\n])*+)\1\s*\)""")
_API_KEY = re.compile(r"""\bapiKey["']?\s*:\s*(["'])(.*?)\1""")
_JOINED = re.compile(r"\s|\$\{")
"""What an address does not hold, but a sentence or a template does."""

_SANDBOX = "mkdocs-mos/sandbox/"
_CONFIG_NAMES = ("apiKey", "timeout", "source", "product")  # vendor document 2.3.3.5


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
class Audit:
    """One page: everything of MOS in it, and the address that it says it has."""

    page: str
    links: tuple[ChatLink, ...] = ()
    uses: tuple[Use, ...] = ()
    findings: tuple[Problem, ...] = ()
    canonical: str = ""


def audit(text: str, page: str) -> Audit:
    """Return what a page holds, and what is wrong with it.

    Args:
        text: its HTML.
        page: its file, for the findings.
    """
    tokens = token_findings(text, page)
    if not may_hold(text):  # most pages of most sites
        return Audit(page, findings=tokens)
    document = Document(text)
    if document.is_too_deep:
        words = "its elements are nested too deeply for it to be read; close each one where it ends"
        return Audit(page, findings=(*tokens, Problem("too-large", words, page, 1, 1)))
    reader = _Reader(page, document)
    # The text has named each token at its place; the same one in a link or record is no second problem.
    others = (found for found in reader.findings if not tokens or found.rule != "token")
    found = dict.fromkeys((*tokens, *others))  # a link and its record may have the same fault
    links = sorted(reader.links, key=lambda link: (link.line, link.column))
    return Audit(page, tuple(links), tuple(reader.uses), tuple(found), document.canonical)


def token_findings(text: str, page: str) -> tuple[Problem, ...]:
    """Return where a text of any kind holds what is shaped like a Telegram bot token (vendor document 4.2.1)."""
    return tuple(Problem("token", f"here is {WORDS}", page, *place) for place in token_places(text))


class _Reader:
    """Goes through a page's elements, and keeps what it finds."""

    def __init__(self, page: str, document: Document) -> None:
        self.links: list[ChatLink] = []
        self.uses: list[Use] = []
        self.findings: list[Problem] = []
        self._page = page
        self._document = document
        self._place = 1, 1  # of the element that is read
        self._loads_at = 0  # the line of the loader
        self._sandboxed = False
        for element in document.elements():
            self._place = document.place(element.at)
            before = len(self.findings)
            self._element(element)
            # What is wrong with an element has its cure; that it is a dead link, too, would be no help.
            if all((found.line, found.column) != self._place for found in self.findings[before:]):
                self._left(element)

    # Elements

    def _element(self, element: Element) -> None:
        tag, attributes = element.tag, element.attributes
        if hides_chat(self._document, element):
            self._find("unclosed", no_end(tag))
        if tag == "link" and not _is_followed(attributes):
            return
        classes = attributes.get("class", "").split()
        if any("mos-sandbox" in name for name in classes):
            self._sandbox()
        for name, value in attributes.items():
            if name == "data-mos-chat":
                self._window(value)
            elif name == "data-mos-product":
                self._sent(value)
            elif name.startswith("on"):
                self._code(value)
        ours = attributes.get("href", "") if "mos-link" in classes else None  # wherever it leads
        for value in dict.fromkeys(element.addresses()):
            found = chat_address(value, element.base)
            if _SANDBOX in value:
                self._sandbox()
            elif found:
                self._chat_link(value, *found, self._words(element))
            elif value == ours:
                self._find("host", f"this chat link leads to {quoted(value)}; write “https://{HOST}/ID”")
            elif _is_script(value):
                self._code(value)
        if tag == "script":
            self._script(element)

    def _words(self, element: Element) -> str:
        """Return the accessible text of a link."""
        attributes = element.attributes
        own = self._document.words(element) if element.tag == "a" else ""
        return attributes.get("aria-label") or own or attributes.get("alt") or attributes.get("title") or ""

    def _left(self, element: Element) -> None:
        """Name the private addresses of an element, where nothing else is wrong with it."""
        for left in left_in(self._document, element, self._document.canonical):
            words = f"{quoted(left)} is a dead link here; write [words](mos:…) in Markdown, or the whole link"
            self._find("private-address", words)

    # Chat links (vendor document 3)

    def _chat_link(self, url: str, address: str, odd: str, text: str = "") -> None:
        link = read_link(address)
        identity = link.service_id.rstrip("/")
        faults = tuple(_link_faults(url, address, odd, link))
        for fault in faults:
            self._find(fault.rule, fault.words)
        fields = {name: value for name, value in link.values.items() if name in FIELDS}
        # A wrong ID is told as such: it is no second opinion about the site's.
        is_wrong = any(fault.rule in ("service-id", "placeholder") for fault in link.faults)
        used = "" if is_wrong else identity
        self.uses.append(Use(self._page, *self._place, "link", used, link.values.get("source", ""), fields))
        shown = masked(url)
        if shown != url:  # the findings name it, and nobody shows it
            link = replace(link, values={name: masked(value) for name, value in link.values.items()})
        self.links.append(ChatLink(self._page, *self._place, masked(" ".join(text.split())), shown, link, faults))

    # Loaders and scripts (vendor document 2.2)

    def _script(self, script: Element) -> None:
        attributes, text = script.attributes, self._document.content(script)
        is_run = runs(attributes)
        is_read = is_run or "json" in attributes.get("type", "").lower()
        code = ""
        if is_read and "src" not in attributes and self._document.ends("script", script.at) and may_hold(text):
            code = self._code(text, self._document.find(text, script.at))
        if loads(script, code):
            if self._loads_at:
                words = f"the chat is loaded again, after line {self._loads_at}; delete one of the two loaders"
                self._find("two-loaders", words)
            self._loads_at = self._loads_at or self._place[0]
        identity = None
        if is_run and (called := _CONFIG.search(code)):
            identity = self._service_id(unescaped(called[2]), "_MOSCONFIG")
        elif snippet.DATA in attributes:
            data = self._json(snippet.DATA, attributes[snippet.DATA])
            if data is not None:
                identity = self._service_id(data.get("serviceId"), "serviceId")
                if str(data.get("script")).startswith("sandbox/"):
                    self._sandbox()
        if identity:
            self.uses.append(Use(self._page, *self._place, "loader", identity))

    def _code(self, code: str, start: int = -1) -> str:
        """Read a script, which begins at a place in the page if that is known, and return it without its comments."""
        element = self._place
        plain, strings = parts(code)
        for text, index in strings:
            found = chat_address(text)
            if found and not _JOINED.search(text.partition("?")[0]) and read_link(found[0]).service_id:
                self._move(start, index)
                self._chat_link(text, *found)
        if _SANDBOX in plain:
            self._move(start, plain.index(_SANDBOX))
            self._sandbox()
        if "MosCustomerService" in plain:
            for match in _API_KEY.finditer(plain):
                self._move(start, match.start())
                if identity := self._service_id(unescaped(match[2]), "apiKey"):
                    self.uses.append(Use(self._page, *self._place, "window", identity))
        self._place = element
        return plain

    def _move(self, start: int, index: int) -> None:
        """Go to what stands at an index of a script, if it is known where that begins."""
        if start >= 0:
            self._place = self._document.place(start + index)

    # Windows and records (vendor document 2.3)

    def _window(self, text: str) -> None:
        config = self._json("data-mos-chat", text)
        if config is None:
            return
        for name in config:
            if name not in _CONFIG_NAMES:
                words = f"the chat window has the unknown setting {quoted(name)}; {did_you_mean(name, _CONFIG_NAMES)}"
                self._find("window", words)
        identity = self._service_id(config.get("apiKey"), "apiKey")
        self._judged(timeout, json.dumps(config.get("timeout", TIMEOUT)))
        source = config.get("source")
        if isinstance(source, str):
            source = self._judged(clean_source, source)
        elif "source" in config:
            self._find("source", f"source is {quoted(json.dumps(source))}; write a channel, or delete it")
        product = self._record(config["product"]) if "product" in config else {}
        self.uses.append(Use(self._page, *self._place, "window", identity or "", str(source or ""), product))

    def _sent(self, text: str) -> None:
        product = self._json("data-mos-product", text)
        if product is not None:
            self.uses.append(Use(self._page, *self._place, "record", product=self._record(product)))

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

    def _json(self, name: str, text: str) -> dict[str, object] | None:
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            value = None
        if not isinstance(value, dict):
            self._find("json", f"{name} holds {quoted(text)}, which is not a JSON object; build the page again")
            return None
        return value

    def _service_id(self, value: object, name: str) -> str | None:
        if not isinstance(value, str):
            self._find("service-id", f"{name} holds no customer service ID; write it there as text")
            return None
        found = self._judged(service_id, value)
        if found and found != value:
            self._find("service-id", f"{name} is {quoted(value)}; write the ID alone: {quoted(found)}")
        return found

    def _judged(self, judge: Callable[[str], T], text: str) -> T | None:
        """Return what a rule makes of a text, or None, and name what is wrong with it."""
        try:
            return judge(text)
        except ContentError as error:
            self._find(error.rule, str(error))
            return None

    # What is said

    def _sandbox(self) -> None:
        if not self._sandboxed:
            words = "this page plays MOS, so customers reach nobody; build the site without “sandbox: true”"
            self._find("sandbox", words)
        self._sandboxed = True

    def _find(self, rule: str, words: str) -> None:
        self.findings.append(Problem(rule, masked(words), self._page, *self._place))


def _is_followed(attributes: Mapping[str, str]) -> bool:
    """Say whether a `<link>` may lead somebody to the chat."""
    relation = attributes.get("rel", "").lower().split()
    return {"canonical", "preconnect", "dns-prefetch"}.isdisjoint(relation)


def _is_script(value: str) -> bool:
    """Say whether an address is a script, as browsers read it."""
    return re.sub(r"[\t\n\r]", "", value[:40]).strip(SPACE).lower().startswith("javascript:")


def _link_faults(url: str, address: str, odd: str, link: Link) -> Iterator[Problem]:
    """Yield what is wrong with a chat link: as it is written in the page, the address that is meant, and its parts."""
    if not link.service_id.rstrip("/") and not link.values:
        yield Problem("no-id", f"{quoted(url)} names no customer service ID; write “https://{HOST}/ID”")
        return
    if odd:
        yield Problem("host", f"{quoted(url)} {odd}; write {quoted(address)}")
    if odd is not LOST:
        yield from link.faults
        yield from link.doubts
