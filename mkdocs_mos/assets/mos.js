// @ts-check
/**
 * mkdocs-mos in the reader's browser: when the vendor's script starts, and whether it may.
 * What it needs to know stands as JSON in its own element's `data-mos`, so that a page needs no inline script.
 */
(() => {
  "use strict";

  /**
   * @typedef {object} Site
   * @property {string} serviceId
   * @property {string} script address of the vendor's script (vendor document 2.2.2)
   * @property {false | "eager" | "idle" | "interaction"} loader
   * @property {false | "material" | "own"} consent who knows whether the reader has agreed
   */

  /** @typedef {{effectiveType?: string, saveData?: boolean}} Connection */

  /**
   * What others put on `window`: the vendor's queue, Material's stored settings and its signal of a new page.
   * @typedef {object} Globals
   * @property {{(id: string): void, a?: IArguments[]}} [_MOSCONFIG]
   * @property {(name: string) => unknown} [__md_get]
   * @property {{subscribe(listener: () => void): void}} [document$]
   * @property {{consent(agreed: boolean): void}} [mos]
   */

  const all = /** @type {Globals} */ (/** @type {unknown} */ (window));
  const own = document.currentScript;
  if (!own || all.mos) return; // twice on a page

  const site = /** @type {Site} */ (JSON.parse(own.dataset.mos || "{}"));
  const STORED = "mos-consent";
  const ACTS = ["pointerdown", "pointermove", "keydown", "touchstart", "wheel"];
  let agreed = !site.consent || stored();
  let waiting = false;
  let started = false;

  /** What the reader chose before; anything unreadable means no. */
  function stored() {
    try {
      if (site.consent === "own") return localStorage.getItem(STORED) === "yes";
      const choices = /** @type {Record<string, unknown> | null} */ (all.__md_get?.("__consent"));
      return choices?.mos === true;
    } catch {
      return false;
    }
  }

  /** @param {boolean} yes */
  function decide(yes) {
    if (site.consent !== "own") return;
    try {
      if (yes) localStorage.setItem(STORED, "yes");
      else localStorage.removeItem(STORED);
    } catch {
      // Not remembered, then: the next page asks again.
    }
    agreed = yes; // what is loaded cannot be unloaded: a no holds from the next page
    if (yes) arrange();
  }

  /** Starts the vendor's script as the vendor's own snippet does, unless anybody has started it. */
  function start() {
    if (started) return;
    waiting = started = agreed && wanted();
    if (!started) return; // the page that comes next may want it
    if (all._MOSCONFIG || document.querySelector(`script[src="${CSS.escape(site.script)}"]`)) return;
    /** @type {NonNullable<Globals["_MOSCONFIG"]>} */
    const queue = function () {
      (queue.a = queue.a || []).push(arguments);
    };
    all._MOSCONFIG = queue;
    const script = document.createElement("script");
    script.async = true;
    script.charset = "UTF-8";
    script.src = site.script;
    document.body.append(script);
    queue(site.serviceId);
  }

  /** Whether the page that is shown has a loader: a theme may have swapped it for the one that was loaded. */
  function wanted() {
    return !document.querySelector("[data-mos-no-loader]");
  }

  function atInteraction() {
    const act = () => {
      for (const name of [...ACTS, "scroll"]) removeEventListener(name, act, true);
      start();
    };
    /** @param {string[]} names */
    const listen = (names) => names.forEach((name) => addEventListener(name, act, { capture: true, passive: true }));
    listen(ACTS);
    // A browser that restores a page's place scrolls it while it loads: that is not the reader.
    afterLoad(() => waiting && !started && listen(["scroll"]));
  }

  function atIdle() {
    const connection = /** @type {Navigator & {connection?: Connection}} */ (navigator).connection;
    if (connection?.saveData || /2g$/.test(connection?.effectiveType || "")) atInteraction();
    else if ("requestIdleCallback" in window) afterLoad(() => requestIdleCallback(start));
    else afterLoad(start);
  }

  /** @param {() => void} act */
  function afterLoad(act) {
    if (document.readyState === "complete") act();
    else addEventListener("load", () => setTimeout(act), { once: true });
  }

  /** Waits for what this site's loader waits for; asked again at each page that a theme swaps in. */
  function arrange() {
    if (!site.loader || waiting || !agreed || !wanted()) return;
    waiting = true;
    if (site.loader === "eager") start();
    else if (site.loader === "idle") atIdle();
    else atInteraction();
  }

  all.mos = {
    consent(yes) {
      document.dispatchEvent(new CustomEvent("mos:consent", { detail: yes === true }));
    },
  };
  document.addEventListener("mos:consent", (event) => decide(/** @type {CustomEvent} */ (event).detail === true));
  arrange();
  all.document$?.subscribe(arrange);
})();
