// Work in the background that the page shows: fetched anew until it is done.
import { later } from "./live-page.js";

const EVERY_MS = 2000;

function follow() {
  if (!document.querySelector("[data-progress]")) return;
  later();
  setTimeout(follow, EVERY_MS);
}

if (document.querySelector("[data-progress]")) setTimeout(follow, EVERY_MS);
