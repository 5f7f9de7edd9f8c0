// The bell fetches itself anew when the server says that something concerns this person.
import { pageOf } from "./html.js";
import { announce } from "./page.js";

let running = null;

async function refresh() {
  const bell = document.querySelector("[data-bell]");
  if (!bell) return;
  running?.abort();
  running = new AbortController();
  try {
    const answer = await fetch(bell.dataset.bell, { signal: running.signal, headers: { "HX-Request": "true" } });
    if (!answer.ok) return;
    const fresh = (await pageOf(answer)).querySelector("[data-bell]");
    if (!fresh) return;
    const more = Number(fresh.dataset.unread) > Number(bell.dataset.unread);
    show(fresh);
    if (more && fresh.dataset.newest) announce(fresh.dataset.newest);
  } catch { /* a newer hint has taken over, or the line is gone: the next hint or page brings the number */ }
}

/** Put the new number in place of the old one; the link itself stays, with the focus it may have. */
function show(fresh) {
  for (const bell of document.querySelectorAll("[data-bell]")) {
    bell.replaceChildren(...[...fresh.childNodes].map((node) => node.cloneNode(true)));
    bell.dataset.unread = fresh.dataset.unread;
  }
}

document.addEventListener("live:bell", refresh);
document.addEventListener("live:refetch", refresh);
document.addEventListener("ticket:read", refresh);
// Out of the browser's cache a page shows yesterday's number.
addEventListener("pageshow", (event) => { if (event.persisted) refresh(); });
