// Drafts on the server: a second after the last key the form's text goes there, and comes back on any device.
// The browser's own copy (keep.js) stays, for the time without a connection.
import { choose, showUploads, withViews } from "./draft-fields.js";
import { announce, onEach, token, word } from "./page.js";

const PAUSE_MS = 1000;
const AGAIN_MS = 10_000;
const MARK = "kept:draft:";
// What the server takes at most; a longer text stays in this browser.
const LONGEST = 2_000_000;

const asked = new Map();

/** Return what the server has, null when it cannot be asked. Both editors of a ticket ask at once: one answer is for both. */
function draftsAt(address) {
  if (!asked.has(address)) {
    const answer = fetch(address, { headers: { "HX-Request": "true" } }).then((it) => (it.ok ? it.json() : null)).catch(() => null);
    asked.set(address, answer.finally(() => asked.delete(address)));
  }
  return asked.get(address);
}

class DraftSync {
  constructor(form) {
    this.form = form;
    this.kind = form.dataset.draftKind;
    this.mark = MARK + form.dataset.keep;
    this.state = form.querySelector("[data-keep-state]");
    const kept = JSON.parse(localStorage.getItem(this.mark) ?? "{}");
    this.base = kept.base ?? 0;
    this.dirty = kept.dirty ?? false;
    form.addEventListener("input", () => this.changed());
    form.addEventListener("submit", (event) => { if (!event.defaultPrevented) this.stop(); });
    addEventListener("online", () => this.push());
    document.addEventListener("drafts:flush", (event) => { clearTimeout(this.timer); event.detail.push(this.push().then(() => this.stop())); });
    addEventListener("pagehide", () => { if (this.dirty && !this.stopped && this.form.elements.body.value.length <= LONGEST) navigator.sendBeacon?.(form.dataset.draft, this.values()); });
    addEventListener("pageshow", (event) => { if (event.persisted) { this.stopped = false; this.load(); } });
    this.load();
  }

  changed() {
    if (this.filling) return;
    this.dirty = true;
    this.remember();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.push(), PAUSE_MS);
  }

  /** Nothing may arrive after the form itself has gone: it would be the ghost of what was sent. */
  stop() {
    clearTimeout(this.timer);
    this.stopped = true;
    setTimeout(() => { this.stopped = false; }, AGAIN_MS);
  }

  remember() { localStorage.setItem(this.mark, JSON.stringify({ base: this.base, dirty: this.dirty })); }

  values() {
    const data = new FormData(this.form);
    data.delete("files");
    data.set("kind", this.kind);
    data.set("base", String(this.base));
    data.set("csrfmiddlewaretoken", token());
    return data;
  }

  async push() {
    if (!this.dirty || this.stopped) return;
    if (this.running) { this.again = true; return; }
    if (this.form.elements.body.value.length > LONGEST) { this.say(word("draft-too-long"), true); return; }
    this.running = true;
    this.dirty = false;
    try {
      const answer = await fetch(this.form.dataset.draft, { method: "POST", body: this.values(), headers: { "HX-Request": "true" } });
      const body = await answer.json();
      if (answer.ok) this.saved(body);
      else { this.dirty = true; this.say(body.error ?? word("draft-offline"), true); }
    } catch {
      this.dirty = true;
      this.say(word("draft-offline"), true);
      setTimeout(() => this.push(), AGAIN_MS);
    }
    this.running = false;
    this.remember();
    if (this.again) { this.again = false; this.push(); }
  }

  saved(body) {
    this.base = body.version;
    const time = new Date().toLocaleTimeString("de", { hour: "2-digit", minute: "2-digit" });
    this.say(body.version ? word("draft-saved", { time }) : "");
    if (body.set_aside) this.offerVersions();
  }

  say(text, isProblem = false) {
    if (this.state) { this.state.textContent = text; this.state.toggleAttribute("data-unsaved", isProblem); }
    if (isProblem && this.last !== text) announce(text);
    this.last = text;
  }

  /** Another device's text was replaced: it is kept, and one click away. */
  offerVersions() {
    const address = this.form.dataset.draftVersions;
    if (!address || !this.state) return;
    const link = Object.assign(document.createElement("a"), { href: address, textContent: word("draft-other") });
    this.state.append(" ", link);
  }

  async load() {
    const found = await draftsAt(this.form.dataset.draft);
    if (!found) return;
    const draft = found.drafts[this.kind];
    if (this.dirty) { await this.push(); return; }
    if (draft && draft.version !== this.base) this.fill(draft);
    else if (draft) showUploads(this.form, draft.uploads);
    else if (this.base) this.gone();
    if (found.versions) this.offerVersions();
  }

  fill(draft) {
    const body = this.form.elements.body;
    // What the server has sent again after a refusal is newer than its draft.
    if (document.querySelector(".error[id$=-error]") && body.value) return;
    this.filling = true;
    body.value = withViews(draft.body, draft.uploads);
    body.dataset.format = draft.is_html ? "html" : "text";
    for (const [name, value] of Object.entries(draft.fields)) choose(this.form, name, [value].flat());
    showUploads(this.form, draft.uploads);
    this.form.dispatchEvent(new CustomEvent("kept:restored", { detail: draft.fields }));
    this.filling = false;
    this.base = draft.version;
    this.remember();
    this.say(word("restored"));
  }

  /** The server has had this text and has it no more: it was sent, or emptied, on another device. */
  gone() {
    this.base = 0;
    this.remember();
    localStorage.removeItem("kept:" + this.form.dataset.keep);
    if (document.querySelector(".error[id$=-error]")) return;
    this.filling = true;
    for (const name of ["body", "subject"]) if (this.form.elements[name]) this.form.elements[name].value = "";
    this.form.dispatchEvent(new CustomEvent("kept:restored"));
    this.filling = false;
  }
}

onEach("form[data-draft]", (form) => new DraftSync(form));
