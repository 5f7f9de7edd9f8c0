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
