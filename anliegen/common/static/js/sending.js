// A reply on its way: for ten seconds it can be taken back, on whatever page its sender is by then.
// The page counts along to show what is true; the database's clock decides.
import { later } from "./live-page.js";
import { onEach, token, word } from "./page.js";

const MARK = "sending";
// Until the time is up for everybody, the last of the fractions that the server left out included.
const AFTER_MS = 300;

/** What is typed in the composer meanwhile has to be on the server first: it becomes an earlier version. */
onEach("form[data-take-back]", (form) => {
  form.addEventListener("submit", async (event) => {
    sessionStorage.removeItem(MARK);
    if (form.dataset.flushed) return;
    event.preventDefault();
    const waits = [];
    document.dispatchEvent(new CustomEvent("drafts:flush", { detail: waits }));
    await Promise.allSettled(waits);
    form.dataset.flushed = "1";
    // A click's own submission has to end first: within it another one is ignored.
    setTimeout(() => form.requestSubmit());
  });
});

/** A message in the conversation whose time is up is fetched anew, worker or not. */
onEach("article[data-held]", (article) => {
  setTimeout(later, Number(article.dataset.held) * 1000 + AFTER_MS);
});

// Seen in the conversation as sent: the notice need not count any further.
document.addEventListener("message:sent", () => {
  sessionStorage.removeItem(MARK);
  document.querySelector("#toasts [data-seconds]")?.dispatchEvent(new Event("sent"));
});

onEach("#toasts [data-seconds]", (toast) => {
  const form = toast.querySelector("form");
  const seconds = Number(toast.dataset.seconds);
  if (!form || toast.dataset.again) return;
  toast.style.setProperty("--time", `${seconds}s`);
  const kept = { until: Date.now() + seconds * 1000, seconds, action: form.getAttribute("action"), text: toast.querySelector(".grow").textContent.trim() };
  sessionStorage.setItem(MARK, JSON.stringify(kept));
});

/** On the next page the notice goes on where it was, as long as there is time. */
function goOn() {
  let kept = null;
  try { kept = JSON.parse(sessionStorage.getItem(MARK)); } catch { /* not ours */ }
  const place = document.getElementById("toasts");
  const left = kept ? (kept.until - Date.now()) / 1000 : 0;
  if (left <= 0.5 || left > kept.seconds) { sessionStorage.removeItem(MARK); return; }
  if (!place || place.childElementCount) return;
  const toast = Object.assign(document.createElement("div"), { className: "toast" });
  Object.assign(toast.dataset, { toast: "", seconds: String(left), again: "1" });
  toast.setAttribute("role", "status");
  const text = Object.assign(document.createElement("span"), { className: "grow", textContent: kept.text });
  const form = Object.assign(document.createElement("form"), { method: "post", action: kept.action });
  Object.assign(form.dataset, { undo: "", takeBack: "" });
  const button = Object.assign(document.createElement("button"), { className: "button button--small", textContent: `${word("undo")} ` });
  button.append(Object.assign(document.createElement("kbd"), { textContent: "Z" }));
  form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "csrfmiddlewaretoken", value: token() }), button);
  toast.append(text, form);
  toast.style.setProperty("--time", `${kept.seconds}s`);
  toast.style.setProperty("--spent", `${left - kept.seconds}s`);
  place.append(toast);
}

goOn();
