"""Pages as authors write them, and what plain Python-Markdown makes of one."""

from __future__ import annotations

import textwrap
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown

from .conftest import text

FRONT = "---\nmos:\n  products:\n    f: {title: F, price: $9}\n---\n"  # the text begins in line 6
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>'
EXTENSIONS = [
    "mkdocs_mos",
    "admonition",
    "attr_list",
    "abbr",
    "def_list",
    "footnotes",
    "md_in_html",
    "smarty",
    "tables",
    "toc",
    "pymdownx.superfences",
    "pymdownx.tabbed",
    "pymdownx.details",
]


def front(*lines: str, body: str = "") -> str:
    """A page whose front matter begins with `---` and `mos:` in lines 1 and 2."""
    return "\n".join(["---", "mos:", *lines, "---", body])


def product(fields: str) -> str:
    """A page whose product `f` has these fields, in line 4, and a card."""
    return front("  products:", f"    f: {{{fields}}}", body="::: mos-product f\n")


def block(*lines: str) -> str:
    """A page with the product `f` whose card, in line 6, has these lines under it, from line 7 on."""
    return FRONT + "\n".join(["::: mos-product f", *(f"    {line}" if line else "" for line in lines)]) + "\n"


def loaders(page: Element) -> list[str]:
    """The scripts that start the chat."""
    return [text(e) for e in page.iter("script") if e.get("data-mos-loader") is not None]


def markdown(**options: Any) -> Markdown:
    configs = {"mkdocs_mos": {"service_id": "acme", **options}, "pymdownx.tabbed": {"alternate_style": True}}
    return Markdown(extensions=EXTENSIONS, extension_configs=configs)


def convert(source: str, /, **options: Any) -> str:
    return markdown(**options).convert(textwrap.dedent(source))
