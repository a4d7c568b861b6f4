"""The loader: the vendor's snippet as text (vendor document 2.2.2), and where in a page it goes."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from html import escape

MARKER = "data-mos-loader"
"""The attribute by which we know our own loader."""

DATA = "data-mos"
"""The attribute by which our own script is told what it needs to know."""

ASK_DATA = "data-mos-ask"
"""The attribute by which mos-ask.js is told what it needs to know of a page."""

SCRIPT = "https://cdn-oss.mos.me/public/js/mossdk.js"
"""The vendor's script (vendor document 2.2.2)."""

NO_LOADER = "<span hidden data-mos-no-loader></span>"
"""What a page without the loader says to our script, which a theme may carry from page to page."""

# The vendor's own lines; the condition around them is ours, for a page where somebody else has started the chat, and
# for one that another page of the site shows, with a chat of its own.
_SNIPPET = """<script {marker}>
if (!window._MOSCONFIG && !(window.frameElement && parent._MOSCONFIG)) {{
(function(m, ei, q, i, a, j, s) {{
m[i] = m[i] || function() {{
(m[i].a = m[i].a || []).push(arguments)
}};
j = ei.createElement(q),
s = ei.getElementsByTagName(q)[0];
j.async = true;
j.charset = 'UTF-8';
j.src = {script};
s.parentNode.insertBefore(j, s);
}})(window, document, 'script', '_MOSCONFIG');
_MOSCONFIG({service_id});
}}
</script>
"""

_BODY_END = re.compile(r"</body\s*>", re.IGNORECASE)
_MARK = re.compile(r"(?P<begins><!--|<script)|-->|</script", re.IGNORECASE)
_HTML_END = re.compile(r"</html\s*>\s*\Z", re.IGNORECASE)
_FULL_PAGE = re.compile(r"<html[\s>]|<body[\s>]|<!doctype\s+html", re.IGNORECASE)


@cache
def loader(service_id: str, script: str = SCRIPT) -> str:
    """Return the vendor's loader for a page, with the ID as a JSON string that is safe inside a script."""
    quoted = script_json(script).replace('"', "'")  # as in the vendor's document
    return _SNIPPET.format(marker=MARKER, service_id=script_json(service_id), script=quoted)


def content_hash(snippet: str) -> str:
    """Return the source expression by which a Content-Security-Policy allows an inline script."""
    content = snippet.partition(">")[2].rpartition("</script>")[0]
    return f"'sha256-{b64encode(sha256(content.encode()).digest()).decode()}'"


def file_script(address: str, known: Mapping[str, object], loads: bool = False, attribute: str = DATA) -> str:
    """Return the element of a script of our own.

    Args:
        address: where a page finds it.
        known: what it needs to know, as its own type in globals.d.ts says.
        loads: whether it is the loader, which starts the vendor's script when it is time.
        attribute: by which it is told.
    """
    marker = f" {MARKER}" if loads else ""
    return f'<script{marker} src="{escape(address)}" {_data(attribute, known)}></script>\n'


def mark(attribute: str, known: Mapping[str, object]) -> str:
    """Return what tells a script of our own about a page that a theme swaps in."""
    return f"<span hidden {_data(attribute, known)}></span>"


def _data(attribute: str, known: Mapping[str, object]) -> str:
    return f'{attribute}="{escape(json.dumps(known))}"'


def next_script(address: str) -> str:
    """Return the element of a script that runs after ours, and is told by it what it needs to know."""
    return f'<script src="{escape(address)}"></script>\n'


def script_json(value: object) -> str:
    """Return a value as JSON that cannot end, or open, anything in an HTML script."""
    return re.sub("[<>&]", lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value))


def inject(page: str, html: str) -> str:
    """Return the page with HTML before its last `</body>`, and nothing else changed.

    A minifier may have removed `</body>`: a page that is whole without it gets the HTML at its end. A fragment and
    XML are returned as they are.
    """
    end = _body_end(page) or _HTML_END.search(page)
    if end is None and not _FULL_PAGE.search(page):
        return page
    at = end.start() if end else len(page)
    return f"{page[:at]}{html}{page[at:]}"


def _body_end(page: str) -> re.Match[str] | None:
    """Return the last `</body>` of a page that is no text: after that come the ends of comments and scripts.

    It is looked for from the page's end, where it stands on nearly every page.
    """
    open_later = {"comment": False, "script": False}  # which have an end further on, and no beginning before that
    at = later = len(page)
    while (at := page.rfind("</", 0, at)) >= 0:
        end = _BODY_END.match(page, at)
        if end is None:
            continue
        for mark in reversed(list(_MARK.finditer(page, end.end(), later))):
            open_later["comment" if "-" in mark[0] else "script"] = not mark["begins"]
        if not any(open_later.values()):
            return end
        later = at
    return None
