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
  /** brings the panel before the reader, where the window is the panel's */
  show?: () => void;
  /** the record that was sent last */
  sent?: string;
}

/** What mos.js lends to mos-panel.js. */
interface MosInner {
  chats: Map<Element, Chat>;
  add(root: HTMLElement): Chat;
  open(chat: Chat): Promise<MosInstance | undefined>;
  show(chat: Chat): void;
  current(): Chat | undefined;
  fetched(): Promise<MosSdk | undefined>;
  /** whether a window may open */
  ready(): unknown;
  /** told of whatever has changed */
  sync?(): void;
}

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
  mos?: { consent(agreed: unknown): void; inner: MosInner };
}

interface Navigator {
  connection?: { effectiveType?: string; saveData?: boolean };
}

/* What our scripts look for is HTML. */
interface ParentNode {
  querySelector(selectors: "a" | ".mos-launcher" | ".mos-send"): HTMLAnchorElement; // a window and a corner have one
  querySelector(selectors: "button" | "bdi" | "span"): HTMLButtonElement; // a panel and a launcher have one
  querySelector(selectors: "[data-mos-corner]" | "template" | ".mos-corner > template"): HTMLTemplateElement | null;
  querySelector(selectors: `.${string}` | `[${string}`): HTMLElement | null;
  querySelectorAll(selectors: `[${string}` | `:is(${string}`): NodeListOf<HTMLElement>;
}
interface Element {
  closest(selectors: "a"): HTMLAnchorElement | null;
}
