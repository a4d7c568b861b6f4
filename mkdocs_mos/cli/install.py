"""The files of a site that our plugin does not build: a stylesheet, our script, and a loader with the settings."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from posixpath import relpath
from urllib.parse import quote, urlsplit

from .._version import __version__
from ..browser.files import FOLDER, LOADER, PANEL, SCRIPT, STYLESHEET, text
from ..content.translations import SPOKEN, Wording, check_language
from ..core.chat_window import Window
from ..core.links import check_source, direct_link, service_id
from ..core.problems import ContentError, quoted
from ..core.product import address_fault
from ..core.snippet import SCRIPT as VENDOR_SCRIPT
from ..core.snippet import script_json
from ..markdown.cards import Cards

MODES = ("eager", "idle", "interaction", "launcher", "false")
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
) -> dict[str, str]:
    """Return the content of each file, by its place in the docs.

    Args:
        ident: the customer service ID, or the whole link.
        mode: one of `MODES`.
        source: the channel of our own launcher, the same on every page.
        sdk: the vendor's SDK: an https address, or a file as seen from the docs folder.
        consent: load nothing from MOS until the reader has agreed.
        language: that of our words.

    Raises:
        ContentError: the ID, the channel, the language or the SDK's address is wrong.
    """
    ident = service_id(ident)
    if source is not None and "{" in check_source(source):
        raise ContentError(f"source {quoted(source)}: one file serves all pages; write a channel without placeholders")
    if sdk is not None and (fault := address_fault(sdk)):
        raise ContentError(f"sdk {fault}")
    words = Wording().of(check_language(language), language)
    cards = Cards()
    window = Window(ident, source=source, height="100%") if sdk else None
    corner = cards.launcher(direct_link(ident, source), words, window=window) if mode == "launcher" else None
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
        if corner:
            contents[PANEL] = text("mos-panel.js")
        contents[LOADER] = text("mos-loader.js").replace(_EMPTY, f"const settings = {settings};")
    return {place: _HEAD + content for place, content in contents.items()}


def write(docs: Path, contents: dict[str, str]) -> Iterator[str]:
    """Write the files into a docs folder, and yield what was done with each.

    Raises:
        ContentError: a file of that name is not ours; then nothing is written.
        OSError: a file cannot be read or written.
    """
    before: dict[str, str | None] = {}
    for place in contents:
        path = docs / place
        before[place] = path.read_text("utf-8", errors="replace") if path.exists() else None
    foreign = [str(docs / place) for place, old in before.items() if old is not None and not old.startswith(_OURS)]
    if foreign:
        raise ContentError(
            f"{', '.join(foreign)} is not a file of mkdocs-mos, and stays as it is; nothing was written. "
            "Move it, and run this again"
        )
    for place, content in contents.items():
        if before[place] == content:
            yield f"unchanged {docs / place}"
            continue
        path = docs / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8", newline="\n")
        yield f"wrote {path}"


def configuration(ident: str, contents: dict[str, str], sdk: str | None) -> str:
    """Return the lines that the site's configuration needs, for zensical.toml and for mkdocs.yml."""
    scripts = [LOADER] if LOADER in contents else []
    options = {"service_id": service_id(ident)} | ({"sdk": sdk} if sdk else {})
    listed = {"extra_css": [STYLESHEET]} | ({"extra_javascript": scripts} if scripts else {})
    toml = [f"{name} = {json.dumps(value)}" for name, value in listed.items()]
    toml += ["", "[project.markdown_extensions.mkdocs_mos]"]
    toml += [f"{name} = {json.dumps(value)}" for name, value in options.items()]
    yaml = [f"{name}: {json.dumps(value)}" for name, value in listed.items()]
    yaml += ["markdown_extensions:", "  - mkdocs_mos:"]
    yaml += [f"      {name}: {json.dumps(value)}" for name, value in options.items()]
    return (
        "\nIn zensical.toml, under [project]; where a list is there already, add to it:\n\n"
        + "\n".join(toml)
        + "\n\nOr in mkdocs.yml:\n\n"
        + "\n".join(yaml)
        + "\n"
    )
