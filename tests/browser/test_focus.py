"""Who goes by the Tab key sees where they are: every stop is in sight, uncovered, and looks focused."""

import pytest

from tests.browser.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
SIZES = {"wide": {"width": 1440, "height": 900}, "narrow": {"width": 1024, "height": 700}}
PAGES = ["/tickets/", "/tickets/3/", "/tickets/neu/"]
MOST = 400
# What differs between focused and not, of the element itself, what stands beside it and what is around it.
STOP = """async () => {
    // What slides in or changes its colour has done so after two frames.
    const settled = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    await settled();
    const e = document.activeElement;
    if (!e || e === document.body) return null;
    const around = [e, ...(e.parentElement ? e.parentElement.children : [])];
    for (let up = e.parentElement, n = 0; up && n < 4; up = up.parentElement, n += 1) around.push(up);
    const telling = ["outlineStyle", "outlineWidth", "outlineColor", "boxShadow", "borderColor",
        "backgroundColor"];
    const look = () => around.map((one) => telling.map((name) => getComputedStyle(one)[name])).join();
    const box = e.getBoundingClientRect();
    const inset = (start, size, part) => start + Math.min(Math.max(size * part, 1), size - 1);
    const seen = [[.5, .5], [.1, .2], [.9, .2], [.1, .8], [.9, .8]].some(([x, y]) => {
        const hit = document.elementFromPoint(inset(box.left, box.width, x), inset(box.top, box.height, y));
        return hit && (e.contains(hit) || e.closest("label")?.contains(hit));
    });
    const words = e.getAttribute("aria-label") ?? e.textContent.trim().slice(0, 30);
    const focused = look();
    const first = !e.dataset.stopSeen;
    e.dataset.stopSeen = "1";
    e.blur();
    await settled();
    return { name: `${e.tagName} ${e.className} ${words}`, seen, marked: look() !== focused, first };
}"""


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("path", PAGES)
def test_every_stop_of_the_tab_key_is_seen(visit: Visit, path: str, size: str) -> None:
    page = visit("ben@nordwerk.example", viewport=SIZES[size], reduced_motion="reduce")
    page.goto(path)
    if path != "/tickets/":
        page.wait_for_selector(".toolbar")
    stops: list[dict[str, object]] = []
    for _ in range(MOST):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None or not stop["first"]:
            break
        stops.append(stop)
    assert len(stops) > 20
    assert "Zum Inhalt springen" in str(stops[0]["name"])
    assert not [stop["name"] for stop in stops if not stop["seen"]]
    assert not [stop["name"] for stop in stops if not stop["marked"]]
