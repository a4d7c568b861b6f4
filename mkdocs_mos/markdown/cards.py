"""A record and its link in, elements out, through Jinja2 templates that a theme may replace."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias
from xml.etree.ElementTree import Element, SubElement

import jinja2
from jinja2.utils import htmlsafe_json_dumps
from selectolax.lexbor import LexborHTMLParser, LexborNode

from ..browser.files import ASK_SCRIPT, FORM_SCRIPT, HOURS_SCRIPT, SCRIPT
from ..core.chat_window import Window
from ..core.problems import ContentError, Problem
from ..core.product import FIELDS, Product

if TYPE_CHECKING:
    from ..content.timetable import Timetable
    from ..core.form import Field

Layout: TypeAlias = Literal["card", "button", "link", "message"]
LAYOUTS: tuple[Layout, ...] = ("card", "button", "link")
"""The layouts that an author may choose."""

_ENTITY_LIKE = re.compile(r"&(?=(?:#[0-9]+|#x[0-9a-f]+|[0-9a-z]+);)", re.IGNORECASE)
ASKED = ("required", "mismatch", "shortened")
"""The words that mos-form.js says."""
NOW = ("open_until", "open_again", "your_time")
"""The words of what hours mean now."""

PRODUCT = "mos/product.html"
"""The template of a product."""

SUGGESTED = '<span class="mos-suggest"></span>'
"""Stands in the place of the articles that a page suggests, until their titles are known."""

SUGGESTED_IN_PANEL = '<span class="mos-suggest mos-folds"></span>'
"""The same, of those that make room for a window."""

_DEEPEST = 100
"""Elements within each other that a template may have."""

_MARK = re.compile('"?\ue000(\\w+)\ue001"?')  # the quotes are those of a text as JSON


def _environment(folders: Sequence[str]) -> jinja2.Environment:
    """Return the templates: a theme's own, which stand in some folders, before ours."""
    loaders = [jinja2.FileSystemLoader(folders), jinja2.PackageLoader("mkdocs_mos.data")]
    environment = jinja2.Environment(
        loader=jinja2.ChoiceLoader(loaders), autoescape=True, undefined=jinja2.StrictUndefined, auto_reload=False
    )
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False}
    return environment


_OURS = _environment(())
"""Our own templates, each compiled once a process: some hosts make a Markdown object for every page."""


