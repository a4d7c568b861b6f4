"""Write what the docs say of the code: options, rules, commands and templates.

    python docs/generate.py           write it between its marks in docs/pages
    python docs/generate.py --check   say what is not as the code has it, and exit with 1
    python docs/generate.py --tried   write into docs/versions.yml with what the tests have passed in this environment

A page holds what is generated between `<!-- generated: NAME -->` and `<!-- end of NAME -->`.
"""

from __future__ import annotations

import difflib
import re
import sys
import tomllib
from collections.abc import Callable, Iterator
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

import click
import yaml

from mkdocs_mos.audit.site import check_site
from mkdocs_mos.cli.main import main as command
from mkdocs_mos.content.options import OPTIONS
from mkdocs_mos.core.options import Option, as_yaml
from mkdocs_mos.core.rules import SEVERITIES, Severity

DOCS = Path(__file__).parent
PAGES = DOCS / "pages"
CASES = DOCS.parent / "tests" / "cases"
DATA = files("mkdocs_mos") / "data"

_MARKED = re.compile(r"(<!-- generated: (?P<name>[\w-]+) -->\n).*?(<!-- end of (?P=name) -->)", re.DOTALL)
_LEVELS = {Severity.ERROR: "Error", Severity.WARNING: "Warning", Severity.INFO: "Information"}
_IN_THE_BUILD = "Config value 'plugins': Plugin 'mos' "
_EXAMPLE_WIDTH = 200
_USAGE_WIDTH = 80
"""Characters of a line of code in the text column of the documentation's theme."""


# Options


def options() -> Iterator[str]:
    """Yield a section for each option of mkdocs.yml: what it means, what it takes, an example."""
    told: dict[str, dict[str, Any]] = yaml.safe_load((DOCS / "options.yml").read_text("utf-8"))
    assert list(told) == sorted(OPTIONS, key=list(told).index), "docs/options.yml does not have the options of the code"
    for name, about in told.items():
        option = OPTIONS[name]
        value = yaml.safe_dump(about["example"], default_flow_style=True, width=200).removesuffix("\n...\n").rstrip()
        yield f"### `{name}`\n\n{about['text']}\n"
        yield f"Takes {about.get('takes') or _values(option)}. {_default(option, about)} Since {about['since']}.\n"
        yield f"```yaml\n{name}: {value}\n```\n"


def _values(option: Option) -> str:
    *others, last = (f"`{as_yaml(value)}`" for value in option.kind.schema["enum"])
    return f"{', '.join(others)} or {last}"


def _default(option: Option, about: dict[str, Any]) -> str:
    if option.required:
        return "Required."
    default = about.get("default") or option.kind.default
    if default is None or default == {}:
        return "Default: none."
    return f"Default: {default}." if "default" in about else f"Default: `{as_yaml(default)}`."


# Rules


def rules() -> Iterator[str]:
    """Yield a section for each rule: what it asks, what to do, and a message that broke it."""
    told: dict[str, dict[str, str]] = yaml.safe_load((DATA / "rules.yml").read_text("utf-8"))
    examples = {**dict(_examples_of_sites()), **dict(_examples_of_builds())}
    for name, rule in told.items():
        yield f"### `{name}`\n\n**{_LEVELS[SEVERITIES[name]]}.** {rule['asks'][0].upper()}{rule['asks'][1:]}.\n"
        if name in examples:
            yield f"```text\n{examples[name]}\n```\n"
        yield f"**What to do:** {rule['cure']}.\n"


def _examples_of_builds() -> Iterator[tuple[str, str]]:
    """Yield a message of each rule that the golden cases of the tests have; the last one of a name counts."""
    for path in sorted(CASES.glob("bad_*/*.yml"), reverse=True):
        case = yaml.safe_load(path.read_text("utf-8"))
        for line in str(case.get("problems", "")).splitlines():
            found = re.search(r"\[([a-z-]+)\]$", line)
            if found and len(line) < _EXAMPLE_WIDTH:
                file = "mkdocs.yml" if path.parent.name == "bad_config" else "docs/index.md"
                words = line.removeprefix(_IN_THE_BUILD).removeprefix("option ")
                yield found[1], re.sub(r"^(?:'\w+': )?line (\d+): ", rf"{file}:\1: ", words)


def _examples_of_sites() -> Iterator[tuple[str, str]]:
    """Yield what `check` says of docs/bad_site."""
    for found in check_site(DOCS / "bad_site").findings:
        yield found.rule, f"{found.file}:{found.line}:{found.column}: {found.words} [{found.rule}]"


# Commands


def usage(name: str) -> Iterator[str]:
    """Yield the help of a command."""
    assert isinstance(command, click.Group)
    context = click.Context(command, info_name="mkdocs-mos", terminal_width=_USAGE_WIDTH)
    inner = click.Context(command.commands[name], context, info_name=name, terminal_width=_USAGE_WIDTH)
    yield f"```text\n{inner.get_help()}\n```\n"


