// The phone: a row follows the finger to the left; released beyond the threshold it opens.
const OPEN_AT = 96;
const NARROW = 720;

let row = null;
let startX = 0;
let startY = 0;
let distance = 0;
let active = false;

addEventListener("pointerdown", (event) => {
  if (event.pointerType === "mouse" || innerWidth > NARROW) return;
  row = event.target.closest("tr[data-href]");
  startX = event.clientX;
  startY = event.clientY;
  distance = 0;
  active = false;
});

addEventListener("pointermove", (event) => {
  if (!row) return;
  const dx = event.clientX - startX;
  const dy = event.clientY - startY;
  if (!active) {
    // Vertical movement stays scrolling; only a clearly horizontal one takes the row along.
    if (Math.abs(dy) > 10 && Math.abs(dy) > Math.abs(dx)) { row = null; return; }
    if (dx > -8 || Math.abs(dx) < Math.abs(dy) * 1.4) return;
    active = true;
    row.classList.add("is-dragged");
  }
  distance = Math.min(0, dx);
  const ripe = distance < -OPEN_AT;
  if (ripe !== row.classList.contains("is-ripe")) { row.classList.toggle("is-ripe", ripe); navigator.vibrate?.(8); }
  row.style.setProperty("--dx", `${distance}px`);
});

function release() {
  if (!row) return;
  const target = row;
  row = null;
  target.classList.remove("is-dragged", "is-ripe");
  if (active && distance < -OPEN_AT) location.assign(target.dataset.href);
  else target.style.setProperty("--dx", "0px");
}

addEventListener("pointerup", release);
addEventListener("pointercancel", release);
addEventListener("click", (event) => {
  if (active) { event.preventDefault(); event.stopPropagation(); active = false; }
}, true);
