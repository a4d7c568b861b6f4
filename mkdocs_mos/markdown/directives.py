"""What each directive and each `mos:` link means: text as written in, elements and problems out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import partial
from textwrap import dedent
from typing import Any, ClassVar, cast
from urllib.parse import parse_qsl, unquote, urlsplit
from xml.etree.ElementTree import Element

from ..content import yaml_nodes
from ..content.page import Fields, Page, Report, field_problems, split_fields
from ..content.positions import spaced
from ..content.slips import MAY_CUT, cut_off_words, cut_offs
from ..core.chat_window import WHERE_THE_SDK_IS, Window, length, timeout
from ..core.links import check_source, context_link, direct_link
from ..core.problems import ContentError, Problem, did_you_mean, quoted
from ..core.product import Product, text_fault
from ..core.telegram import telegram_link
from .cards import LAYOUTS, Cards, Layout

"""The rule of an error that names no product of the page or the catalogue."""


class Unbuildable(Exception):  # noqa: N818
    """A block or link cannot be built: these are its problems; none where the front matter's say it already."""

    def __init__(self, problems: Iterable[Problem] = ()) -> None:
        super().__init__()
        self.problems = list(problems)


@dataclass
class Call:
    """A directive as its author wrote it.

    Attributes:
        kind: the directive's name after `mos-`.
        argument: what stands after the name.
        lines: the option lines, as they stand under it.
        element: its place in the tree.
        locate: gives the line of its `:::`, or nothing.
        unclosed: whether option lines began at the margin and no `:::` line has ended them.
    """

    kind: str
    argument: str
    element: Element
    locate: Callable[[Page], int | None]
    lines: list[str] = field(default_factory=list)
    unclosed: bool = False


@dataclass(frozen=True, slots=True)
class Context:
    """What a chat begins with: one record, from which the link and the window's message are made.

    Attributes:
        link: the chat link.
        source: the channel, or nothing.
        sent: the record's fields, addresses absolute; nothing where there is no product.
        price_line: the line of the price in the page's front matter; 0 where it is not there.
    """

    link: str
    source: str | None
    sent: dict[str, str] | None = None
    price_line: int = 0


class ProductDirective:
    """`::: mos-product [NAME]`: a product card, a button, or a link, with its context link."""

    OPTIONS: ClassVar[dict[str, str]] = {
        "label": "the words of the chat link",
        "source": "the channel of this link, a template",
        "layout": "card, button or link",
    }
    LAYOUT: ClassVar[Layout] = "card"
    """The layout of one that names none."""

    def build(self, page: Page, cards: Cards, argument: str, options: yaml_nodes.Mapping, line: int | None) -> Element:
        """Return the block's element.

        Raises:
            Unbuildable: something is wrong with the block, or with the product that it names.
        """
        found: list[Problem] = []
        overrides, others = split_fields(page, options, self.OPTIONS, found.append)
        base = self._base(page, argument, "title" in options.items, line, found)
        fields = (base or {}) | overrides
        if base is not None and (overrides or not base) and (base or "title" in fields or not found):
            # The front matter's own fields were checked there; here, the block's.
            found += (p for p in field_problems(page, fields, line) if not base or p.line not in _lines(base))
        template = source_option(page, others, found.append)
        layout = others["layout"].text.strip() if "layout" in others else self.LAYOUT
        if "layout" in others and layout not in LAYOUTS:
            words = f"unknown layout {quoted(layout)}; {did_you_mean(layout, LAYOUTS)}"
            found.append(page.problem("value", words, others["layout"].line or None))
        label = others["label"].text.strip() if "label" in others else page.words["ask"]
        fault = text_fault(label) if label else "is blank; write the link's words, or delete it"
        if fault:
            found.append(page.problem("text", f"label {fault}", others["label"].line or None))
        if found or base is None:
            raise Unbuildable(found)
        product = Product(**{name: value.text for name, value in fields.items()})
        try:
            context = product_context(page, product, page.source(template, argument or product.title))
            sent = context.sent if page.site.sdk and page.site.live else None
            shown = page.shown(context.link)
            element = cards.product(product, shown, cast("Layout", layout), label, page.words, sent)
        except ContentError as error:
            raise Unbuildable([page.wrong(error, line)]) from None
        own = base and "price" in overrides  # a price of this card only is meant to differ
        page.used(context.source, argument, None if own else context.sent, _price_line(base or {}))
        return element

    @staticmethod
    def _base(page: Page, name: str, alone: bool, line: int | None, found: list[Problem]) -> Fields | None:
        """Return the front matter's fields for a block, or none where they cannot be had."""
        try:
            return named_fields(page, name, alone)
        except ContentError as error:
            found.append(page.wrong(error, line))
        except Unbuildable:
            pass
        return None


