// One file on its way: a row with name, size, progress and a button, and the hidden id when it is there.
import { announce, token, word } from "./page.js";
import { readable } from "./size.js";

/** Return a symbol of the sprite. */
function icon(name) {
  const source = document.querySelector("svg.icon use")?.getAttribute("href")?.split("#")[0] ?? "";
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${source}#${name}`);
  svg.append(use);
  return svg;
}

export class Upload {
  constructor(file, host) {
    this.file = file;
    this.host = host;
    this.key = crypto.randomUUID?.() ?? ([1e7] + -1e3 + -4e3 + -8e3 + -1e11).replace(/[018]/g, (c) => (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16));
    this.done = new Promise((resolve) => { this.resolve = resolve; });
    this.row = document.createElement("span");
    this.row.className = "file";
    this.render("waiting");
    const problem = this.problem();
    if (problem) this.fail(problem, false);
  }

  problem() {
    const most = Number(this.host.dataset.maxBytes);
    if (!this.file.size) return word("file-empty", { name: this.file.name });
    if (this.file.size > most) return word("file-too-large", { name: this.file.name, size: readable(this.file.size) });
    return "";
  }

  start() {
    this.render("running");
    const data = new FormData();
    data.append("key", this.key);
    data.append("file", this.file, this.file.name);
    this.request = new XMLHttpRequest();
    this.request.open("POST", this.host.dataset.url);
    this.request.setRequestHeader("X-CSRFToken", token());
    this.request.setRequestHeader("HX-Request", "true");
    this.request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable && this.bar) this.bar.value = Math.round((event.loaded / event.total) * 100);
    });
    this.request.addEventListener("load", () => this.answer());
    this.request.addEventListener("error", () => this.fail(word("upload-failed", { name: this.file.name }), true));
    this.request.send(data);
  }

  answer() {
    let body = {};
    try { body = JSON.parse(this.request.responseText); } catch { /* an error page: the status says enough */ }
    if (this.request.status !== 201) {
      this.fail(body.error ?? word("upload-failed", { name: this.file.name }), this.request.status >= 500);
      return;
    }
    this.id = body.id;
    this.render("done");
    announce(word("file-uploaded", { name: this.file.name }));
    this.resolve(body);
    this.changed();
    this.host.next();
  }

  fail(text, again) {
    this.render("failed", text, again);
    announce(text);
    this.resolve(null);
    this.host.next();
  }

  remove() {
    this.request?.abort();
    if (this.id) {
      fetch(`${this.host.dataset.url}${this.id}/`, { method: "DELETE", headers: { "X-CSRFToken": token(), "HX-Request": "true" } }).catch(() => {});
    }
    this.row.remove();
    this.host.dispatchEvent(new CustomEvent("upload:removed", { detail: this.id, bubbles: true }));
    this.changed();
    this.host.forget(this);
    this.host.field.focus();
  }

  /** What is attached belongs to the draft. */
  changed() { this.host.dispatchEvent(new Event("input", { bubbles: true })); }

  render(state, text = "", again = false) {
    this.state = state;
    const name = document.createElement("span");
    name.textContent = this.file.name;
    const more = document.createElement(state === "running" ? "progress" : "small");
    if (state === "running") { more.max = 100; more.value = 0; more.setAttribute("aria-label", word("uploading", { name: this.file.name })); this.bar = more; }
    else more.textContent = text || readable(this.file.size);
    more.classList.toggle("error", state === "failed");
    this.row.replaceChildren(icon(this.file.type.startsWith("image/") ? "image" : "file-text"), name, more);
    if (again) this.row.append(this.button("refresh-cw", word("retry", { name: this.file.name }), () => { this.render("waiting"); this.host.next(); }));
    this.row.append(this.button("x", word("remove", { name: this.file.name }), () => this.remove()));
    if (state === "done") this.row.append(Object.assign(document.createElement("input"), { type: "hidden", name: "uploads", value: this.id }));
  }

  button(symbol, label, action) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "icon-button", title: label });
    button.setAttribute("aria-label", label);
    button.append(icon(symbol));
    button.addEventListener("click", action);
    return button;
  }
}
