"""One page: what is found in it, and what is wrong with that. HTML in, links and findings out."""

from __future__ import annotations

import json
import re
from html import escape

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from mkdocs_mos.audit.html import find_ids
from mkdocs_mos.audit.page import Audit, audit, token_findings
from mkdocs_mos.core.links import context_link, direct_link
from mkdocs_mos.core.problems import ContentError, Problem
from mkdocs_mos.core.product import Product
from mkdocs_mos.core.rules import SEVERITIES
from mkdocs_mos.core.snippet import SCRIPT, file_script, loader

from .pieces import ACME, CARD, EXAMPLE, HTML, LOADER, TOKEN, VENDOR


def rules(html: str) -> list[str]:
    return [finding.rule for finding in audit(html, "page").findings]


def urls(html: str) -> list[str]:
    return [link.url for link in audit(html, "page").links]


def only(found: Audit) -> Problem:
    (finding,) = found.findings
    return finding


def window(config: object) -> str:
    return f'<div class="mos-chat" data-mos-chat="{escape(json.dumps(config))}"></div>'


def record(product: object) -> str:
    return f'<a href="{ACME}" data-mos-product="{escape(json.dumps(product))}">Ask</a>'


# Where links stand


@pytest.mark.parametrize(
    "html",
    [
        f'<a href="{ACME}">Ask</a>',
        f"<a href={ACME}>Ask</a>",
        f"<A HREF='{ACME}'>Ask</A>",
        f'<a href=" \n{ACME} ">Ask</a>',
        f'<map><area href="{ACME}" alt="Ask"></map>',
        f'<form action="{ACME}"></form>',
        f'<button formaction="{ACME}"></button>',
        f'<iframe src="{ACME}"></iframe>',
        f'<link rel="help" href="{ACME}">',
        f'<meta http-equiv="refresh" content="0; url={ACME}">',
        f"<meta http-equiv=Refresh content=\"3;URL='{ACME}'\">",
        f'<img srcset="a.png 1x, {ACME} 2x">',
        f'<div data-href="{ACME}"></div>',
        f'<template><a href="{ACME}">Ask</a></template>',
        f'<noscript><a href="{ACME}">Ask</a></noscript>',
        f'<svg><a xlink:href="{ACME}"><text>Ask</text></a></svg>',
        f"<button onclick=\"window.open('{ACME}')\">Ask</button>",
        f"<a href=\"javascript:open('{ACME}')\">Ask</a>",
        f'<script>const chat = "{ACME}"; // ours</script>',
        f"<script>open(`{ACME}`)</script>",
        f'<script type="application/ld+json">{{"url": "{ACME.replace("/", chr(92) + "/")}"}}</script>',
        '<a href="&#104;ttps://m&#111;s.me/acme">Ask</a>',
        f'<![if IE]><a href="{ACME}">Ask</a><![endif]>',
        f'<?php ?><a href="{ACME}">Ask</a>',
        f'<!--> <a href="{ACME}">Ask</a>',
        f'<pre><code><a href="{ACME}">Ask</a></code></pre>',
        f'<svg><title/></svg><a href="{ACME}">Ask</a>',
        f'<a href="{ACME}" data-href="{ACME}">Ask</a>',
    ],
)
def test_a_link_is_found_wherever_it_works(html: str) -> None:
    found = audit(html, "page")
    assert [link.link.service_id for link in found.links] == ["acme"]
    assert found.findings == ()
    assert [use.service_id for use in found.uses] == ["acme"]


