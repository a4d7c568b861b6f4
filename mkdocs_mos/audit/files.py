"""The files of a built site: their names, and what those that hold text say."""

from __future__ import annotations

import gzip
import os
import posixpath
import stat
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from ..core.problems import ContentError, Problem, quoted
from ..core.tokens import masked
from .encodings import WIDE, decoded
from .private_addresses import is_looked_at, left_in_file

LIMIT = 50_000_000
"""Bytes of a file that is read."""

_HTML = frozenset((".html", ".htm", ".xhtml"))
_UNSERVED = frozenset((".git",))
_GZIP = b"\x1f\x8b"
_SNIFFED = 8192  # bytes that show whether a file is text


def is_page(name: str) -> bool:
    """Say whether a file is an HTML page, by its name."""
    return posixpath.splitext(name)[1].lower() in _HTML


def names_in(folder: Path) -> tuple[list[str], list[Problem]]:
    """Return all files, in order, and the folders that cannot be read. Links to folders are not followed.

    Raises:
        ContentError: the folder itself cannot be read.
    """
    shown = quoted(str(folder), limit=300)
    if not os.path.exists(folder):  # noqa: PTH110  # says no to any name
        raise ContentError(f"there is no folder {shown}; build the site, then give its folder")
    if not folder.is_dir():
        raise ContentError(f"{shown} is a file; give the folder that the site was built into")
    names = []
    unread = []
    places = [""]  # those still to be read; os.walk of Python 3.11 calls itself, and ends at a thousand
    while places:
        place = places.pop()
        try:
            with os.scandir(folder / place) as entries:
                for entry in entries:
                    name = posixpath.join(place, entry.name)
                    if entry.is_dir(follow_symlinks=False):
                        if entry.name not in _UNSERVED:
                            places.append(name)
                    elif not (entry.is_symlink() and os.path.isdir(entry.path)):  # noqa: PTH112  # says no to any name
                        names.append(name)
        except OSError as error:
            if not place:
                raise ContentError(f"{shown} cannot be read: {error.strerror}; allow this user to read it") from None
            unread.append(Problem("unreadable", str(_unreadable(error.strerror)), masked(place), 1, 1))
    return sorted(names), unread


def text_of(path: Path) -> tuple[str, bool]:
    """Return a file's text, and whether its encoding is known; of a picture, or whatever else is no text, nothing.

    Raises:
        ContentError: it cannot be read, or is too large.
    """
    try:
        return decoded(_content(path), is_page(path.name))
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise _unreadable("its compression is broken") from None
    except FileNotFoundError:
        is_link = path.is_symlink()
        why = "it is a link to a file that is not there" if is_link else "it vanished while the site was read"
        raise _unreadable(why) from None
    except OSError as error:
        raise _unreadable(error.strerror) from None


def _content(path: Path) -> bytes:
    """Return a file's bytes, taken out of gzip."""
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise _unreadable("it is not a regular file")
    with path.open("rb") as plain:
        is_compressed = plain.read(len(_GZIP)) == _GZIP
        plain.seek(0)
        file: BinaryIO | gzip.GzipFile = gzip.GzipFile(fileobj=plain) if is_compressed else plain
        raw = file.read(_SNIFFED)
        if not is_page(path.name) and b"\0" in raw and not raw.startswith(WIDE):
            return b""
        if not is_compressed and status.st_size > LIMIT:
            raise _too_large(f"{status.st_size:,} bytes")
        raw += file.read(LIMIT if is_compressed else -1)  # with a limit, all that memory would be set aside
    if len(raw) > LIMIT:
        raise _too_large(f"more than {LIMIT:,} bytes")
    return raw


def _unreadable(why: str | None) -> ContentError:
    return ContentError(f"it cannot be read: {why}; nothing in it has been checked", "unreadable")


def _too_large(size: str) -> ContentError:
    return ContentError(f"it has {size}, and is not read: the limit is {LIMIT:,}; split it", "too-large")


def left_in_folder(folder: Path, base: str | None) -> Iterator[Problem]:
    """Yield what the files of a site that are no pages hold of ours; those that cannot be read hold nothing.

    Args:
        folder: where the site has been built.
        base: the site's own address, where it is known.
    """
    for name in filter(is_looked_at, names_in(folder)[0]):
        try:
            text, _ = text_of(folder / name)
        except ContentError:
            continue
        for problem in left_in_file(text, name, base):
            yield replace(problem, file=masked(name))
