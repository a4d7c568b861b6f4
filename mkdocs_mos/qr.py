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
    if problems := read_link(url).problems:
        raise ContentError("; ".join(problems))
    # The least error correction that is asked for: segno takes more where the code grows no larger by it.
    return segno.make(url, error="l", micro=False)


def image(url: str, kind: str) -> bytes:
    """Return the QR code as a file's content: `svg` or `png`.

    Raises:
        ContentError: the link is wrong.
    """
    out = io.BytesIO()
    code(url).save(out, kind=kind, scale=8, light="#fff", border=4)
    return out.getvalue()


def inline(url: str) -> str:
    """Return the QR code as an SVG element, for a page: dark on white, in any scheme.

    Raises:
        ContentError: the link is wrong.
    """
    # A unit brings the view box, without which a narrow page would cut the code off instead of shrinking it.
    return code(url).svg_inline(scale=3, unit="px", dark="#000", light="#fff", border=4, svgclass=None, lineclass=None)


def drawn(url: str) -> str:
    """Return the QR code in block characters, for a dark terminal.

    Raises:
        ContentError: the link is wrong.
    """
    out = io.StringIO()
    code(url).terminal(out, compact=True)
    return out.getvalue()