@pytest.mark.parametrize(
    "html",
    [
        f'<!-- <a href="{ACME}">Ask</a> -->',
        f'<!-- <a href="{ACME}">Ask</a>',
        f'<p>A broken <b page <a href="{ACME}">Ask',  # an attribute of <b>
        f"<p>{ACME}?title=nothing</p>",
        f'<pre><code>&lt;a href="{ACME}?titel=x"&gt;</code></pre>',
        f'<textarea><a href="{ACME}"></textarea>',
        f'<title><a href="{ACME}"></title>',
        f"<script>const help = 'Write to {ACME}?titel=x';</script>",
        f"<script>// open('{ACME}?titel=x')\n/* '{ACME}?titel=x' */</script>",
        f"<script>open('https://mos.me/' + id); open('{ACME}?title=' + title); open(`https://mos.me/${{id}}`)</script>",
        "<script>if (a.href.startsWith('https://mos.me/')) count()</script>",
        f'<script type="text/template"><a href="{ACME}?titel=x"></script>',
        f'<button data-clipboard-text="{ACME}?titel=x">Copy</button>',
        f'<p data-title="{ACME} is our chat">Ask</p>',
        '<link rel="preconnect" href="https://mos.me">',
        '<meta property="og:url" content="https://mos.me/acme?titel=x">',
        '<a href="https://moss.me/acme">Not ours</a> <a href="https://mos.menu/acme">Not ours</a>',
        '<a href="https://example.com/?to=https://mos.me/acme">Not ours</a>',
        '<a href="https://cdn-oss.mos.me/public/js/mossdk.js">The script</a>',
        "<p>mos</p>",
        "",
    ],
)
def test_what_is_only_meant_to_be_read_is_none(html: str) -> None:
    found = audit(html, "page")
    assert found.links == ()
    assert found.findings == ()


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (f'<a href="{ACME}">\n  Ask <b>about</b>\n  this<span>: Caf&eacute;</span></a> more', "Ask about this: Café"),
        (f'<a href="{ACME}"><img src="x" alt="Chat"></a>', "Chat"),
        (f'<a href="{ACME}" aria-label="Chat with us">x</a>', "Chat with us"),
        (f'<a href="{ACME}">Ask<a href="/">Home</a>', "Ask"),
        (f'<a href="{ACME}">Ask', "Ask"),
        (f'<a href="{ACME}"></a>', ""),
        (f'<area href="{ACME}" alt="Ask">', "Ask"),
        (f'<iframe src="{ACME}" title="Chat"></iframe>', "Chat"),
    ],
)
def test_a_link_has_its_accessible_text(html: str, text: str) -> None:
    assert [link.text for link in audit(html, "page").links] == [text]


def test_places_are_counted_from_one() -> None:
    bad = f"{ACME}?titel=x"
    html = f"<p>\r\n  é<a\n href='{bad}'>x</a>\n<script>let a;\n  open('{bad}')</script><script>open('{bad}')</script>"
    found = audit(html, "a/b.html")
    places = [(2, 4), (5, 8), (5, 60)]
    assert [(finding.line, finding.column) for finding in found.findings] == places
    assert [(link.line, link.column) for link in found.links] == places
    assert html.split("\n")[4][59] == "'"
    assert {link.page for link in found.links} | {finding.file for finding in found.findings} == {"a/b.html"}


# What is wrong with a link


