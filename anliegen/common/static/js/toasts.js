// Notices at the edge, ten seconds long, with "undo" by button and by the key z.
import { announce, onEach, word } from "./page.js";

const SHOWN_MS = 10_000;
let current = null;

/** Show a notice made here, e.g. after a failed request. */
export function show(text) {
  const toast = document.createElement("div");
  toast.className = "toast";
  toast.dataset.toast = "";
  const span = document.createElement("span");
  span.className = "grow";
  span.textContent = text;
  toast.append(span);
  document.getElementById("toasts")?.replaceChildren(toast);
}

/** Take the last action back, if it still can be. Says whether there was one. */
export function undo() {
  const form = current?.querySelector("form[data-undo]");
  form?.requestSubmit();
  return Boolean(form);
}

function connect(toast) {
  current = toast;
  const text = toast.querySelector(".grow")?.textContent.trim() ?? "";
  announce(toast.querySelector("[data-undo]") ? `${text} ${word("undo-hint")}` : text);
  let timer = 0;
  const leave = () => { toast.remove(); if (current === toast) current = null; };
  const start = () => { timer = setTimeout(leave, SHOWN_MS); };
  const hold = () => clearTimeout(timer);
  toast.addEventListener("pointerenter", hold);
  toast.addEventListener("focusin", hold);
  toast.addEventListener("pointerleave", start);
  toast.addEventListener("focusout", start);
  start();
}

onEach("#toasts [data-toast]", connect);
onEach("template[data-toast-template]", (template) => {
  document.getElementById("toasts")?.replaceChildren(template.content.cloneNode(true));
  template.remove();
});
document.addEventListener("toast", (event) => show(event.detail.text));
