// The edit lock of the open ticket: taken when the page is seen, prolonged while somebody is active,
// given back on leaving. While a colleague holds it the reply is closed; the note stays open.
import { put } from "./html.js";
import { later } from "./live-page.js";
import { announce, onEach, token, word } from "./page.js";

const RENEW_MS = 30_000;
const LOOK_MS = 15_000;
const LEFT = "lock:left";

class TicketLock {
  constructor(box) {
    this.box = box;
    this.composer = document.querySelector("[data-composer]");
    this.strip = document.querySelector("[data-lock-closed]");
    this.state = "";
    this.window = Array.from(crypto.getRandomValues(new Uint32Array(4)), (n) => n.toString(36)).join("");
    this.active = true;
    for (const kind of ["input", "keydown", "pointerdown", "scroll"]) {
      addEventListener(kind, () => { this.active = true; if (this.state === "asleep") this.begin(); }, { passive: true, capture: true });
    }
    document.addEventListener("click", (event) => this.click(event));
    document.addEventListener("change", (event) => this.waiting(event));
    document.addEventListener("live:refetch", () => this.look());
    document.addEventListener("live:swapped", () => { if (this.state === "held") this.close(); });
    document.addEventListener("live:lock", (event) => { if (this.concerns(event.detail)) this.look(); });
    document.addEventListener("visibilitychange", () => this.seen());
    addEventListener("online", () => this.tick());
    addEventListener("pagehide", () => this.leave());
    addEventListener("pageshow", (event) => { if (event.persisted) this.begin(); });
    setInterval(() => this.tick(), RENEW_MS);
    setInterval(() => { if (["held", "elsewhere"].includes(this.state)) this.look(); }, LOOK_MS);
    this.seen();
  }

  concerns(detail) {
    const number = Number(document.querySelector("[data-ticket-page]")?.dataset.ticketPage);
    return !detail?.number || Number(detail.number) === number;
  }

  /** A page that nobody has looked at yet, e.g. a prefetched one, holds nobody up. */
  seen() {
    if (document.visibilityState === "visible" && !document.prerendering && !this.state) this.begin();
  }

  begin() {
    this.begun = true;
    return this.ask(() => ({ window: this.window }));
  }

  /** Without activity the lock runs out by itself. */
  tick() {
    if (this.state !== "mine" || document.visibilityState !== "visible" || !this.active) return;
    this.active = false;
    this.look();
  }

  /** Prolongs the own lock, or sees who holds it. Before the first answer nothing can have changed. */
  look() {
    if (!this.state) return undefined;
    return this.ask(() => (this.state === "mine" ? { token: this.token } : null));
  }

  /** One question after the other: an answer that is overtaken would say what is no longer true. */
  ask(values) {
    this.line = (this.line ?? Promise.resolve()).then(() => this.put(values())).catch(() => {});
    return this.line;
  }

  async put(values) {
    const headers = { "X-CSRFToken": token(), "HX-Request": "true" };
    const body = values && new URLSearchParams(values);
    // Without a connection the text goes on in the browser; the server decides on sending.
    const answer = await fetch(this.box.dataset.lock, values ? { method: "POST", body, headers } : { headers });
    if (answer.ok) this.become(await answer.json());
  }

  become(answer) {
    const before = this.state;
    this.state = answer.state === "free" && before === "mine" ? "asleep" : answer.state;
    this.token = answer.token ?? this.token;
    const field = document.querySelector("[data-lock-token]");
    if (field) field.value = answer.state === "mine" ? this.token : "";
    if (this.state === "asleep") { this.begin(); return; }
    if (before === this.state) return;
    put(this.box, answer.html);
    const open = this.state === "mine";
    this.composer?.toggleAttribute("data-locked", !open);
    if (this.strip) put(this.strip, open ? "" : answer.closed);
    this.close();
    if (this.state === "held") this.wait(true);
    if (this.state === "free" && before === "held") { announce(word("ticket-free")); later(); }
  }

  /** What the server would refuse is not offered; the panel may be a new one since. */
  close() {
    for (const field of document.querySelectorAll("#ticket-panel select, #ticket-panel [data-shortcut=e]")) field.disabled = this.state === "held";
  }

  wait(wanted) {
    const box = this.strip?.querySelector("[data-lock-wait]");
    if (!box) return;
    const data = new FormData();
    data.set("wanted", wanted ? "1" : "0");
    fetch(box.dataset.lockWait, { method: "POST", body: data, headers: { "X-CSRFToken": token(), "HX-Request": "true" } }).catch(() => {});
  }

  waiting(event) {
    if (event.target.matches?.("[data-lock-wait]")) this.wait(event.target.checked);
  }

  async click(event) {
    const button = event.target.closest?.("[data-lock-begin], [data-lock-note]");
    if (!button) return;
    if (button.matches("[data-lock-note]")) { document.getElementById("tab-note")?.click(); return; }
    await this.begin();
    if (this.state === "mine" && button.matches("[data-lock-open]")) document.getElementById("tab-reply")?.click();
  }

  leave() {
    if (!this.begun || ["held", "free"].includes(this.state)) return;
    const data = new FormData();
    if (this.token) data.set("token", this.token);
    data.set("window", this.window);
    data.set("csrfmiddlewaretoken", token());
    navigator.sendBeacon(this.box.dataset.lockRelease, data);
    sessionStorage.setItem(LEFT, JSON.stringify([this.box.dataset.lockRelease, this.token ?? "", this.window]));
    this.state = "";
  }
}

onEach("[data-lock]", (box) => { new TicketLock(box); });

// Browsers may drop what a page sends while it goes; the window's next page says it once more.
const left = sessionStorage.getItem(LEFT);
if (left) {
  sessionStorage.removeItem(LEFT);
  const [address, held, window] = JSON.parse(left);
  const data = new FormData();
  data.set("token", held);
  data.set("window", window);
  fetch(address, { method: "POST", body: data, headers: { "X-CSRFToken": token(), "HX-Request": "true" } }).catch(() => {});
}
