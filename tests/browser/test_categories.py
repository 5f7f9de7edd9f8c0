"""Managing categories with mouse, keys and without scripts: what is seen is what is stored."""

import re
from collections.abc import Iterator

import psycopg
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OWNER, Visit, provokes

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
BEN = "ben@nordwerk.example"
ROWS = "[data-category-row]"


def names(page: Page) -> list[str]:
    return page.locator(ROWS).evaluate_all("rows => rows.map((row) => row.dataset.name)")


def grip(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=f"{name} verschieben: mit Pfeil auf").first


OWN = ["Technik", "Rechnung"]
MORE = ["Eins", "Zwei", "Drei", "Vier"]
_COMPANY = "company_id = (SELECT company_id FROM tickets_category WHERE name = 'Technik')"


def cleared() -> None:
    """Leave the company the categories that it had before this file."""
    with psycopg.connect(OWNER[-1], autocommit=True) as connection:
        connection.execute(
            f"DELETE FROM tickets_category WHERE {_COMPANY} AND name <> ALL (%s::text[])", [OWN]
        )
        connection.execute(
            f"UPDATE tickets_category SET position = array_position(%s::text[], name::text) WHERE {_COMPANY}",
            [OWN],
        )


@pytest.fixture
def page(visit: Visit) -> Iterator[Page]:
    """Give the page with six categories in their order."""
    cleared()
    with psycopg.connect(OWNER[-1], autocommit=True) as connection:
        connection.execute(
            "INSERT INTO tickets_category (company_id, name, color, position, created_at, version)"
            " SELECT c.company_id, n.name, 'moss', 10 + n.at, now(), 1 FROM tickets_category c,"
            " unnest(%s::text[]) WITH ORDINALITY AS n (name, at) WHERE c.name = 'Technik'",
            [MORE],
        )
    page = visit(BEN)
    page.goto("/kategorien/")
    assert names(page) == OWN + MORE
    yield page
    cleared()


def dragged(page: Page, name: str, onto: str) -> None:
    """Take the grip of one to the far edge of another, in steps as a hand does."""
    start, end = (grip(page, which).bounding_box() for which in (name, onto))
    assert start
    assert end
    down = end["y"] > start["y"]
    page.mouse.move(start["x"] + 10, start["y"] + 10)
    page.mouse.down()
    page.mouse.move(end["x"] + 10, end["y"] + end["height"] * (0.9 if down else 0.1), steps=8)


def test_a_drag_over_several_rows_is_one_request(page: Page) -> None:
    sent: list[str] = []
    page.on("request", lambda r: sent.append(r.post_data or "") if r.method == "POST" else None)
    dragged(page, "Technik", "Drei")
    with page.expect_response(re.compile("/reihenfolge/")):
        page.mouse.up()
    wanted = ["Rechnung", "Eins", "Zwei", "Drei", "Technik", "Vier"]
    assert names(page) == wanted
    assert len(sent) == 1
    page.reload()
    assert names(page) == wanted


def test_escape_leaves_everything_as_it_was(page: Page) -> None:
    before = names(page)
    dragged(page, "Technik", "Vier")
    assert names(page) != before
    page.keyboard.press("Escape")
    assert names(page) == before
    page.mouse.up()
    page.reload()
    assert names(page) == before


def test_the_arrow_keys_move_at_once_say_where_and_keep_the_focus(page: Page) -> None:
    handle = grip(page, "Rechnung")
    handle.focus()
    with page.expect_response(re.compile("/reihenfolge/")):
        for _ in range(3):
            page.keyboard.press("ArrowDown")
        wanted = ["Technik", "Eins", "Zwei", "Drei", "Rechnung", "Vier"]
        assert names(page) == wanted
    expect(page.locator("#announcements")).to_have_text("Rechnung: Platz 5 von 6")
    expect(handle).to_be_focused()
    page.reload()
    assert names(page) == wanted


def test_beside_what_somebody_else_archived_the_present_list_appears(visit: Visit, page: Page) -> None:
    other = visit(BEN)
    other.goto("/kategorien/")
    with other.expect_navigation():
        other.get_by_role("button", name="Vier archivieren").click()
    provokes(page, "409")
    handle = grip(page, "Technik")
    handle.focus()
    for _ in range(4):
        page.keyboard.press("ArrowDown")
    expect(page.locator("#category-problem")).to_contain_text("Die Kategorien wurden inzwischen geändert.")
    assert names(page) == ["Technik", "Rechnung", "Eins", "Zwei", "Drei"]
    expect(grip(page, "Technik")).to_be_focused()


def test_the_pencil_makes_the_row_its_form_and_the_label_follows(page: Page) -> None:
    page.get_by_role("link", name="Zwei ändern").click()
    field = page.get_by_role("textbox", name="Name", exact=True)
    expect(field).to_be_focused()
    expect(page.locator(ROWS)).to_have_count(6)
    field.fill("Zweierlei")
    label = page.locator("[data-category-preview]")
    expect(label).to_have_text("Zweierlei")
    page.locator(".is-edited .palette__choice").nth(5).click()
    expect(label).to_have_attribute("data-color", "brick")
    expect(page.locator(".is-edited .cell-color .palette__swatch")).to_have_attribute("data-color", "brick")
    # The switch beside it is stored at once, and what is being typed stays.
    row = page.locator(".is-edited")
    expect(row.get_by_role("button", name="Zwei archivieren")).to_be_visible()
    switch = row.get_by_role("switch", name="Zwei im Portal zeigen")
    expect(switch).not_to_be_checked()
    switch.focus()
    page.keyboard.press("Space")
    expect(switch).to_be_checked()
    expect(switch).to_be_focused()
    expect(page.locator(".toast")).to_contain_text("Kunden sehen die Kategorie „Zwei“ jetzt")
    expect(field).to_have_value("Zweierlei")
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_role("switch", name="Zweierlei im Portal zeigen")).to_be_checked()
    expect(page.locator("#category-list")).to_contain_text("Zweierlei")
    assert page.locator(".is-edited").count() == 0


def test_without_scripts_everything_is_a_form(visit: Visit, page: Page) -> None:
    plain = visit(None, java_script_enabled=False)
    plain.context.add_cookies(page.context.cookies())  # type: ignore[arg-type]
    plain.goto("/kategorien/")
    expect(plain.locator(".grip").first).to_be_hidden()
    plain.get_by_role("button", name="Technik nach unten verschieben").click()
    expect(plain.locator(ROWS).nth(1)).to_have_attribute("data-name", "Technik")
    plain.get_by_role("switch", name="Eins im Portal zeigen").click()
    expect(plain.get_by_role("switch", name="Eins im Portal zeigen")).to_be_checked()
    plain.get_by_role("link", name="Eins ändern").click()
    plain.get_by_role("textbox", name="Name", exact=True).fill("Einerlei")
    plain.get_by_role("button", name="Speichern").click()
    expect(plain.locator("#category-list")).to_contain_text("Einerlei")
