"""The files of a site that our plugin does not build: a stylesheet, our script, and a loader with the settings."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from posixpath import relpath
from urllib.parse import quote, urlsplit

import click

from .._version import __version__
from ..browser.files import FOLDER, HOURS_SCRIPT, LOADER, SCRIPT, STYLESHEET, text
from ..content.options import OPTIONS, one_id
from ..content.translations import SPOKEN, Wording
from ..core.links import direct_link
from ..core.options import LOADERS, as_yaml
from ..core.problems import ContentError, quoted
from ..core.snippet import SCRIPT as VENDOR_SCRIPT
from ..core.snippet import script_json
from ..markdown.cards import Cards
from .output import CallError, visible

MODES = tuple(as_yaml(value) for value in LOADERS)
"""When the chat is loaded: the plugin's option `loader`."""

_OURS = "/* Written by mkdocs-mos install"
_HEAD = f"{_OURS} {__version__}: run it again instead of changing this file. */\n"
_EMPTY = "const settings = {};"


def files(
    ident: str,
    mode: str = "eager",
    source: str | None = None,
    sdk: str | None = None,
    consent: bool = False,
    language: str = "en",
    hours: bool = False,
) -> dict[str, str]:
    """Return the content of each file, by its place in the docs.

    Args:
        ident: the customer service ID, or the whole link.
        mode: one of `MODES`.
        source: the channel of our own launcher, the same on every page.
        sdk: the vendor's SDK: an https address, or a file as seen from the docs folder.
        consent: load nothing from MOS until the reader has agreed.
        language: that of our words.
        hours: whether pages show hours.

    Raises:
        ContentError: the ID, the channel, the language or the SDK's address is wrong.
    """
    ident = one_id(ident)
    source = OPTIONS["source"].read(source)
    sdk = OPTIONS["sdk"].read(sdk)
    OPTIONS["language"].read(language)
    if source is not None and "{" in source:
        raise ContentError(f"source {quoted(source)}: one file serves all pages; write a channel without placeholders")
    words = Wording().of(language, language)
    cards = Cards()
    corner = cards.launcher(direct_link(ident, source), words) if mode == "launcher" else None
    contents = {STYLESHEET: text("mos.css")}
    if mode != "false" or sdk:
        site = {
            "serviceId": ident,
            "script": VENDOR_SCRIPT,
            "loader": False if mode == "false" else mode,
            "consent": "own" if consent else False,
            "sdk": sdk if sdk is None or urlsplit(sdk).scheme else relpath(quote(sdk), FOLDER.rstrip("/")),
            "integrity": None,
            "words": {name: words[name] for name in SPOKEN},
        }
        # Neither an address nor the end of a script may stand there as it is: a host may rewrite what looks like one.
        settings = script_json({"site": site, "corner": corner}).replace("/", "\\/")
        contents[SCRIPT] = text("mos.js")
        contents[LOADER] = text("mos-loader.js").replace(_EMPTY, f"const settings = {settings};")
    if hours:
        contents[HOURS_SCRIPT] = text("mos-hours.js")
    return {place: _HEAD + content for place, content in contents.items()}


def write(docs: Path, contents: dict[str, str]) -> None:
    """Write the files into a docs folder, and say what was done with each.

    Raises:
        ContentError: a file of that name is not ours; then nothing is written.
        OSError: a file cannot be read or written.
    """
    there = [docs / place for place in contents if (docs / place).exists()]
    foreign = [str(path) for path in there if not path.read_text("utf-8", errors="replace").startswith(_OURS)]
    if foreign:
        raise ContentError(
            f"{', '.join(foreign)} is not a file of mkdocs-mos, and stays as it is; nothing was written. "
            "Move it, and run this again"
        )
    for place, content in contents.items():
        path = docs / place
        if path.exists() and path.read_text("utf-8", errors="replace") == content:
            print(visible(f"unchanged {path}"))
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8", newline="\n")
        print(visible(f"wrote {path}"))


def configuration(ident: str, contents: dict[str, str], sdk: str | None) -> str:
    """Return the lines that the site's configuration needs, for zensical.toml and for mkdocs.yml."""
    site: dict[str, object] = {"extra_css": [STYLESHEET]}
    if scripts := [place for place in (LOADER, HOURS_SCRIPT) if place in contents]:
        site["extra_javascript"] = scripts
    extension = {"service_id": one_id(ident)}
    if sdk:
        extension["sdk"] = sdk
    head = "In zensical.toml, under [project]; where a list is there already, add to it:"
    toml = [*_lines("{} = {}", site), "", "[project.markdown_extensions.mkdocs_mos]", *_lines("{} = {}", extension)]
    yaml = [*_lines("{}: {}", site), "markdown_extensions:", "  - mkdocs_mos:", *_lines("      {}: {}", extension)]
    return "\n".join(["", head, "", *toml, "", "Or in mkdocs.yml:", "", *yaml, ""])


def _lines(form: str, values: Mapping[str, object]) -> list[str]:
    return [form.format(name, json.dumps(value)) for name, value in values.items()]


@click.command()
@click.argument("docs", metavar="DOCS_DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--service-id", "ident", metavar="ID", required=True, help="the ID, or the whole https://mos.me/ID link")
@click.option("--loader", type=click.Choice(MODES), default="eager", show_default=True, help="when the chat is loaded")
@click.option("--source", metavar="TEXT", help="the channel of the launcher")
@click.option("--sdk", metavar="FILE", help="the vendor's SDK: a file of DOCS_DIR, or an https address")
@click.option("--consent", is_flag=True, help="load nothing until the reader has agreed")
@click.option("--hours", is_flag=True, help="pages show hours, which the extension's options give")
@click.option("--language", metavar="TAG", default="en", show_default=True, help="the language of our words")
def install(
    docs: Path,
    ident: str,
    loader: str,
    source: str | None,
    sdk: str | None,
    consent: bool,
    hours: bool,
    language: str,
) -> None:
    """Write the files of a site that the plugin does not build.

    Puts the stylesheet and the loader, which a Zensical site lists in its configuration, into DOCS_DIR, the folder
    of its pages.
    """
    if sdk is not None and not sdk.startswith("https:") and not (docs / sdk).is_file():
        raise CallError(f"there is no file {docs / sdk}; put the vendor's SDK there, or correct its name")
    if source is not None and loader != "launcher":
        raise CallError("--source is the launcher's channel; write source into the extension's options for all links")
    contents = files(ident, loader, source, sdk, consent, language, hours)
    write(docs, contents)
    print(configuration(ident, contents, sdk), end="")
