"""A quick look passes over nothing: what a close look would find has a sign."""

from __future__ import annotations

from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown

from mkdocs_mos.audit.signs import markdown_may_hold, may_be_left
from mkdocs_mos.audit.unresolved import leftovers
from mkdocs_mos.content.page import Page
from mkdocs_mos.core.problems import ContentError
from mkdocs_mos.markdown.extension import MosExtension
from mkdocs_mos.markdown.plain import FrontMatter, PlainHost

from .pieces import COLONS, HTML, SECRET, TOKEN

PIECES = ["mos", ":", "MoS", "::", "::: mos-product", "&#109;os:", "m&#x6F;s&colon;", "&Tab;mos:", "&#32mos:", "&amp;#58;", "'", '"', "=", "<", ">", "<a href=", "</a>", "<p>", "\n", " ", "\u00ad", "9", "旗", TOKEN, SECRET, "98765432", *COLONS]  # fmt: skip
TEXT = st.lists(st.sampled_from(PIECES) | st.sampled_from(HTML) | st.characters(), max_size=12).map("".join)


@given(TEXT)
def test_a_page_without_a_sign_holds_nothing(page: str) -> None:
    with patch("mkdocs_mos.audit.unresolved.may_be_left", return_value=True):
        found = leftovers(page)
    assert may_be_left(page) or not found


def test_a_usual_page_has_none() -> None:
    page = '<p style="color: red">Almost at 9:30, see https://example.com/a?b=1&amp;c=100%25, C:\\docs.</p>\n'
    assert not may_be_left(page)
    assert not markdown_may_hold("Almost: see https://example.com/?a&b, &copy; and 9:30.")


class Told(PlainHost):
    """Somebody who has read the front matter, and asks for each page only where there is a sign."""

    text = ""

    def page(self, md: Markdown) -> Page:
        return Page(self.site, text=lambda: self.text)


OPTIONS = MosExtension(service_id="acme").getConfigs()
BLOCKS = ["::: mos-product\n    title: Kettle\n", "::: mos-product\ntitle: Kettle\n:::\n", "[a](mos:)", "[a](MOS:?source=b)", "<mos:>", "# Heading\n", "- item\n", "    ", "\n\n", "<div>\n", "</div>\n", "`mos:`", "```\n", "&colon;", "word", ": ", "![a](mos:)", '<a href="mos&#58;">x</a>', "> "]  # fmt: skip


def converted(md: Markdown, text: str) -> str:
    try:
        return md.reset().convert(text)
    except ContentError as error:
        return f"refused: {error}"


@given(st.lists(st.sampled_from(BLOCKS), max_size=6).map("".join), st.lists(st.sampled_from(BLOCKS), max_size=4))
def test_a_page_is_the_same_whether_our_parts_wait_for_a_sign(text: str, before: list[str]) -> None:
    told = Told(OPTIONS)
    waiting = Markdown(extensions=[MosExtension(told), "fenced_code"])
    always = Markdown(extensions=[MosExtension(service_id="acme"), "fenced_code"])
    assert any(isinstance(part, FrontMatter) for part in always.preprocessors)
    for page in ("".join(before), text):  # one Markdown object may have more than one
        told.text = page
        assert converted(waiting, page) == converted(always, page)
