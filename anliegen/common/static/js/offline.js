// The page says when the line is gone, and again when it is back.
import { announce } from "./page.js";

const notice = document.getElementById("offline-notice");

function update() {
  if (!notice) return;
  notice.hidden = navigator.onLine;
  if (!navigator.onLine) announce(notice.textContent.trim());
}

addEventListener("online", update);
addEventListener("offline", update);
update();

// Brings the page shown without a connection, and makes the product installable.
if ("serviceWorker" in navigator && isSecureContext) {
  addEventListener("load", () => navigator.serviceWorker.register("/dienst.js").catch(() => {}));
}
