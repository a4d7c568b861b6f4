"""`mos.link`, `mos.ask` and `mos:ask`: the build's own links, made in a reader's browser for other people's code."""

from __future__ import annotations

import html
import json
import random
import re
import subprocess
from typing import Any

import pytest
import yaml
from playwright.sync_api import BrowserContext, Page

from mkdocs_mos import ContentError, Product, context_link, read_link

from .browser import SDK_URL, goto_instant, offline, served
from .conftest import ROOT, MakeSite, Result
from .pieces import TOKEN
from .test_chat import REJECTS, WORKS

Record = dict[str, Any]

SCRIPT = ROOT / "mkdocs_mos/browser/mos-ask.js"
START = "https://mos.me/acme?isMsgCard=1"
KNOWN = {"start": START, "room": 2000 - len(START)}
CUT = {
    "words": "word " * 1000,
    "one word": "x" * 3000,
    "a long word after a short one": "a " + "x" * 3000,
    "Chinese": "产品详细描述。" * 100,
    "Chinese after English": "see the details " * 60 + "产品详细描述" * 100,
    "lines": "a line\n\n\ta second one\u2028" * 200,
    "Thai": "น้ำ" * 400,
    "Lao": "ນ້ຳ" * 400,
    "half-width kana": "ｶﾞ" * 400,
    "Khmer": "ខ្មែ" * 400,
    "Burmese": "ကောင်း" * 400,
    "Korean, decomposed": "\u1112\u1161\u11ab" * 400,
    "Korean": "한국어 문장은 " * 100,
    "Devanagari": "क्ष" * 400,
    "Hindi": "हिन्दी में लिखा हुआ " * 100,
    "Tamil": "தமிழ் " * 200,
    "Scotland's flag": "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f" * 400,
    "flags": "🇩🇪🇫🇷" * 200,
    "a family": "👩‍👩‍👧" * 400,
    "a skin tone": "👍🏽" * 400,
    "accents": "e\u0301" * 2000,
    "one character that is too long": "e" + "\u0301" * 2000,
    "Arabic": "مرحبا بكم في متجرنا " * 100,
    "letters of mathematics": "𝐁𝐨𝐥𝐝 𝐰𝐨𝐫𝐝𝐬 " * 100,
    "a script in which versions of Unicode differ": "𐎠𐎡𐎢 " * 200,
    "marks that only some browsers know": "\u1aec\u1aed" * 400,
}
REFUSED: dict[str, tuple[Record, str]] = {
    "no title": ({}, "title"),
    "blank title": ({"title": " \n\u3000"}, "title"),
    "blank source": ({"title": "a", "source": " "}, "source"),
    "NUL": ({"title": "a\0b"}, "text"),
    "delete": ({"title": "a", "desc": "\x7f"}, "text"),
    "half of a character": ({"title": "\ud800"}, "text"),
    "half of a character in a price": ({"title": "a", "price": "x\udfff"}, "text"),
    "token": ({"title": "a", "desc": f"our bot {TOKEN}."}, "token"),
    "token, encoded": ({"title": "a", "desc": TOKEN.replace(":", "%3A")}, "token"),
    "too long": ({"title": "x" * 2000}, "length"),
    "too long beside desc": ({"title": "x" * 2000, "desc": "x"}, "length"),
    **{
        address: ({"title": "a", "cover": address}, "address")
        for address in (
            "http://example.com/x.jpg", "img/x.jpg", "../x", "/x", "//example.com/x", "x", "#top", "javascript:alert(1)",
            "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "data:text/html,x", "https:", "https:/x", "https:///x",
            "https://", "https://h:x/", "https://h:70000/", "https://[::1]/", "https://[x", "https://a b/", "https://u@h/",
            "https://h\\x", "https://h/a\\b", "https://h/a\nb", "https://h?a\tb", "https://a℀b/", "https://a／b/", "mos:flagship",
        )
    },
}  # fmt: skip
TAKEN: dict[str, Record] = {
    "title alone": {"title": "T"},
    "all": {
        "source": "s", "linePrice": "$2", "price": "$1", "linkUrl": "https://e.com/a?b=c#d", "cover": "https://e.com/ü.png",
        "desc": "d", "title": "t",
    },
    "white space around": {"title": "\n a b\u3000", "desc": " ", "price": "\u2003$1 ", "cover": ""},
    "what addresses are made of": {"title": "a&b=c#d?e+f/g%20h", "desc": "!~*'()-_.\"<>`{}|\\^[]", "source": "a b/ü"},
    "no white space for Python": {"title": "\ufeffa\ufeff\u200b"},
    "a noncharacter": {"title": "a\uffffb", "desc": "x\uffff" * 500},
    "ports": {"title": "a", "cover": "https://h:8080", "linkUrl": "HTTPS://Пример.испытание:59999/ä b"},
    "a number with a colon": {"title": "Order 110201543:12"},
    "dollars": {"title": "$& $1 $$", "desc": "$`"},
    **{f"cut: {name}": {"title": "T", "desc": text} for name, text in CUT.items()},
    **{f"cut elsewhere: {name}": {"title": "T" * 8, "desc": text, "source": "s"} for name, text in CUT.items()},
    "no room for desc": {"title": "x" * (KNOWN["room"] - len("&title=")), "desc": "d"},
}  # fmt: skip


