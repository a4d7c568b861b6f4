"""What plays the vendor's SDK in tests of windows and panels, and what such a page notes of itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, Route

from .browser import SDK_URL
from .conftest import ROOT

# The stand-in of the sandbox follows the vendor's document (2.3); this notes what it is asked.
PLAYED = (ROOT / "mkdocs_mos/browser/sandbox/mos-customer-service-sdk.umd.js").read_text("utf-8")
NOTED = """
window.inits = []; window.messages = [];
{ const { init } = MosCustomerService;
  MosCustomerService.init = (container, config) => {
    const { width, height } = container.style;
    inits.push({ config, width, height, size: [container.offsetWidth, container.offsetHeight] });
    const instance = init(container, config);
    return { sendMessage(product) { messages.push(product); return instance.sendMessage(product); } };
  }; }
"""
WORKS = PLAYED + NOTED
REJECTS = (
    "MosCustomerService = {init(e) { e.append('chat'); return {sendMessage: () => Promise.reject(new Error('no'))} }}"
)
HANGS = "MosCustomerService = {init(e) { e.append('chat'); return {sendMessage: () => new Promise(() => {})} }}"
THEMES = {
    "mkdocs": "theme: {name: mkdocs, highlightjs: false}\n",
    "readthedocs": "theme: {name: readthedocs, highlightjs: false}\n",
    "material": "theme: {name: material, font: false}\n",
}
SIZES = [(390, 664), (390, 844), (1280, 720), (1280, 900)]
"""Phones and desks."""

EVENTS = """window.seen = [];
for (const name of ['open', 'send', 'sent', 'error'])
  document.addEventListener('mos:' + name, ({type, detail}) => seen.push({type, ...detail}));
window.said = [];
addEventListener('DOMContentLoaded', () => new MutationObserver(records => { for (const r of records) {
  const status = r.target.closest?.('[role=status]'); if (status) said.push(status.textContent.trim()); } })
  .observe(document, {subtree: true, childList: true}));
window.shift = []; // of the article and of what is ours; a theme may move its own header
new PerformanceObserver(list => { for (const e of list.getEntries()) for (const {node} of e.sources)
  if (document.querySelector('h1').parentElement.contains(node) || node?.closest?.('.mos-corner, .mos-panel'))
    if (!node.matches?.('.mos-chat a')) shift.push(node.outerHTML || node.data); }) // which the window takes the place of
  .observe({type: 'layout-shift', buffered: true});
"""


def unstyled(page: Page) -> None:
    """Let the stand-in have its stylesheet, which nobody counts, and the theme no fonts, which move its text."""
    page.route("**/sandbox.css", lambda route: route.fulfill(body="", content_type="text/css"))
    page.route("**/*.woff*", lambda route: route.abort())


@contextmanager
def held(page: Page) -> Iterator[list[Route]]:
    """Keep the SDK on its way, until the end."""
    waiting: list[Route] = []
    page.route(SDK_URL, lambda route: waiting.append(route))
    yield waiting
    page.unroute(SDK_URL)
    for route in waiting:
        route.fulfill(body=WORKS, content_type="text/javascript")
