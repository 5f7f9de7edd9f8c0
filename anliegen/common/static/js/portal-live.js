// The parts of a portal page that change by themselves are fetched anew, through the contact's own rights,
// every few seconds while the page is seen, and at once when it is seen again. What is being typed is no such part.
import { announce } from "./page.js";

const PAUSE_MS = 10000;

async function refresh() {
  if (document.hidden) return;
  let answer;
  try { answer = await fetch(location.href, { headers: { Accept: "text/html" } }); } catch { return; }
  // Logged out, or access withdrawn: what stands here is no longer for these eyes.
  if (answer.redirected || answer.status === 404 || answer.status === 503) { location.reload(); return; }
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of document.querySelectorAll("[data-live-part]")) {
    const fresh = page.getElementById(part.id);
    if (!fresh || fresh.innerHTML === part.innerHTML || part.contains(document.activeElement)) continue;
    part.replaceChildren(...fresh.childNodes);
    announce(part.querySelector(".steps .now b, .steps li:last-child b")?.textContent ?? "");
  }
}

if (document.querySelector("[data-live-part]")) {
  setInterval(refresh, PAUSE_MS);
  document.addEventListener("visibilitychange", refresh);
}
