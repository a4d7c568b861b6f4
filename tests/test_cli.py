"""The commands, run as a user runs them."""

from __future__ import annotations

import subprocess
import sys

import pytest


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mkdocs_mos", *arguments], capture_output=True, text=True, encoding="utf-8"
    )


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
        "isMsgCard   1  (1 characters of the link)",
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
        (["link", "acme"], 2, "--title"),
        (["link", "acme", "--title", "x", "--titel", "x"], 2, "--titel"),
        ([], 2, "COMMAND"),
        (["nope"], 2, "nope"),
        (["decode", "https://mos.me/acme?isMsgCard=1&titel=x"], 1, "did you mean “title”?"),
        (["decode", "nonsense"], 1, "write “https://mos.me”"),
        (["decode", "https://mos.me/acme?isMsgCard=1&title=%1b%5d0%3bx%07"], 1, "U+001B"),
    ],
)
def test_what_goes_wrong(arguments: list[str], status: int, words: str) -> None:
    result = run(*arguments)
    assert result.returncode == status
    assert words in result.stderr
    assert "Traceback" not in result.stderr
    assert "\x1b" not in result.stdout + result.stderr
