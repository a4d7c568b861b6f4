"""Where an address in a page leads, as a browser reads it (WHATWG URL standard, by ada)."""

from __future__ import annotations

import html
import re
from urllib.parse import unquote, urlsplit

from ada_url import URL

from ..core.links import HOST

SPACE = "".join(map(chr, range(0x21)))
"""What browsers take off an address."""

LOST = "leads to a page of this site"
"""What is odd about an address that was meant to lead to the chat, and does not."""

_HERE = "https://here.invalid/"
_HOSTS = frozenset((HOST, f"{HOST}.", f"www.{HOST}", f"www.{HOST}."))
_SCHEMELESS = re.compile(r"mos\.me/\S+$", re.IGNORECASE)


def whole(value: str, base: str = "") -> str | None:
    """Return the whole address that a value stands for, or None where no browser takes it for one."""
    try:
        return URL(value, base or _HERE).href
    except (ValueError, UnicodeError):
        return None


def leads_to_chat(value: str, base: str = "") -> bool:
    """Say whether a browser goes to the chat by an address."""
    # What begins with neither a scheme nor slashes stays on the site, and most addresses of a page do.
    if not base and ":" not in value and value[:1] not in ("/", "\\"):
        return False
    try:
        url = URL(value, base or _HERE)
    except (ValueError, UnicodeError):
        return False
    return url.hostname in _HOSTS and url.protocol in ("https:", "http:")


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
    if leads_to_chat(value, base):
        if _names_host(value):
            return value, ""
        return whole(value, base) or value, "" if base else "is written in a way that not every program understands"
    # Encoded as a whole, or without its scheme
    meant = unquote(html.unescape(value)) if "%" in value or "&" in value else value
    if _SCHEMELESS.match(meant):
        return f"https://{meant}", LOST
    if meant is not value and leads_to_chat(meant):
        return meant, LOST
    return None


def _names_host(value: str) -> bool:
    try:
        return HOST in urlsplit(value).netloc.lower()
    except ValueError:
        return False
