"""What any bytes may be given to, and what must hold then: shared by Hypothesis (test_fuzz.py) and atheris."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Callable
from html import escape

from markdown import Markdown

from mkdocs_mos import ContentError
from mkdocs_mos.audit.encodings import decoded
from mkdocs_mos.audit.html import find_ids
from mkdocs_mos.audit.page import audit
from mkdocs_mos.cli import main
from mkdocs_mos.content.catalog import Catalog, _File
from mkdocs_mos.content.product_files import SUFFIXES
from mkdocs_mos.core.rules import SEVERITIES, Severity
from mkdocs_mos.core.tokens import find_tokens, holds_token, masked

EXTENSIONS = ["attr_list", "def_list", "footnotes", "md_in_html", "tables", "toc", "pymdownx.superfences"]


def check(data: bytes) -> None:
    """A page: it is read, and each finding has a rule and a place in it, on one line, with no secret."""
    text, _ = decoded(data, is_page=True)
    found = audit(text, "page.html")
    lines = text.count("\n") + 1
    for finding in found.findings:
        assert finding.rule in SEVERITIES
        assert 0 < finding.line <= lines
        assert finding.column > 0
        assert finding.words.isprintable() or not set("\r\n") & set(finding.words)
        assert not holds_token(finding.words)
    for link in found.links:
        assert 0 < link.line <= lines
        assert not holds_token(link.url + " " + link.text)
    json.dumps([finding.words for finding in found.findings])
    find_ids(text)


def decode(data: bytes) -> None:
    """A link: the command explains it, and ends with a status of its own."""
    text = data.decode("utf-8", "surrogateescape")
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = main(["decode", "--", text])
    assert status == (1 if "problem: " in err.getvalue() else 0)
    shown = out.getvalue() + err.getvalue()
    assert all(c.isprintable() or c == "\n" for c in shown)
    assert not holds_token(shown)


def catalogue(data: bytes) -> None:
    """A product file, whose first byte says what kind: products, or problems of its own lines, or both."""
    suffix = SUFFIXES[data[0] % len(SUFFIXES)] if data else ".yml"
    file = _File(f"c{suffix}")
    file.read(data[1:], suffix)
    assert file.records or file.problems
    lines = sum(map(data.count, (b"\n", b"\r", b"\x85", b"\xe2\x80"))) + 1  # as YAML counts
    for problem in file.problems:
        assert problem.severity in (Severity.ERROR, Severity.INFO)
        assert problem.line is None or 0 < problem.line <= lines
        assert "\n" not in problem.words
        assert not holds_token(problem.words)
    catalog = Catalog(file.records)
    for name in file.records:
        assert not holds_token(name)
        record = catalog.find(name)
        assert record is None or record.fields["title"].text.strip()


def directives(data: bytes) -> None:
    """A page's Markdown, front matter and all: HTML, or a refusal in words. What Markdown cannot read is its own."""
    text = data.decode("utf-8", "replace")
    ours = Markdown(extensions=["mkdocs_mos", *EXTENSIONS], extension_configs={"mkdocs_mos": {"service_id": "acme"}})
    try:
        html = ours.convert(text)
    except ContentError as error:
        assert str(error).strip()
        assert not holds_token(str(error))
    except Exception:
        try:
            Markdown(extensions=EXTENSIONS).convert(text)
        except Exception:
            return
        raise
    else:
        assert "\x02mos" not in html


def tokens(data: bytes) -> None:
    """A text: what is masked is in it, and nothing is left."""
    text = data.decode("utf-8", "replace")
    for start, end in find_tokens(text):
        assert 0 <= start < end <= len(text)
        assert end - start >= 37
    masked(text)


TARGETS: dict[str, Callable[[bytes], None]] = {
    target.__name__: target for target in (check, decode, catalogue, directives, tokens)
}

_CARD = "https://mos.me/acme?isMsgCard=1&title=Kettle&desc=a%20b&cover=https%3A%2F%2Fe.com%2Fc.jpg&price=%249&source=a"
_TOKEN = "9876543210:AAFakeFakeFakeFakeFakeFakeFakeFake0"
_WINDOW = escape('{"apiKey": "acme", "timeout": 1, "source": "a", "product": {"title": "Kettle", "cover": "c.jpg"}}')
SEEDS: dict[str, list[str]] = {
    "check": [
        f'<!doctype html><link rel="canonical" href="https://e.com/"><a class="mos-link" href="{escape(_CARD)}">Ask</a>',
        f'<div class="mos-chat" data-mos-chat="{_WINDOW}"></div><b data-mos-product="{_WINDOW}"></b><!-- x -->',
        "<script data-mos-loader>(function(m){m.src='https://cdn-oss.mos.me/public/js/mossdk.js'})();_MOSCONFIG('acme');</script>",
        '<script data-mos-loader src=mos.js data-mos=\'{"serviceId": "acme", "script": "sandbox/x"}\'></script>',
        f'<img srcset="a 1x, {_CARD} 2x"><meta http-equiv=refresh content="0; url={_CARD}"><template><noscript>',
        "<script>MosCustomerService.init(e, {apiKey: 'acme'}) // 'https://mos.me/acme'\n/* x */ open(`https://mos.me/acme`)",
        f"<textarea><title></textarea><![CDATA[<?php ?><svg/><b onclick=\"open('{_CARD}')\">{_TOKEN}",
    ],
    "decode": [
        _CARD,
        "https://mos.me/acme",
        "http://user@mos.me:80/a/?titel=%FF&title=%2520#x",
        f"https://mos.me/{_TOKEN}",
    ],
    "catalogue": [
        "\0f: {title: F, price: $9}\ng:\n  title: !!str x\n  cover: img/g.png\n<<: *f\n? [a]\n: &x y\n---\n",
        '\2{"f": {"title": "F", "price": 9.0, "cover": null}, "g": [NaN], "f": {"title": "\\ud800"}}',
        '\3name,title,price,cover\nf,"a, ""b""",=1+1,c.png\ng,G\n\n"h\n',
        "\3name;title\tname\rf;F\r",
        f"\0# {_TOKEN}\nf: {{title: '{_TOKEN}'}}\n",
    ],
    "directives": [
        "---\nmos:\n  source: a\n  products:\n    f: {title: F, price: $9, cover: http://e.com}\n---\n# T\n\n::: mos-product f\n"
        "    label: x\n    <<: {desc: y}\n\n[a](mos:f?source=b) <mos:f>\n",
        "- a\n\n    ::: mos-chat\n    height: 50vh\n    :::\n\n> ::: mos-message f\n>     label: x\n",
        "::: mos-product\ntitle: T\n\nlayout: button\n:::\n\n<div markdown>\n::: mos-x\n</div>\n```\n::: mos-product\n```\n",
    ],
    "tokens": [
        f"bot{_TOKEN} {_TOKEN.replace(':', '%253A')} &#57;876543210&colon;<b>{_TOKEN[11:]}</b>",
        f"\\u0039876543210\\x3a' + \"{_TOKEN[11:]}",
    ],
}
"""Where a search of new inputs begins: one of everything that a target knows."""