@pytest.mark.parametrize(
    ("address", "rule", "words"),
    [
        ("http://mos.me/acme", "host", "write “https://mos.me”"),
        ("//mos.me/acme", "host", "write “https://mos.me”"),
        ("https://www.mos.me/acme", "host", "write “https://mos.me”"),
        ("https://mos.me:8443/acme", "host", "write “https://mos.me”"),
        ("https://me@mos.me/acme", "host", "write “https://mos.me”"),
        ("mos.me/acme", "host", "write “https://mos.me/acme”"),
        ("https%3A%2F%2Fmos.me%2Facme", "host", "write “https://mos.me/acme”"),
        ("https://m%6Fs.me/acme", "host", "write “https://mos.me/acme”"),
        ("https:&#47;&#47;mos.me/acme", "host", "write “https://mos.me/acme”"),
        ("https://mos.me/", "no-id", "write “https://mos.me/ID”"),
        ("https://mos.me", "no-id", "write “https://mos.me/ID”"),
        ("https://mos.me/?source=x", "service-id", "the customer service ID is blank"),
        ("https://mos.me/acme/chat", "service-id", "not a customer service ID"),
        ("https://mos.me/our shop", "service-id", "not a customer service ID"),
        ("https://mos.me/YOUR_CUSTOMER_SERVICE_ID", "placeholder", "placeholder of the MOS documentation"),
        ("https://mos.me/%7BYOUR_CUSTOMER_SERVICE_ID%7D", "placeholder", "placeholder of the MOS documentation"),
        (f"{ACME}?isMsgCard=1&titel=x&title=x", "unknown-parameter", "did you mean “title”?"),
        (f"{ACME}?utm_source=x", "unknown-parameter", "write “source” instead"),
        (f"{CARD}&title=x", "repeated-parameter", "title appears twice"),
        (f"{ACME}?isMsgCard=1&title=a b", "encoding", "write “title=a%20b”"),
        (f"{ACME}?isMsgCard=1&title=a+b", "encoding", "write “title=a%2Bb”"),
        (f"{ACME}?isMsgCard=1&title=%FF", "encoding", "not encoded as UTF-8"),
        (f"{CARD}#more", "encoding", "cut off by browsers"),
        (f"{ACME}?isMsgCard=1&title=Green%2520tea", "encoded-twice", "encoded twice: “Green%20tea”"),
        (f"{CARD}&cover=https%253A%252F%252Fe.com%252Fc.jpg", "encoded-twice", "cover seems to be encoded twice"),
        (f"{ACME}?isMsgCard=1&amp;title=Kettle", "encoding", "escaped for HTML twice"),
        (f"{ACME}?title=Kettle", "message-card", "isMsgCard=1 is missing"),
        (f"{ACME}?isMsgCard=true&title=Kettle", "message-card", "write isMsgCard=1"),
        (f"{ACME}?isMsgCard=1", "title", "has no title"),
        (f"{ACME}?isMsgCard=1&title=%20", "title", "has no title"),
        (f"{CARD}&cover=http%3A%2F%2Fe.com%2Fc.jpg", "address", "write “https://e.com/c.jpg”"),
        (f"{CARD}&linkUrl=..%2Fkettle%2F", "address", "is relative"),
        (f"{CARD}&linkUrl=%2F%2Fe.com", "address", "has no scheme"),
        (f"{CARD}&cover=data%3Aimage%2Fpng", "address", "only https: addresses"),
        (f"{CARD}&desc=%07", "text", "delete it"),
        (f"{ACME}?source=", "source", "source is blank"),
        (f"{CARD}&desc={'x' * 2000}", "length", "2000 are allowed"),
        (f"{ACME}?source=docs%2F%7Bpage%7D", "unfilled", "source holds “{page}”"),
        (f"{ACME}?source=XXX", "unfilled", "source holds “XXX”"),
        (f"{ACME}?isMsgCard=1&title=%7B%7B%20title%20%7D%7D", "unfilled", "title holds “{{ title }}”"),
        (f"{CARD}&price=%24%7Bprice%7D", "unfilled", "price holds “${price}”"),
    ],
)
def test_a_bad_link_is_named(address: str, rule: str, words: str) -> None:
    found = audit(f'<p>\n<a href="{escape(address)}">Ask</a>', "page.html")
    named = [finding for finding in found.findings if finding.rule == rule]
    assert {(finding.line, finding.column) for finding in named} == {(2, 1)}, found.findings
    assert words in named[0].words
    assert "\n" not in named[0].words
    assert len(found.links) == 1
    other = {finding.rule for finding in found.findings} - {rule}
    assert other <= ({"address"} if rule == "encoded-twice" else {"message-card"} if rule == "title" else set())


def test_our_own_links_lead_to_mos() -> None:
    for href in ("https://moss.me/acme", "{{ link }}", "mos:flagship", "https://[mos.me/acme"):
        finding = only(audit(f'<a class="mos-link mos-button" href="{href}">Ask</a>', "page"))
        assert (finding.rule, href in finding.words) == ("host", True)


def test_a_number_of_other_signs_is_no_double_encoding() -> None:
    assert rules(f'<a href="{context_link(Product("20% off, 100%"), "acme")}">Ask</a>') == []


# Loaders


@pytest.mark.parametrize(
    ("html", "identity"),
    [
        (LOADER, "acme"),
        (VENDOR.replace("YOUR_CUSTOMER_SERVICE_ID", "acme"), "acme"),
        (file_script("mos.js", {"serviceId": "acme", "script": SCRIPT}, loads=True), "acme"),
        (file_script("mos.js", {"serviceId": "acme", "script": SCRIPT}, loads=False), "acme"),
        (f'<script src="{SCRIPT}"></script><script>_MOSCONFIG( "acme" )</script>', "acme"),
        (f'<script async src="{SCRIPT}?v=2"></script>', None),
        (f"<pre>{escape(VENDOR)}</pre>", None),
        (f"<!-- {VENDOR} -->", None),
        (f"<textarea>{VENDOR.replace('</script>', '')}</textarea>", None),
    ],
)
def test_a_loader_has_an_id(html: str, identity: str | None) -> None:
    found = audit(html, "page")
    assert found.findings == ()
    assert [use.service_id for use in found.uses] == [identity] * (identity is not None)


