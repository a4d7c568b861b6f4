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

/** The `data-mos-ask` of mos-ask.js, or of the content of a page that a theme swaps in. */
interface MosPage {
  /** what a link with a record begins with */
  start: string;
  /** characters that may follow it (vendor document 3.2.2) */
  room: number;
  /** what a record without them sends: the page's address, and its channel, where U+0001 stands for the title */
  linkUrl?: string;
  source?: string;
}

/** What other people's code may ask about: the product, and the channel of the link. */
interface MosRecord extends ProductInfo {
  source?: string;
}

/** What other people's code has of ours, where the scripts stand that have it. */
interface Mos {
  /** mos.js: the reader's answer about loading the chat */
  consent(agreed: unknown): void;
  /** mos.js, for our other scripts */
  inner: MosInner;
  /** mos-ask.js: the chat link of a record; throws an `Error` where the build would refuse it */
  link(record: MosRecord): string;
  /**
   * mos-ask.js: sends a record into the page's chat window, which tells `mos:sent` or `mos:error`, or opens its link in
   * a new tab; "blocked" where no press of the reader is behind the call, for which browsers open none
   */
  ask(record: MosRecord): "window" | "tab" | "blocked";
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

/** The `data-mos-form` of a form. */
interface MosForm {
  /** the record, whose title holds names of questions in braces */
  record: MosRecord;
  words: Record<"required" | "mismatch" | "shortened", string>;
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
  mos?: Partial<Mos>;
}

interface Navigator {
  connection?: { effectiveType?: string; saveData?: boolean };
}

/* What our scripts look for is HTML. */
interface ParentNode {
  querySelector(selectors: "a" | ".mos-launcher" | ".mos-send"): HTMLAnchorElement; // a window and a corner have one
  querySelector(selectors: "button" | "bdi" | "span"): HTMLButtonElement; // a panel and a launcher have one
  querySelector(selectors: "form"): HTMLFormElement;
  querySelector(selectors: "label"): HTMLLabelElement;
  querySelector(selectors: ".mos-error" | ".mos-shortened"): HTMLElement; // a form has them
  querySelector(selectors: "template"): HTMLTemplateElement | null;
  querySelector(selectors: `input.${string}`): HTMLInputElement | null;
  querySelector(selectors: "[data-mos-search]"): HTMLTemplateElement | null;
  querySelector(selectors: "[data-mos-ask]"): HTMLElement & { dataset: { mosAsk: string } }; // our own script, at least
  querySelector(selectors: "[data-mos-corner]" | "template" | ".mos-corner > template"): HTMLTemplateElement | null;
  querySelector(selectors: `.${string}` | `[${string}`): HTMLElement | null;
  querySelectorAll(selectors: `[${string}` | `:is(${string}`): NodeListOf<HTMLElement>;
}
interface Element {
  closest(selectors: "a"): HTMLAnchorElement | null;
  closest(selectors: `a:${string}`): HTMLAnchorElement | null;
}
