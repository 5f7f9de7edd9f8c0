// The phone: a row follows the finger to the left; released beyond the threshold it opens. While the finger is on
// its way, the service worker fetches the ticket, so that it is there on release. Fetching reads nothing and locks
// nothing: that happens when the ticket is seen.
const OPEN_AT = 96;
const NARROW = 720;
const CLEAR = 8;
const LEVEL = 1.4;

let row = null;
let finger = 0;
let startX = 0;
let startY = 0;
let distance = 0;
let active = false;

addEventListener("pointerdown", (event) => {
  if (event.pointerType === "mouse" || innerWidth > NARROW) return;
  // A second finger wants to pinch.
  if (!event.isPrimary) { release(false); return; }
  row = event.target.closest("tr[data-href]");
  finger = event.pointerId;
  startX = event.clientX;
  startY = event.clientY;
  distance = 0;
  active = false;
});

/** Vertical movement stays scrolling; only a clearly horizontal one takes the row along. */
function begins(dx, dy) {
  if (Math.abs(dy) > 10 && Math.abs(dy) > Math.abs(dx)) { row = null; return false; }
  if (dx > -CLEAR || Math.abs(dx) < Math.abs(dy) * LEVEL) return false;
  row.classList.add("is-dragged");
  navigator.serviceWorker?.controller?.postMessage({ ahead: row.dataset.href });
  return true;
}

addEventListener("pointermove", (event) => {
  if (!row || event.pointerId !== finger) return;
  const dx = event.clientX - startX;
  active ||= begins(dx, event.clientY - startY);
  if (!active) return;
  distance = Math.min(0, dx);
  const ripe = distance <= -OPEN_AT;
  if (ripe !== row.classList.contains("is-ripe")) {
    row.classList.toggle("is-ripe", ripe);
    // Before the first tap browsers refuse to, and say so in the console.
    if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(8);
  }
  row.style.setProperty("--drag-x", `${distance}px`);
});

function rest(moved) {
  moved.classList.remove("is-dragged", "is-ripe");
  moved.style.removeProperty("--drag-x");
}

function release(opens) {
  if (!row) return;
  const moved = row;
  row = null;
  // What opens stays where the finger left it until the ticket has taken its place.
  if (opens && active && distance <= -OPEN_AT) location.assign(moved.dataset.href);
  else rest(moved);
}

addEventListener("pointerup", (event) => { if (event.pointerId === finger) release(true); });
// The browser has taken the finger for something of its own.
addEventListener("pointercancel", (event) => { if (event.pointerId === finger) release(false); });
addEventListener("click", (event) => {
  if (active) { event.preventDefault(); event.stopPropagation(); active = false; }
}, true);
addEventListener("pageshow", (event) => { if (event.persisted) document.querySelectorAll("tr.is-dragged").forEach(rest); });
