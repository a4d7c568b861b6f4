"""What a chat begins with, and the link to it: there is no other way from a product to its link."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import translate
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote

from ..core.chat_window import Window
from ..core.links import context_link, direct_link
from ..core.problems import ContentError, quoted
from ..core.product import Product
from ..core.source import check_source
from .cards import SUGGESTED

if TYPE_CHECKING:
    from ..content.page import Page
    from ..content.records import Fields


class Unbuildable(Exception):  # noqa: N818
    """A block or link cannot be built, since its product has problems, which are named where that stands."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a chat begins with: one record, from which the link and the window's message are made.

    Attributes:
        link: the chat link.
        source: the channel, or None.
        sent: the record's fields, addresses absolute; None where there is no product.
        price_line: the line of the price in the page's front matter; None where it is not there.
    """

    link: str
    source: str | None
    sent: dict[str, str] | None = None
    price_line: int | None = None

    def sent_to(self, page: Page) -> dict[str, str] | None:
        """Return what a page's window or panel is sent, or None where the page has neither."""
        return self.sent if page.site.sdk and page.site.live else None


_THIS_PAGE = "."


def means_this_page(address: str) -> bool:
    """Say whether a `mos:` address is `mos:.`, which means the page on which it stands."""
    return address.partition(":")[2].partition("?")[0].strip() == _THIS_PAGE


def named_fields(page: Page, name: str, alone: bool = False) -> Fields:
    """Return the fields of the product that a name means on a page.

    Args:
        page: the page, whose own products come before the catalogue's.
        name: the name; without one it is `mos.product`, or the page's only product.
        alone: whether a block may stand for itself, with its own fields: then nothing may be found.

    Raises:
        ContentError: there is no such product.
        Unbuildable: there is, and its problems were named where it stands.
    """
    options, catalog = page.options, page.site.catalog
    # The front matter may have held it: its own problem is told, and this would be a second for one mistake.
    if options.unreadable and not alone:
        raise Unbuildable
    if not name:
        return _only_product(page, alone)
    if name in options.broken:
        raise Unbuildable
    if name in options.products:
        return options.products[name]
    if record := catalog.find(name):
        return page.record_fields(record)
    # It is there and broken, or may be among what could not be read; either has been named.
    if name in catalog or not catalog.complete:
        raise Unbuildable
    raise ContentError(f"unknown product {quoted(name)}; {hint(page, name)}", "unknown-product")


