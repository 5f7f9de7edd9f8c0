// Who else has this ticket open: a sign while the page is seen, the names of the others in one quiet line.
import { put } from "./html.js";
import { token } from "./page.js";

const SIGN_MS = 30_000;
const LEFT = "presence:left";
const line = document.querySelector("[data-presence]");
const number = document.querySelector("[data-ticket-page]")?.dataset.ticketPage;
let timer = 0;
let signed = false;

function isSeen() { return document.visibilityState === "visible" && !document.prerendering; }

async function sign() {
  clearTimeout(timer);
  if (!isSeen()) return;
  timer = setTimeout(sign, SIGN_MS);
  signed = true;
  try {
    const answer = await fetch(line.dataset.presence, { method: "POST", headers: { "X-CSRFToken": token(), "HX-Request": "true" } });
    // Led to the log-in, the answer is a page and no line.
    if (answer.ok && !answer.redirected) put(line, await answer.text());
  } catch { line.replaceChildren(); }
}

function gone() { return new URLSearchParams({ left: "1", csrfmiddlewaretoken: token() }); }

function leave() {
  clearTimeout(timer);
  // A page that was made ready and never shown has nothing to take back.
  if (!signed) return;
  navigator.sendBeacon(line.dataset.presence, gone());
  sessionStorage.setItem(LEFT, line.dataset.presence);
}

// Browsers may drop what a page sends while it goes; the window's next page says it once more.
const left = sessionStorage.getItem(LEFT);
sessionStorage.removeItem(LEFT);
if (left && left !== line?.dataset.presence) {
  fetch(left, { method: "POST", body: gone(), headers: { "HX-Request": "true" } }).catch(() => {});
}

if (line) {
  for (const kind of ["presence", "refetch"]) {
    document.addEventListener(`live:${kind}`, (event) => {
      if (kind === "refetch" || String(event.detail?.number) === number) sign();
    });
  }
  document.addEventListener("visibilitychange", () => { if (isSeen()) sign(); });
  document.addEventListener("prerenderingchange", sign);
  addEventListener("pagehide", leave);
  addEventListener("pageshow", (event) => { if (event.persisted) sign(); });
  sign();
}
