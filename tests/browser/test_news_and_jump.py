"""NEU, the bell, jumping and the keyboard in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.test_journeys import open_ticket
from tests.browser.webs import number_of

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
BEN = "ben@nordwerk.example"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def is_neu(page: Page, number: str) -> bool:
    page.goto(f"/tickets/?q={number}")
    return page.locator(f"#t{number}.is-new").count() == 1


def test_neu_goes_when_the_conversation_was_seen_and_not_before(visit: Visit) -> None:
    page = visit()
    number = number_of("Heizung fällt aus, Fall 31")
    assert is_neu(page, number)
    # Fetched ahead, as browsers and proxies do: nobody has seen it.
    assert page.request.get(f"/tickets/{number}/", headers={"Sec-Purpose": "prefetch"}).ok
    assert is_neu(page, number)
    # A dialog over the text.
    page.goto(f"/tickets/{number}/")
    page.keyboard.press("?")
    page.wait_for_timeout(1500)
    assert is_neu(page, number)
    with page.expect_response("**/gelesen/"):
        page.goto(f"/tickets/{number}/")
    assert not is_neu(page, number)
    # Only for this person, and back again.
    page.goto(f"/tickets/{number}/")
    page.get_by_role("button", name="Als ungelesen markieren").click()
    page.wait_for_url(f"**/tickets/?q={number}")
    assert is_neu(page, number)


def test_what_came_since_the_last_visit_stands_below_a_line(visit: Visit) -> None:
    anna, ben = visit(), visit(BEN)
    number = number_of("Heizung fällt aus, Fall 32")
    with anna.expect_response("**/gelesen/"):
        anna.goto(f"/tickets/{number}/")
    ben.goto(f"/tickets/{number}/")
    ben.wait_for_selector("#note .toolbar", state="attached")
    ben.keyboard.press("i")
    ben.keyboard.type("Bitte anrufen")
    ben.keyboard.press("Control+Enter")
    expect(ben.locator(".message--note")).to_contain_text("Bitte anrufen")
    with anna.expect_response("**/gelesen/"):
        anna.goto(f"/tickets/{number}/")
    expect(anna.locator("#new")).to_have_text("Neu seit Ihrem letzten Besuch")
    expect(anna.locator("#new + .message--note")).to_contain_text("Bitte anrufen")
    anna.reload()
    expect(anna.locator("#new")).to_have_count(0)


def test_a_mention_rings_the_colleagues_bell(visit: Visit) -> None:
    anna, ben = visit(at="/"), visit(BEN)
    number = number_of("Heizung fällt aus, Fall 33")
    before = int(str(anna.locator("[data-bell]").get_attribute("data-unread")))
    ben.goto(f"/tickets/{number}/")
    ben.wait_for_selector("#note .toolbar", state="attached")
    ben.keyboard.press("i")
    ben.keyboard.type("Weißt du mehr, @ahr")
    option = ben.locator("#note .mention-list [role=option]")
    expect(option).to_have_text("Anna Ahrens")
    ben.keyboard.press("Enter")
    expect(ben.locator("#note [contenteditable]")).to_have_text("Weißt du mehr, @Anna Ahrens ")
    ben.keyboard.press("Control+Enter")
    expect(ben.locator(".message--note")).to_contain_text("@Anna Ahrens")
    expect(anna.locator("[data-bell]")).to_have_attribute("data-unread", str(before + 1))
    expect(anna.locator("#announcements")).to_contain_text("Ben Brandt hat Sie erwähnt")
    anna.click("[data-bell]")
    notice = anna.locator(".notice.is-unread", has_text="Fall 33").filter(has_text="erwähnt")
    expect(notice).to_contain_text("Ben Brandt hat Sie erwähnt")
    with anna.expect_response("**/gelesen/"):
        notice.get_by_role("link").click()
    expect(anna.locator("[data-bell]")).to_have_attribute("data-unread", str(before))


def test_jumping_by_keyboard_alone(visit: Visit) -> None:
    page = visit()
    number = number_of("Heizung fällt aus, Fall 34")
    page.goto("/kunden/")
    field = page.get_by_role("searchbox")
    field.focus()
    page.keyboard.press("Control+k")
    expect(page.locator("#jump-query")).to_be_focused()
    page.keyboard.type("hinweise")
    expect(page.locator("#jump .jump-result")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    expect(page.locator("#jump .jump-result")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#jump-query")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#jump")).to_be_hidden()
    expect(field).to_be_focused()
    page.keyboard.press("Control+k")
    page.keyboard.type(f"#{number}")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/tickets/{number}/")


def test_jumping_from_the_side_column_and_on_the_phone(visit: Visit) -> None:
    page = visit(at="/")
    page.locator("[data-jump]").click()
    expect(page.locator("#jump-query")).to_be_focused()
    page.keyboard.type("Thal")
    page.locator("#jump [aria-labelledby=jump-customers] .jump-result", has_text="Thal").click()
    page.wait_for_url("**/kunden/*/")
    phone = visit(**PHONE)
    phone.goto("/konto/")
    phone.locator(".page-head").get_by_role("link", name="Suchen").click()
    phone.fill("#jump-page-query", "moor")
    phone.get_by_role("option", name="Bäckerei Moor").click()
    phone.wait_for_url("**/kunden/*/")


def test_single_keys_rest_in_fields_and_the_help_names_what_works(visit: Visit) -> None:
    page = visit()
    page.goto("/kunden/")
    page.get_by_role("searchbox").focus()
    page.keyboard.type("n?gt")
    expect(page.get_by_role("searchbox")).to_have_value("n?gt")
    assert page.url.endswith("/kunden/")
    page.locator("h1").click()
    page.keyboard.press("?")
    help_dialog = page.locator("#keyboard-help")
    expect(help_dialog.get_by_text("Überall")).to_be_visible()
    expect(help_dialog.get_by_text("Interne Notiz")).to_be_hidden()
    expect(help_dialog.get_by_text("Nächste, vorige Zeile")).to_be_hidden()
    page.keyboard.press("Escape")
    open_ticket(page, "Heizung fällt aus, Fall 35")
    page.keyboard.press("?")
    expect(help_dialog.get_by_text("Interne Notiz")).to_be_visible()
    expect(help_dialog.get_by_text("Kollegin oder Kollegen erwähnen")).to_be_visible()


def test_shortcuts_can_be_switched_off(visit: Visit) -> None:
    page = visit("paula@nordwerk.example")
    page.goto("/konto/")
    page.uncheck("#field-shortcuts")
    page.get_by_role("button", name="Einstellungen speichern").click()
    expect(page.locator("html")).to_have_attribute("data-shortcuts", "off")
    for key in ("?", "n", "Control+k"):
        page.keyboard.press(key)
    expect(page.locator("dialog[open]")).to_have_count(0)
    assert page.url.endswith("/konto/")
    page.locator("[data-jump]").click()
    expect(page.locator("#jump-query")).to_be_focused()