@pytest.mark.parametrize(
    "second",
    [LOADER, VENDOR.replace("YOUR_CUSTOMER_SERVICE_ID", "acme"), f'<script src="{SCRIPT}"></script>'],
)
def test_two_loaders_are_one_too_many(second: str) -> None:
    finding = only(audit(f"<body>\n{LOADER}<p>\n  {second}", "page"))
    line = LOADER.count("\n") + 3
    assert (finding.rule, finding.line, finding.column) == ("two-loaders", line, 3)
    assert "after line 2" in finding.words


@pytest.mark.parametrize(
    "other",
    [
        file_script("mos.js", {"serviceId": "acme", "script": SCRIPT}, loads=False),
        f"<pre>{escape(VENDOR)}</pre>",
        f"<template>{LOADER}</template>",
        f"<noscript>{LOADER}</noscript>",
        f"<script>/* {SCRIPT} */</script>",
        f'<script type="text/plain">{SCRIPT}</script>',
        f'<script type="application/json">"{SCRIPT}"</script>',
        f'<link rel="preload" href="{SCRIPT}">',
    ],
)
def test_what_loads_nothing_is_no_second_loader(other: str) -> None:
    assert rules(other + LOADER + other) == []


@pytest.mark.parametrize(
    ("html", "rule"),
    [
        (VENDOR, "placeholder"),
        (LOADER.replace("acme", "our shop"), "service-id"),
        (LOADER.replace("acme", "https://mos.me/acme"), "service-id"),
        ('<script data-mos-loader src="mos.js" data-mos="{&quot;x&quot;: "></script>', "json"),
        ('<script data-mos-loader src="mos.js" data-mos="{}"></script>', "service-id"),
        ('<script data-mos-loader src="mos.js" data-mos="[]"></script>', "json"),
    ],
)
def test_a_bad_loader_is_named(html: str, rule: str) -> None:
    assert rules(html) == [rule]


# Windows and records


@pytest.mark.parametrize(
    "config",
    [
        {"apiKey": "acme"},
        {"apiKey": "acme", "timeout": 30000, "source": "docs", "product": {"title": "Kettle", "price": "$9"}},
    ],
)
def test_a_good_window_is_read(config: dict[str, object]) -> None:
    found = audit(window(config), "page")
    assert found.findings == ()
    (use,) = found.uses
    assert (use.kind, use.service_id, use.source) == ("window", "acme", config.get("source", ""))
    assert use.product == config.get("product", {})


@pytest.mark.parametrize(
    ("config", "rule", "words"),
    [
        ([], "json", "not a JSON object"),
        ({}, "service-id", "apiKey holds no customer service ID"),
        ({"apiKey": 7}, "service-id", "apiKey holds no customer service ID"),
        ({"apiKey": ACME}, "service-id", "write the ID alone: “acme”"),
        ({"apiKey": "YOUR_CUSTOMER_SERVICE_ID"}, "placeholder", "placeholder"),
        ({"apiKey": "acme", "apikey": "acme"}, "window", "did you mean “apiKey”?"),
        ({"apiKey": "acme", "timeout": "30000"}, "window", "write milliseconds"),
        ({"apiKey": "acme", "timeout": True}, "window", "write milliseconds"),
        ({"apiKey": "acme", "timeout": 0}, "window", "write milliseconds"),
        ({"apiKey": "acme", "source": " "}, "source", "write a channel"),
        ({"apiKey": "acme", "product": "Kettle"}, "record", "write an object"),
        ({"apiKey": "acme", "product": {}}, "title", "has no title"),
    ],
)
def test_a_bad_window_is_named(config: object, rule: str, words: str) -> None:
    finding = only(audit(f"<p>\n {window(config)}", "page"))
    assert (finding.rule, finding.line, finding.column) == (rule, 2, 2)
    assert words in finding.words


