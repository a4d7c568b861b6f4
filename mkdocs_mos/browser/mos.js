// @ts-check
// mkdocs-mos in the reader's browser. Every control is a link to the chat that works without it. Types: globals.d.ts.
(() => {
  const own = document.currentScript;
  if (!(own instanceof HTMLScriptElement) || window.mos) return; // twice on a page

  const base = own.src;
  /** @type {MosSite} */
  const site = JSON.parse(own.dataset.mos || "");
  // Another page of the site may show this one, and has the chat itself.
  const outer = window.frameElement?.ownerDocument;
  const framed = () => outer?.querySelector("[data-mos-loader]");
  const { words } = site;
  const PATIENCE = 4000; // ms

  /** @param {string} address @param {string | null} [integrity] */
  function load(address, integrity) {
    const src = new URL(address, base).href;
    const there = [...document.scripts].find((script) => script.src === src);
    if (there) return there;
    const script = document.createElement("script");
    Object.assign(script, { src }, integrity && { integrity, crossOrigin: "" });
    document.body.append(script);
    return script;
  }

  // Consent

  let agreed = !site.consent || stored();

  /** Anything unreadable means no. */
  function stored() {
    try {
      if (site.consent === "material") return window.__md_get?.("__consent")?.mos === true;
      return localStorage.getItem("mos-consent") === "yes";
    } catch {
      return false;
    }
  }

  /** @param {unknown} yes */
  function decide(yes) {
    if (site.consent !== "own") return;
    agreed = yes === true; // what is loaded stays
    try {
      localStorage.setItem("mos-consent", agreed ? "yes" : "no");
    } catch {
      // The next page asks again.
    }
    arrange();
  }

  // The vendor's own bubble (vendor document 2.2)

  const ACTS = ["pointerdown", "pointermove", "keydown", "touchstart"];
  let waiting = false;
  let started = false;

  function start() {
    if (started) return;
    waiting = started = agreed && wanted();
    if (!started || window._MOSCONFIG) return;
    window._MOSCONFIG = function () {
      (window._MOSCONFIG.a ||= []).push(arguments);
    };
    window._MOSCONFIG(site.serviceId);
    load(site.script);
  }

  /** Whether the page that is shown is to have it. */
  function wanted() {
    return !framed() && !document.querySelector("[data-mos-no-loader]");
  }

  function atInteraction() {
    const act = () => {
      for (const name of [...ACTS, "scroll"]) removeEventListener(name, act, true);
      start();
    };
    /** @param {string[]} names */
    const listen = (names) => names.forEach((name) => addEventListener(name, act, { capture: true, passive: true }));
    listen(ACTS);
    // A restored page scrolls while it loads: that is not the reader.
    afterLoad(() => waiting && !started && listen(["scroll"]));
  }

  function atIdle() {
    const { saveData, effectiveType } = navigator.connection || {};
    if (saveData || effectiveType?.endsWith("2g")) atInteraction();
    else afterLoad(() => ("requestIdleCallback" in window ? requestIdleCallback(start, { timeout: 5000 }) : start()));
  }

  /** @param {() => void} act */
  function afterLoad(act) {
    if (document.readyState === "complete") act();
    else addEventListener("load", () => setTimeout(act), { once: true });
  }

  // Chat windows (vendor document 2.3)

  /** @type {Map<Element, Chat>} */
  const chats = new Map();
  const near = new IntersectionObserver(
    (seen) => {
      for (const { isIntersecting, target } of seen) {
        const chat = isIntersecting && chats.get(target);
        if (chat) open(chat);
      }
    },
    { rootMargin: "200px" },
  );
  /** @type {Promise<MosSdk | undefined>} */
  let sdk;

  function fetched() {
    return (sdk ||= new Promise((resolve) => {
      const look = () => resolve(window.MosCustomerService); // nothing, where an AMD loader has taken it
      if (window.MosCustomerService) return look();
      const script = load(site.sdk, site.integrity);
      script.onload = script.onerror = look;
    }));
  }

  /** @param {HTMLElement} root @returns {Chat} */
  function add(root) {
    const { mosChat = "", mosWidth, mosHeight } = root.dataset;
    const style = `width: ${mosWidth}; height: ${mosHeight}`; // the vendor asks for explicit sizes
    const box = document.createElement("div");
    Object.assign(box, { className: "mos-window", tabIndex: -1, role: "group", ariaLabel: words.chat, style });
    // A theme's shortcuts are single characters: what is typed here is not for them.
    box.onkeydown = box.onkeyup = box.onkeypress = (event) => {
      if (event.key.length === 1) event.stopPropagation();
    };
    const chat = { root, box, config: JSON.parse(mosChat) };
    chats.set(root, chat);
    return chat;
  }

  /** @param {Chat} chat */
  function open(chat) {
    return (chat.opening ||= begin(chat));
  }

  /** @param {Chat} chat */
  async function begin(chat) {
    const { root, box } = chat;
    say(chat, words.opening);
    setTimeout(() => chat.failed || "mosOpen" in root.dataset || say(chat, words.link), PATIENCE);
    try {
      const service = await fetched();
      root.querySelector(".mos-chat-box")?.append(box);
      if (!service || !box.isConnected) throw 0; // the reader has gone to another page
      chat.instance = service.init(box, chat.config);
      const look = () => {
        if (!box.firstChild && !box.shadowRoot) return;
        drawn.disconnect();
        const waited = document.activeElement;
        root.dataset.mosOpen = "";
        if (!chat.sent) say(chat, words.open);
        tell("open", chat);
        if (root.contains(waited) || waited === root.parentElement) box.focus({ preventScroll: true });
      };
      const drawn = new MutationObserver(look); // an `init` that has returned may still be at work
      drawn.observe(box, { childList: true });
      look();
      return chat.instance;
    } catch {
      chat.failed = true;
      box.remove();
      say(chat, words.link);
      tell("error", chat);
      name();
    }
  }

  /** @param {Chat} chat @param {(string | Node)[]} what */
  function say({ root }, ...what) {
    root.querySelector("[role=status]")?.replaceChildren(...what);
  }

  /** @param {string} name @param {Chat} chat @param {ProductInfo} [product] */
  function tell(name, { config }, product = config.product) {
    const detail = { page: location.pathname, source: config.source, product: product?.title };
    document.dispatchEvent(new CustomEvent(`mos:${name}`, { detail }));
  }

  // What is sent into a window (vendor document 2.3.3.4)

  /** How well a window takes a message. @param {Chat} chat */
  function rank({ root, box, instance, failed, show }) {
    const seen = root.getClientRects().length;
    if (!(show || seen) || !(instance ? box.isConnected : agreed && !failed)) return 0;
    return show ? (seen ? 4 : 1) : instance ? 3 : 2; // an open panel first, a closed one last
  }

  function current() {
    const [best] = [...chats.values()].sort((one, other) => rank(other) - rank(one));
    return best && rank(best) ? best : undefined;
  }

  /** @param {Chat} chat */
  function show(chat) {
    const { root, box, instance } = chat;
    if (chat.show) return chat.show();
    (instance ? box : root.querySelector("a")).focus({ preventScroll: true });
    const { top, bottom } = root.getBoundingClientRect();
    if (top < 160 || bottom > innerHeight) root.scrollIntoView(); // below a theme's header
  }

  /** @param {Chat} chat @param {string} json @param {string} href */
  async function send(chat, json, href) {
    /** @type {ProductInfo} */
    const product = JSON.parse(json);
    show(chat);
    if (chat.sent === json) return; // pressed twice
    chat.sent = json;
    const opening = open(chat);
    say(chat, `${words.sending} ${product.title}`);
    tell("send", chat, product);
    try {
      const instance = await Promise.race([opening, limit(PATIENCE)]);
      if (!instance) throw 0;
      await Promise.race([instance.sendMessage(product), limit(chat.config.timeout)]);
      say(chat, `${words.sent} ${product.title}`);
      tell("sent", chat, product);
    } catch {
      if (chat.sent === json) chat.sent = "";
      const fallback = chat.root.querySelector("a").cloneNode(true);
      say(chat, `${words.failed} ${product.title}. `, Object.assign(fallback, { href, className: "mos-link" }));
      tell("error", chat, product);
    }
  }

  /** @param {number} ms @returns {Promise<never>} */
  function limit(ms) {
    return new Promise((_, reject) => setTimeout(reject, ms));
  }

  // The page

  document.addEventListener("click", (event) => {
    if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element && event.target.closest("a");
    const json = link && !event.defaultPrevented && link.dataset.mosProduct;
    const chat = json && current();
    if (!chat) return;
    event.preventDefault();
    send(chat, json, link.href);
  });

  /** What opens no tab does not say so. */
  function name() {
    const takes = current();
    for (const note of document.querySelectorAll(":is([data-mos-product], .mos-launcher) .mos-tab")) note.hidden = !!takes;
    inner.sync?.();
  }

  function arrange() {
    if (outer?.readyState === "loading") return outer.addEventListener("DOMContentLoaded", arrange);
    for (const [root, { show }] of chats) if (!show && !root.isConnected) chats.delete(root);
    if (framed()) document.querySelector(".mos-corner")?.remove();
    for (const root of agreed ? document.querySelectorAll("[data-mos-chat]") : []) {
      if (chats.has(root)) continue;
      add(root);
      afterLoad(() => near.observe(root)); // an SDK that hangs holds `load`
    }
    name();
    const begin = { eager: start, idle: atIdle, interaction: atInteraction }[site.loader];
    if (!agreed || waiting || !begin || !wanted()) return;
    waiting = true;
    begin();
  }

  /** @type {MosInner} */
  const inner = { chats, add, open, show, current, fetched, ready: () => agreed && !framed() && site.sdk };
  window.mos = { consent: decide, inner };
  document.addEventListener("mos:consent", (event) => decide(event.detail));
  arrange();

  // What comes later: decrypted, swapped, put there by a script.
  new MutationObserver((records) => {
    /** @type {any[]} */
    const nodes = records.flatMap(({ addedNodes }) => [...addedNodes]);
    if (nodes.some(({ outerHTML }) => /\bmos-(link|chat)\b/.test(outerHTML))) arrange();
  }).observe(document.body, { childList: true, subtree: true });

  if (window.document$) {
    window.document$.subscribe(arrange);
    // The theme takes the vendor's styles out of the head.
    const theirs = new Set();
    new MutationObserver((records) => {
      const removed = records.flatMap(({ removedNodes }) => [...removedNodes]);
      for (const node of records.flatMap(({ addedNodes }) => [...addedNodes])) {
        if (!removed.length && /^(style|link)$/i.test(node.nodeName)) theirs.add(node);
      }
      for (const node of removed) if (theirs.has(node) && !node.isConnected) document.head.append(node);
    }).observe(document.head, { childList: true });
  }
})();