def commands() -> Iterator[str]:
    """Yield a line for each command."""
    assert isinstance(command, click.Group)
    for name in sorted(command.commands):
        yield f"| `mkdocs-mos {name}` | {command.commands[name].get_short_help_str(120)} |"


# Templates


def template(name: str) -> Iterator[str]:
    """Yield the variables of a template, as the comment at its beginning names them."""
    text = (DATA / "templates" / "mos" / f"{name}.html").read_text("utf-8")
    comment = text.partition("{#-")[2].partition("-#}")[0]
    yield "| variable | holds |\n| --- | --- |"
    for line in comment.splitlines():
        if found := re.fullmatch(r" {4}(\w+) {2,}(.+)", line):
            yield f"| `{found[1]}` | {found[2]} |"
    yield ""


# Versions


def versions() -> dict[str, str]:
    """Return what the tests were last run with: a version by the name of each package that the docs speak of."""
    told: dict[str, str] = yaml.safe_load((DOCS / "versions.yml").read_text("utf-8"))
    return told


def pinned() -> dict[str, str]:
    """Return the versions that the Makefile installs into environments of their own."""
    return dict(re.findall(r"([\w-]+)==([\w.]+)", (DOCS.parent / "Makefile").read_text("utf-8")))


def tried() -> dict[str, str]:
    """Return the versions of this environment and of the Makefile, for `versions` to keep."""
    told = _told_of_neighbours().values()
    names = {about["package"] for about in told} | set(_HOSTS.values())
    pins = pinned()
    return {name: pins.get(name) or version(name) for name in sorted(names, key=str.lower)}


_HOSTS = {
    "MkDocs": "mkdocs",
    "ProperDocs": "properdocs",
    "Zensical": "zensical",
    "Material for MkDocs": "mkdocs-material",
    "Python-Markdown": "Markdown",
    "Jinja2": "Jinja2",
    "PyYAML": "PyYAML",
}
"""What a site stands on, by the name that its users know."""


def hosts() -> Iterator[str]:
    """Yield a line for Python and for each host and library: the oldest and the newest version that was tried."""
    project = tomllib.loads((DOCS.parent / "pyproject.toml").read_text("utf-8"))["project"]
    pythons = re.findall(r"Python :: (3\.\d+)", "\n".join(project["classifiers"]))
    oldest = dict(re.findall(r"^([\w-]+)>=([\d.]+)", "\n".join(project["dependencies"]), re.MULTILINE))
    yield "| | oldest | newest |\n| --- | --- | --- |"
    yield f"| Python | {pythons[0]} | {pythons[-1]} |"
    for name, package in _HOSTS.items():
        yield f"| {name} | {oldest.get(package.lower(), '')} | {versions()[package]} |"


def _told_of_neighbours() -> dict[str, dict[str, str]]:
    told: dict[str, dict[str, str]] = yaml.safe_load((DOCS / "neighbours.yml").read_text("utf-8"))
    return told


def neighbours() -> Iterator[str]:
    """Yield a line for each plugin that is built beside ours: the version that was tried, and what to know."""
    yield "| neighbour | tried with | remark |\n| --- | --- | --- |"
    for name, about in _told_of_neighbours().items():
        package = about["package"]
        address = f"https://pypi.org/project/{package.lower().replace('_', '-')}/"
        yield f"| [{name}]({address}) | {versions()[package]} | {about.get('remark', '')} |"


GENERATED: dict[str, Callable[[], Iterator[str]]] = {
    "options": options,
    "rules": rules,
    "commands": commands,
    "hosts": hosts,
    "neighbours": neighbours,
}


def _generate(name: str) -> str:
    kind, _, which = name.partition("-")
    if kind == "usage":
        return "\n".join(usage(which))
    if kind == "template":
        return "\n".join(template(which))
    return "\n".join(GENERATED[name]())


def written(text: str) -> str:
    """Return a page with what is generated in it."""
    return _MARKED.sub(lambda mark: f"{mark[1]}{_generate(mark['name']).rstrip()}\n{mark[3]}", text)


def main(arguments: list[str]) -> int:
    """Write all pages, or compare them; return the exit status."""
    if arguments == ["--tried"]:
        told = yaml.safe_dump(tried(), sort_keys=False)
        (DOCS / "versions.yml").write_text(f"# Written by “python docs/generate.py --tried”.\n{told}", "utf-8")
    status = 0
    for path in sorted(PAGES.rglob("*.md")):
        before = path.read_text("utf-8")
        after = written(before)
        if before == after:
            continue
        if arguments == ["--check"]:
            status = 1
            sys.stdout.writelines(
                difflib.unified_diff(before.splitlines(True), after.splitlines(True), str(path), "code")
            )
        else:
            path.write_text(after, "utf-8")
            print(path.relative_to(DOCS))
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
