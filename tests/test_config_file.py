"""Where mkdocs.yml, and what it inherits from, holds what: read once a build."""

from __future__ import annotations

from pathlib import Path

import pytest

from mkdocs_mos.plugin import config_file
from mkdocs_mos.plugin.config_file import Written, problems_in_configuration, written_in_nav, written_options

from .conftest import MakeSite
from .pieces import TOKEN

MAIN = """INHERIT: base.yml
nav: [index.md, {Help: [{Ask: 'mos:tea'}]}]
plugins:
  - search
  - mos:
      service_id: !ENV [ONE, TWO, acme]
      source: docs #3
      exclude:
        - a.md
        - b #4
      words:
        ask: Tea #5
"""
BASE = f"plugins: {{mos: {{source: base, timeout: 9}}}}\n# {TOKEN}\n"


@pytest.fixture
def path(tmp_path: Path) -> str:
    (tmp_path / "mkdocs.yml").write_text(MAIN, "utf-8")
    (tmp_path / "base.yml").write_text(BASE, "utf-8")
    return str(tmp_path / "mkdocs.yml")


def test_options_know_where_they_are_written(path: str) -> None:
    assert written_options(path) == {
        "": Written("mkdocs.yml", 5),
        "service_id": Written("mkdocs.yml", 6, "acme", ("ONE", "TWO")),
        "source": Written("mkdocs.yml", 7, "docs"),
        "exclude": Written("mkdocs.yml", 8),
        "words": Written("mkdocs.yml", 11),
        "timeout": Written("base.yml", 1, "9"),
    }
    assert written_in_nav(path, "mos:tea") == Written("mkdocs.yml", 2)
    assert written_in_nav(path, "mos:") is None
    assert written_options(None) == written_options(f"{path}.gone") == {}


def test_what_the_host_does_not_see(path: str) -> None:
    found = [(problem.rule, problem.place) for problem in problems_in_configuration(path)]
    assert found == [
        ("cut-off", "mkdocs.yml:7"),
        ("cut-off", "mkdocs.yml:10"),
        ("cut-off", "mkdocs.yml:12"),
        ("token", "base.yml:2"),
    ]


def test_a_plugin_without_options(tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text("plugins:\n- search\n- mos\n", "utf-8")
    assert written_options(str(tmp_path / "mkdocs.yml")) == {"": Written("mkdocs.yml", 3)}


def test_it_is_read_once_a_build(site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    texts: list[str] = []
    read = config_file.read

    def noted(text: str, **options: object) -> object:
        texts.append(text)
        return read(text, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(config_file, "read", noted)
    made = site({"index.md": "[a](mos:)\n"}, "nav: [index.md, {Ask: 'mos:x'}]\n", "service_id: acme\nsandbox: true")
    assert made.build().status == 1
    assert len(texts) == 1
