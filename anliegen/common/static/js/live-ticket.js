// The open ticket, live: what was said since appears at the end, without a jump; a button leads there.
import { onFresh } from "./live-page.js";
import { word } from "./page.js";

const thread = document.getElementById("thread");
const FIRST_SENTENCE = /^.{0,200}?[.!?…](?=\s|$)/u;
let unseen = [];

/** What was held has been sent by now, or is gone when it was taken back. Returns what was sent. */
function settle(next) {
  const sent = [];
  for (const held of thread.querySelectorAll("article[data-held]")) {
    const fresh = next.querySelector(`#${CSS.escape(held.id)}`);
    if (!fresh) { held.remove(); continue; }
    if (fresh.dataset.held) continue;
    const copy = document.importNode(fresh, true);
    const hadFocus = held.contains(document.activeElement);
    held.replaceWith(copy);
    if (hadFocus) { copy.tabIndex = -1; copy.focus({ preventScroll: true }); }
    sent.push(copy);
  }
  if (sent.length && !thread.querySelector("article[data-held]")) document.dispatchEvent(new CustomEvent("message:sent"));
  return sent;
}

/** Add what follows the last message that is shown; lines of history after it are newer there. */
function append(next) {
  const last = [...thread.querySelectorAll("article[id]")].at(-1);
  const same = last && next.querySelector(`#${CSS.escape(last.id)}`);
  if (!same) return [];
  while (last.nextElementSibling) last.nextElementSibling.remove();
  const added = [];
  for (let item = same.nextElementSibling; item; item = item.nextElementSibling) {
    const copy = document.importNode(item, true);
    thread.append(copy);
    if (copy.matches("article")) added.push(copy);
  }
  return added;
}

/** What was seen counts as known when an answer is sent, and as read. */
function whenSeen(article, page) {
  const watch = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting) || document.visibilityState !== "visible") return;
    watch.disconnect();
    document.getElementById("new-messages")?.remove();
    unseen = [];
    for (const name of ["seen_news", "upto"]) {
      const field = document.querySelector(`[name=${name}]`);
      const value = page.querySelector(`[name=${name}]`)?.value;
      if (field && value) field.value = value;
    }
    document.querySelector("form[data-mark-read]")?.dispatchEvent(new CustomEvent("live:seen"));
  }, { threshold: 0.2 });
  watch.observe(article);
}

/** Read out who has written and how it begins; the whole of it would be a speech. */
function say(article) {
  const text = article.querySelector(".prose")?.textContent.replace(/\s+/g, " ").trim() ?? "";
  const begin = FIRST_SENTENCE.exec(text)?.[0] ?? text.slice(0, 200);
  const line = document.createElement("p");
  line.textContent = `${article.querySelector(".message__head b")?.textContent ?? ""}: ${begin}`;
  document.getElementById("message-log")?.append(line);
}

function offer(added) {
  document.getElementById("new-messages")?.remove();
  unseen.push(...added);
  const [first] = unseen;
  const button = Object.assign(document.createElement("button"), { type: "button", id: "new-messages", className: "new-arrivals new-arrivals--below" });
  button.textContent = unseen.length === 1 ? word("one-new-message") : word("new-messages", { n: unseen.length });
  button.addEventListener("click", () => { first.scrollIntoView({ block: "center" }); button.remove(); });
  putInSight(button);
}

/** The composer, where it stays in sight and covers the end of what is read. */
function stickyComposer() {
  const composer = document.getElementById("composer");
  return composer && getComputedStyle(composer).position === "sticky" ? composer : null;
}

/** With the composer where it stays in sight; otherwise at the foot of the screen, above the phone's bar. */
function putInSight(button) {
  const composer = stickyComposer();
  if (composer) { composer.prepend(button); return; }
  const bar = document.querySelector("[data-thumb-bar]:not([hidden])");
  button.style.setProperty("--foot", `${bar?.offsetHeight ?? 0}px`);
  thread.after(button);
}

onFresh((page) => {
  const next = page.getElementById("thread");
  if (!thread || !next) return;
  const sent = settle(next);
  const added = append(next);
  if (sent.length && !added.length) whenSeen(sent.at(-1), page);
  if (!added.length) return;
  added.forEach(say);
  const seenTo = stickyComposer()?.getBoundingClientRect().top ?? innerHeight - 120;
  if (added[0].getBoundingClientRect().top > seenTo) offer(added);
  whenSeen(added.at(-1), page);
});
