"""What each way of loading the chat costs a reader: one page, five modes, side by side. A benchmark, no test.

Run `python -m tests.benchmarks.loading` on a calm machine, and compare the rows of one run only: the numbers of one page
differ between machines, and between hours on one machine.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import tempfile
from base64 import b64encode
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import yaml
from playwright.sync_api import Browser, CDPSession, Page, Request, Route, TimeoutError, ViewportSize  # noqa: A004

from ..browser import LOADER_URL, SDK_URL, chromium, served
from ..conftest import Result, Site

MODES: dict[str, str | None] = {
    "no chat": None,
    "eager": "loader: eager",
    "idle": "loader: idle",
    "interaction": "loader: interaction",
    "launcher": f"loader: launcher\nsdk: {SDK_URL}",
}
VENDOR = (LOADER_URL, SDK_URL)

FRONT = """---
mos:
  products:
    flagship: {title: Flagship package, price: $299.00, linePrice: $399.00, desc: "Everything we have, for teams of up
      to twenty people.", cover: img/flagship.svg}
---
"""
# The same words and the same picture, where there is no plugin.
PLAIN = """![](img/flagship.svg)

**Flagship package** · $299.00 ~~$399.00~~

Everything we have, for teams of up to twenty people.
"""
SENTENCE = "Open the settings, choose the members that the change is for, and press save; it takes effect at once. "
HELP = "".join(
    f"## {heading}\n\n{SENTENCE * 4}\n\n![The dialog]({picture})\n\n1. {SENTENCE}\n2. {SENTENCE}\n\n{SENTENCE * 3}\n\n"
    for heading, picture in {
        "Before you begin": "img/before.svg",
        "Invite your team": "img/invite.svg",
        "Choose who may do what": "img/roles.svg",
        "When a member leaves": "img/leaves.svg",
    }.items()
)
TEXT = f"# Set up a team\n\n{SENTENCE * 3}\n\n![The team page](img/team.svg)\n\n%s\n\n{HELP}"
BARS = "".join(f'<rect x="{i % 20 * 40}" y="{i // 20 * 40}" width="{8 + i % 30}" height="12"/>' for i in range(200))
PICTURE = f'<svg xmlns="http://www.w3.org/2000/svg" width="800" height="400" viewBox="0 0 800 400">{BARS}</svg>'
PICTURES = ("team", "flagship", "before", "invite", "roles", "leaves")

KB = 1024
PHONE: ViewportSize = {"width": 412, "height": 823}
# As Lighthouse throttles for a phone.
NETWORK = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1.6e6 / 8,
    "uploadThroughput": 0.75e6 / 8,
}
OBSERVED = """window.tasks = []; window.paint = 0;
new PerformanceObserver(list => { for (const e of list.getEntries()) tasks.push([e.startTime, e.duration]) })
  .observe({type: 'longtask', buffered: true});
new PerformanceObserver(list => { for (const e of list.getEntries()) paint = e.startTime })
  .observe({type: 'largest-contentful-paint', buffered: true});
"""
MEASURED = """() => {
  const from = performance.getEntriesByName('first-contentful-paint')[0].startTime;
  const blocked = tasks.map(([start, took]) => Math.max(0, start + took - Math.max(start, from) - 50));
  return {
    tbt: blocked.reduce((a, b) => a + b, 0),
    lcp: paint,
    load: performance.getEntriesByType('navigation')[0].loadEventStart,
  };
}"""
IDLE = "pause => new Promise(done => requestIdleCallback(() => setTimeout(done, pause)))"


def pages(mos: str | None) -> dict[str, str]:
    """The page that every mode shows, and its pictures."""
    text = TEXT % PLAIN if mos is None else FRONT + TEXT % "::: mos-product flagship"
    return {"index.md": text} | {f"img/{name}.svg": PICTURE for name in PICTURES}


def built(folder: Path, mos: str | None) -> Result:
    """Build the page with the plugin's options, or, for none, without the plugin."""
    ours = [] if mos is None else [{"mos": {"service_id": "acme"} | yaml.safe_load(mos)}]
    config = {
        "site_name": "Help",
        "site_url": "https://help.example.com/",
        "theme": {"name": "material", "font": False, "features": ["content.code.copy", "navigation.top"]},
        "plugins": ["search", *ours],
    }
    (folder / "docs").mkdir(parents=True)
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(config), "utf-8")
    site = Site(folder)
    for path, content in pages(mos).items():
        site.write(path, content)
    result = site.build("--strict")
    assert result.status == 0, result.output
    return result


