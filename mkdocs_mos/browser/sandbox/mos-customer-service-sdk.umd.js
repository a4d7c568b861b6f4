// @ts-check
/**
 * MOS sandbox: plays the customer service SDK (vendor document 2.3), inside the page and without a network.
 * `?mos-sandbox=MODE` in the page's address plays a failure: `reject`, `hang`, `throw` or `missing`; `works` ends it.
 *
 * @typedef {object} ProductInfo vendor document 2.3.3.3
 * @property {string} title
 * @property {string} [desc]
 * @property {string} [price]
 * @property {string} [linePrice]
 * @property {string} [cover]
 * @property {string} [linkUrl]
 *
 * @typedef {object} Config vendor document 2.3.3.5
 * @property {string} apiKey
 * @property {number} [timeout]
 * @property {string} [source]
 * @property {ProductInfo} [product]
 *
 * @typedef {object} Service
 * @property {(container: HTMLElement, config: Config) => {sendMessage(product: ProductInfo): Promise<void>}} init
 * @property {(address: string) => HTMLElement} sandboxLink for the chat page
 *
 * @typedef {{(needs: string[], factory: () => Service): void, amd?: object}} Define
 * @typedef {{MosCustomerService?: Service, define?: Define}} Root
 * @typedef {(script: HTMLScriptElement | null, mode: () => string) => Service} Factory
 */
