"""Fuzzing guided by coverage, outside CI: python -m tests.fuzz_atheris TARGET -max_total_time=120

TARGET is one of `targets.TARGETS`; what follows are libFuzzer's own options. An input that fails is written to
`crash-…`, one that takes more than five seconds to `timeout-…`: make each a test before you mend it.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["mkdocs_mos"]):
    from .targets import SEEDS, TARGETS


def main() -> None:
    name, *options = sys.argv[1:]
    corpus = Path(tempfile.mkdtemp(prefix=f"fuzz-{name}-"))
    for number, seed in enumerate(SEEDS[name]):
        (corpus / str(number)).write_bytes(seed.encode())
    atheris.Setup([sys.argv[0], "-timeout=5", "-max_len=4096", *options, str(corpus)], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
