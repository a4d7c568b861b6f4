"""From the reader's first act to a chat window that takes what they type: our launcher beside the vendor's."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, CDPSession, Page, ViewportSize

from ..browser import chromium, served
from .loading import MODES, NETWORK, Watch, built, phone, quiet, redirect, stand_in
from .measure import Spread, Table

BLOCK = 250
"""Milliseconds for which the vendor's script blocks, and the SDK as well."""
HOLD = 80
"""Milliseconds for which a finger or a button stays down: a short press."""

# One file plays the vendor's script (vendor document 2.2.2) and the SDK (2.3.3.2), so that both weigh the same and draw
# the same window. Of the vendor's launcher the document says only that it comes: here its window needs nothing more.
PLAYED = """
{ const draw = container => {
    const field = document.createElement('textarea');
    field.className = 'played-field';
    field.setAttribute('aria-label', 'Message');
    container.append(field);
  };
  window.MosCustomerService = { init(container) { draw(container); return { sendMessage: async () => {} } } };
  if (window._MOSCONFIG?.a?.length) {
    const launcher = document.createElement('button');
    launcher.className = 'played-launcher';
    launcher.textContent = 'Chat';
    launcher.style.cssText = 'position: fixed; z-index: 9; right: 16px; bottom: 16px; width: 56px; height: 56px';
    launcher.onclick = () => {
      const box = document.createElement('div');
      box.style.cssText = 'position: fixed; z-index: 9; right: 16px; bottom: 84px; width: 360px; height: 500px';
      document.body.append(box);
      draw(box);
    };
    document.body.append(launcher);
  } }
"""
# By the page's own clock, so that the way from here to the browser costs nobody anything. What can be pressed or typed
# into is drawn, and nothing lies over it.
OBSERVED = """
window.acts = []; window.downs = []; window.ready = {};
addEventListener('pointermove', ({timeStamp}) => acts.push(timeStamp), true);
addEventListener('pointerdown', ({timeStamp}) => { acts.push(timeStamp); downs.push(timeStamp) }, true);
(function look() {
  for (const part of document.querySelectorAll('.played-launcher, .played-field')) {
    const { x, y, width, height } = part.getBoundingClientRect();
    if (document.elementFromPoint(x + width / 2, y + height / 2) === part) ready[part.className] ||= performance.now();
  }
  requestAnimationFrame(look);
})();
"""
DESK: ViewportSize = {"width": 1350, "height": 940}
TEXT = "article h1"
OURS = ".mos-launcher"
THEIRS = ".played-launcher"
FIELD = ".played-field"

Press = Callable[[str], None]


@dataclass
class Run:
    """What one reader waited for, in milliseconds.

    Attributes:
        presses: how often they pressed.
        pressable: from their first act, which starts the loading, until the vendor's launcher can be pressed.
        opening: from their last press until the window takes what they type.
    """

    presses: int
    pressable: float
    opening: float

    @property
    def usable(self) -> float:
        """From the first act on, where the second follows at once: nobody is faster."""
        return self.pressable + self.opening


@contextmanager
def _phone(browser: Browser) -> Iterator[tuple[Page, CDPSession, Press]]:
    with phone(browser) as page:
        session = page.context.new_cdp_session(page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": 4})

        def press(selector: str) -> None:
            x, y = _middle(page, selector)
            session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
            page.wait_for_timeout(HOLD)
            session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

        yield page, session, press


@contextmanager
def _desk(browser: Browser) -> Iterator[tuple[Page, CDPSession, Press]]:
    context = browser.new_context(viewport=DESK)
    page = context.new_page()
    yield page, context.new_cdp_session(page), lambda selector: page.mouse.click(*_middle(page, selector), delay=HOLD)
    context.close()


def _middle(page: Page, selector: str) -> tuple[float, float]:
    box = page.locator(selector).bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


# As Lighthouse throttles for each: 150 ms and 1.6 Mbit/s with a processor four times slower, 40 ms and 10 Mbit/s.
DEVICES = {
    "phone": (_phone, NETWORK),
    "desk": (_desk, NETWORK | {"latency": 40, "downloadThroughput": 10e6 / 8, "uploadThroughput": 10e6 / 8}),
}


def _measured(browser: Browser, device: str, mode: str, address: str, vendor: str) -> Run:
    """Open a page as somebody does who was never here, and chat."""
    opened, network = DEVICES[device]
    with opened(browser) as (page, session, press):
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        session.send("Network.emulateNetworkConditions", network)
        redirect(session, vendor)
        page.add_init_script(OBSERVED)
        watch = Watch(page, address)
        page.goto(address)
        quiet(page, watch, pause=500)
        assert watch.vendor == []
        press(OURS if mode == "launcher" else TEXT)
        pressable = 0.0
        if mode != "launcher":
            page.wait_for_function("ready['played-launcher']")
            pressable = page.evaluate("ready['played-launcher'] - acts[0]")
            press(THEIRS)
        page.wait_for_function("ready['played-field']")
        opening = page.evaluate("ready['played-field'] - downs.at(-1)")
        presses = page.evaluate("downs.length")
        assert len(watch.vendor) == 1
        press(FIELD)
        page.keyboard.type("Hello")
        assert page.locator(FIELD).input_value() == "Hello"
        return Run(presses, pressable, opening)


def table(runs: int) -> Table:
    """The reader's way to the chat window, with each launcher, turn by turn."""
    found: dict[tuple[str, str], list[Run]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as made, ExitStack() as stack:
        folder = Path(made) / "vendor"
        folder.mkdir()
        (folder / "vendor.js").write_text(stand_in(BLOCK) + PLAYED, "utf-8")
        vendor = stack.enter_context(served(folder))
        sites = {
            mode: stack.enter_context(served(built(Path(made) / mode, MODES[mode]).folder))
            for mode in ("interaction", "launcher")
        }
        browser = stack.enter_context(chromium())
        ways = [(device, mode) for device in DEVICES for mode in sites]
        for turn in range(-1, runs):  # the first of all is slower
            for device, mode in ways[:: -1 if turn % 2 else 1]:
                run = _measured(browser, device, mode, sites[mode], vendor)
                if turn >= 0:
                    found[device, mode].append(run)
    result = Table(
        "From the reader's first act to a chat window that can be typed into, milliseconds; 300 KB that block for 250 ms",
        ("device, loader", "presses", "the vendor's launcher can be pressed", "from the last press", "altogether"),
        note=f"Nothing is cached; each press lasts {HOLD} ms. interaction: the first press, or the movement to it, starts the loading anywhere on the page, the second follows as soon as it can, and the vendor's window needs nothing more: "
        "no reader is as fast. Who chats later finds the vendor's launcher there, and waits “from the last press” only; but who never chats has loaded it, too.",
    )  # fmt: skip
    for (device, mode), some in sorted(found.items(), key=lambda item: ways.index(item[0])):
        result.rows.append((
            f"{device}, {mode}",
            max(run.presses for run in some),
            None if mode == "launcher" else Spread.of([run.pressable for run in some]),
            Spread.of([run.opening for run in some]),
            Spread.of([run.usable for run in some]),
        ))  # fmt: skip
    for device in DEVICES:
        pairs = zip(found[device, "launcher"], found[device, "interaction"], strict=True)
        later = Spread.of([ours.usable - theirs.usable for ours, theirs in pairs])
        result.note += f" {device}: launcher {later.median:+.0f} ms beside interaction in the same turn ({later.low:+.0f} to {later.high:+.0f})."
    return result
