// Customers while typing: the server's fragment of options, 250 ms after the last key.
import { onEach } from "./page.js";

const PAUSE_MS = 250;

onEach("[data-suggest]", (field) => {
  let timer = 0;
  let running = null;
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(load, PAUSE_MS);
  });
  // Enter would send the whole form; here it means: search.
  field.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); load(); } });

  async function load() {
    running?.abort();
    running = new AbortController();
    const address = `${field.dataset.suggest}?customer_query=${encodeURIComponent(field.value)}`;
    try {
      const answer = await fetch(address, { signal: running.signal, headers: { "HX-Request": "true" } });
      if (!answer.ok) return;
      const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
      document.getElementById("customer-options").replaceChildren(...parsed.body.childNodes);
    } catch { /* a newer key press has taken over, or the line is gone: what stands there stays */ }
  }
});

onEach("[data-customer-search]", (block) => {
  const form = block.closest("form");
  const update = () => { block.hidden = form.querySelector('input[name="to"]:checked')?.value !== "customer"; };
  form.querySelectorAll('input[name="to"]').forEach((radio) => radio.addEventListener("change", update));
  update();
});
