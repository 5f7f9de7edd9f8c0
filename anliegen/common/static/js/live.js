// One stream of hints per browser, shared by its windows. A hint says what has changed, never what it
// says now: it becomes an event `live:<kind>` of the document, and whoever shows it fetches it.
import { announce, word } from "./page.js";

const LATE_MS = 15_000;
const LONGEST_MS = 30_000;
const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel("live") : null;
const notice = document.getElementById("offline-notice");
let wait = 1000;
let late = 0;
let hiddenSince = 0;

function tell(kind, detail = {}) {
  if (kind === "down") lost();
  else if (kind === "up") found();
  else if (kind === "logged-out") ended();
  else document.dispatchEvent(new CustomEvent(`live:${kind}`, { detail }));
}

function pass(kind, detail = {}) {
  tell(kind, detail);
  channel?.postMessage({ kind, detail });
}

function lost() {
  late ||= setTimeout(() => { if (notice) { notice.hidden = false; announce(notice.textContent.trim()); } }, LATE_MS);
}

function found() {
  clearTimeout(late);
  late = 0;
  if (notice && navigator.onLine) notice.hidden = true;
}

function ended() {
  const text = notice?.querySelector("span");
  if (!text) return;
  text.textContent = word("logged-out");
  notice.hidden = false;
  announce(word("logged-out"));
}

function connect() {
  const source = new EventSource("/live/");
  source.addEventListener("open", () => { wait = 1000; pass("up"); document.documentElement.dataset.stream = "own"; });
  source.addEventListener("hint", (event) => {
    const { kind, ...detail } = JSON.parse(event.data);
    pass(kind, detail);
  });
  source.addEventListener("refetch", () => pass("refetch"));
  source.addEventListener("error", () => {
    pass("down");
    // The browser comes back by itself unless the server has refused.
    if (source.readyState === EventSource.CLOSED) refused();
  });
  addEventListener("pagehide", () => source.close());
}

async function refused() {
  let status = 0;
  const probe = new AbortController();
  try { status = (await fetch("/live/", { cache: "no-store", signal: probe.signal })).status; } catch { /* no line at all */ }
  probe.abort();
  if (status === 401 || status === 403) { pass("logged-out"); return; }
  wait = Math.min(wait * 2, LONGEST_MS);
  setTimeout(() => { connect(); pass("refetch"); }, wait * (0.5 + Math.random()));
}

// A window that nobody saw for a while may have been asleep with its machine.
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") { hiddenSince = Date.now(); return; }
  if (hiddenSince && Date.now() - hiddenSince > 60_000) tell("refetch");
});

if (channel) channel.addEventListener("message", (event) => tell(event.data.kind, event.data.detail));
if (document.querySelector(".app") && "EventSource" in globalThis) {
  // The window that holds this lock has the stream; when it closes, the next one takes over.
  if (navigator.locks && channel) navigator.locks.request("live", () => new Promise(connect));
  else connect();
}
