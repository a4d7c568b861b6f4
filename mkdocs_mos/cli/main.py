"""The command `mkdocs-mos`. Exit status: 0 fine, 1 something is wrong with the content, 2 the call itself was wrong."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import sys
from typing import Any, TextIO

import click

from .._version import __version__
from ..core.problems import ContentError
from .install import install
from .link import decode, link, qr
from .new import new
from .output import visible
from .schema import schema
from .site import check, links, report
from .telegram_check import telegram_check


class Commands(click.Group):
    """Commands that return their exit status, say in one line what is wrong, and repeat no secret."""

    def main(self, args: Any = None, *_: Any, **__: Any) -> int:  # type: ignore[override]
        """Run a command and return its exit status."""
        # Closed ones take up their numbers, which a file that is written would get: writing to the output fails.
        sys.stdout = sys.stdout or _null(os.O_RDONLY)
        sys.stderr = sys.stderr or _null(os.O_WRONLY)
        for stream in (sys.stdin, sys.stdout, sys.stderr):  # wherever they lead: to a file, a pipe
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")
        try:
            status = super().main(args, "mkdocs-mos", standalone_mode=False) or 0
            sys.stdout.flush()
            return status
        except ContentError as error:
            status, words = 1, str(error)
        except click.UsageError as error:  # click's own, which repeats what it does not know
            command = error.ctx.command_path if error.ctx else "mkdocs-mos"
            status, words = 2, f"{error.format_message()} See {command} --help."
        except click.ClickException as error:
            status, words = error.exit_code, error.format_message()
        except BrokenPipeError:  # whoever read it has enough
            _give_up(sys.stdout)
            return 1
        except OSError as error:
            if not error.filename:
                _give_up(sys.stdout)
            place = error.filename or "the output"
            why = "it is closed" if error.errno == errno.EBADF else error.strerror
            status, words = 2, f"{place} cannot be written: {why}; name another place"
        except click.Abort:
            status, words = 2, "stopped"
        try:
            print(f"mkdocs-mos: {visible(words)}", file=sys.stderr, flush=True)
        except OSError:  # nobody can be told, but the status can
            _give_up(sys.stderr)
        return status


def _null(flags: int) -> TextIO:
    return os.fdopen(os.open(os.devnull, flags), "w", encoding="utf-8")


def _give_up(stream: TextIO) -> None:
    """Let what a stream still holds go nowhere: Python would try once more as it ends, and fail aloud."""
    with contextlib.suppress(io.UnsupportedOperation):  # one that is not a file's
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, stream.fileno())
        os.close(null)


@click.group(
    cls=Commands,
    commands=[check, decode, install, link, links, new, qr, report, schema, telegram_check],
    invoke_without_command=True,
)
@click.version_option(__version__, message="%(prog)s %(version)s")
@click.pass_context
def main(context: click.Context) -> None:
    """MOS chat links for help centres."""
    if context.invoked_subcommand is None:
        print(context.get_help(), file=sys.stderr)
        context.exit(2)
