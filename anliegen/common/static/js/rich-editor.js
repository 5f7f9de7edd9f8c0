// <rich-editor>: turns the plain text field inside into an editor. Should the bundle not load, the
// text field stays and works.
import { askLink } from "./editor-link.js";
import { cleanPaste } from "./editor-paste.js";
import { parsed } from "./html.js";
import { Mentions } from "./mentions.js";
import { Toolbar } from "./editor-toolbar.js";
import { Snippets } from "./snippets.js";

class RichEditor extends HTMLElement {
  async connectedCallback() {
    this.area = this.querySelector("textarea");
    if (!this.area || this.ready) return;
    this.ready = true;
    let bundle = null;
    try { bundle = await import(this.dataset.src); } catch { return; }
    this.build(bundle);
  }

  build(bundle) {
    const form = this.area.form;
    const surface = document.createElement("div");
    surface.className = "composer__editor prose";
    this.prepend(surface);
    this.editor = bundle.makeEditor({
      element: surface,
      content: this.content(),
      attributes: {
        role: "textbox", "aria-multiline": "true", "aria-label": this.dataset.label,
        ...(this.area.getAttribute("aria-invalid") ? { "aria-invalid": "true", "aria-describedby": this.area.getAttribute("aria-describedby") } : {}),
      },
      transformPastedHTML: cleanPaste,
      pastedText: (text) => asParagraphs(text.replace(/\r\n?/g, "\n").replace(/^\n+|\n+$/g, "")),
      handleKeyDown: (_view, event) => this.key(event),
      onUpdate: (editor) => this.store(editor),
      onSelection: () => { this.toolbar?.update(); this.lists?.forEach((list) => list.update()); },
    });
    this.format = Object.assign(document.createElement("input"), { type: "hidden", name: "body_format", value: "html" });
    this.append(this.format);
    this.toolbar = new Toolbar(this.editor);
    const snippets = this.dataset.snippets ? [new Snippets(this.editor, this)] : [];
    // Above a text that has the page to itself, below an answer, where its buttons are.
    surface[this.closest(".editor") ? "before" : "after"](this.toolbarRow(form, snippets.map((list) => list.button)));
    this.lists = [new Mentions(this.editor, this), ...snippets];
    // A busy browser has not followed the field's autofocus yet when the editor takes its place, and then never does.
    const hadFocus = document.activeElement === this.area || (this.area.autofocus && document.activeElement === document.body);
    this.area.hidden = true;
    // A hidden required field would stop the form without saying why.
    this.area.required = false;
    this.area.value = this.html(this.editor);
    if (hadFocus) this.editor.commands.focus("end");
    form?.addEventListener("kept:restored", () => bundle.setContent(this.editor, this.content()));
    this.takeImages(form);
  }

  /** The tools, and beside them what brings a file or a text. Without the editor its buttons stay where they are. */
  toolbarRow(form, more) {
    const row = Object.assign(document.createElement("div"), { className: "toolbar" });
    const beside = [...(form?.querySelectorAll("file-uploads > label") ?? []), ...more];
    row.append(this.toolbar.element, ...(beside.length ? [document.createElement("hr")] : []), ...beside);
    return row;
  }

  /** Return what the field holds as the editor takes it. */
  content() {
    return this.area.dataset.format === "html" ? parsed(this.area.value).body : asParagraphs(this.area.value);
  }

  /** Return the text as HTML. Where its images can be seen holds for this page alone: their ids tell what they are. */
  html(editor) {
    return editor.isEmpty ? "" : editor.getHTML().replace(/(<img\b[^>]*?) src="[^"]*"/g, "$1");
  }

  store(editor) {
    this.area.value = this.html(editor);
    this.area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  key(event) {
    if (this.lists?.some((list) => list.key(event))) return true;
    const form = this.area.form;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      const button = form?.querySelector(event.shiftKey ? "[data-send-close]" : "[data-send]");
      if (button) form.requestSubmit(button);
      return true;
    }
    if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      askLink(this.editor);
      return true;
    }
    // Escape leaves the field, so that the keyboard is never caught in it; what was typed stays.
    if (event.key === "Escape") { this.toolbar.element.querySelector("button").focus(); return true; }
    return false;
  }

  insertImage(attrs) {
    this.editor.chain().focus().insertContent({ type: "image", attrs }).run();
    const { selection } = this.editor.state;
    // At the end of a text the image itself would be selected: the next key, and the next image, would replace it.
    if (selection.node) this.editor.chain().insertContentAt(selection.to, { type: "paragraph" }).focus(selection.to + 1).run();
  }

  /** A file that was taken away is no image of the text either. */
  removeImages(id) {
    const places = [];
    this.editor.state.doc.descendants((node, at) => { if (id && node.attrs.upload === id) places.unshift(at); });
    places.forEach((at) => this.editor.commands.deleteRange({ from: at, to: at + 1 }));
  }

  /** Images pasted or dropped into the text become uploads, and stand where the cursor is. */
  takeImages(form) {
    const host = form?.querySelector("file-uploads");
    const place = async (event, files) => {
      const images = [...(files ?? [])].filter((file) => file.type.startsWith("image/"));
      if (!host || !images.length) return;
      event.preventDefault();
      event.stopPropagation();
      // One after the other, in their order, however fast each of them was.
      for (const upload of host.add(images)) {
        const stored = await upload.done;
        if (stored) this.insertImage({ upload: stored.id, alt: stored.name, src: URL.createObjectURL(upload.file) });
      }
    };
    form?.addEventListener("upload:removed", ({ detail }) => this.removeImages(detail));
    const surface = this.editor.view.dom;
    surface.addEventListener("paste", (event) => { if (!event.clipboardData.getData("text/plain").trim()) place(event, event.clipboardData.files); }, true);
    surface.addEventListener("drop", (event) => place(event, event.dataTransfer.files), true);
  }
}

/** Return plain text as paragraphs; nothing of it is taken for markup. */
function asParagraphs(text) {
  return { type: "doc", content: text.split(/\n\s*\n/).map((part) => ({ type: "paragraph", content: lines(part) })) };
}

function lines(part) {
  return part.split("\n").flatMap((line, index) => [...(index ? [{ type: "hardBreak" }] : []), ...(line ? [{ type: "text", text: line }] : [])]);
}

customElements.define("rich-editor", RichEditor);
