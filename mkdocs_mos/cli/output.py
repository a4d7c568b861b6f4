"""What every command does alike: it says what is wrong with the call, and shows text."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from ..core.problems import ContentError
from ..core.tokens import masked


class CallError(click.ClickException):
    """The call itself is wrong: another folder, file or option is needed."""

    exit_code = 2


@contextmanager
def call_checked() -> Iterator[None]:
    """Take what is wrong with a value for a mistake of the call that gave it.

    Raises:
        CallError: in place of each `ContentError`.
    """
    try:
        yield
    except ContentError as error:
        raise CallError(str(error)) from None


def visible(text: str) -> str:
    """Return text on one line, without characters that act on a terminal, and without tokens."""
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape", "replace").decode("ascii") for c in text)
    return masked(shown)


def deliver(text: str, output: Path | None) -> None:
    """Write a text to a file, or print it where none is named."""
    if output is None:
        print(text, end="")
    else:
        output.write_bytes(text.encode("utf-8", "backslashreplace"))
