"""The command `mkdocs-mos`. Exit status: 0 fine, 1 something is wrong with the content, 2 the call itself was wrong."""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Sequence
from pathlib import Path

from . import check, install, inventory, qr, report
from ._version import __version__
from .links import LIMIT, PARAMETERS, context_link, cost, read_link
from .problems import ContentError, Severity
from .product import Product
from .tokens import masked

_OPTIONS = {
    "title": "the product's title (required)",
    "desc": "its description; cut at a word where the link would pass 2000 characters",
    "cover": "the https address of its picture",
    "linkUrl": "the https address of its page",
    "price": "its price, as text",
    "linePrice": "its former price, as text",
}


_FORMATS = {"text": check.as_text, "json": check.as_json, "github": check.as_github}
_TABLES = {"csv": inventory.as_csv, "json": inventory.as_json}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    call = _parser().parse_args(arguments)
    try:
        status: int = call.run(call)
        return status
    except ContentError as error:
        print(f"mkdocs-mos: {error}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="mkdocs-mos", description="MOS chat links for help centres.")
    parser.add_argument("--version", action="version", version=f"mkdocs-mos {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    link = commands.add_parser("link", help="print a context link", description="Print a context link.")
    link.add_argument("service_id", metavar="ID", help="the customer service ID, or the whole https://mos.me/ID link")
    for name in PARAMETERS:
        option = "--" + "".join(f"-{c.lower()}" if c.isupper() else c for c in name)
        link.add_argument(option, dest=name, metavar="TEXT", required=name == "title", help=_OPTIONS[name])
    link.add_argument("--source", metavar="TEXT", help="the channel")
    link.set_defaults(run=_link)

    decode = commands.add_parser(
        "decode", help="take a chat link apart", description="Show what a chat link carries, and what is wrong with it."
    )
    decode.add_argument("url", metavar="URL", help="the chat link")
    decode.set_defaults(run=_decode)

    audit = commands.add_parser(
        "check",
        help="prove every chat link of a built site",
        description="Prove every chat link, loader and window of a built site, whoever built it.",
    )
    _add_site(audit)
    audit.add_argument("--format", choices=_FORMATS, default="text", help="text, JSON, or GitHub's annotations")
    audit.add_argument("--strict", action="store_true", help="exit with 1 for warnings, too")
    audit.set_defaults(run=_check)

    listed = commands.add_parser(
        "links", help="list the chat links of a built site", description="List every chat link of a built site."
    )
    _add_site(listed)
    listed.add_argument("--format", choices=_TABLES, default="csv", help="CSV or JSON")
    listed.set_defaults(run=_links)

    drawn = commands.add_parser(
        "report",
        help="draw the chat links of a built site on one page",
        description="Write every chat link of a built site, what agents see of it and what is wrong, as one HTML page.",
    )
    _add_site(drawn)
    drawn.add_argument(
        "-o", "--output", metavar="FILE", type=Path, default=Path("report.html"), help="where to; else, report.html"
    )
    drawn.set_defaults(run=_report)

    code = commands.add_parser(
        "qr", help="draw a chat link's QR code", description="Draw a chat link's QR code, in the terminal or as a file."
    )
    code.add_argument("url", metavar="URL", help="the chat link")
    code.add_argument("-o", "--output", metavar="FILE", type=_picture, help="an .svg or .png file to write")
    code.set_defaults(run=_qr)

    files = commands.add_parser(
        "install",
        help="write the files of a site that the plugin does not build",
        description="Write the stylesheet and the loader that a Zensical site lists in its configuration.",
    )
    files.add_argument("docs", metavar="DOCS_DIR", type=Path, help="the folder of the site's pages")
    files.add_argument("--service-id", metavar="ID", required=True, help="the ID, or the whole https://mos.me/ID link")
    files.add_argument("--loader", choices=install.MODES, default="eager", help="when the chat is loaded")
    files.add_argument("--source", metavar="TEXT", help="the channel of the launcher")
    files.add_argument("--sdk", metavar="FILE", help="the vendor's SDK: a file of DOCS_DIR, or an https address")
    files.add_argument("--consent", action="store_true", help="load nothing until the reader has agreed")
    files.add_argument("--language", metavar="TAG", default="en", help="the language of our words, such as de")
    files.set_defaults(run=_install)
    return parser


def _add_site(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("site", metavar="SITE_DIR", type=Path, help="the folder that the site was built into")
    parser.add_argument("--service-id", metavar="ID", help="the ID that all of it must have; else, most of it")
    parser.add_argument("--site-url", metavar="URL", help="the site's own address; else, that of its canonical links")


def _picture(name: str) -> Path:
    path = Path(name)
    if path.suffix.lower().removeprefix(".") not in qr.FORMATS:
        raise argparse.ArgumentTypeError(f"{name!r} is neither an .svg nor a .png file")
    return path


def _link(call: argparse.Namespace) -> int:
    product = Product(**{name: getattr(call, name) for name in PARAMETERS})
    print(context_link(product, call.service_id, call.source))
    return 0


def _decode(call: argparse.Namespace) -> int:
    link = read_link(call.url)
    rows = [("service ID", link.service_id, len(link.service_id))]
    rows += [(name, value, cost(value)) for name, value in link.values.items()]
    for name, value, characters in rows:
        print(f"{name:<11} {_visible(value)}  ({characters} characters of the link)")
    print(f"{'length':<11} {len(call.url)} of {LIMIT} characters")
    for problem in link.problems:
        print(f"problem: {_visible(problem)}", file=sys.stderr)
    return 1 if link.problems else 0


def _check(call: argparse.Namespace) -> int:
    report = _checked(call)
    if report is None:
        return 2
    print(_FORMATS[call.format](report), end="")
    limit = Severity.WARNING if call.strict else Severity.ERROR
    return 1 if any(finding.severity >= limit for finding in report.findings) else 0


def _links(call: argparse.Namespace) -> int:
    report = _checked(call)
    if report is None:
        return 2
    print(_TABLES[call.format](report.links), end="")
    return 0


def _report(call: argparse.Namespace) -> int:
    path: Path = call.output
    found = _checked(call)
    if found is None:
        return 2
    if path.resolve().is_relative_to(call.site.resolve()):
        words = f"{path} lies in the site, and would be published with it; name another place with -o"
        print(f"mkdocs-mos: {_visible(words)}", file=sys.stderr)
        return 2
    if not _written(path, report.as_html(found).encode()):
        return 2
    print(_visible(f"{path}: {check.as_sum(found)}"))
    return 0


def _checked(call: argparse.Namespace) -> check.Report | None:
    """Return what a site holds; where the call names none, say so and return nothing."""

    def progress(done: int, total: int) -> None:
        print(f"\r{done:,} of {total:,} files", end="" if done < total else "\n", file=sys.stderr, flush=True)

    try:
        return check.check_site(call.site, call.service_id, call.site_url, progress if sys.stderr.isatty() else None)
    except ContentError as error:
        print(f"mkdocs-mos: {_visible(str(error))}", file=sys.stderr)
        return None


def _qr(call: argparse.Namespace) -> int:
    path: Path | None = call.output
    if path is None:
        print(qr.drawn(call.url), end="")
        return 0
    return 0 if _written(path, qr.image(call.url, path.suffix.lower().removeprefix("."))) else 2


def _written(path: Path, content: bytes) -> bool:
    """Write a file, or say why it cannot be."""
    try:
        path.write_bytes(content)
    except OSError as error:
        words = f"{path} cannot be written: {error.strerror}; name another place"
        print(f"mkdocs-mos: {_visible(words)}", file=sys.stderr)
        return False
    return True


def _install(call: argparse.Namespace) -> int:
    docs: Path = call.docs
    sdk: str | None = call.sdk
    fault = f"{docs} is no folder; name the folder of the site's pages" if not docs.is_dir() else None
    if sdk is not None and not sdk.startswith("https:") and not (docs / sdk).is_file():
        fault = fault or f"there is no file {docs / sdk}; put the vendor's SDK there, or correct its name"
    if call.source is not None and call.loader != "launcher":
        fault = fault or "--source is the launcher's channel; write source into the extension's options for all links"
    if fault:
        print(f"mkdocs-mos: {_visible(fault)}", file=sys.stderr)
        return 2
    contents = install.files(call.service_id, call.loader, call.source, sdk, call.consent, call.language)
    try:
        for line in install.write(docs, contents):
            print(_visible(line))
    except OSError as error:
        print(f"mkdocs-mos: {error.filename} cannot be written: {error.strerror}", file=sys.stderr)
        return 2
    print(install.configuration(call.service_id, contents, sdk), end="")
    return 0


def _visible(text: str) -> str:
    """Return text on one line, without characters that act on a terminal, and without tokens."""
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape", "replace").decode("ascii") for c in text)
    return masked(shown)
