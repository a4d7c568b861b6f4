"""What people write who are no programmers: other names, other quotes, a # in a title, front matter a line too low."""

from __future__ import annotations

from pathlib import Path

import pytest

from mkdocs_mos.core.product import name_hint

from .commands import run
from .conftest import MakeSite

FIELDS = ("title", "desc", "price", "linePrice", "cover", "linkUrl")
NAMES = {
    "name": "title",
    "Description": "desc",
    "text": "desc",
    "image": "cover",
    "imageUrl": "cover",
    "img": "cover",
    "url": "linkUrl",
    "link_url": "linkUrl",
    "old_price": "linePrice",
    "oldPrice": "linePrice",
    "was": "linePrice",
    "compare-at price": "linePrice",
    "sale_price": "price",
}


@pytest.mark.parametrize("name", NAMES)
def test_the_field_that_is_meant_is_named(name: str) -> None:
    assert name_hint(name, FIELDS) == f"write “{NAMES[name]}” instead"
    there = name_hint(name, FIELDS, FIELDS)
    assert there.startswith(f"that is “{NAMES[name]}”, which is already there; ")
    assert there.endswith("delete one of the two")


def test_names_are_cured_wherever_they_stand(site: MakeSite) -> None:
    page = "---\nmos:\n  channel: a\n  products:\n    f: {title: F, price: $9, old_price: $12}\n---\n::: mos-product\n    name: Tea\n    text: Ask\n"
    made = site({"index.md": page}, mos="service_id: acme\ncatalog: p.yml")
    (made.folder / "p.yml").write_text("tea:\n  name: Tea\n  image: a.png\n", "utf-8")
    problems = made.build().problems
    for place, words in (
        ("docs/index.md:3", "“channel” under mos; write “source” instead"),
        ("docs/index.md:5", "“old_price”; write “linePrice” instead"),
        ("docs/index.md:8", "“name”; write “title” instead"),
        ("docs/index.md:9", "“text”; write “label” instead"),
        ("p.yml:2", "“name”; write “title” instead"),
        ("p.yml:3", "“image”; write “cover” instead"),
    ):
        assert [problem for problem in problems if problem.startswith(f"{place}: ") and words in problem], (
            place,
            problems,
        )


def test_an_option_has_other_names_too(site: MakeSite) -> None:
    result = site({"index.md": ""}, mos="serviceId: acme").build()
    assert "there is no such option; write “service_id” instead" in result.output


@pytest.mark.parametrize(
    "written", ["{acme}", "acme/", "mos.me/acme", "http://mos.me/acme", "https://mos.me/acme?source=x"]
)
def test_an_id_nearly_right_in_mkdocs_yml(site: MakeSite, written: str) -> None:
    result = site({"index.md": ""}, mos=f"service_id: {written}").build()
    assert result.status == 1
    assert "mkdocs.yml:5: service_id: " in result.output
    assert result.output.strip().endswith("write “acme” [service-id]")


FRONT = "mos:\n  products:\n    f: {title: F}\n---\n\n# Page\n"


@pytest.mark.parametrize(
    ("start", "line"),
    [("\n---\n", 2), (" ---\n", 1), ("<!-- page -->\n\n---\n", 3), ("—\n", 1), ("–––\n", 1), ("--\n", 1), ("----\n", 1), ("***\n", 1), ("+++\n", 1), ("", 1)],
)  # fmt: skip
def test_front_matter_begins_in_the_first_line(site: MakeSite, start: str, line: int) -> None:
    result = site({"index.md": start + FRONT}).build()
    assert result.status == 1
    assert result.problems[0].startswith(f"docs/index.md:{line}: this was meant as front matter")
    assert "first line" in result.problems[0] or "---" in result.problems[0]


@pytest.mark.parametrize(
    "page",
    [
        "# Page\n\n```yaml\n---\nmos:\n  source: a\n---\n```\n",
        "---\n\nText.\n",
        "\n---\ntitle: x\n---\n",
        "Words.\n\nmos:\n",
    ],
)
def test_other_beginnings_are_none(site: MakeSite, page: str) -> None:
    result = site({"index.md": page}).build("--strict")
    assert result.status == 0, result.output


@pytest.mark.parametrize(
    ("value", "noticed"),
    [("Tea #3", True), ("Tea #1 seller", True), ("Tea # our best", False), ("'Tea #3'", False), ("Tea#3", False)],
)
def test_a_number_sign_that_cuts_a_value(site: MakeSite, value: str, noticed: bool) -> None:
    page = f"---\nmos:\n  product:\n    title: {value}\n---\n::: mos-product\n    desc: {value}\n"
    problems = site({"index.md": page}).build().problems
    assert [problem.partition(" is “Tea” only")[0] for problem in problems] == (
        ["docs/index.md:4: title", "docs/index.md:7: desc"] if noticed else []
    )


@pytest.mark.parametrize("value", ["“Flagship”", "„Flagship“", "«Flagship»", "‘Flagship’"])
def test_a_value_in_curly_quotes(site: MakeSite, value: str) -> None:
    page = f"::: mos-product\n    title: {value}\n"
    (problem,) = site({"index.md": page}).build().problems
    assert problem.startswith("docs/index.md:1: title is in curly quotes")
    page = "::: mos-product\n    title: The “Classic” pot\n    desc: “Best tea ever.”\n"
    assert site({"index.md": page}).build("--strict").status == 0


def test_a_name_in_quotes(site: MakeSite) -> None:
    page = "---\nmos:\n  products:\n    flagship: {title: F}\n---\n::: mos-product “flagship”\n"
    (problem, *_) = site({"index.md": page}).build().problems
    assert problem == "docs/index.md:6: unknown product ““flagship””; write flagship without quotes"


def test_what_commands_write_is_utf8_wherever_it_goes(site: MakeSite, tmp_path: Path) -> None:
    folder = site({"index.md": "[询问](mos:)"}).build().folder
    for env in ({"PYTHONIOENCODING": "cp1252"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}):
        listed = run("links", folder, env=env)
        assert "询问" in listed.stdout
    written = tmp_path / "links.csv"
    western = {"PYTHONIOENCODING": "cp1252"}
    assert run("links", folder, "-o", written, env=western).returncode == 0
    assert written.read_text("utf-8") == listed.stdout
    assert run("links", folder, "-o", tmp_path / "no" / "links.csv").returncode == 2
    assert "“产品”" in run("decode", "https://mos.me/acme?产品=1", env=western).stderr


def test_a_link_without_a_product_is_the_direct_one() -> None:
    assert run("link", "acme").stdout.split() == ["https://mos.me/acme"]
    assert run("link", "acme", "--source", "poster").stdout.split() == ["https://mos.me/acme?source=poster"]
    wrong = run("link", "acme", "--price", "9")
    assert (wrong.returncode, "--title" in wrong.stderr) == (2, True)