def _lines(fields: Fields) -> set[int]:
    return {value.line for value in fields.values()}


def _price_line(fields: Fields) -> int:
    return fields["price"].line if "price" in fields else 0


class MessageDirective(ProductDirective):
    """`::: mos-message [NAME]`: one button that sends a record into the page's chat window; else, its context link."""

    OPTIONS: ClassVar[dict[str, str]] = {
        "label": "the words of the button",
        "source": "the channel of its link, a template",
    }
    LAYOUT: ClassVar[Layout] = "message"


class ChatDirective:
    """`::: mos-chat`: the chat window, embedded in the page through the vendor's SDK (vendor document 2.3)."""

    OPTIONS: ClassVar[dict[str, str]] = {
        "width": "a CSS length; the whole width unless said otherwise",
        "height": "a CSS length",
        "product": "the name of the product that the chat begins with",
        "source": "the channel, a template",
        "timeout": "milliseconds for a message",
    }

    def build(self, page: Page, cards: Cards, argument: str, options: yaml_nodes.Mapping, line: int | None) -> Element:
        """Return the block's element.

        Raises:
            Unbuildable: something is wrong with the block, or with the product that it names.
        """
        found: list[Problem] = []
        _, given = split_fields(page, options, self.OPTIONS, found.append, fields_known=())
        if not page.site.sdk:
            found.append(page.problem("sdk", f"the chat window needs the vendor's SDK: {WHERE_THE_SDK_IS}", line))
        if argument:
            words = f"mos-chat takes no name; write {quoted(f'product: {argument}')} under it, indented by four spaces"
            found.append(page.problem("window", words, line))
        checked: dict[str, Any] = {}
        for name, check in (
            ("width", partial(length, "width")),
            ("height", partial(length, "height")),
            ("timeout", timeout),
        ):
            if name in given:
                try:
                    checked[name] = check(given[name].text)
                except ContentError as error:
                    found.append(page.problem("value", str(error), given[name].line or line))
        template = source_option(page, given, found.append)
        at = given["product"].line or line if "product" in given else line
        context = None
        name = given["product"].text.strip() if "product" in given else ""
        try:
            context = page_context(page, name, template)
        except ContentError as error:
            found.append(page.problem("unknown-product", str(error), at))
        if found or context is None:
            raise Unbuildable(found)
        window = page_window(page, context, **checked)
        try:
            element = cards.window(window, page.shown(context.link), page.words, live=page.site.live)
        except ContentError as error:
            raise Unbuildable([page.wrong(error, line)]) from None
        page.window = page.window or page.site.live
        page.used(context.source, name, context.sent, context.price_line)
        return element


class ContactDirective:
    """`::: mos-contact`: the ways to reach the team: the chat in a tab or in the page, Telegram, a QR code."""

    OPTIONS: ClassVar[dict[str, str]] = {
        "ways": "which of chat, telegram, window and qr, in which order; all that the site has unless said otherwise",
        "source": "the channel, a template",
    }
    WAYS: ClassVar[tuple[str, ...]] = ("chat", "telegram", "window", "qr")

    def build(self, page: Page, cards: Cards, argument: str, options: yaml_nodes.Mapping, line: int | None) -> Element:
        """Return the block's element.

        Raises:
            Unbuildable: something is wrong with the block.
        """
        from ..core import qr  # segno takes its time

        found: list[Problem] = []
        _, given = split_fields(page, options, self.OPTIONS, found.append, fields_known=())
        if argument:
            found.append(page.problem("directive", f"mos-contact takes no name; delete {quoted(argument)}", line))
        site = page.site
        lacking = {} if site.sdk else {"window": f"the chat window needs the vendor's SDK: {WHERE_THE_SDK_IS}"}
        if site.telegram is None:
            lacking["telegram"] = (
                "telegram needs the bot's username; write “telegram: acme_help_bot” under the plugin mos"
            )
        ways = [way for way in self.WAYS if way not in lacking]
        if "ways" in given:
            at = given["ways"].line or line
            ways = [way.strip() for way in given["ways"].text.split(",")]
            for way in dict.fromkeys(ways):
                if way not in self.WAYS:
                    found.append(
                        page.problem("value", f"unknown way {quoted(way)}; {did_you_mean(way, self.WAYS)}", at)
                    )
                elif way in lacking:
                    found.append(page.problem("value", lacking[way], at))
                if ways.count(way) > 1:
                    found.append(page.problem("duplicate", f"ways holds {quoted(way)} twice; delete one", at))
        template = source_option(page, given, found.append)
        if found:
            raise Unbuildable(found)
        if not site.live:  # its place would hold the link once more
            ways = [way for way in ways if way != "window"] or ["chat"]
        try:
            context = direct_context(page, template)
            element = cards.contact(
                ways,
                page.shown(context.link),
                page.words,
                telegram_link(site.telegram, context.source) if site.telegram else None,
                qr.inline(context.link, scale=4) if "qr" in ways else None,
                page_window(page, context) if "window" in ways else None,
            )
        except ContentError as error:
            raise Unbuildable([page.wrong(error, line)]) from None
        page.window = page.window or "window" in ways
        page.used(context.source)
        return element


