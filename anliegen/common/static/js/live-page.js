// Fetching the present page anew after hints, at most once a second, and putting its parts in.
import { pageOf } from "./html.js";
import { pageAddress } from "./page.js";

const PAUSE_MS = 250;
const LEAST_MS = 1000;
const takers = [];
let timer = 0;
let last = 0;
let stale = false;

/** Call the function with the fresh document, whenever there is one. */
export function onFresh(take) { takers.push(take); }

/** Say whether the person is at work inside the element, so that nothing may be swapped there. */
export function isBusy(element) {
  const focus = document.activeElement;
  const works = focus && element.contains(focus) && focus.matches("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], summary");
  return Boolean(works || element.querySelector("details[open]"));
}

function swapParts(fresh) {
  for (const part of document.querySelectorAll("[data-live]")) {
    const next = fresh.querySelector(`[data-live="${part.dataset.live}"]`);
    if (!next || isBusy(part) || next.innerHTML === part.innerHTML) continue;
    const link = part.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    part.replaceChildren(...next.childNodes);
    globalThis.htmx?.process(part);
    if (link) part.querySelector(`[href="${CSS.escape(link)}"]`)?.focus();
  }
}

async function refresh() {
  timer = 0;
  if (document.visibilityState !== "visible") { stale = true; return; }
  last = Date.now();
  stale = false;
  try {
    const answer = await fetch(pageAddress(), { headers: { Accept: "text/html" }, cache: "no-store" });
    // Led to the log-in, or no longer to be seen: the page stays as it is, with what was typed.
    if (!answer.ok || answer.redirected) {
      if (answer.redirected || answer.status === 404 || answer.status === 503) document.dispatchEvent(new CustomEvent("live:gone"));
      return;
    }
    const fresh = await pageOf(answer);
    // Another window works for another company by now: its ticket of this number is not this one.
    if (fresh.body.dataset.atWork !== document.body.dataset.atWork) { stale = false; return; }
    for (const take of takers) take(fresh);
    swapParts(fresh);
    document.dispatchEvent(new CustomEvent("live:swapped"));
  } catch { stale = true; }
}

/** Fetch soon; many hints at once cost one fetch. */
export function later() {
  const pause = Math.max(PAUSE_MS * (0.5 + Math.random()), LEAST_MS - (Date.now() - last));
  timer ||= setTimeout(refresh, pause);
}

if (document.querySelector("[data-live]")) {
  for (const kind of ["ticket", "lock", "request", "refetch"]) document.addEventListener(`live:${kind}`, later);
  document.addEventListener("visibilitychange", () => { if (stale && document.visibilityState === "visible") later(); });
}
