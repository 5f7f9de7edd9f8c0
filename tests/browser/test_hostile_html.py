"""Cleaned markup in a real Chromium, without any other layer: nothing runs, loads or changes."""

import json

import pytest
from playwright.sync_api import Browser, Page

from anliegen.conversation.sanitise import clean_html
from tests.conversation.hostile import ALL

# The server first, whichever test of this process begins: it cannot be made beside the browser's loop.
pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("server")]
FRAMES = [
    "{}",
    "<p>{}</p>",
    "<table><tr><td>{}",
    "<ul><li><b>{}",
    "<a href='{}'>x</a>",
    "<svg>{}</svg>",
    "<math>{}",
]

# Puts each piece into the page, as text of the document and by script, and says what became of it.
SHOW = """pieces => pieces.map(piece => {
    const box = document.body.appendChild(document.createElement("div"));
    box.innerHTML = piece;
    const twice = document.createElement("div");
    twice.innerHTML = box.innerHTML;
    const links = [...box.querySelectorAll("a[href]")].map(a => a.protocol);
    const scripts = box.querySelectorAll("script, svg, math").length;
    return {same: twice.innerHTML === box.innerHTML, links, scripts};
})"""


def watched(page: Page) -> list[str]:
    seen: list[str] = []
    page.on("dialog", lambda dialog: (seen.append(f"dialog {dialog.message}"), dialog.dismiss()))
    page.on("request", lambda request: seen.append(f"request {request.url}"))
    page.on("popup", lambda popup: seen.append(f"popup {popup.url}"))
    return seen


def test_no_payload_does_anything(chromium: Browser) -> None:
    pieces = [clean_html(frame.replace("{}", payload)).html for payload in ALL for frame in FRAMES]
    page = chromium.new_page()
    page.goto("about:blank")
    seen = watched(page)
    page.set_content("<!doctype html><body>" + "".join(f"<div>{piece}</div>" for piece in pieces))
    found = page.evaluate(SHOW, pieces)
    page.wait_for_load_state("networkidle")
    page.close()
    assert seen == []
    for piece, result in zip(pieces, found, strict=True):
        assert result["same"], json.dumps(piece)
        assert result["scripts"] == 0
        assert set(result["links"]) <= {"https:", "http:", "mailto:", "tel:"}


def test_the_watch_would_have_seen_it(chromium: Browser) -> None:
    page = chromium.new_page()
    page.goto("about:blank")
    seen = watched(page)
    page.set_content("<!doctype html><body>" + "".join(f"<div>{payload}</div>" for payload in ALL[:20]))
    page.wait_for_load_state("networkidle")
    page.close()
    assert any(entry.startswith("dialog") for entry in seen)