class Cards:
    """What one build draws. Where a theme's own template is broken, each method raises a `ContentError` that names it.

    Args:
        folders: theme folders whose own templates under `mos/` stand before ours, the first one first.
        sizes: takes the classes of the windows that are drawn, with the rule of each.
    """

    def __init__(self, folders: Iterable[str] = (), sizes: dict[str, str] | None = None) -> None:
        themed = [folder for folder in folders if (Path(folder) / "mos").is_dir()]
        self._environment = _environment(themed) if themed else _OURS
        self.used = False
        """Whether anything was drawn that needs the stylesheet."""
        self.sizes: dict[str, str] = {} if sizes is None else sizes
        self.scripts: set[str] = set()
        """The scripts of ours that something drawn needs, as seen from the site's root."""

    def product(
        self,
        product: Product,
        link: str,
        layout: Layout,
        label: str,
        words: Mapping[str, str],
        sent: Mapping[str, str] | None = None,
    ) -> Element:
        """Return a product's element: a card, a button or a link.

        Args:
            product: the record as the page shows it.
            link: its context link.
            layout: how it is drawn.
            label: the words of the link.
            words: our other words, in the page's language.
            sent: the record as an open chat window takes it, where the site embeds one.
        """
        if self._environment is not _OURS:  # a theme's template may look into the texts
            said = {"label": label, "words": words}
            return self._element(PRODUCT, product=product, link=link, layout=layout, sent=sent, **said)
        self.used = True
        texts = {**product.fields(), "link": link, "label": label}
        if sent:
            texts["sent"] = sent_json(sent)
        form = _form(layout, tuple(words.items()), label == words["ask"], tuple(texts))
        return _filled(form, {name: exact(text) for name, text in texts.items()})

    def window(
        self, window: Window, link: str, words: Mapping[str, str], live: bool = True, suggested: str = ""
    ) -> Element:
        """Return the element of an embedded chat window, which is a link until it works, beside what is suggested."""
        if live:
            self._embed(window)
        return self._element("mos/chat.html", window=window, link=link, live=live, suggested=suggested, words=words)

    def _embed(self, window: Window) -> None:
        self.scripts.add(SCRIPT)
        self.sizes |= window.sizes

    def contact(
        self,
        ways: Sequence[str],
        link: str,
        words: Mapping[str, str],
        telegram: str | None = None,
        qr: str | None = None,
        window: Window | None = None,
        suggested: str = "",
        hours: Timetable | None = None,
    ) -> Element:
        """Return the element of the ways to reach the team, in their order.

        The ways are `chat`, `telegram`, `window`, `qr` and `hours`.
        """
        if window:
            self._embed(window)
        drawn = self._window_html(window, link, words, suggested)
        known = {"link": link, "telegram": telegram, "qr": qr, "window": drawn, "words": words}
        known["hours"] = self._hours(hours, words) if hours else None
        return self._element("mos/contact.html", ways=ways, **known)

    def form(
        self, fields: Sequence[Field], told: Mapping[str, str], link: str, label: str, words: Mapping[str, str]
    ) -> Element:
        """Return the element of a form, which is a link until our script has made a form of it.

        Args:
            fields: the questions.
            told: the record, and its channel, as mos-form.js fills it in: with names in braces in its title.
            link: the chat link of what is fixed.
            label: the words of the link and of the button.
            words: our other words, in the page's language.
        """
        self.scripts.update((ASK_SCRIPT, FORM_SCRIPT))
        said = {name: words[name] for name in ASKED}
        known = {"fields": fields, "told": told, "said": said, "link": link, "label": label, "words": words}
        return self._element("mos/form.html", **known)

    def hours(self, hours: Timetable, words: Mapping[str, str]) -> Element:
        """Return the element of the team's hours: a table, and what they say now."""
        return elements(self._hours(hours, words))

    def _hours(self, hours: Timetable, words: Mapping[str, str]) -> str:
        return self.render("mos/hours.html", hours=hours, now=self._now(hours, words), words=words)

    def _now(self, hours: Timetable, words: Mapping[str, str]) -> dict[str, object]:
        """Return what mos-hours.js is told."""
        self.scripts.add(HOURS_SCRIPT)
        return {**hours.now, "words": {name: words[name] for name in NOW}}

    def launcher(
        self,
        link: str,
        words: Mapping[str, str],
        title: str = "",
        window: Window | None = None,
        suggested: str = "",
        hours: Timetable | None = None,
    ) -> str:
        """Return the HTML of our own launcher, and of the panel with a chat window that it opens, if there is one.

        Args:
            link: the chat link, with the window's context.
            words: our words, in the page's language.
            title: the name that the panel bears where the words have none.
            window: what the panel holds.
            suggested: the articles beside it, as HTML, or a mark.
            hours: when the team answers, of which it says what that means now.
        """
        panel = self._window_html(window, link, words)
        title = words.get("chat_title") or title or words["chat"]
        now = self._now(hours, words) if hours else None
        known = {"link": link, "panel": panel, "title": title, "now": now, "suggested": suggested, "words": words}
        return self.render("mos/launcher.html", **known)

    def suggestions(self, articles: Sequence[tuple[str, str]], words: Mapping[str, str], folds: bool = False) -> str:
        """Return the HTML of articles that may answer first, each a title and an address."""
        return self.render("mos/suggest.html", articles=articles, folds=folds, words=words)

    def _window_html(
        self, window: Window | None, link: str, words: Mapping[str, str], suggested: str = ""
    ) -> str | None:
        known = {"window": window, "link": link, "live": True, "suggested": suggested, "words": words}
        return self.render("mos/chat.html", **known) if window else None

    def problem(self, problems: Iterable[Problem]) -> Element:
        """Return the visible box that a preview shows in place of a broken block."""
        return self._element("mos/problem.html", problems=[str(problem) for problem in problems])

    def _element(self, name: str, **values: object) -> Element:
        html = self.render(name, **values)
        try:
            return elements(html)
        except ContentError as error:
            raise ContentError(f"the template {name} cannot be filled in: {error}", "template") from None

    def render(self, name: str, **values: object) -> str:
        """Return a template's HTML."""
        self.used = True
        try:
            return self._environment.get_template(name).render(values)
        except jinja2.TemplateSyntaxError as error:
            place = f"{error.filename or name}:{error.lineno}"
            raise ContentError(f"the template {place} is broken: {error.message}", "template") from None
        except UnicodeDecodeError:
            raise ContentError(f"the template {name} is not in UTF-8; save it as UTF-8", "template") from None
        except Exception as error:  # a theme's template may do whatever Python can
            if isinstance(error, OSError) and error.strerror:
                words = f"cannot be read: {error.strerror}; allow this user to read it"
            else:
                words = f"cannot be filled in: {' '.join(str(error).split()) or type(error).__name__}"
            raise ContentError(f"the template {name} {words}", "template") from None


