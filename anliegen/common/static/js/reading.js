// A ticket counts as read when its conversation has really been visible for a second: the window in front,
// the text in the visible part, no dialog over it. Fetching alone, by a prefetch or a swap, reads nothing.
import { onEach, token } from "./page.js";

const VISIBLE_MS = 1000;
// What was sent is not sent again: whoever marks the ticket as unread must not lose that to a swap.
let sent = -1;
let underWay = null;

// Marking as unread comes last, whatever is on its way: else the reading would take it back.
document.addEventListener("submit", (event) => {
  if (!event.target.elements?.unread) return;
  sent = Infinity;
  if (!underWay) return;
  event.preventDefault();
  underWay.catch(() => {}).then(() => setTimeout(() => event.target.submit()));
});

onEach("[data-mark-read]", (form) => {
  const thread = document.getElementById("thread");
  let upto = Number(form.elements.upto.value);
  let timer = 0;
  let visible = false;

  async function send() {
    if (document.querySelector("dialog[open]")) { check(); return; }
    if (!form.isConnected || upto <= sent) return;
    sent = upto;
    underWay = fetch(form.action, { method: "POST", body: new FormData(form), headers: { "X-CSRFToken": token(), "HX-Request": "true" }, keepalive: true });
    try {
      const answer = await underWay;
      if (answer.ok) document.dispatchEvent(new CustomEvent("ticket:read"));
    } catch { if (sent !== Infinity) sent = -1; check(); }
    underWay = null;
  }

  function check() {
    clearTimeout(timer);
    if (visible && upto > sent && document.visibilityState === "visible" && !document.prerendering) timer = setTimeout(send, VISIBLE_MS);
  }

  if (!thread) return;
  new IntersectionObserver((entries) => { visible = entries.at(-1).isIntersecting; check(); }).observe(thread);
  form.addEventListener("live:seen", () => { upto = Number(form.elements.upto.value); check(); });
  document.addEventListener("visibilitychange", check);
  document.addEventListener("prerenderingchange", check);
});

// Arrive at what is new, else at the end of the conversation.
const page = document.querySelector("[data-ticket-page]");
if (page && !location.hash) document.getElementById("new")?.scrollIntoView({ block: "center" });
