"""The agent's day in a real browser."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit, let_go, provokes
from tests.browser.test_axe import PAGES
from tests.browser.webs import number_of

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def open_ticket(page: Page, subject: str) -> None:
    page.goto(f"/tickets/{number_of(subject)}/")
    page.wait_for_selector("#reply .toolbar")


def test_an_answer_with_formatting(visit: Visit) -> None:
    page = visit()
    open_ticket(page, "Heizung fällt aus, Fall 5")
    page.click("#reply [contenteditable]")
    page.keyboard.type("Guten Tag, wir kommen ")
    page.click('#reply button[aria-label^="Fett"]')
    expect(page.locator("#reply [contenteditable]")).to_be_focused()
    page.keyboard.type("morgen früh")
    page.click("#reply [data-send]")
    message = page.locator(".message--ours").last
    expect(message.locator(".prose strong")).to_have_text("morgen früh")
    expect(page.locator(".toast")).to_contain_text("Nachricht wird gesendet")
    let_go()
    expect(page.locator("#panel-status")).to_have_value("in_progress")
    expect(page.locator("#reply [contenteditable]")).to_have_text("")


def test_the_keyboard_is_enough(visit: Visit) -> None:
    page = visit()
    page.goto("/tickets/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("tr.is-current-row")).to_have_count(1)
    page.keyboard.press("o")
    page.wait_for_selector("#reply .toolbar")
    page.wait_for_selector("#note .toolbar", state="attached")
    page.keyboard.press("i")
    expect(page.locator("#note [contenteditable]")).to_be_focused()
    page.keyboard.type("Nur für uns")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".message--note").last).to_contain_text("Nur für uns")
    page.keyboard.press("u")
    page.wait_for_url("**/tickets/")
    page.keyboard.press("?")
    expect(page.locator("#keyboard-help")).to_be_visible()
    page.keyboard.press("Escape")


def test_typed_text_survives_reload_and_a_lost_session(visit: Visit) -> None:
    page = visit()
    open_ticket(page, "Heizung fällt aus, Fall 6")
    page.click("#reply [contenteditable]")
    page.keyboard.type("Dieser Text bleibt")
    expect(page.locator("#reply [data-keep-state]")).to_contain_text("Entwurf gespeichert")
    page.reload()
    expect(page.locator("#reply [contenteditable]")).to_have_text("Dieser Text bleibt")
    provokes(page, "status of 401", "status of 403")
    page.context.clear_cookies(name="anliegen")
    page.click("#reply [data-send]")
    expect(page.locator("h1")).to_contain_text("melden Sie sich")
    page.goto("/anmelden/")
    page.fill("#login-mail", "anna@nordwerk.example")
    page.fill("#login-password", "ein gutes Passwort 42")
    page.click("button.button--primary")
    open_ticket(page, "Heizung fällt aus, Fall 6")
    expect(page.locator("#reply [contenteditable]")).to_have_text("Dieser Text bleibt")


def test_files_with_progress_removal_and_refusal(visit: Visit, tmp_path: Path) -> None:
    page = visit()
    open_ticket(page, "Heizung fällt aus, Fall 7")
    good, gone = tmp_path / "Protokoll.txt", tmp_path / "Weg.txt"
    good.write_text("Inhalt")
    gone.write_text("anderes")
    empty, large = tmp_path / "leer.pdf", tmp_path / "groß.pdf"
    empty.write_bytes(b"")
    large.write_bytes(b"%PDF-1.4" + bytes(26_000_000))
    page.locator("#reply input[type=file][multiple]").set_input_files([good, gone, empty, large])
    expect(page.locator('#reply input[name="uploads"]')).to_have_count(2)
    expect(page.locator("#reply .file", has_text="leer.pdf")).to_contain_text("ist leer")
    expect(page.locator("#reply .file", has_text="groß.pdf")).to_contain_text("Erlaubt sind 25 MB")
    page.get_by_role("button", name="Weg.txt entfernen").click()
    page.click("#reply [contenteditable]")
    page.keyboard.type("Mit Anhang")
    page.click("#reply [data-send]")
    message = page.locator(".message--ours").last
    expect(message.locator(".attachment")).to_have_count(1)
    expect(message.locator(".attachment")).to_contain_text("Protokoll.txt")


def test_hostile_markup_never_runs(visit: Visit) -> None:
    page = visit()
    open_ticket(page, "Heizung fällt aus, Fall 8")
    attack = (
        '<p class="MsoNormal" style="color:red">Text<img src=x onerror=alert(1)><script>alert(2)</script></p>'
    )
    page.evaluate(
        """(html) => {
            const data = new DataTransfer();
            data.setData("text/html", html);
            const target = document.querySelector("#reply [contenteditable]");
            target.focus();
            const options = { clipboardData: data, bubbles: true, cancelable: true };
            target.dispatchEvent(new ClipboardEvent("paste", options));
        }""",
        attack,
    )
    expect(page.locator("#reply [contenteditable]")).to_have_text("Text")
    page.click("#reply [data-send]")
    message = page.locator(".message--ours").last
    expect(message).to_contain_text("Text")
    assert message.locator("img, script, [style], [class*=Mso]").count() == 0


def test_closing_from_the_list_can_be_undone(visit: Visit) -> None:
    page = visit()
    page.goto("/tickets/?status=open&size=500")
    row = page.locator("tr[data-ticket]", has_text="Fall 9").first
    number = row.get_attribute("data-ticket")
    row.locator("[data-close]").click()
    expect(page.locator(".toast")).to_contain_text(f"Ticket #{number} wurde geschlossen")
    with page.expect_navigation():
        page.keyboard.press("z")
    page.goto(f"/tickets/{number}/")
    expect(page.locator("#panel-status")).to_have_value("open")


def test_many_at_once_and_the_way_back(visit: Visit) -> None:
    page = visit()
    page.goto("/tickets/")
    page.locator('[data-status-filter="2"]').click()
    page.wait_for_url(re.compile(r"status=open"))
    for box in page.locator("[data-select]").all()[1:4]:
        box.check()
    expect(page.locator("[data-bulk-count]")).to_have_text("3 ausgewählt")
    page.select_option('[data-bulk-bar] select[name="priority"]', "3")
    expect(page.locator(".toast")).to_contain_text("3 Tickets haben jetzt die Priorität „Hoch“.")
    page.go_back()
    page.go_back()
    expect(page.locator('[data-status-filter="1"]')).to_have_attribute("aria-current", "true")


def test_a_new_ticket_for_a_customer(visit: Visit) -> None:
    page = visit()
    # Listening makes the browser tell of its dialog, which takes a moment that a key does not wait for.
    page.on("filechooser", lambda _: None)
    page.goto("/tickets/?status=open")
    page.goto("/tickets/neu/")
    page.fill("input[name=customer_query]", "moor")
    expect(page.locator("#customer-count")).to_contain_text("1 von ")
    expect(page.locator("label.customer-option mark")).to_have_text("Moor")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    page.fill("#subject", "Ofen heizt nicht")
    page.wait_for_selector(".toolbar")
    # Files have their own place here; dropped onto the page or chosen by key, they stand below it.
    assert page.locator(".toolbar input[type=file]").count() == 0
    drop = page.evaluate_handle(
        "() => { const it = new DataTransfer(); it.items.add(new File(['Beleg'], 'Beleg.txt')); return it; }"
    )
    area = page.locator(".uploads--zone")
    page.dispatch_event("#subject", "dragover", {"dataTransfer": drop})
    expect(area).to_have_class(re.compile("is-over"))
    page.dispatch_event("#subject", "drop", {"dataTransfer": drop})
    expect(area).not_to_have_class(re.compile("is-over"))
    page.get_by_label("Datei anhängen").focus()
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Space")
    chooser.value.set_files([{"name": "Zwei.txt", "mimeType": "text/plain", "buffer": b"zwei"}])
    expect(area.locator("input[name=uploads]")).to_have_count(2)
    page.click("[contenteditable]")
    page.keyboard.type("Der Ofen bleibt kalt.")
    # Thrown away it leads to the list as it was; brought back, everything is there again.
    page.get_by_role("button", name="Verwerfen").click()
    page.wait_for_url("**/tickets/?status=open")
    expect(page.locator(".toast")).to_contain_text("Entwurf verworfen.")
    page.get_by_role("button", name="Rückgängig").click()
    page.wait_for_url("**/tickets/neu/")
    expect(page.locator("[contenteditable]")).to_have_text("Der Ofen bleibt kalt.")
    expect(page.locator("#subject")).to_have_value("Ofen heizt nicht")
    expect(page.locator("label.customer-option:has(:checked)")).to_contain_text("Bäckerei Moor")
    expect(area.locator("input[name=uploads]")).to_have_count(2)
    page.click("[data-send]")
    expect(page.locator("h1")).to_have_text("Ofen heizt nicht")
    expect(page.locator(".info-list")).to_contain_text("Bäckerei Moor")
    expect(page.locator(".attachment")).to_have_count(2)
    # Neither is offered once more.
    page.goto("/tickets/neu/")
    page.wait_for_selector(".toolbar")
    expect(page.locator("#subject")).to_have_value("")
    expect(page.locator("[contenteditable]")).to_have_text("")


def test_without_scripts_the_main_job_works(visit: Visit, tmp_path: Path) -> None:
    page = visit(java_script_enabled=False)
    page.goto("/tickets/?size=10")
    page.get_by_role("link", name="Nächste Seite").click()
    expect(page.locator("[aria-current=page]").filter(has_text=re.compile("^2$"))).to_be_visible()
    page.goto("/tickets/?q=Fall+45")
    page.get_by_role("link", name="Heizung fällt aus, Fall 45", exact=True).click()
    file = tmp_path / "Beleg.txt"
    file.write_text("Beleg")
    page.fill("#reply textarea", "Ohne Skripte geantwortet")
    page.locator("#reply input[type=file][multiple]").set_input_files(file)
    page.locator("#reply [data-send-close]").click()
    expect(page.locator(".message--ours").last).to_contain_text("Ohne Skripte geantwortet")
    expect(page.locator(".message--ours .attachment").last).to_contain_text("Beleg.txt")
    # Taken back, it stands in the field as it was typed, and goes once more.
    page.locator(".message--held").get_by_role("button", name="Rückgängig").click()
    expect(page.locator(".message--held")).to_have_count(0)
    expect(page.locator("#reply textarea")).to_have_value("Ohne Skripte geantwortet")
    page.locator("#reply [data-send-close]").click()
    expect(page.locator(".message--held .attachment").last).to_contain_text("Beleg.txt")
    let_go()
    page.reload()
    expect(page.locator(".message--held")).to_have_count(0)
    expect(page.locator(".ticket-top .status")).to_contain_text("Geschlossen")
    # A new ticket's files come with its form.
    page.goto("/tickets/neu/")
    page.check("input[name=to][value=internal]")
    page.fill("#subject", "Ohne Skripte begonnen")
    page.fill("textarea", "Guten Tag.")
    page.get_by_label("Datei anhängen").set_input_files(file)
    page.click("[data-send]")
    expect(page.locator("h1")).to_have_text("Ohne Skripte begonnen")
    expect(page.locator(".attachment")).to_contain_text("Beleg.txt")


def test_nothing_scrolls_sideways_on_320_pixels(visit: Visit) -> None:
    page = visit("ben@nordwerk.example", viewport={"width": 320, "height": 640})
    wide = {}
    for path in PAGES:
        page.goto(path)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 320:
            wide[path] = width
    assert not wide


def test_endless_words_and_foreign_scripts_stay_in_their_place(visit: Visit) -> None:
    page = visit("ben@nordwerk.example")
    for subject in ("Donaudampfschifffahrt" * 9, "طلب عرض سعر لنظام التدفئة", "Straße Ægir Żółć Ýmir ẞ"):
        page.goto("/tickets/neu/?to=internal")
        page.wait_for_selector(".toolbar")
        page.check("input[name=to][value=internal]")
        page.fill("#subject", subject)
        page.click("[contenteditable]")
        page.keyboard.type(subject)
        page.click("[data-send]")
        page.wait_for_selector("[data-ticket-page]")
        expect(page.get_by_role("heading", level=1)).to_have_text(subject)
        for width in (1440, 320):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, subject
        page.set_viewport_size({"width": 1440, "height": 900})
    for path in ("/", "/tickets/", "/hinweise/"):
        for width in (1440, 1024, 320):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(path)
            # People's names as well, which are short here.
            names = page.locator(".load-table a")
            names.evaluate_all("all => all.forEach(a => { a.textContent = 'Lüttenhausen'.repeat(6); })")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
