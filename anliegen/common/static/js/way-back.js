// "Back to the overview" leads to the list as it was left in this tab: filters, page, view. Without scripts, or in
// a tab that has seen no list, to the plain one.
const LEFT = "list:left";
const LIST = "/tickets/";

function keep() {
  // A list that is only fetched ahead was not seen by anybody.
  if (location.pathname === LIST && !document.prerendering) sessionStorage.setItem(LEFT, LIST + location.search);
}

/** Links and fields take the list at the last moment: what is fetched ahead knows only an earlier one. */
function lead(event) {
  const left = sessionStorage.getItem(LEFT);
  if (!left?.startsWith(LIST) || document.prerendering) return;
  const link = event.target.closest?.("a[data-back-to-list]");
  if (link) link.href = left;
  if (event.type !== "submit") return;
  for (const field of event.target.querySelectorAll("input[data-back-to-list]")) field.value = left;
}

keep();
document.addEventListener("prerenderingchange", keep);
document.addEventListener("htmx:after:swap", keep);
addEventListener("pagehide", keep);
for (const kind of ["pointerdown", "focusin", "click", "submit"]) document.addEventListener(kind, lead, true);
