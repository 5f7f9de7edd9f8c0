// The help on "?" names only what works on this page at this moment.

/** Open the help, unless shortcuts are off (then there is none). Says whether it is there. */
export function showHelp() {
  const help = document.getElementById("keyboard-help");
  if (!help || help.open) return false;
  for (const part of help.querySelectorAll("[data-help]")) {
    part.hidden = ![...document.querySelectorAll(part.dataset.help)].some((found) => !help.contains(found));
  }
  help.showModal();
  return true;
}
