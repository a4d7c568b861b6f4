"""The command that begins a help centre, from the files in `data/starter/`."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path

import click

from ..core.problems import ContentError, quoted
from ..core.service_id import WHERE_THE_ID_IS, service_id
from .output import CallError, call_checked, visible

_STARTER = Path(__file__).parents[1] / "data" / "starter"
_PLACEHOLDER = "YOUR_CUSTOMER_SERVICE_ID"  # in quotes there, so that an ID such as 007 stays a text


@click.command()
@click.argument("folder", metavar="DIR", type=Path)
@click.option("--service-id", "ident", metavar="ID", help="the ID, or the whole link; without it, you are asked")
def new(folder: Path, ident: str | None) -> None:
    """Begin a help centre.

    Writes a small one, ready to build, into the new folder DIR. What is there is never touched.
    """
    is_empty = folder.is_dir() and not any(folder.iterdir())
    if os.path.lexists(folder) and not is_empty:
        raise CallError(f"{quoted(str(folder), 300)} is not an empty folder, and stays as it is; name a new folder")
    with call_checked():
        names = _create(folder, _ask_for_id() if ident is None else service_id(ident))
    print(f"A help centre is in {visible(str(folder))}: {', '.join(names)}. Now:")
    if folder.resolve() != Path.cwd():
        print(f"  cd {shlex.quote(str(folder))}")
    print("  mkdocs serve            # look at it")
    print("  mkdocs build --strict   # build it into site/")
    print("  mkdocs-mos check site   # prove every chat link")
    print("Set site_url in mkdocs.yml to the site's own address before you publish it.")


def _create(folder: Path, ident: str) -> list[str]:
    """Write the files, with an ID, and return their names as seen from the folder. None takes the place of another."""
    names = []
    for file in filter(Path.is_file, _STARTER.rglob("*")):
        # Under its own name .gitignore would hide files of this repository.
        name = file.relative_to(_STARTER).as_posix().replace("gitignore", ".gitignore")
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(file.read_text("utf-8").replace(_PLACEHOLDER, ident))  # no ID could end a text in YAML
        names.append(name)
    return sorted(names)


def _ask_for_id() -> str:
    """Ask for the customer service ID on a terminal, until there is one."""
    if sys.stdin is None or not sys.stdin.isatty():
        raise CallError(f"the customer service ID is missing; give it with --service-id: {WHERE_THE_ID_IS}")
    print(f"Your customer service ID is needed: {WHERE_THE_ID_IS}.")
    return str(click.prompt("Customer service ID, or the whole link", value_proc=_answered))


def _answered(text: str) -> str:
    try:
        return service_id(text.strip())
    except ContentError as error:
        raise click.UsageError(str(error)) from None  # so that click asks again
