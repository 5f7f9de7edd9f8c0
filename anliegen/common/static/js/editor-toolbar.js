// The toolbar "Formatierung": one stop for the Tab key, arrow keys inside, pressed states told.
import { askLink } from "./editor-link.js";
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
    button.addEventListener("click", () => (action ? action(this.editor.chain().focus()).run() : askLink(this.editor)));
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
}
