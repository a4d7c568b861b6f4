// @ts-check
// A few questions before the chat, whose answers become its record. Runs after mos-ask.js. Types: globals.d.ts.
(() => {
  const FIELDS = ["title", "desc", "price", "linePrice", "cover", "linkUrl"];
  const UNSHOWN = /(?![\t\n\r])[\p{Cc}\p{Cs}]/gu;
  const ENOUGH = 4000; // characters of an answer: more fit no link
  /** @type {WeakSet<Element>} */
  const begun = new WeakSet();
  let count = 0;

  /** Without its last tenth, between two characters as readers see them. @param {string} text */
  function shorter(text) {
    const bare = text.replace(/…$/, "");
    const characters = Intl.Segmenter ? [...new Intl.Segmenter().segment(bare)].map((s) => s.segment) : [...bare];
    return characters.length > 1 ? `${characters.slice(0, Math.floor(characters.length * 0.9)).join("")}…` : "";
  }

  /** @param {HTMLElement} root */
  function begin(root) {
    const template = root.querySelector("template");
    if (begun.has(root) || !template) return;
    begun.add(root);
    /** @type {MosForm} */
    const { record, words } = JSON.parse(root.dataset.mosForm || "");
    const link = root.querySelector("a");
    root.append(document.importNode(template.content, true));
    const fixed = link.href;
    link.classList.add("mos-formed"); // not to be seen on a screen, where it opens the chat all the same
    link.dataset.mosTitle = new URL(link.href).searchParams.get("title") || ""; // no answers in events

    const questions = [...root.querySelectorAll(".mos-field")].map((field) => {
      const [label, error] = [field.querySelector("label"), field.querySelector(".mos-error")];
      const control = /** @type {HTMLInputElement} */ (field.querySelector("[name]"));
      const example = field.querySelector(".mos-example");
      control.id = label.htmlFor = `mos-field-${++count}`;
      error.id = `${control.id}-error`;
      if (example) example.id = `${control.id}-example`;
      control.setAttribute("aria-describedby", [error.id, example?.id].filter(Boolean).join(" "));
      /** @param {string} words */
      const refuse = (words) => {
        error.textContent = words;
        control.ariaInvalid = String(Boolean(words));
      };
      control.addEventListener("input", () => refuse(""));
      return { control, refuse, label: label.firstChild?.textContent?.trim() || "" };
    });

    /** @param {string} desc */
    function isRefused(desc) {
      try {
        window.mos?.link?.({ title: "x", desc });
      } catch {
        return true; // such as a token
      }
    }

    const form = root.querySelector("form");
    form.autocomplete = "off"; // a shared computer keeps nothing
    form.onsubmit = (event) => {
      event.preventDefault();
      /** @type {Record<string, string>} */
      const answers = {};
      /** @type {HTMLElement | undefined} */
      let first;
      for (const { control, refuse } of questions) {
        const value = (control.value = control.value.replace(UNSHOWN, "").trim()).slice(0, ENOUGH).replace(/\p{Cs}/gu, "");
        const wrong = value ? (control.validity.patternMismatch || isRefused(value)) && words.mismatch : control.required && words.required;
        refuse(wrong || "");
        if (wrong) first ||= control;
        answers[control.name] = value;
      }
      if (first) return first.focus();

      const held = [...record.title.matchAll(/\{([^{}]*)\}/g)].map(([, name]) => name);
      const rest = questions.filter(({ control }) => !held.includes(control.name));
      let desc = record.desc;
      const titled = () => record.title.replace(/\{([^{}]*)\}/g, (_, name) => answers[name] || "");
      /** @param {{ control: HTMLInputElement, label: string }} question */
      const line = ({ control, label }) => answers[control.name] && `${label}: ${answers[control.name]}`;
      const told = () => [desc, ...rest.map(line)].filter(Boolean).join("\n");
      const typed = JSON.stringify(answers);
      let href = "";
      while (!href) {
        try {
          const made = window.mos?.link?.({ ...record, title: titled(), desc: told() }) || fixed;
          if ((new URL(made, location.href).searchParams.get("desc") || "") !== told()) throw 0; // a text gives way, not the last line
          href = made;
        } catch {
          // What is fixed gives way first, then the longest answer, and at last a short one in the title.
          /** @param {string} name */
          const length = (name) => (held.includes(name) && answers[name].length < 100 ? 0 : answers[name].length);
          const [longest] = Object.keys(answers)
            .filter((name) => answers[name])
            .sort((one, other) => length(other) - length(one));
          if (desc) desc = shorter(desc);
          else if (longest) answers[longest] = shorter(answers[longest]);
          else href = fixed;
        }
      }
      const sent = new URL(href, location.href).searchParams;
      const product = Object.fromEntries(FIELDS.flatMap((name) => (sent.has(name) ? [[name, sent.get(name)]] : [])));
      const cut = JSON.stringify(answers) !== typed;
      root.querySelector(".mos-shortened").textContent = cut ? `${words.shortened} ${product.title}\n${product.desc || ""}` : "";
      link.href = href;
      link.dataset.mosProduct = JSON.stringify(product);
      link.click();
    };
  }

  function look() {
    document.querySelectorAll("[data-mos-form]").forEach(begin);
  }

  look();
  // What comes later: decrypted, swapped.
  new MutationObserver((records) => {
    if (records.some(({ addedNodes }) => addedNodes.length)) look();
  }).observe(document.body, { childList: true, subtree: true });
})();
