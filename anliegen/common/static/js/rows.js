// A click anywhere on a row opens its ticket; marking text and buttons in the row still work.

function open(event) {
  const row = event.target.closest?.("tr[data-href]");
  if (!row || event.target.closest("a, button, input, label, select")) return;
  if (String(getSelection())) return;
  if (event.ctrlKey || event.metaKey || event.button === 1) window.open(row.dataset.href, "_blank", "noopener");
  else if (event.button === 0) location.assign(row.dataset.href);
}

document.addEventListener("click", open);
document.addEventListener("auxclick", (event) => { if (event.button === 1) open(event); });

// A row that an action takes away leaves its place, and the focus, to the one after it.
const AFTER = "row:after";

document.addEventListener("submit", (event) => {
  const row = event.submitter?.closest("tr[data-ticket]");
  if (!row) return;
  const rows = [...document.querySelectorAll("tr[data-ticket]")];
  const at = rows.indexOf(row);
  sessionStorage.setItem(AFTER, JSON.stringify([row.id, rows[at + 1]?.id ?? rows[at - 1]?.id ?? ""]));
});

const after = document.querySelector("tr[data-ticket]") && sessionStorage.getItem(AFTER);
if (after) {
  sessionStorage.removeItem(AFTER);
  const row = JSON.parse(after).map((id) => document.getElementById(id)).find(Boolean);
  row?.querySelector("[data-subject]")?.focus();
}
