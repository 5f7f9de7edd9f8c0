// Putting a draft back into its form: choices, and files that were uploaded on another device.
import { readable } from "./size.js";

/** Set the fields of a name to the values: the text of one, or the choice of several. */
export function choose(form, name, values) {
  for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
    if (["radio", "checkbox"].includes(field.type)) field.checked = values.includes(field.value);
    else field.value = values[0];
  }
}

/** Show uploads that the form does not have yet; without their tick they are not sent. */
export function showUploads(form, files) {
  const list = form.querySelector("[data-files]");
  for (const file of files) {
    if (list.querySelector(`input[value="${CSS.escape(file.id)}"]`)) continue;
    const row = Object.assign(document.createElement("label"), { className: "file" });
    const name = Object.assign(document.createElement("span"), { textContent: file.name });
    row.append(Object.assign(document.createElement("input"), { type: "checkbox", name: "uploads", value: file.id, checked: true }), name);
    row.append(Object.assign(document.createElement("small"), { textContent: readable(file.size) }));
    list.append(row);
  }
}

/** Return the text with what its images look like, where that is ready; the ids in it stay what counts. */
export function withViews(html, uploads) {
  const own = html.replace(/ src="blob:[^"]*"/g, "");
  return uploads.reduce((text, { id, view }) => (view ? text.replaceAll(`data-upload="${id}"`, `data-upload="${id}" src="${view}"`) : text), own);
}
