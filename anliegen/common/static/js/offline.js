// Brings the page shown without a connection, and makes the product installable.
if ("serviceWorker" in navigator && isSecureContext) {
  addEventListener("load", () => navigator.serviceWorker.register("/dienst.js").catch(() => {}));
}
