"""The commands, run as a user runs them."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from mkdocs_mos.cli import main

from .browser import codes, read
from .commands import run


def test_link_and_decode_are_inverse() -> None:
    fields = [
        "--title",
        "产品 & more",
        "--desc",
        "d",
        "--cover",
        "https://e.com/c.jpg",
        "--link-url",
        "https://e.com/p",
    ]
    made = run("link", "https://mos.me/acme", *fields, "--price", "$1", "--line-price", "$2", "--source", "docs/a")
    assert made.returncode == 0
    assert made.stdout == (
        "https://mos.me/acme?isMsgCard=1&title=%E4%BA%A7%E5%93%81%20%26%20more&desc=d&cover=https%3A%2F%2Fe.com%2Fc.jpg"
        "&linkUrl=https%3A%2F%2Fe.com%2Fp&price=%241&linePrice=%242&source=docs%2Fa\n"
    )
    read = run("decode", made.stdout.strip())
    assert read.returncode == 0
    assert read.stdout.splitlines()[:3] == [
        "service ID  acme  (4 characters of the link)",
        "isMsgCard   1  (1 character of the link)",
        "title       产品 & more  (31 characters of the link)",
    ]
    assert f"length      {len(made.stdout) - 1} of 2000 characters" in read.stdout
    assert read.stderr == ""


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["link", "YOUR_CUSTOMER_SERVICE_ID", "--title", "x"], 1, "Service → Customer Service"),
        (["link", "acme", "--title", " "], 1, "has no title"),
        (["link", "acme", "--title", "x", "--cover", "http://e.com"], 1, "write “https://e.com”"),
        (["link", "acme", "--title", "x" * 2000], 1, "title 2000"),
        (["link", "acme", "--price", "9"], 2, "--title"),
        (["link", "acme", "--title", "x", "--titel", "x"], 2, "--titel"),
        ([], 2, "COMMAND"),
        (["nope"], 2, "nope"),
        (["decode", "https://mos.me/acme?isMsgCard=1&titel=x"], 1, "did you mean “title”?"),
        (["decode", "nonsense"], 1, "write “https://mos.me/nonsense”"),
        (["qr", "mos:flagship"], 1, "an address for pages"),
        (["qr", "https://mos.me/acme?isMsgCard=1"], 1, "has no title"),
        (["qr", "https://mos.me/acme", "-o", "chat.gif"], 2, "neither an .svg nor a .png file"),
        (["qr", "https://mos.me/acme", "-o", "no/such/folder/chat.svg"], 2, "name another place"),
        (["decode", "https://mos.me/acme?isMsgCard=1&title=%1b%5d0%3bx%07"], 1, "U+001B"),
    ],
)
def test_what_goes_wrong(arguments: list[str], status: int, words: str) -> None:
    result = run(*arguments)
    assert result.returncode == status
    assert words in result.stderr
    assert "Traceback" not in result.stderr
    assert "\x1b" not in result.stdout + result.stderr


def test_a_token_is_not_shown() -> None:
    token = "110201543:" + "A" * 35
    for arguments in (["decode", f"https://mos.me/acme?isMsgCard=1&title={token}"], ["link", "acme", "--title", token]):
        result = run(*arguments)
        assert result.returncode == 1
        assert "revoke it with BotFather" in result.stderr
        assert "AAAA" not in result.stdout + result.stderr


PAGE = '<!doctype html><title>x</title>\n<a class="mos-link" href="%s">Ask</a>\n'
GOOD = "https://mos.me/acme?isMsgCard=1&amp;title=Tea&amp;source=a"


@pytest.mark.parametrize(
    ("href", "arguments", "status", "words"),
    [
        (GOOD, [], 0, "1 chat link on 1 page: 0 errors, 0 warnings"),
        (
            GOOD.replace("title", "titel"),
            [],
            1,
            "index.html:2:1: error: unknown parameter “titel”; did you mean “title”?",
        ),
        (GOOD.replace("title", "titel"), ["--format", "github"], 1, "::error file="),
        (GOOD.replace("title", "titel"), ["--format", "json"], 1, '"rule": "unknown-parameter"'),
        ("https://mos.me/", [], 0, "1 warning"),
        ("https://mos.me/", ["--strict"], 1, "[no-id]"),
        (GOOD, ["--service-id", "other"], 1, "[other-id]"),
        (GOOD, ["--service-id", " "], 2, "is blank"),
        (GOOD, ["--format", "xml"], 2, "xml"),
    ],
)
def test_check(tmp_path: Path, href: str, arguments: list[str], status: int, words: str) -> None:
    (tmp_path / "index.html").write_text(PAGE % href, "utf-8")
    result = run("check", str(tmp_path), *arguments)
    assert result.returncode == status
    assert words in result.stdout + result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("command", ["check", "links", "report"])
def test_a_site_that_is_none(tmp_path: Path, command: str) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "empty").mkdir()
    for name in ("nope", "file", "empty"):
        result = run(command, str(tmp_path / name))
        assert result.returncode == 2
        assert len(result.stderr.splitlines()) == 1
        assert name in result.stderr


def test_links_are_listed(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    words = 'Ask, "please" 茶'
    (tmp_path / "a" / "index.html").write_text(PAGE.replace("Ask", words) % GOOD, "utf-8")
    row = {
        "page": "a/index.html",
        "line": 2,
        "text": words,
        "product": "Tea",
        "source": "a",
        "length": 0,
        "url": "https://mos.me/acme?isMsgCard=1&title=Tea&source=a",
    }
    row["length"] = len(str(row["url"]))
    listed = run("links", str(tmp_path), "--format", "json")
    assert (listed.returncode, json.loads(listed.stdout)) == (0, [row])
    table = list(csv.DictReader(run("links", str(tmp_path)).stdout.splitlines()))
    assert table == [{name: str(value) for name, value in row.items()}]


def test_a_table_is_not_written_into_the_site(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_text(PAGE % GOOD, "utf-8")
    inside = run("links", "site", "-o", "site/../site/links.csv", cwd=tmp_path)
    assert (inside.returncode, inside.stdout) == (2, "")
    assert "links.csv lies in the site, and would be published with it; name another place with -o" in inside.stderr
    assert [path.name for path in (tmp_path / "site").iterdir()] == ["index.html"]
    beside = run("links", "site", "-o", "links.csv", cwd=tmp_path)
    assert (beside.returncode, beside.stdout, beside.stderr) == (0, "", "")
    assert (tmp_path / "links.csv").is_file()


def test_help_is_shown_and_asked_for() -> None:
    shown = run("--help")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert run().stderr == shown.stdout
    for command in main.commands:
        assert re.search(rf"^  {command} +[A-Z].*\.$", shown.stdout, re.MULTILINE)
        asked = run(command, "--help")
        assert (asked.returncode, asked.stderr) == (0, "")
        assert asked.stdout.startswith(f"Usage: mkdocs-mos {command} ")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["link"], "Missing argument 'ID'. See mkdocs-mos link --help."),
        (["install", "."], "Missing option '--service-id'. See mkdocs-mos install --help."),
        (["qr", "a", "b"], "Got unexpected extra argument (b)"),
        (["schema", "x"], "'x' is not one of 'options', 'front-matter', 'catalog'."),
        (["nope"], "No such command 'nope'. See mkdocs-mos --help."),
    ],
)
def test_a_call_that_is_wrong_is_told_in_one_line(arguments: list[str], words: str) -> None:
    result = run(*arguments)
    assert (result.returncode, result.stdout) == (2, "")
    assert words in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_an_output_that_ends_early_or_is_full(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text((PAGE % GOOD) * 3000, "utf-8")
    command = [sys.executable, "-m", "mkdocs_mos", "links", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        assert process.stdout.readline() == b"page,line,text,product,source,length,url\r\n"
        process.stdout.close()
        assert process.stderr.read() == b""
    with Path("/dev/full").open("w") as full:
        result = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True)
    assert result.returncode == 2
    assert result.stderr == "mkdocs-mos: the output cannot be written: No space left on device; name another place\n"


LONGEST = "https://mos.me/acme?isMsgCard=1&title=" + "x" * (2000 - 38)


@pytest.mark.parametrize("url", ["https://mos.me/acme?isMsgCard=1&title=%E8%8C%B6&source=flyer", LONGEST])
def test_a_qr_code_holds_the_link(browser: Browser, tmp_path: Path, url: str) -> None:
    for name in ("chat.svg", "chat.png"):
        made = run("qr", url, "-o", str(tmp_path / name))
        assert (made.returncode, made.stdout, made.stderr) == (0, "", "")
    page = browser.new_page()
    for name, kind in (("chat.svg", "svg+xml"), ("chat.png", "png")):
        assert codes(page, (tmp_path / name).read_bytes(), kind) == [url]
    page.close()
    shown = run("qr", url)
    assert shown.returncode == 0
    halves = [[(c in "█▀", c in "█▄") for c in line] for line in shown.stdout.splitlines()]
    rows = [[255 * half[n] for half in line for _ in range(4)] for line in halves for n in (0, 1) for _ in range(4)]
    assert read(bytes(cell for row in rows for cell in row), [len(rows), len(rows[0])]) == [url]
