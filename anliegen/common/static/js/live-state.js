// Says how the line is: a dot in the margin, after a while a banner with the time of what is shown, and that
// the session is over. Each is announced once.
import { announce, word } from "./page.js";

const DOT_MS = 5000;
const BANNER_MS = 15_000;
const dot = document.querySelector("[data-live-state]");
const banner = document.getElementById("offline-notice");
const ended = document.getElementById("ended-notice");
let since = 0;
let timers = [];

function time() { return new Date(since).toLocaleTimeString("de", { hour: "2-digit", minute: "2-digit" }); }

function show(isOff) {
  if (!dot) return;
  dot.hidden = false;
  dot.classList.toggle("is-off", isOff);
  dot.textContent = isOff ? word("live-off", { time: time() }) : word("live-on");
}

/** What the pointer rests on stays where it is, whatever comes above it. */
function keepingPlace(change) {
  const under = [...document.querySelectorAll("main :hover")].at(-1);
  const before = under?.getBoundingClientRect().top;
  change();
  if (under) scrollBy({ top: under.getBoundingClientRect().top - before, behavior: "instant" });
}

function down() {
  if (since) return;
  since = Date.now();
  timers = [
    setTimeout(() => show(true), DOT_MS),
    setTimeout(() => {
      if (!banner) return;
      banner.querySelector("[data-as-of]").textContent = word("live-as-of", { time: time() });
      keepingPlace(() => { banner.hidden = false; });
      announce(banner.querySelector("p").textContent.trim());
    }, BANNER_MS),
  ];
}

function up() {
  timers.forEach(clearTimeout);
  since = 0;
  show(false);
  if (banner) keepingPlace(() => { banner.hidden = true; });
}

document.addEventListener("live:down", down);
document.addEventListener("live:up", up);
document.addEventListener("live:ended", () => {
  // The door into another company has been shut: the page says so, and shows nothing of it any more.
  if (document.querySelector(".support-banner")) { location.reload(); return; }
  up();
  if (dot) dot.hidden = true;
  if (!ended) return;
  ended.hidden = false;
  announce(ended.querySelector("p").textContent.trim());
});
if (!navigator.onLine) down();
