// @ts-check
/**
 * MOS sandbox: plays the vendor's mossdk.js (vendor document 2.2.2). It takes the calls that the snippet has queued,
 * and shows the customer service entry component in the bottom right corner. Nothing leaves the site.
 */
(() => {
  "use strict";

  /** @typedef {{(...args: unknown[]): void, a?: ArrayLike<unknown>[]}} Queue */

  const MODE = "mos-sandbox";
  const all = /** @type {{_MOSCONFIG?: Queue}} */ (/** @type {unknown} */ (window));
  const own = /** @type {HTMLScriptElement | null} */ (document.currentScript);
  if (!own || mode() === "missing") return;

  const styles = new URL("sandbox.css", own.src).href;
  const chat = new URL("chat.html", own.src).href;
  // The queue stays where a second run finds it: two loaders on a page then show two launchers, which one sees.
  const queue = all._MOSCONFIG?.a || [];
  let shown = false;

  /** @type {Queue} */
  const receive = function () {
    queue.push(arguments);
    show();
  };
  receive.a = queue;
  all._MOSCONFIG = receive;
  show();

  /** What to play: the address says it once, the session remembers it while one browses. */
  function mode() {
    const asked = new URLSearchParams(location.search).get(MODE);
    try {
      if (asked === "works") sessionStorage.removeItem(MODE);
      else if (asked) sessionStorage.setItem(MODE, asked);
      return sessionStorage.getItem(MODE) || "works";
    } catch {
      return asked || "works"; // not remembered, then
    }
  }

  /** Shows one launcher, for the first ID. */
  function show() {
    if (shown || !queue.length) return;
    shown = true;
    bringStyles();
    const id = String(queue[0][0]);
    const launcher = document.createElement("a");
    launcher.className = "mos-sandbox-launcher";
    launcher.dataset.id = id;
    launcher.href = `${chat}?id=${encodeURIComponent(id)}`;
    launcher.target = "_blank";
    launcher.rel = "noopener";
    launcher.textContent = "Chat";
    launcher.setAttribute("aria-label", "Chat (MOS sandbox, opens in a new tab)");
    corner().append(launcher);
  }

  function corner() {
    const there = document.querySelector(".mos-sandbox-corner");
    if (there) return there;
    const made = document.createElement("aside");
    made.className = "mos-sandbox-corner";
    made.setAttribute("aria-label", "MOS sandbox: chat");
    document.body.append(made);
    return made;
  }

  /** As widgets do, this one brings its styles into the head of whatever page it is on. */
  function bringStyles() {
    if ([...document.getElementsByTagName("link")].some((link) => link.href === styles)) return;
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = styles;
    document.head.append(link);
  }
})();
