// @ts-check
// Starts mos.js on a site that no plugin of ours builds. “mkdocs-mos install” fills in the settings.
(() => {
  /** @type {{ site?: MosSite, corner?: string }} */
  const settings = {};
  const own = document.currentScript;
  if (!(own instanceof HTMLScriptElement) || document.querySelector("script[data-mos]")) return; // twice on a page
  const base = own.src;

  function place() {
    if (settings.corner && !document.querySelector(".mos-corner, [data-mos-no-loader]")) {
      document.body.insertAdjacentHTML("beforeend", settings.corner);
    }
  }

  function start() {
    place();
    for (const name of settings.corner ? ["mos.js", "mos-panel.js"] : ["mos.js"]) {
      const script = document.createElement("script");
      script.src = new URL(name, base).href;
      script.async = false; // one after the other
      if (name === "mos.js") {
        script.dataset.mos = JSON.stringify(settings.site);
        script.dataset.mosLoader = "";
      } else script.onload = () => window.document$?.subscribe(place); // after it has taken out what a page does not want
      document.body.append(script);
    }
  }

  if (document.body) start();
  else document.addEventListener("DOMContentLoaded", start);
})();
