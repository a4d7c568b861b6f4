// @ts-check
// Chat links for other people's code, as core/links.py makes them. Types: globals.d.ts.
(() => {
  if (window.mos?.link) return; // twice on a page

  const FIELDS = ["title", "desc", "cover", "linkUrl", "price", "linePrice", "source"]; // in a link's order
  const INK = /\P{White_Space}([^]*\P{White_Space})?/u;
  const ADDRESS = /^https:\/\/[\p{L}\p{M}\p{N}._-]+(:\d{1,4}|:[1-5]\d{4})?([/?#][^\t\n\r\\]*)?$/iu;
  const CHAT_LINK = 'a:is(.mos-link, [href^="https://mos.me/"]):not([aria-expanded=true])'; // which would close it
  // Both look at what stays whole, U+FFFF, and what follows.
  const JOINED =
    /([\u094d\u09cd\u0acd\u0b4d\u0c4d\u0d4d\u1039\u17d2\u1a60\u1b44\u1bab\ua9c0\uaaf6][^\p{L}\p{White_Space}\uffff]*|[\u200d\u{10000}-\u{1d3ff}\u{1d800}-\u{1e8ff}])\uffff|\uffff[\p{M}\u1ab0-\u1aff\u{10000}-\u{1d3ff}\u{1d800}-\u{1e8ff}]/u;
  const WORD_END =
    /(^|\uffff)[\p{White_Space}\u0e00-\u109f\u1780-\u17ff\u2e80-\ua4cf\uf900-\ufaff\uff00-\uffef\u{20000}-\u{3ffff}]/u;

  /** @param {string} text @param {number} room */
  function shortened(text, room) {
    let [end, wordEnd, whole, spent] = [[0, 0], [0, 0], "", 0];
    for (const { segment, index } of Intl.Segmenter ? new Intl.Segmenter().segment(text) : []) {
      const seam = `${whole}\uffff${segment.slice(0, 2)}`;
      if (JOINED.test(seam)) whole += segment;
      else {
        whole = segment;
        end = [index, spent];
        if (WORD_END.test(seam)) wordEnd = end;
      }
      spent += encodeURIComponent(segment).length;
      if (spent > room - 9) break; // which … takes
    }
    const kept = INK.exec(text.slice(0, (wordEnd[1] > end[1] / 2 ? wordEnd : end)[0]));
    return kept ? `${kept[0]}…` : "";
  }

  /** @param {Record<string, any>} record */
  function made(record) {
    record ||= {};
    // A theme may swap pages: then it is their content that has this.
    /** @type {MosPage & Record<string, any>} */
    const { start, room, ...known } = JSON.parse(document.querySelector("[data-mos-ask]").dataset.mosAsk);
    /** @type {Record<string, string>} */
    const sent = {};
    for (const name of [...FIELDS, ...Object.keys(record)]) {
      const value = record[name] ?? known[name]?.replaceAll("\u0001", () => sent.title) ?? "";
      const text = INK.exec(value)?.[0] || "";
      const wrong =
        (!FIELDS.includes(name) && `is none of ${FIELDS} [unknown-field]`) ||
        (typeof value !== "string" && "is no string [value]") ||
        (!text && (name === "title" || (name === "source" && record.source)) && `is blank [${name}]`) ||
        (/\d{6}(:|%3A)[\w-]{30}/i.test(text) && "holds a Telegram bot token [token]") ||
        (/(?![\t\n\r])[\p{Cc}\p{Cs}]/u.test(text) && "holds a control, or half of a character [text]") ||
        (/^cover|^linkUrl/.test(name) && text && !ADDRESS.test(text) && "is no whole https: address [address]");
      if (wrong) throw new Error(`${name} ${wrong}`);
      if (text) sent[name] = text;
    }
    const product = { ...sent };
    delete product.source;
    for (;;) {
      const query = FIELDS.map((name) => sent[name] && `&${name}=${encodeURIComponent(sent[name])}`).join("");
      const over = query.length - room;
      if (over <= 0) return { href: start + query, product };
      if (!sent.desc) throw new Error(`The link is ${over} characters too long [length]`);
      sent.desc = shortened(sent.desc, encodeURIComponent(sent.desc).length - over);
    }
  }

  window.mos = {
    ...window.mos,
    link: (record) => made(record).href,
    ask(record) {
      const { href, product } = made(record);
      const link = document.createElement("a"); // as the build makes one, for mos.js to answer
      Object.assign(link, { href, className: "mos-link", target: "_blank", rel: "noopener" });
      link.dataset.mosProduct = JSON.stringify(product);
      document.body.append(link);
      const blocked = navigator.userActivation?.isActive === false;
      const sent = !link.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
      link.remove();
      if (sent) return "window";
      return blocked ? "blocked" : "tab";
    },
  };

  /** @param {HTMLAnchorElement} link @param {MosRecord} record */
  function fill(link, record) {
    const { href, product } = made(record);
    link.href = href;
    link.dataset.mosProduct = JSON.stringify(product);
  }

  // The 404 page: which one is missing, by its path alone.

  const missing = document.querySelector("[data-mos-missing]");
  if (missing) {
    for (const read of [String, decodeURI]) {
      try {
        const desc = read(location.pathname);
        fill(missing.querySelector("a"), { ...JSON.parse(missing.dataset.mosMissing || ""), desc });
      } catch {
        // No text, or a token.
      }
    }
  }

  // A search that finds nothing: beside the theme's list.

  const template = document.querySelector("[data-mos-search]");
  const input = document.querySelector("input.md-search__input, input[id$=docs-search-query]");
  const results = document.querySelector(".md-search-result, [id$=docs-search-results]");
  if (template && input && results) {
    const status = document.createElement("div");
    Object.assign(status, { role: "status", className: "md-search-result md-search-result__article md-typeset" });
    results.after(status);
    const config = JSON.parse(document.querySelector("script#__config")?.textContent || "{}"); // Material's
    const none = config.translations?.["search.result.none"] || results.dataset.noResultsText;
    let query = "";
    let timer = 0;
    const look = () => {
      const said = results.querySelector(".md-search-result__meta") || results;
      const typed = said.textContent?.trim() === none ? input.value.trim() : "";
      if (typed === query) return;
      query = typed;
      clearTimeout(timer);
      status.replaceChildren();
      if (query) timer = setTimeout(show, 500);
    };
    const show = () => {
      const node = document.importNode(template.content, true);
      const words = node.querySelector("span");
      words.textContent = (words.textContent || "").replace("{query}", () => query);
      try {
        fill(node.querySelector("a"), { title: query, source: "search", linkUrl: "" });
        status.append(node);
      } catch {
        // Such as a token: it stays empty.
      }
    };
    new MutationObserver(look).observe(results, { childList: true, characterData: true, subtree: true });
    input.addEventListener("input", look);
    // A panel opens under it.
    document.addEventListener("click", ({ target, defaultPrevented }) => {
      if (!defaultPrevented || !(target instanceof Node) || !status.contains(target)) return;
      document.querySelector("[data-md-toggle=search]:checked, .modal.show [data-bs-dismiss]")?.click();
    });
  }

  /** @param {MouseEvent} event */
  function tell({ button, target }) {
    const link = target instanceof Element && target.closest(CHAT_LINK);
    if (!link || button > 1) return;
    const { source, title } = Object.fromEntries(new URLSearchParams(link.search));
    const detail = { page: location.pathname, source, title: link.dataset.mosTitle || title };
    document.dispatchEvent(new CustomEvent("mos:ask", { detail }));
  }
  document.addEventListener("click", tell, true);
  document.addEventListener("auxclick", tell, true);
})();
