// Small manners of forms: selects that act at once, a guard against double sending, printing, copying.
import { onEach } from "./page.js";

onEach("[data-autosubmit]", (field) => {
  field.addEventListener("change", () => field.form.requestSubmit());
});

onEach("form[data-guard]", (form) => {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sending) { event.preventDefault(); return; }
    if (event.defaultPrevented) return;
    form.dataset.sending = "1";
    event.submitter?.classList.add("is-busy");
  });
  // Back out of the browser's cache: the form may be sent again; the server takes its key only once.
  addEventListener("pageshow", () => {
    delete form.dataset.sending;
    form.querySelectorAll(".is-busy").forEach((button) => button.classList.remove("is-busy"));
  });
});

// A file field of ours names what was chosen.
onEach("input[data-names-file]", (field) => {
  const name = field.closest(".file-field").querySelector("[data-file-name]");
  const show = () => { name.textContent = field.files[0]?.name ?? name.dataset.fileName; };
  field.addEventListener("change", show);
  field.form?.addEventListener("reset", () => setTimeout(show));
  show();
});

onEach("[data-print]", (button) => {
  button.hidden = false;
  button.addEventListener("click", () => print());
});
// Prints leave the house: notes are on paper only where somebody wants them there.
onEach("[data-print-notes]", (label) => {
  const box = label.querySelector("input");
  label.hidden = false;
  box.checked = document.body.classList.contains("with-notes");
  box.addEventListener("change", () => document.body.classList.toggle("with-notes", box.checked));
});

onEach("[data-copy]", (button) => {
  button.hidden = false;
  button.addEventListener("click", () => navigator.clipboard?.writeText(button.dataset.copy));
});
