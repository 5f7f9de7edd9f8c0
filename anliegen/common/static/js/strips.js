// Filters and tabs that scroll sideways on a phone: the present one is in sight.
const MARGIN = 16;

function show() {
  for (const strip of document.querySelectorAll(".filters, .administration-tabs")) {
    const current = strip.querySelector("[aria-current]");
    const hidden = current ? current.getBoundingClientRect().right + MARGIN - strip.getBoundingClientRect().right : 0;
    if (hidden > 0) strip.scrollLeft += hidden;
  }
}

document.addEventListener("htmx:after:swap", show);
show();
