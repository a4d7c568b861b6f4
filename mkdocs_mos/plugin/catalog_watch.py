"""Product files as a preview watches them: a file that comes, goes or changes is noticed, and nothing beside it."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from mkdocs.livereload import LiveReloadServer

State: TypeAlias = Mapping[Path, tuple[int, int] | None]
"""Files, each with the time of its last change and its size; None where there is no such file."""

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


class CatalogWatch:
    """Makes a preview build again when the product files are others than at the last build.

    MkDocs' own server builds for whatever happens in a folder that it watches, and cannot watch a file that is not
    there. So we look for the files, and ring: the server watches a file of ours that nobody else writes.

    Args:
        now: gives the state of the product files.
        server: MkDocs' preview.
    """

    def __init__(self, now: Callable[[], State], server: LiveReloadServer) -> None:
        self.follow(now)
        self._folder = tempfile.TemporaryDirectory(prefix="mkdocs-mos-")
        self._bell = Path(self._folder.name) / "rebuild"
        self._bell.write_text("")
        server.watch(str(self._bell))
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def follow(self, now: Callable[[], State]) -> None:
        """Ring for what changes from here on; called at each build, since the options may be others."""
        self._watched = now, now()

    def stop(self) -> None:
        """End with the preview."""
        self._ended.set()
        self._thread.join()
        self._folder.cleanup()

    def _look(self) -> None:
        rung: State | None = None
        while not self._ended.wait(_INTERVAL):
            now, built = self._watched
            found = now()
            if found == built:
                rung = None
            elif found != rung:
                rung = found
                self._bell.write_text(str(found))
