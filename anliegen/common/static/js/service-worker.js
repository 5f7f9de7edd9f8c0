// Served as /dienst.js, so that it covers the whole face; KEPT and OFFLINE are put in front of it there.
// Keeps one page and its style, nothing of anybody's: pages of people are never stored on the device.
/* global KEPT, OFFLINE, VERSION */

addEventListener("install", (event) => {
  event.waitUntil(caches.open(VERSION).then((cache) => cache.addAll(KEPT)).then(() => self.skipWaiting()));
});

addEventListener("activate", (event) => {
  const old = (names) => Promise.all(names.filter((name) => name !== VERSION).map((name) => caches.delete(name)));
  event.waitUntil(caches.keys().then(old).then(() => self.clients.claim()));
});

// One page that is about to be opened, in memory alone and for seconds: a finger is drawing its row.
const AHEAD_MS = 5000;
let ahead = null;

addEventListener("message", (event) => {
  const target = new URL(event.data?.ahead ?? "", self.location.origin);
  if (event.origin !== self.location.origin || target.origin !== event.origin || !event.data?.ahead) return;
  const answer = fetch(target, { headers: { Accept: "text/html" } }).catch(() => null);
  ahead = { address: target.href, until: Date.now() + AHEAD_MS, answer };
  event.waitUntil(answer);
});

async function page(request) {
  const found = ahead;
  ahead = null;
  if (found?.address === request.url && Date.now() < found.until) {
    const answer = await found.answer;
    // Led elsewhere, e.g. to the log-in, the browser has to go there itself.
    if (answer?.ok && !answer.redirected) return answer;
  }
  return fetch(request);
}

addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") {
    event.respondWith(page(request).catch(() => caches.match(OFFLINE)));
  } else if (KEPT.includes(new URL(request.url).pathname)) {
    event.respondWith(fetch(request).catch(() => caches.match(request)));
  }
});

addEventListener("push", (event) => {
  const { title, body, path } = event.data.json();
  const options = { body, tag: path, renotify: true, icon: "/static/img/icon-192.png", data: { path } };
  event.waitUntil(self.registration.showNotification(title, options));
});

addEventListener("notificationclick", (event) => {
  event.notification.close();
  const target = new URL(event.notification.data.path, self.location.origin);
  if (target.origin === self.location.origin) event.waitUntil(self.clients.openWindow(target.href));
});
