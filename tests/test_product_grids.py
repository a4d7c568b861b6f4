"""`::: mos-products`: which products a grid holds, in which order, and what is wrong with one."""

from __future__ import annotations

import pytest

from mkdocs_mos import read_link

from .conftest import MakeSite, Result, text, with_class

FRONT = """---
mos:
  products:
    tea-b: {title: B tea}
    pot: {title: Pot}
    tea-a: {title: A tea, price: $3}
---
"""
CATALOG = "tea-z: {title: Z tea}\nTea-y: {title: Y tea}\ntea-a: {title: Shadowed}\ncup: {title: Cup}\n"


def titles(result: Result, path: str = "index.html", nth: int = 0) -> list[str]:
    grid = with_class(result.page(path), "mos-products")[nth]
    return [text(e).strip() for e in with_class(grid, "mos-product-title")]


def test_the_pages_products_or_those_that_match(site: MakeSite) -> None:
    page = (
        f"{FRONT}# Shop\n\n::: mos-products\n\n::: mos-products tea-*\n    source: '{{product}}'\n    label: Ask now\n\n"
        "::: mos-products cup, pot\n    layout: button\n\n- A list\n\n    ::: mos-products [cp]*\n"
    )
    made = site({"index.md": page}, "site_url: https://help.example.com/\n", "service_id: acme\ncatalog: products.yml")
    (made.folder / "products.yml").write_text(CATALOG, "utf-8")
    result = made.build("--strict")
    assert result.status == 0, result.output
    assert titles(result) == ["B tea", "Pot", "A tea"]
    assert titles(result, nth=1) == ["B tea", "A tea", "Z tea"]  # the page's before the catalogue's, each once
    buttons = with_class(with_class(result.page(), "mos-products")[2], "mos-link")
    assert [read_link(link.get("href") or "").values["title"] for link in buttons] == ["Pot", "Cup"]
    assert titles(result, nth=3) == ["Pot", "Cup"]
    links = [
        read_link(e.get("href") or "") for e in with_class(with_class(result.page(), "mos-products")[1], "mos-link")
    ]
    assert [link.values["source"] for link in links] == ["tea-b", "tea-a", "tea-z"]
    assert not any(link.problems for link in links)


def test_the_one_product_of_a_page_is_a_grid_of_one(site: MakeSite) -> None:
    result = site({"index.md": "---\nmos: {product: {title: One}}\n---\n# A\n\n::: mos-products\n"}).build("--strict")
    assert result.status == 0, result.output
    assert titles(result) == ["One"]


@pytest.mark.parametrize(
    ("front", "block", "named"),
    [
        (FRONT, "::: mos-products tee-*", "8: no product's name matches “tee-*”; did you mean “tea-"),
        (FRONT, "::: mos-products pot nope", "8: no product's name matches “nope”"),
        ("", "::: mos-products", "1: the page has no products; write them under “mos: products:”"),
        (FRONT, "::: mos-products\n    layout: gird", "9: unknown layout “gird”"),
        (FRONT, "::: mos-products\n    title: x", "9: unknown option “title”"),
        (
            "---\nmos:\n  products:\n" + "".join(f"    p{n}: {{title: P {n}}}\n" for n in range(201)) + "---\n",
            "::: mos-products",
            "206: it is a grid of 201 products; at most 200 fit a page",
        ),
        (
            "---\nmos: {products: {a: {title: A}, b: {price: $1}}}\n---\n",
            "::: mos-products",
            "2: product “b”: the product",
        ),
    ],
)
def test_what_is_wrong_is_named_at_its_line(site: MakeSite, front: str, block: str, named: str) -> None:
    result = site({"index.md": f"{front}{block}\n"}).build()
    assert result.status == 1
    (problem,) = [problem for problem in result.problems if problem.startswith("docs/")]
    assert problem.startswith(f"docs/index.md:{named}"), result.output


def test_a_link_that_is_too_long_is_named_by_its_product(site: MakeSite) -> None:
    page = f"---\nmos:\n  products:\n    a: {{title: A}}\n    b: {{title: {'b' * 2000}}}\n---\n::: mos-products\n"
    result = site({"index.md": page}).build()
    (problem,) = [problem for problem in result.problems if problem.startswith("docs/")]
    assert problem.startswith("docs/index.md:7: product “b”: the link has ")
