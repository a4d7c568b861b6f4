"""A small help centre to begin with, from the files in `starter/`."""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from ..core.problems import ContentError, quoted
from ..core.service_id import WHERE_THE_ID_IS, service_id

_PLACEHOLDER = "YOUR_CUSTOMER_SERVICE_ID"  # in quotes there, so that an ID such as 007 stays a text
_NAMES = {"gitignore": ".gitignore"}  # under its own name it would hide files of this repository


def create(folder: Path, service: str) -> list[str]:
    """Write the help centre into a folder that is not there yet, or empty, and return its files as seen from there.

    Args:
        folder: where to; what stands there is never touched.
        service: the customer service ID, or the whole link.

    Raises:
        ContentError: the ID cannot be one, or the folder is not free, or cannot be written.
    """
    found = service_id(service)  # has nothing that could end a text in YAML
    check_free(folder)
    made = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, file in _files(files("mkdocs_mos.data") / "starter"):
            text = file.read_text("utf-8").replace(_PLACEHOLDER, found)
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8", newline="\n") as stream:
                stream.write(text)
            made.append(name)
    except OSError as error:
        raise ContentError(f"{quoted(str(folder), 300)} cannot be written: {error.strerror}; name another") from None
    return made


def check_free(folder: Path) -> None:
    """Refuse a folder in which something stands.

    Raises:
        ContentError: it is not free.
    """
    shown = quoted(str(folder), 300)
    try:
        if not os.path.lexists(folder):
            return
        if not folder.is_dir():
            raise ContentError(f"{shown} is a file; name a new folder")
        if any(folder.iterdir()):
            raise ContentError(f"{shown} is not empty, and nothing in it was touched; name a new folder")
    except OSError as error:
        raise ContentError(f"{shown} cannot be used: {error.strerror}; name another folder") from None


def ask_for_id(ask: Callable[[str], str], say: Callable[[str], None]) -> str:
    """Ask for the customer service ID until there is one, and return it.

    Raises:
        EOFError: nobody answers any more.
    """
    say(f"Your customer service ID is needed: {WHERE_THE_ID_IS}.")
    while True:
        try:
            return service_id(ask("Customer service ID, or the whole link: ").strip())
        except ContentError as error:
            say(str(error))


def _files(folder: Traversable, place: str = "") -> list[tuple[str, Traversable]]:
    found = []
    for item in folder.iterdir():
        if item.is_dir():
            found += _files(item, f"{place}{item.name}/")
        else:
            found.append((place + _NAMES.get(item.name, item.name), item))
    return sorted(found, key=lambda file: file[0])
