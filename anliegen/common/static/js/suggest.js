// Customers while typing: the server's fragment of options, 250 ms after the last key.
import { pageOf } from "./html.js";
import { announce, onEach } from "./page.js";

const PAUSE_MS = 250;

onEach("[data-suggest]", (field) => {
  const options = document.getElementById("customer-options");
  let timer = 0;
  let running = null;
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(load, PAUSE_MS);
  });
  // Enter would send the whole form; here it means: search.
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") { event.preventDefault(); load(); }
    if (event.key === "ArrowDown") { event.preventDefault(); options.querySelector("input")?.focus(); }
  });
  // A draft brings its search back, and whom it had chosen.
  field.form.addEventListener("kept:restored", (event) => {
    const chosen = event.detail?.customer ?? "";
    if (field.value || chosen) load(chosen);
  });

  async function load(customer = options.querySelector("input:checked")?.value ?? "") {
    running?.abort();
    running = new AbortController();
    const address = `${field.dataset.suggest}?${new URLSearchParams({ customer_query: field.value, ...(field.value ? {} : { customer }) })}`;
    try {
      const answer = await fetch(address, { signal: running.signal, headers: { "HX-Request": "true" } });
      if (!answer.ok) return;
      const parsed = await pageOf(answer);
      const count = parsed.querySelector("template[data-count]");
      count.remove();
      document.getElementById("customer-count").replaceChildren(...count.content.childNodes);
      options.replaceChildren(...parsed.body.childNodes);
      const before = options.querySelector(`input[value="${CSS.escape(customer)}"]`);
      if (before) before.checked = true;
      if (document.activeElement === field) announce(document.getElementById("customer-count").textContent);
    } catch { /* a newer key press has taken over, or the line is gone: what stands there stays */ }
  }
});

onEach("[data-customer-search]", (block) => {
  const form = block.closest("form");
  const update = () => { block.hidden = form.querySelector('input[name="to"]:checked')?.value !== "customer"; };
  form.querySelectorAll('input[name="to"]').forEach((radio) => radio.addEventListener("change", update));
  update();
});
