// Brings the page shown without a connection, and makes the product installable.
import { keepWorker } from "./html.js";

if ("serviceWorker" in navigator && isSecureContext) {
  addEventListener("load", () => keepWorker().catch(() => {}));
}
