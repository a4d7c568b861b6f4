"""Product files as a preview watches them: a file that comes, goes or changes is noticed, and nothing beside it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers.polling import PollingObserver

from ..content.catalog import PATTERN
from ..content.product_files import SUFFIXES

if TYPE_CHECKING:
    from mkdocs.livereload import LiveReloadServer

State: TypeAlias = Mapping[Path, tuple[int, int] | None]
"""Files, each with the time of its last change and its size; nothing where there is no such file."""

_INTERVAL = 0.5
"""Seconds between two looks, as MkDocs has it."""


def state(paths: Iterable[Path]) -> State:
    """Return what tells whether files have changed."""
    found: dict[Path, tuple[int, int] | None] = {}
    for path in paths:
        try:
            status = path.stat()
            found[path] = status.st_mtime_ns, status.st_size
        except (OSError, ValueError):
            found[path] = None
    return found


def folders(patterns: Iterable[str], base: Path) -> dict[Path, bool]:
    """Return the folders in which files of these names may come, and whether those below them count, too.

    Of a folder that is not there yet, it is the next one above that is.
    """
    found: dict[Path, bool] = {}
    for pattern in patterns:
        *parts, _ = Path(pattern).parts
        fixed = next((i for i, part in enumerate(parts) if PATTERN.search(part)), len(parts))
        folder = Path(os.path.normpath(base.joinpath(*parts[:fixed])))
        below = fixed < len(parts)
        while not folder.is_dir() and folder != folder.parent:
            folder, below = folder.parent, False
        found[folder] = found.get(folder, False) or below
    return found


class CatalogWatch(FileSystemEventHandler):
    """Makes a preview build again when the product files are others than at the last build.

    MkDocs' own server builds for whatever happens in a folder that it watches, and cannot watch a file that is not
    there. So we look into the folders, and ring: the server watches a file of ours that nobody else writes.

    Args:
        now: gives the state of the product files.
        server: MkDocs' preview.
    """

    def __init__(self, now: Callable[[], State], server: LiveReloadServer) -> None:
        self._now = now
        self._seen = now()
        self._folder = tempfile.TemporaryDirectory(prefix="mkdocs-mos-")
        self._bell = Path(self._folder.name) / "rebuild"
        self._bell.write_text("")
        server.watch(str(self._bell))
        self._observer = PollingObserver(timeout=_INTERVAL)
        self._observer.start()

    def follow(self, folders: Mapping[Path, bool]) -> None:
        """Look into these folders from now on; called at each build, since a folder may have come."""
        self._seen = self._now()
        self._observer.unschedule_all()
        for folder, below in folders.items():
            with suppress(OSError):  # it has gone meanwhile
                self._observer.schedule(self, str(folder), recursive=below)

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Ring where the product files have changed; caches and the like need no look at them."""
        places = (os.fsdecode(event.src_path), os.fsdecode(event.dest_path))
        if not event.is_directory and not any(Path(place).suffix.lower() in SUFFIXES for place in places):
            return
        now = self._now()
        if now != self._seen:
            self._seen = now
            self._bell.write_text(str(now))

    def stop(self) -> None:
        """End with the preview."""
        self._observer.stop()
        self._observer.join()
        self._folder.cleanup()
