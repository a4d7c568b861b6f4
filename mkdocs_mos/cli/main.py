"""The command `mkdocs-mos`. Exit status: 0 fine, 1 something is wrong with the content, 2 the call itself was wrong."""

from __future__ import annotations

import argparse
import io
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from .._version import __version__
from ..audit import link_table, report, site
from ..core import qr, telegram
from ..core.links import LIMIT, PARAMETERS, context_link, cost, direct_link, read_link
from ..core.problems import ContentError, quoted
from ..core.product import MEANINGS, Product
from ..core.rules import Severity
from ..core.service_id import WHERE_THE_ID_IS
from ..core.tokens import masked
from . import install, new, schema, telegram_check

_FORMATS = {"text": site.as_text, "json": site.as_json, "github": site.as_github}
_TABLES = {"csv": link_table.as_csv, "json": link_table.as_json}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # wherever it goes: a file, a pipe
    call = _parser().parse_args(arguments)
    try:
        status: int = call.run(call)
        return status
    except ContentError as error:
        print(f"mkdocs-mos: {error}", file=sys.stderr)
        return 1


class _Parser(argparse.ArgumentParser):
    """One that repeats no secret: argparse shows what it does not understand."""

    def error(self, message: str) -> NoReturn:
        super().error(_visible(message))


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="mkdocs-mos", description="MOS chat links for help centres.")
    parser.add_argument("--version", action="version", version=f"mkdocs-mos {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    link = commands.add_parser(
        "link",
        help="print a chat link",
        description="Print the chat link of a product, with --title, or without any the direct link.",
    )
    link.add_argument("service_id", metavar="ID", help="the customer service ID, or the whole https://mos.me/ID link")
    for name in PARAMETERS:
        option = "--" + "".join(f"-{c.lower()}" if c.isupper() else c for c in name)
        link.add_argument(option, dest=name, metavar="TEXT", help=MEANINGS[name])
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
    listed.add_argument("-o", "--output", metavar="FILE", type=Path, help="a file to write to")
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

    new = commands.add_parser(
        "new",
        help="begin a help centre",
        description="Write a small help centre, ready to build, into a new folder. What is there is never touched.",
    )
    new.add_argument("folder", metavar="DIR", type=Path, help="the folder to make")
    new.add_argument(
        "--service-id", metavar="ID", help="the customer service ID, or the whole link; else, it is asked for"
    )
    new.set_defaults(run=_new)

    shape = commands.add_parser(
        "schema",
        help="print a JSON Schema for editors",
        description="Print a JSON Schema, with which an editor completes and checks what you write.",
    )
    shape.add_argument(
        "of",
        nargs="?",
        choices=schema.SCHEMAS,
        default="options",
        help="of mkdocs.yml with the plugin's options (so it is without a word), of front matter, or of a catalogue",
    )
    shape.add_argument("-o", "--output", metavar="FILE", type=Path, help="a file to write it to")
    shape.set_defaults(run=_schema)

    token = commands.add_parser(
        "telegram-check",
        help="ask Telegram about a bot's token",
        description="Ask Telegram whether a bot's token works, whose it is, and whether MOS has connected. The token "
        f"is read from the environment variable {telegram_check.VARIABLE}, or from standard input.",
    )
    token.add_argument("--env", metavar="NAME", help="another environment variable that holds the token")
    token.add_argument("--username", metavar="NAME", help="the bot that the site shows; else, as mkdocs.yml has it")
    token.add_argument("--config", metavar="FILE", type=Path, help="the site's mkdocs.yml; else, that of this folder")
    token.add_argument("--api-url", metavar="URL", default=telegram_check.API_URL, help="a Bot API server of your own")
    token.add_argument("--token", nargs="?", dest="refused", const="", help=argparse.SUPPRESS)
    token.add_argument("arguments", nargs="*", help=argparse.SUPPRESS)
    token.set_defaults(run=_telegram)

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
    parser.add_argument(
        "--service-id",
        metavar="ID",
        action="append",
        default=[],
        help="the ID that all of it must have; again, for a site with several; else, that of most of it",
    )
    parser.add_argument("--site-url", metavar="URL", help="the site's own address; else, that of its canonical links")


def _picture(name: str) -> Path:
    path = Path(name)
    if path.suffix.lower().removeprefix(".") not in qr.FORMATS:
        raise argparse.ArgumentTypeError(f"{name!r} is neither an .svg nor a .png file")
    return path


def _link(call: argparse.Namespace) -> int:
    given = {name: getattr(call, name) for name in PARAMETERS if getattr(call, name) is not None}
    if not given:
        print(direct_link(call.service_id, call.source))
        return 0
    if "title" not in given:
        print("mkdocs-mos: a product needs its title; give it with --title", file=sys.stderr)
        return 2
    print(context_link(Product(**given), call.service_id, call.source))
    return 0


