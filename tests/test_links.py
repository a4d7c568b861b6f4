"""Service IDs, encoding, links and the 2000 characters: the pure core, in tables and laws."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mkdocs_mos import ContentError, Product, context_link, direct_link, read_link, service_id
from mkdocs_mos.core.links import PARAMETERS, cost, encode, shorten
from mkdocs_mos.core.source import check_source, expand_source
from mkdocs_mos.core.tokens import holds_token

from .pieces import RECORDS, TEXT

VENDOR_URL = (
    "https://mos.me/{YOUR_CUSTOMER_SERVICE_ID}?isMsgCard=1&title=%E6%97%97%E8%88%B0%E4%BA%A7%E5%93%81%E5%90%8D%E7%A7%B0"
    "&desc=%E4%BA%A7%E5%93%81%E8%AF%A6%E7%BB%86%E6%8F%8F%E8%BF%99%E4%BF%A1%E6%81%AF"
    "&cover=https%3A%2F%2Fexample.com%2Fproduct.jpg&linkUrl=https%3A%2F%2Fexample.com%2Fproduct%2F123"
    "&price=%24120&linePrice=%24220"
)


def test_the_vendors_own_example() -> None:
    product = Product(
        title="旗舰产品名称",
        desc="产品详细描这信息",
        cover="https://example.com/product.jpg",
        linkUrl="https://example.com/product/123",
        price="$120",
        linePrice="$220",
    )
    assert context_link(product, "acme") == VENDOR_URL.replace("{YOUR_CUSTOMER_SERVICE_ID}", "acme")
    assert dict(read_link(VENDOR_URL).values) == {"isMsgCard": "1", **product.fields()}


@pytest.mark.parametrize(
    ("given_id", "expected"),
    [
        ("acme", "acme"),
        ("A-b_c.d~9", "A-b_c.d~9"),
        ("https://mos.me/acme", "acme"),
        ("https://mos.me/acme/", "acme"),
        ("HTTPS://MOS.ME/acme", "acme"),
    ],
)
def test_service_ids(given_id: str, expected: str) -> None:
    assert service_id(given_id) == expected


TOKEN = "110201543:" + "A" * 35
PLACEHOLDER = "the placeholder of the MOS documentation"
NOT_AN_ID = "is not a customer service ID, which has only letters, digits and - _ . ~, alone or after https://mos.me/"


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ("YOUR_CUSTOMER_SERVICE_ID", PLACEHOLDER),
        ("your_customer_service_id", PLACEHOLDER),
        ("{YOUR_CUSTOMER_SERVICE_ID}", PLACEHOLDER),
        ("{{ YOUR_CUSTOMER_SERVICE_ID }}", PLACEHOLDER),
        ("<your-customer-service-id>", PLACEHOLDER),
        ("${YOUR_CUSTOMER_SERVICE_ID}", PLACEHOLDER),
        ("https://mos.me/{YOUR_CUSTOMER_SERVICE_ID}", PLACEHOLDER),
        ("https://mos.me/%7BYOUR_CUSTOMER_SERVICE_ID%7D", PLACEHOLDER),
        ("http://mos.me/{YOUR_CUSTOMER_SERVICE_ID}", PLACEHOLDER),
        ("mos.me/{YOUR_CUSTOMER_SERVICE_ID}?source=XXX", PLACEHOLDER),
        ("%YOUR_CUSTOMER_SERVICE_ID%", PLACEHOLDER),
        ("your customer service id", PLACEHOLDER),
        ("", "is blank"),
        (" \t", "is blank"),
        ("ac me", NOT_AN_ID),
        ('ac"me', NOT_AN_ID),
        ("ac'me", NOT_AN_ID),
        ("acmé", NOT_AN_ID),
        ("客服", NOT_AN_ID),
        ("..", NOT_AN_ID),
        ("</script><script>alert(1)</script>", NOT_AN_ID),
        ("https://mos.me.evil.example/acme", NOT_AN_ID),
        ("http\u017f://mos.me/acme", NOT_AN_ID),
        ("https://mos.me/acme\u212a", NOT_AN_ID),
        ("https://mos.me:444/acme", NOT_AN_ID),
        ("https://[mos.me/acme", NOT_AN_ID),
        ("https://mos.me/..", NOT_AN_ID),
        ("mos.me", NOT_AN_ID),
        ("https://mos.me/", NOT_AN_ID),
        ("https://mos.me/a/b", NOT_AN_ID),
    ],
)
def test_service_ids_refused(bad: str, words: str) -> None:
    with pytest.raises(ContentError, match="Service → Customer Service") as caught:
        service_id(bad)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.rule == ("placeholder" if words == PLACEHOLDER else "service-id")


@pytest.mark.parametrize(
    "text",
    [
        " acme",
        "acme\n",
        "<acme>",
        "{acme}",
        "[acme]",
        "“acme”",
        "'acme'",
        "@acme",
        "#acme",
        "acme/",
        "/acme",
        "acme?x",
        "acme?source=x",
        "mos.me/acme",
        "www.mos.me/acme",
        "//mos.me/acme",
        "http://mos.me/acme",
        "HTTP://MOS.ME/acme/",
        "https://www.mos.me/acme",
        "https://mos.me/{acme}",
        "https://mos.me/acme?source=x",
        "https://mos.me/acme#top",
        "https://mos.me/acme/?isMsgCard=1&title=x",
        "https//mos.me/acme",
        "https:mos.me/acme",
        "mos:acme",
        "%acme%",
        "https://mos.me/%7Bacme%7D",
    ],
)
def test_an_id_nearly_right_says_what_to_write(text: str) -> None:
    with pytest.raises(ContentError) as caught:
        service_id(text)
    assert str(caught.value).rpartition("; ")[2] == "write “acme”"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("acme", "if it is the customer service ID, write “https://mos.me/acme”"),
        ("mos.me/acme", "write “https://mos.me/acme”"),
        ("//mos.me/acme?source=a", "write “https://mos.me”"),
        ("mos:flagship", "an address for pages"),
        ("hello there", "begins with “https://mos.me/”"),
        ("", "begins with “https://mos.me/”"),
        ("/acme", "begins with “https://mos.me/”"),
    ],
)
def test_what_is_no_address(text: str, words: str) -> None:
    (problem,) = read_link(text).problems
    assert words in problem


@pytest.mark.parametrize("text", ["100%fair", "50%DEAL", "100 %", "5%", "%zz"])
def test_a_per_cent_sign_is_no_encoding(text: str) -> None:
    assert read_link(context_link(Product(title=text), "acme")).problems == ()


@pytest.mark.parametrize("text", ["a%20b", "a%2520b", "%E8%8C%B6"])
def test_a_text_that_was_encoded_twice_is_named(text: str) -> None:
    link = read_link(context_link(Product(title=text), "acme"))
    assert link.problems == ()
    (doubt,) = link.doubts
    assert (doubt.rule, "encoded twice" in doubt.words) == ("encoded-twice", True)


def test_a_token_in_a_link_is_not_echoed() -> None:
    secret = TOKEN.partition(":")[2]
    for colon in (":", "%3A", "%3a"):
        link = read_link(f"https://mos.me/acme?isMsgCard=1&title=110201543{colon}{secret}")
        assert any("revoke it with BotFather" in problem for problem in link.problems)
        assert not any(secret in problem for problem in link.problems)
    assert not holds_token("1" * 100_000 + ":x")
    assert not holds_token("110201543%3AAAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw")  # the vendor's own example


def test_a_token_is_never_echoed() -> None:
    token = "110201543:" + "A" * 35
    with pytest.raises(ContentError) as caught:
        service_id(token)
    assert "AAAA" not in str(caught.value)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"title": ""}, "has no title"),
        ({"title": " \n "}, "has no title"),
        ({"title": "a\0b"}, "title holds a control character (U+0000)"),
        ({"title": "a\x0bb"}, "U+000B"),
        ({"title": "a", "desc": "\x7f"}, "U+007F"),
        ({"title": "\ud800"}, "title holds half of a character (U+D800)"),
        ({"title": "a", "cover": "http://e.com/x.jpg"}, "write “https://e.com/x.jpg”"),
        ({"title": "a", "cover": "javascript:alert(1)"}, "begins with “javascript:”"),
        ({"title": "a", "linkUrl": "JaVaScRiPt:alert(1)"}, "begins with “javascript:”"),
        ({"title": "a", "linkUrl": "java\tscript:alert(1)"}, "a line break or a tab"),
        ({"title": "a", "linkUrl": "data:text/html,x"}, "begins with “data:”"),
        ({"title": "a", "linkUrl": "//host/x"}, "write “https://host/x”"),
        ({"title": "a", "linkUrl": "\\\\host\\x"}, "a backslash"),
        ({"title": "a", "linkUrl": "/x"}, "begins with /"),
        ({"title": "a", "linkUrl": "https:///x"}, "has no host"),
        ({"title": "a", "linkUrl": "https://[x"}, "is not an address"),
        ({"title": "a", "linkUrl": "https://h:x/"}, "is not an address"),
        ({"title": "a", "linkUrl": "https://h:70000/"}, "is not an address"),
        ({"title": "a", "linkUrl": "https://exa mple.com/"}, "is not an address"),
        ({"title": "a", "linkUrl": "https://me:secret@example.com/"}, "is not an address"),
        ({"title": "a", "linkUrl": "https://[::1]/"}, "is not an address"),
    ],
)
def test_records_refused(fields: dict[str, str], words: str) -> None:
    with pytest.raises(ContentError) as caught:
        Product(**fields)
    assert words in str(caught.value)


def test_all_of_a_records_faults_come_together() -> None:
    with pytest.raises(ContentError, match="has no title.*not secure.*backslash"):
        Product(title="", cover="http://x", linkUrl="\\")


def test_a_record_is_trimmed_and_blank_is_absent() -> None:
    product = Product(title="  a ", desc="\n x\ny \n", price=" ", cover="")
    assert product.fields() == {"title": "a", "desc": "x\ny"}
    assert context_link(product, "i") == "https://mos.me/i?isMsgCard=1&title=a&desc=x%0Ay"


def test_a_relative_address_makes_no_link() -> None:
    with pytest.raises(ContentError, match="cover “img/x.jpg” is relative"):
        context_link(Product(title="a", cover="img/x.jpg"), "i")


def test_direct_links() -> None:
    assert direct_link("acme") == "https://mos.me/acme"
    assert direct_link("https://mos.me/acme", "a b/ü") == "https://mos.me/acme?source=a%20b%2F%C3%BC"
    for bad in ("", "  ", "a\0", "\ud800"):
        with pytest.raises(ContentError, match="source"):
            direct_link("acme", bad)
    with pytest.raises(ContentError, match="source 3000"):
        direct_link("acme", "x" * 3000)


@given(RECORDS, st.none() | TEXT)
def test_a_links_query_gives_back_the_record(product: Product, source: str | None) -> None:
    url = context_link(product, "acme", source)
    query = dict(parse_qsl(urlsplit(url).query, keep_blank_values=True, strict_parsing=True))
    assert query.pop("isMsgCard") == "1"
    assert query.pop("source", None) == source
    assert query == product.fields()
    assert read_link(url).values == {"isMsgCard": "1", **product.fields(), **({"source": source} if source else {})}
    assert list(query) == [name for name in PARAMETERS if name in query]


@given(st.text(), st.integers(0, 400))
def test_a_cut_text_is_a_beginning_that_fits(text: str, room: int) -> None:
    short = shorten(text, room)
    if short != text:
        assert cost(short) <= room
        assert not short or (short.endswith("…") and text.startswith(short[:-1]))


@pytest.mark.parametrize(
    ("text", "room", "expected"),
    [
        ("one two three", 100, "one two three"),
        ("one two three", 19, "one two…"),
        ("one two three", 21, "one two…"),
        ("onetwothree", 14, "onetw…"),
        ("产品详细描述", 9 * 4, "产品详…"),
        ("see 产品详细", 4 + 9 * 3 + 3, "see 产品…"),
        ("cafe\u0301cafe\u0301", 4 + 9, "caf…"),
        ("👩‍👩‍👧 x", 12 + 9 + 9, ""),
        ("abc", 3, ""),
        ("", 0, ""),
    ],
)
def test_where_a_text_is_cut(text: str, room: int, expected: str) -> None:
    assert shorten(text, room) == expected


@pytest.mark.parametrize(
    "unit",
    {
        "Thai": "น้ำ",
        "Lao": "ນ້ຳ",
        "half-width kana": "ｶﾞ",
        "Khmer": "ខ្មែ",
        "Korean, decomposed": "\u1112\u1161\u11ab",
        "a flag": "🇩🇪",
        "Scotland's flag": "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
        "Devanagari": "क्ष",
        "a family": "👩‍👩‍👧",
        "a skin tone": "👍🏽",
        "accents": "e\u0301",
    }.values(),
)
def test_no_character_is_cut_in_two(unit: str) -> None:
    for room in range(cost("…") + cost(unit), 400, 7):
        short = shorten(unit * 400, room)
        assert cost(short) <= room
        assert short.removesuffix("…").replace(unit, "") == ""
        assert len(short) > 1


def test_desc_gives_way_first() -> None:
    product = Product(title="T", desc="word " * 1000, price="$1", cover="https://e.com/" + "c" * 500)
    url = context_link(product, "acme", "docs")
    assert 1990 < len(url) <= 2000
    values = read_link(url).values
    assert values["desc"].endswith("word…")
    assert {**values, "desc": None} == {
        "isMsgCard": "1", "title": "T", "desc": None, "cover": product.cover, "price": "$1", "source": "docs",
    }  # fmt: skip
    exact = Product(title="T", desc="d" * (2000 - len("https://mos.me/i?isMsgCard=1&title=T&desc=")))
    assert len(context_link(exact, "i")) == 2000
    assert read_link(context_link(exact, "i")).values["desc"] == exact.desc


def test_a_link_too_long_without_desc_lists_the_costs() -> None:
    with pytest.raises(
        ContentError, match=r"2\d\d\d characters, but only 2000 are allowed; .*title 1, cover 2022, price 4"
    ):
        context_link(Product(title="T", desc="x", price="$1", cover="https://e.com/" + "c" * 2000), "acme")


def test_ten_megabytes_of_desc() -> None:
    url = context_link(Product(title="T", desc="产" * 10_000_000), "acme")
    assert len(url) <= 2000
    assert unquote(url).endswith("产…")


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("docs", "docs"),
        ("docs/{page}", "docs/guide/a--b"),
        ("{section}/{page}", "guide/a--b"),
        ("{product}", None),
        ("docs/{product}/x", "docs/x"),
        ("docs/{product}", "docs"),
        ("{{x}}-{lang}", "{x}-en"),
    ],
)
def test_sources_filled_in(template: str, expected: str | None) -> None:
    values = {"page": "guide/a--b", "section": "guide", "product": "", "lang": "en"}
    assert expand_source(check_source(template), values) == (
        expected if template != "{section}/{page}" else "guide/guide/a--b"
    )


@pytest.mark.parametrize("bad", ["{pages}", "{}", "{page!r}", "{page:>9}", "{page.x}", "{page", "}", " ", "a\0"])
def test_sources_refused(bad: str) -> None:
    with pytest.raises(ContentError) as caught:
        check_source(bad)
    if bad.startswith("{") and bad != "{page":
        assert "{page}, {section}, {product}, {lang}" in str(caught.value)


@pytest.mark.parametrize(
    ("url", "rule", "words"),
    [
        ("http://mos.me/a", "host", "write “https://mos.me”"),
        ("https://mos.example/a", "host", "write “https://mos.me”"),
        ("https://mos.me/", "service-id", "is blank"),
        ("https://mos.me/YOUR_CUSTOMER_SERVICE_ID", "placeholder", PLACEHOLDER),
        ("https://mos.me/a#x", "encoding", "cut off by browsers"),
        ("https://mos.me/a?isMsgCard=1", "title", "has no title"),
        ("https://mos.me/a?title=x", "message-card", "isMsgCard=1 is missing"),
        ("https://mos.me/a?isMsgCard=2&title=x", "message-card", "write isMsgCard=1"),
        ("https://mos.me/a?isMsgCard=1&titel=x", "unknown-parameter", "did you mean “title”?"),
        ("https://mos.me/a?isMsgCard=1&title=x&title=y", "repeated-parameter", "appears twice"),
        ("https://mos.me/a?isMsgCard=1&title=a+b", "encoding", "write “title=a%2Bb”"),
        ("https://mos.me/a?isMsgCard=1&title=%e4%ba%a7", "encoding", "write “title=%E4%BA%A7”"),
        ("https://mos.me/a?isMsgCard=1&title=%FF", "encoding", "not encoded as UTF-8"),
        ("https://mos.me/a?isMsgCard=1&amp;title=x", "encoding", "escaped for HTML twice"),
        ("https://mos.me/a?isMsgCard=1&title=x&cover=http%3A%2F%2Fe.com", "address", "write “https://e.com”"),
        ("https://mos.me/a?isMsgCard=1&title=x&cover=img.jpg", "address", "is relative"),
        ("https://mos.me/a?isMsgCard=1&title=x&cover=%2F%2Fe.com", "address", "write “https://e.com”"),
        ("https://mos.me/a?isMsgCard=1&title=%07", "text", "U+0007"),
        ("https://mos.me/a?source=%07", "source", "U+0007"),
        (f"https://mos.me/a?source={TOKEN}", "token", "BotFather"),
        (f"https://mos.me/a?isMsgCard=1&title=%07{TOKEN}", "token", "BotFather"),
        ("https://mos.me/a?source=", "source", "source is blank"),
        ("https://mos.me/a?isMsgCard=1&title=" + "x" * 2000, "length", "2000 are allowed"),
        ("https://[", "host", "is not an address"),
    ],
)
def test_what_is_wrong_with_a_link(url: str, rule: str, words: str) -> None:
    link = read_link(url)
    (fault,) = (fault for fault in link.faults if words in fault.words)
    assert fault.rule == rule
    assert link.problems == tuple(fault.words for fault in link.faults)


@given(st.text())
def test_any_text_is_taken_apart(text: str) -> None:
    read_link(text)
    read_link("https://mos.me/a?" + text)


@pytest.mark.parametrize(
    "url", ["https://mos.me/a", "https://mos.me/a?source=b", "https://mos.me/a?isMsgCard=1&title=x"]
)
def test_good_links_have_no_problems(url: str) -> None:
    assert read_link(url).problems == ()


def test_encoding_is_javascripts(tmp_path: Path) -> None:
    """Every character of Unicode that is not half of one, encoded here and by Node."""
    texts = [
        "".join(chr(c) for c in range(start, start + 4096) if not 0xD800 <= c < 0xE000)
        for start in range(0, 0x110000, 4096)
    ]
    (tmp_path / "in.json").write_text(json.dumps(texts), "ascii")
    script = (
        "const t = JSON.parse(require('fs').readFileSync(0)); console.log(JSON.stringify(t.map(encodeURIComponent)))"
    )
    run = subprocess.run(["node", "-e", script], input=json.dumps(texts), capture_output=True, text=True, check=True)
    assert json.loads(run.stdout) == [encode(text) for text in texts]
    with pytest.raises(ContentError, match=r"U\+DFFF"):
        encode("\udfff")
