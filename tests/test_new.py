"""`mkdocs-mos new`: a help centre that builds, and that never takes the place of anything."""

from __future__ import annotations

import os
import pty
import select
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from mkdocs_mos import read_link

from .conftest import Site, blocks, text, with_class

FILES = [".gitignore", "docs/contact.md", "docs/img/starter.svg", "docs/index.md", "mkdocs.yml"]


def run(*arguments: str, cwd: Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mkdocs_mos", *arguments]
    result = subprocess.run(command, cwd=cwd, input=stdin, capture_output=True, text=True, encoding="utf-8")
    assert "Traceback" not in result.stderr
    return result


def written(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())


def test_it_builds_without_a_warning_and_passes_the_check(tmp_path: Path) -> None:
    made = run("new", "help", "--service-id", "https://mos.me/007", cwd=tmp_path)
    assert (made.returncode, made.stderr) == (0, "")
    folder = tmp_path / "help"
    assert written(folder) == FILES
    first, *steps = made.stdout.splitlines()
    assert first == f"A help centre is in help: {', '.join(FILES)}. Now:"
    assert [step.split("#")[0].strip() for step in steps[:4]] == [
        "cd help",
        "mkdocs serve",
        "mkdocs build --strict",
        "mkdocs-mos check site",
    ]
    assert "site_url" in steps[4]
    result = Site(folder).build("--strict")
    assert (result.status, result.problems) == (0, []), result.output
    assert "is not included in the" not in result.output
    links = [read_link(href) for path in ("index.html", "contact/index.html") for href in result.hrefs(path)]
    assert len(links) == 3
    assert [link.problems for link in links] == [()] * 3
    assert {link.service_id for link in links} == {"007"}
    assert [text(title) for title in with_class(result.page(), "mos-product-title")] == ["Starter package"]
    assert links[0].values["cover"] == "https://help.example.com/img/starter.svg"
    checked = run("check", "site", "--service-id", "007", cwd=folder)
    assert (checked.returncode, checked.stderr) == (0, "")
    assert "0 errors, 1 warning\n" in checked.stdout
    assert "[example-address]" in checked.stdout  # until site_url is its own
    assert "YOUR_CUSTOMER" not in (folder / "mkdocs.yml").read_text("utf-8")


def test_its_sandbox_and_its_theme_are_as_near_as_the_docs_say(tmp_path: Path) -> None:
    run("new", "help", "--service-id", "acme", cwd=tmp_path)
    file = tmp_path / "help" / "mkdocs.yml"
    before = file.read_text("utf-8")
    file.write_text(before.replace("#sandbox: serve", "sandbox: serve") + "theme: material\n", "utf-8")
    assert yaml.safe_load(file.read_text("utf-8"))["plugins"][1]["mos"]["sandbox"] == "serve"
    result = Site(tmp_path / "help").build("--strict")
    assert (result.status, result.problems) == (0, []), result.output
    assert "md-content" in result.html()


@pytest.mark.parametrize("service", ["acme", "007", "1e3", "null", "true", "~", "0x10", "a.b-c_d~e", "-"])
def test_any_id_arrives_as_text(tmp_path: Path, service: str) -> None:
    assert run("new", "help", f"--service-id={service}", cwd=tmp_path).returncode == 0
    config = yaml.safe_load((tmp_path / "help" / "mkdocs.yml").read_text("utf-8"))
    assert config["plugins"][1]["mos"]["service_id"] == service


@pytest.mark.parametrize(
    "service", ["", "YOUR_CUSTOMER_SERVICE_ID", 'a"b', "a b", "a\\b", "https://mos.me/", "http://mos.me/a", "x\n- y"]
)
def test_an_id_that_is_none(tmp_path: Path, service: str) -> None:
    result = run("new", "help", "--service-id", service, cwd=tmp_path)
    assert (result.returncode, result.stdout) == (2, "")
    assert "Service → Customer Service" in result.stderr or "write “a”" in result.stderr
    assert written(tmp_path) == []
    assert not (tmp_path / "help").exists()


def test_without_an_id_and_without_a_terminal(tmp_path: Path) -> None:
    result = run("new", "help", cwd=tmp_path, stdin="acme\n")
    assert result.returncode == 2
    assert "give it with --service-id: in the MOS app open Service → Customer Service" in result.stderr
    assert not (tmp_path / "help").exists()


def terminal(folder: Path, answers: list[bytes]) -> tuple[int, str]:
    """Run `new help` on a terminal, give an answer to each question, and return its status and what it shows."""
    pid, end = pty.fork()
    if pid == 0:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # tests that run in the background ignore it
        os.chdir(folder)
        os.execv(sys.executable, [sys.executable, "-m", "mkdocs_mos", "new", "help"])
    shown, pressed = b"", b""
    for _ in range(100):
        if not select.select([end], [], [], 1)[0]:
            if pressed == b"\x03":  # is noticed after the next reading, if it came between a question and that
                os.write(end, b"\n")
            continue
        try:
            part = os.read(end, 1000)
        except OSError:  # Linux says so at the end
            break
        if not part:
            break
        shown += part
        if answers and shown.endswith(b"whole link: "):
            pressed = answers.pop(0)
            os.write(end, pressed)
            shown += b"\n"
    os.close(end)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), shown.decode()


