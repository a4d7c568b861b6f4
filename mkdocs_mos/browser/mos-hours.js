// @ts-check
// What published hours mean now: open until when, or from when again. Without it the table of hours stands alone.
// Types: globals.d.ts.
(() => {
  const MINUTE = 60_000;
  const DAY = 24 * 60 * MINUTE;
  const AHEAD = 100 * DAY; // as far as we look
  /** @type {Intl.DateTimeFormatOptions} */
  const TIME = { timeStyle: "short", numberingSystem: "latn" }; // as the table has it
  /** @type {Intl.DateTimeFormatOptions} */
  const WEEKDAY = { weekday: "long", hour: "numeric", minute: "2-digit", numberingSystem: "latn" };
  /** @type {Intl.DateTimeFormatOptions} */
  const DATE = { ...TIME, dateStyle: "full" };

  // Instants, and what clocks show, are milliseconds; a clock shows them as if its zone were UTC.

  /** @param {string} [timeZone] of the site; without one, that of the reader @returns {MosClock} */
  function clockOf(timeZone) {
    const numeric = "numeric";
    const format = new Intl.DateTimeFormat("en", {
      ...{ timeZone, hourCycle: "h23", year: numeric, month: numeric, day: numeric },
      ...{ hour: numeric, minute: numeric, second: numeric },
    });
    return (at) => {
      const parts = format.formatToParts(at).map(({ type, value }) => [type, Number(value)]);
      const { year, month, day, hour, minute, second } = Object.fromEntries(parts);
      return Date.UTC(year, month - 1, day, hour, minute, second);
    };
  }

  /**
   * When a clock shows a time: the first time of two, where it is put back; where it is put forward over the time, as
   * if it had not been.
   * @param {MosClock} clock @param {number} shown
   */
  function instant(clock, shown) {
    const before = shown - (clock(shown - DAY) - (shown - DAY));
    const after = shown - (clock(shown + DAY) - (shown + DAY));
    return before !== after && clock(before) !== shown && clock(after) === shown ? after : before;
  }

  /**
   * When hours begin and end: those that last, or else the next; hours that follow on each other are one.
   * @param {MosHours} hours @param {MosClock} clock @param {number} now
   */
  function hoursAt({ week, closed }, clock, now) {
    const today = Math.floor(clock(now) / DAY) * DAY;
    let begin = 0;
    let end = 0;
    for (let midnight = today - DAY; midnight <= today + AHEAD; midnight += DAY) {
      const date = new Date(midnight);
      if (closed.includes(date.toISOString().slice(0, 10))) continue;
      for (const [opens, closes] of week[(date.getUTCDay() + 6) % 7]) {
        const from = instant(clock, midnight + opens * MINUTE);
        const to = instant(clock, midnight + closes * MINUTE);
        if (to <= from) continue; // the clock is put forward over them
        if (from > end) {
          if (end > now) return { begin, end };
          begin = from;
        }
        end = Math.max(end, to);
      }
    }
    return { begin, end };
  }

  /** Say it, and return when it changes. @param {HTMLElement} element @param {number} now */
  function say(element, now) {
    const hours = /** @type {MosHours} */ (JSON.parse(element.dataset.mosHours || ""));
    const { timezone, language, words } = hours;
    const clock = clockOf(timezone);
    const theirs = clockOf();
    const { begin, end } = hoursAt(hours, clock, now);
    const isOpen = begin <= now;
    const change = isOpen ? end : begin;
    /** @param {number} one @param {number} other */
    const isSameDay = (one, other) => Math.floor(one / DAY) === Math.floor(other / DAY);
    /** @param {Intl.DateTimeFormatOptions} options @param {string} [timeZone] */
    const written = (options, timeZone) => new Intl.DateTimeFormat(language, { ...options, timeZone }).format(change);
    const isSoon = isSameDay(clock(now), clock(change)) || (isOpen && change - now < DAY);
    const isFar = change - now > 6 * DAY;
    let time = written(isSoon ? TIME : isFar ? DATE : WEEKDAY, timezone);
    if (theirs(change) !== clock(change)) {
      const own = written(isSameDay(theirs(change), clock(change)) ? TIME : isFar ? DATE : WEEKDAY);
      time += ` ${words.your_time.replace("{time}", () => own)}`;
    }
    const never = change - now > AHEAD - 2 * DAY || change <= now; // open, or closed, for as long as we have looked
    const text = never ? "" : words[isOpen ? "open_until" : "open_again"].replace("{time}", () => time);
    if (element.textContent !== text) element.textContent = text;
    return change;
  }

  let timer = 0;

  function show() {
    clearTimeout(timer);
    if (document.hidden) return;
    const now = Date.now();
    let next = Infinity;
    for (const element of document.querySelectorAll("[data-mos-hours]")) {
      try {
        next = Math.min(next, say(element, now));
      } catch {
        // A time zone that this browser does not know.
      }
    }
    // Once a minute, too: a computer that was asleep counts only the time that it was awake.
    if (next < Infinity) timer = setTimeout(show, Math.min(Math.max(next - now, 1), MINUTE));
  }

  document.addEventListener("visibilitychange", show);
  show();
  window.document$?.subscribe(show);

  // What comes later: decrypted, swapped, in the panel.
  new MutationObserver((records) => {
    const nodes = records.flatMap(({ addedNodes }) => [...addedNodes]);
    if (nodes.some((node) => node instanceof Element && node.parentElement?.querySelector("[data-mos-hours]"))) show();
  }).observe(document.body, { childList: true, subtree: true });
})();