@pytest.mark.parametrize(
    ("product", "rule", "words"),
    [
        (["Kettle"], "json", "not a JSON object"),
        ({"price": "$9"}, "title", "has no title"),
        ({"title": "Kettle", "prize": "$9"}, "record", "did you mean “price”?"),
        ({"title": "Kettle", "price": 9}, "record", "write a text"),
        ({"title": "Kettle", "cover": "img/kettle.jpg"}, "address", "is relative"),
        ({"title": "Kettle", "cover": "http://e.com/c.jpg"}, "address", "write “https://e.com/c.jpg”"),
        ({"title": "Kettle", "linkUrl": "/kettle"}, "address", "begins with /"),
        ({"title": "Ket\u0007tle"}, "text", "delete it"),
    ],
)
def test_a_bad_record_is_named(product: object, rule: str, words: str) -> None:
    found = [finding for finding in audit(record(product), "page").findings if finding.rule == rule]
    assert words in found[0].words
    assert audit(record({"title": "Kettle", "cover": "https://e.com/c.jpg"}), "page").findings == ()


def test_broken_json_is_named() -> None:
    assert rules('<div data-mos-chat="{&quot;apiKey&quot;"></div>') == ["json"]
    assert rules(f'<div data-mos-chat="{"[" * 100_000}"></div>') == ["json"]


def test_the_vendors_own_call_is_read() -> None:
    call = "<script>MosCustomerService.init(document.body, {\n  apiKey: '%s', // required\n});</script>"
    assert [use.service_id for use in audit(call % "acme", "page").uses] == ["acme"]
    finding = only(audit(call % "YOUR_CUSTOMER_SERVICE_ID", "page"))
    assert (finding.rule, finding.line, finding.column) == ("placeholder", 2, 3)


# The sandbox


@pytest.mark.parametrize(
    "html",
    [
        '<a class="mos-link" href="../assets/mkdocs-mos/sandbox/chat.html?id=acme">Ask</a>',
        loader("acme", "assets/mkdocs-mos/sandbox/mossdk.js"),
        file_script("mos.js", {"serviceId": "acme", "script": "sandbox/mossdk.js"}, loads=True),
        '<aside class="mos-sandbox"></aside>',
        '<body class="mos-sandbox-page"></body>',
    ],
)
def test_a_sandbox_is_named_once_on_a_page(html: str) -> None:
    assert rules(html) == ["sandbox"]
    assert rules(html + html.replace("data-mos-loader", "").replace("mossdk.js", "")) == ["sandbox"]


def test_a_page_about_the_sandbox_is_none() -> None:
    assert rules("<p>The files lie in <code>assets/mkdocs-mos/sandbox/</code>; set <code>sandbox: true</code>.") == []


# Tokens


@pytest.mark.parametrize(
    "text",
    [
        TOKEN,
        f"x{TOKEN}",
        TOKEN.replace(":", "%3A"),
        TOKEN.replace(":", "&#58;"),
        TOKEN.replace(":", "\\u003a"),
        f"https://api.telegram.org/bot{TOKEN}/getMe",
        f"{EXAMPLE}0",
    ],
)
def test_a_token_is_named_and_not_shown(text: str) -> None:
    (finding,) = token_findings(f"{EXAMPLE}\n  “{text}”", "search.json")
    assert (finding.rule, finding.file, finding.line) == ("token", "search.json", 2)
    assert finding.column == 4 + text.index(re.search("[0-9]{6,}", text)[0])  # type: ignore[index]
    assert "BotFather" in finding.words
    assert TOKEN[-20:] not in finding.words


@pytest.mark.parametrize(
    "text", [EXAMPLE, f'{{"text": "{EXAMPLE}\\nDetailed"}}', "12:" + "x" * 30, "123456:" + "x" * 29]
)
def test_what_is_no_secret_is_left(text: str) -> None:
    assert token_findings(text, "page") == ()


