// @ts-check
/** The report's filter: of the links and the messages, those that hold every word. Without script, all are there. */
(() => {
  "use strict";

  const box = /** @type {HTMLElement} */ (document.querySelector("[role=search]"));
  const field = /** @type {HTMLInputElement} */ (document.getElementById("filter"));
  const status = /** @type {HTMLElement} */ (document.querySelector("[role=status]"));
  const rows = /** @type {NodeListOf<HTMLTableRowElement>} */ (document.querySelectorAll(".links tbody tr"));
  const messages = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".messages > li"));

  const parts = /** @type {NodeListOf<HTMLDetailsElement>} */ (document.querySelectorAll(".part"));
  /** @type {{row: HTMLTableRowElement, text: string, message: string, places: number}[]} */
  let links = [];
  let total = 0;
  let asked = 0;

  /** @param {string} text */
  const folded = (text) => text.normalize("NFKC").toLowerCase();

  /** @param {number} count @param {number} all @param {string} name */
  function of(count, all, name) {
    return `${count.toLocaleString("en")} of ${all.toLocaleString("en")} ${name}${all === 1 ? "" : "s"}`;
  }

  function read() {
    if (links.length) return;
    links = [...rows].map((row) => ({
      row,
      text: folded([...row.cells].map((cell) => cell.textContent).join(" ")),
      message: /** @type {HTMLAnchorElement} */ (row.cells[2].querySelector("a")).hash.slice(1),
      places: row.cells[0].querySelectorAll("li").length || 1,
    }));
    total = links.reduce((sum, { places }) => sum + places, 0);
  }

  function filter() {
    read();
    const words = folded(field.value).split(/\s+/);
    /** @type {Set<string>} */
    const left = new Set();
    let count = 0;
    for (const { row, text, message, places } of links) {
      row.hidden = !words.every((word) => text.includes(word));
      if (row.hidden) continue;
      count += places;
      left.add(message);
    }
    for (const message of messages) message.hidden = !left.has(message.id);
    status.textContent = `${of(count, total, "link")}, ${of(left.size, messages.length, "message")}`;
    for (const part of parts) part.open ||= field.value !== "";
  }

  field.addEventListener("focus", read); // on a large site this takes a moment
  field.addEventListener("input", () => {
    cancelAnimationFrame(asked);
    asked = requestAnimationFrame(filter);
  });
  field.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape") return; // not every browser empties it
    field.value = "";
    filter();
  });
  box.hidden = false;

  // On a phone one sees first what there is. What a link leads to is opened.
  const open = () => {
    const part = document.getElementById(location.hash.slice(1))?.closest("details");
    if (part) part.open = true;
  };
  if (matchMedia("screen and (max-width: 40rem)").matches) for (const part of parts) part.open = false;
  addEventListener("hashchange", open);
  open();
})();