@lru_cache(maxsize=256)
def _form(layout: Layout, words: tuple[tuple[str, str], ...], ours: bool, names: tuple[str, ...]) -> Element:
    """Return our template's element with marks in the place of texts: reading its HTML is what a card costs.

    Right for our own template alone, which asks of a text only whether there is one.

    Args:
        layout: how it is drawn.
        words: our words.
        ours: whether the link has one of them as its label.
        names: the texts that there are.
    """
    marks = {name: f"\ue000{name}\ue001" for name in names}
    product = Product(**{name: mark for name, mark in marks.items() if name in FIELDS})
    said = dict(words) | ({"ask": marks["label"]} if ours else {})
    known = {name: marks.get(name) for name in ("link", "label", "sent")}
    return elements(_OURS.get_template(PRODUCT).render(known, product=product, layout=layout, words=said))


def _filled(form: Element, texts: Mapping[str, str]) -> Element:
    """Return a copy of a form with its texts."""

    def fill(text: str) -> str:
        return _MARK.sub(lambda mark: texts[mark[1]], text)

    root = deepcopy(form)
    for element in root.iter():
        if element.text and "\ue000" in element.text:
            element.text = fill(element.text)
        if element.tail and "\ue000" in element.tail:
            element.tail = fill(element.tail)
        for name, value in element.items():
            if "\ue000" in value:
                element.set(name, fill(value))
    return root


def elements(html: str) -> Element:
    """Return HTML as one element, its texts as Python-Markdown's serializer must find them to write them exactly.

    Several elements, or bare text, come inside a `div`.

    Raises:
        ContentError: an `a` has no `href`, or an `img` no `src`, on which MkDocs would stop, or Python-Markdown would,
            since the elements are nested too deeply.
    """
    root = Element("div")
    pending = [(root, LexborHTMLParser(f"<body>{html.strip()}").body, 0)]
    for element, node, depth in pending:
        if depth > _DEEPEST:
            raise ContentError("its elements are nested too deeply", "template")
        last: Element | None = None
        for child in _children(node) if node else ():
            if child.is_element_node:
                last = SubElement(element, child.tag or "", {n: exact(v or "") for n, v in child.attributes.items()})
                pending.append((last, child, depth + 1))
            elif child.is_text_node and last is None:
                element.text = (element.text or "") + exact(child.text_content or "")
            elif child.is_text_node and last is not None:
                last.tail = (last.tail or "") + exact(child.text_content or "")
    if len(root) == 1 and not (root.text or "").strip() and not (root[0].tail or "").strip():
        root = root[0]
        root.tail = None
    for element in root.iter():
        needed = {"a": "href", "img": "src"}.get(element.tag)
        if needed and element.get(needed) is None:
            raise ContentError(f"<{element.tag}> has no {needed}; write one, or use another element", "template")
    return root


def sent_json(sent: Mapping[str, str]) -> str:
    """Return a record as our script finds it in `data-mos-product`."""
    return htmlsafe_json_dumps(sent, ensure_ascii=False)


def exact(text: str) -> str:
    """Return text so that Python-Markdown's serializer, which leaves all that looks like an entity alone, writes it."""
    return _ENTITY_LIKE.sub("&amp;", text) if "&" in text else text


def _children(node: LexborNode) -> Iterator[LexborNode]:
    for holder in node.template_fragments() if node.tag == "template" else (node,):
        yield from holder.iter(include_text=True)
