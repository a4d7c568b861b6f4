"""`mkdocs serve` with product files: what is noticed, and what is not. Waits for what the preview says, with a limit."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from .building import QUIET
from .conftest import MakeSite, Site

LONGEST = 120
"""Seconds after which a preview that should have said something has failed."""
HOOK = """import pathlib

def on_post_build(config):
    for place in ("cache", ".hidden", "site"):
        folder = pathlib.Path(place)
        folder.mkdir(exist_ok=True)
        with (folder / "log.json").open("a") as file:
            file.write("x")
"""


class Preview:
    """A preview that runs, and what it has said."""

    def __init__(self, site: Site) -> None:
        command = [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", "127.0.0.1:0"]
        self._run = subprocess.Popen(
            command,
            cwd=site.folder,
            env=os.environ | QUIET,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._run.stdout
        for line in self._run.stdout:
            self.lines.append(line)

    @property
    def builds(self) -> int:
        return sum("Building documentation..." in line for line in self.lines)

    def wait(self, condition: Callable[[], bool]) -> None:
        end = time.monotonic() + LONGEST
        while not condition():
            assert self._run.poll() is None, "".join(self.lines)
            assert time.monotonic() < end, "".join(self.lines)
            time.sleep(0.05)

    def wait_for(self, words: str, times: int = 1) -> None:
        self.wait(lambda: sum(words in line for line in self.lines) >= times)

    def close(self) -> None:
        self._run.terminate()
        self._run.wait(LONGEST)
        self._reader.join(LONGEST)
        assert self._run.stdout
        self._run.stdout.close()


@pytest.fixture
def preview() -> Iterator[Callable[[Site], Preview]]:
    running: list[Preview] = []

    def start(site: Site) -> Preview:
        running.append(Preview(site))
        return running[-1]

    yield start
    for one in running:
        one.close()


def catalogue(folder: Path, title: str) -> None:
    """Write the product file as editors do: beside it, then in its place."""
    (folder / "new").write_text(f"name,title\ntea,{title}\n", "utf-8")
    (folder / "new").rename(folder / "products.csv")


@pytest.mark.parametrize("pattern", ["*.csv", "**/*.csv", "data/*.csv"])
def test_a_pattern_watches_what_it_means(site: MakeSite, preview: Callable[[Site], Preview], pattern: str) -> None:
    """The hook writes a file at each build, beside the product file too, and may not start another."""
    made = site({"index.md": "::: mos-product tea\n"}, "hooks: [hook.py]\n", f"service_id: acme\ncatalog: '{pattern}'")
    folder = made.folder / ("data" if "/" in pattern else ".")
    folder.mkdir(exist_ok=True)
    (made.folder / "hook.py").write_text(HOOK.replace('"site"', repr(str(folder))), "utf-8")
    catalogue(folder, "One")
    running = preview(made)
    running.wait_for("Serving on")
    catalogue(folder, "Two")
    running.wait_for("Reloading browsers")
    (made.folder / "docs" / "index.md").write_text("::: mos-product tea\n\nMore.\n", "utf-8")
    running.wait_for("Reloading browsers", 2)
    assert running.builds == 3


@pytest.mark.parametrize("name", ["products.csv", "data/products.csv", "*.csv"])
def test_a_product_file_may_come_later_and_go_again(
    site: MakeSite, preview: Callable[[Site], Preview], name: str
) -> None:
    made = site({"index.md": "::: mos-product tea\n"}, mos=f"service_id: acme\ncatalog: '{name}'")
    folder = made.folder / Path(name).parent
    running = preview(made)
    running.wait_for("Serving on")
    missing = sum("ERROR" in line for line in running.lines)
    assert missing
    folder.mkdir(exist_ok=True)
    catalogue(folder, "One")
    running.wait(lambda: "Reloading browsers" in running.lines[-1] and running.builds > 1)
    running.wait_for("Detected file changes")
    (folder / "products.csv").unlink()
    running.wait(lambda: sum("ERROR" in line for line in running.lines) > missing)
    builds = running.builds
    catalogue(folder, "Two")
    running.wait(lambda: running.builds > builds)
