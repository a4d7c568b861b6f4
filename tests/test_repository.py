"""What outsiders meet before the code: workflows, forms and hooks, which cannot run here, but can be proven."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from .conftest import ROOT

pytestmark = pytest.mark.neighbour  # of the repository, not of the package

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
FORMS = sorted((ROOT / ".github/ISSUE_TEMPLATE").glob("[!c]*.yml"))


def read(path: Path) -> Any:
    return yaml.load(path.read_text("utf-8"), yaml.BaseLoader)  # to which “on” is a word


@pytest.mark.parametrize(
    ("schema", "files"),
    [
        ("vendor.github-workflows", WORKFLOWS),
        ("custom.github-workflows-require-timeout", [path for path in WORKFLOWS if path.name != "newest.yml"]),
        ("vendor.github-actions", [ROOT / "action.yml"]),
        ("vendor.github-issue-forms", FORMS),
        ("vendor.github-issue-config", [ROOT / ".github/ISSUE_TEMPLATE/config.yml"]),
        ("vendor.dependabot", [ROOT / ".github/dependabot.yml"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_files_of_github_follow_their_schemas(schema: str, files: list[Path]) -> None:
    assert files
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def steps() -> Iterator[tuple[str, str]]:
    for path in WORKFLOWS:
        for job in read(path)["jobs"].values():
            for step in job.get("steps", ()):
                if "run" in step:
                    yield path.name, step["run"]


def test_workflows_run_only_what_runs_here() -> None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    ran = set()
    for name, command in steps():
        if command.startswith("sudo apt-get"):
            continue
        word, target, *_ = [*command.split(), ""]
        assert word == ".ci/run" or (word == "make" and target in targets), (name, command)
        ran.add(target or word)
    assert {".ci/run", "test-core", "test-lowest", "dist", "docs"} <= ran


def test_no_workflow_may_write_but_the_two_that_publish() -> None:
    for path in WORKFLOWS:
        workflow = read(path)
        assert workflow["permissions"] == {"contents": "read"}, path.name
        writes = [name for name, job in workflow["jobs"].items() if "write" in str(job.get("permissions"))]
        assert writes == {"release.yml": ["publish"], "docs.yml": ["deploy"]}.get(path.name, []), path.name


def test_what_is_given_to_the_action_is_never_code() -> None:
    for step in read(ROOT / "action.yml")["runs"]["steps"]:
        assert "${{" not in step.get("run", "")


def test_the_hook_calls_a_command_that_is_there() -> None:
    (hook,) = read(ROOT / ".pre-commit-hooks.yaml")
    words = hook["entry"].split()
    assert words[0] == "mkdocs-mos"
    done = subprocess.run([sys.executable, "-m", "mkdocs_mos", *words[1:], "--help"], capture_output=True, text=True)
    assert done.returncode == 0
    assert "SITE_DIR" in done.stdout
