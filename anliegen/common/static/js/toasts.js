// Notices at the edge, ten seconds long, with "undo" by button and by the key z.
import { announce, onEach, word } from "./page.js";

const SHOWN_MS = 10_000;
const SENT_MS = 4_000;
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

/** A message that can be taken back for some seconds. The server decides: what holds the notice open does
 *  not hold the message, and once it is out the notice says so. */
function countDown(toast, start) {
  const over = () => {
    if (!toast.dataset.seconds) return;
    const hadFocus = toast.contains(document.activeElement);
    toast.querySelector("form")?.remove();
    toast.removeAttribute("data-seconds");
    toast.querySelector(".grow").textContent = word("message-sent");
    if (hadFocus) { toast.tabIndex = -1; toast.focus(); }
    if (!hadFocus && !toast.matches(":hover")) start(SENT_MS);
  };
  toast.addEventListener("sent", over);
  setTimeout(over, Math.max(0, Number(toast.dataset.seconds) * 1000));
}

function connect(toast) {
  current = toast;
  const text = toast.querySelector(".grow")?.textContent.trim() ?? "";
  const byKey = toast.querySelector("[data-undo]") && document.documentElement.dataset.shortcuts !== "off";
  announce(byKey ? `${text} ${word("undo-hint")}` : text);
  let timer = 0;
  const leave = () => { toast.remove(); if (current === toast) current = null; };
  const start = (time = SHOWN_MS) => { clearTimeout(timer); timer = setTimeout(leave, time); };
  const hold = () => clearTimeout(timer);
  const go = () => { if (!toast.dataset.seconds) start(); };
  toast.addEventListener("pointerenter", hold);
  toast.addEventListener("focusin", hold);
  toast.addEventListener("pointerleave", go);
  toast.addEventListener("focusout", go);
  if (toast.dataset.seconds) countDown(toast, start);
  else start();
}

onEach("#toasts [data-toast]", connect);
onEach("template[data-toast-template]", (template) => {
  document.getElementById("toasts")?.replaceChildren(template.content.cloneNode(true));
  template.remove();
});
document.addEventListener("toast", (event) => show(event.detail.text));
