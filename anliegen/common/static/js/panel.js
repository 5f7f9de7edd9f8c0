// Forms of the side panel and links of the list, by htmx; and what happens when the server says no.
import { show } from "./toasts.js";
import { onEach, token, word } from "./page.js";

document.addEventListener("htmx:config:request", (event) => {
  event.detail.ctx.request.headers["X-CSRFToken"] = token();
});

document.addEventListener("htmx:error", () => show(word("no-connection")));

// A swapped part takes its focus with it: it goes back to the element with the same id.
let focused = "";
document.addEventListener("htmx:before:swap", () => { focused = document.activeElement?.id ?? ""; });
document.addEventListener("htmx:after:swap", () => {
  if (focused && document.activeElement === document.body) document.getElementById(focused)?.focus();
});

onEach("[data-problem]", (problem) => show(problem.textContent.trim()));
