"""What all pages must agree on, in a real build: warnings before anything is written, and none without a reason."""

from __future__ import annotations

import pytest

from .conftest import MakeSite

A = "---\nmos:\n  products:\n    flagship:\n      title: Flagship\n      price: $299.00\n---\n# A\n\n::: mos-product flagship\n"
B = A.replace("# A", "# B\n\nMore.")
CHEAP = B.replace("$299", "$249")


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (B, None),
        (
            CHEAP,
            "docs/b.md:6: “Flagship” costs “$249.00” here and “$299.00” on docs/a.md:6; write the same price on both",
        ),
        (CHEAP.replace("::: mos-product flagship", "Go [ask](mos:flagship).\n\n"), "docs/b.md:6: “Flagship” costs"),
        (CHEAP.replace("Flagship", "The flagship"), None),  # what a customer sees tells products apart
        (
            CHEAP.replace("flagship", "best"),
            "docs/b.md:6: “Flagship” costs “$249.00” here and “$299.00” on docs/a.md:6",
        ),
        (CHEAP.replace("flagship", "best").replace("Flagship", "Best"), None),
        (CHEAP.replace("Flagship", "Gift card"), None),  # whose name is of its page only
        (
            "# B\n\n::: mos-product\n    title: Flagship\n    price: $249.00\n",
            "docs/b.md:3: “Flagship” costs “$249.00”",
        ),
        ("# B\n\n[the card](mos:flagship)", None),  # of the catalogue
        (CHEAP.replace("::: mos-product flagship", ""), None),  # nobody sees it
        (B + "    price: from $249.00\n", None),  # of this card only
        (B.replace("$299.00", " $299.00  "), None),
        (B.replace("      price: $299.00\n", ""), None),
    ],
)
def test_one_product_has_one_price(site: MakeSite, page: str, expected: str | None) -> None:
    made = site({"a.md": A, "b.md": page, "c.md": A}, mos="service_id: acme\ncatalog: p.csv")
    (made.folder / "p.csv").write_text("name,title,price\nflagship,Flagship,$299.00\n", "utf-8")
    result = made.build("--strict")
    problems = [line for line in result.problems if "Aborted" not in line]
    assert len(problems) == (expected is not None), result.output
    assert result.status == (expected is not None)
    if expected:
        assert problems[0].startswith(expected)
        assert made.build().status == 0  # a warning


def test_a_page_may_offer_one_product_at_two_prices(site: MakeSite) -> None:
    page = A + "\n::: mos-product\n    title: Flagship\n    price: from $99.00\n"
    result = site({"a.md": page, "b.md": "# B"}).build("--strict")
    assert result.status == 0, result.output


def test_one_channel_has_one_spelling(site: MakeSite) -> None:
    pages = {
        "a.md": "[ask](mos:?source=docs/pricing)\n\n[ask](mos:?source=docs/prices)",
        "b.md": "[ask](mos:?source=docs/pricing)",
        "c.md": "# C\n\n[again](mos:)\n\n[ask](mos:?source=Docs%20Pricing)",
        "d.md": "---\nmos: {source: docs_pricing}\n---\n::: mos-product\n    title: D\n",
    }
    result = site(pages, "site_url: https://s.example/\n").build()
    assert result.problems == [
        "docs/c.md:5: one source is spelt in 3 ways, which statistics count separately: “docs/pricing” (2 times, as on "
        "docs/a.md), “Docs Pricing” (once, as on docs/c.md), “docs_pricing” (once, as on docs/d.md); choose one"
    ]
    del pages["c.md"], pages["d.md"]
    assert site(pages, "site_url: https://s.example/\n").build("--strict").status == 0
