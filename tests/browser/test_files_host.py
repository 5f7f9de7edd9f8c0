"""Files on an origin of their own, with two real origins: pages at 127.0.0.1, files at localhost."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, Request, expect

from tests.browser import conftest
from tests.browser.conftest import Visit
from tests.browser.test_pasting import PICTURE
from tests.browser.test_portal import enter
from tests.browser.webs import Web, previewed
from tests.conversation.test_previews import PDF, picture

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
FILES = [
    {"name": "Plan.pdf", "mimeType": "application/pdf", "buffer": PDF % (595, 842)},
    {"name": "Foto.png", "mimeType": "image/png", "buffer": picture((600, 400))},
    {"name": "Protokoll.txt", "mimeType": "text/plain", "buffer": b"Inhalt"},
    {"name": "Logo.svg", "mimeType": "image/svg+xml", "buffer": b"<svg onload='alert(1)'>"},
]


@pytest.fixture(scope="module")
def web(server: str) -> Iterator[Web]:
    """Another web process on the server's database, whose files have a host of their own."""
    with Web(ANLIEGEN_HOSTS="127.0.0.1", ANLIEGEN_FILES_HOST="localhost:PORT") as started:
        yield started


class Line:
    """What a browser asked the host of files, and what it was told."""

    def __init__(self, context: BrowserContext, origin: str) -> None:
        self.origin = origin
        self.asked: list[Request] = []
        context.on("requestfinished", lambda r: self.asked.append(r) if r.url.startswith(origin) else None)

    def is_without_cookies(self) -> bool:
        """Both ways, in every exchange; and there was one."""
        sent = [r.all_headers().get("cookie") for r in self.asked]
        told = [(r.response() and r.response().all_headers()) or {} for r in self.asked]  # type: ignore[union-attr]
        return bool(sent) and not any(sent) and not any("set-cookie" in headers for headers in told)


def shown(page: Page, pictures: str, amount: int) -> None:
    """Wait until so many pictures are there with their pixels."""
    expect(page.locator(pictures)).to_have_count(amount)
    page.locator(pictures).last.scroll_into_view_if_needed()
    page.wait_for_function(
        "(which) => [...document.querySelectorAll(which)].every((i) => i.complete && i.naturalWidth)",
        arg=pictures,
    )


def saved(page: Page, name: str) -> tuple[str, bytes]:
    """Click a file that is only ever saved; return where it came from and what it holds."""
    with page.expect_download() as found:
        page.locator(".attachment", has_text=name).last.click()
    return found.value.url, found.value.path().read_bytes()


def test_pages_show_and_hand_out_files_of_the_other_origin(visit: Visit, web: Web) -> None:
    # With the service worker: it stands between the page and every link.
    page = visit(offline=True)
    line = Line(page.context, f"http://localhost:{web.port}/")
    page.goto(f"{web.address}/tickets/?q=Fall+58")
    page.wait_for_function("() => navigator.serviceWorker.controller")
    page.get_by_role("link", name="Heizung fällt aus, Fall 58", exact=True).click()
    page.get_by_role("tab", name="Interne Notiz").click()
    page.locator("#note [contenteditable]").click()
    page.keyboard.type("Siehe Bild: ")
    page.evaluate(PICTURE, "paste")
    page.locator("#note input[type=file][multiple]").set_input_files(FILES)
    expect(page.locator("#note input[name=uploads]")).to_have_count(5)
    shown(page, "#note [contenteditable] img", 1)
    page.locator("#note [data-send]").click()
    page.wait_for_url(re.compile(r"#m\d+"))
    previewed()
    page.reload()
    shown(page, ".message--note .attachment img", 2)
    shown(page, ".message--note .prose img", 1)
    for name, content in (("Protokoll.txt", b"Inhalt"), ("Logo.svg", FILES[3]["buffer"])):
        source, found = saved(page, name)
        assert source.startswith(line.origin + "datei/")
        assert found == content
    told = page.context.expect_event("response", lambda r: r.url.endswith("/Plan.pdf") and r.status == 200)
    with page.expect_popup(), told as pdf:
        page.locator(".attachment", has_text="Plan.pdf").click()
    assert pdf.value.url.startswith(line.origin + "datei/")
    with page.expect_popup() as opened:
        page.locator(".attachment", has_text="Foto.png").click()
    opened.value.wait_for_url(lambda url: url.startswith(line.origin))
    assert opened.value.evaluate("self.origin") == "null"
    assert line.is_without_cookies()


def test_the_portal_leads_there_too_and_nothing_else_is_there(visit: Visit, web: Web) -> None:
    page = visit(None)
    line = Line(page.context, f"http://localhost:{web.port}/")
    enter(page, f"{web.address}/portal/nordwerk/")
    page.click("text=Neue Anfrage stellen")
    page.fill("#subject", "Mit Bild")
    page.fill("#body", "Siehe Bild.")
    page.locator("input[type=file]").nth(1).set_input_files(FILES[1:3])
    expect(page.locator("input[name=uploads]")).to_have_count(2)
    page.click("[data-send]")
    expect(page.locator(".attachment")).to_have_count(2)
    previewed()
    page.reload()
    shown(page, ".attachment img", 1)
    assert saved(page, "Protokoll.txt")[1] == b"Inhalt"
    assert line.is_without_cookies()
    for path in ("anmelden/", "portal/nordwerk/", "static/css/app.css", "live/", "portal/nordwerk/live/"):
        conftest.provokes(page, "404")
        answer = page.goto(line.origin + path)
        assert answer
        assert (answer.status, answer.headers.get("set-cookie")) == (404, None)
        expect(page.locator("body")).to_contain_text("Hier ist nichts")
    assert {cookie["domain"] for cookie in page.context.cookies()} == {"127.0.0.1"}
