"""The sample help centre, as `make site` builds it."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from mkdocs_mos import read_link

from .conftest import ROOT, Result, Site, text, with_class


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Result:
    folder: Path = tmp_path_factory.mktemp("sample")
    result = Site(ROOT).build("--strict", "--site-dir", str(folder / "site"))
    return Result(result.status, result.output, folder / "site")


def test_it_builds_strictly_and_without_a_word(sample: Result) -> None:
    assert sample.status == 0, sample.output
    assert sample.problems == []
    assert len(sample.pages) > 12


def test_every_page_has_the_loader_but_the_one_that_says_no(sample: Result) -> None:
    without = [
        path
        for path in sample.pages
        if not any(script.get("data-mos-loader") is not None for script in sample.page(path).iter("script"))
    ]
    assert without == ["privacy/index.html"]


def test_every_chat_link_is_right_and_marked_with_its_source(sample: Result) -> None:
    links = [(path, href) for path in sample.pages for href in sample.hrefs(path)]
    assert len(links) > 50
    for path, href in links:
        link = read_link(href)
        assert link.problems == (), (path, href, link.problems)
        assert link.service_id == "harbour-tea-demo"
        assert link.values["source"]
    longest = max((href for path, href in links if path.startswith("zh/")), key=len)
    assert "%E2%80%A6" in longest  # a Chinese description has been cut


def test_the_teapots_page_is_what_its_author_meant(sample: Result) -> None:
    page = sample.page("products/teapots/index.html")
    cards = with_class(page, "mos-product")
    assert [text(title).strip() for card in cards for title in with_class(card, "mos-product-title")] == [
        "Kyusu teapot, 300 ml",
        "Glass teapot, 600 ml",
        "Stoneware teapot, 1 litre",
    ]
    query = parse_qs(urlsplit(sample.hrefs("products/teapots/index.html")[0]).query)
    assert query == {
        "isMsgCard": ["1"],
        "title": ["Kyusu teapot, 300 ml"],
        "desc": ["Side-handled pot in unglazed red clay, with a clay strainer built in. For green tea and oolong."],
        "cover": ["https://help.harbour-tea.example/img/kyusu.svg"],
        "linkUrl": ["https://help.harbour-tea.example/products/teapots/#kyusu-300-ml"],
        "price": ["£38.00"],
        "linePrice": ["£45.00"],
        "source": ["teapots-page"],
    }


def test_what_colleagues_are_told_to_write_stays_as_it_is(sample: Result) -> None:
    page = sample.page("authors/index.html")
    assert "::: mos-product kyusu" in text(page)
    assert "_MOSCONFIG('YOUR_CUSTOMER_SERVICE_ID')" in text(page)
