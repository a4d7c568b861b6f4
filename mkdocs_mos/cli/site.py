"""The commands for a built site: check it, list its chat links, draw them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from ..audit import link_table
from ..audit import report as report_page
from ..audit import site as audit
from ..core.rules import Severity
from .output import CallError, call_checked, deliver, visible

_FORMATS = {"text": audit.as_text, "json": audit.as_json, "github": audit.as_github}
_TABLES = {"csv": link_table.as_csv, "json": link_table.as_json}


def _of_a_site(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command what says which site is meant."""
    ids = "the ID of the whole site, or one of several; by default, the ID that most of it has"
    url = "the site's own address; by default, that of its canonical links"
    command = click.option("--site-url", metavar="URL", help=url)(command)
    command = click.option("--service-id", metavar="ID", multiple=True, help=ids)(command)
    return click.argument("site", metavar="SITE_DIR", type=Path)(command)


@click.command()
@_of_a_site
@click.option("--format", "form", type=click.Choice(list(_FORMATS)), default="text", show_default=True)
@click.option("--strict", is_flag=True, help="exit with 1 for warnings as well")
def check(form: str, strict: bool, **of_a_site: Any) -> int:
    """Prove every chat link of a built site.

    Each chat link, loader and window in SITE_DIR, the folder that the site was built into, whoever built it.
    """
    found = _checked(**of_a_site)
    print(_FORMATS[form](found), end="")
    limit = Severity.WARNING if strict else Severity.ERROR
    return 1 if any(finding.severity >= limit for finding in found.findings) else 0


@click.command()
@_of_a_site
@click.option("--format", "form", type=click.Choice(list(_TABLES)), default="csv", show_default=True)
@click.option("-o", "--output", metavar="FILE", type=Path, help="a file to write to, outside of the site")
def links(form: str, output: Path | None, **of_a_site: Any) -> None:
    """List the chat links of a built site."""
    _check_outside(output, **of_a_site)
    deliver(_TABLES[form](_checked(**of_a_site).links), output)


@click.command()
@_of_a_site
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=Path,
    default="report.html",
    show_default=True,
    help="the file to write, outside of the site",
)
def report(output: Path, **of_a_site: Any) -> None:
    """Draw the chat links of a built site on one page.

    Every chat link, what agents see of it and what is wrong, as one HTML page.
    """
    _check_outside(output, **of_a_site)
    found = _checked(**of_a_site)
    output.write_bytes(report_page.as_html(found).encode())
    print(visible(f"{output}: {audit.as_sum(found)}"))


def _check_outside(output: Path | None, site: Path, **_: object) -> None:
    """Refuse a file in the site's folder, with which it would be published."""
    if output is not None and output.resolve().is_relative_to(site.resolve()):
        raise CallError(f"{output} lies in the site, and would be published with it; name another place with -o")


def _checked(site: Path, service_id: tuple[str, ...], site_url: str | None) -> audit.Report:
    on_terminal = sys.stderr is not None and sys.stderr.isatty()
    with call_checked():
        return audit.check_site(site, service_id, site_url, _show_progress if on_terminal else None)


def _show_progress(done: int, total: int) -> None:
    print(f"\r{done:,} of {total:,} files", end="" if done < total else "\n", file=sys.stderr, flush=True)
