// A ticket counts as read when its page has been visible for a second, not when it was only fetched.
import { onEach, token } from "./page.js";

const VISIBLE_MS = 1000;

onEach("form[data-mark-read]", (form) => {
  let timer = 0;
  let done = false;
  function send() {
    done = true;
    fetch(form.action, { method: "POST", body: new FormData(form), headers: { "X-CSRFToken": token(), "HX-Request": "true" }, keepalive: true }).catch(() => { done = false; });
  }
  function check() {
    clearTimeout(timer);
    if (!done && document.visibilityState === "visible" && !document.prerendering) timer = setTimeout(send, VISIBLE_MS);
  }
  document.addEventListener("visibilitychange", check);
  document.addEventListener("prerenderingchange", check);
  check();
});

// Arrive at what is new, else at the end of the conversation.
const page = document.querySelector("[data-ticket-page]");
if (page && !location.hash) document.getElementById("new")?.scrollIntoView({ block: "center" });
