"""Our own commands."""

from __future__ import annotations

import subprocess
import sys


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mkdocs_mos", *arguments], capture_output=True, text=True, encoding="utf-8"
    )
