// The arrows of a ticket lead through the list out of which it was opened in this tab: its filters, its order.
// The plain list needs none of this: there the server knows both neighbours, also beyond the page.
import { word } from "./page.js";

const ORDER = "list:order";

function keep() {
  const foot = document.querySelector("#ticket-list [data-first]");
  if (!foot || document.prerendering) return;
  const asked = new URLSearchParams(location.search);
  const isPlain = ![...asked].some(([name, value]) => value && !["page", "size"].includes(name));
  const numbers = [...document.querySelectorAll("#ticket-list tr[data-ticket]")].map((row) => row.dataset.ticket);
  const { first, total } = foot.dataset;
  sessionStorage.setItem(ORDER, JSON.stringify(isPlain ? null : { first: Number(first), total, numbers }));
}

function turn(arrow, number) {
  if (number) arrow.href = `/tickets/${number}/`;
  else arrow.removeAttribute("href");
  arrow.hidden = !number;
  arrow.nextElementSibling.hidden = Boolean(number);
}

function lead() {
  const bar = document.querySelector("[data-neighbours]");
  const order = bar && !document.prerendering && JSON.parse(sessionStorage.getItem(ORDER) ?? "null");
  const at = order ? order.numbers.indexOf(bar.dataset.neighbours) : -1;
  if (at < 0) return;
  turn(bar.querySelector("[data-shortcut=k]"), order.numbers[at - 1]);
  turn(bar.querySelector("[data-shortcut=j]"), order.numbers[at + 1]);
  bar.querySelector("[data-place]").textContent = word("place", { place: order.first + at, total: order.total });
}

function both() { keep(); lead(); }
both();
document.addEventListener("prerenderingchange", both);
document.addEventListener("htmx:after:swap", keep);
addEventListener("pagehide", keep);
