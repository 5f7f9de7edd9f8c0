"""The pages of the product description, word by word as it shows them."""

import html
import re
import uuid
from datetime import UTC, datetime, timedelta

from anliegen.common.clock import local, now
from anliegen.conversation.actions.reply import reply
from anliegen.tickets.actions.change import assign, change_priority, change_status
from tests.cast import Cast
from tests.conversation.acts import asked, to_customer


def words(page: str) -> str:
    """Return what a person reads, on one line."""
    text = re.sub(r"<(script|style|dialog|noscript)\b.*?</\1>|<[^>]+>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(text))


def rows(page: str) -> dict[str, str]:
    found = re.findall(r'<tr id="t(\d+)".*?</tr>', page, re.DOTALL)
    return {n: words(re.search(rf'<tr id="t{n}".*?</tr>', page, re.DOTALL)[0]) for n in found}  # type: ignore[index]


def test_the_overview(world: Cast) -> None:
    anna = world.anna.actor()
    waiting = to_customer(anna, world)
    reply(actor=anna, number=waiting.number, html="<p>x</p>", key=uuid.uuid4(), then="wait")
    assign(actor=anna, number=waiting.number, assignee_id=world.anna.membership_id)
    older = asked(anna)
    change_status(actor=anna, number=older.number, status="closed")
    page = world.anna.client().get("/tickets/").content.decode()
    text = words(page)
    assert "Ticketsystem Übersicht und Verwaltung Ihrer Support-Tickets. " in text
    assert re.search("Neues Ticket.* Status Beteiligte Betreff Zugewiesen an Datum Aktionen ", text)
    row, closed = rows(page)[str(waiting.number)], rows(page)[str(older.number)]
    assert "Warten auf Kunden VON: Nordwerk Haustechnik AN: Thal Architekten GmbH Heizung fällt aus" in row
    assert f"Ticket #{waiting.number} Prio: Mittel" in row
    assert re.search(r"Anna Ahrens \d\d\.\d\d \d\d:\d\d Uhr Details", row)
    assert f"Ticket #{waiting.number} schließen" in page
    assert f"Ticket #{waiting.number} löschen" in page
    # What is closed cannot be closed again.
    assert re.search("Geschlossen VON: Uwe Unger AN: Nordwerk Haustechnik", closed)
    assert f"Ticket #{older.number} schließen" not in page
    assert f"Ticket #{older.number} löschen" in page


def test_a_date_names_its_year_only_when_it_is_another(world: Cast) -> None:
    anna = world.anna.actor()
    dates = {asked(anna, at=at).number: at for at in (now(), now() - timedelta(days=400))}
    page = rows(world.anna.client().get("/tickets/").content.decode())
    new, old = (page[str(number)] for number in dates)
    this, other = (local(at) for at in dates.values())
    assert f" {this:%d.%m} {this:%H:%M} Uhr" in new
    assert f" {other:%d.%m.%Y} {other:%H:%M} Uhr" in old


def test_a_ticket(world: Cast) -> None:
    anna = world.anna.actor()
    side = to_customer(anna, world, at=datetime(2026, 4, 29, 15, 50, tzinfo=UTC), html="<p>Hallo C</p>")
    at = datetime(2026, 4, 29, 15, 55, tzinfo=UTC)
    reply(actor=anna, number=side.number, html="<p>Hallo B</p>", key=uuid.uuid4(), at=at)
    change_priority(actor=anna, number=side.number, priority=3)
    change_status(actor=anna, number=side.number, status="closed")
    text = words(world.anna.client().get(f"/tickets/{side.number}/").content.decode())
    for part in (
        "Zurück zur Übersicht",
        f"Heizung fällt aus Ticket #{side.number}",
        "Geschlossen Prio: Hoch",
        "29.04.2026 17:50 Uhr Hallo C",
        "29.04.2026 17:55 Uhr Hallo B",
        f"Ticket Info Ticket-Nr. #{side.number} Erstellt am 29.04.2026 17:50 Uhr Absender Nordwerk",
        "Empfänger Thal Architekten GmbH",
        "Bearbeitung Zugewiesen an -- Nicht zugewiesen --",
        "Priorität Niedrig Mittel Hoch Kritisch",
        "Senden",
    ):
        assert part in text, part


def test_a_new_ticket(world: Cast) -> None:
    page = world.anna.client().get("/tickets/neu/").content.decode()
    text = words(page)
    text = text[text.index("Beschreiben Sie") :]
    order = [
        "Beschreiben Sie Ihr Anliegen so präzise wie möglich.",
        "An wen geht das Ticket?",
        "Support von Betrieb Software",
        "Firma (allgemein)",
        "Kunde",
        "Kategorie",
        "Technik",
        "Rechnung",
        "Priorität",
        "Niedrig Mittel Hoch Kritisch",
        "Betreff",
        "Nachricht",
        "Anhänge Bis 25 MB je Datei.",
        "Datei anhängen Dateien hierher ziehen oder vom Gerät wählen PDF, Bilder, Office",
        "Verwerfen",
        "Ticket erstellen",
    ]
    at = 0
    for part in order:
        assert part in text[at:], part
        at = text.index(part, at)
    assert 'placeholder="Kurzer Titel Ihres Anliegens"' in page
    assert re.search(r'name="priority" value="2" checked', page)
