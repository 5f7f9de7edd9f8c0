// "@" in the editor suggests colleagues; the chosen name stands in the text as it is, and the server finds it.
import { EditorList, begins, fold } from "./editor-list.js";
import { word } from "./page.js";

const CALL = /(?:^|[^\p{L}\p{N}_.@-])@([\p{L}\p{N} .'’-]{0,40})$/u;
const MOST = 6;

export class Mentions extends EditorList {
  constructor(editor, host) {
    super(editor, host, word("mention"), CALL);
  }

  find(wanted) {
    const names = [...document.querySelectorAll("#colleagues option")].map((option) => option.value);
    const fitting = names.filter((name) => begins(name, wanted));
    // Who is named wholly is called already.
    return fitting.some((name) => fold(name) === wanted.trim()) ? [] : fitting.slice(0, MOST).map((name) => ({ name }));
  }

  put({ name }, range) {
    this.editor.chain().focus().insertContentAt(range, { type: "text", text: `@${name} ` }).run();
  }
}
