"""What fails around the commands: an output that is closed or full, Ctrl-C, folders without end, links that lead out."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from mkdocs_mos.audit.site import POOL_FROM

from .commands import run

GOOD = '<a href="https://mos.me/acme">Ask</a>'
SUM = "1 chat link on 1 page: 0 errors, 0 warnings\n"
COMMANDS = {
    "check": ["check", "s"],
    "links": ["links", "s"],
    "link": ["link", "acme", "--title", "x"],
    "decode": ["decode", "https://mos.me/acme"],
    "qr": ["qr", "https://mos.me/acme"],
    "schema": ["schema"],
    "install": ["install", "d", "--service-id", "acme"],
    "new": ["new", "n", "--service-id", "acme"],
    "version": ["--version"],
    "help": ["--help"],
}
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "s").mkdir()
    (tmp_path / "d").mkdir()
    (tmp_path / "s" / "index.html").write_text(GOOD, "utf-8")
    return tmp_path


def shell(line: str, arguments: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command of ours with what a shell can do to its streams."""
    command = ["sh", "-c", f'exec "$@" {line}', "sh", sys.executable, "-m", "mkdocs_mos", *arguments]
    return subprocess.run(command, cwd=folder, env=ENVIRONMENT, capture_output=True, text=True)


@pytest.mark.parametrize(("line", "why"), [(">/dev/full", "No space left on device"), (">&-", "it is closed")])
@pytest.mark.parametrize("name", COMMANDS)
def test_an_output_that_is_full_or_closed_is_told_in_one_line(folder: Path, name: str, line: str, why: str) -> None:
    result = shell(line, COMMANDS[name], folder)
    words = f"mkdocs-mos: the output cannot be written: {why}; name another place\n"
    assert (result.returncode, result.stderr) == (2, words)


@pytest.mark.parametrize("line", ["2>&-", "2>/dev/full"])
def test_a_verdict_needs_no_standard_error(folder: Path, line: str) -> None:
    good, wrong = shell(line, ["check", "s"], folder), shell(line, ["check", "nowhere"], folder)
    assert (good.returncode, good.stdout, wrong.returncode, wrong.stdout) == (0, SUM, 2, "")


def test_ctrl_c_ends_check_and_its_workers_in_one_line(folder: Path) -> None:
    for number in range(2 * POOL_FROM):
        (folder / "s" / f"{number}.html").write_text(GOOD * 200, "utf-8")
    os.mkfifo(folder / "ready")
    # Once the first of the files has been read, all processes get what a terminal sends to each.
    code = (
        "import signal, sys; from pathlib import Path; from mkdocs_mos.audit.site import check_site\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # which a shell's background jobs do not have
        "def progress(done, total):\n"
        "    if done == 1: Path('ready').write_text('x')\n"
        "import click; from mkdocs_mos.cli.main import Commands\n"
        "command = click.Command('check', callback=lambda: check_site(Path('s'), progress=progress))\n"
        "sys.exit(Commands(commands=[command]).main(['check']))"
    )
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True, start_new_session=True) as process:
        assert (folder / "ready").read_text() == "x"
        os.killpg(process.pid, signal.SIGINT)
        assert process.stderr
        words = process.stderr.read()
    assert (process.returncode, words.strip()) == (2, "mkdocs-mos: stopped")


def test_folders_may_lie_deep(folder: Path) -> None:
    place = os.open(folder / "s", os.O_RDONLY)
    for _ in range(1200):
        os.mkdir("a", dir_fd=place)
        place, above = os.open("a", os.O_RDONLY, dir_fd=place), place
        os.close(above)
    with os.fdopen(os.open("i.html", os.O_CREAT | os.O_WRONLY, dir_fd=place), "w") as page:
        page.write(GOOD)
    os.close(place)
    result = run("check", "s", cwd=folder)
    subprocess.run(["rm", "-r", folder / "s/a"], check=True)  # pytest, which tidies up later, cannot go so deep
    assert (result.returncode, result.stdout) == (0, "2 chat links on 2 pages: 0 errors, 0 warnings\n")


