"""What is published: an sdist, the wheel built from it, and that wheel in a fresh environment."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import venv
import zipfile
from dataclasses import dataclass
from email.message import Message
from email.parser import Parser
from pathlib import Path

import pytest

from mkdocs_mos._version import __version__

from .building import QUIET
from .conftest import ROOT, Result, blocks, text, with_class

pytestmark = pytest.mark.neighbour  # of tools that build packages

STEM = f"mkdocs_mos-{__version__}"


def run(*command: str | Path, cwd: Path) -> str:
    """Run a command that must succeed, away from this environment's settings; return what it printed."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHONPATH", "VIRTUAL_ENV"))}
    done = subprocess.run(
        list(map(str, command)), cwd=cwd, env=env | QUIET, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@dataclass(frozen=True)
class Built:
    sdist: Path
    wheel: Path

    def names(self) -> list[str]:
        with zipfile.ZipFile(self.wheel) as archive:
            return archive.namelist()

    def metadata(self) -> Message:
        with zipfile.ZipFile(self.wheel) as archive:
            return Parser().parsestr(archive.read(f"{STEM}.dist-info/METADATA").decode())


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The sdist of this checkout, and the wheel made from that sdist, in an environment of their own."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--outdir", folder, ROOT, cwd=folder)
    return Built(folder / f"{STEM}.tar.gz", folder / f"{STEM}-py3-none-any.whl")


def ours(folder: str) -> set[str]:
    """The files of a folder of this checkout, those left out that nobody wrote."""
    return {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_wheel_holds_the_whole_package_and_nothing_else(built: Built) -> None:
    inside = {name for name in built.names() if not name.startswith(f"{STEM}.dist-info/")}
    assert inside == ours("mkdocs_mos")
    for folder in (
        "audit/report.html",
        "browser/mos.js",
        "browser/sandbox",
        "data/languages",
        "data/starter",
        "data/templates",
        "py.typed",
    ):
        assert any(name.startswith(f"mkdocs_mos/{folder}") for name in inside)
    assert f"{STEM}.dist-info/licenses/LICENSE" in built.names()


def test_the_sdist_holds_what_the_tests_and_the_sample_need(built: Built) -> None:
    with tarfile.open(built.sdist) as archive:
        inside = {name.removeprefix(f"{STEM}/") for name in archive.getnames()}
    tests = {name for name in ours("tests") if "node_modules" not in name}
    assert ours("mkdocs_mos") | ours("sample_site") | tests <= inside
    assert {"mkdocs.yml", "Makefile", "README.md", "LICENSE", "CHANGELOG.md", "pyproject.toml"} <= inside
    assert not [name for name in inside if re.search(r"node_modules|\.venv|__pycache__|\.pyc$|^site/", name)]


@pytest.mark.parametrize("command", [["twine", "check", "--strict"], ["check_wheel_contents"]])
def test_the_index_takes_it(built: Built, command: list[str]) -> None:
    files = [built.wheel] if "wheel" in command[0] else [built.wheel, built.sdist]
    shown = run(sys.executable, "-m", *command, *files, cwd=built.wheel.parent)
    assert shown.count("PASSED" if "twine" in command else "OK") == len(files)


def test_what_the_index_is_told(built: Built) -> None:
    metadata = built.metadata()
    assert metadata["Version"] == __version__
    assert metadata["License-Expression"] == "MIT"
    assert metadata["Description-Content-Type"] == "text/markdown"
    assert str(metadata.get_payload()).strip() == (ROOT / "README.md").read_text("utf-8").strip()
    required = [line for line in metadata.get_all("Requires-Dist", []) if "extra ==" not in line]
    named = {re.split(r"[<>=]", line)[0] for line in required}
    ours = {
        "ada-url",
        "babel",
        "click",
        "jinja2",
        "markdown",
        "mkdocs",
        "pyyaml",
        "regex",
        "segno",
        "selectolax",
        "tzdata",
        "webencodings",
    }
    assert named == ours


def test_in_a_fresh_environment_the_five_minutes_make_a_help_centre(built: Built, tmp_path: Path) -> None:
    venv.create(tmp_path / "env", with_pip=True)
    bin_folder = tmp_path / "env" / ("Scripts" if os.name == "nt" else "bin")
    pip = [bin_folder / "python", "-m", "pip", "--disable-pip-version-check"]
    run(*pip, "install", "--quiet", built.wheel, cwd=tmp_path)
    run(*pip, "check", cwd=tmp_path)
    assert run(bin_folder / "mkdocs-mos", "--version", cwd=tmp_path) == f"mkdocs-mos {__version__}\n"
    where = run(bin_folder / "python", "-c", "import mkdocs_mos; print(mkdocs_mos.__file__)", cwd=tmp_path)
    assert Path(where.strip()).is_relative_to(tmp_path)
    for kind, title in (("yaml", "mkdocs.yml"), ("markdown", "docs/index.md")):
        file = tmp_path / "five" / title
        file.parent.mkdir(exist_ok=True)
        file.write_text(blocks(kind, title)[0], "utf-8")
    run(bin_folder / "mkdocs-mos", "new", "new", "--service-id", "acme", cwd=tmp_path)
    for site, title in (("five", "Flagship package"), ("new", "Starter package")):
        run(bin_folder / "mkdocs", "build", "--strict", cwd=tmp_path / site)
        page = Result(0, "", tmp_path / site / "site").page()
        assert [text(e).strip() for e in with_class(page, "mos-product-title")] == [title]
        shown = run(bin_folder / "mkdocs-mos", "check", "site", cwd=tmp_path / site)
        assert "0 errors, 1 warning\n" in shown
        assert "[example-address]" in shown  # until site_url is its own
    assert '"service_id"' in run(bin_folder / "mkdocs-mos", "schema", cwd=tmp_path)
