// The overview, live: rows change where they stand, new tickets gather behind a bar, nothing jumps.
import { isBusy, onFresh } from "./live-page.js";
import { announce, word } from "./page.js";

const SAID_EVERY_MS = 20_000;
const title = document.title;
let newest = highest(document);
let fresh = null;
let said = 0;
let told = 0;
let saying = 0;
let count = 0;

function rows(root) { return [...root.querySelectorAll("#ticket-list tr[data-ticket]")]; }
function highest(root) { return Math.max(0, ...rows(root).map((row) => Number(row.dataset.ticket))); }

/** Put the new state of a row in its place; what the person has marked there stays. */
function change(row, next) {
  if (row.innerHTML === next.innerHTML || isBusy(row)) return;
  const marked = row.querySelector("[data-select]")?.checked;
  const focus = row.contains(document.activeElement) ? (document.activeElement.matches("[data-select]") ? "[data-select]" : "[data-subject]") : "";
  const isCurrent = row.classList.contains("is-current-row");
  row.className = next.className;
  row.classList.toggle("is-current-row", isCurrent);
  row.replaceChildren(...next.childNodes);
  const box = row.querySelector("[data-select]");
  if (box && marked) box.checked = true;
  if (focus) row.querySelector(focus)?.focus();
  row.classList.add("is-fresh");
  setTimeout(() => row.classList.remove("is-fresh"), 1700);
}

/** A row that filters no longer show stays where it stands, but says so instead of what it was. */
function leave(row) {
  const state = row.querySelector(".cell-status .status > span");
  if (!state || row.classList.contains("has-left")) return;
  row.classList.add("has-left");
  state.textContent = word("left-list");
}

/** Do what moves the list, and keep the row under the pointer or with the focus where it stands. */
function steady(act) {
  const row = document.querySelector("#ticket-list tr[data-ticket]:hover") ?? document.activeElement?.closest("#ticket-list tr[data-ticket]");
  const top = row?.getBoundingClientRect().top;
  act();
  if (row?.isConnected) scrollBy({ top: row.getBoundingClientRect().top - top, behavior: "instant" });
}

/** Say how many there are by then, at most every 20 seconds, and only when there are more. */
function say(arrived) {
  count = arrived;
  if (arrived <= told) { told = Math.min(told, arrived); return; }
  saying ||= setTimeout(() => {
    saying = 0;
    if (count <= told) return;
    said = Date.now();
    told = count;
    announce(count === 1 ? word("one-new-ticket-said") : word("new-tickets-said", { n: count }));
  }, Math.max(0, said + SAID_EVERY_MS - Date.now()));
}

/** A new critical ticket does not wait behind the bar. */
function putOnTop(row) {
  let group = document.querySelector("#ticket-list tbody.critical-mark");
  if (!group) {
    group = Object.assign(document.createElement("tbody"), { className: "critical-mark" });
    document.querySelector("#ticket-list thead")?.after(group);
  }
  row.classList.add("is-fresh");
  group.prepend(row);
  newest = Math.max(newest, Number(row.dataset.ticket));
  const warnings = document.getElementById("warnings");
  if (warnings) warnings.textContent = word("critical", { subject: row.querySelector("[data-subject]").textContent });
}

function bar(text) {
  let button = document.getElementById("new-arrivals");
  if (!text) { button?.remove(); return; }
  if (!button) {
    button = Object.assign(document.createElement("button"), { type: "button", id: "new-arrivals", className: "new-arrivals" });
    button.addEventListener("click", showAll);
    document.querySelector("#ticket-list .filter-bar")?.after(button);
  }
  button.textContent = text;
}

function showAll() {
  const list = document.getElementById("ticket-list");
  const next = fresh?.getElementById("ticket-list");
  if (!next) { location.reload(); return; }
  list.replaceChildren(...next.childNodes);
  globalThis.htmx?.process(list);
  newest = highest(document);
  document.title = title;
  say(0);
  list.querySelector("[data-subject]")?.focus();
}

function take(page) {
  const there = rows(page);
  const here = new Map(rows(document).map((row) => [row.id, row]));
  if (!document.getElementById("ticket-list")) return;
  let arrived = 0;
  for (const next of there) {
    const row = here.get(next.id);
    if (row) change(row, document.importNode(next, true));
    else if (Number(next.dataset.ticket) > newest) {
      if (next.classList.contains("is-critical")) steady(() => putOnTop(document.importNode(next, true)));
      else arrived += 1;
    }
  }
  const kept = new Set(there.map((row) => row.id));
  const gone = [...here.keys()].some((id) => !kept.has(id));
  // Where there are more pages a row may only have gone on to the next one.
  const foot = page.querySelector("#ticket-list [data-first]");
  const isWhole = !there.length || foot?.dataset.total === String(there.length);
  if (isWhole) [...here].filter(([id]) => !kept.has(id)).forEach(([, row]) => leave(row));
  fresh = page;
  const one = arrived === 1 ? word("one-new-ticket") : word("new-tickets", { n: arrived });
  steady(() => bar(arrived ? one : gone || (there.length && !here.size) ? word("list-changed") : ""));
  document.title = arrived ? `(${arrived}) ${title}` : title;
  say(arrived);
}

onFresh(take);
// A list that the person has asked for anew knows all there is.
document.addEventListener("htmx:after:swap", () => { newest = highest(document); document.title = title; say(0); });
