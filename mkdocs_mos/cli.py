"""The command `mkdocs-mos`. Exit status: 0 fine, 1 something is wrong with the content, 2 the call itself was wrong."""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Sequence
from pathlib import Path

from . import qr
from ._version import __version__
from .links import LIMIT, PARAMETERS, context_link, cost, read_link
from .problems import ContentError
from .product import Product

_OPTIONS = {
    "title": "the product's title (required)",
    "desc": "its description; cut at a word where the link would pass 2000 characters",
    "cover": "the https address of its picture",
    "linkUrl": "the https address of its page",
    "price": "its price, as text",
    "linePrice": "its former price, as text",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    call = _parser().parse_args(arguments)
    try:
        status: int = call.run(call)
        return status
    except ContentError as error:
        print(f"mkdocs-mos: {error}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="mkdocs-mos", description="MOS chat links for help centres.")
    parser.add_argument("--version", action="version", version=f"mkdocs-mos {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    link = commands.add_parser("link", help="print a context link", description="Print a context link.")
    link.add_argument("service_id", metavar="ID", help="the customer service ID, or the whole https://mos.me/ID link")
    for name in PARAMETERS:
        option = "--" + "".join(f"-{c.lower()}" if c.isupper() else c for c in name)
        link.add_argument(option, dest=name, metavar="TEXT", required=name == "title", help=_OPTIONS[name])
    link.add_argument("--source", metavar="TEXT", help="the channel")
    link.set_defaults(run=_link)

    decode = commands.add_parser(
        "decode", help="take a chat link apart", description="Show what a chat link carries, and what is wrong with it."
    )
    decode.add_argument("url", metavar="URL", help="the chat link")
    decode.set_defaults(run=_decode)

    code = commands.add_parser(
        "qr", help="draw a chat link's QR code", description="Draw a chat link's QR code, in the terminal or as a file."
    )
    code.add_argument("url", metavar="URL", help="the chat link")
    code.add_argument("-o", "--output", metavar="FILE", type=_picture, help="an .svg or .png file to write")
    code.set_defaults(run=_qr)
    return parser


def _picture(name: str) -> Path:
    path = Path(name)
    if path.suffix.lower().removeprefix(".") not in qr.FORMATS:
        raise argparse.ArgumentTypeError(f"{name!r} is neither an .svg nor a .png file")
    return path


def _link(call: argparse.Namespace) -> int:
    product = Product(**{name: getattr(call, name) for name in PARAMETERS})
    print(context_link(product, call.service_id, call.source))
    return 0


def _decode(call: argparse.Namespace) -> int:
    link = read_link(call.url)
    rows = [("service ID", link.service_id, len(link.service_id))]
    rows += [(name, value, cost(value)) for name, value in link.values.items()]
    for name, value, characters in rows:
        print(f"{name:<11} {_visible(value)}  ({characters} characters of the link)")
    print(f"{'length':<11} {len(call.url)} of {LIMIT} characters")
    for problem in link.problems:
        print(f"problem: {_visible(problem)}", file=sys.stderr)
    return 1 if link.problems else 0


def _qr(call: argparse.Namespace) -> int:
    path: Path | None = call.output
    if path is None:
        print(qr.drawn(call.url), end="")
        return 0
    content = qr.image(call.url, path.suffix.lower().removeprefix("."))
    try:
        path.write_bytes(content)
    except OSError as error:
        print(f"mkdocs-mos: {path} cannot be written: {error.strerror}; name another place", file=sys.stderr)
        return 2
    return 0


def _visible(text: str) -> str:
    """Return text on one line, without characters that act on a terminal."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape", "replace").decode("ascii") for c in text)
