"""What a reader's browser pays for us: bytes, the time of mos.js, and Lighthouse's score of the sample's product page."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Any

import yaml
from mkdocs.utils.yaml import yaml_load

from mkdocs_mos.core.snippet import SCRIPT

from ..browser import FLAGS, chromium, served
from ..building import QUIET
from ..conftest import ROOT
from .loading import stand_in
from .measure import Spread, Table

SDK = "https://static.example.com/mos-customer-service-sdk.umd.js"
PRODUCT = (
    "title: Flagship package, price: $299.00, linePrice: $399.00, desc: Everything that a team needs., "
    "cover: 'https://example.com/flagship.jpg', linkUrl: 'https://example.com/flagship'"
)
TEXTS = {
    "without blocks": "# Help\n\nOpen the settings, and press save.\n",
    "with one card": f"---\nmos:\n  product: {{{PRODUCT}}}\n---\n\n# Help\n\n::: mos-product\n",
    "with a window": f"---\nmos:\n  product: {{{PRODUCT}}}\n---\n\n# Help\n\n::: mos-chat\n",
}
OURS = ("assets/mkdocs-mos/mos.css", "assets/mkdocs-mos/mos.js")


def _build(folder: Path, config: dict[str, Any]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "mkdocs.yml"
    file.write_text(yaml.safe_dump(config), "utf-8")
    command = [sys.executable, "-m", "mkdocs", "build", "-f", str(file), "-d", str(folder / "site")]
    subprocess.run(command, check=True, capture_output=True, env=os.environ | QUIET)
    return folder / "site"


def network() -> Table:
    """Bytes over the network that each kind of page pays for us, beside the same page built without us."""
    table = Table(
        "Bytes that a page pays for us, default options (raw / gzip)",
        ("page", "in its HTML", "mos.css", "mos.js"),
        note="In the HTML: more than the same text without its block in a build without the plugin. A site that embeds no window and uses no card has neither file.",
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as made:
        for number, (name, text) in enumerate(TEXTS.items()):
            pages = []
            for plugin in (False, True):
                folder = Path(made) / f"{number}{plugin}"
                (folder / "docs").mkdir(parents=True)
                plain = TEXTS["without blocks"] if not plugin else text
                (folder / "docs" / "index.md").write_text(plain, "utf-8")
                mos: dict[str, Any] = {"service_id": "acme"} | ({"sdk": SDK} if "window" in name else {})
                pages.append(_build(folder, {
                    "site_name": "Help", "site_url": "https://help.example.com/", "theme": "mkdocs",
                    "plugins": [{"mos": mos}] if plugin else [],
                }))  # fmt: skip
            before, after = ((site / "index.html").read_bytes() for site in pages)
            cells = [f"{len(after) - len(before):,} / {len(gzip.compress(after)) - len(gzip.compress(before)):,}"]
            html = after.decode()
            for place in OURS:
                raw = (pages[1] / place).read_bytes() if place in html else b""
                cells.append(f"{len(raw):,} / {len(gzip.compress(raw)):,}" if raw else "none")
            table.rows.append((name, *cells))
    return table


PARSED = """source => {
  const start = performance.now();
  for (let i = 0; i < 100; i++) new Function(source + '\\n//' + i);
  return (performance.now() - start) / 100;
}"""
RUN = """([source, data]) => {
  const script = document.createElement('script');
  script.dataset.mos = data;
  script.text = source;
  const start = performance.now();
  document.body.append(script);
  return performance.now() - start;
}"""


def script(runs: int) -> Table:
    """Parse and run time of mos.js, in a page with one card and one link."""
    source = (ROOT / "mkdocs_mos" / "browser" / "mos.js").read_text("utf-8")
    site = {"serviceId": "acme", "script": SCRIPT, "loader": "interaction", "consent": False, "words": {}}
    parsed, ran = [], []
    with tempfile.TemporaryDirectory() as made, ExitStack() as stack:
        (Path(made) / "index.html").write_text("<!doctype html><title>x</title><body><p>Help</p></body>", "utf-8")
        address = stack.enter_context(served(Path(made)))
        browser = stack.enter_context(chromium())
        for _ in range(runs):
            context = browser.new_context()
            page = context.new_page()
            page.goto(address)
            parsed.append(page.evaluate(PARSED, source))
            ran.append(page.evaluate(RUN, [source, json.dumps(site)]))
            context.close()
    return Table(
        "mos.js in Chromium, milliseconds", ("what", "time"),
        [("parse, as a function", Spread.of(parsed)), ("parse and run, as an element of a page", Spread.of(ran))],
        note="Its clock has steps of 0.1 ms.",
    )  # fmt: skip


MODES: dict[str, dict[str, Any] | None] = {
    "without the plugin": None,
    "no chat": {"enabled": False},
    "the vendor's snippet (eager)": {"loader": "eager"},
    "idle": {"loader": "idle"},
    "interaction": {"loader": "interaction"},
    "launcher": {"loader": "launcher"},
}
PAGE = "products/teapots/"
CATEGORIES = ("performance", "accessibility", "best-practices")


def lighthouse(runs: int, page: str = PAGE) -> Table:
    """Lighthouse's scores of a page of the sample, in each mode, turn by turn."""
    table = Table(
        "Lighthouse, mobile: the sample's product page, with a stand-in of 300 KB that blocks for 250 ms",
        ("loader", *CATEGORIES, "total blocking time, ms", "largest contentful paint, ms", "KB of the vendor's"),
        note="Medians, lowest and highest. One page's performance varies by far more on a shared machine than the modes differ. "
        "Without the plugin, its blocks are text.",
    )  # fmt: skip
    program = Path(__file__).parent / "node_modules" / ".bin" / "lighthouse"
    found: dict[str, list[tuple[float, ...]]] = defaultdict(list)
    with (ROOT / "mkdocs.yml").open("rb") as file:
        sample = yaml_load(file)
    sample["docs_dir"] = str(ROOT / sample["docs_dir"])
    own = next(entry["mos"] for entry in sample["plugins"] if isinstance(entry, dict) and "mos" in entry)
    own["catalog"] = str(ROOT / own["catalog"])
    with tempfile.TemporaryDirectory() as made, ExitStack() as stack:
        vendor_folder = Path(made) / "vendor"
        vendor_folder.mkdir()
        (vendor_folder / "vendor.js").write_text(stand_in(250), "utf-8")
        vendor = stack.enter_context(served(vendor_folder))
        sites = {}
        for number, (mode, options) in enumerate(MODES.items()):
            plugins: list[Any] = ["search"]
            if options is not None:
                plugins.append({"mos": own | {"sdk": SDK, "sandbox": False} | options})
            built = _build(Path(made) / str(number), sample | {"plugins": plugins})
            for html in built.rglob("*.html"):
                text = html.read_text("utf-8").replace(SCRIPT, f"{vendor}vendor.js").replace(SDK, f"{vendor}vendor.js")
                html.write_text(text, "utf-8")
            sites[mode] = stack.enter_context(served(built))
        for turn in range(runs):
            for mode in list(sites)[:: -1 if turn % 2 else 1]:
                found[mode].append(_score(program, sites[mode] + page, vendor))
    for mode, rows in found.items():
        table.rows.append((mode, *(Spread.of(column) for column in zip(*rows, strict=True))))
    base = [row[0] for row in found["no chat"]]
    for mode, rows in found.items():
        pairs = [score - without for (score, *_), without in zip(rows, base, strict=True)]
        if mode not in ("without the plugin", "no chat"):
            table.note += f" {mode}: {median(pairs):+.0f} points beside no chat in the same turn ({min(pairs):+.0f} to {max(pairs):+.0f})."
    return table


def _score(program: Path, address: str, vendor: str) -> tuple[float, ...]:
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    run = subprocess.run(
        [str(program), address, "--output=json", "--quiet", f"--only-categories={','.join(CATEGORIES)}",
         f"--chrome-flags=--headless=new {FLAGS}"],
        check=True, capture_output=True, text=True, env=os.environ | {"CHROME_PATH": path},
    )  # fmt: skip
    report = json.loads(run.stdout)
    audits = report["audits"]
    requests = audits["network-requests"]["details"]["items"]
    theirs = sum(item.get("transferSize", 0) for item in requests if item["url"].startswith(vendor)) / 1024
    return (
        *(report["categories"][category]["score"] * 100 for category in CATEGORIES),
        audits["total-blocking-time"]["numericValue"],
        audits["largest-contentful-paint"]["numericValue"],
        theirs,
    )
