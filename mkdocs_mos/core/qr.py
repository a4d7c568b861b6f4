"""QR codes of chat links, for going on with a phone."""

from __future__ import annotations

import io

import segno

from .links import read_link
from .problems import ContentError

FORMATS = ("svg", "png")


def code(url: str) -> segno.QRCode:
    """Return the QR code of a chat link.

    Raises:
        ContentError: the link is wrong, so nobody should scan it.
    """
    if faults := read_link(url).faults:
        raise ContentError("; ".join(fault.words for fault in faults), faults[0].rule)
    # The least error correction that is asked for: segno takes more where the code grows no larger by it.
    return segno.make(url, error="l", micro=False)


def image(url: str, kind: str) -> bytes:
    """Return the QR code as a file's content: `svg` or `png`.

    Raises:
        ContentError: the link is wrong.
    """
    out = io.BytesIO()
    code(url).save(out, kind=kind, scale=8, light="#fff")
    return out.getvalue()


def inline(url: str, scale: int = 3) -> str:
    """Return the QR code as an SVG element for a page, with its own white ground; what holds it must name it.

    Args:
        url: the chat link.
        scale: pixels a module.

    Raises:
        ContentError: the link is wrong.
    """
    made = code(url)
    colours = {"light": "#fff", "dark": "#000", "svgclass": None, "lineclass": None}
    svg = made.svg_inline(scale=scale, omitsize=True, **colours)
    size, _ = made.symbol_size(scale)
    return svg.replace("<svg ", f'<svg aria-hidden="true" width="{size:g}" height="{size:g}" ', 1)


def drawn(url: str) -> str:
    """Return the QR code in block characters, for a dark terminal.

    Raises:
        ContentError: the link is wrong.
    """
    out = io.StringIO()
    code(url).terminal(out, compact=True)
    return out.getvalue()
