// @ts-check
// mkdocs-mos where our launcher stands: the panel that it opens, and how both keep out of the way. Runs after mos.js.
(() => {
  const inner = /** @type {MosInner} */ (window.mos?.inner);
  if (!inner) return;

  const small = matchMedia("(max-width: 480px), (max-height: 480px)"); // there it fills the screen, says mos.css
  /** @type {HTMLElement | null} */
  let panel = null;
  /** @type {Chat | undefined} */
  let chat;
  /** The record of the page that the window knows of, as JSON. */
  let told = "";
  let label = "";

  const launcher = () => document.querySelector(".mos-launcher");

  /** The panel as the page that is shown has it. */
  const source = () => document.querySelector(".mos-corner > template")?.content;

  function make() {
    const content = source();
    if (panel || !content) return;
    document.body.append(content.cloneNode(true));
    panel = document.querySelector(".mos-panel");
    const root = panel?.querySelector(".mos-chat");
    if (!panel || !root) return;
    chat = inner.add(root);
    chat.show = () => {
      if (!chat?.opening) delete chat?.config.product; // one record, and not the page's before it
      toggle(true);
    };
    panel.onkeydown = ({ key, defaultPrevented }) => {
      if (key === "Escape" && !defaultPrevented) toggle(false);
    };
    panel.querySelector("button").onclick = () => toggle(false);
  }

  /** @param {boolean} shows */
  function toggle(shows) {
    if (!panel || !chat) return;
    const held = panel.contains(document.activeElement);
    panel.hidden = !shows;
    sync();
    if (shows) {
      told ||= about().json;
      ("mosOpen" in chat.root.dataset ? chat.box : panel).focus({ preventScroll: true });
      inner.open(chat);
    } else if (held) launcher()?.focus();
  }

  /** What the page that is shown is about: the record, as JSON, and its link. */
  function about() {
    const root = source()?.querySelector(".mos-chat");
    const { product } = JSON.parse(root?.dataset.mosChat || "{}");
    return { json: product ? JSON.stringify(product) : "", title: product?.title, href: root?.querySelector("a").href };
  }

  function offer() {
    const send = panel?.querySelector(".mos-send");
    if (!send) return;
    const { json, title, href } = about();
    send.hidden = !json || !told || json === told;
    if (send.hidden) return;
    Object.assign(send, { href, onclick: () => setTimeout(offer, 0, (told = json)) }); // mos.js reads it before
    send.dataset.mosProduct = json;
    send.querySelector("bdi").textContent = title;
  }

  /** @type {Set<Element>} */
  const inView = new Set();
  const views = new IntersectionObserver((seen) => {
    for (const { isIntersecting, target } of seen) inView[isIntersecting ? "add" : "delete"](target);
    sync();
  });
  /** @type {Set<HTMLElement>} */
  const covered = new Set();

  /** Let the launcher, and what lies under the panel, be as the panel is. */
  function sync() {
    if (inner.ready()) make();
    for (const root of document.querySelectorAll("[data-mos-chat]")) if (root !== chat?.root) views.observe(root);
    const button = launcher();
    const opened = Boolean(panel && !panel.hidden);
    for (const part of covered) part.inert = false;
    covered.clear();
    const fills = opened && small.matches && "mosOpen" in (chat?.root.dataset || {});
    document.documentElement.style.overflow = fills ? "hidden" : "";
    for (const part of fills ? document.body.children : []) {
      if (part === panel || !(part instanceof HTMLElement) || part.inert) continue;
      part.inert = true;
      covered.add(part);
    }
    button?.parentElement?.classList.toggle("mos-away", inView.size > 0);
    if (!button || !panel || !inner.ready()) return;
    const name = button.querySelector("span");
    label ||= name.textContent;
    name.textContent = opened ? panel.querySelector("button").ariaLabel : label;
    button.role = "button";
    button.ariaExpanded = String(opened);
  }

  inner.sync = sync;
  sync();

  // It grows when the window is there. What was not drawn in between has not moved: readers and browsers see it so.
  document.addEventListener("mos:open", () => {
    if (!panel || panel.hidden) return;
    panel.hidden = true;
    panel.getClientRects();
    panel.hidden = false;
    sync();
  });

  for (const name of /** @type {const} */ (["pointerdown", "click", "keydown"])) {
    document.addEventListener(name, (event) => {
      const button = event.target instanceof Element && event.target.closest(".mos-launcher");
      if (!button || !panel || !inner.ready() || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      if (event.defaultPrevented || ("button" in event && event.button)) return;
      if (name === "pointerdown") inner.fetched(); // while the finger is down
      else if (!("key" in event) || event.key === " ") {
        event.preventDefault();
        const found = panel.hidden && inner.current();
        if (!found || found === chat) return toggle(panel.hidden);
        inner.show(found); // a window of the page
        inner.open(found);
      }
    });
  }

  small.onchange = sync;

  // The keyboard of a phone takes its part of the screen.
  const view = visualViewport;
  const fit = () => {
    if (!view || !panel) return;
    const { scale, height, offsetTop } = view;
    panel.style.setProperty("--mos-height", scale === 1 ? `${height}px` : "");
    panel.style.setProperty("--mos-top", scale === 1 ? `${offsetTop}px` : "");
  };
  view?.addEventListener("resize", fit);
  view?.addEventListener("scroll", fit);

  // A theme swaps pages without loading them: the launcher follows, and keeps the focus; the panel stays.
  let shown = location.pathname;
  window.document$?.subscribe(() => {
    if (shown === (shown = location.pathname)) return;
    const corner = document.querySelector(".mos-corner");
    const next = document.querySelector("[data-mos-corner]")?.content.querySelector(".mos-corner");
    if (document.querySelector("[data-mos-no-loader]")) corner?.remove();
    else if (next && corner) {
      corner.querySelector("a").href = next.querySelector("a").getAttribute("href") || "";
      corner.querySelector("template")?.replaceWith(next.querySelector("template") || "");
    } else if (next) document.body.append(next);
    panel?.querySelector(".mos-suggest")?.remove();
    panel?.firstElementChild?.after(source()?.querySelector(".mos-suggest")?.cloneNode(true) || "");
    if (chat && !chat.opening) {
      inner.chats.delete(chat.root);
      panel?.remove();
      panel = null;
    }
    sync();
    offer();
  });
})();
