// Categories: dragged by their grip or moved with the arrow keys.
// However far one is moved, one request says before which other it stands now.
import { pageOf } from "./html.js";
import { announce, onEach, token, word } from "./page.js";

const IDLE_MS = 400;
const list = () => document.getElementById("category-list");
const order = () => [...document.querySelectorAll("[data-category-row]")].map((row) => row.dataset.categoryRow).join();
const middle = (row) => { const box = row.getBoundingClientRect(); return box.top + box.height / 2; };
let stored = order();
let queue = Promise.resolve();
// Moves that are under way: made here, not yet answered.
let moves = 0;

/** Say where a row stands. */
function say(row) {
  const rows = [...list().children];
  announce(word("category-place", { name: row.dataset.name, n: rows.indexOf(row) + 1, of: rows.length }));
}

/** Put the rows back as they were stored last. */
function restore() {
  for (const id of stored.split(",")) {
    const row = document.getElementById(`category-${id}`);
    if (row) list().append(row);
  }
}

/**
 * Show the list as the server has it. Where it is what stands here, nothing is touched that somebody types in;
 * and while more is being moved, only the last answer tells.
 */
function take(page) {
  const next = page.getElementById("category-list");
  if (!next) { location.reload(); return; }
  document.getElementById("category-problem").replaceChildren(...page.getElementById("category-problem").childNodes);
  if (moves > 1) return;
  stored = [...next.querySelectorAll("[data-category-row]")].map((row) => row.dataset.categoryRow).join();
  if (stored === order()) return;
  const focus = document.activeElement?.closest("[data-category-grip]") && document.activeElement.closest("tr").id;
  list().replaceChildren(...next.childNodes);
  if (focus) document.getElementById(focus)?.querySelector("[data-category-grip]").focus();
}

async function store(row) {
  if (!row.isConnected || order() === stored) return;
  const body = new URLSearchParams({ before: row.nextElementSibling?.dataset.categoryRow ?? "" });
  try {
    const answer = await fetch(row.dataset.order, { method: "POST", body, headers: { "X-CSRFToken": token() }, keepalive: true });
    take(await pageOf(answer));
  } catch {
    restore();
    document.dispatchEvent(new CustomEvent("toast", { detail: { text: word("order-not-stored") } }));
  }
}

/** One after the other: each names a neighbour in the list that the one before has left. */
const send = (row) => { queue = queue.then(() => store(row)).finally(() => { moves -= 1; }); };

/** The dragged row stays in the page, its neighbours change sides: a node that is moved loses the pointer. */
function drag(grip, down) {
  if (down.button) return;
  down.preventDefault();
  grip.focus();
  const row = grip.closest("tr");
  const before = order();
  moves += 1;
  const end = new AbortController();
  const follow = (event) => {
    for (let next = row.nextElementSibling; next && event.clientY > middle(next); next = row.nextElementSibling) row.before(next);
    for (let last = row.previousElementSibling; last && event.clientY < middle(last); last = row.previousElementSibling) row.after(last);
    row.scrollIntoView({ block: "nearest", behavior: "instant" });
  };
  const stop = (isKept) => {
    end.abort();
    row.classList.remove("is-dragged");
    if (!isKept) restore();
    if (order() !== before) say(row);
    send(row);
  };
  grip.setPointerCapture(down.pointerId);
  row.classList.add("is-dragged");
  grip.addEventListener("pointermove", follow, { signal: end.signal });
  grip.addEventListener("pointerup", () => stop(true), { signal: end.signal });
  grip.addEventListener("pointercancel", () => stop(false), { signal: end.signal });
  addEventListener("keydown", (event) => { if (event.key === "Escape") stop(false); }, { signal: end.signal });
}

/** The arrow keys move at once and are sent when they rest. */
function step(grip, key) {
  const row = grip.closest("tr");
  const other = key === "ArrowUp" ? row.previousElementSibling : row.nextElementSibling;
  if (!other) return;
  if (key === "ArrowUp") row.after(other); else row.before(other);
  say(row);
}

onEach("[data-category-grip]", (grip) => {
  let timer = 0;
  const flush = () => { if (timer) { clearTimeout(timer); timer = 0; send(grip.closest("tr")); } };
  grip.addEventListener("pointerdown", (event) => { flush(); drag(grip, event); });
  grip.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    event.preventDefault();
    if (!timer) moves += 1;
    step(grip, event.key);
    clearTimeout(timer);
    timer = setTimeout(flush, IDLE_MS);
  });
  grip.addEventListener("blur", flush);
  addEventListener("pagehide", flush);
});
