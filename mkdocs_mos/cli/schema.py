"""The command that prints a JSON Schema, with which an editor completes and checks what authors write.

The schemas are files of the package, made from the options and fields that a build reads with; a test proves that.
"""

from __future__ import annotations

from pathlib import Path

import click

from .output import deliver

SCHEMAS = Path(__file__).parents[1] / "data" / "schemas"
NAMES = ("options", "front-matter", "catalog")


@click.command()
@click.argument("of", type=click.Choice(NAMES), default=NAMES[0], metavar=f"[{'|'.join(NAMES)}]")
@click.option("-o", "--output", metavar="FILE", type=Path, help="a file to write it to")
def schema(of: str, output: Path | None) -> None:
    """Print a JSON Schema for editors.

    With it an editor completes and checks what you write: mkdocs.yml with the plugin's options (the default), front
    matter, or a catalogue.
    """
    deliver((SCHEMAS / f"{of}.json").read_text("utf-8"), output)
