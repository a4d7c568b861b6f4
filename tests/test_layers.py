"""Which package may import which, and that the core needs no host."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import mkdocs_mos

ROOT = Path(mkdocs_mos.__file__).parent

ARROWS = {
    "core": set(),
    "browser": set(),
    "data": set(),
    "content": {"core"},
    "audit": {"core", "content"},
    "markdown": {"core", "content", "audit", "browser"},
    "plugin": {"core", "content", "audit", "markdown", "browser"},
    "cli": {"core", "content", "audit", "markdown", "plugin", "browser"},
}
LIBRARIES = {
    "core": {"regex", "segno"},
    "browser": set(),
    "data": set(),
    "content": {"babel", "yaml"},
    "audit": {"ada_url", "jinja2", "markupsafe", "selectolax", "webencodings"},
    "markdown": {"jinja2", "markdown", "selectolax"},
    "plugin": {"mkdocs", "yaml"},
    "cli": {"click"},
}


def imports(file: Path) -> Iterator[tuple[str, ...]]:
    """The names of the modules that a file imports, its own package's as `mkdocs_mos.…`, apart from those for types."""
    tree = ast.parse(file.read_text("utf-8"))
    for_types = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and "TYPE_CHECKING" in ast.unparse(block.test)
        for node in ast.walk(block)
    }
    here = ("mkdocs_mos", *file.relative_to(ROOT).parent.parts)
    for node in ast.walk(tree):
        if id(node) in for_types:
            continue
        if isinstance(node, ast.ImportFrom):
            base = here[: len(here) - node.level + 1] if node.level else ()
            module = (*base, *node.module.split(".")) if node.module else base
            yield from [module] if node.module else [(*module, alias.name) for alias in node.names]
        elif isinstance(node, ast.Import):
            yield from (tuple(alias.name.split(".")) for alias in node.names)


def imported(package: str) -> set[tuple[str, ...]]:
    return {name for file in (ROOT / package).rglob("*.py") for name in imports(file)}


def test_every_package_has_a_row() -> None:
    assert {path.parent.name for path in ROOT.glob("*/__init__.py")} == ARROWS.keys() == LIBRARIES.keys()


@pytest.mark.parametrize("package", ARROWS)
def test_a_package_imports_those_of_its_row(package: str) -> None:
    ours = {name[1] for name in imported(package) if name[0] == "mkdocs_mos"} - {package, "_version"}
    assert ours == ARROWS[package]
    others = {name[0] for name in imported(package)} - {"mkdocs_mos", *sys.stdlib_module_names}
    assert others == LIBRARIES[package]


def test_no_page_is_read_by_what_changes_with_pythons_patches() -> None:
    readers = ARROWS.keys() - {"markdown"}  # where it reads the templates of a card, and no page
    assert ("html", "parser") not in {name[:2] for package in readers for name in imported(package)}


def test_arrows_make_no_circle() -> None:
    list(TopologicalSorter(ARROWS).static_order())
    modules = {
        ".".join(file.relative_to(ROOT).with_suffix("").parts): {
            ".".join(name[1:]) for name in imports(file) if name[0] == "mkdocs_mos"
        }
        for file in ROOT.rglob("*.py")
    }
    list(TopologicalSorter(modules).static_order())


@pytest.mark.parametrize(
    "code",
    [
        "import mkdocs_mos.cli",
        "from mkdocs_mos import Product, context_link; context_link(Product(title='x'), 'acme')",
        "import markdown; html = markdown.markdown('::: mos-product\\n    title: x', extensions=['mkdocs_mos'],"
        " extension_configs={'mkdocs_mos': {'service_id': 'acme'}}); assert 'mos-product' in html",
    ],
)
def test_it_works_where_no_host_can_be_imported(code: str) -> None:
    block = "import sys; sys.modules['mkdocs'] = sys.modules['zensical'] = None; "
    subprocess.run([sys.executable, "-c", block + code], check=True)