def _decode(call: argparse.Namespace) -> int:
    link = read_link(call.url)
    rows = [("service ID", link.service_id, len(link.service_id))]
    rows += [(name, value, cost(value)) for name, value in link.values.items()]
    for name, value, characters in rows:
        print(f"{name:<11} {_visible(value)}  ({characters} character{'' if characters == 1 else 's'} of the link)")
    print(f"{'length':<11} {len(call.url)} of {LIMIT} characters")
    for problem in link.problems:
        print(f"problem: {_visible(problem)}", file=sys.stderr)
    for doubt in link.doubts:
        print(f"warning: {_visible(doubt.words)}", file=sys.stderr)
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
    table = _TABLES[call.format](report.links)
    if call.output is not None:
        return 0 if _written(call.output, table.encode("utf-8", "backslashreplace")) else 2
    print(table, end="")
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
    print(_visible(f"{path}: {site.as_sum(found)}"))
    return 0


def _checked(call: argparse.Namespace) -> site.Report | None:
    """Return what a site holds; where the call names none, say so and return nothing."""

    def progress(done: int, total: int) -> None:
        print(f"\r{done:,} of {total:,} files", end="" if done < total else "\n", file=sys.stderr, flush=True)

    try:
        return site.check_site(call.site, call.service_id, call.site_url, progress if sys.stderr.isatty() else None)
    except ContentError as error:
        print(f"mkdocs-mos: {_visible(str(error))}", file=sys.stderr)
        return None


def _qr(call: argparse.Namespace) -> int:
    path: Path | None = call.output
    if path is None:
        print(qr.drawn(call.url), end="")
        return 0
    return 0 if _written(path, qr.image(call.url, path.suffix.lower().removeprefix("."))) else 2


def _schema(call: argparse.Namespace) -> int:
    text = schema.as_json(call.of)
    if call.output is not None:
        return 0 if _written(call.output, text.encode()) else 2
    print(text, end="")
    return 0


def _written(path: Path, content: bytes) -> bool:
    """Write a file, or say why it cannot be."""
    try:
        path.write_bytes(content)
    except OSError as error:
        words = f"{path} cannot be written: {error.strerror}; name another place"
        print(f"mkdocs-mos: {_visible(words)}", file=sys.stderr)
        return False
    return True


def _new(call: argparse.Namespace) -> int:
    folder: Path = call.folder
    service: str | None = call.service_id
    try:
        new.check_free(folder)
        if service is None and not sys.stdin.isatty():
            raise ContentError(f"the customer service ID is missing; give it with --service-id: {WHERE_THE_ID_IS}")
        names = new.create(folder, new.ask_for_id(input, print) if service is None else service)
    except ContentError as error:
        print(f"mkdocs-mos: {_visible(str(error))}", file=sys.stderr)
        return 2
    except (EOFError, KeyboardInterrupt):
        print("\nmkdocs-mos: nothing was written", file=sys.stderr)
        return 2
    print(f"A help centre is in {_visible(str(folder))}: {', '.join(names)}. Now:")
    steps = {
        "mkdocs serve": "look at it",
        "mkdocs build --strict": "build it into site/",
        "mkdocs-mos check site": "prove every chat link",
    }
    if folder.resolve() != Path.cwd():
        print(f"  cd {shlex.quote(str(folder))}")
    for command, what in steps.items():
        print(f"  {command:<23} # {what}")
    print("Set site_url in mkdocs.yml to the site's own address before you publish it.")
    return 0


def _telegram(call: argparse.Namespace) -> int:
    try:
        if call.arguments or call.refused is not None:
            raise ContentError(telegram_check.NO_ARGUMENT)
        telegram_check.check_url(call.api_url)
        wanted = _bot_of_the_site(call)
        token = telegram_check.read_token(call.env, sys.stdin)
    except ContentError as error:
        print(f"mkdocs-mos: {error}", file=sys.stderr)
        return 2
    report = telegram_check.check(telegram_check.Api(token, call.api_url), wanted)
    for fact in report.facts:
        print(fact)
    for problem in report.problems:
        print(f"problem: {problem}", file=sys.stderr)
    return 1 if report.problems else 0


def _bot_of_the_site(call: argparse.Namespace) -> str | None:
    """Return the username that the site shows to its readers, as far as it is known."""
    if call.username is not None:
        return telegram.username(call.username)
    path: Path = call.config or Path("mkdocs.yml")
    if not path.is_file():
        if call.config is not None:
            raise ContentError(f"there is no file {quoted(str(path))}; name the site's mkdocs.yml, or give --username")
        return None
    try:
        from ..plugin.config_file import option_text  # the other commands need no MkDocs
    except ImportError:
        raise ContentError("MkDocs is not installed here, so mkdocs.yml is not read; give --username") from None
    text = option_text(str(path), "telegram")
    if text is None and call.config is not None:
        words = f"{quoted(str(path))} has no option telegram under the plugin mos; write it there, or give --username"
        raise ContentError(words)
    return None if text is None else telegram.username(text)


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
