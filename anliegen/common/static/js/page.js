// What every module needs of the page: words, the CSRF token, announcements.

/** Return the text for a key; the server puts all texts into the page in the person's language. */
export function word(key, values = {}) {
  const source = document.getElementById("messages");
  const texts = source ? JSON.parse(source.textContent) : {};
  return Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, value), texts[key] ?? key);
}

/** Return the token that every writing request carries. */
export function token() {
  return document.querySelector('meta[name="csrf-token"]')?.content ?? "";
}

/** Return where the page itself can be fetched: the answer to a refused form stands at the form's address. */
export function pageAddress() {
  const own = document.querySelector("[data-page-address]")?.dataset.pageAddress;
  return own && own !== location.pathname ? own : location.href;
}

/** Say something to screen readers without moving the focus. */
export function announce(text) {
  const region = document.getElementById("announcements");
  if (!region) return;
  region.textContent = "";
  // An unchanged text would not be read again: the region has to become empty first.
  requestAnimationFrame(() => { region.textContent = text; });
}

/** Say whether the person is typing, so that single keys must rest. */
export function isTyping(target) {
  // A ticked box takes no letters: the keys go on working after a row was chosen with the mouse.
  if (target.matches?.("input[type=checkbox], input[type=radio]") && !target.closest("dialog")) return false;
  // Escape leads out of the editor to its first button.
  if (target.matches?.("button, a") && !target.closest("dialog")) return false;
  return Boolean(target.closest?.("input, textarea, select, [contenteditable], dialog, rich-editor"));
}

/** Call the function for every match now and for those that a swap brings later. */
export function onEach(selector, connect) {
  const seen = new WeakSet();
  const scan = (root) => {
    for (const element of root.querySelectorAll(selector)) {
      if (!seen.has(element)) { seen.add(element); connect(element); }
    }
  };
  scan(document);
  new MutationObserver(() => scan(document)).observe(document.body, { childList: true, subtree: true });
}
