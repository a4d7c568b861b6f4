"""Chat links that somebody has written out: right ones stay as they are, wrong ones are named where they stand."""

from __future__ import annotations

import logging

import pytest

from mkdocs_mos.cli import main
from mkdocs_mos.core.links import encode

from .conftest import MakeSite
from .pages import FRONT, convert

CARD = "https://mos.me/acme?isMsgCard=1&title=Tea"
WRONG = {
    "[w](https://mos.me/acme?title=Tea)": "isMsgCard=1 is missing",
    "[w](http://mos.me/acme)": "write “https://mos.me”",
    "[w](https://mos.me/other)": "“other”, the site's is “acme”",
    "[w](https://mos.me/YOUR_CUSTOMER_SERVICE_ID)": "placeholder of the MOS documentation",
    "[w](https://mos.me/%7Bacme%7D)": "is not a customer service ID",
    "[w](https://mos.me/acme?source=)": "source is blank",
    "[w](https://mos.me/acme?source=%20)": "source is blank",
    "[w](https://mos.me/acme?isMsgCard=1&titel=Tea)": "“titel”",
    "[w](https://mos.me/)": "names no customer service ID",
    "[w][r]\n\n[r]: https://mos.me/acme?title=Tea": "isMsgCard=1 is missing",
    "<https://mos.me/acme?title=Tea>": "isMsgCard=1 is missing",
    "<a\n  href='https://mos.me/acme?title=Tea'>w</a>": "isMsgCard=1 is missing",
    "<p><A HREF=HTTPS://MOS.ME/other>w</A></p>": "“other”",
    '<iframe src="https://mos.me/other"></iframe>': "“other”",
    '<form action="https://mos.me/other"></form>': "“other”",
    '<a href="//mos.me/acme">w</a>': "write “https://mos.me”",
    '<a href="mos.me/acme">w</a>': "leads to a page of this site",
    f"[w]({CARD.replace('Tea', 'undefined')})": "“undefined”",
    f"[w]({CARD}&desc=a%20%26amp%3B%20b)": "“&amp;”",
    f"[w]({CARD}&desc=a%2520b)": "encoded twice",
}
RIGHT = [
    f"[w]({CARD})",
    "[w](https://mos.me/acme?source=a)",
    "<a href='https://mos.me/acme'>w</a>",
    "`https://mos.me/other`",
    "```\nhttps://mos.me/other\n<a href='https://mos.me/other'>\n```",
    "See https://mos.me/other in the text.",
    "<!-- <a href='https://mos.me/other'>w</a> -->",
    '<button data-clipboard-text="https://mos.me/other">copy</button>',
    "[w](mos:f) [v](mos:?source=b)\n\n::: mos-product f\n",
]


def test_what_is_wrong_is_named_where_it_stands(site: MakeSite) -> None:
    pages = {f"p{number}.md": f"{FRONT}# Page\n\n{link}\n" for number, link in enumerate(WRONG)}
    result = site({"index.md": "# Hi\n"} | pages).build("--strict")
    assert result.status == 1
    for number, (link, words) in enumerate(WRONG.items()):
        (problem,) = [problem for problem in result.problems if problem.startswith(f"docs/p{number}.md:")]
        line = 8 + ("[r]:" in link) * 2 + ("\n  href" in link)
        assert problem.startswith(f"docs/p{number}.md:{line}: the chat link "), (link, problem)
        assert words in problem
        assert "write mos:" in problem


def test_what_is_right_stays_as_it_is(site: MakeSite) -> None:
    pages = {f"p{number}.md": f"{FRONT}# Page\n\n{link}\n" for number, link in enumerate(RIGHT)}
    result = site({"index.md": "# Hi\n"} | pages).build("--strict")
    assert result.status == 0, result.output
    assert CARD.replace("&", "&amp;") in result.html("p0/index.html")


def test_a_warning_does_not_stop_a_plain_build(site: MakeSite) -> None:
    result = site({"index.md": "[w](http://mos.me/acme)"}).build()
    assert result.status == 0
    assert len(result.problems) == 1


