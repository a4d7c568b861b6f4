// @ts-check
// mkdocs-mos in the reader's browser. Every control is a link to the chat that works without it. Types: globals.d.ts.
(() => {
  const own = document.currentScript;
  if (!(own instanceof HTMLScriptElement) || window.mos) return; // twice on a page

  const base = own.src;
  /** @type {MosSite} */
  const site = JSON.parse(own.dataset.mos || "");
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
        if (root.contains(document.activeElement)) box.focus();
        root.dataset.mosOpen = "";
        if (!chat.sent) say(chat, words.open);
        tell("open", chat);
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

  /** The window that takes a message: one that is open, else one that can be; none that has left the page. */
  function current() {
    const usable = [...chats.values()].filter(
      ({ root, box, instance, failed }) =>
        root.getClientRects().length && (instance ? box.isConnected : agreed && !failed),
    );
    return usable.find(({ instance }) => instance) || usable[0];
  }

  /** @param {Chat} chat @param {string} json @param {string} href of the same record */
  async function send(chat, json, href) {
    /** @type {ProductInfo} */
    const product = JSON.parse(json);
    const fallback = chat.root.querySelector("a");
    (chat.instance ? chat.box : fallback).focus();
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
      say(chat, `${words.failed} ${product.title}. `, Object.assign(fallback.cloneNode(true), { href }));
      tell("error", chat, product);
    }
  }

  /** @param {number} ms @returns {Promise<never>} */
  function limit(ms) {
    return new Promise((_, reject) => setTimeout(reject, ms));
  }

  // Our own launcher, and its panel

  /** @type {HTMLElement | null} */
  let panel = null;
  let made = "";

  function toggle() {
    const launcher = document.querySelector(".mos-launcher");
    const source = document.querySelector(".mos-corner > template")?.innerHTML || "";
    const shows = !panel || panel.hidden;
    if (shows && made !== source) {
      made = source; // the old window has another page's product
      panel?.remove();
      document.body.insertAdjacentHTML("beforeend", source);
      panel = document.querySelector(".mos-panel");
      panel?.addEventListener("keydown", ({ key }) => key === "Escape" && toggle());
    }
    const root = panel?.querySelector(".mos-chat");
    if (!panel || !root) return;
    panel.hidden = !shows;
    if (launcher) launcher.ariaExpanded = String(shows);
    (shows ? panel.querySelector("button") : launcher)?.focus();
    if (shows) open(chats.get(root) || add(root));
  }

  // The page

  for (const name of /** @type {const} */ (["pointerdown", "click"])) {
    document.addEventListener(name, (event) => {
      if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      const target = event.target instanceof Element && event.target.closest("a, .mos-close");
      if (!target || event.defaultPrevented) return;
      const opens = agreed && site.sdk && target.matches(".mos-launcher");
      if (name !== "click") return opens && fetched(); // while the finger is down
      const { mosProduct } = target.dataset;
      const chat = mosProduct && current();
      if (chat) send(chat, mosProduct, target.href);
      else if (opens || target.matches(".mos-close")) toggle();
      else return;
      event.preventDefault();
    });
  }

  function arrange() {
    for (const root of chats.keys()) if (!root.isConnected) chats.delete(root);
    if (!agreed) return;
    for (const root of document.querySelectorAll("[data-mos-chat]")) {
      if (chats.has(root)) continue;
      add(root);
      afterLoad(() => near.observe(root)); // an SDK that hangs holds `load`
    }
    const begin = { eager: start, idle: atIdle, interaction: atInteraction }[site.loader];
    if (waiting || !begin || !wanted()) return;
    waiting = true;
    begin();
  }

  window.mos = { consent: decide };
  document.addEventListener("mos:consent", (event) => decide(event.detail));
  arrange();

  if (window.document$) {
    let shown = location.pathname;
    window.document$.subscribe(() => {
      if (shown !== (shown = location.pathname)) {
        const corner = document.querySelector(".mos-corner");
        const next = document.querySelector("[data-mos-corner]")?.content.querySelector(".mos-corner");
        if (!next) corner?.remove();
        else if (!corner) document.body.append(next);
        else {
          // The launcher may have the focus: it stays.
          corner.querySelector("a").setAttribute("href", next.querySelector("a").getAttribute("href") || "");
          corner.querySelector("template")?.replaceWith(next.querySelector("template") || "");
        }
      }
      arrange();
    });
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
