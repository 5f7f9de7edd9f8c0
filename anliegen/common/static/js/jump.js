// "Jump to": a dialog by Ctrl+K or the entry of the side column, and the same on a page of its own.
// The list comes from the server while typing; the arrows move the real focus from the field into it.
import { pageOf } from "./html.js";
import { announce, onEach, word } from "./page.js";

const PAUSE_MS = 150;
const dialog = () => document.getElementById("jump");

function open() {
  const box = dialog();
  if (!box) {
    const own = document.querySelector("[data-jump-form] input[name=q]");
    own?.focus();
    return Boolean(own);
  }
  if (document.querySelector("dialog[open]")) return true;
  box.showModal();
  const field = box.querySelector("input[name=q]");
  field.select();
  field.dispatchEvent(new Event("input", { bubbles: true }));
  return true;
}

onEach("[data-jump]", (entry) => entry.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (open()) event.preventDefault();
}));

addEventListener("keydown", (event) => {
  if (event.defaultPrevented || document.documentElement.dataset.shortcuts === "off") return;
  if (event.key.toLowerCase() !== "k" || event.shiftKey || event.altKey || !(event.ctrlKey || event.metaKey)) return;
  if (open()) event.preventDefault();
});

onEach("dialog#jump", (box) => {
  box.addEventListener("click", (event) => { if (event.target === box) box.close(); });
});

onEach("[data-jump-form]", (form) => {
  const scope = form.closest("[data-jump-scope]");
  const place = scope.querySelector("[data-jump-results]");
  const field = form.elements.q;
  const options = () => [...place.querySelectorAll("[role=option]")];
  let timer = 0;
  let running = null;

  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-haspopup", "listbox");
  field.setAttribute("aria-expanded", "false");

  function wire(spoken) {
    const list = options();
    field.setAttribute("aria-expanded", String(list.length > 0));
    if (list.length) field.setAttribute("aria-controls", "jump-results");
    else field.removeAttribute("aria-controls");
    list.forEach((option) => { option.tabIndex = -1; });
    if (list[0]) list[0].tabIndex = 0;
    if (spoken) announceIn(word("results", { n: list.length }));
  }

  // A modal dialog hides the page's region from screen readers: it needs its own.
  function announceIn(text) {
    if (!scope.matches("dialog")) { announce(text); return; }
    let region = scope.querySelector("[role=status]");
    if (!region) {
      region = Object.assign(document.createElement("div"), { className: "visually-hidden" });
      region.setAttribute("role", "status");
      scope.append(region);
    }
    region.textContent = text;
  }

  async function load() {
    running?.abort();
    running = new AbortController();
    const asked = field.value;
    try {
      const answer = await fetch(`${form.dataset.jumpForm}?q=${encodeURIComponent(asked)}`, { signal: running.signal, headers: { "HX-Request": "true" } });
      if (!answer.ok) return;
      const parsed = await pageOf(answer);
      place.replaceChildren(...parsed.body.childNodes);
      form.dataset.shown = asked;
      wire(asked !== "");
    } catch { /* a newer key has taken over, or the line is gone: the list that stands there stays */ }
  }

  field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(load, PAUSE_MS); });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    clearTimeout(timer);
    // Enter means the first of what was typed, not of a list that is older than the text.
    if (form.dataset.shown !== field.value) await load();
    if (form.dataset.shown === field.value) options()[0]?.click();
  });

  scope.addEventListener("keydown", (event) => {
    const list = options();
    const at = list.indexOf(document.activeElement);
    const inField = document.activeElement === field;
    if (!inField && at < 0) return;
    const goal = { ArrowDown: at + 1, ArrowUp: at - 1, Home: inField ? null : 0, End: inField ? null : list.length - 1 }[event.key];
    if (goal === undefined || goal === null) {
      // Typing on a result goes on in the field.
      if (at >= 0 && (event.key.length === 1 || event.key === "Backspace") && !event.ctrlKey && !event.metaKey) field.focus();
      return;
    }
    event.preventDefault();
    if (goal < 0) { field.focus(); return; }
    const next = list[Math.min(goal, list.length - 1)];
    list.forEach((option) => { option.tabIndex = option === next ? 0 : -1; option.setAttribute("aria-selected", String(option === next)); });
    next?.focus();
  });
  if (options().length) { form.dataset.shown = field.value; wire(false); }
});
