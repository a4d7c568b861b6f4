"""The command `mkdocs-mos`."""

from .main import main

__all__ = ["main"]
