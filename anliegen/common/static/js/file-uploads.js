// <file-uploads>: several files at once, with progress, removal and retry. Without scripts the plain
// file field inside goes with the form.
import { announce, word } from "./page.js";
import { Upload } from "./upload.js";

const PARALLEL = 3;

class FileUploads extends HTMLElement {
  connectedCallback() {
    const fields = [...this.querySelectorAll("input[type=file]")];
    this.field = fields[0];
    this.list = this.querySelector("[data-files]");
    this.form = this.closest("form");
    if (!this.field || this.ready) return;
    this.ready = true;
    this.uploads = new Set();
    for (const field of fields) {
      field.removeAttribute("name");
      field.addEventListener("change", () => { this.add([...field.files]); field.value = ""; });
    }
    const zone = this.form ?? this;
    zone.addEventListener("dragover", (event) => { event.preventDefault(); this.classList.add("is-over"); });
    zone.addEventListener("dragleave", () => this.classList.remove("is-over"));
    zone.addEventListener("drop", (event) => this.drop(event));
    zone.addEventListener("paste", (event) => this.paste(event));
    this.form?.addEventListener("submit", (event) => this.wait(event));
  }

  drop(event) {
    this.classList.remove("is-over");
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    this.add([...event.dataTransfer.files]);
  }

  paste(event) {
    const files = [...(event.clipboardData?.files ?? [])];
    // Office puts a picture of the words beside the words: those are what is meant.
    if (!files.length || event.clipboardData.getData("text/plain").trim()) return;
    event.preventDefault();
    this.add(files);
  }

  /** Take files in; returns their uploads so that an editor can place images. */
  add(files) {
    const room = Number(this.dataset.maxCount) - this.uploads.size;
    const taken = files.slice(0, Math.max(0, room)).map((file) => this.take(file));
    if (files.length > room) announce(word("too-many-files", { n: this.dataset.maxCount }));
    this.next();
    return taken;
  }

  take(file) {
    const upload = new Upload(file, this);
    this.uploads.add(upload);
    this.list.append(upload.row);
    announce(word("file-chosen", { name: file.name }));
    return upload;
  }

  next() {
    const running = [...this.uploads].filter((upload) => upload.state === "running").length;
    [...this.uploads].filter((upload) => upload.state === "waiting").slice(0, PARALLEL - running).forEach((upload) => upload.start());
    const busy = [...this.uploads].some((upload) => ["running", "waiting"].includes(upload.state));
    if (!busy && this.submitter) { const button = this.submitter; this.submitter = null; this.form.requestSubmit(button); }
  }

  forget(upload) {
    this.uploads.delete(upload);
    this.next();
  }

  /** Sending waits for files that are still on their way. */
  wait(event) {
    if (![...this.uploads].some((upload) => ["running", "waiting"].includes(upload.state))) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    delete this.form.dataset.sending;
    this.submitter = event.submitter;
    announce(word("waiting-for-files"));
    document.dispatchEvent(new CustomEvent("toast", { detail: { text: word("waiting-for-files") } }));
  }
}

customElements.define("file-uploads", FileUploads);
