"""A command for mkdocs-click to describe."""

import click


@click.command()
def command() -> None:
    """Do nothing."""
