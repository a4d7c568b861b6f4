"""A real headless Chromium, and built sites served to it; nothing reaches the network."""

from __future__ import annotations

import functools
import json
import shutil
import subprocess
import threading
from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import zxingcpp
from playwright.sync_api import Browser, Page, Route, sync_playwright

FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)


LOADER_URL = "https://cdn-oss.mos.me/public/js/mossdk.js"
# What the vendor's document says of its script (2.2.2): it takes the calls that were queued, and shows a launcher.
STAND_IN = """
const queued = window._MOSCONFIG.a || [];
for (const [id] of queued) {
  const launcher = document.createElement('div');
  launcher.className = 'stand-in-launcher';
  launcher.dataset.id = id;
  document.body.append(launcher);
}
"""
VNU = Path(__file__).parent / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
SDK_URL = "https://sdk.example/mos-customer-service-sdk.umd.js"
AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"


def axe(page: Page, *within: str) -> list[str]:
    """What axe-core finds in a page, or in the elements that selectors name: rule, impact, element and words."""
    page.evaluate(AXE.read_text("utf-8"))
    violations = page.evaluate(
        "within => axe.run(within.length ? {include: within.map(s => [s])} : document).then(r => r.violations)", within
    )
    return [
        f"{violation['id']} ({violation['impact']}): {node['html']} {node['failureSummary']}"
        for violation in violations
        for node in violation["nodes"]
    ]


@contextmanager
def chromium() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    assert path, "the tests need Chromium; “make test” installs it"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS.split())
        yield browser
        browser.close()


class Handler(SimpleHTTPRequestHandler):
    """Serves files as a static host does: quietly, with the site's own 404 page."""

    def __init__(self, *args: Any, policy: str = "", **options: Any) -> None:
        self._policy = policy
        super().__init__(*args, **options)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass

    def end_headers(self) -> None:
        if self._policy:
            self.send_header("Content-Security-Policy", self._policy)
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        if code != 404 or not page.is_file():
            super().send_error(code, message, explain)
            return
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(page.read_bytes())


@contextmanager
def served(folder: Path, policy: str = "") -> Iterator[str]:
    """Serve a folder on a free port of this machine, under a Content-Security-Policy, and return its address."""
    handler = functools.partial(Handler, directory=str(folder), policy=policy)
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def offline(page: Page, answers: dict[str, str] | None = None) -> list[str]:
    """Answer requests to other hosts from a table, refuse all others, and return the list that notes them."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        url = route.request.url
        if url.startswith("http://127.0.0.1:"):
            route.continue_()
            return
        asked.append(url)
        if answers and url in answers:
            route.fulfill(body=answers[url], content_type="text/javascript")
        else:
            route.abort()

    page.route(lambda url: True, answer)
    return asked


def goto_instant(page: Page, address: str) -> None:
    """Open a page whose theme swaps pages: it follows links so once it has the sitemap, and loads them before that."""
    with page.expect_request_finished(lambda request: request.url.endswith("/sitemap.xml")):
        page.goto(address)
    page.evaluate("() => new Promise(done => setTimeout(done))")


def checked(files: list[Path]) -> dict[str, Counter[str]]:
    """The errors and warnings of the HTML checker, by file."""
    options = ["--format", "json", "--stdout", "--exit-zero-always"]
    run = subprocess.run(["java", "-jar", VNU, *options, *files], capture_output=True, text=True, check=True)
    found: dict[str, Counter[str]] = {str(file): Counter() for file in files}
    for message in json.loads(run.stdout)["messages"]:
        if message["type"] == "error" or message.get("subtype") == "warning":
            found[message["url"].removeprefix("file:")][message["message"]] += 1
    return found


GREY = """async source => {
  const image = new Image(); image.src = source; await image.decode();
  const { width, height } = image, pen = new OffscreenCanvas(width, height).getContext("2d");
  pen.drawImage(image, 0, 0);
  const { data } = pen.getImageData(0, 0, width, height);
  let grey = "";
  for (let at = 0; at < data.length; at += 4) grey += String.fromCharCode((data[at] + data[at + 1] + data[at + 2]) / 3);
  return [btoa(grey), height, width];
}"""


def codes(page: Page, picture: bytes, kind: str = "png") -> list[str]:
    """What a phone reads in a picture, which any page without a policy can draw."""
    grey, *size = page.evaluate(GREY, f"data:image/{kind};base64,{b64encode(picture).decode()}")
    return read(b64decode(grey), size)


def read(grey: bytes, size: list[int]) -> list[str]:
    # Of no other kind: a part of a QR code may pass for a short code of lines.
    found = zxingcpp.read_barcodes(memoryview(grey).cast("B", size), formats=zxingcpp.BarcodeFormat.QRCode)
    return [str(code.text) for code in found]
