"""Foreign markup in its frame: each of the three layers alone keeps it from doing anything."""

import uuid
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from anliegen.common.framed import POLICY
from anliegen.config.headers import WITH_FRAMES
from anliegen.conversation.original import as_it_came
from tests.browser.conftest import Visit
from tests.browser.test_hostile_html import watched
from tests.browser.test_journeys import open_ticket
from tests.conversation.hostile import ALL

# The server first, whichever test of this process begins: it cannot be made beside the browser's loop.
pytestmark = [pytest.mark.browser, pytest.mark.timeout(120), pytest.mark.usefixtures("server")]

OURS = "http://ours.test/"
# Dialogs are silent in a sandbox: what runs tells the page around the frame.
TELLING = [payload.replace("alert(1)", "parent.postMessage(1,`*`)") for payload in ALL]
# Ends whatever the one before has begun, so that a dozen share a page; what has no end comes last.
END = (
    "-->]]>\"'></script></style></textarea></title></xmp></iframe></noscript></template></svg></math>"
    "</option></select></object></video></table></a></p>"
)
COVERS = """<style>html, body { margin: -900px; overflow: visible }
p { position: fixed; inset: -9999px; z-index: 9; background: red; box-shadow: 0 0 0 9999px red;
    outline: 999px solid red; transform: scale(9) }</style><p>x</p><dialog open>x</dialog>"""


class House:
    """A site whose front page frames pages of foreign markup; `left` is what they asked elsewhere."""

    def __init__(self, chromium: Browser, pages: list[str], sandbox: str, headers: dict[str, str]) -> None:
        self.left: list[str] = []
        self._pages, self._headers = pages, headers
        frames = "".join(f"<iframe src=/{n} {sandbox}></iframe>" for n in range(len(pages)))
        self._front = f"<!doctype html><style>iframe {{ width: 300px; height: 80px }}</style>{frames}"
        self.page: Page = chromium.new_page()
        self.page.add_init_script("self.heard = 0; addEventListener('message', () => { self.heard += 1 })")
        self.page.route("**/*", self._answer)
        self.seen = watched(self.page)
        self.page.goto(OURS)
        self.page.wait_for_load_state("networkidle")

    def _answer(self, route: Route) -> None:
        url = route.request.url
        name = url.removeprefix(OURS)
        if url == OURS:
            policy = WITH_FRAMES.replace("style-src 'self'", "style-src 'unsafe-inline'")
            # Only frames are asked about here; scripts of this page are the test's own.
            route.fulfill(
                body=self._front, content_type="text/html", headers={"Content-Security-Policy": policy}
            )
        elif url.startswith(OURS) and name.isdecimal():
            route.fulfill(body=self._pages[int(name)], content_type="text/html", headers=self._headers)
        else:
            self.left.append(url)
            route.abort()

    @property
    def heard(self) -> Any:
        """How often something in a frame has spoken: 0 when nothing runs."""
        return self.page.evaluate("self.heard")

    def surroundings(self) -> bytes:
        """Return what the page looks like beside its frames."""
        return self.page.screenshot(mask=[self.page.locator("iframe")], animations="disabled")

    def done(self) -> None:
        dialogs = [entry for entry in self.seen if not entry.startswith("request")]
        assert dialogs == []
        assert self.page.url == OURS
        self.page.close()


def document(body: str) -> str:
    return f"<!doctype html><meta charset=utf-8><body>{body}".encode("utf-8", "ignore").decode()


def raw() -> list[str]:
    """Everything hostile, as it came, a dozen to a page."""
    ordered = sorted(TELLING, key=lambda payload: "plaintext" in payload)
    return [document(END.join(ordered[n : n + 12])) for n in range(0, len(ordered), 12)] + [document(COVERS)]