def built(record: Record) -> str:
    """What the build makes of a record: its link, or the rule that it breaks."""
    fields = {name: value for name, value in record.items() if name != "source"}
    try:
        return context_link(Product(**{"title": "", **fields}), "acme", record.get("source"))
    except ContentError as error:
        return f"[{error.rule}]"


def in_node(records: list[Record], known: Record = KNOWN) -> list[str]:
    """What `mos.link` makes of records, in one process: the links, or the words of its errors."""
    given = json.dumps({"page": known, "records": records})
    command = ["node", ROOT / "tests" / "link_maker.js", SCRIPT]
    run = subprocess.run(command, input=given, capture_output=True, text=True, check=True)
    said: list[str] = json.loads(run.stdout)
    return said


def agree(records: list[Record], said: list[str]) -> None:
    for record, link in zip(records, said, strict=True):
        expected = built(record)
        assert link == expected or (expected.startswith("[") and link.endswith(f" {expected}")), ascii(record)


def golden() -> list[str]:
    """The context links of the golden cases."""
    found = set()
    for file in sorted((ROOT / "tests" / "cases").glob("*/*.yml")):
        case = yaml.safe_load(file.read_text("utf-8"))
        if isinstance(case, dict):
            found.update(re.findall(r'href="(https://mos\.me/acme\?isMsgCard[^"]*)"', str(case.get("html"))))
    return [html.unescape(link) for link in sorted(found)]


def test_the_cases_in_node() -> None:
    records = [*TAKEN.values(), *(record for record, _ in REFUSED.values())]
    agree(records, in_node(records))
    for name, record in TAKEN.items():
        assert built(record).startswith(START), name
    for name, (record, rule) in REFUSED.items():
        assert built(record) == f"[{rule}]", name


def test_the_links_of_the_golden_cases() -> None:
    links = golden()
    assert len(links) >= 5
    records = [{n: v for n, v in read_link(link).values.items() if n != "isMsgCard"} for link in links]
    assert in_node(records) == links


def generated(count: int) -> list[Record]:
    """Records over all of Unicode, the same at every run; half of them are too long for a link."""
    chance = random.Random("link maker")
    every = [chr(c) for c in range(0x110000) if not (0xD800 <= c < 0xE000 or chr(c) < " " or "\x7f" <= chr(c) < "\xa0")]
    usual = [*"abc déx.,-\n\t ", *"".join(CUT.values())]

    def text(length: int) -> str:
        rare = chance.choice((0, 0.1, 1))
        made = "".join(chance.choice(every if chance.random() < rare else usual) for _ in range(length))
        return made.strip() or "x"

    def address() -> str:
        return "https://example.com/" + re.sub(r"[\\\t\n]", "", text(5))

    def record() -> Record:
        made = {"title": text(chance.randrange(1, 20)), "desc": text(chance.randrange(1, 800))}
        made |= {name: text(5) for name in ("price", "linePrice", "source") if chance.random() < 0.4}
        return made | {name: address() for name in ("cover", "linkUrl") if chance.random() < 0.3}

    return [record() for _ in range(count)]


def test_two_thousand_records_of_all_of_unicode() -> None:
    records = generated(2000)
    said = in_node(records)
    agree(records, said)
    assert sum("%E2%80%A6" in link for link in said) > 1000
    assert sum(link.startswith(START) for link in said) > 1900


@pytest.mark.parametrize(
    ("record", "words"),
    [
        ({"titel": "a"}, "title is blank [title]"),
        (
            {"title": "a", "titel": "b"},
            "titel is none of title,desc,cover,linkUrl,price,linePrice,source [unknown-field]",
        ),
        ({"title": "a", "price": 299.0}, "price is no string [value]"),
        ({"title": "a", "desc": ["b"]}, "desc is no string [value]"),
        ({"title": "a", "cover": "img/x.jpg"}, "cover is no whole https: address [address]"),
        ({"title": "a" * 1970}, "The link is 8 characters too long [length]"),
    ],
)
def test_what_a_programmer_is_told(record: Record, words: str) -> None:
    assert in_node([record]) == [words]


def test_what_the_page_adds() -> None:
    known = {**KNOWN, "source": "docs/\x01/\x01", "linkUrl": "https://help.example.com/a/"}
    records: list[Record] = [
        {"title": " $& ü "},
        {"title": "a", "source": None, "linkUrl": None, "desc": None},
        {"title": "a", "source": "b\t{page}", "linkUrl": "https://e.com"},
    ]
    assert in_node(records, known) == [
        context_link(Product("$& ü", linkUrl=known["linkUrl"]), "acme", "docs/$& ü/$& ü"),
        context_link(Product("a", linkUrl=known["linkUrl"]), "acme", "docs/a/a"),
        context_link(Product("a", linkUrl="https://e.com"), "acme", "b\t{page}"),
    ]
