"""How a file's bytes become text: as browsers find an encoding, and with no codec that they do not know.

A byte order mark decides, then what a page declares in its first 1,024 bytes, then UTF-8 (Encoding standard).
"""

from __future__ import annotations

import codecs
import re

from webencodings import UTF8, Encoding, decode, lookup

_UTF32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, *_UTF32)
"""Byte order marks of text that holds NUL bytes."""

_HEAD = 1024
_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([^\s;"']+)""", re.IGNORECASE)
# What a page cannot be in, since its declaration has been read, or what browsers take for another.
_INSTEAD = {"utf-16le": "utf-8", "utf-16be": "utf-8", "x-user-defined": "windows-1252"}


def decoded(raw: bytes, is_page: bool) -> tuple[str, bool]:
    """Return a file's text, and whether it is what a browser makes of it, without a character that is lost."""
    if raw.startswith(_UTF32):  # which no browser reads, but a program may, and a token is a secret there, too
        return raw.decode("utf-32", "replace"), True
    declared = _declared(raw[:_HEAD]) if is_page else None
    for encoding in (declared or UTF8, UTF8):
        try:
            return decode(raw, encoding, "strict")[0], True
        except ValueError:
            pass
    return decode(raw, UTF8)[0], False


def _declared(head: bytes) -> Encoding | None:
    """Return the encoding that a page declares in its first bytes, or None."""
    if b"charset" not in head.lower():
        return None
    from selectolax.lexbor import LexborHTMLParser  # which a build never needs for this

    for meta in LexborHTMLParser(head.decode("latin-1")).css("meta"):
        label = meta.attributes.get("charset")
        if label is None and (meta.attributes.get("http-equiv") or "").lower() == "content-type":
            found = _CHARSET.search(meta.attributes.get("content") or "")
            label = found and found[1]
        if label and (encoding := lookup(label)):
            return lookup(_INSTEAD.get(encoding.name, encoding.name))
    return None
