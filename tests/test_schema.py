"""The JSON Schemas: what the code defines, what the README shows, and no word against what the build takes."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from mkdocs_mos.cli.schema import NAMES
from mkdocs_mos.content.catalog import load
from mkdocs_mos.content.front_matter import OPTIONS as PAGE_OPTIONS
from mkdocs_mos.content.options import OPTIONS
from mkdocs_mos.content.page import Page, Site
from mkdocs_mos.core.product import FIELDS
from mkdocs_mos.plugin.config import MosConfig

from .conftest import ROOT, blocks
from .schemas import SCHEMAS, as_json


class Editor(yaml.SafeLoader):
    """YAML as an editor sees it: a tag that it was told of is what stands behind it."""


Editor.add_constructor("!ENV", lambda loader, node: plain(loader, node))
Editor.add_multi_constructor("tag:yaml.org,2002:python/", lambda loader, _, node: plain(loader, node))


def plain(loader: yaml.SafeLoader, node: yaml.Node) -> Any:
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return loader.construct_scalar(node) if isinstance(node, yaml.ScalarNode) else None


def made(name: str) -> dict[str, Any]:
    """A schema as the command prints it."""
    command = [sys.executable, "-m", "mkdocs_mos", "schema", name]
    run = subprocess.run(command, capture_output=True, check=True, encoding="utf-8")
    schema: dict[str, Any] = json.loads(run.stdout)
    return schema


@pytest.fixture(scope="module")
def validators() -> dict[str, Draft7Validator]:
    return {name: Draft7Validator(made(name)) for name in SCHEMAS}


def takes(validator: Draft7Validator, text: object) -> bool:
    return bool(validator.is_valid(yaml.load(text, Editor) if isinstance(text, str) else text))


@pytest.mark.parametrize("name", SCHEMAS)
def test_it_is_a_schema(name: str, validators: dict[str, Draft7Validator]) -> None:
    Draft7Validator.check_schema(validators[name].schema)


def test_the_package_has_those_made_from_the_options() -> None:
    """Where it has not: `python -m tests.schemas`."""
    shipped = files("mkdocs_mos.data") / "schemas"
    assert {file.name: file.read_text("utf-8") for file in shipped.iterdir()} == {
        f"{name}.json": as_json(name) for name in NAMES
    }


def test_it_has_every_option_with_its_words_and_default(validators: dict[str, Draft7Validator]) -> None:
    mos = validators["options"].schema["definitions"]["mos"]
    host = MosConfig()
    assert list(mos["properties"]) == list(OPTIONS) == [name for name, _ in host._schema]
    for name, shape in mos["properties"].items():
        assert shape["description"] == OPTIONS[name].meaning
        assert OPTIONS[name].name == name
        assert shape["description"].endswith((".", "`."))
        assert shape.get("default") == (host[name] if host[name] not in ([], {}) else None)
    assert mos["required"] == ["service_id"]
    assert mos["properties"]["loader"]["anyOf"][0]["enum"] == ["eager", "idle", "interaction", "launcher", False]


def test_it_has_every_option_of_a_page_and_every_field(validators: dict[str, Draft7Validator]) -> None:
    schema = validators["front-matter"].schema
    assert list(schema["properties"]["mos"]["properties"]) == list(PAGE_OPTIONS)
    for name in ("front-matter", "catalog"):
        assert list(validators[name].schema["definitions"]["product"]["properties"]) == list(FIELDS)


def test_the_examples_are_good(validators: dict[str, Draft7Validator]) -> None:
    options = [block for title in ("mkdocs.yml", "catalog", "sdk", "sandbox") for block in blocks("yaml", title)]
    options.append((ROOT / "mkdocs.yml").read_text("utf-8"))
    options.append((ROOT / "mkdocs_mos" / "data" / "starter" / "mkdocs.yml").read_text("utf-8"))
    pages = [*blocks("markdown", "docs/index.md"), *blocks("yaml", "front-matter")]
    pages += [path.read_text("utf-8") for path in (ROOT / "sample_site").rglob("*.md")]
    pages += [path.read_text("utf-8") for path in (ROOT / "mkdocs_mos" / "data" / "starter").rglob("*.md")]
    front = [page.split("---\n")[1] for page in pages if page.startswith("---\n")]
    assert len(options) >= 6
    assert len(front) > 5
    for name, texts in (("options", options), ("front-matter", front), ("catalog", blocks("yaml", "shop/starter.yml"))):
        for text in texts:
            assert [error.message for error in validators[name].iter_errors(yaml.load(text, Editor))] == []


HEAD = "site_name: x\nplugins: [search, {mos: {service_id: acme, %s}}]"
GOOD = {
    "options": [
        "site_name: x",
        "plugins:\n  search: {}\n  mos: {service_id: acme}\n",
        "plugins: [search, macros: {on_error_fail: true}]",
        *(
            HEAD % option
            for option in (
                "sandbox: !ENV [MOS_SANDBOX, serve]",
                "enabled: !ENV MOS_ENABLED",
                "timeout: !ENV [MOS_TIMEOUT, 30000]",
                "catalog: products.csv",
                "catalog: [products.csv, 'shop/*.yml']",
                "exclude: [legal/*]",
                "loader: false",
                "source: 'a {{b}} {page}/{section}'",
                "sdk: vendor/mos.js",
                "hours: {timezone: UTC, mon-fri: '8:00-18:00', sat: ['9:00-12:00', '13:00-16:00'], closed: ['2026-12-25']}",
            )
        ),
        "plugins: [{mos: {service_id: !ENV MOS_ID}}]",
        "plugins: [{mos: {service_id: https://mos.me/acme}}]",
        "plugins: [{mos: {service_id: 7}}]",
    ],
    "front-matter": [
        "title: Other keys are free",
        "",
        "mos:",
        "mos: {product: {title: x, price: 9.00, cover: img/a.svg, linkUrl: '#a'}}",
        "mos: {products: {7: {title: 2024, cover: HTTPS://e.com/a.svg}}, loader: false, source: a}",
    ],
    "catalog": ["a: {title: x}\nb: {title: y, price: 1}\n"],
}
BAD = {
    "options": [
        "plugins: [{mos: {}}]",
        "plugins: [{mos: }]",
        "plugins: {mos: {source: x}}",
        "plugins: [{mos: {service_id: acme, sorce: x}}]",
        "plugins: [{mos: {service_id: https://mos.example/acme}}]",
        "plugins: [{mos: {service_id: a b}}]",
        *(
            HEAD % option
            for option in (
                "loader: eagr",
                "enabled: maybe",
                "enabled: 1",
                "exclude: 7",
                "catalog: 7",
                "timeout: 5s",
                "timeout: 0",
                "sandbox: [serve]",
                "source: '{pge}'",
                "source: '{page'",
                "sdk: http://s.example/a.js",
                "sdk: 'javascript:alert(1)'",
                "sdk_integrity: abc",
                "link_url: yes",
                "telegram: acme",
                "language: klingon",
                "words: {aks: x}",
                "words: {de: {aks: x}}",
                "words: {ask: 7}",
                "hours: {mon: '8:00-18:00'}",
                "hours: {timezone: UTC}",
                "hours: {timezone: UTC, mon: 8-18}",
                "hours: {timezone: UTC, mon-fir: '8:00-18:00'}",
                "hours: {timezone: UTC, mon: '8:00-18:00', closed: 25.12.2026}",
            )
        ),
    ],
    "front-matter": [
        "mos: acme",
        "mos: {prodcts: {}}",
        "mos: {loader: eager}",
        "mos: {product: Flagship}",
        "mos: {product: {titel: x}}",
        "mos: {product: {price: 1}}",
        "mos: {product: {title: [x]}}",
        "mos: {product: {title: }}",
        "mos: {product: {title: x, cover: 'http://e.com/a.svg'}}",
        "mos: {product: {title: x, linkUrl: 'javascript:alert(1)'}}",
        "mos: {product: {title: x, cover: /a.svg}}",
        "mos: {products: [{title: x}]}",
        "mos: {source: '{pge}'}",
    ],
    "catalog": ["a: {price: 1}", "a: x", "- title: x", "a: {title: x, prize: 1}", "' ': {title: x}"],
}


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in GOOD.items() for text in texts])
def test_what_is_right_passes(validators: dict[str, Draft7Validator], name: str, text: str) -> None:
    assert takes(validators[name], text)


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in BAD.items() for text in texts])
def test_what_is_mistyped_fails(validators: dict[str, Draft7Validator], name: str, text: str) -> None:
    assert not takes(validators[name], text)


# What one may write for any option or field, right in some places and wrong in most.
VALUES: list[Any] = [
    True, False, 0, 1, 7, 30_000, 1.5, "", " ", "true", "serve", "eager", "idle", "launcher", "page", "none", "acme",
    "30000", "5s", "a b", "{page}", "{pge}", "{{x}}", "{", "}", "docs/{page}", "a\nb", "img/a.svg", "../a.svg", "/a.svg",
    "https://mos.me/acme", "https://e.com/a.js", "HTTPS://e.com", "http://e.com/", "//e.com", "javascript:x", "#a", "a:b",
    "sha256-" + "A" * 43 + "=", ["a"], [], ["legal/*.md"], [7], {}, {"title": "x"}, {"a": {"title": "x"}}, "de", "zh_TW", "pt-BR", "xx",
    "acme_bot", "@acme_bot", "https://t.me/acme_bot/", {"ask": "Ask us"}, {"de": {"ask": "Fragen"}}, {"de": {"a": "b"}},
    {"timezone": "UTC", "mon-fri": "8:00-18:00", "sat": ["9:00 – 12:00"], "wed": "closed", "closed": "2026-12-25"},
    {"timezone": "Asia/Tokyo", "sun-thu": [" 22:00-2:00 "], "fri": [], "closed": ["2026-12-25 "]}, {"timezone": "UTC"},
]  # fmt: skip


@pytest.mark.parametrize("name", OPTIONS)
def test_no_word_against_an_option_that_the_build_takes(validators: dict[str, Draft7Validator], name: str) -> None:
    taken = 0
    for value in VALUES:
        options = {"service_id": "acme", "sdk": "https://e.com/a.js"} | {name: value}
        config = MosConfig()
        config.load_dict(dict(options))
        errors, _ = config.validate()
        if not errors:
            taken += 1
            assert takes(validators["options"], {"plugins": [{"mos": options}]}), value
    assert taken


@pytest.mark.parametrize("name", [*PAGE_OPTIONS, *FIELDS])
def test_no_word_against_front_matter_that_the_build_takes(validators: dict[str, Draft7Validator], name: str) -> None:
    taken = 0
    for value in VALUES:
        mos = {"product": {"title": "x"} | {name: value}} if name in FIELDS else {name: value}
        page = Page(Site("acme"), text=lambda mos=mos: f"---\nmos: {json.dumps(mos)}\n---\n", meta={"mos": mos})
        if page.options.problems or (
            name in ("loader", "ask") and isinstance(value, str)
        ):  # a text in quotes is a text to it
            continue
        taken += 1
        assert takes(validators["front-matter"], {"mos": mos}), value
    assert taken


def test_no_word_against_a_catalogue_that_the_build_takes(
    validators: dict[str, Draft7Validator], tmp_path: Path
) -> None:
    for name in FIELDS:
        for value in VALUES:
            products = {"a": {"title": "x"} | {name: value}}
            file = tmp_path / "a.json"
            file.write_text(json.dumps(products), "utf-8")
            if not load([file], str)[1]:
                assert takes(validators["catalog"], products), products


def test_it_is_written_to_a_file(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mkdocs_mos", "schema"]
    for arguments, name in (([], "options"), (["catalog"], "catalog")):
        run = subprocess.run([*command, *arguments, "-o", "mos.json"], cwd=tmp_path, capture_output=True, text=True)
        assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
        assert json.loads((tmp_path / "mos.json").read_text("utf-8")) == made(name)
    run = subprocess.run([*command, "-o", "no/folder.json"], cwd=tmp_path, capture_output=True, text=True)
    assert run.returncode == 2
    assert "name another place" in run.stderr


def test_the_readme_shows_how_an_editor_uses_it(tmp_path: Path) -> None:
    (settings,) = blocks("json", ".vscode/settings.json")
    (commands,) = blocks("sh", "schema")
    known = json.loads(settings)
    (tmp_path / ".vscode").mkdir()
    for line in commands.splitlines():
        command = [sys.executable, "-m", *line.replace("mkdocs-mos", "mkdocs_mos").split()]
        assert subprocess.run(command, cwd=tmp_path).returncode == 0
    assert all((tmp_path / file).is_file() for file in known["yaml.schemas"])
    assert known["yaml.customTags"] == ["!ENV scalar", "!ENV sequence"]
