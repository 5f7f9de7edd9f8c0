// The parts of a portal page that change by themselves, put in when the stream says that one of the
// contact's requests has changed. What is being typed is no such part.
import "./live.js";
import "./live-state.js";
import { later, onFresh } from "./live-page.js";
import { announce, word } from "./page.js";

const WITHOUT_STREAM_MS = 30_000;
let isListening = false;
let leaving = 0;

function said(root) { return new Map([...root.querySelectorAll("[data-said]")].map((part) => [part.dataset.number, part.dataset.said])); }
function messages(root) { return root.querySelectorAll("#messages-shown > article").length; }

onFresh((page) => {
  const before = said(document);
  const news = [...said(page)].filter(([number, text]) => before.has(number) && before.get(number) !== text).map(([, text]) => text);
  if (messages(page) > messages(document)) news.push(word("one-new-message"));
  if (news.length) announce(news.join(" "));
});

// Logged out, or access withdrawn: what stands here is no longer for these eyes. Not while the page is
// going anyway, e.g. by the log-out itself.
function leave() { setTimeout(() => location.reload(), Math.max(0, 3000 - (Date.now() - leaving))); }

addEventListener("beforeunload", () => { leaving = Date.now(); });
document.addEventListener("live:gone", leave);
document.addEventListener("live:ended", leave);
document.addEventListener("live:up", () => { isListening = true; });
document.addEventListener("live:down", () => { isListening = false; });
// Old browsers, and lines through which no stream comes.
if (document.querySelector("[data-live]")) setInterval(() => { if (!isListening) later(); }, WITHOUT_STREAM_MS);
