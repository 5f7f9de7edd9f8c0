// ";" in the editor, or its button, offers the company's canned texts. They are fetched once, when first needed.
import { EditorList, begins } from "./editor-list.js";
import { icon } from "./editor-toolbar.js";
import { parsed } from "./html.js";

// At the beginning of a line or after a space; inside a word it is a character like any other.
const CALL = /(?:^|[\s\ufffc]);((?:[\p{L}\p{N}][\p{L}\p{N} .,'’()/-]{0,79})?)$/u;
let loading = null;
let texts = null;

function load(address) {
  loading ??= fetch(address).then((answer) => answer.json()).then((answer) => {
    texts = answer.snippets.map(({ title, html }) => ({ name: title, html, says: words(html) }));
    return answer;
  }).catch(() => { loading = null; return null; });
  return loading;
}

/** Return the first words of a text, to tell it by. */
function words(html) {
  const body = parsed(html.replace(/<(\/p|\/li|br)/g, " <$1")).body;
  return body.textContent.replace(/\s+/g, " ").trim().slice(0, 80);
}

export class Snippets extends EditorList {
  constructor(editor, host) {
    const { snippets, snippetWord, snippetFailed } = host.dataset;
    super(editor, host, snippetWord, document.documentElement.dataset.shortcuts === "off" ? null : CALL);
    this.address = snippets;
    this.failed = snippetFailed;
    this.button = Object.assign(document.createElement("button"), { type: "button", className: "button button--small button--quiet" });
    this.button.append(icon("text-quote"), snippetWord);
    this.button.addEventListener("pointerdown", (event) => event.preventDefault());
    this.button.addEventListener("click", () => this.offer());
  }

  find(wanted) {
    if (texts) return texts.filter((text) => begins(text.name, wanted));
    load(this.address).then((answer) => { if (answer?.snippets.length) this.update(); });
    return [];
  }

  /** By the button: what was typed stays, and the list opens where the cursor is. */
  async offer() {
    const answer = await load(this.address);
    if (!answer?.snippets.length) { this.say(answer ? answer.none : this.failed); return; }
    // At once, unlike the editor's own command: the list closes without the focus.
    this.editor.view.focus();
    this.open();
  }

  say(text) {
    document.dispatchEvent(new CustomEvent("toast", { detail: { text } }));
  }

  put({ html }, range) {
    this.editor.chain().deleteRange(range).focus().run();
    // As if pasted: into a sentence where it fits, else as paragraphs and lists of its own.
    this.editor.view.pasteHTML(html);
  }
}
