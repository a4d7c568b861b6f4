"""The customer service ID: what may be one, and what to write instead of what is nearly one (vendor document 1.2)."""

from __future__ import annotations

import re
from urllib.parse import unquote

from .problems import ContentError, quoted

WHERE_THE_ID_IS = (
    "in the MOS app open Service → Customer Service → any menu item (such as “Data”) → Settings and press the avatar "
    "and name; the ID is what follows https://mos.me/ in that page's address"
)

_ID = "[A-Za-z0-9._~-]+"  # the vendor names no characters: those that stand in an address unencoded
_WRITTEN = re.compile(rf"\s*https://mos\.me/(?P<linked>{_ID})/?\s*|(?P<alone>{_ID})", re.IGNORECASE | re.ASCII)
_BEFORE = re.compile(r"^(?:(?:https?:?/*)?(?:www\.)?mos\.me/+|mos:)", re.IGNORECASE | re.ASCII)
_AROUND = " \t\r\n/@#:;,<>{}[]()$%*`'\"“”‘’„«»\u00a0\u200b\ufeff"


def service_id(text: str) -> str:
    """Return the customer service ID from an ID or a whole `https://mos.me/ID` link.

    Raises:
        ContentError: it is the vendor's placeholder, or cannot be an ID.
    """
    match = _WRITTEN.fullmatch(text)
    written = match["linked"] or match["alone"] if match else ""
    if _is_id(written):
        return written
    if not text.strip():
        raise ContentError(f"the customer service ID is blank; {WHERE_THE_ID_IS}", "service-id")
    shown = quoted(text)
    if _is_placeholder(_without_decoration(text)):
        raise ContentError(f"{shown} is the placeholder of the MOS documentation; {WHERE_THE_ID_IS}", "placeholder")
    meant = meant_id(text)
    cure = f"write {quoted(meant)}" if meant else WHERE_THE_ID_IS
    words = "is not a customer service ID, which has only letters, digits and - _ . ~, alone or after https://mos.me/"
    raise ContentError(f"{shown} {words}; {cure}", "service-id")


def meant_id(text: str) -> str | None:
    """Return the ID that a text holds beside what does not belong to it, or None."""
    bare = _without_decoration(text)
    return bare if _is_id(bare) and bare.lower() != "id" else None


def _is_id(text: str) -> bool:
    whole = re.fullmatch(_ID, text) and text.strip(".") and text.lower() not in ("mos.me", "www.mos.me")
    return bool(whole) and not _is_placeholder(text)


def _is_placeholder(text: str) -> bool:
    return re.sub(r"[-\s]", "_", text).casefold() == "your_customer_service_id"


def _without_decoration(text: str) -> str:
    text = text.strip()
    if text.startswith("%") and text.endswith("%"):  # a variable of Windows, not an encoded character
        text = text[1:-1]
    bare = _BEFORE.sub("", unquote(text).strip(_AROUND))
    return re.split("[?#]", bare.strip(_AROUND), maxsplit=1)[0].strip(_AROUND)
