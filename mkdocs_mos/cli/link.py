"""The commands for one chat link: make it, take it apart, draw its QR code."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from ..core import qr as codes
from ..core.links import LIMIT, PARAMETERS, context_link, cost, direct_link, read_link
from ..core.product import MEANINGS, Product
from .output import CallError, visible


def _with_fields(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command an option for each field of a product: `--line-price` for `linePrice`."""
    for field in reversed(PARAMETERS):
        name = re.sub("[A-Z]", lambda capital: f"-{capital[0].lower()}", field)
        command = click.option(f"--{name}", field, metavar="TEXT", help=MEANINGS[field])(command)
    return command


@click.command()
@click.argument("service_id", metavar="ID")
@_with_fields
@click.option("--source", metavar="TEXT", help="the channel")
def link(service_id: str, source: str | None, **fields: str | None) -> None:
    """Print a chat link.

    With --title it is that of a product, without any field the direct link. ID is the customer service ID, or the whole
    https://mos.me/ID link.
    """
    given = {name: value for name, value in fields.items() if value is not None}
    if not given:
        print(direct_link(service_id, source))
    elif "title" in given:
        print(context_link(Product(**given), service_id, source))
    else:
        raise CallError("a product needs its title; give it with --title")


@click.command()
@click.argument("url", metavar="URL")
def decode(url: str) -> int:
    """Take a chat link apart, and say what is wrong with it."""
    link = read_link(url)
    rows = [("service ID", link.service_id, len(link.service_id))]
    rows += [(name, value, cost(value)) for name, value in link.values.items()]
    for name, value, length in rows:
        characters = "1 character" if length == 1 else f"{length} characters"
        print(f"{name:<11} {visible(value)}  ({characters} of the link)")
    print(f"{'length':<11} {len(url)} of {LIMIT} characters")
    for problem in link.problems:
        print(f"problem: {visible(problem)}", file=sys.stderr)
    for doubt in link.doubts:
        print(f"warning: {visible(doubt.words)}", file=sys.stderr)
    return 1 if link.problems else 0


@click.command()
@click.argument("url", metavar="URL")
@click.option("-o", "--output", metavar="FILE", type=Path, help="an .svg or .png file to write")
def qr(url: str, output: Path | None) -> None:
    """Draw a chat link's QR code, in the terminal or as a file."""
    if output is None:
        print(codes.drawn(url), end="")
        return
    kind = output.suffix.lower().removeprefix(".")
    if kind not in codes.FORMATS:
        raise CallError(f"{output} is neither an .svg nor a .png file; give it one of these endings")
    output.write_bytes(codes.image(url, kind))
