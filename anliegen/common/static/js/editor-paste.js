// What is pasted from Word, Outlook and web pages, made plain: structure stays, clothes go. The server
// sanitises again; this is for a clean look, not for safety.
import { parsed } from "./html.js";

const GONE = "style, script, meta, link, title, o\\:p, xml, head, svg, iframe, object, noscript, template";
const LIST = /mso-list:\s*l\d+\s+level(\d+)/i;
const TAG = /<[a-z](?:[^>"']|"[^"]*"|'[^']*')*>/gi;
const KEPT = new Set(["data-upload", "alt", "colspan", "rowspan"]);
const NUMBERED = /^\s*(?:\d+|[a-z])[.)]/i;

/** Return clean HTML for pasted HTML. */
export function cleanPaste(html) {
  // As data, so that the content policy has no style (not even an empty one) and no handler to complain about.
  const source = html.replace(/<!--[\s\S]*?-->/g, "").replace(/<style\b[\s\S]*?<\/style\s*>/gi, "").replace(TAG, undressed);
  const page = parsed(source);
  page.querySelectorAll(GONE).forEach((element) => element.remove());
  // Images of others are trackers or will be gone; own ones come as files.
  page.querySelectorAll("img").forEach((image) => { if (!image.dataset.upload) image.remove(); });
  wordLists(page);
  keepWeight(page);
  headings(page);
  tables(page);
  for (const element of page.body.querySelectorAll("*")) {
    for (const { name } of [...element.attributes]) {
      if (!(name === "href" && element.localName === "a") && !KEPT.has(name)) element.removeAttribute(name);
    }
  }
  return page.body.innerHTML;
}

/** Return a tag without handlers, its style as data. Words that look like either are no tag. */
function undressed(tag) {
  return tag.replace(/\son\w+\s*=/gi, " data-gone=").replace(/\sstyle(\s*=)/gi, " data-style$1");
}

/** Tables with something in columns stay; those that only give a mail its frame go. Room to write stays around one. */
function tables(page) {
  for (const table of [...page.querySelectorAll("table")].reverse()) {
    const rows = [...table.rows].filter((row) => row.textContent.trim());
    const isFrame = table.querySelector("table") || !rows.some((row) => row.cells.length > 1);
    if (isFrame) table.replaceWith(...rows.flatMap((row) => [...row.cells]).map((cell) => made(page, "div", cell.childNodes)));
    else {
      if (!table.previousElementSibling) table.before(made(page, "p"));
      if (!table.nextElementSibling) table.after(made(page, "p"));
    }
  }
}

function made(page, name, children = []) {
  const element = page.createElement(name);
  element.append(...children);
  return element;
}

/** A heading would be one of the page; it is a line in bold. */
function headings(page) {
  for (const heading of page.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
    heading.replaceWith(made(page, "p", [made(page, "strong", heading.childNodes)]));
  }
}

/** Word writes lists as paragraphs with a bullet typed in front: make real lists of them. */
function wordLists(page) {
  let list = null;
  for (const paragraph of [...page.querySelectorAll("p")]) {
    if (!LIST.test(paragraph.dataset.style ?? "") && !/MsoListParagraph/.test(paragraph.className)) { list = null; continue; }
    const numbered = NUMBERED.test(paragraph.textContent);
    const kind = numbered ? "ol" : "ul";
    if (!list || list.localName !== kind || list.nextElementSibling !== paragraph) {
      list = page.createElement(kind);
      paragraph.before(list);
    }
    paragraph.querySelectorAll("[data-style*='mso-list']").forEach((mark) => mark.remove());
    const item = page.createElement("li");
    item.append(...paragraph.childNodes);
    if (item.firstChild?.nodeType === Node.TEXT_NODE) item.firstChild.textContent = item.firstChild.textContent.replace(/^\s*(?:[·•o§]|\d+[.)])\s+/, "");
    list.append(item);
    paragraph.remove();
  }
}

/** Bold and italic that came as styles become elements before styles go. */
function keepWeight(page) {
  // Google Docs wraps what is copied in a <b> that is none.
  page.querySelectorAll("b[data-style]").forEach((element) => { if (/(?<![\w-])font-weight:\s*(normal|400)/i.test(element.dataset.style)) element.replaceWith(...element.childNodes); });
  for (const span of page.querySelectorAll("span[data-style], font[data-style]")) {
    const style = span.dataset.style;
    for (const [wanted, name] of [[/(?<![\w-])font-weight:\s*(bold|[6-9]00)/i.test(style), "b"], [/font-style:\s*italic/i.test(style), "i"], [/text-decoration[^;]*underline/i.test(style), "u"]]) {
      if (!wanted) continue;
      const element = page.createElement(name);
      element.append(...span.childNodes);
      span.append(element);
    }
  }
}
