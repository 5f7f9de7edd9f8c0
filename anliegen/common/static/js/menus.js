// Menus are <details>: they open without scripts. Here they learn Escape, clicks beside them, and dialogs.
import { onEach, word } from "./page.js";

onEach("details.menu-holder", (menu) => {
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
    event.stopPropagation();
  });
});

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu-holder[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

/** The plus at the views: what the list shows gets a name; where it shows everything, filters come first. */
function saveView() {
  const menu = document.querySelector(".save-view details") ?? document.querySelector(".more-filters");
  if (!menu) return;
  menu.open = true;
  menu.querySelector("input:not([type=hidden]), select, button")?.focus();
  if (menu.matches(".more-filters")) document.dispatchEvent(new CustomEvent("toast", { detail: { text: word("filter-first") } }));
}

onEach("[data-save-view]", (link) => link.addEventListener("click", (event) => {
  if (!document.querySelector(".more-filters")) return;
  event.preventDefault();
  event.stopPropagation();
  saveView();
}));
if (location.hash === "#save-view") saveView();

onEach("[data-dialog]", (button) => {
  const dialog = document.getElementById(button.dataset.dialog);
  button.addEventListener("click", () => { dialog.showModal(); });
  dialog?.addEventListener("close", () => button.focus());
});
