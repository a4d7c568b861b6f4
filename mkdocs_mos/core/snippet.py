"""The loader: the vendor's snippet as text (vendor document 2.2.2), and where in a page it goes."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from html import escape
from html.parser import HTMLParser

MARKER = "data-mos-loader"
"""The attribute by which we know our own loader."""

DATA = "data-mos"
"""The attribute by which our own script is told what it needs to know."""

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
_AFTER_BODY = re.compile(r"\s*(?:</html\s*>)?\s*(?:<!--(?:(?!-->).)*-->\s*)*", re.IGNORECASE | re.DOTALL)
_FULL_PAGE = re.compile(r"<html[\s>]|<body[\s>]|<!doctype\s+html", re.IGNORECASE)


@lru_cache(maxsize=256)
def loader(service_id: str, script: str = SCRIPT) -> str:
    """Return the vendor's loader for a page, with the ID as a JSON string that is safe inside a script."""
    quoted = script_json(script).replace('"', "'")  # as in the vendor's document
    return _SNIPPET.format(marker=MARKER, service_id=script_json(service_id), script=quoted)


def content_hash(snippet: str) -> str:
    """Return the source expression by which a Content-Security-Policy allows an inline script."""
    content = snippet.partition(">")[2].rpartition("</script>")[0]
    return f"'sha256-{b64encode(sha256(content.encode()).digest()).decode()}'"


def file_script(address: str, site: Mapping[str, object], loads: bool) -> str:
    """Return the element of our own script, which starts the vendor's when it is time.

    Args:
        address: where a page finds mos.js.
        site: what the script needs to know, as its own type `Site` says.
        loads: whether the page has the loader.
    """
    data = escape(json.dumps(site))
    return f'<script{f" {MARKER}" if loads else ""} src="{escape(address)}" {DATA}="{data}"></script>\n'


def next_script(address: str) -> str:
    """Return the element of a script that runs after ours, and is told by it what it needs to know."""
    return f'<script src="{escape(address)}"></script>\n'


def script_json(value: object) -> str:
    """Return a value as JSON that cannot end, or open, anything in an HTML script."""
    text = json.dumps(value)
    for c in "<>&":
        text = text.replace(c, f"\\u{ord(c):04x}")
    return text


def inject(page: str, html: str) -> str:
    """Return the page with HTML before its last `</body>`, and nothing else changed.

    A minifier may have removed `</body>`: a page that is whole without it gets the HTML at its end. A fragment and
    XML are returned as they are.
    """
    at = _body_end(page)
    if at is None:
        if not _FULL_PAGE.search(page):
            return page
        end = page.lower().rfind("</html>")
        tail_is_end = end >= 0 and len(page.lower()) == len(page) and not page[end + 7 :].strip()
        at = end if tail_is_end else len(page)
    return f"{page[:at]}{html}{page[at:]}"


def _body_end(page: str) -> int | None:
    """Return where the page's last real `</body>` begins."""
    at = page.rfind("</body>")
    if at >= 0 and _AFTER_BODY.fullmatch(page, at + 7):
        return at
    # Unusual: something stands after it, or it is written in another way. One inside a comment or a script is text.
    for match in reversed(list(_BODY_END.finditer(page))):
        at = match.start()
        in_comment = page.rfind("<!--", 0, at) > page.rfind("-->", 0, at)
        before = page[:at].lower()
        if not in_comment and before.rfind("<script") <= before.rfind("</script"):
            return at
    return None


def has_loader(page: str) -> bool:
    """Say whether a real script element of the page is our loader, or the vendor's; text that shows one is none."""
    return (MARKER in page or SCRIPT in page) and _found(page).loader


def has_script(page: str) -> bool:
    """Say whether a page has our own script already, as where the plugin is listed twice."""
    return DATA in page and _found(page).own


class _Scripts(HTMLParser):
    loader = own = False
    _in_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_script = tag == "script"
        if self._in_script:
            self.own = self.own or any(name == DATA for name, _ in attrs)
            self.loader = self.loader or any(
                name == MARKER or (name == "src" and value == SCRIPT) for name, value in attrs
            )
        if tag in ("textarea", "title"):  # their content is text, which this parser does not know
            self.set_cdata_mode(tag)

    def handle_data(self, data: str) -> None:
        self.loader = self.loader or (self._in_script and SCRIPT in data)

    def handle_endtag(self, tag: str) -> None:
        self._in_script = False


def _found(page: str) -> _Scripts:
    scripts = _Scripts()
    scripts.feed(page)
    return scripts
