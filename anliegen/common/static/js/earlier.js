// Earlier messages of a long conversation: put above those that are shown, without a jump. Without scripts
// the link leads to a page with the earlier part.
import { pageOf } from "./html.js";
import { announce, onEach, word } from "./page.js";

const thread = document.getElementById("thread");

/** Put what the page shows of the conversation above what is shown here, and return how many messages. */
function prepend(page) {
  const items = [...page.getElementById("thread").children].filter((item) => !item.matches("form"));
  const first = thread.firstElementChild;
  const top = first.getBoundingClientRect().top;
  thread.prepend(...items.map((item) => document.importNode(item, true)));
  scrollBy({ top: first.getBoundingClientRect().top - top, behavior: "instant" });
  return items.filter((item) => item.matches("article")).length;
}

async function load(link) {
  if (link.getAttribute("aria-busy")) return;
  link.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(link.href, { headers: { Accept: "text/html" } });
    // Led to the log-in, or refused: the link itself says so.
    if (!answer.ok || answer.redirected) { location.assign(link.href); return; }
    const page = await pageOf(answer);
    announce(word("earlier-shown", { n: prepend(page) }));
    const next = page.querySelector("[data-earlier]")?.getAttribute("href");
    if (next) link.setAttribute("href", next);
    else {
      const upper = thread.querySelector("article");
      upper.tabIndex = -1;
      upper.focus({ preventScroll: true });
      link.parentElement.remove();
    }
  } catch {
    announce(word("no-connection"));
  }
  link.removeAttribute("aria-busy");
}

onEach("[data-earlier]", (link) => {
  link.addEventListener("click", (event) => {
    if (!thread || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    load(link);
  });
});

// An address that names a message of an earlier part: the server looks for the part that shows it.
const wanted = /^#m(\d+)$/.exec(location.hash);
if (thread && wanted && !document.getElementById(`m${wanted[1]}`) && !new URLSearchParams(location.search).has("message")) {
  location.replace(`${location.pathname}?message=${wanted[1]}${location.hash}`);
}
