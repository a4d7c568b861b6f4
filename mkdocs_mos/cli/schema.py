"""JSON Schemas, with which an editor completes and checks options, front matter and catalogues.

They are made from the definitions that the plugin itself reads with, so that they cannot disagree. An editor sees less
than the build, which proves what a schema cannot: a schema must never refuse what the build takes. They are draft 7,
which editors know best.
"""

from __future__ import annotations

import ast
import inspect
import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from textwrap import dedent
from typing import Any

import click

from ..content.page import OPTIONS
from ..core.links import SOURCE, SOURCE_HINT
from ..core.product import ADDRESS, FIELDS, MEANINGS

Schema = dict[str, Any]

_DRAFT = "http://json-schema.org/draft-07/schema#"
_TEXT = ["string", "number", "boolean"]
"""What a text may look like to an editor: whatever stands there reaches the customer as it is spelt."""
_ADDRESS = {
    "type": _TEXT,
    "pattern": ADDRESS,
    "patternErrorMessage": "write an address with https:, or a file such as img/flagship.jpg",
}
_ENV = {
    "description": "From the environment: !ENV NAME, or !ENV [NAME, default].",
    "type": ["string", "array"],
    "pattern": "^[A-Z_][A-Z0-9_]*$",
    "items": [{"type": "string", "pattern": "^[A-Z_][A-Z0-9_]*$"}],
    "minItems": 1,
}
_HINT = {"patternErrorMessage": SOURCE_HINT}
_PAGE: Schema = {
    "source": {"description": "This page's channel.", "type": _TEXT, "pattern": SOURCE, **_HINT},
    "loader": {"description": "`false`: no bubble on this page.", "enum": [False, True]},
    "ask": {"description": "Whether the page ends with “Ask about this page”.", "enum": [False, True]},
    "product": {"$ref": "#/definitions/product"},
    "products": {
        "description": "The page's products, by name.",
        "type": "object",
        "additionalProperties": {"$ref": "#/definitions/product"},
    },
}


def options() -> Schema:
    """Return the schema of a mkdocs.yml, of which it knows the plugin `mos` alone."""
    from ..plugin.config import MosConfig  # the only room here that needs MkDocs

    meanings = docstrings(MosConfig)
    known: Schema = {}
    for name, option in MosConfig._schema:
        shape = getattr(option, "schema", None)
        if shape is None:
            raise TypeError(f"config.{type(option).__name__}, the type of {name}, lacks a method schema()")
        known[name] = {"description": meanings[name], "anyOf": [shape(), {"$ref": "#/definitions/env"}]}
        if option.default not in (None, [], {}):
            known[name]["default"] = option.default
    mos = {
        "description": "The MOS live chat of this site.",
        "type": "object",
        "properties": known,
        "required": ["service_id"],
        "additionalProperties": False,
    }
    here = {"properties": {"mos": {"$ref": "#/definitions/mos"}}}
    plugins = {"type": ["array", "object"], "items": {"type": ["string", "object"], **here}, **here}
    return {
        "$schema": _DRAFT,
        "title": "mkdocs.yml with the plugin mos",
        "type": "object",
        "properties": {"plugins": plugins},
        "definitions": {"mos": mos, "env": _ENV},
    }


def front_matter() -> Schema:
    """Return the schema of a page's front matter, of which it knows `mos` alone."""
    mos = {
        "description": "What this page says of the MOS live chat.",
        "type": ["object", "null"],
        "properties": {name: _PAGE[name] for name in OPTIONS},
        "additionalProperties": False,
    }
    return {
        "$schema": _DRAFT,
        "title": "Front matter with mos",
        "type": ["object", "null"],
        "properties": {"mos": mos},
        "definitions": {"product": _product()},
    }


def catalog() -> Schema:
    """Return the schema of a catalogue in YAML or JSON: products by name."""
    return {
        "$schema": _DRAFT,
        "title": "A catalogue of the plugin mos",
        "type": "object",
        "propertyNames": {"pattern": r"\S"},
        "additionalProperties": {"$ref": "#/definitions/product"},
        "definitions": {"product": _product()},
    }


SCHEMAS: dict[str, Callable[[], Schema]] = {"options": options, "front-matter": front_matter, "catalog": catalog}


def as_json(name: str) -> str:
    """Return one of `SCHEMAS` as a file holds it."""
    return json.dumps(SCHEMAS[name](), indent=2, ensure_ascii=False) + "\n"


def _product() -> Schema:
    fields = {
        name: {"description": MEANINGS[name], **(_ADDRESS if name in ("cover", "linkUrl") else {"type": _TEXT})}
        for name in FIELDS
    }
    return {
        "description": "A product, with the six fields of MOS.",
        "type": "object",
        "properties": fields,
        "required": ["title"],
        "additionalProperties": False,
    }


def docstrings(cls: type) -> dict[str, str]:
    """Return the sentence under each attribute of a class."""
    (tree,) = ast.parse(dedent(inspect.getsource(cls))).body
    body = tree.body if isinstance(tree, ast.ClassDef) else []
    return {
        before.targets[0].id: after.value.value
        for before, after in pairwise(body)
        if isinstance(before, ast.Assign)
        and isinstance(before.targets[0], ast.Name)
        and isinstance(after, ast.Expr)
        and isinstance(after.value, ast.Constant)
        and isinstance(after.value.value, str)
    }


@click.command()
@click.argument("of", type=click.Choice(list(SCHEMAS)), default="options")
@click.option("-o", "--output", metavar="FILE", type=Path, help="a file to write it to")
def schema(of: str, output: Path | None) -> None:
    """Print a JSON Schema for editors.

    With it an editor completes and checks what you write: mkdocs.yml with the plugin's options (the default), front
    matter, or a catalogue.
    """
    text = as_json(of)
    if output is None:
        print(text, end="")
    else:
        output.write_bytes(text.encode())
