"""Where an address in a page leads, as a browser reads it (WHATWG URL standard, by ada)."""

from __future__ import annotations

import html
import re
from urllib.parse import unquote

from ada_url import URL

from ..core.links import HOST

SPACE = "".join(map(chr, range(0x21)))
"""What browsers take off an address."""

LOST = "leads to a page of this site"
"""What is odd about an address that was meant to lead to the chat, and does not."""

_ODD = "is written in a way that some programs do not understand"
_HERE = "https://here.invalid/"
_HOSTS = frozenset((HOST, f"{HOST}.", f"www.{HOST}", f"www.{HOST}."))
_NAMES_HOST = re.compile(rf"(?:https?:)?//[^/?#]*{re.escape(HOST)}", re.IGNORECASE)
_SCHEMELESS = re.compile(r"mos\.me/\S+$", re.IGNORECASE)


def chat_url(value: str, base: str = "") -> str | None:
    """Return the whole address of the chat to which a browser goes by an address, or None where it goes elsewhere."""
    # What begins with neither a scheme nor slashes stays on the site, and most addresses of a page do.
    if not base and ":" not in value and value[:1] not in ("/", "\\"):
        return None
    try:
        url = URL(value, base or _HERE)
    except (ValueError, UnicodeError):
        return None
    return url.href if url.hostname in _HOSTS and url.protocol in ("https:", "http:") else None


def chat_address(value: str, base: str = "") -> tuple[str, str] | None:
    """Return the chat link that a value is, or was meant to be, and what is odd about it.

    Args:
        value: an address as a page has it.
        base: what the page's addresses begin from, where that is the chat.

    Returns:
        The address, and nothing; or what it should be, and the words for what it does as it is. None where it has
        nothing to do with the chat.
    """
    value = value.strip(SPACE)
    if whole := chat_url(value, base):
        if _NAMES_HOST.match(value):
            return value, ""
        return whole, "" if base else _ODD
    meant = unquote(html.unescape(value))  # encoded as a whole, or without its scheme
    if _SCHEMELESS.match(meant):
        return f"https://{meant}", LOST
    return (meant, LOST) if meant != value and chat_url(meant) else None
