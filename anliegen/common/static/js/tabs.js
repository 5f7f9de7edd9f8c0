// Reply and note: two forms side by side without scripts, one visible at a time with them.
import { onEach } from "./page.js";

onEach("[data-tabs]", (list) => {
  const tabs = [...list.querySelectorAll("[role=tab]")];
  const panel = (tab) => document.getElementById(tab.getAttribute("aria-controls"));
  const composer = list.closest("[data-composer]");

  function select(tab, focus) {
    for (const other of tabs) {
      const chosen = other === tab;
      other.setAttribute("aria-selected", String(chosen));
      other.tabIndex = chosen ? 0 : -1;
      panel(other).toggleAttribute("data-collapsed", !chosen);
    }
    composer?.classList.toggle("composer--note", tab.id === "tab-note");
    if (focus) panel(tab).querySelector("[contenteditable], textarea")?.focus();
  }

  tabs.forEach((tab, index) => {
    tab.addEventListener("click", (event) => {
      event.preventDefault();
      // An address with #note would keep that form open beside the other.
      if (location.hash === "#note" || location.hash === "#reply") history.replaceState(null, "", location.pathname + location.search);
      select(tab, true);
    });
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      const next = tabs[(index + step + tabs.length) % tabs.length];
      select(next, false);
      next.focus();
    });
  });
  const first = tabs.find((tab) => tab.getAttribute("aria-selected") === "true") ?? tabs[0];
  if (first) select(first, false);
});
