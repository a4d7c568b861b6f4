"""How a file's bytes become text: as browsers find an encoding, and with no codec that they do not know.

A byte order mark decides, then what the first 1,024 bytes of a page declare (HTML standard, "prescan a byte stream"),
by the label table of the Encoding standard; then UTF-8.
"""

from __future__ import annotations

import codecs
import re

from webencodings import lookup

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
WIDE = tuple(bom for bom, encoding in _BOMS if encoding != "utf-8-sig")
"""Byte order marks of text that holds NUL bytes."""

_PRESCANNED = 1024
_STEP = re.compile(rb"<!--|<meta(?=[\s/])|</?[a-z]|<[!/?]", re.IGNORECASE)
_TAG_NAME = re.compile(rb"[^\s>]*")
_ATTRIBUTE = re.compile(
    rb"""[\s/]*(?P<name>[^\s/>][^\s/>=]*)(?:\s*=\s*(?:"(?P<a>[^"]*)"|'(?P<b>[^']*)'|(?P<c>[^\s>"'][^\s>]*)))?"""
)
_CHARSET = re.compile(rb"""charset\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s;"'][^\s;]*))""", re.IGNORECASE)


def decoded(raw: bytes, is_page: bool) -> tuple[str, bool]:
    """Return a file's text, and whether it is what a browser makes of it, without a character that is lost."""
    encoding = next((encoding for bom, encoding in _BOMS if raw.startswith(bom)), None)
    try:
        if encoding:
            return raw.decode(encoding), not (is_page and encoding == "utf-32")  # which no browser reads
        if is_page and (found := lookup(_declared(raw[:_PRESCANNED]))):
            name = "utf-8" if found.name.startswith("utf-16") else "cp1252" if found.name == "x-user-defined" else ""
            return (raw.decode(name) if name else found.codec_info.decode(raw, "strict")[0]), True
    except ValueError:
        pass
    try:
        return raw.decode("utf-8"), True
    except ValueError:
        return raw.decode("utf-8", "replace"), False


def _declared(head: bytes) -> str:
    """Return the label that a page declares in its first bytes, or nothing."""
    if b"charset" not in head.lower():
        return ""
    at = 0
    while step := _STEP.search(head, at):
        at = step.end()
        if step[0] == b"<!--":
            at = head.find(b"-->", step.start() + 2) + 3
            if at < 3:
                break
        elif step[0] in (b"<!", b"</", b"<?"):
            at = head.find(b">", at) + 1
            if not at:
                break
        else:
            is_meta = step[0].lower() == b"<meta"
            name = _TAG_NAME.match(head, at)
            at = at if is_meta or not name else name.end()
            attributes: dict[bytes, bytes] = {}
            while part := _ATTRIBUTE.match(head, at):
                at = part.end()
                attributes.setdefault(part["name"].lower(), part["a"] or part["b"] or part["c"] or b"")
            if is_meta and (label := _label(attributes)) and lookup(label):
                return label
    return ""


def _label(attributes: dict[bytes, bytes]) -> str:
    label = attributes.get(b"charset")
    if label is None and attributes.get(b"http-equiv", b"").lower() == b"content-type":
        found = _CHARSET.search(attributes.get(b"content", b""))
        label = found and (found[1] or found[2] or found[3])
    return (label or b"").decode("ascii", "replace")
