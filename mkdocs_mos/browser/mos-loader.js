// @ts-check
// Starts our scripts on a site that no plugin of ours builds. “mkdocs-mos install” fills in the settings.
(() => {
  /** @type {{ site?: MosSite, corner?: string, page?: MosPage }} */
  const settings = {};
  const own = document.currentScript;
  const twice = document.querySelector("script[data-mos], script[data-mos-ask]"); // on a page
  if (!(own instanceof HTMLScriptElement) || twice) return;
  const address = own.src;

  function place() {
    if (settings.corner && !document.querySelector(".mos-corner, [data-mos-no-loader]")) {
      document.body.insertAdjacentHTML("beforeend", settings.corner);
    }
  }

  /** @param {string} name @param {Record<string, string>} dataset */
  function add(name, dataset) {
    const script = document.createElement("script");
    script.src = new URL(name, address).href;
    script.async = false; // one after the other
    Object.assign(script.dataset, dataset);
    document.body.append(script);
    return script;
  }

  function start() {
    place();
    if (settings.site) {
      const script = add("mos.js", { mos: JSON.stringify(settings.site), mosLoader: "" });
      // After what takes the launcher out of a page that does not want it.
      (settings.corner ? add("mos-panel.js", {}) : script).onload = () => window.document$?.subscribe(place);
    }
    if (settings.page) add("mos-ask.js", { mosAsk: JSON.stringify(settings.page) });
  }

  if (document.body) start();
  else document.addEventListener("DOMContentLoaded", start);
})();
