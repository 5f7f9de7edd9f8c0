// A category's row: its switch for the portal, and the label as it will look while it is typed.
import { pageOf } from "./html.js";
import { onEach, token, word } from "./page.js";

/** A switch is stored where it stands: what is being typed in a row stays. It shows what the server has. */
onEach("[data-category-switch]", (form) => {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const row = form.closest("tr").id;
    const say = (text) => document.dispatchEvent(new CustomEvent("toast", { detail: { text } }));
    try {
      const body = new URLSearchParams(new FormData(form, event.submitter));
      const answer = await fetch(form.action, { method: "POST", body, headers: { "X-CSRFToken": token() } });
      const page = await pageOf(answer);
      const stored = page.querySelector(`#${row} [data-category-switch] button`);
      if (!stored) { location.reload(); return; }
      const button = form.querySelector("button");
      for (const name of ["aria-checked", "value"]) button.setAttribute(name, stored.getAttribute(name));
      say(page.querySelector("[data-toast] .grow").textContent.trim());
    } catch {
      say(word("no-connection"));
    }
  });
});

onEach("[data-category-form]", (form) => {
  const label = form.querySelector("[data-category-preview]");
  const marks = [label, form.closest("tr").querySelector(".cell-color .palette__swatch")];
  const field = form.elements.free_color;
  form.addEventListener("input", (event) => {
    label.textContent = form.elements.name.value;
    if (event.target.name === "color") {
      field.value = "";
      for (const mark of marks) { mark.removeAttribute("style"); mark.dataset.color = event.target.value; }
    }
    if (event.target !== field || !/^#[0-9a-f]{6}$/i.test(field.value)) return;
    for (const mark of marks) {
      delete mark.dataset.color;
      // Near to what the server will mix; it alone sees to the contrast.
      mark.style.setProperty("--category-solid", field.value);
      mark.style.setProperty("--category-bg", `color-mix(in srgb, ${field.value} 15%, var(--sheet))`);
      mark.style.setProperty("--category-ink", `color-mix(in srgb, ${field.value} 55%, var(--ink))`);
    }
  });
});