class Watch:
    """Notes what a page requests; begun before the page is opened."""

    def __init__(self, page: Page, address: str) -> None:
        self._address = address
        self.requests: list[Request] = []
        self.pending: set[Request] = set()
        page.on("request", self._begin)
        page.on("requestfinished", self._end)
        page.on("requestfailed", self._end)

    def _begin(self, request: Request) -> None:
        self.requests.append(request)
        self.pending.add(request)

    def _end(self, request: Request) -> None:
        self.pending.discard(request)

    def _is_local(self, request: Request) -> bool:
        return request.url.startswith(self._address)

    @property
    def local(self) -> list[str]:
        """The paths that were requested from the site itself."""
        return [r.url.removeprefix(self._address) for r in self.requests if self._is_local(r)]

    @property
    def vendor(self) -> list[str]:
        """The addresses that were requested from anybody else."""
        return [r.url for r in self.requests if not self._is_local(r)]

    @property
    def pending_local(self) -> list[str]:
        return [r.url for r in self.pending if self._is_local(r)]

    def bytes(self, vendor: bool) -> int:
        """What came, heads included, from the vendor or from the site, of requests that have ended."""
        done = [r for r in self.requests if r not in self.pending and self._is_local(r) is not vendor]
        sizes = [request.sizes() for request in done]
        return sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes)


def quiet(page: Page, watch: Watch, pause: int) -> None:
    """Wait until the page is loaded and, for the length of a pause, nothing has been asked for, come, or blocked."""
    page.wait_for_load_state("load")
    now = None
    while True:
        before, now = now, (len(watch.requests), page.evaluate("window.tasks?.length"))
        if before == now and not watch.pending:
            return
        page.evaluate(IDLE, pause)


def stand_in(block: int) -> str:
    """A script of 300 KB that hardly compresses and blocks the main thread for some milliseconds."""
    work = f"{{ const from = performance.now(); while (performance.now() - from < {block}); }}\n"
    padding = b64encode(random.Random(0).randbytes(300 * KB)).decode()
    return f"/*{padding[: 300 * KB - len(work) - 5]}*/\n{work}"


@dataclass
class Run:
    vendor_requests: int
    vendor_bytes: int
    requests: int
    bytes: int
    tbt: float
    lcp: float
    load: float


def redirect(session: CDPSession, address: str) -> None:
    """Have the vendor's addresses answered by a server of our own, unseen by the page, and all others refused.

    A request that Playwright's own routes answer is not throttled (300 KB arrived in 0.1 s instead of 1.7 s).
    """

    def answer(event: dict[str, Any]) -> None:
        asked = {"requestId": event["requestId"]}
        if event["request"]["url"] in VENDOR:
            session.send("Fetch.continueRequest", asked | {"url": f"{address}vendor.js"})
        else:
            session.send("Fetch.failRequest", asked | {"errorReason": "AddressUnreachable"})

    session.on("Fetch.requestPaused", answer)
    session.send("Fetch.enable", {"patterns": [{"urlPattern": "https://*"}]})


@contextmanager
def phone(browser: Browser) -> Iterator[Page]:
    """Open a blank page of a phone that was never anywhere."""
    context = browser.new_context(viewport=PHONE, device_scale_factor=1.75, is_mobile=True, has_touch=True)
    yield context.new_page()
    context.close()


