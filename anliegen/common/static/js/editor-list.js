// A list that opens in the editor while a sign and the beginning of a name are typed. What it offers and
// inserts, the kinds of it say: mentions.js, snippets.js.
import { announce } from "./page.js";

const SAID = 6;
let lists = 0;

/** Return a form to compare names by: without case and accents, ß as ss. */
export const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("ß", "ss");

/** Say whether a name, or one of its words, begins with what was typed. */
export function begins(name, wanted) {
  const folded = fold(name);
  return folded.startsWith(wanted) || folded.split(/[ -]/).some((part) => part.startsWith(wanted));
}

export class EditorList {
  /** `call` finds the sign before the cursor and captures what is typed after it; null: only by hand. */
  constructor(editor, host, label, call) {
    this.editor = editor;
    this.label = label;
    this.call = call;
    this.list = document.createElement("ul");
    this.list.className = "mention-list";
    this.list.id = `mention-list-${lists += 1}`;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", label);
    this.list.hidden = true;
    host.append(this.list);
    // The pointer must not take the focus out of the text before the click has chosen.
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => { const option = event.target.closest("[role=option]"); if (option) this.choose([...this.list.children].indexOf(option)); });
    editor.on("blur", () => this.close());
  }

  /** Look at what stands before the cursor; called after every change of text or selection. */
  update() {
    const called = this.called();
    if (!called) this.closed = undefined;
    // Closed by Escape, it stays closed while the same is written on.
    if (!called || !this.editor.isFocused || (this.closed !== undefined && called.typed.startsWith(this.closed))) { this.close(); return; }
    [this.typed, this.from] = [called.typed, called.from];
    const found = this.find(fold(this.typed));
    if (found.length) this.show(found);
    else this.close();
  }

  /** Open at the cursor without a sign; what is typed from here on narrows it. */
  open() {
    const at = this.editor.state.selection.to;
    this.editor.commands.setTextSelection(at);
    this.byHand = at;
    this.update();
  }

  called() {
    const { $from, empty, from } = this.editor.state.selection;
    if (!empty) return null;
    if (this.byHand >= $from.start() && this.byHand <= from) return { typed: this.editor.state.doc.textBetween(this.byHand, from), from: this.byHand };
    this.byHand = undefined;
    const call = this.call?.exec($from.parent.textBetween(0, $from.parentOffset, "\n", "\ufffc"));
    return call ? { typed: call[1], from: from - call[1].length - 1 } : null;
  }

  show(found) {
    const names = found.map((choice) => choice.name);
    if (!this.list.hidden && names.join("\n") === this.shown) return;
    this.shown = names.join("\n");
    this.found = found;
    this.list.replaceChildren(...found.map((choice, index) => {
      const option = Object.assign(document.createElement("li"), { id: `${this.list.id}-${index}`, textContent: choice.name });
      option.setAttribute("role", "option");
      if (choice.says) option.append(Object.assign(document.createElement("small"), { textContent: choice.says }));
      return option;
    }));
    const caret = this.editor.view.coordsAtPos(this.editor.state.selection.from);
    this.list.hidden = false;
    // By the window, above the line: the box around the editor would cut it off.
    this.list.style.left = `${Math.max(8, Math.min(caret.left, innerWidth - this.list.offsetWidth - 8))}px`;
    this.list.style.bottom = `${innerHeight - caret.top + 4}px`;
    this.list.style.maxHeight = `${Math.max(120, caret.top - 16)}px`;
    this.editor.view.dom.setAttribute("aria-controls", this.list.id);
    this.mark(0);
    announce(`${this.label}: ${names.slice(0, SAID).join(", ")}`);
  }

  mark(index) {
    this.at = index;
    [...this.list.children].forEach((option, n) => option.setAttribute("aria-selected", String(n === index)));
    this.list.children[index].scrollIntoView({ block: "nearest" });
    this.editor.view.dom.setAttribute("aria-activedescendant", this.list.children[index].id);
  }

  /** Take a key while the list is open; says whether it was used. */
  key(event) {
    if (this.list.hidden) return false;
    const count = this.list.children.length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") this.mark((this.at + (event.key === "ArrowDown" ? 1 : count - 1)) % count);
    else if ((event.key === "Enter" && !event.ctrlKey && !event.metaKey) || event.key === "Tab") this.choose(this.at);
    else if (event.key === "Escape") { this.closed = this.typed; this.close(); }
    else return false;
    return true;
  }

  choose(index) {
    const range = { from: this.from, to: this.editor.state.selection.from };
    const choice = this.found[index];
    this.close();
    this.put(choice, range);
  }

  close() {
    this.byHand = undefined;
    if (this.list.hidden) return;
    this.list.hidden = true;
    this.editor.view.dom.removeAttribute("aria-activedescendant");
    this.editor.view.dom.removeAttribute("aria-controls");
  }
}