@pytest.mark.parametrize("linked", ["assets", "assets/mkdocs-mos", "assets/mkdocs-mos/mos.css"])
def test_install_writes_nothing_through_a_link_that_leads_out(folder: Path, linked: str) -> None:
    out = folder / "out"
    place = folder / "d" / linked
    place.parent.mkdir(parents=True, exist_ok=True)
    if linked.endswith(".css"):
        place.symlink_to(out)  # to nothing yet
    else:
        out.mkdir()
        place.symlink_to(out, target_is_directory=True)
    result = run("install", "d", "--service-id", "acme", cwd=folder)
    assert result.returncode == 1
    assert "is reached through a link that leads out of d; nothing was written." in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert not out.exists() or not any(out.iterdir())


def test_install_follows_a_link_within_the_docs(folder: Path) -> None:
    (folder / "d" / "kept").mkdir()
    (folder / "d" / "assets").symlink_to("kept", target_is_directory=True)
    assert run("install", "d", "--service-id", "acme", cwd=folder).returncode == 0
    assert (folder / "d" / "kept" / "mkdocs-mos" / "mos.css").is_file()


@pytest.mark.parametrize(
    "command", ["check", "check --format json", "check --format github", "links", "links --format json"]
)
def test_a_terminal_gets_no_escape_from_a_site(folder: Path, command: str) -> None:
    evil = "\x1b]0;title\x07\x9b31m\x7f"
    (folder / "s" / f"{evil}\n.html").write_text(
        f'<a href="https://mos.me/acme?title=%1B%5B31m{evil}">{evil}</a><a href="http://mos.me/{evil}">x</a>', "utf-8"
    )
    result = run(*command.split(), "s", cwd=folder)
    assert "title" in result.stdout
    assert {c for c in result.stdout + result.stderr if ord(c) < 32 or 127 <= ord(c) < 160} <= {"\n", "\t", "\r"}


FILLED = "the template mos/product.html cannot be filled in: "


@pytest.mark.parametrize(
    ("template", "words"),
    [
        (b"{{ 1 / 0 }}", f"{FILLED}division by zero"),
        (b"{{ {}.x.y }}", f"{FILLED}'dict object' has no attribute 'x'"),
        (b"{% include 'mos/product.html' %}", f"{FILLED}maximum recursion"),
        (b"{% include 'nowhere.html' %}", FILLED),
        (b"{{ [][0] + 1 }}", FILLED),
        (b"{{ 'x' * 10 ** 30 }}", f"{FILLED}cannot fit"),
        (b"{{ ", "product.html:1 is broken"),
        (b"{% for _ in range(2000) %}<b>{% endfor %}", f"{FILLED}its elements are nested too deeply"),
        (b"\xff", "the template mos/product.html is not in UTF-8; save it as UTF-8"),
    ],
)
def test_a_template_may_fail_in_any_way(folder: Path, template: bytes, words: str) -> None:
    result = built(folder, template)
    assert result.returncode == 1
    assert words in result.stderr
    assert "Traceback" not in result.stderr
    assert len([line for line in result.stderr.splitlines() if "template" in line]) == 1


@pytest.mark.parametrize(
    ("template", "left"),
    [
        (b'<p class="own">a<![x b</p>', ["a"]),
        (b'<p class="own">a<!-- b</p>', ["a"]),
        (b'<p class="own">a<b', ["a"]),
        (b'</p></div><p class="own">a</i></p>', ["a"]),
        (b'<ul><li class="own">a<li class="own">b</ul>', ["a", "b"]),
    ],
)
def test_the_html_of_a_template_is_read_as_a_browser_reads_it(folder: Path, template: bytes, left: list[str]) -> None:
    result = built(folder, template)
    assert (result.returncode, result.stderr) == (0, "")
    page = LexborHTMLParser((folder / "site" / "index.html").read_bytes())
    assert [node.text() for node in page.css(".own")] == left


def built(folder: Path, template: bytes) -> subprocess.CompletedProcess[str]:
    (folder / "over" / "mos").mkdir(parents=True)
    (folder / "over" / "mos" / "product.html").write_bytes(template)
    (folder / "d" / "index.md").write_text("# Shop\n\n::: mos-product\n    title: Tea\n", "utf-8")
    (folder / "mkdocs.yml").write_text(
        "site_name: T\nsite_url: https://shop.test/\ndocs_dir: d\ntheme: {name: mkdocs, custom_dir: over}\n"
        "plugins:\n  - mos: {service_id: acme}\n",
        "utf-8",
    )
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)
