"""Text does not become markup or script behind the back of our one module: the browser itself refuses it."""

import pytest
from playwright.sync_api import ConsoleMessage, expect

from tests.browser.conftest import Visit, provokes

pytestmark = pytest.mark.browser

# Ways from a text to something that runs: what browsers know as the sinks of DOM-based scripting.
_SINKS = """async () => {
    const box = document.createElement("div");
    const text = "<img src=x onerror='window.hit = 1'>";
    const ways = {
        innerHTML: () => { box.innerHTML = text; },
        outerHTML: () => { document.body.append(box); box.outerHTML = text; },
        insertAdjacentHTML: () => box.insertAdjacentHTML("beforeend", text),
        fragment: () => new Range().createContextualFragment(text),
        parser: () => new DOMParser().parseFromString(text, "text/html"),
        write: () => document.write(text),
        frame: () => { document.createElement("iframe").srcdoc = text; },
        handler: () => box.setAttribute("onclick", "window.hit = 1"),
        code: () => { document.createElement("script").text = "window.hit = 1"; },
        address: () => { document.createElement("script").src = "/static/js/app.js"; },
        worker: () => navigator.serviceWorker.register("/dienst.js?fremd"),
        policy: () => trustedTypes.createPolicy("fremd", { createHTML: (html) => html }),
        standing: () => trustedTypes.createPolicy("default", { createHTML: (html) => html }),
    };
    const open = [];
    for (const [name, way] of Object.entries(ways)) {
        try { await way(); open.push(name); } catch (refusal) {
            if (!(refusal instanceof TypeError)) open.push(`${name}: ${refusal}`);
        }
    }
    box.remove();
    return open;
}"""
_SCRIPT = "<p>Neu</p><script>window.hit = 1</script>"
_HANDLER = "<p hx-on:click='window.hit = 1'>Drücken</p>"


def test_no_text_becomes_markup_or_script(visit: Visit) -> None:
    page = visit(at="/tickets/neu/", offline=True)
    expect(page.locator("rich-editor [contenteditable]")).to_be_visible()
    provokes(page, "requires 'Trusted", "Creating a TrustedTypePolicy")
    assert page.evaluate(_SINKS) == []
    assert page.evaluate("window.hit") is None


def _is_refusal(message: ConsoleMessage) -> bool:
    return "no script comes with an answer" in message.text


def test_an_answer_brings_markup_and_no_script(visit: Visit) -> None:
    """Even from our own address and swapped by the library, which would run both by itself."""
    page = visit(at="/konto/")
    provokes(page, "no script comes with an answer")
    page.route("**/konto/?script", lambda route: route.fulfill(content_type="text/html", body=_SCRIPT))
    page.route("**/konto/?handler", lambda route: route.fulfill(content_type="text/html", body=_HANDLER))
    swap = "htmx.ajax('GET', '/konto/?{}', {{target: 'main', swap: 'innerHTML'}})"
    with page.expect_console_message(_is_refusal):
        page.evaluate(swap.format("script"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.evaluate(swap.format("handler"))
    with page.expect_console_message(_is_refusal):
        page.get_by_text("Drücken").click()
    assert page.evaluate("window.hit") is None
