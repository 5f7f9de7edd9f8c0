// The toolbar "Formatierung": one stop for the Tab key, arrow keys inside, pressed states told.
import { word } from "./page.js";

const TOOLS = [
  ["bold", "bold", (chain) => chain.toggleBold(), "bold"],
  ["italic", "italic", (chain) => chain.toggleItalic(), "italic"],
  ["underline", "underline", (chain) => chain.toggleUnderline(), "underline"],
  ["strikethrough", "strike", (chain) => chain.toggleStrike(), "strike"],
  null,
  ["list", "bulletList", (chain) => chain.toggleBulletList(), "bullet-list"],
  ["list-ordered", "orderedList", (chain) => chain.toggleOrderedList(), "ordered-list"],
  ["quote", "blockquote", (chain) => chain.toggleBlockquote(), "quote"],
  ["link", "link", null, "link"],
  ["remove-formatting", "", (chain) => chain.unsetAllMarks().clearNodes(), "clear"],
];
const LINK = /^(https?:\/\/|mailto:|tel:)/i;

/** Return a symbol of the page's sprite. */
export function icon(symbol) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  const sprite = document.querySelector("svg.icon use")?.getAttribute("href")?.split("#")[0] ?? "";
  use.setAttribute("href", `${sprite}#${symbol}`);
  svg.append(use);
  return svg;
}

export class Toolbar {
  constructor(editor) {
    this.editor = editor;
    this.element = document.createElement("div");
    this.element.className = "toolbar__tools";
    this.element.setAttribute("role", "toolbar");
    this.element.setAttribute("aria-label", word("formatting"));
    const label = Object.assign(document.createElement("span"), { className: "toolbar__label caps", textContent: word("formatting") });
    label.setAttribute("aria-hidden", "true");
    this.element.append(label, ...TOOLS.map((tool) => (tool ? this.button(tool) : document.createElement("hr"))));
    this.buttons = [...this.element.querySelectorAll("button")];
    this.buttons.forEach((button, index) => { button.tabIndex = index ? -1 : 0; });
    this.element.addEventListener("keydown", (event) => this.move(event));
    this.update();
  }

  button([symbol, mark, action, key]) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "icon-button", title: word(key) });
    button.setAttribute("aria-label", word(key));
    button.dataset.mark = mark;
    button.append(icon(symbol));
    button.addEventListener("click", () => (action ? action(this.editor.chain().focus()).run() : this.askLink()));
    return button;
  }

  move(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const at = this.buttons.indexOf(document.activeElement);
    if (!step || at < 0) return;
    event.preventDefault();
    const next = this.buttons[(at + step + this.buttons.length) % this.buttons.length];
    this.buttons.forEach((button) => { button.tabIndex = button === next ? 0 : -1; });
    next.focus();
  }

  update() {
    for (const button of this.buttons ?? []) {
      if (button.dataset.mark) button.setAttribute("aria-pressed", String(this.editor.isActive(button.dataset.mark)));
    }
  }

  /** Ask for an address in a small dialog; empty removes the link. */
  askLink() {
    const dialog = document.createElement("dialog");
    const form = Object.assign(document.createElement("form"), { method: "dialog", className: "dialog__body" });
    const label = Object.assign(document.createElement("label"), { className: "label-text", textContent: word("link-address") });
    const field = Object.assign(document.createElement("input"), { className: "input", type: "text", value: this.editor.getAttributes("link").href ?? "" });
    const button = Object.assign(document.createElement("button"), { className: "button button--primary", textContent: word("apply") });
    label.append(field);
    form.append(label, button);
    dialog.append(form);
    document.body.append(dialog);
    // Keys in the dialog are not the form's below it.
    dialog.addEventListener("close", () => { dialog.remove(); this.editor.commands.focus(); });
    form.addEventListener("submit", () => this.setLink(field.value.trim()));
    dialog.showModal();
    field.select();
  }

  setLink(address) {
    const chain = this.editor.chain().focus().extendMarkRange("link");
    if (!address) { chain.unsetLink().run(); return; }
    const href = LINK.test(address) ? address : address.includes("@") ? `mailto:${address}` : `https://${address}`;
    if (this.editor.state.selection.empty && !this.editor.isActive("link")) {
      this.editor.chain().focus().insertContent({ type: "text", text: address, marks: [{ type: "link", attrs: { href } }] }).run();
    } else chain.setLink({ href }).run();
  }
}
