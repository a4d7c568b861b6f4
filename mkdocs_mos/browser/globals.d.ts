/* What mos.js is told, and what others put on `window`. Types only: never shipped to a reader. */

/** The `data-mos` of our own script; addresses are as seen from it. */
interface MosSite {
  serviceId: string;
  /** the vendor's script (vendor document 2.2.2) */
  script: string;
  loader: "eager" | "idle" | "interaction"; // or any other value, where nothing waits
  /** who knows whether the reader has agreed */
  consent: false | "material" | "own";
  /** the vendor's SDK (vendor document 2.3.2) */
  sdk: string;
  integrity: string | null;
  words: Record<"chat" | "opening" | "open" | "link" | "sending" | "sent" | "failed", string>;
}

/** Vendor document 2.3.3.3 */
interface ProductInfo {
  title: string;
  desc?: string;
  price?: string;
  linePrice?: string;
  cover?: string;
  linkUrl?: string;
}

/** Vendor document 2.3.3.5 */
interface MosWindowConfig {
  apiKey: string;
  timeout: number;
  source?: string;
  product?: ProductInfo;
}

/** Vendor document 2.3.3.2 and 2.3.3.4 */
interface MosInstance {
  sendMessage(product: ProductInfo): Promise<void>;
}

interface MosSdk {
  init(container: Element, config: MosWindowConfig): MosInstance;
}

/** An embedded window of a page. */
interface Chat {
  root: HTMLElement;
  /** what the SDK draws in */
  box: HTMLElement;
  config: MosWindowConfig;
  opening?: Promise<MosInstance | undefined>;
  instance?: MosInstance;
  failed?: boolean;
  /** the record that was sent last */
  sent?: string;
}

/** The `data-mos-hours` of what mos-hours.js fills in. */
interface MosHours {
  timezone: string;
  language: string;
  /** of each day, Monday first: minutes from its beginning to those at which hours begin and end */
  week: [opens: number, closes: number][][];
  /** dates such as 2026-12-25 */
  closed: string[];
  words: Record<"open_until" | "open_again" | "your_time", string>;
}

/** What a clock shows at an instant. */
type MosClock = (at: number) => number;

interface DocumentEventMap {
  "mos:consent": CustomEvent<unknown>;
}

interface Window {
  MosCustomerService?: MosSdk;
  /** The queue that the vendor's snippet makes. */
  _MOSCONFIG?: any;
  /** Material's stored settings, and its signal of a new page. */
  __md_get?(name: string): Record<string, unknown> | null;
  document$?: { subscribe(listener: () => void): void };
  mos?: { consent(agreed: unknown): void };
}

interface Navigator {
  connection?: { effectiveType?: string; saveData?: boolean };
}

/* What mos.js looks for is HTML. */
interface ParentNode {
  querySelector(selectors: "a"): HTMLAnchorElement; // a window and a corner have one
  querySelector(selectors: "[data-mos-corner]"): HTMLTemplateElement | null;
  querySelector(selectors: `.${string}` | `[${string}`): HTMLElement | null;
  querySelectorAll(selectors: `[${string}`): NodeListOf<HTMLElement>;
}
interface Element {
  closest(selectors: "a, .mos-close"): HTMLAnchorElement | null; // of a button, only what all elements have is asked
}
