// @ts-check
// Starts mos.js on a site that no plugin of ours builds. “mkdocs-mos install” fills in the settings.
(() => {
  /** @type {{ site?: MosSite, corner?: string }} */
  const settings = {};
  const own = document.currentScript;
  if (!(own instanceof HTMLScriptElement) || document.querySelector("script[data-mos]")) return; // twice on a page
  const address = new URL("mos.js", own.src).href;

  function place() {
    if (settings.corner && !document.querySelector(".mos-corner, [data-mos-no-loader]")) {
      document.body.insertAdjacentHTML("beforeend", settings.corner);
    }
  }

  function start() {
    place();
    const script = document.createElement("script");
    script.src = address;
    script.dataset.mos = JSON.stringify(settings.site);
    script.dataset.mosLoader = "";
    script.onload = () => window.document$?.subscribe(place); // after mos.js, which takes it out of a swapped page
    document.body.append(script);
  }

  if (document.body) start();
  else document.addEventListener("DOMContentLoaded", start);
})();
