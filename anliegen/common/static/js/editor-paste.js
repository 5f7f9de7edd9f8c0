// What is pasted from Word, Outlook and web pages, made plain: structure stays, clothes go. The server
// sanitises again; this is for a clean look, not for safety.
import { parsed } from "./html.js";

const GONE = "style, script, meta, link, title, o\\:p, xml, head, svg, iframe, object, noscript, template";
const LIST = /mso-list:\s*l\d+\s+level(\d+)/i;
const NUMBERED = /^\s*(?:\d+|[a-z])[.)]/i;

/** Return clean HTML for pasted HTML. */
export function cleanPaste(html) {
  // As data, so that the content policy has no style (not even an empty one) and no handler to complain about.
  const source = html.replace(/<!--[\s\S]*?-->/g, "").replace(/<style\b[\s\S]*?<\/style\s*>/gi, "").replace(/\son\w+\s*=/gi, " data-gone=").replace(/\sstyle(\s*=)/gi, " data-style$1");
  const page = parsed(source);
  page.querySelectorAll(GONE).forEach((element) => element.remove());
  // Images of others are trackers or will be gone; own ones come as files.
  page.querySelectorAll("img").forEach((image) => { if (!image.dataset.upload) image.remove(); });
  wordLists(page);
  keepWeight(page);
  for (const element of page.body.querySelectorAll("*")) {
    for (const { name } of [...element.attributes]) {
      if (!(name === "href" && element.localName === "a") && name !== "data-upload" && name !== "alt") element.removeAttribute(name);
    }
  }
  return page.body.innerHTML;
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
  for (const span of page.querySelectorAll("span[data-style], font[data-style]")) {
    const style = span.dataset.style;
    for (const [wanted, name] of [[/font-weight:\s*(bold|[6-9]00)/i.test(style), "b"], [/font-style:\s*italic/i.test(style), "i"], [/text-decoration[^;]*underline/i.test(style), "u"]]) {
      if (!wanted) continue;
      const element = page.createElement(name);
      element.append(...span.childNodes);
      span.append(element);
    }
  }
}