@pytest.mark.parametrize(
    "html",
    [
        f'<a href="{ACME}?isMsgCard=1&title={TOKEN}">Ask</a>',
        f'<a href="{ACME}?isMsgCard=1&title={TOKEN.replace(":", "%3A")}">Ask</a>',
        f'<a href="https://mos.me/{TOKEN}">Ask</a>',
        window({"apiKey": TOKEN}),
        record({"title": TOKEN}),
        f'<div data-mos-chat="{TOKEN}"></div>',
        LOADER.replace("acme", TOKEN),
    ],
)
def test_no_other_rule_shows_a_token(html: str) -> None:
    findings = audit(html, "page").findings
    assert [finding.rule for finding in findings].count("token") == 1
    assert not any(TOKEN[-20:] in finding.words for finding in findings)


# Rules, and laws


def test_the_places_that_an_address_may_lead_to() -> None:
    html = '<h2 id="one">One</h2><a name="two"></a><input name="three"><!-- <p id="four"> --><p ID=five>'
    assert find_ids(html) == {"one", "two", "five"}


@given(st.lists(st.one_of(st.sampled_from(HTML), st.text(max_size=5))).map("".join))
@example("<![x")
@example("<a href='https://[mos.me/'>")
@example("<a class='mos-link' href='https://[x'>")
def test_any_text_is_read(text: str) -> None:
    found = audit(text, "page")
    assert all("\n" not in finding.words and finding.line > 0 and finding.column > 0 for finding in found.findings)
    assert all(finding.rule in SEVERITIES for finding in found.findings)
    json.dumps([finding.words for finding in found.findings])
    find_ids(text)


WHOLE = (
    f'<!doctype html>\n<html><head><title>T</title><link rel="canonical" href="https://e.com/"></head>\n<body>'
    f'<a class="mos-link" href="{escape(CARD)}">Ask</a>{record({"title": "Kettle", "price": "$9"})}'
    f"{window({'apiKey': 'acme', 'product': {'title': 'Kettle'}})}<!-- x -->\n{LOADER}</body></html>"
)


@given(st.lists(st.tuples(st.integers(0, len(WHOLE)), st.integers(0, 8), st.sampled_from(HTML)), max_size=4))
def test_any_mutation_of_a_page_is_read(changes: list[tuple[int, int, str]]) -> None:
    html = WHOLE
    for at, removed, added in changes:
        html = html[:at] + added + html[at + removed :]
    found = audit(html, "page")
    assert len(found.links) <= 3 + len(changes)
    if not changes:
        assert found.findings == ()


@pytest.mark.parametrize(
    "piece",
    [
        *("<", "<!--", "<![", "<?", "<!x", "</", "&#", "<a", "<script>'", "'", '"', "/*", "<a href='", "1", "mos.me/"),
        *("=", '="', "<link ", "<link rel=x ", "<a =", "<a x='", "<p <", "<title>", "<script ", "<b>", "mo", "&#109"),
    ],
)
def test_a_huge_broken_page_ends(piece: str) -> None:
    audit(f"mos{piece * 20_000}", "page")
    audit(f"mos<script>{piece * 20_000}</script>", "page")


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=300)


@given(TEXTS, st.none() | TEXTS, st.none() | TEXTS, st.none() | TEXTS)
@example("“Kettle” <b> & 'tea'", "100% \\ {x} +", "$9", "docs/a")
def test_every_link_that_we_make_passes(title: str, desc: str | None, price: str | None, source: str | None) -> None:
    # What looks encoded, or like a template, is reported on purpose.
    assume(
        not re.search(
            r"%[0-9A-Fa-f]{2}|\{\{|\{%|<%|\$\{|\{(page|section|product|lang)\}|^XXX$", f"{title}{desc}{price}{source}"
        )
    )
    address = "https://e.com/a?b=%20#c"
    try:
        product = Product(title, desc, price, price, address, address)
        link = context_link(product, "acme", source)
        direct = direct_link("acme", source)
    except ContentError:
        assume(False)
    found = audit(f'<a href="{escape(link)}">x</a><a href="{escape(direct)}">y</a>', "page")
    assert found.findings == ()
    assert [link.url for link in found.links] == [link, direct]
    read, _ = found.uses
    wanted = product.fields()
    cut = wanted.pop("desc", "")
    assert {name: value for name, value in read.product.items() if name != "desc"} == wanted
    assert cut.startswith(read.product.get("desc", "").removesuffix("…"))
    assert read.source == (source or "").strip()
