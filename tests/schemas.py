"""The JSON Schemas that the package ships; `python -m tests.schemas` writes them.

They are made from the definitions that the plugin itself reads with, so that they cannot disagree. An editor sees less
than the build, which proves what a schema cannot: a schema must never refuse what the build takes. They are draft 7,
which editors know best.
"""

from __future__ import annotations

import json
from typing import Any

from mkdocs_mos.cli import schema as command
from mkdocs_mos.content.options import OPTIONS
from mkdocs_mos.core.product import ADDRESS, ADDRESSES, FIELDS, MEANINGS

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
_TO_PRODUCT = {"$ref": "#/definitions/product"}
_PAGE: Schema = {
    "source": {"description": "This page's channel.", **OPTIONS["source"].kind.schema, "type": _TEXT},
    "loader": {"description": "`false`: no bubble on this page.", "enum": [False, True]},
    "ask": {"description": "Whether the page ends with “Ask about this page”.", "enum": [False, True]},
    "suggest": {
        "description": "Articles that may answer first, as seen from the page; anchors are allowed.",
        "type": ["array", "string"],
        "items": {"type": "string", "minLength": 1},
        "maxItems": 5,
    },
    "product": _TO_PRODUCT,
    "products": {
        "description": "The page's products, by name.",
        "type": "object",
        "additionalProperties": _TO_PRODUCT,
    },
}


def _mapping(description: str, known: Schema, **more: Any) -> Schema:
    """Return the schema of a mapping that holds nothing but what is known."""
    return {"description": description, "type": "object", "properties": known, **more, "additionalProperties": False}


def _options() -> Schema:
    """Return the schema of a mkdocs.yml, of which it knows the plugin `mos` alone."""
    known: Schema = {}
    for name, option in OPTIONS.items():
        known[name] = {"description": option.meaning, "anyOf": [option.kind.schema, {"$ref": "#/definitions/env"}]}
        if option.kind.default not in (None, [], {}):
            known[name]["default"] = option.kind.default
    required = [name for name, option in OPTIONS.items() if option.required]
    mos = _mapping("The MOS live chat of this site.", known, required=required)
    here = {"properties": {"mos": {"$ref": "#/definitions/mos"}}}
    plugins = {"type": ["array", "object"], "items": {"type": ["string", "object"], **here}, **here}
    return {
        "title": "mkdocs.yml with the plugin mos",
        "type": "object",
        "properties": {"plugins": plugins},
        "definitions": {"mos": mos, "env": _ENV},
    }


def _product() -> Schema:
    fields = {name: {"description": MEANINGS[name], "type": _TEXT} for name in FIELDS}
    for name in ADDRESSES:
        fields[name] |= _ADDRESS
    return _mapping("A product, with the six fields of MOS.", fields, required=["title"])


SCHEMAS: dict[str, Schema] = {
    "options": _options(),
    "front-matter": {
        "title": "Front matter with mos",
        "type": ["object", "null"],
        "properties": {
            "mos": _mapping("What this page says of the MOS live chat.", _PAGE, type=["object", "null"]),
        },
        "definitions": {"product": _product()},
    },
    "catalog": {
        "title": "A catalogue of the plugin mos",
        "type": "object",
        "propertyNames": {"pattern": r"\S"},
        "additionalProperties": _TO_PRODUCT,
        "definitions": {"product": _product()},
    },
}


def as_json(name: str) -> str:
    """Return one of `SCHEMAS` as a file holds it."""
    return json.dumps({"$schema": _DRAFT, **SCHEMAS[name]}, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    for name in SCHEMAS:
        (command.SCHEMAS / f"{name}.json").write_text(as_json(name), "utf-8")
