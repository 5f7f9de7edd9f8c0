// The phone: whoever opens a ticket reads first. Answer and note are folded behind a bar at the foot until one is
// wanted, or until there is something in them. Without scripts there is no bar and nothing is folded.
import { onEach } from "./page.js";

const narrow = matchMedia("(max-width: 720px)");

onEach("[data-thumb-bar]", (bar) => {
  const composer = document.querySelector("[data-composer]");
  const close = bar.querySelector("[data-thumb-close]");
  let opened = Boolean(composer.querySelector(".error, :target, [name=uploads]")) || written();

  function written() { return [...composer.querySelectorAll("textarea")].some((field) => field.value.trim()); }

  function update() {
    const folded = narrow.matches && !opened;
    composer.toggleAttribute("data-folded", folded);
    bar.hidden = !folded || composer.hasAttribute("data-locked");
    bar.querySelectorAll("[data-opens]").forEach((link) => { link.hidden = !document.getElementById(link.dataset.opens); });
    close.hidden = !document.querySelector("[data-shortcut=e]");
  }

  function open() { if (!opened) { opened = true; update(); } }

  bar.addEventListener("click", (event) => {
    const tab = event.target.closest("[data-opens]")?.dataset.opens;
    if (event.target.closest("[data-thumb-close]")) document.querySelector("[data-shortcut=e]")?.click();
    if (!tab) return;
    event.preventDefault();
    open();
    // In the same moment as the tap, or phones do not bring up their keyboard.
    document.getElementById(tab).click();
    composer.scrollIntoView({ block: "end" });
  });
  // A kept text or a draft from another device has arrived, or a key has opened the form.
  composer.addEventListener("kept:restored", open, true);
  composer.addEventListener("input", () => { if (written()) open(); });
  for (const tab of composer.querySelectorAll("[role=tab]")) tab.addEventListener("click", open);
  new MutationObserver(update).observe(composer, { attributeFilter: ["data-locked"] });
  document.addEventListener("htmx:after:swap", update);
  narrow.addEventListener("change", update);
  update();
});
