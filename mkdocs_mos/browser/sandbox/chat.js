// @ts-check
/** MOS sandbox: plays https://mos.me/ID, and tells what an agent sees of a link (vendor document 2.1, 3.1 and 3.2). */
(() => {
  "use strict";

  /**
   * @typedef {object} Parameter
   * @property {string} part as it stands in the address: name=raw
   * @property {string} name
   * @property {string} raw
   * @property {string | null} value nothing where it is not decodable
   */

  /** @typedef {Record<string, string>} Fields */
  /** @typedef {{apiKey: string, source: string, product?: Fields}} Config */
  /** @typedef {{init(container: HTMLElement, config: Config): void, sandboxLink(address: string): HTMLElement}} Service */

  const FIELDS = ["title", "desc", "cover", "linkUrl", "price", "linePrice"];
  const LIMIT = 2000; // characters of a whole link (3.2.2)
  const service = /** @type {{MosCustomerService: Service}} */ (/** @type {unknown} */ (window)).MosCustomerService;

  // Browsers turn a ' in an address into %27, which encodeURIComponent never writes: the link itself has the '.
  const query = location.search.slice(1).replaceAll("%27", "'");
  const all = query ? query.split("&").map(parameter) : [];
  const id = all.find((found) => found.name === "id");
  const sent = all.filter((found) => found.name !== "id");
  const link = `https://mos.me/${id?.raw ?? ""}${sent.length ? "?" : ""}${sent.map((found) => found.part).join("&")}`;

  fill("id", id ? (id.value ?? "not decodable") : "none: the address has no id");
  fill("source", value("source") || "none");
  fill("link-url", value("linkUrl") ? service.sandboxLink(value("linkUrl")) : "none");
  fill("message", noCard());
  fill("rows", ...sent.map(row));
  fill("link", link);
  const over = link.length - LIMIT;
  fill("length", `${link.length} of ${LIMIT} characters${over > 0 ? `: ${over} too many` : ""}`);
  at("length").classList.toggle("mos-sandbox-over", over > 0);
  /** @type {HTMLMeterElement} */ (at("meter")).value = link.length;
  at("found").hidden = false;
  const product = noCard() ? undefined : Object.fromEntries(FIELDS.map((name) => [name, value(name)]));
  service.init(at("chat"), { apiKey: id?.value || "none", source: value("source"), product });

  /**
   * @param {string} part
   * @returns {Parameter}
   */
  function parameter(part) {
    const [name, ...rest] = part.split("=");
    const raw = rest.join("=");
    return { part, name: decoded(name) ?? name, raw, value: decoded(raw) };
  }

  /** @param {string} raw */
  function decoded(raw) {
    try {
      return decodeURIComponent(raw);
    } catch {
      return null;
    }
  }

  /** @param {string} name the first value of a parameter, or nothing */
  function value(name) {
    return sent.find((found) => found.name === name)?.value ?? "";
  }

  /** Why there is no message card, or nothing. */
  function noCard() {
    if (value("isMsgCard") !== "1") {
      const meant = sent.some((found) => FIELDS.includes(found.name));
      return meant ? "no message card: the link has no isMsgCard=1" : "no message card: the link carries none";
    }
    return value("title") ? "" : "no message card: the link has no title that can be read";
  }

  /** @param {Parameter} found */
  function row({ part, name, raw, value }) {
    const made = document.createElement("tr");
    made.setAttribute("role", "row"); // a narrow screen lays it out otherwise, and it stays a row
    const head = document.createElement("th");
    head.scope = "row";
    head.setAttribute("role", "rowheader");
    head.textContent = name;
    made.append(
      head,
      cell("raw", raw),
      value === null ? cell("not-decodable", "not decodable") : cell("decoded", value),
      cell("cost", String(part.length + 1)),
    );
    return made;
  }

  /**
   * @param {string} kind
   * @param {string} text
   */
  function cell(kind, text) {
    const made = document.createElement("td");
    made.className = `mos-sandbox-${kind}`;
    made.setAttribute("role", "cell");
    made.dir = kind === "decoded" ? "auto" : "ltr";
    made.textContent = text;
    return made;
  }

  /**
   * @param {string} name
   * @param {(string | Node)[]} content strings become text, never markup
   */
  function fill(name, ...content) {
    at(name).replaceChildren(...content);
  }

  /** @param {string} name */
  function at(name) {
    return /** @type {HTMLElement} */ (document.getElementById(`mos-sandbox-${name}`));
  }
})();
