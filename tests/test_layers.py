"""Who may import whom, and that the core needs no host."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import mkdocs_mos

PACKAGE = Path(mkdocs_mos.__file__).parent

ALLOWED = {
    "problems": {"tokens"},
    "tokens": set(),
    "loader": set(),
    "leftovers": set(),
    "signs": {"loader", "tokens"},
    "locate": set(),
    "_version": set(),
    "product": {"tokens", "problems"},
    "agreement": {"problems"},
    "written": {"problems"},
    "links": {"tokens", "product", "problems"},
    "window": {"problems"},
    "words": {"problems", "product", "written"},
    "cards": {"product", "problems", "window"},
    "page": {"catalog", "locate", "written", "product", "links", "problems", "tokens", "window", "words"},
    "directives": {"bot", "qr", "locate", "page", "cards", "links", "product", "window", "written", "problems"},
    "shipped": set(),
    "zensical": {"directives", "loader", "page", "problems", "shipped", "tokens"},
    "install": {"_version", "cards", "links", "loader", "problems", "product", "shipped", "words"},
    "markdown": {
        "zensical",
        "bot",
        "catalog",
        "directives",
        "page",
        "cards",
        "links",
        "locate",
        "leftovers",
        "product",
        "problems",
        "signs",
        "tokens",
        "words",
    },
    "config": {"bot", "tokens", "links", "written", "product", "problems", "window", "words"},
    "injection": {"shipped", "tokens", "cards", "config", "directives", "links", "loader", "page", "problems", "words"},
    "host": {
        "tokens",
        "agreement",
        "cards",
        "catalog",
        "config",
        "directives",
        "injection",
        "leftovers",
        "markdown",
        "page",
        "problems",
        "signs",
        "window",
        "words",
    },
    "ask": set(),
    "bot": {"problems", "tokens"},
    "plugin": {"shipped", "ask", "catalog", "config", "host", "injection", "markdown", "page"},
    "tables": {"problems", "product", "written"},
    "catalog": {"tokens", "problems", "product", "tables"},
    "addresses": {"links"},
    "encodings": set(),
    "html_page": {"addresses"},
    "audit": {"addresses", "html_page", "tokens", "links", "loader", "problems", "product"},
    "check": {"tokens", "agreement", "audit", "encodings", "links", "problems"},
    "qr": {"links", "problems"},
    "inventory": {"audit"},
    "report": {"tokens", "addresses", "audit", "check", "inventory", "links", "problems", "product", "qr", "_version"},
    "schema": {"config", "links", "page", "product"},
    "starter": {"links", "problems"},
    "telegram": {"problems", "tokens"},
    "cli": {
        "tokens",
        "bot",
        "check",
        "inventory",
        "qr",
        "report",
        "links",
        "product",
        "problems",
        "_version",
        "config",
        "install",
        "schema",
        "starter",
        "telegram",
    },
    "__main__": {"cli"},
    "__init__": {"links", "product", "problems"},
}
HOSTS = {
    "mkdocs": {"config", "host", "injection", "plugin"},
    "markdown": {"markdown", "zensical"},
    "jinja2": {"cards", "report"},
    "yaml": {"written", "config", "tables"},
}


def imports(room: str) -> tuple[set[str], set[str]]:
    """Our own rooms and the packages that a room imports, type-checking imports left out."""
    tree = ast.parse((PACKAGE / f"{room}.py").read_text("utf-8"))
    guarded = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and "TYPE_CHECKING" in ast.unparse(block.test)
        for node in ast.walk(block)
    }
    ours, others = set(), set()
    for node in ast.walk(tree):
        if id(node) in guarded:
            continue
        if isinstance(node, ast.ImportFrom) and node.level:
            ours |= {node.module} if node.module else {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            others.add((node.module or "").split(".")[0])
        elif isinstance(node, ast.Import):
            others |= {alias.name.split(".")[0] for alias in node.names}
    return ours, others


@pytest.mark.parametrize("room", sorted(path.stem for path in PACKAGE.glob("*.py")))
def test_arrows_point_down_only(room: str) -> None:
    ours, others = imports(room)
    assert ours <= ALLOWED[room]
    for package, rooms in HOSTS.items():
        assert package not in others or room in rooms


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