def measured(browser: Browser, address: str, vendor: str, cpu: int) -> Run:
    """Open a page as a phone does that was never here, and let it be."""
    with phone(browser) as page:
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        session.send("Network.emulateNetworkConditions", NETWORK)
        session.send("Emulation.setCPUThrottlingRate", {"rate": cpu})
        redirect(session, vendor)
        page.add_init_script(OBSERVED)
        watch = Watch(page, address)
        page.goto(address)
        quiet(page, watch, pause=1000)
        theirs, ours = watch.bytes(vendor=True), watch.bytes(vendor=False)
        return Run(len(watch.vendor), theirs, len(watch.requests), theirs + ours, **page.evaluate(MEASURED))


def load_fires(browser: Browser, address: str, seconds: float) -> bool:
    """Say whether a page's `load` event comes while the vendor's server takes every request and answers none."""
    with phone(browser) as page:
        held: list[Route] = []
        page.route(lambda url: not url.startswith(address), lambda route: held.append(route))
        page.goto(address, wait_until="commit")
        try:
            page.wait_for_load_state("load", timeout=seconds * 1000)
        except TimeoutError:
            return False
        finally:
            for route in held:
                route.abort()
        return True


def _range(values: list[float]) -> str:
    return f"{median(values):.0f} ({min(values):.0f}–{max(values):.0f})"


def _row(mode: str, runs: list[Run]) -> str:
    cells = [
        mode,
        f"{median(run.vendor_requests for run in runs):g}",
        f"{median(run.vendor_bytes for run in runs) / KB:.0f}",
        f"{median(run.requests for run in runs):g}",
        f"{median(run.bytes for run in runs) / KB:.0f}",
        *(_range([getattr(run, name) for run in runs]) for name in ("tbt", "lcp", "load")),
    ]
    return f"| {' | '.join(cells)} |"


def _machine() -> str:
    return f"load average {' '.join(f'{load:.1f}' for load in os.getloadavg())}"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.loading", description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="rounds through all modes (5)")
    parser.add_argument("--block", type=int, default=250, help="ms for which the vendor's stand-in blocks (250)")
    parser.add_argument("--cpu", type=int, default=4, help="how many times slower the processor is made (4)")
    parser.add_argument("--hang", type=float, default=5, help="seconds to wait for “load” where the CDN hangs (5)")
    options = parser.parse_args()
    runs: dict[str, list[Run]] = {mode: [] for mode in MODES}
    with ExitStack() as stack:
        made = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        (made / "vendor").mkdir()
        (made / "vendor" / "vendor.js").write_text(stand_in(options.block), "utf-8")
        vendor = stack.enter_context(served(made / "vendor"))
        sites = {
            mode: stack.enter_context(served(built(made / mode.replace(" ", "-"), mos).folder))
            for mode, mos in MODES.items()
        }
        browser = stack.enter_context(chromium())
        print(
            f"Chromium {browser.version}, {platform.machine()}, {os.cpu_count()} cores, {_machine()} before.\n"
            f"{options.runs} runs of each mode, side by side, each in a fresh context without cache; processor slowed\n"
            f"{options.cpu} times, network 150 ms and 1.6 Mbit/s, for the vendor's stand-in too (300 KB; it blocks for\n"
            f"{options.block} ms by the clock, which slowing the processor does not lengthen). Nothing is compressed.\n"
            "Nobody touches the page.\n"
        )
        measured(browser, sites["eager"], vendor, options.cpu)  # the first of all is slower
        order = list(MODES)
        for _ in range(options.runs):
            for mode in order:
                runs[mode].append(measured(browser, sites[mode], vendor, options.cpu))
            order = [*order[1:], order[0]]
        print("| mode | vendor requests | vendor KB | all requests | all KB | TBT ms | LCP ms | load ms |")
        print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
        for mode in MODES:
            print(_row(mode, runs[mode]))
        print(f"\nMedian (lowest–highest); {_machine()} after.\n")
        print(f"| where the CDN hangs | load fires within {options.hang:g} s |")
        print("| --- | --- |")
        for mode, address in sites.items():
            print(f"| {mode} | {'yes' if load_fires(browser, address, options.hang) else 'no'} |")


if __name__ == "__main__":
    main()
