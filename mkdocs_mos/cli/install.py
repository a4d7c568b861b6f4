"""The files of a site that our plugin does not build: a stylesheet, our script, and a loader with the settings."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from posixpath import relpath
from urllib.parse import quote, urlsplit

import click

from .._version import __version__
from ..browser.files import (
    ASK_SCRIPT,
    FOLDER,
    FORM_SCRIPT,
    FORM_STYLESHEET,
    HOURS_SCRIPT,
    LOADER,
    PANEL,
    SCRIPT,
    STYLESHEET,
    text,
)
from ..content.options import OPTIONS, one_id
from ..content.translations import SPOKEN, Wording
from ..core.chat_window import Window
from ..core.links import direct_link, link_maker
from ..core.options import LOADERS, as_yaml
from ..core.problems import ContentError, quoted
from ..core.snippet import SCRIPT as VENDOR_SCRIPT
from ..core.snippet import script_json
from ..markdown.cards import Cards
from .output import CallError, visible

_MODES = click.Choice([as_yaml(value) for value in LOADERS])
_OURS = "/* Written by mkdocs-mos install"
_HEAD = f"{_OURS} {__version__}: run it again instead of changing this file. */\n"
_SETTINGS = "const settings = {};"


def _files(
    ident: str, loader: str, source: str | None, sdk: str | None, consent: bool, script: bool, language: str
) -> dict[str, str]:
    """Return the content of each file, by its place in the docs; a `ContentError` says which setting is wrong."""
    source = OPTIONS["source"].read(source)
    sdk = OPTIONS["sdk"].read(sdk)
    OPTIONS["language"].read(language)
    # Placeholders are filled in for each page, and this file knows none.
    if source is not None and "{" in source:
        raise ContentError(f"source {quoted(source)}: one file serves all pages; write a channel without placeholders")
    words = Wording().of(language, language)
    contents = {STYLESHEET: text("mos.css")}
    settings: dict[str, object] = {}
    if loader != "false" or sdk:
        settings["site"] = {
            "serviceId": ident,
            "script": VENDOR_SCRIPT,
            "loader": False if loader == "false" else loader,
            "consent": "own" if consent else False,
            "sdk": sdk if sdk is None or urlsplit(sdk).scheme else relpath(quote(sdk), FOLDER.rstrip("/")),
            "integrity": None,
            "words": {name: words[name] for name in SPOKEN},
        }
        contents[SCRIPT] = text("mos.js")
    if loader == "launcher":
        window = Window(ident, source=source, height="100%") if sdk else None
        settings["corner"] = Cards().launcher(direct_link(ident, source), words, window=window)
        contents[PANEL] = text("mos-panel.js")
    if script:
        settings["page"] = link_maker(ident, source)
        contents[ASK_SCRIPT] = text("mos-ask.js")
    if settings:
        # Neither an address nor the end of a script may stand there as it is: a host may rewrite what looks like one.
        written = script_json(settings).replace("/", "\\/")
        contents[LOADER] = text("mos-loader.js").replace(_SETTINGS, f"const settings = {written};")
    return {place: _HEAD + content for place, content in contents.items()}


def _write(docs: Path, contents: dict[str, str]) -> None:
    """Write the files into a docs folder, and say what was done with each; none where one of them is not ours."""
    paths = [docs / place for place in contents]
    # All is looked at before anything is written: half of these files would be a chat that does not work.
    outside = [str(path) for path in paths if not path.resolve().is_relative_to(docs.resolve())]
    if outside:
        raise ContentError(
            f"{', '.join(outside)} is reached through a link that leads out of {docs}; nothing was written. "
            "Remove the link, and run this again"
        )
    there = {path: path.read_text("utf-8", errors="replace") for path in paths if path.exists()}
    # By its first line we know a file of ours, also an older one; somebody else's is theirs.
    foreign = [str(path) for path, content in there.items() if not content.startswith(_OURS)]
    if foreign:
        raise ContentError(
            f"{', '.join(foreign)} is not a file of mkdocs-mos, and stays as it is; nothing was written. "
            "Move it, and run this again"
        )
    for place, content in contents.items():
        path = docs / place
        if there.get(path) == content:
            print(visible(f"unchanged {path}"))
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8", newline="\n")
        print(visible(f"wrote {path}"))


def _configuration(ident: str, contents: dict[str, str], sdk: str | None) -> str:
    """Return the lines that the site's configuration needs, for zensical.toml and for mkdocs.yml."""
    site: dict[str, object] = {"extra_css": [place for place in (STYLESHEET, FORM_STYLESHEET) if place in contents]}
    if scripts := [place for place in (LOADER, FORM_SCRIPT, HOURS_SCRIPT) if place in contents]:
        site["extra_javascript"] = scripts
    extension = {"service_id": ident, "sdk": sdk} if sdk else {"service_id": ident}
    head = "In zensical.toml, under [project]; where a list is there already, add to it:"
    toml = [*_lines("{} = {}", site), "", "[project.markdown_extensions.mkdocs_mos]", *_lines("{} = {}", extension)]
    yaml = [*_lines("{}: {}", site), "markdown_extensions:", "  - mkdocs_mos:", *_lines("      {}: {}", extension)]
    return "\n".join(["", head, "", *toml, "", "Or in mkdocs.yml:", "", *yaml, ""])


def _lines(form: str, values: Mapping[str, object]) -> list[str]:
    return [form.format(name, json.dumps(value)) for name, value in values.items()]


@click.command()
@click.argument("docs", metavar="DOCS_DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--service-id", "ident", metavar="ID", required=True, help="the ID, or the whole https://mos.me/ID link")
@click.option("--loader", type=_MODES, default="eager", show_default=True, help="when the chat is loaded")
@click.option("--source", metavar="TEXT", help="the channel of the launcher and of the script")
@click.option("--sdk", metavar="FILE", help="the vendor's SDK: a file of DOCS_DIR, or an https address")
@click.option("--consent", is_flag=True, help="load nothing until the reader has agreed")
@click.option("--script", is_flag=True, help="put mos.link() and mos.ask() on every page, for other people's code")
@click.option("--forms", is_flag=True, help="pages have forms; what makes their links comes with them")
@click.option("--hours", is_flag=True, help="pages show hours, which the extension's options give")
@click.option("--language", metavar="TAG", default="en", show_default=True, help="the language of our words")
def install(
    docs: Path,
    ident: str,
    loader: str,
    source: str | None,
    sdk: str | None,
    consent: bool,
    script: bool,
    forms: bool,
    hours: bool,
    language: str,
) -> None:
    """Write the files of a site that the plugin does not build.

    Puts the stylesheet and the loader, which a Zensical site lists in its configuration, into DOCS_DIR, the folder
    of its pages.
    """
    if sdk is not None and not sdk.startswith("https:") and not (docs / sdk).is_file():
        raise CallError(f"there is no file {docs / sdk}; put the vendor's SDK there, or correct its name")
    if source is not None and loader != "launcher" and not (script or forms):
        words = "--source is the channel of the launcher and of --script; write source into the extension's options"
        raise CallError(f"{words} for all links")
    ident = one_id(ident)
    contents = _files(ident, loader, source, sdk, consent, script or forms, language)
    if forms:
        contents |= {FORM_SCRIPT: _HEAD + text("mos-form.js"), FORM_STYLESHEET: _HEAD + text("mos-form.css")}
    if hours:
        contents[HOURS_SCRIPT] = _HEAD + text("mos-hours.js")
    _write(docs, contents)
    print(_configuration(ident, contents, sdk), end="")
