"""Every link and anchor of what people read leads somewhere: in the files that a repository's page shows, and in the docs."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from markdown import Markdown
from pymdownx.slugs import slugify
from selectolax.lexbor import LexborHTMLParser as Parser

from .commands import run
from .conftest import ROOT

SHOWN = [*ROOT.glob("*.md"), *(ROOT / ".github").rglob("*.md"), *(ROOT / "tests" / "benchmarks").glob("*.md")]
"""What a repository's page shows, with the headings' anchors that it makes."""


def shown(path: Path) -> Parser:
    """A Markdown file with the anchors that GitHub gives its headings."""
    toc = {"toc": {"slugify": slugify(case="lower")}}
    markdown = Markdown(extensions=["fenced_code", "tables", "toc"], extension_configs=toc)
    return Parser(markdown.convert(path.read_text("utf-8")))


def addresses(page: Parser) -> Iterator[str]:
    for name in ("href", "src"):
        yield from (address for element in page.css(f"[{name}]") if (address := element.attributes[name]))


def anchors(page: Parser) -> set[str | None]:
    return {element.id for element in page.css("[id]")}


def dead(root: Path, path: Path, page: Parser) -> Iterator[str]:
    """The addresses of a page that lead to no file below the root, or to no anchor of that file."""
    for address in addresses(page):
        parts = urlsplit(address)
        if parts.scheme or parts.netloc:
            continue
        place = unquote(parts.path)
        target = (root / place.lstrip("/") if place.startswith("/") else path.parent / place) if place else path
        if target.is_dir() and root != ROOT:
            target /= "index.html"
        anchor = unquote(parts.fragment)
        if not target.exists():
            yield address
        elif anchor and target.suffix in (".md", ".html"):
            there = page if target == path else _read(target.resolve())
            if anchor not in anchors(there):
                yield address


def _read(path: Path) -> Parser:
    return shown(path) if path.suffix == ".md" else Parser(path.read_text("utf-8"))


@pytest.mark.parametrize("path", SHOWN, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_links_of_a_file_that_the_repository_shows_lead_somewhere(path: Path) -> None:
    assert list(dead(ROOT, path, shown(path))) == []


def test_what_leads_nowhere_is_seen(tmp_path: Path) -> None:
    text = (
        "# Über `uns` & you\n\n[a](#über-uns--you) [b](#nope) [c](d.md) [d](a.md#nope) ![](x.png) <https://a.example>\n"
    )
    path = tmp_path / "a.md"
    path.write_text(text, "utf-8")
    assert list(dead(ROOT, path, shown(path))) == ["#nope", "d.md", "a.md#nope", "x.png"]


@pytest.fixture(scope="module")
def documentation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The documentation, built strictly, which proves its links between pages and into their headings."""
    folder = tmp_path_factory.mktemp("documentation")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", "docs/mkdocs.yml", "-d", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_the_chat_links_of_the_documentation_are_proven(documentation: Path) -> None:
    report = run("check", "--strict", documentation)
    assert report.returncode == 0, report.stdout


def test_all_links_of_the_documentation_lead_somewhere(documentation: Path) -> None:
    """Those of the theme and of what Markdown does not know, too: pictures, templates, raw HTML, the 404 page."""
    pages = sorted(documentation.rglob("*.html"))
    found = {path.relative_to(documentation).as_posix(): list(dead(documentation, path, _read(path))) for path in pages}
    assert len(found) > 20
    assert {path: addresses for path, addresses in found.items() if addresses} == {}
