"""The articles that pages suggest beside the chat: proven once all pages are read, and drawn with their titles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import unescape
from typing import TYPE_CHECKING

from mkdocs.utils import get_relative_url

from ..core.problems import Problem, quoted
from ..markdown.cards import SUGGESTED, SUGGESTED_CLOSED

if TYPE_CHECKING:
    from mkdocs.structure.files import File, Files
    from mkdocs.structure.toc import AnchorLink

    from ..content.page import Page
    from ..content.values import Text
    from ..markdown.cards import Cards


def faults(page: Page, files: Files) -> Iterator[Problem]:
    """Yield what is wrong with the articles that a page suggests."""
    for text in page.options.suggest:
        file, anchor = _target(page, files, text)
        if file is None:
            words = f"suggest names {quoted(text.text)}, but there is no such page among the docs; correct the name"
            yield page.problem("missing-target", words, text.line)
        elif anchor and anchor not in _anchors(file, anchor):
            words = f"suggest names {quoted(text.text)}, but {file.src_uri} has no such anchor; correct it"
            yield page.problem("missing-anchor", words, text.line)


def with_suggestions(output: str, page: Page, files: Files, url: str, cards: Cards) -> str:
    """Return a built page with the articles that it suggests in the place of their marks."""
    for mark, is_open in ((SUGGESTED, True), (SUGGESTED_CLOSED, False)):
        if mark in output:
            output = output.replace(mark, suggestions(page, files, url, cards, is_open))
    return output


def suggestions(page: Page, files: Files, url: str, cards: Cards, is_open: bool) -> str:
    """Return the HTML of the articles that a page suggests; nothing where there are none."""
    articles = []
    for text in page.options.suggest:
        file, anchor = _target(page, files, text)
        if file is not None and file.page is not None and file.src_uri != page.uri:  # a folder's may name its pages
            heading = _heading(file.page.toc, anchor) if anchor else None
            title = heading or unescape(str(file.page.title))  # MkDocs has both as HTML
            articles.append((title, get_relative_url(file.url, url) + (f"#{anchor}" if anchor else "")))
    return cards.suggestions(articles, page.words, is_open) if articles else ""


def _target(page: Page, files: Files, text: Text) -> tuple[File | None, str]:
    place, anchor = page.place_of(text.text)
    file = files.get_file_from_path(place) if place else None
    is_page = file is not None and file.is_documentation_page() and not file.inclusion.is_excluded()
    return (file if is_page else None), anchor


def _anchors(file: File, wanted: str) -> set[str]:
    """Return the anchors of a page; of one that nobody has read, as in `mkdocs build --dirty`, what is wanted."""
    found = file.page.present_anchor_ids if file.page else None
    return {wanted} if found is None else found


def _heading(items: Iterable[AnchorLink], anchor: str) -> str | None:
    for item in items:
        if item.id == anchor:
            return unescape(item.title)
        if found := _heading(item.children, anchor):
            return found
    return None
