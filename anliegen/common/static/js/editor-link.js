// Asking for the address of a link: made, changed or taken away in a small dialog.
import { word } from "./page.js";

const KNOWN = /^(https?:\/\/|mailto:|tel:)/i;
const PHONE = /^\+?[\d\s()/-]{5,}$/;
const MAIL = /^[^\s@/:]+@[^\s@/:]+\.[^\s@/:]+$/;

/** Return where the typed address leads, "" for what is none. */
export function addressOf(typed) {
  if (PHONE.test(typed)) return `tel:${typed.replace(/[^\d+]/g, "")}`;
  if (MAIL.test(typed)) return `mailto:${typed}`;
  const href = KNOWN.test(typed) ? typed : `https://${typed}`;
  if (/\s/.test(typed) || !URL.canParse(href)) return "";
  return KNOWN.test(typed) || new URL(href).hostname.includes(".") ? href : "";
}

/** Ask for the address of what is selected, or of the link in which the cursor stands. */
export function askLink(editor) {
  const dialog = built(editor.isActive("link"), editor.getAttributes("link").href ?? "");
  const [field, problem] = [dialog.querySelector("input"), dialog.querySelector(".error")];
  document.body.append(dialog);
  // Keys in the dialog are not the form's below it; the next one is the text's, at once.
  dialog.addEventListener("close", () => { editor.view.focus(); dialog.remove(); });
  field.addEventListener("input", () => { problem.hidden = true; field.removeAttribute("aria-invalid"); });
  dialog.querySelector("form").addEventListener("submit", (event) => {
    const typed = field.value.trim();
    if (event.submitter?.value === "cancel") return;
    if (event.submitter?.value === "remove" || !typed) { editor.chain().extendMarkRange("link").unsetLink().run(); return; }
    const href = addressOf(typed);
    if (href) { apply(editor, typed, href); return; }
    event.preventDefault();
    problem.hidden = false;
    field.setAttribute("aria-invalid", "true");
    field.focus();
  });
  dialog.showModal();
  field.select();
}

function apply(editor, typed, href) {
  if (editor.state.selection.empty && !editor.isActive("link")) {
    editor.chain().insertContent({ type: "text", text: typed, marks: [{ type: "link", attrs: { href } }] }).run();
  } else editor.chain().extendMarkRange("link").setLink({ href }).run();
}

function built(isLink, href) {
  const dialog = made("dialog", { className: "dialog--small" });
  dialog.setAttribute("aria-labelledby", "link-dialog-title");
  const field = made("input", { className: "input", type: "text", value: href, id: "link-address", autocomplete: "off", spellcheck: false, inputMode: "url" });
  field.setAttribute("aria-describedby", "link-address-error");
  const form = made("form", { method: "dialog" },
    made("div", { className: "dialog__head" }, made("h2", { id: "link-dialog-title", textContent: word("link-title") })),
    made("div", { className: "dialog__body" },
      made("label", { className: "label-text", htmlFor: "link-address", textContent: word("link-address") }), field,
      made("p", { className: "error", id: "link-address-error", role: "alert", hidden: true, textContent: word("link-invalid") })),
    // The first button is the one that the Enter key means.
    made("div", { className: "dialog__foot dialog__foot--end" },
      made("button", { className: "button button--primary", value: "apply", textContent: word("apply") }),
      made("button", { className: "button", value: "cancel", textContent: word("cancel") }),
      ...(isLink ? [made("button", { className: "button button--quiet", value: "remove", textContent: word("link-remove") })] : [])));
  dialog.append(form);
  return dialog;
}

function made(name, values, ...children) {
  const element = Object.assign(document.createElement(name), values);
  element.append(...children);
  return element;
}
