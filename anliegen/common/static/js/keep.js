// No typed word is lost: what is typed into <form data-keep="key"> is kept in this browser while it is
// typed, shown again after a reload, a lost session or a failed send, and forgotten when it was taken.
import { forgetAllLarge, forgetLarge, keepLarge, readLarge } from "./keep-large.js";
import { onEach, word } from "./page.js";

const PREFIX = "kept:";
const PAUSE_MS = 400;
const FIELDS = "textarea, input[type=text], input:not([type]), input[name=body_format]";

/** Forget everything kept, e.g. at log-out: the next person at this desk must not find it.
 *  `of` names a part: leaving one company's portal keeps what was typed in another's. */
export function forgetAll(of = "") {
  for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX + of)) localStorage.removeItem(key);
  forgetAllLarge(PREFIX + of).catch(() => {});
}

const LARGE = "large";

function forget(key) {
  if (localStorage.getItem(key) === LARGE) forgetLarge(key).catch(() => {});
  localStorage.removeItem(key);
}

/** Too long for the small store: the large one takes it, and the small one knows. */
async function keepElsewhere(key, values) {
  await keepLarge(key, values);
  localStorage.setItem(key, LARGE);
}

function fields(form) {
  return [...form.querySelectorAll(FIELDS)].filter((field) => field.name);
}

async function save(form, key) {
  const values = Object.fromEntries(fields(form).map((field) => [field.name, field.value]));
  const state = form.querySelector("[data-keep-state]");
  const time = new Date().toLocaleTimeString("de", { hour: "2-digit", minute: "2-digit" });
  try {
    const typed = Object.entries(values).filter(([name]) => name !== "body_format");
    if (typed.every(([, value]) => !value.trim())) forget(key);
    else {
      try { localStorage.setItem(key, JSON.stringify(values)); } catch { await keepElsewhere(key, values); }
    }
    // Where there is a draft on the server too, that one says how it stands.
    if (state && !form.dataset.draft) { state.textContent = word("kept-at", { time }); delete state.dataset.unsaved; }
  } catch {
    if (state) { state.textContent = word("not-kept"); state.dataset.unsaved = ""; }
  }
}

/** Say whether this page is the answer to a form that was taken. */
function wasTaken() {
  return Boolean(document.querySelector("#toasts [data-toast]:not([data-again])")) && !document.querySelector(".error");
}

/** Put kept values back where the form has none of its own. */
async function restore(form, key) {
  let values = null;
  const kept = localStorage.getItem(key);
  try { values = kept === LARGE ? await readLarge(key) : JSON.parse(kept); } catch { return; }
  if (!values) return;
  let restored = false;
  for (const field of fields(form)) {
    const kept = values[field.name];
    // What the server has sent again after a refusal is newer than what was kept.
    if (kept && !field.value) {
      field.value = kept;
      // Kept out of the editor it is markup, out of the plain field it is not.
      if (field.name === "body") field.dataset.format = values.body_format === "html" ? "html" : "text";
      restored = true;
    }
  }
  if (!restored) return;
  form.dispatchEvent(new CustomEvent("kept:restored"));
  const state = form.querySelector("[data-keep-state]");
  if (state) state.textContent = word("restored");
}

onEach("form[data-keep]", (form) => {
  // What the browser itself puts back when one goes back is older, even sent, and out of an editor it is markup.
  form.autocomplete = "off";
  // Only where it is true: without scripts nothing is kept.
  form.querySelector("[data-keep-hint]")?.removeAttribute("hidden");
  const key = PREFIX + form.dataset.keep;
  const sent = sessionStorage.getItem("sent:" + key);
  sessionStorage.removeItem("sent:" + key);
  // Taken only if the server says so by its notice: a lost line or session leads elsewhere without one.
  if (sent && wasTaken()) forget(key);
  restore(form, key);
  let timer = 0;
  const later = () => { clearTimeout(timer); timer = setTimeout(() => save(form, key), PAUSE_MS); };
  form.addEventListener("input", later);
  form.addEventListener("submit", () => { clearTimeout(timer); save(form, key); sessionStorage.setItem("sent:" + key, "1"); });
  addEventListener("pagehide", () => { if (timer) save(form, key); });
});

// A new ticket, and one that was thrown away, leads away from its form: nobody is left there to forget what was kept.
const isNew = (mark) => mark.startsWith("sent:" + PREFIX + "new-") || /^sent:kept:portal-.*-new$/.test(mark);
const left = document.querySelector('[data-ticket-page], #messages-shown, #toasts form[action$="/entwurf/verwerfen/"]');
for (const mark of Object.keys(sessionStorage)) {
  if (left && wasTaken() && isNew(mark)) {
    forget(mark.slice(5));
    // Which version of its draft this browser has seen: brought back, it is a draft like a new one.
    localStorage.removeItem(mark.slice(5).replace(PREFIX, `${PREFIX}draft:`));
    sessionStorage.removeItem(mark);
  }
}

onEach("form[data-logout]", (form) => form.addEventListener("submit", () => forgetAll(form.dataset.logout)));
