"""Real sites for the tests: written to a folder, built by the real `mkdocs`, read with an HTML parser."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest
import yaml
from hypothesis import settings
from playwright.sync_api import Browser, BrowserContext

from .browser import chromium
from .building import in_a_process_of_its_own, in_this_process

# The same examples at every run; “pytest --hypothesis-profile=explore” looks for new ones.
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("explore", max_examples=10_000, deadline=None)
settings.load_profile("same")

ROOT = Path(__file__).parent.parent


DOCUMENTS = {
    path: path.read_text("utf-8") for path in (ROOT / "README.md", *sorted((ROOT / "docs" / "pages").rglob("*.md")))
}
"""What users read: the README and the pages of the documentation."""


def blocks(kind: str, title: str | None = None) -> list[str]:
    """The documents' code blocks of a kind, or of a kind and a title: a file's name, or a class that nobody sees."""
    info = kind
    if title is not None:
        info = f'{kind} title="{title}"' if re.search("[./]", title) else f" {{.{kind} .{title}}}"
    pattern = re.compile(rf"^```{re.escape(info)}\n(.*?)^```$", re.DOTALL | re.MULTILINE)
    return [block for document in DOCUMENTS.values() for block in pattern.findall(document)]


def parse(html: str) -> Element:
    """Parse HTML as a browser does."""
    tree: Element = html5lib.parse(html, namespaceHTMLElements=False)
    return tree


def with_class(root: Element, name: str) -> list[Element]:
    """The elements that have a class, in document order."""
    return [e for e in root.iter() if isinstance(e.tag, str) and name in e.get("class", "").split()]


def text(element: Element) -> str:
    return "".join(element.itertext())


@dataclass
class Result:
    """What a build left behind."""

    status: int
    output: str
    folder: Path

    def html(self, path: str = "index.html") -> str:
        return (self.folder / path).read_text("utf-8")

    def page(self, path: str = "index.html") -> Element:
        return parse(self.html(path))

    def exists(self, path: str) -> bool:
        return (self.folder / path).exists()

    @property
    def pages(self) -> list[str]:
        return sorted(p.relative_to(self.folder).as_posix() for p in self.folder.rglob("*.html"))

    def hrefs(self, path: str = "index.html") -> list[str]:
        """The chat links of a page."""
        return [e.get("href", "") for e in with_class(self.page(path), "mos-link")]

    @property
    def problems(self) -> list[str]:
        """What the build printed as errors or warnings, without the names of rules."""
        return [re.sub(r" \[[a-z-]+\]$", "", line) for line in self.named]

    @property
    def named(self) -> list[str]:
        """The same as printed: of ours, each ends in the name of its rule."""
        lines = self.output.splitlines()
        return [line.split("-", 1)[1].strip() for line in lines if line.startswith(("ERROR", "WARNING"))]

    @property
    def said(self) -> list[str]:
        """All lines but what is only information."""
        return re.sub(
            r"^(INFO|DEBUG) .*\n(?:(?: +File .*\n    .*\n)+\n?)?", "", self.output, flags=re.MULTILINE
        ).splitlines()


@dataclass
class Site:
    """A folder with a mkdocs.yml and pages."""

    folder: Path

    def write(self, path: str, content: str | bytes) -> Path:
        file = self.folder / "docs" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    def build(self, *arguments: str, env: Mapping[str, str] | None = None) -> Result:
        """Build as `mkdocs build` does; the first build of each file of tests is made by the command, too."""
        words = ["build", *arguments]
        file = os.environ.get("PYTEST_CURRENT_TEST", "").partition("::")[0]
        if not file or file in _proved or "-" in words:  # of which standard input is read once
            return self._result(in_this_process(self.folder, words, env or {}))
        _proved.add(file)
        command = self.command(*arguments, env=env)
        listed = self._listed()
        here = self._result(in_this_process(self.folder, words, env or {}))
        assert (here.status, here.said, self._listed()) == (command.status, command.said, listed)
        return here

    def _listed(self) -> list[Path]:
        """All files of the site, but not of the repository, where other tests may write at the same time."""
        return [] if self.folder == ROOT else sorted(self.folder.rglob("*"))

    def command(self, *arguments: str, env: Mapping[str, str] | None = None) -> Result:
        """Build by the command itself, in a process of its own."""
        return self._result(in_a_process_of_its_own(self.folder, ["build", *arguments], env or {}))

    def _result(self, run: tuple[int, str]) -> Result:
        return Result(*run, self.folder / "site")


_proved: set[str] = set()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1280, "height": 700}, has_touch=True)
    yield made
    made.close()


MakeSite = Callable[..., Site]


@pytest.fixture
def site(tmp_path: Path) -> MakeSite:
    """Make a site: pages by path, `mos` as the plugin's options (or none at all), `config` as more of mkdocs.yml."""
    made = 0

    def make(
        pages: Mapping[str, str | bytes],
        config: str = "",
        mos: Mapping[str, Any] | str | None = "service_id: acme",
        theme: str = "mkdocs",
        plugins: str = "",
    ) -> Site:
        nonlocal made
        made += 1
        folder = tmp_path / f"site{made}"
        (folder / "docs").mkdir(parents=True)
        options = yaml.safe_dump(dict(mos)) if isinstance(mos, Mapping) else mos
        listed = plugins
        if options is not None:
            listed += "  - mos:\n" + "".join(f"      {line}\n" for line in options.splitlines())
        head = "site_name: Test\n" + (f"theme: {theme}\n" if "theme:" not in config else "")
        listed = f"plugins:\n{listed}" if listed else "plugins: []\n"
        (folder / "mkdocs.yml").write_text(f"{head}{listed}{config}", "utf-8")
        result = Site(folder)
        for path, content in pages.items():
            result.write(path, content)
        return result

    return make
