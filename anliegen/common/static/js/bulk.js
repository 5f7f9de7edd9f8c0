// Selecting rows: the bar appears from one selection and moves nothing.
import { announce, onEach, word } from "./page.js";

let last = null;

onEach("form[data-bulk]", (form) => {
  const boxes = () => [...form.querySelectorAll("[data-select]")];
  const all = form.querySelector("[data-select-all]");
  const bar = form.querySelector("[data-bulk-bar]");
  const count = form.querySelector("[data-bulk-count]");
  const everything = form.querySelector("[data-bulk-all]");
  const scope = form.querySelector("[data-bulk-scope]");

  function update() {
    const chosen = boxes().filter((box) => box.checked);
    const page = chosen.length === boxes().length && chosen.length > 0;
    if (!page) scope.value = "selected";
    bar.hidden = chosen.length === 0;
    all.checked = page;
    all.indeterminate = chosen.length > 0 && !page;
    if (everything) everything.hidden = !page || scope.value === "all";
    const n = scope.value === "all" ? everything.dataset.bulkAll : chosen.length;
    count.textContent = word("selected", { n });
    boxes().forEach((box) => box.closest("tr").setAttribute("aria-selected", String(box.checked)));
  }

  all.addEventListener("change", () => {
    boxes().forEach((box) => { box.checked = all.checked; });
    update();
  });
  everything?.addEventListener("click", () => { scope.value = "all"; update(); announce(count.textContent); });
  form.querySelector("[data-bulk-clear]").addEventListener("click", () => clear());
  form.addEventListener("click", (event) => {
    const box = event.target.closest("[data-select]");
    if (!box) return;
    if (event.shiftKey && last) range(last, box);
    last = box;
    update();
  });
  // One choice is one action: with scripts no second button is needed.
  form.querySelectorAll("[data-bulk-change]").forEach((select) => {
    select.addEventListener("change", () => { if (select.value !== "-") form.requestSubmit(); });
  });
  document.addEventListener("bulk:clear", clear);
  document.addEventListener("bulk:changed", update);

  function range(from, to) {
    const list = boxes();
    // The row where the range would begin may have left with the list before.
    if (!list.includes(from)) return;
    const [a, b] = [list.indexOf(from), list.indexOf(to)].sort((x, y) => x - y);
    list.slice(a, b + 1).forEach((box) => { box.checked = to.checked; });
  }
  function clear() { boxes().forEach((box) => { box.checked = false; }); scope.value = "selected"; update(); }
  update();
});
