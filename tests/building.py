"""Real builds: MkDocs' command in the test's own process, which leaves nothing of a build behind, or in one of its own."""

from __future__ import annotations

import io
import logging
import os
import re
import subprocess
import sys
import traceback
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path

from mkdocs.__main__ import cli

import mkdocs_mos

INSTALLED = (Path(mkdocs_mos.__file__).parent, Path(sys.prefix))  # also below the folder, where that is the repository
QUIET = {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}


def in_a_process_of_its_own(folder: Path, arguments: Sequence[str], env: Mapping[str, str]) -> tuple[int, str]:
    """Run `mkdocs` as a user does, and return its exit status and all that it printed."""
    run = subprocess.run(
        [sys.executable, "-m", "mkdocs", *arguments],
        cwd=folder,
        env=os.environ | QUIET | env,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="surrogateescape",
    )
    return run.returncode, run.stdout + run.stderr


def in_this_process(folder: Path, arguments: Sequence[str], env: Mapping[str, str]) -> tuple[int, str]:
    """Run `mkdocs` here, five times as fast, and return what a process of its own would have said."""
    out, err = io.BytesIO(), io.BytesIO()
    status: object = 0
    with (
        redirect_stdout(io.TextIOWrapper(out, "utf-8", write_through=True)),
        redirect_stderr(io.TextIOWrapper(err, "utf-8", "backslashreplace", write_through=True)),
        _as_a_fresh_process(folder, ["mkdocs", *arguments], env),
    ):
        try:
            cli.main(list(arguments), prog_name="mkdocs")
        except SystemExit as end:
            status = end.code or 0
        except BaseException:
            traceback.print_exc()
            status = 1
        output = (out.getvalue() + err.getvalue()).decode("utf-8")
    # MkDocs shows warnings of Python's as information. Ours would be a mistake of ours.
    assert not re.search(r'Warning: .*\n +File "[^"]*/mkdocs_mos/', output), output
    assert isinstance(status, int)
    return status, output


@contextmanager
def _as_a_fresh_process(folder: Path, command: list[str], env: Mapping[str, str]) -> Iterator[None]:
    before = (os.environ.copy(), Path.cwd(), sys.path[:], sys.argv)
    modules = set(sys.modules)
    os.environ.update(QUIET | env)
    os.chdir(folder)
    sys.path.insert(0, str(folder))
    sys.argv = command
    try:
        with _logging_at_rest(), warnings.catch_warnings():
            warnings.resetwarnings()  # and what Python does by itself
            for category in (DeprecationWarning, PendingDeprecationWarning, ImportWarning, ResourceWarning):
                warnings.simplefilter("ignore", category)
            yield
    finally:
        environment, there, sys.path[:], sys.argv = before
        os.chdir(there)
        os.environ.clear()
        os.environ.update(environment)
        for name in set(sys.modules) - modules:  # hooks, and modules that a plugin was pointed at
            file = Path(getattr(sys.modules[name], "__file__", None) or os.devnull)
            if file.is_relative_to(folder) and not any(map(file.is_relative_to, INSTALLED)):
                del sys.modules[name]


@contextmanager
def _logging_at_rest() -> Iterator[None]:
    """Loggers as they are when a process begins; pytest's own see nothing of the build, as no user has them."""

    def loggers() -> list[logging.Logger]:
        known = logging.root.manager.loggerDict.values()
        return [logging.root, *(each for each in known if isinstance(each, logging.Logger))]

    def state(logger: logging.Logger) -> tuple[int, list[logging.Handler], list[object], bool, bool]:
        return logger.level, logger.handlers[:], list(logger.filters), logger.disabled, logger.propagate

    before = {logger: state(logger) for logger in loggers()}
    disabled = logging.root.manager.disable
    logging.disable(logging.NOTSET)
    logging.root.handlers[:] = []
    logging.root.setLevel(logging.WARNING)
    try:
        yield
    finally:
        logging.captureWarnings(False)
        logging.disable(disabled)
        for logger in loggers():
            level, handlers, filters, logger.disabled, logger.propagate = before.get(
                logger, (logging.NOTSET, [], [], False, True)
            )
            logger.setLevel(level)
            logger.handlers[:], logger.filters[:] = handlers, filters  # type: ignore[assignment]
