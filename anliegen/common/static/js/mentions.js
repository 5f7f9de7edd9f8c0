// "@" in the editor suggests colleagues; the chosen name stands in the text as it is, and the server finds it.
import { announce, word } from "./page.js";

const CALL = /(?:^|[^\p{L}\p{N}_.@-])@([\p{L}\p{N} .'’-]{0,40})$/u;
const MOST = 6;
const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
let lists = 0;

function names() {
  return [...document.querySelectorAll("#colleagues option")].map((option) => option.value);
}

export class Mentions {
  constructor(editor, host) {
    this.editor = editor;
    this.list = document.createElement("ul");
    this.list.className = "mention-list";
    this.list.id = `mention-list-${lists += 1}`;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", word("mention"));
    this.list.hidden = true;
    host.append(this.list);
    // The pointer must not take the focus out of the text before the click has chosen.
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => { const option = event.target.closest("[role=option]"); if (option) this.choose(option.textContent); });
    editor.on("blur", () => this.close());
  }

  /** Look at what stands before the cursor; called after every change of text or selection. */
  update() {
    const { $from, empty } = this.editor.state.selection;
    const before = empty ? $from.parent.textBetween(0, $from.parentOffset, "\n", "\ufffc") : "";
    const call = CALL.exec(before);
    if (!call || !this.editor.isFocused || call[1] === this.closed) { if (!call) this.closed = undefined; this.close(); return; }
    this.typed = call[1];
    const wanted = fold(this.typed);
    const fitting = names().filter((name) => fold(name).startsWith(wanted) || fold(name).split(/[ -]/).some((part) => part.startsWith(wanted)));
    if (!fitting.length || fitting.some((name) => fold(name) === wanted.trim())) { this.close(); return; }
    this.show(fitting.slice(0, MOST));
  }

  show(found) {
    const texts = found.join("\n");
    if (!this.list.hidden && texts === this.shown) return;
    this.shown = texts;
    this.list.replaceChildren(...found.map((name, index) => {
      const option = Object.assign(document.createElement("li"), { id: `${this.list.id}-${index}`, textContent: name });
      option.setAttribute("role", "option");
      return option;
    }));
    const caret = this.editor.view.coordsAtPos(this.editor.state.selection.from);
    this.list.hidden = false;
    // By the window, above the line: the box around the editor would cut it off.
    this.list.style.left = `${Math.max(8, Math.min(caret.left, innerWidth - this.list.offsetWidth - 8))}px`;
    this.list.style.bottom = `${innerHeight - caret.top + 4}px`;
    this.editor.view.dom.setAttribute("aria-controls", this.list.id);
    this.mark(0);
    announce(`${word("mention")}: ${found.join(", ")}`);
  }

  mark(index) {
    this.at = index;
    [...this.list.children].forEach((option, n) => option.setAttribute("aria-selected", String(n === index)));
    this.editor.view.dom.setAttribute("aria-activedescendant", this.list.children[index].id);
  }

  /** Take a key while the list is open; says whether it was used. */
  key(event) {
    if (this.list.hidden) return false;
    const count = this.list.children.length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") this.mark((this.at + (event.key === "ArrowDown" ? 1 : count - 1)) % count);
    else if ((event.key === "Enter" && !event.ctrlKey && !event.metaKey) || event.key === "Tab") this.choose(this.list.children[this.at].textContent);
    else if (event.key === "Escape") { this.closed = this.typed; this.close(); }
    else return false;
    return true;
  }

  choose(name) {
    const to = this.editor.state.selection.from;
    this.close();
    this.editor.chain().focus().insertContentAt({ from: to - this.typed.length - 1, to }, { type: "text", text: `@${name} ` }).run();
  }

  close() {
    if (this.list.hidden) return;
    this.list.hidden = true;
    this.editor.view.dom.removeAttribute("aria-activedescendant");
    this.editor.view.dom.removeAttribute("aria-controls");
  }
}