(function (/** @type {Root} */ root, /** @type {Factory} */ factory) {
  "use strict";

  const MODE = "mos-sandbox";
  // Taken now: a module loader may call the factory when there is no current script any more.
  const script = /** @type {HTMLScriptElement | null} */ (typeof document === "object" ? document.currentScript : null);
  if (mode() === "missing") return;

  if (typeof module === "object" && module.exports) module.exports = factory(script, mode);
  else if (typeof root.define === "function" && root.define.amd) root.define([], () => factory(script, mode));
  else root.MosCustomerService = factory(script, mode);

  /** What to play: the address says it once, the session remembers it while one browses. `data-mode` fixes it. */
  function mode() {
    if (script?.dataset.mode) return script.dataset.mode;
    const asked = typeof location === "object" ? new URLSearchParams(location.search).get(MODE) : "works";
    try {
      if (asked === "works") sessionStorage.removeItem(MODE);
      else if (asked) sessionStorage.setItem(MODE, asked);
      return sessionStorage.getItem(MODE) || "works";
    } catch {
      return asked || "works"; // not remembered, then
    }
  }
})(/** @type {Root} */ (globalThis), (script, mode) => {
  "use strict";

  const MOBILE = 900; // pixels: the widest container that has the mobile layout (2.3.3.1)
  const MOMENT = 300; // milliseconds that a message is on its way, so that one sees the page wait
  const base = script ? script.src : "";

  /**
   * @template {keyof HTMLElementTagNameMap} Name
   * @param {Name} name
   * @param {string} className
   * @param {(string | Node)[]} children strings become text, never markup
   */
  function make(name, className, ...children) {
    const element = document.createElement(name);
    if (className) element.className = className;
    element.append(...children);
    return element;
  }

  /** @param {string} text what a customer or an author wrote, in a script of its own direction */
  function words(text, className = "") {
    const element = make("p", className, text);
    element.dir = "auto";
    return element;
  }

  /** @param {string} address the address, in its normal form, if it is one that MOS takes (3.2.2) */
  function https(address) {
    try {
      const url = new URL(address);
      return url.protocol === "https:" ? url.href : "";
    } catch {
      return "";
    }
  }

  /**
   * Where the browser finds a picture: one of this site comes from here, so that it shows without a network.
   * @param {string} address
   */
  function picture(address) {
    const found = https(address);
    const told = /** @type {HTMLElement | null} */ (
      document.querySelector(".mos-sandbox-page[data-site], .mos-sandbox[data-site]")
    );
    const site = https(told?.dataset.site || "").replace(/\/*$/, "/");
    if (!base || site === "/" || !found.startsWith(site)) return found;
    return new URL("../../../", base).href + found.slice(site.length);
  }

  /** @param {string} address */
  function sandboxLink(address) {
    const href = https(address);
    if (!href) return make("span", "mos-sandbox-note", "linkUrl is left out: it is no https: address");
    const link = make("a", "", address);
    link.href = href;
    link.dir = "ltr"; // an address, whatever the page's direction
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    return link;
  }

  /** @param {ProductInfo} product */
  function sandboxCard(product) {
    const card = make("div", "mos-sandbox-card");
    const body = make("div", "mos-sandbox-card-body", words(product.title, "mos-sandbox-title"));
    const cover = product.cover && picture(product.cover);
    if (cover) {
      const image = make("img", "mos-sandbox-cover");
      image.alt = ""; // the title says it
      image.loading = "lazy";
      image.referrerPolicy = "no-referrer";
      image.addEventListener("error", () => {
        image.hidden = true;
        body.append(make("p", "mos-sandbox-note", "cover does not load here"));
      });
      image.src = cover;
      card.append(image);
    }
    // The price has priority over desc (2.3.3.3 and 3.2.2).
    const prices = make("p", "mos-sandbox-prices");
    if (product.price) prices.append(make("bdi", "mos-sandbox-price", product.price), " ");
    if (product.linePrice) prices.append(make("s", "mos-sandbox-line-price", make("bdi", "", product.linePrice)));
    if (prices.hasChildNodes()) body.append(prices);
    if (product.desc) body.append(words(product.desc, "mos-sandbox-desc"));
    if (product.linkUrl) body.append(make("p", "mos-sandbox-link", sandboxLink(product.linkUrl)));
    if (product.cover && !cover) {
      body.append(make("p", "mos-sandbox-note", "cover is left out: it is no https: address"));
    }
    card.append(body);
    return card;
  }

  /** @param {unknown} product */
  function checkProduct(product) {
    const title = /** @type {Partial<ProductInfo> | null | undefined} */ (product)?.title;
    if (typeof title === "string" && title) return;
    throw new Error("MOS sandbox: the product has no title, which is required");
  }

  /** As widgets do, this one brings its styles into the head of whatever page it is on. */
  function bringStyles() {
    const styles = base && new URL("sandbox.css", base).href;
    if (!styles || [...document.getElementsByTagName("link")].some((link) => link.href === styles)) return;
    const link = make("link", "");
    link.rel = "stylesheet";
    link.href = styles;
    document.head.append(link);
  }

  /**
   * @param {HTMLElement} container
   * @param {Config} config
   */
  function init(container, config) {
    if (mode() === "throw") throw new Error("MOS sandbox: init fails, as was asked for");
    if (container?.nodeType !== 1) throw new Error("MOS sandbox: the container is no DOM element");
    if (!container.offsetWidth || !container.offsetHeight) {
      throw new Error("MOS sandbox: the container needs an explicit width and height");
    }
    const { apiKey, timeout = 30000, source, product } = config || {};
    if (!apiKey) throw new Error("MOS sandbox: apiKey is missing; it is the customer service ID, and required");
    if (product) checkProduct(product);
    bringStyles();

    const header = make(
      "div",
      "mos-sandbox-header",
      make("strong", "", "Chat"),
      make("span", "", "Sandbox: nobody answers"),
    );
    const messages = make("ul", "mos-sandbox-messages");
    messages.tabIndex = 0; // it scrolls: by keyboard, too
    messages.setAttribute("aria-label", "Messages");
    messages.setAttribute("aria-live", "polite");
    const field = make("input", "mos-sandbox-field");
    field.type = "text";
    field.autocomplete = "off";
    const form = make(
      "form",
      "mos-sandbox-form",
      make("label", "", make("span", "", "Message"), field),
      make("button", "mos-sandbox-send", "Send"),
    );
    const facts = make("dl", "");
    const seen = { "Customer service ID": apiKey, "Channel (source)": source || "none", Timeout: `${timeout} ms` };
    for (const [name, value] of Object.entries(seen)) {
      facts.append(make("div", "", make("dt", "", name), make("dd", "", make("bdi", "", value))));
    }
    facts.append(make("div", "", make("dt", "", "Answers"), make("dd", "", "none: nothing leaves this page")));
    const agent = make("details", "mos-sandbox-agent", make("summary", "", "What the agent sees"), facts);
    const view = make("div", "mos-sandbox-window", header, messages, form, agent);
    view.setAttribute("role", "group");
    view.setAttribute("aria-label", "MOS sandbox: chat window");

    /** @param {HTMLElement} content */
    function show(content) {
      messages.append(make("li", "", content));
      messages.scrollTop = messages.scrollHeight; // scrollIntoView would move the page, too
    }

    function layout() {
      const mobile = container.clientWidth <= MOBILE;
      if (mobile === view.classList.contains("mos-sandbox-mobile") && agent.isConnected) return;
      agent.open = !mobile; // beside the chat; folded beneath it
      view.classList.toggle("mos-sandbox-mobile", mobile);
      view.classList.toggle("mos-sandbox-desktop", !mobile);
    }

    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (field.value.trim()) show(words(field.value, "mos-sandbox-message"));
      field.value = "";
    });
    if (product) show(sandboxCard(product));
    layout();
    container.append(view);
    new ResizeObserver(layout).observe(container);

    return {
      /** @param {ProductInfo} message */
      async sendMessage(message) {
        checkProduct(message);
        const card = sandboxCard(message);
        const playing = mode();
        if (playing === "hang") return new Promise(() => {});
        await new Promise((resolve) => setTimeout(resolve, MOMENT));
        if (playing === "reject") throw new Error("MOS sandbox: the message was not sent, as was asked for");
        show(card);
      },
    };
  }

  return { init, sandboxLink };
});
