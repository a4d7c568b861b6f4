"""How a file's bytes become text: as browsers find an encoding, and with no codec that they do not know.

A byte order mark decides, then what a page declares in its first 1,024 bytes, by the label table of the Encoding
standard; then UTF-8.
"""

from __future__ import annotations

import codecs
import re

from webencodings import Encoding, lookup

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
WIDE = tuple(bom for bom, encoding in _BOMS if encoding != "utf-8-sig")
"""Byte order marks of text that holds NUL bytes."""

_HEAD = 1024
_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([^\s;"']+)""", re.IGNORECASE)
# What a page cannot be in, since its declaration has been read, or what browsers take for another.
_INSTEAD = {"utf-16le": "utf-8", "utf-16be": "utf-8", "x-user-defined": "windows-1252"}


def decoded(raw: bytes, is_page: bool) -> tuple[str, bool]:
    """Return a file's text, and whether it is what a browser makes of it, without a character that is lost."""
    encoding = next((encoding for bom, encoding in _BOMS if raw.startswith(bom)), None)
    try:
        if encoding:
            return raw.decode(encoding), True
        if is_page and (declared := _declared(raw[:_HEAD])):
            return declared.codec_info.decode(raw, "strict")[0], True
    except ValueError:
        pass
    try:
        return raw.decode("utf-8"), True
    except ValueError:
        return raw.decode("utf-8", "replace"), False


def _declared(head: bytes) -> Encoding | None:
    """Return the encoding that a page declares in its first bytes, or None."""
    if b"charset" not in head.lower():
        return None
    from selectolax.lexbor import LexborHTMLParser  # which a build never needs for this

    for meta in LexborHTMLParser(head.decode("latin-1")).css("meta"):
        label = meta.attributes.get("charset")
        if label is None and (meta.attributes.get("http-equiv") or "").lower() == "content-type":
            found = _CHARSET.search(meta.attributes.get("content") or "")
            label = found[1] if found else None
        if label and (encoding := lookup(label)):
            return lookup(_INSTEAD.get(encoding.name, encoding.name))
    return None
