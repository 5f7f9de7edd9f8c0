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
    form.requestSubmit();
  });
});

/** A message in the conversation whose time is up is fetched anew, worker or not. */
onEach("article[data-held]", (article) => {
  setTimeout(later, Number(article.dataset.held) * 1000 + AFTER_MS);
});

onEach("#toasts [data-seconds]", (toast) => {
  const form = toast.querySelector("form");
  if (!form || toast.dataset.again) return;
  const until = Date.now() + Number(toast.dataset.seconds) * 1000;
  sessionStorage.setItem(MARK, JSON.stringify({ until, action: form.getAttribute("action"), text: toast.querySelector(".grow").textContent.trim() }));
});

/** On the next page the notice goes on where it was, as long as there is time. */
function goOn() {
  let kept = null;
  try { kept = JSON.parse(sessionStorage.getItem(MARK)); } catch { /* not ours */ }
  const place = document.getElementById("toasts");
  const left = kept ? (kept.until - Date.now()) / 1000 : 0;
  if (left <= 0.5 || left > 10) { sessionStorage.removeItem(MARK); return; }
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
  toast.style.setProperty("--spent", `${left - 10}s`);
  place.append(toast);
}

goOn();
