"""A record and its link in, elements out, through Jinja2 templates that a theme may replace."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html.parser import HTMLParser
from typing import Literal, TypeAlias
from xml.etree.ElementTree import Element, TreeBuilder

import jinja2

from .problems import ContentError, Problem
from .product import Product

Layout: TypeAlias = Literal["card", "button", "link"]
LAYOUTS: tuple[Layout, ...] = ("card", "button", "link")

ASK = "Ask about this"
WORDS = {"price": "Price", "line_price": "Original price", "new_tab": "opens in a new tab"}

_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_ENTITY_LIKE = re.compile(r"&(?=(?:#[0-9]+|#x[0-9a-f]+|[0-9a-z]+);)", re.IGNORECASE)


class Cards:
    """The templates of one build, compiled once.

    Args:
        folders: theme folders whose `mos/product.html` stands before ours, the first one first.
    """

    def __init__(self, folders: Sequence[str] = ()) -> None:
        loaders = [jinja2.FileSystemLoader(folders), jinja2.PackageLoader("mkdocs_mos")]
        self._environment = jinja2.Environment(
            loader=jinja2.ChoiceLoader(loaders), autoescape=True, undefined=jinja2.StrictUndefined, auto_reload=False
        )
        self.used = False
        """Whether anything was drawn that needs the stylesheet."""

    def product(self, product: Product, link: str, layout: Layout = "card", label: str | None = None) -> Element:
        """Return a product's element: a card, a button or a link.

        Raises:
            ContentError: a theme's own template is broken.
        """
        return self._render(
            "mos/product.html", product=product, link=link, layout=layout, label=label or ASK, words=WORDS
        )

    def problem(self, problems: Iterable[Problem]) -> Element:
        """Return the visible box that a preview shows in place of a broken block."""
        return self._render("mos/problem.html", problems=[str(problem) for problem in problems])

    def _render(self, name: str, **values: object) -> Element:
        self.used = True
        try:
            template = self._environment.get_template(name)
            return elements(template.render(values))
        except jinja2.TemplateSyntaxError as error:
            place = f"{error.filename or name}:{error.lineno}"
            raise ContentError(f"the template {place} is broken: {error.message}") from None
        except (jinja2.TemplateError, TypeError, ValueError) as error:
            raise ContentError(f"the template {name} cannot be filled in: {error}") from None


def elements(html: str) -> Element:
    """Return HTML as one element, its texts as Python-Markdown's serializer must find them to write them exactly.

    Several elements, or bare text, come inside a `div`.

    Raises:
        ContentError: an `a` has no `href`, or an `img` no `src`, on which MkDocs would stop.
    """
    builder = _Builder()
    builder.feed(html.strip())
    root = builder.finish()
    if len(root) == 1 and not (root.text or "").strip() and not (root[0].tail or "").strip():
        root = root[0]
        root.tail = None
    for element in root.iter():
        needed = {"a": "href", "img": "src"}.get(element.tag)
        if needed and element.get(needed) is None:
            raise ContentError(f"<{element.tag}> has no {needed}; write one, or use another element")
    return root


def exact(text: str) -> str:
    """Return text so that Python-Markdown's serializer, which leaves all that looks like an entity alone, writes it."""
    return _ENTITY_LIKE.sub("&amp;", text) if "&" in text else text


class _Builder(HTMLParser):
    """Hands the events of the HTML parser to a tree builder; unclosed elements end where their parents do."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._tree = TreeBuilder()
        self._open: list[str] = []
        self._tree.start("div", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._tree.start(tag, {name: exact(value or "") for name, value in attrs})
        if tag in _VOID:
            self._tree.end(tag)
        else:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        while tag in self._open:
            closed = self._open.pop()
            self._tree.end(closed)
            if closed == tag:
                return

    def handle_data(self, data: str) -> None:
        self._tree.data(exact(data))

    def finish(self) -> Element:
        self.close()
        for tag in reversed(self._open):
            self._tree.end(tag)
        self._tree.end("div")
        return self._tree.close()