DIRECTIVES: dict[str, ProductDirective | ChatDirective | ContactDirective] = {
    "product": ProductDirective(),
    "chat": ChatDirective(),
    "message": MessageDirective(),
    "contact": ContactDirective(),
}


def run(call: Call, page: Page, cards: Cards, report: Report) -> Element:
    """Return what a directive becomes; a visible box where it cannot be built, each problem reported."""
    page.here = partial(call.locate, page)
    try:
        return _attempt(call, page, cards, line=0)
    except Unbuildable:
        pass
    # Only a broken block pays for finding out where it stands.
    line = call.locate(page)
    try:
        return _attempt(call, page, cards, line)
    except Unbuildable as broken:
        problems = broken.problems
        if line is None:  # included from elsewhere
            shown = quoted(f"::: mos-{call.kind} {call.argument}".strip())
            problems = [page.problem(problem.rule, f"{shown}: {problem.words}") for problem in problems]
        for problem in problems:
            report(problem)
        return cards.problem(problems or page.options.problems)


def _attempt(call: Call, page: Page, cards: Cards, line: int | None) -> Element:
    directive = DIRECTIVES.get(call.kind)
    if directive is None:
        names = [f"mos-{name}" for name in DIRECTIVES]
        hint = did_you_mean(f"mos-{call.kind}", names)
        raise Unbuildable(
            [page.problem("unknown-directive", f"unknown directive {quoted(f'::: mos-{call.kind}')}; {hint}", line)]
        )
    if call.unclosed:
        words = "the options under it are not its own; indent them by four spaces, or write a line ::: after them"
        raise Unbuildable([page.problem("directive", words, line)])
    return directive.build(page, cards, call.argument, _options(call, page, line), line)


def _options(call: Call, page: Page, line: int | None) -> yaml_nodes.Mapping:
    empty = yaml_nodes.Mapping({}, {}, 0)
    if not call.lines:
        return empty
    lines = call.lines if not line else spaced(page.source_text, line, call.lines)
    text = _at_margin(lines)
    if not text.strip():
        return empty
    if "\x02" in text:
        raise Unbuildable([page.problem("directive", "its options hold a code fence or HTML; write plain text", line)])
    first = (line or 0) + 1
    try:
        root = yaml_nodes.compose(text, first)
    except yaml_nodes.YamlError as error:
        at = error.line if line is not None else None
        raise Unbuildable([page.problem("yaml", f"the options are not YAML: {error}", at)]) from None
    if root is None:
        return empty
    for name, kept, cut, at in cut_offs(text, root) if MAY_CUT.search(text) else ():
        page.doubts.append((Problem("cut-off", cut_off_words(name, kept, cut)), partial(_below, call, page, at + 1)))
    value = yaml_nodes.read(root, first)
    if not isinstance(value, yaml_nodes.Mapping):
        words = "the options are not YAML: write “name: value” on each line, such as “label: Ask about this”"
        raise Unbuildable([page.problem("directive", words, first if line is not None else None)])
    return value if line is not None else yaml_nodes.without_lines(value)


def _below(call: Call, page: Page, lines: int) -> int | None:
    """Return the line that stands some lines below a directive's own, where that is known."""
    line = call.locate(page)
    return line and line + lines


def _at_margin(lines: list[str]) -> str:
    """Return option lines without the indentation that they share, which nearly always is four spaces."""
    if all(line[:4] in ("    ", "") for line in lines):
        return "\n".join(line[4:] for line in lines)
    return dedent("\n".join(lines))


