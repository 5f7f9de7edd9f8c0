// The one place where text becomes markup. Everywhere else the browser itself refuses it (Trusted Types, config/headers.py):
// neither a slip of ours nor a library can write text from outside into a page, or run it.

const WORKER = "/dienst.js";

function worker(address) {
  if (address !== WORKER) throw new TypeError(`no script of ours: ${address}`);
  return address;
}

// Pages with an editor load two bundles that both hold this module: the content policy allows its name twice.
const rules = { createHTML: (text) => text, createScriptURL: worker };
const policy = globalThis.trustedTypes?.createPolicy("anliegen", rules) ?? rules;

/** Return the text as a document of its own, in which nothing loads and nothing runs. */
export function parsed(text) {
  return new DOMParser().parseFromString(policy.createHTML(text), "text/html");
}

/** Return the page that our server has answered. */
export async function pageOf(answer) {
  return parsed(await answer.text());
}

/** Put markup in the place of what the element holds; what is the same stays as it is. */
export function put(element, text) {
  if (element.innerHTML !== text) element.replaceChildren(...parsed(text).body.childNodes);
}

/** Make the browser keep the service worker. */
export function keepWorker() {
  return navigator.serviceWorker.register(policy.createScriptURL(WORKER));
}

/** Give the library what it may make of answers: markup, and never a script or a handler. */
export function restrict(htmx) {
  const refuse = () => { throw new TypeError("no script comes with an answer"); };
  const Refused = class { constructor() { refuse(); } };
  htmx?.registerExtension("anliegen", {
    init: (api) => api.initSecurity({ createHTML: (text) => policy.createHTML(text), createScript: refuse }, Refused, Refused),
  });
}
