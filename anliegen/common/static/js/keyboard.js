// Single keys, resting in fields and dialogs, switched off by <html data-shortcuts="off">.
// j and k move the real focus to the subject's link, so that screen readers read along.
import { showHelp } from "./help.js";
import { isTyping } from "./page.js";
import { undo } from "./toasts.js";

const rows = () => [...document.querySelectorAll("tr[data-ticket]:not([hidden])")];
const current = () => document.activeElement?.closest("tr[data-ticket]") ?? document.querySelector("tr.is-current-row");
let prefix = "";

function move(step) {
  const list = rows();
  if (!list.length) return follow(step > 0 ? "j" : "k");
  const at = list.indexOf(current());
  const next = list[at < 0 ? 0 : Math.max(0, Math.min(list.length - 1, at + step))];
  list.forEach((row) => row.classList.toggle("is-current-row", row === next));
  next.querySelector("[data-subject]").focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
  return true;
}

function follow(key) {
  const target = document.querySelector(`[data-shortcut="${key}"]`);
  if (!target) return false;
  if (target.matches("input, select, textarea")) { target.focus(); return true; }
  target.click();
  // What opens takes the focus along.
  const menu = target.matches("summary") ? target.closest("details[open]") : null;
  menu?.querySelector("input:not([type=hidden]), select, button, a")?.focus();
  return true;
}

function inRow(selector) {
  const element = current()?.querySelector(selector);
  element?.click();
  return Boolean(element);
}

const go = (path) => { location.assign(path); return true; };
const SECOND = { t: "/tickets/", m: "/tickets/?view=mine", k: "/kunden/" };

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  o: () => Boolean(current() && go(current().dataset.href)),
  x: () => inRow("[data-select]"),
  X: () => { current()?.querySelector("[data-select]")?.dispatchEvent(new MouseEvent("click", { bubbles: true, shiftKey: true })); return true; },
  e: () => inRow("[data-close]") || follow("e"),
  n: () => go("/tickets/neu/"),
  z: () => undo(),
  g: () => { prefix = "g"; setTimeout(() => { prefix = ""; }, 1500); return true; },
  "?": () => showHelp(),
  Escape: () => { document.dispatchEvent(new CustomEvent("bulk:clear")); return false; },
};
for (let n = 1; n <= 6; n += 1) {
  KEYS[n] = () => { const link = document.querySelector(`[data-status-filter="${n}"]`); link?.click(); return Boolean(link); };
}

addEventListener("keydown", (event) => {
  if (document.documentElement.dataset.shortcuts === "off") return;
  // Out of a field that a key has led to, so that the keys work again.
  if (event.key === "Escape" && event.target.matches?.("select, [data-shortcut='/']")) event.target.blur();
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const second = prefix === "g" ? SECOND[event.key] : null;
  prefix = "";
  const done = second ? go(second) : (KEYS[event.key] ? KEYS[event.key]() : follow(event.key));
  if (done) event.preventDefault();
});