def matching_names(page: Page, patterns: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the names of a page's products; or those, of page and catalogue, that match patterns such as `tea-*`.

    Args:
        page: the page, whose own products come before the catalogue's.
        patterns: as `fnmatch` reads them, upper and lower case told apart.

    Returns:
        The names in the order written, each once; and the patterns that match none.
    """
    options = page.options
    own = [*([""] if options.product is not None else []), *options.products]
    if not patterns:
        return own, []
    every = list(dict.fromkeys((*options.products, *page.site.catalog)))
    matched = [set(filter(re.compile(translate(pattern)).match, every)) for pattern in patterns]
    unmatched = [pattern for pattern, found in zip(patterns, matched, strict=True) if not found]
    return list(filter(set().union(*matched).__contains__, every)), unmatched


def _only_product(page: Page, alone: bool) -> Fields:
    options = page.options
    products = dict(options.products) if options.product is None else {"": options.product}
    if len(products) == 1:
        ((name, fields),) = products.items()
        if name in options.broken:
            raise Unbuildable
        return fields
    if alone:
        return {}
    words = "the page has no product; write one under “mos: product:” in the front matter, or a title under this line"
    if products:
        names = ", ".join(name if name.isprintable() else quoted(name) for name in list(products)[:20])
        words = f"it names no product; write one of this page's after it: {names}"
    raise ContentError(words, "unknown-product")


def hint(page: Page, name: str) -> str:
    """Return what to write in the place of an unknown name."""
    products, catalog = page.options.products, page.site.catalog
    # Quotes belong to YAML; after `:::` and in an address they are part of the name.
    bare = name.strip("“”„‟«»‘’\"' ")
    if bare != name and (bare in products or bare in catalog):
        return f"write {bare} without quotes"
    if not products and not len(catalog):
        return "the front matter has none; write it there under “mos: products:”"
    near = page.names.did_you_mean(name)
    return catalog.hint(name) if len(catalog) and not near.endswith("?") else near


def to_product(fields: Fields) -> Product:
    """Return checked fields as a record."""
    return Product(**{name: field.text for name, field in fields.items()})


def product_context(page: Page, product: Product, channel: str | None, price_line: int | None = None) -> Context:
    """Return the context of a chat about a product, from a page.

    Raises:
        ContentError: the link cannot be made.
    """
    sent = page.link_product(product)
    return Context(context_link(sent, page.site.service_id, channel), channel, sent.fields(), price_line)


def page_context(page: Page, name: str = "", source: str | None = None) -> Context:
    """Return the context of a chat that begins on a page: with a product of it, or its only one; else with none.

    Raises:
        ContentError: there is no such product, or its link cannot be made.
        Unbuildable: there is, and its problems were named where it stands.
    """
    options = page.options
    # Which of several is meant nobody can say, and a chat without a product is right on any page.
    if not name and options.product is None and len(options.products) != 1:
        return direct_context(page, source)
    fields = named_fields(page, name)
    product = to_product(fields)
    return product_context(page, product, page.source(source, name or product.title), price_line(fields))


def price_line(fields: Fields) -> int | None:
    """Return the line of a product's price in the page's front matter; None where it is not there."""
    price = fields.get("price")
    return price.line if price and price.file is None else None


def direct_context(page: Page, source: str | None = None) -> Context:
    """Return the context of a chat that begins with nothing but its channel.

    Raises:
        ContentError: the link cannot be made.
    """
    channel = page.source(source)
    return Context(direct_link(page.site.service_id, channel), channel)


def article_context(page: Page, title: str, desc: str | None, source: str | None = None) -> Context:
    """Return the context of a chat about a page itself, with its canonical address.

    Raises:
        ContentError: its title or description cannot be sent, or the link cannot be made.
    """
    return product_context(page, Product(title=title, desc=desc, linkUrl=page.address), page.source(source))


def page_window(page: Page, context: Context, **options: Any) -> Window:
    """Return the chat window of a context, on a page."""
    known = {"timeout": page.site.timeout, "source": context.source, "product": context.sent} | options
    return Window(page.site.service_id, **known)


def suggested(page: Page) -> str:
    """Return what stands for the articles that a page suggests, where its host puts them there."""
    return SUGGESTED if page.site.suggests and page.options.suggest else ""


def mos_link(page: Page, address: str) -> str:
    """Return the chat link that an address means on a page; see `mos_context`."""
    return page.shown(mos_context(page, address).link)


def mos_context(page: Page, address: str) -> Context:
    """Return the context that a `mos:`, `mos:NAME`, `mos:NAME?source=…` or `mos:.` address means on a page.

    Raises:
        ContentError: the address is not one of these.
        Unbuildable: the product that it names is broken.
    """
    name, source = _parts(address)
    if name == _THIS_PAGE:
        context = _this_page(page, address, source)
    else:
        context = page_context(page, name, source) if name else direct_context(page, source)
    page.used(context.source, context.sent, context.price_line)
    return context


def _this_page(page: Page, address: str, source: str | None) -> Context:
    if page.about is None:
        words = f"{quoted(address)} means this page, but {page.no_page}; write mos: or mos:NAME"
        raise ContentError(words, "private-address")
    return article_context(page, *page.about(), source)


def instead_of(page: Page, address: str) -> str:
    """Return the chat link to write in the place of a `mos:` address that nothing turns into one."""
    try:
        return mos_link(page, address)
    except (ContentError, Unbuildable):
        return f"https://mos.me/{page.site.service_id}"


def _parts(address: str) -> tuple[str, str | None]:
    """Return the name of the product that a `mos:` address holds, and its channel."""
    shown = quoted(address)
    name, _, query = address.partition(":")[2].partition("?")
    if name.startswith("//") or "#" in address:
        raise ContentError(f"{shown} is not a chat link; write mos:, mos:NAME or mos:NAME?source=CHANNEL", "host")
    source = None
    for key, value in parse_qsl(query.replace("+", "%2B"), keep_blank_values=True):  # + is no blank here
        if key != "source":
            words = f"{shown} contains {quoted(key)}; only ?source=CHANNEL may follow a product's name"
            raise ContentError(words, "unknown-parameter")
        if source is not None:
            raise ContentError(f"{shown} contains source twice; delete one", "repeated-parameter")
        source = check_source(value)
    return unquote(name).strip(), source
