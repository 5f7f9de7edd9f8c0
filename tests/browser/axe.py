"""What axe-core finds on a page: at the desk in the light theme, then in the dark one; and on the phone."""

from pathlib import Path

from playwright.sync_api import Page

SCRIPT = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
LOOKS = {
    "desk": {"viewport": {"width": 1440, "height": 900}, "color_scheme": "light"},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
}
# The dark theme changes colours and nothing else: there the rules about colours look at the page again.
# What sticks to the foot of a form covers a field only until one scrolls.
_RUN = """async () => {
    for (const foot of document.querySelectorAll(".form__footer")) foot.style.position = "static";
    const isDark = matchMedia("(prefers-color-scheme: dark)").matches;
    const runOnly = isDark
        ? { type: "rule", values: ["color-contrast", "link-in-text-block"] }
        : ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
    // In a frame of foreign markup no script can look around; its page is looked at by its address.
    const options = { runOnly, preload: !isDark, iframes: false, resultTypes: ["violations"] };
    const found = await axe.run(document, options);
    const where = (v) => v.nodes.map((n) => n.target.join(" ")).slice(0, 4).join(" | ");
    return found.violations.map((v) => `${isDark ? "dark, " : ""}${v.id}: ${where(v)}`);
}"""


def findings(page: Page, look: str) -> list[str]:
    """Return what is wrong with the open page, and whether it is wider than its window."""
    page.evaluate(SCRIPT)
    # Colours would pass from one theme to the other for a moment.
    page.add_style_tag(content="*, ::before, ::after { transition: none !important }")
    found = list(page.evaluate(_RUN))
    if look == "desk":
        page.emulate_media(color_scheme="dark")
        found += page.evaluate(_RUN)
        page.emulate_media(color_scheme="light")
    root = "document.documentElement"
    if page.evaluate(f"{root}.scrollWidth > {root}.clientWidth"):
        found.append("wider than the window")
    return found
