"""The command `mkdocs-mos`. Exit status: 0 fine, 1 something is wrong with the content, 2 the call itself was wrong."""

from __future__ import annotations

import io
import sys
from typing import Any

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
        for stream in (sys.stdin, sys.stdout, sys.stderr):  # wherever they lead: to a file, a pipe
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")
        try:
            return super().main(args, "mkdocs-mos", standalone_mode=False) or 0
        except ContentError as error:
            status, words = 1, str(error)
        except click.UsageError as error:  # click's own, which repeats what it does not know
            command = error.ctx.command_path if error.ctx else "mkdocs-mos"
            status, words = 2, f"{error.format_message()} See {command} --help."
        except click.ClickException as error:
            status, words = error.exit_code, error.format_message()
        except OSError as error:
            place = error.filename or "the output"
            status, words = 2, f"{place} cannot be written: {error.strerror}; name another place"
        except click.Abort:
            status, words = 2, "stopped"
        print(f"mkdocs-mos: {visible(words)}", file=sys.stderr)
        return status


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
