// The logo that was chosen is shown before it is stored; the picture stays in this browser until then.
import { onEach } from "./page.js";

onEach("input[data-logo]", (field) => {
  const shown = field.closest(".field").querySelector("[data-logo-shown]");
  const stored = shown.getAttribute("src");
  field.addEventListener("change", () => {
    if (shown.src.startsWith("blob:")) URL.revokeObjectURL(shown.src);
    const file = field.files[0];
    if (file) shown.src = URL.createObjectURL(file);
    else if (stored) shown.src = stored;
    shown.hidden = !file && !stored;
  });
});
