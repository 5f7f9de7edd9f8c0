// Menus are <details>: they open without scripts. Here they learn Escape, clicks beside them, and dialogs.
import { onEach } from "./page.js";

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

onEach("[data-dialog]", (button) => {
  const dialog = document.getElementById(button.dataset.dialog);
  button.addEventListener("click", () => { dialog.showModal(); });
  dialog?.addEventListener("close", () => button.focus());
});
