// One stream of hints per browser and face, shared by its windows. A hint says what has changed, never what
// it says now: it becomes an event `live:<kind>` of the document, and whoever shows it fetches it.
// Besides: `live:up` and `live:down` for the line, `live:ended` when the session is over.

const SILENT_MS = 25_000;
const LOOK_MS = 5000;
const LONGEST_MS = 30_000;
const address = document.body.dataset.liveStream;
const channel = address && "BroadcastChannel" in globalThis ? new BroadcastChannel(`live:${address}`) : null;
let source = null;
let seen = 0;
let wait = 1000;
let timer = 0;
let missed = false;
let told = 0;
let isOver = false;
let hiddenSince = 0;
let release = () => {};

function tell(kind, detail = {}) {
  if (kind === "ask") { if (source) pass(source.readyState === EventSource.OPEN ? "up" : "down"); }
  else if (kind === "connect") { if (release.owner && !isOver) connect(); }
  else document.dispatchEvent(new CustomEvent(`live:${kind}`, { detail }));
}

function pass(kind, detail = {}) {
  tell(kind, detail);
  channel?.postMessage({ kind, detail });
}

function connect() {
  clearTimeout(timer);
  if (source) { source.close(); missed = true; }
  const mine = new EventSource(address);
  source = mine;
  seen = Date.now();
  told = 0;
  const hear = (kind, act) => mine.addEventListener(kind, (event) => { seen = Date.now(); if (mine === source) act(event); });
  hear("open", opened);
  hear("beat", (event) => compare(JSON.parse(event.data).said));
  hear("hint", (event) => { told += 1; const { kind, ...detail } = JSON.parse(event.data); pass(kind, detail); });
  hear("refetch", () => { told += 1; pass("refetch"); });
  hear("ended", over);
  hear("error", () => {
    pass("down");
    // The browser comes back by itself unless the server has refused.
    if (mine.readyState === EventSource.CLOSED) refused();
  });
}

/** The server says with each sign of life how much it has told: what was lost on the way is fetched. */
function compare(said) {
  if (said !== told) pass("refetch");
  told = said;
}

function opened() {
  wait = 1000;
  told = 0;
  document.documentElement.dataset.stream = "own";
  pass("up");
  // Only the browser's own new attempt says what it has seen last.
  if (missed) pass("refetch");
  missed = false;
}

function over() {
  isOver = true;
  source.close();
  pass("ended");
  // Another window may have logged in again; it must not wait for this one.
  release();
}

function later() {
  source.close();
  source = null;
  missed = true;
  wait = Math.min(wait * 2, LONGEST_MS);
  clearTimeout(timer);
  timer = setTimeout(connect, wait * (0.5 + Math.random()));
}

async function refused() {
  let status = 0;
  const probe = new AbortController();
  try { status = (await fetch(address, { cache: "no-store", signal: probe.signal })).status; } catch { /* no line at all */ }
  probe.abort();
  if (status === 401 || status === 403) over();
  else later();
}

/** A line can be dead without a word: the server gives a sign of life more often than this. */
function watch() {
  if (!source || Date.now() - seen < SILENT_MS) return;
  pass("down");
  later();
}

function own() {
  return new Promise((resolve) => {
    release = resolve;
    release.owner = true;
    setInterval(watch, LOOK_MS);
    connect();
  });
}

// A window that nobody saw for a while may have been asleep with its machine.
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") { hiddenSince = Date.now(); return; }
  if (hiddenSince && Date.now() - hiddenSince > 60_000) tell("refetch");
});

if (channel) channel.addEventListener("message", (event) => { if (!isOver) tell(event.data.kind, event.data.detail); });
if (address && "EventSource" in globalThis) {
  addEventListener("pagehide", () => source?.close());
  addEventListener("pageshow", (event) => { if (event.persisted) tell("refetch"); });
  addEventListener("offline", () => tell("down"));
  addEventListener("online", () => pass("connect"));
  document.addEventListener("click", (event) => { if (event.target.closest?.("[data-connect]")) pass("connect"); });
  // The window that holds this lock has the stream; when it closes, the next one takes over.
  if (navigator.locks && channel) { navigator.locks.request(`live:${address}`, own); channel.postMessage({ kind: "ask", detail: {} }); }
  else own();
}
