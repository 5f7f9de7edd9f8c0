// Notices on this device: the browser's push service is asked for an address, and the server is told it.
import { token } from "./page.js";

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const words = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

async function present() {
  const registration = await navigator.serviceWorker.ready;
  return { manager: registration.pushManager, found: await registration.pushManager.getSubscription() };
}

function post(path, fields) {
  return fetch(path, { method: "POST", headers: { "X-CSRFToken": token() }, body: new URLSearchParams(fields) });
}

class PushSwitch extends HTMLElement {
  async connectedCallback() {
    if (!("serviceWorker" in navigator) || !("PushManager" in window)) return;
    this.querySelector("[data-turn-on]").addEventListener("click", () => this.turnOn());
    this.querySelector("[data-turn-off]").addEventListener("click", () => this.turnOff());
    this.hidden = false;
    this.say(false);
    this.say(Boolean((await present()).found));
  }

  say(isOn, refused = false) {
    this.querySelector("[data-turn-on]").hidden = isOn;
    this.querySelector("[data-turn-off]").hidden = !isOn;
    this.querySelector("[data-state]").textContent = refused ? this.dataset.refused : this.dataset[isOn ? "on" : "off"];
  }

  async turnOn() {
    try {
      const { manager } = await present();
      const options = { userVisibleOnly: true, applicationServerKey: bytes(this.dataset.key) };
      const made = await manager.subscribe(options);
      const fields = { endpoint: made.endpoint, p256dh: words(made.getKey("p256dh")), auth: words(made.getKey("auth")) };
      const answer = await post(this.dataset.start, fields);
      if (!answer.ok) await made.unsubscribe();
      this.say(answer.ok, !answer.ok);
    } catch { this.say(false, true); }
  }

  async turnOff() {
    const { found } = await present();
    if (found) {
      await post(this.dataset.end, { endpoint: found.endpoint });
      await found.unsubscribe();
    }
    this.say(false);
  }
}

customElements.define("push-switch", PushSwitch);

// Who logs out takes the notices along: the next person at this device must not read them.
document.addEventListener("submit", (event) => {
  if (!event.target.matches?.("form[data-logout]") || !("serviceWorker" in navigator)) return;
  navigator.serviceWorker.getRegistration().then(async (found) => (await found?.pushManager?.getSubscription())?.unsubscribe());
});