def test_the_list_alone(chromium: Browser) -> None:
    """Cleaned by the second list, in a page that may run and load whatever it likes."""
    pieces = [as_it_came(p, lambda name: f"Bild {name}", "x") for p in [*ALL, COVERS]]
    page = chromium.new_page()
    page.goto("about:blank")
    seen = watched(page)
    page.set_content("<!doctype html><body>" + "".join(f"<div>{piece}</div>" for piece in pieces))
    found = page.evaluate(
        """pieces => pieces.map(piece => {
            const box = document.body.appendChild(document.createElement("div"));
            box.innerHTML = piece;
            const styles = [...box.querySelectorAll("*")].map(e => getComputedStyle(e));
            const never = "script, style, svg, math, img, a, iframe, form, input, [href], [src], [id]";
            return box.querySelectorAll(never).length
                + styles.filter(s => s.position !== "static" || s.zIndex !== "auto").length;
        })""",
        pieces,
    )
    page.wait_for_load_state("networkidle")
    page.close()
    assert seen == []
    assert set(found) == {0}


def test_the_policy_alone(chromium: Browser) -> None:
    """As raw as it came, in frames without a sandbox of their own: the answer's policy holds."""
    house = House(chromium, raw(), "", {"Content-Security-Policy": POLICY})
    assert (house.heard, house.left) == (0, [])
    house.done()


def test_the_sandbox_alone(chromium: Browser) -> None:
    """As raw as it came, without a policy: nothing runs, and what it loads is all that it can do."""
    house = House(chromium, raw(), "sandbox", {})
    assert house.heard == 0
    assert {frame.url.startswith(OURS) for frame in house.page.main_frame.child_frames} == {True}
    house.done()


def test_behind_policy_and_sandbox_nothing_leaves_its_frame(chromium: Browser) -> None:
    policy = {"Content-Security-Policy": POLICY}
    links = "".join(
        f"<a href=//e.example/ target={where}>{where}</a> " for where in ("_blank", "_top", "_self")
    )
    calm = House(chromium, [document("<p>x</p>")] * 2, "sandbox", policy)
    wild = House(chromium, [document(COVERS), document(links)], "sandbox", policy)
    assert wild.surroundings() == calm.surroundings()
    for where in ("_blank", "_top", "_self"):
        wild.page.frame_locator("iframe").nth(1).get_by_text(where).click()
    wild.page.wait_for_load_state("networkidle")
    assert (wild.heard, wild.left) == (0, [])
    calm.done()
    wild.done()


def test_the_watch_would_have_seen_it(chromium: Browser) -> None:
    house = House(chromium, raw(), "sandbox=allow-scripts", {})
    assert house.heard > 20
    assert len(set(house.left)) > 5
    house.page.close()


def noted(page: Page, where: str, html: str) -> None:
    """Write a note beside the page, which hears of it as of a colleague's."""
    form = {"csrfmiddlewaretoken": page.locator("meta[name=csrf-token]").get_attribute("content") or ""}
    form |= {"body": html, "body_format": "html", "key": str(uuid.uuid4())}
    assert (
        page.request.post(f"{where}notizen/", form=form, headers={"Referer": where}, max_redirects=0).status
        == 303
    )


def test_an_original_is_read_beside_what_goes_on(visit: Visit) -> None:
    """Fetched when it is opened, read by keyboard, left alone by what arrives, not printed."""
    page = visit()
    open_ticket(page, "Heizung fällt aus, Fall 65")
    where = page.url.split("#")[0]
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/original/" in request.url else None)
    said = "<h2>Angebot</h2>" + '<p style="color: green">Zeile</p>' * 200
    noted(page, where, said)
    offer = page.locator("details.original")
    offer.scroll_into_view_if_needed()
    expect(offer).to_be_in_viewport()
    assert asked == []
    offer.locator("summary").click()
    frame = page.frame_locator(".original__frame")
    expect(frame.get_by_role("heading", name="Angebot")).to_be_visible()
    box = page.locator(".original__frame").bounding_box()
    assert box
    assert box["height"] <= 500
    page.keyboard.press("Tab")
    expect(frame.locator("main")).to_be_focused()
    page.keyboard.press("End")
    expect(frame.get_by_text("Zeile").last).to_be_in_viewport()
    noted(page, where, "<p>Nachtrag</p>")
    expect(page.locator(".message--note").last).to_contain_text("Nachtrag")
    expect(offer).to_have_attribute("open", "")
    assert len(asked) == 1
    page.emulate_media(media="print")
    expect(offer).to_be_hidden()
    # Without scripts it opens all the same.
    plain = visit(at=where, java_script_enabled=False)
    plain.locator("details.original > summary").click()
    expect(plain.frame_locator(".original__frame").locator("h2")).to_have_text("Angebot")
