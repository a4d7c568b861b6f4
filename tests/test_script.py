"""Our scripts and styles as files: typed, linted, small."""

from __future__ import annotations

import gzip
import subprocess

import pytest

from .conftest import ROOT

PACKAGE = ROOT / "mkdocs_mos"


@pytest.mark.npm
@pytest.mark.parametrize("command", ["tsc --project tests", "eslint --config tests/eslint.config.mjs mkdocs_mos"])
def test_the_scripts_are_clean(command: str) -> None:
    tool, *arguments = command.split()
    found = subprocess.run(
        [ROOT / "tests" / "node_modules" / ".bin" / tool, *arguments], cwd=ROOT, capture_output=True, text=True
    )
    assert found.returncode == 0, found.stdout + found.stderr


@pytest.mark.parametrize(
    ("name", "limit"),
    [("mos.js", 4096), *((name, 3072) for name in ("mos-panel.js", "mos-ask.js", "mos-hours.js", "mos.css"))],
)
def test_what_readers_load_is_small(name: str, limit: int) -> None:
    assert len(gzip.compress((PACKAGE / "browser" / name).read_bytes(), mtime=0)) <= limit
