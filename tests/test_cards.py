"""Cards are drawn once and filled in for every product: what comes out is what the template draws."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from xml.etree.ElementTree import tostring

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment

from mkdocs_mos.content.translations import Wording
from mkdocs_mos.core.product import Product
from mkdocs_mos.markdown.cards import LAYOUTS, PRODUCT, Cards, Layout, elements

from .pages import convert

CARDS = Cards()
WORDS = Wording().of("en", "en")
WORDINGS = [WORDS, Wording().of("ja", "ja"), Wording().of("ja", "en"), Wording(own={"ask": "100 % <you>"}).of("x", "x")]
HOSTILE = st.sampled_from(
    [
        "<b>",
        "&lt;",
        "&amp",
        "&#60;",
        "%s",
        "%(link)s",
        "%",
        '"',
        "'",
        "\ue000title\ue001",
        "\ue000",
        "{{ link }}",
        "\u00a0",
    ]
)
PRINTABLE = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=8)
TEXTS = st.lists(HOSTILE | PRINTABLE, min_size=1, max_size=4).map("".join).filter(str.strip)
ADDRESSES = TEXTS.map(lambda text: "https://example.com/" + "".join(text.split()).replace("\\", ""))
PRODUCTS = st.builds(
    Product,
    TEXTS,
    st.none() | TEXTS,
    st.none() | TEXTS,
    st.none() | TEXTS,
    st.none() | ADDRESSES,
    st.none() | ADDRESSES,
)
SAID: tuple[str, Layout, str, Mapping[str, str]] = ("https://mos.me/acme", "card", WORDS["ask"], WORDS)
EVERY_LAYOUT: tuple[Layout, ...] = (*LAYOUTS, "message")


@given(PRODUCTS, st.sampled_from(EVERY_LAYOUT), ADDRESSES, st.none() | TEXTS, st.sampled_from(WORDINGS), st.booleans())
def test_a_card_is_what_its_template_draws(
    product: Product, layout: Layout, link: str, label: str | None, words: Mapping[str, str], sends: bool
) -> None:
    sent = product.fields() if sends else None
    label = label or words["ask"]
    html = CARDS.render(PRODUCT, product=product, link=link, layout=layout, label=label, words=words, sent=sent)
    assert tostring(CARDS.product(product, link, layout, label, words, sent)) == tostring(elements(html))


def test_no_card_holds_anything_of_the_one_before() -> None:
    first, second = (CARDS.product(Product(title), *SAID) for title in ("First", "Second"))
    assert b"First" in tostring(first)
    assert b"First" not in tostring(second)
    first.clear()
    assert b"Third" in tostring(CARDS.product(Product("Third"), *SAID))


def test_our_templates_are_compiled_once_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    block = "::: mos-product\n    title: Kettle\n\n::: mos-contact\n"
    before = convert(block)

    def compiled(*_args: object, **_kwargs: object) -> None:
        pytest.fail("a template is compiled again")

    monkeypatch.setattr(Environment, "compile", compiled)
    assert convert(block) == before  # with a Markdown object of its own


def test_a_theme_s_template_sees_every_text(tmp_path: Path) -> None:
    template = tmp_path / "mos" / "product.html"
    template.parent.mkdir()
    template.write_text(
        "<p>{{ product.title | upper }}{% if product.price == '$0.00' %} (free){% endif %}</p>", "utf-8"
    )
    cards = Cards([str(tmp_path)])
    found = [tostring(cards.product(Product("Tour", price=price), *SAID)).decode() for price in ("$1.00", "$0.00")]
    assert found == ["<p>TOUR</p>", "<p>TOUR (free)</p>"]