def named_fields(page: Page, name: str, alone: bool = False) -> Fields:
    """Return the fields of the product that a name means on a page.

    Without a name it is `mos.product`, or the page's only product, or nothing where a block stands alone, with its
    own fields.

    Raises:
        ContentError: there is no such product.
        Unbuildable: there is, and its problems were named at the front matter.
    """
    options = page.options
    if options.unreadable and not alone:
        raise Unbuildable
    if name and name not in options.products:
        if record := page.site.catalog.find(name):
            return page.record_fields(record)
        if name in page.site.catalog or not page.site.catalog.complete:
            raise Unbuildable  # its problems were named at the catalogue
        bare = name.strip("“”„‟«»‘’\"' ")
        if bare != name and (bare in options.products or bare in page.site.catalog):
            raise ContentError(f"unknown product {quoted(name)}; write {bare} without quotes", "unknown-product")
        hint = did_you_mean(name, options.products) if options.products else ""
        if len(page.site.catalog) and not hint.endswith("?"):
            raise ContentError(f"unknown product {quoted(name)}; {page.site.catalog.hint(name)}", "unknown-product")
        if not options.products:
            raise ContentError(
                f"unknown product {quoted(name)}: the front matter has none; write it there under “mos: products:”",
                "unknown-product",
            )
        listed = f" (on this page: {_names(page)})" if hint.endswith("?") else ""
        raise ContentError(f"unknown product {quoted(name)}; {hint}{listed}", "unknown-product")
    fields = options.products.get(name)
    if not name and options.product is not None:
        fields = options.product
    elif not name and len(options.products) == 1:
        ((name, fields),) = options.products.items()
    if fields is None:
        if alone:
            return {}
        if options.products:
            raise ContentError(
                f"it names no product; write one of this page's after it: {_names(page)}", "unknown-product"
            )
        raise ContentError(
            "the page has no product; write one under “mos: product:” in the front matter, or a title under this line",
            "unknown-product",
        )
    if name in options.broken:
        raise Unbuildable
    return fields


def _names(page: Page) -> str:
    names = list(page.options.products)
    return ", ".join(name if name.isprintable() else quoted(name) for name in names[:20]) + (
        ", …" if len(names) > 20 else ""
    )


def source_option(page: Page, options: Fields, report: Report) -> str | None:
    """Return the `source` that stands among the options, checked."""
    if "source" not in options:
        return None
    try:
        return check_source(options["source"].text)
    except ContentError as error:
        report(page.wrong(error, options["source"].line or None))
        return None


def product_context(page: Page, product: Product, channel: str | None) -> Context:
    """Return the context of a chat about a product, from a page; there is no other way from a product to its link.

    Raises:
        ContentError: the link cannot be made.
    """
    sent = page.link_product(product)
    return Context(context_link(sent, page.site.service_id, channel), channel, sent.fields())


def page_context(page: Page, name: str = "", source: str | None = None) -> Context:
    """Return the context of a chat that begins on a page: with a product of it, or its only one; else with none.

    Raises:
        ContentError: there is no such product, or its link cannot be made.
        Unbuildable: there is, and its problems were named at the front matter.
    """
    options = page.options
    if name or options.product is not None or len(options.products) == 1:
        fields = named_fields(page, name)
        product = Product(**{key: value.text for key, value in fields.items()})
        channel = page.source(source, name or product.title)
        return replace(product_context(page, product, channel), price_line=_price_line(fields))
    return direct_context(page, source)


def direct_context(page: Page, source: str | None = None) -> Context:
    """Return the context of a chat that begins with nothing but its channel.

    Raises:
        ContentError: the link cannot be made.
    """
    channel = page.source(source)
    return Context(direct_link(page.site.service_id, channel), channel)


def article_context(page: Page, title: str, desc: str | None) -> Context:
    """Return the context of a chat about a page itself, with its canonical address.

    Raises:
        ContentError: its title or description cannot be sent, or the link cannot be made.
    """
    return product_context(page, Product(title=title, desc=desc, linkUrl=page.address), page.source(None))


def page_window(page: Page, context: Context, **options: Any) -> Window:
    """Return the chat window of a context, on a page."""
    known = {"timeout": page.site.timeout, "source": context.source, "product": context.sent} | options
    return Window(page.site.service_id, **known)


def mos_link(page: Page, address: str) -> str:
    """Return the chat link that an address means on a page; see `mos_context`.

    Raises:
        ContentError: the address is no such.
        Unbuildable: the product that it names is broken.
    """
    return page.shown(mos_context(page, address).link)


def mos_context(page: Page, address: str) -> Context:
    """Return the context of the chat that a `mos:`, `mos:NAME` or `mos:NAME?source=…` address means on a page.

    Raises:
        ContentError: the address is not one of these.
        Unbuildable: the product that it names is broken.
    """
    shown = quoted(address)
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = None
    if parts is None or parts.netloc or "#" in address:
        raise ContentError(f"{shown} is not a chat link; write mos:, mos:NAME or mos:NAME?source=CHANNEL", "host")
    name = unquote(parts.path).strip()
    source = None
    for key, value in parse_qsl(parts.query.replace("+", "%2B"), keep_blank_values=True):  # + is no blank here
        if key != "source":
            raise ContentError(
                f"{shown} holds {quoted(key)}; only ?source=CHANNEL may follow a product's name", "unknown-parameter"
            )
        if source is not None:
            raise ContentError(f"{shown} holds source twice; delete one", "repeated-parameter")
        source = check_source(value)
    context = page_context(page, name, source) if name else direct_context(page, source)
    page.used(context.source, name, context.sent, context.price_line)
    return context
