"""What tests are made of: records, pieces of pages, tokens in every spelling."""

from __future__ import annotations

import json
from html import escape
from urllib.parse import quote

from hypothesis import strategies as st

from mkdocs_mos import Product
from mkdocs_mos.core.product import FIELDS
from mkdocs_mos.core.snippet import loader

SECRET = "AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1"
TOKEN = f"123456789:{SECRET}"
EXAMPLE = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"  # the vendor's own
COLONS = (":", "%3A", "%3a", "%253A", "&#58;", "&#0058;", "&#x3a;", "&#X3A;", "&colon;", "\\u003a", "\\u003A", "\\x3a")

NUMBER, REST = "9876543210", "AAFake-Fake_FakeFakeFakeFakeFakeFake"
FAKE = f"{NUMBER}:{REST}"
ENTITIES = "".join(f"&#{ord(c)};" for c in FAKE)
WAYS = {
    "bare": FAKE,
    "in-words": f"our bot{FAKE}.",
    "after-a-time": f"12:30 {FAKE}",
    "address": f"https://api.telegram.org/bot{FAKE}/getMe",
    "parameter": f"?token={quote(FAKE)}&x=1",
    "encoded-twice": quote(quote(FAKE)),
    "encoded-all": "".join(f"%{ord(c):02x}" for c in FAKE),
    "encoded-space": f"see%20{NUMBER}%3A{REST}%20there",
    "entity": f"{NUMBER}&#58;{REST}",
    "entity-hex": f"{NUMBER}&#x3A;{REST}",
    "entity-name": f"{NUMBER}&colon;{REST}",
    "entity-twice": escape(f"{NUMBER}&#58;{REST}"),
    "entities-all": ENTITIES,
    "json": json.dumps({"text": FAKE}),
    "json-escaped": f"{NUMBER}\\u003a{REST}",
    "json-in-json": json.dumps(f"{NUMBER}\\u003A{REST}"),
    "script-escaped": f"'{NUMBER}\\x3a{REST}'",
    "script-braces": f"'{NUMBER}\\u{{3a}}{REST}'",
    "script-all": "".join(f"\\u{ord(c):04x}" for c in FAKE),
    "script-joined": f"'{NUMBER}:' + \"{REST[:9]}\"+`{REST[9:]}`",
    "tags": f"<b>{NUMBER}</b>:<i>{REST}</i>",
    "highlighted": f'<span class="mi">{NUMBER}</span><span class="p">:</span><span>AAFake</span><span class="o">-</span>'
    "<span>Fake_FakeFakeFakeFakeFakeFake</span>",
    "entities-without-semicolons": "".join(f"&#{ord(c)}" for c in FAKE),
    "entity-without-semicolon": f"{NUMBER}&#58{REST}",
    "in-the-next-line": f"{NUMBER}:\n    {REST}",
    "in-the-next-line-of-a-quote": f"> {NUMBER}:\r\n> {REST}",
    "in-the-next-line-of-json": json.dumps(f"{NUMBER}:\n{REST}"),
    "strings-side-by-side": f'("{NUMBER}:"\n "{REST[:9]}" "{REST[9:]}")',
    "strings-joined-by-others": f"'{NUMBER}' . ':' .. `{REST[:9]}` ~ '{REST[9:]}'",
    "strings-highlighted": f"<b>&quot;{NUMBER}:&quot;</b> <b>+</b>\n<b>&#39;{REST}&#39;</b>",
    "unseen": f"{NUMBER}&zwnj;:{REST[:9]}&#8204;&lrm;&NoBreak;\\u200d%E2%80%8C\u200e{REST[9:]}",
    "in-the-number": f"98765<wbr>43210:{REST}",
    "in-the-secret": f"{NUMBER}:AAFake&shy;-Fake_FakeFakeFake\u200bFakeFakeFake",
}

# Without surrogates, which no text file holds, and controls, which are refused.
TEXT = (
    st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\t\n"), min_size=1, max_size=30)
    .map(str.strip)
    .filter(bool)
)
ADDRESS = TEXT.filter(lambda t: not set("\\\t\n") & set(t)).map(lambda t: "https://example.com/" + t)
RECORDS = st.builds(
    Product, TEXT, st.none() | TEXT, st.none() | TEXT, st.none() | TEXT, st.none() | ADDRESS, st.none() | ADDRESS
)

HEADER = ",".join(("name", *FIELDS))
ACME = "https://mos.me/acme"
CARD = f"{ACME}?isMsgCard=1&title=Kettle"
LOADER = loader("acme")
VENDOR = """<script type="text/javascript">
(function(m, ei, q, i, a, j, s) {
m[i] = m[i] || function() {
(m[i].a = m[i].a || []).push(arguments)
};
j = ei.createElement(q),
s = ei.getElementsByTagName(q)[0];
j.async = true; // Enable asynchronous loading to avoid blocking page rendering
j.charset = 'UTF-8'; // Specify character encoding for compatibility
j.src = 'https://cdn-oss.mos.me/public/js/mossdk.js'; // Official SDK resource address
s.parentNode.insertBefore(j, s);
})(window, document, 'script', '_MOSCONFIG');
// Initialization configuration: replace with actual customer service ID
_MOSCONFIG('YOUR_CUSTOMER_SERVICE_ID');
</script>"""

HTML = (
    *(
        "<a href=",
        '"',
        "'",
        ">",
        "<",
        "</a>",
        "</",
        "/>",
        "<!--",
        "-->",
        "<![",
        "<!",
        "<?",
        "&",
        "&#",
        ";",
        "=",
        " ",
        "\n",
    ),
    *("<script>", "</script>", "<script data-mos='", "<template>", "<noscript>", "<title>", "<textarea>", "</title>"),
    *("https://mos.me/", "acme", "?", "isMsgCard=1", "&title=", "%25", "%", "mos.me", "mos", "\\", "{", "}", "[", "\0"),
    *("data-mos-chat=", "data-mos-product=", "srcset=", "onclick=", "_MOSCONFIG('", "MosCustomerService", "apiKey:'"),
    *("//", "/*", "*/", "`", "+", "<meta http-equiv=refresh content=", "123456:", "x" * 30, "\ud800", "é"),
)
MARKDOWN = [
    "::: mos-product f", "::: mos-product", "::: mos-x", ":::", "label: x", "title: T", "desc: |", "Note:", "mos:", "    ", "\t",
    "\n", "\n\n", "- ", "1. ", "> ", "!!! note\n", '=== "a"\n', "<div markdown>", "</div>", "<pre>", "<textarea>", "<!--", "-->",
    "```", "[a](mos:f)", "[a](mos:", "[r]: mos:f", "|a|\n|-|\n", "term\n:   ", "[^1]: ", "{: .x }", "`", "\\", "&amp;", "<b>",
    "'", '"', "{", "}", "[", "]", ": ", "? ", "*x", "&a ", "!t ", "<<: ", "%", "//[", "---\n", "\r", "\0", "\x02", "\x0c", "\u2028", "产",
]  # fmt: skip