def test_the_cure_names_the_product(site: MakeSite) -> None:
    result = site({"index.md": f"{FRONT}[w](https://mos.me/acme?title=F)"}).build("--strict")
    assert "such as [Ask us](mos:f)" in result.problems[0]


def test_each_language_has_its_id(site: MakeSite) -> None:
    page = "[a](https://mos.me/acme) [b](https://mos.me/acme-fr) [c](https://mos.me/acme-de)"
    result = site({"index.md": page}, mos={"service_id": {"en": "acme", "fr": "acme-fr"}}).build("--strict")
    (problem, *_) = result.problems
    assert "“acme-de”" in problem


@pytest.mark.parametrize("theme", ["mkdocs", "material"])
def test_what_the_theme_draws_is_named_once(site: MakeSite, theme: str) -> None:
    config = "nav: [index.md, a.md, Ask: http://mos.me/acme]\ncopyright: <a href='https://mos.me/other'>Ask</a>\n"
    result = site({"index.md": "# Hi", "a.md": "# A"}, config, theme=theme).build("--strict")
    assert result.status == 1
    nav, right = [problem.partition(": ")[0] for problem in result.problems if "the chat link" in problem]
    lines = (result.folder.parent / "mkdocs.yml").read_text("utf-8").splitlines()
    for place in (nav, right):
        name, line = place.split(":")
        assert name == "mkdocs.yml"
        assert "mos.me" in lines[int(line) - 1]


def test_a_template_is_named_once_without_a_line(site: MakeSite) -> None:
    made = site({"index.md": "# Hi", "a.md": "# A"}, "theme: {name: mkdocs, custom_dir: own}\n")
    (made.folder / "own").mkdir()
    main = '{% extends "base.html" %}{% block footer %}<a href="https://mos.me/other">Ask</a>{% endblock %}'
    (made.folder / "own" / "main.html").write_text(main, "utf-8")
    result = made.build("--strict")
    (problem,) = [problem for problem in result.problems if "the chat link" in problem]
    assert "from a template" in problem


def test_plain_markdown_warns(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        html = convert("text\n\n[w](http://mos.me/acme)\n")
    assert 'href="http://mos.me/acme"' in html
    (record,) = caplog.records
    assert record.getMessage().startswith("line 3: the chat link “http://mos.me/acme”")


LEFT = ["undefined", "null", "NaN", "None", "[object Object]", "$undefined", "Tea &amp; Co", "a&#39;s"]


@pytest.mark.parametrize("word", LEFT)
def test_what_a_program_has_left_is_a_warning(site: MakeSite, word: str, capsys: pytest.CaptureFixture[str]) -> None:
    url = CARD.replace("Tea", encode(word))
    assert main(["decode", url]) == 0
    assert "warning: title" in capsys.readouterr().err
    result = site({"index.md": f'::: mos-product\n    title: "{word}"\n'}).build("--strict")
    assert result.status == 1
    assert result.problems[0].startswith("docs/index.md:1: title ")
    folder = site({"index.md": f"[w]({url})"}).build().folder
    assert main(["check", str(folder)]) == 0
    assert main(["check", "--strict", str(folder)]) == 1
    assert "[unfilled]" in capsys.readouterr().out


@pytest.mark.parametrize("word", ["None of the above", "Null Fountain", "R&D;", "What %20 means", "100% fair"])
def test_what_may_be_meant_is_none(site: MakeSite, word: str) -> None:
    result = site({"index.md": f'::: mos-product\n    title: "{word}"\n'}).build("--strict")
    assert result.status == 0, result.output
    assert main(["check", "--strict", str(result.folder)]) == 0


def test_the_end_of_an_article_about_encoding(site: MakeSite) -> None:
    pages = {"index.md": "# Home", "faq.md": "# What %20 means\n"}
    result = site(pages, mos="service_id: acme\nask: true").build("--strict")
    assert result.status == 0, result.output
    assert main(["check", "--strict", str(result.folder)]) == 0