def test_on_a_terminal_it_asks_until_it_has_an_id(tmp_path: Path) -> None:
    status, shown = terminal(tmp_path, [b"\n", b"YOUR_CUSTOMER_SERVICE_ID\n", b" https://mos.me/acme \n"])
    assert status == 0
    assert shown.startswith("Your customer service ID is needed: in the MOS app open Service → Customer Service")
    assert shown.count("whole link: ") == 3  # what is blank is asked for again
    assert "is the placeholder" in shown
    assert 'service_id: "acme"' in (tmp_path / "help" / "mkdocs.yml").read_text("utf-8")


@pytest.mark.parametrize("answer", [b"\x04", b"\x03"])
def test_on_a_terminal_one_may_stop(tmp_path: Path, answer: bytes) -> None:
    status, shown = terminal(tmp_path, [answer])
    assert status == 2
    assert "mkdocs-mos: stopped" in shown
    assert "Traceback" not in shown
    assert not (tmp_path / "help").exists()


def occupied(folder: Path) -> dict[str, str]:
    """What no help centre may be written into, with the words for it."""
    (folder / "file").write_text("mine")
    (folder / "full").mkdir()
    (folder / "full" / "mkdocs.yml").write_text("mine")
    (folder / "hidden").mkdir()
    (folder / "hidden" / ".git").write_text("mine")
    (folder / "dangling").symlink_to(folder / "nowhere")
    (folder / "linked").symlink_to(folder / "full")
    return {
        **dict.fromkeys(("file", "full", "hidden", "dangling", "linked"), "is not an empty folder, and stays as it is"),
        "file/below": "cannot be written: Not a directory",
    }


def test_what_is_there_is_never_touched(tmp_path: Path) -> None:
    places = occupied(tmp_path)
    before = written(tmp_path)
    for name, words in places.items():
        result = run("new", name, "--service-id", "acme", cwd=tmp_path)
        assert (result.returncode, result.stdout) == (2, "")
        assert words in result.stderr
        assert len(result.stderr.splitlines()) == 1
    assert written(tmp_path) == before
    assert all(path.read_text() == "mine" for path in tmp_path.rglob("*") if path.is_file())


def test_an_empty_folder_and_this_one_will_do(tmp_path: Path) -> None:
    for name in ("empty", "new & empty/deep"):
        (tmp_path / "empty").mkdir(exist_ok=True)
        result = run("new", name, "--service-id", "acme", cwd=tmp_path)
        assert result.returncode == 0
        assert f"  cd {shlex.quote(name)}\n" in result.stdout
        assert written(tmp_path / name) == FILES
    (tmp_path / "here").mkdir()
    result = run("new", ".", "--service-id", "acme", cwd=tmp_path / "here")
    assert result.returncode == 0
    assert "  cd " not in result.stdout


def test_the_readme_shows_what_it_prints(tmp_path: Path) -> None:
    (shown,) = blocks("console", "new")
    command, words = shown.removeprefix("$ mkdocs-mos ").split("\n", 1)
    result = run(*shlex.split(command), cwd=tmp_path)
    assert (result.returncode, result.stdout) == (0, words)
