// Forms of the side panel and links of the list, by htmx; and what happens when the server says no.
import { show } from "./toasts.js";
import { onEach, token, word } from "./page.js";

document.addEventListener("htmx:config:request", (event) => {
  event.detail.ctx.request.headers["X-CSRFToken"] = token();
});

document.addEventListener("htmx:error", () => show(word("no-connection")));

// A swapped part takes its focus with it: it goes back to the element with the same id, and what was typed
// into it while the answer was on its way goes with it.
let before = null;
document.addEventListener("htmx:before:swap", () => {
  const element = document.activeElement;
  before = element?.id ? { id: element.id, value: element.value, at: element.selectionEnd } : null;
});
document.addEventListener("htmx:after:swap", () => {
  if (!before || document.activeElement !== document.body) return;
  const element = document.getElementById(before.id) ?? (before.id.startsWith("chip-") ? nearChip() : null);
  element?.focus();
  if (!element?.matches("input[type=search], input[type=text]")) return;
  const isNewer = element.value !== before.value;
  element.value = before.value;
  element.setSelectionRange(before.at, before.at);
  if (isNewer) element.dispatchEvent(new Event("input", { bubbles: true }));
});

// A filter that was taken away leaves the focus to the next one, the last one to the buttons above.
const nearChip = () => document.querySelector(".chip") ?? document.querySelector(".filter[aria-current]");

onEach("[data-problem]", (problem) => show(problem.textContent.trim()));
