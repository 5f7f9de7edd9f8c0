// What the product uses of Tiptap, and nothing more. The toolbar and the custom element are ours
// (static/js/rich-editor.js); this file only names the parts and their options.
import { Editor, Node as Kind, getSchema } from "@tiptap/core";
import { Blockquote } from "@tiptap/extension-blockquote";
import { Bold } from "@tiptap/extension-bold";
import { Document } from "@tiptap/extension-document";
import { HardBreak } from "@tiptap/extension-hard-break";
import { Image } from "@tiptap/extension-image";
import { Italic } from "@tiptap/extension-italic";
import { Link } from "@tiptap/extension-link";
import { BulletList, ListItem, ListKeymap, OrderedList } from "@tiptap/extension-list";
import { Paragraph } from "@tiptap/extension-paragraph";
import { Strike } from "@tiptap/extension-strike";
import { Text } from "@tiptap/extension-text";
import { Underline } from "@tiptap/extension-underline";
import { UndoRedo } from "@tiptap/extensions";
import { DOMParser, Slice } from "@tiptap/pm/model";

// An image is one of our own uploads, known by its id; foreign and data addresses are not taken.
const Upload = Image.extend({
  addAttributes() {
    return {
      alt: { default: "" },
      src: { default: null, renderHTML: ({ src }) => (src?.startsWith("blob:") || src?.startsWith("/anhaenge/") ? { src } : {}) },
      upload: {
        default: null,
        parseHTML: (element) => element.getAttribute("data-upload"),
        renderHTML: ({ upload }) => (upload ? { "data-upload": upload } : {}),
      },
    };
  },
  parseHTML() { return [{ tag: "img[data-upload]" }]; },
});

// Tables are pasted, not drawn: cells can be written in, and there are no tools for rows and columns.
const Table = Kind.create({
  name: "table", group: "block", content: "tableRow+", isolating: true,
  parseHTML() { return [{ tag: "table" }]; },
  renderHTML() { return ["table", ["tbody", 0]]; },
});
const TableRow = Kind.create({
  name: "tableRow", content: "tableCell*",
  parseHTML() { return [{ tag: "tr" }]; },
  renderHTML() { return ["tr", 0]; },
});
const span = (name) => ({ default: null, parseHTML: (element) => (element[name] > 1 ? element[name] : null), renderHTML: (values) => (values[name] ? { [name.toLowerCase()]: values[name] } : {}) });
const TableCell = Kind.create({
  name: "tableCell", content: "(paragraph | bulletList | orderedList)+", isolating: true,
  addAttributes() { return { colSpan: span("colSpan"), rowSpan: span("rowSpan"), head: { default: false, parseHTML: (element) => element.localName === "th", rendered: false } }; },
  parseHTML() { return [{ tag: "td" }, { tag: "th" }]; },
  renderHTML({ node, HTMLAttributes }) { return [node.attrs.head ? "th" : "td", HTMLAttributes, 0]; },
});

const extensions = [
  Document, Paragraph, Text, Bold, Italic, Underline, Strike, BulletList, OrderedList, ListItem, ListKeymap,
  Blockquote, HardBreak, UndoRedo, Upload, Table, TableRow, TableCell,
  Link.configure({ openOnClick: false, autolink: true, defaultProtocol: "https", HTMLAttributes: { target: null, rel: null } }),
];

/** Tiptap would parse text by itself, which the content policy refuses: it gets what is parsed already. */
function asContent(content) {
  return content instanceof Node ? DOMParser.fromSchema(getSchema(extensions)).parse(content, { preserveWhitespace: true }).toJSON() : content;
}

/** Put the content, an element or Tiptap's own JSON, in the place of what stands there. */
export function setContent(editor, content) {
  editor.commands.setContent(asContent(content));
}

/** Make an editor in the element. `content` is an element or Tiptap's own JSON, like what `pastedText` makes of text. */
export function makeEditor({ element, content, attributes, onUpdate, onSelection, transformPastedHTML, pastedText, handleKeyDown }) {
  return new Editor({
    element,
    content: asContent(content),
    injectCSS: false,
    extensions,
    editorProps: {
      attributes, transformPastedHTML, handleKeyDown,
      // By itself the library makes a paragraph of every line and forgets the empty ones.
      clipboardTextParser: (text, _context, _plain, view) => new Slice(view.state.schema.nodeFromJSON(pastedText(text)).content, 1, 1),
    },
    onUpdate: ({ editor }) => onUpdate(editor),
    onSelectionUpdate: ({ editor }) => onSelection(editor),
    onTransaction: ({ editor }) => onSelection(editor),
  });
}
