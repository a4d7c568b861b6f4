"""No bot token reaches a page: found wherever it stands and however it is spelt, named by file and line, never shown."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown

from mkdocs_mos.core.problems import ContentError
from mkdocs_mos.core.tokens import find_tokens, holds_token, masked, token_lines, token_places

from .conftest import MakeSite, Result
from .pieces import COLONS, EXAMPLE, FAKE, NUMBER, REST, SECRET, TOKEN, WAYS


@pytest.mark.parametrize("colon", COLONS)
def test_each_spelling_is_found(colon: str) -> None:
    token = TOKEN.replace(":", colon)
    text = f"a: 1\nx {token}.\n\n{token}"
    assert [text[start:end] for start, end in find_tokens(text)] == [token, token]
    assert token_lines(text) == [2, 4]
    assert list(token_places(text)) == [(2, 3), (4, 1)]
    assert masked(text) == "a: 1\nx (a bot token, not shown).\n\n(a bot token, not shown)"
    assert not holds_token(EXAMPLE.replace(":", colon))
    assert holds_token(EXAMPLE.replace(":", colon) + "x")
    assert holds_token("9" + EXAMPLE.replace(":", colon))


@pytest.mark.parametrize(
    "text", ["", ":", f"12345:{SECRET}", f"123456789: {SECRET}", "123456789:AAH", "1" * 100_000 + ":x"]
)
def test_what_is_none_is_left(text: str) -> None:
    assert not holds_token(text)
    assert masked(text) == text


@given(st.lists(st.sampled_from([TOKEN, EXAMPLE, SECRET, "123456789", *COLONS, " ", "\n", "旗", "a"]), max_size=12))
def test_nothing_is_left_of_any(parts: list[str]) -> None:
    text = "".join(parts)
    found = find_tokens(text)
    assert found == sorted(found)
    assert all(text[:end].endswith(SECRET[-5:]) or end - start > 30 for start, end in found)
    assert not holds_token(masked(text).replace(EXAMPLE, ""))
    assert token_lines(text) == sorted({text.count("\n", 0, start) + 1 for start, _ in found})


@pytest.mark.parametrize("text", WAYS.values(), ids=WAYS)
def test_a_token_is_found_in_each_of_these_ways(text: str) -> None:
    around = f"{EXAMPLE}, <b>the example</b>:\n “{text}” and on"
    ((start, end),) = find_tokens(around)
    assert around.count("\n", 0, start) == 1
    assert len(around) - end <= len(text) + len("” and on") - 40
    shown = masked(around)
    assert EXAMPLE in shown
    assert not re.search("Fake_Fake|AAFake|%41%41", shown)
    assert not holds_token(shown)


@pytest.mark.parametrize(
    "text",
    [
        EXAMPLE,
        quote(EXAMPLE),
        f"see%20{quote(EXAMPLE)}%20there",
        f'{{"text": "{EXAMPLE}\\nDetailed"}}',
        f"<td>{EXAMPLE}</td><td>Detailed</td>",
        "<span>110201543</span>:<span>AAHdqTcvCH1vGWJxfSeofSAs0K5PAL</span><span>Dsaw</span>",
        f"12:{'x' * 30}",
        f"123456:{'x' * 29}",
        f"12:30:45:{'x' * 30}",
        f"<td>123456</td><td>:</td> <td>{'x' * 30}</td>",
        f"12345&#65;:{'x' * 30}",
        f"123456 :{'x' * 30}",
        f"123456: {'x' * 30}",
        f"１２３４５６:{'x' * 30}",
        '{"123456":"' + "x" * 30 + '"}',
        '{"123456": ["", "' + "x" * 30 + '"]}',
        f"123456:\n  {'a-long-name-' * 3}",
        f"123456:\n{'A_CONSTANT_' * 3}",
        f"123456&#580{'x' * 30}",  # a letter, to a browser
        f"123456&#x3aa{'x' * 30}",
        f"{NUMBER}\n:{REST}",
        f"['{NUMBER}', '{REST}'].join(':')",
        f"{'1' * 100_000}:x",
        "",
    ],
)
def test_what_only_looks_like_one_is_left(text: str) -> None:
    assert not holds_token(text)
    assert masked(text) == text


PIECES = st.sampled_from(
    ["123456", "1", ":", "%3A", "&#58;", "&", "#", ";", "<b>", "<", ">", "\\u", "{", "}", "\\x3a", "%", "25", "x" * 30, '" + "', "\u200b", FAKE]
)  # fmt: skip


@given(st.lists(PIECES | st.text(max_size=3), max_size=30).map("".join))
def test_any_text_is_masked(text: str) -> None:
    shown = masked(text)
    assert FAKE not in shown
    assert all(0 <= start < end <= len(text) for start, end in find_tokens(text))


@pytest.mark.parametrize(
    "piece",
    ["1", "1<", "1<b>", ":", "1:", "%31", "%253A", "&#49;", "&amp;", '1"+"', "123456:", "\\", "\\u0031", "<",
     '1:"', "1:\n>", "1:&quot;", '1:" <b>', "1:&zwnj;", "1:%E2%80%8C", "1:\\u200c", "&#58", '"":""', "1:\\\\n"]
)  # fmt: skip
def test_a_long_text_ends(piece: str) -> None:
    assert list(find_tokens(piece * 100_000)) == []


def told(result: Result) -> list[str]:
    """What the build says of tokens, once it is known to have stopped and to show none."""
    assert result.status == 1
    assert SECRET not in result.output
    assert not result.exists("index.html")
    lines = [line for line in result.problems if "BotFather" in line]
    assert f"mkdocs-mos: {len(lines)} problems, named above; the site was not built" in result.output
    return [line.partition(" holds ")[0] for line in lines]


PAGES = {
    "text": (f"# T\n\nOur bot is {TOKEN}.\n", 3),
    "code": (f"# T\n\n```\ncurl https://api.telegram.org/bot{TOKEN}/getMe\n```\n", 4),
    "comment": (f"# T\n\n<!--\n{TOKEN}\n-->\n", 4),
    "link": (f"# T\n\n[x](https://t.me/b?start={TOKEN.replace(':', '%3A')})\n", 3),
    "entity": (f"# T\n\n{TOKEN.replace(':', '&#58;')}\n", 3),
    "front matter": (f"---\ntitle: T\ndescription: {TOKEN}\n---\n# T\n", 3),
    "comment in front matter": (f"---\ntitle: T\n# {TOKEN}\n---\n# T\n", 3),
    "broken front matter": (f"---\ntitle: [\nbot: {TOKEN}\n---\n# T\n", 3),
    "product": (f"---\nmos:\n  product:\n    title: T\n    desc: {TOKEN}\n---\n# T\n", 5),
    "block": (f"# T\n\n::: mos-product\n    title: T\n    desc: {TOKEN}\n", 5),
}


def test_one_in_a_page_stops_the_build_at_its_line(site: MakeSite) -> None:
    pages = {f"{name.replace(' ', '-')}.md": text for name, (text, _) in PAGES.items()}
    made = site({"index.md": f"# Home\n\nMOS shows {EXAMPLE} as its example.\n", **pages})
    expected = [f"docs/{name.replace(' ', '-')}.md:{line}" for name, (_, line) in PAGES.items()]
    places = [" ".join(line.split(": ")[:1]) for line in told(made.build())]
    assert sorted(places) == sorted(expected)


def test_one_in_the_configuration_stops_the_build_at_its_line(site: MakeSite) -> None:
    made = site(
        {"index.md": "# Home\n"}, f"# {TOKEN}\nextra:\n  example: {EXAMPLE}\n  bot: {TOKEN}\nINHERIT: base.yml\n"
    )
    (made.folder / "base.yml").write_text(f"extra:\n  other: '{TOKEN}'\n", "utf-8")
    assert told(made.build()) == ["base.yml:2: the line", "mkdocs.yml:6: the line", "mkdocs.yml:9: the line"]


@pytest.mark.parametrize(
    "change",
    [f"return markdown + '\\n[x]: https://example.com/{TOKEN}\\n'", f"page.meta['bot'] = '{TOKEN}'"],
    ids=["markdown", "meta"],
)
def test_one_from_another_plugin_stops_the_build_before_anything_is_written(site: MakeSite, change: str) -> None:
    """Also where no page would show it."""
    made = site({"index.md": "---\ntitle: T\n---\n# Home\n"}, "hooks: [hook.py]\n")
    (made.folder / "hook.py").write_text(f"def on_page_markdown(markdown, page, **_):\n    {change}\n", "utf-8")
    result = made.build()
    assert result.status == 1
    assert "docs/index.md: the page holds what looks like a Telegram bot token, not shown" in result.output
    assert SECRET not in result.output
    assert not (result.folder / "index.html").exists()


def test_one_from_a_template_is_never_written(site: MakeSite) -> None:
    """What no page's source holds is named with the page, and masked: pages before it may be written already."""
    made = site({"index.md": "# Home\n"}, "theme: {name: mkdocs, custom_dir: over}\nextra: {bot: !ENV BOT}\n")
    (made.folder / "over").mkdir()
    (made.folder / "over" / "main.html").write_text(
        '{% extends "base.html" %}{% block content %}{{ config.extra.bot }}{% endblock %}', "utf-8"
    )
    result = made.build(env={"BOT": TOKEN})
    assert result.status == 1
    assert "docs/index.md: the page holds what looks like a Telegram bot token, not shown" in result.output
    assert "it comes from a template" in result.output
    assert SECRET not in result.output
    assert all(SECRET not in file.read_text("utf-8") for file in result.folder.rglob("*.html"))
    twin = made.build("--strict", env={"BOT": EXAMPLE})
    assert twin.status == 0, twin.output
    assert EXAMPLE in twin.html()


def test_python_markdown_alone_publishes_none() -> None:
    md = Markdown(extensions=["mkdocs_mos"], extension_configs={"mkdocs_mos": {"service_id": "acme"}})
    with pytest.raises(ContentError) as raised:
        md.convert(f"# Home\n\nOur bot: `{TOKEN}`\n")
    assert str(raised.value).startswith("line 3: the line holds what looks like a Telegram bot token, not shown")
    assert SECRET not in str(raised.value)
    assert EXAMPLE in md.reset().convert(f"Our bot: `{EXAMPLE}`\n")
