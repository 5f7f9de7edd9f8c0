"""What the overview says when a search finds nothing, and what it then suggests."""

import re
from html import unescape
from urllib.parse import quote

import pytest
from django.test import Client

from anliegen.tickets.actions.change import categorise, change_status
from anliegen.tickets.actions.folder import move
from anliegen.tickets.queries import suggestion
from tests.cast import Cast, Person
from tests.conftest import Budget
from tests.conversation.acts import asked, support, to_customer
from tests.tickets.test_isolation import internal

MEANT = re.compile(r'Meinten Sie <a href="([^"]*)">([^<]*)</a> \(([^)]*)\)\?')


@pytest.fixture
def anna(world: Cast) -> Client:
    return world.anna.client()


def page(client: Client, query: str) -> str:
    return unescape(client.get("/tickets/" + query).content.decode())


def meant(client: Client, words: str, more: str = "") -> tuple[str, str] | None:
    """Return what is suggested for the words, and how many tickets it is said to find."""
    found = MEANT.search(page(client, f"?q={quote(words)}{more}"))
    return (found[2], found[3]) if found else None


def closed(person: Person, subject: str) -> int:
    number = internal(person, subject).number
    change_status(actor=person.actor(), number=number, status="closed")
    return number


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [("Wärmepumpe Rathauss", "Wärmepumpe Rathaus"), ("wärmepumpe rathaus", None),
     ("Wärmepmupe Rahtaus", "Wärmepumpe Rathaus"), ("Rathaussss", None), ("rathhaus", "Rathaus"),
     ("Waermepumpe", "Wärmepumpe"), ("Wartug", "Wartung"), ("tausc", None), ("Straße", None),
     ("Strasse", "Straße"), ("Kessl, Rathaus", None), ("hartman@rathaus.example", None), ("!!!", None),
     ("qx", None)],
)  # fmt: skip
def test_near_words_are_suggested(world: Cast, anna: Client, typed: str, wanted: str | None) -> None:
    internal(world.anna, "Wärmepumpe im Rathaus: Brenner-Wartung, Austausch (Alte Straße)")
    internal(world.anna, "Etwas anderes")
    found = meant(anna, typed)
    assert found == ((wanted, "1 Ticket") if wanted else None)


def test_the_page_says_where_it_looked_and_the_link_finds_what_it_promises(world: Cast, anna: Client) -> None:
    technik = world.categories["technik"]
    made = [internal(world.anna, f"Speicher undicht {n}").number for n in range(3)]
    for number in made[:2]:
        categorise(actor=world.anna.actor(), number=number, category_ids=[technik])
    text = page(anna, f"?q=Speichr&category={technik}&sort=number")
    assert "Nichts gefunden zu „Speichr“." in text
    assert "in Nummer, Betreff, Absender und Empfänger, auch in geschlossenen Tickets." in text
    assert f'href="/tickets/?category={technik}&sort=number">Suche zurücksetzen' in text
    found = MEANT.search(text)
    assert found
    assert (found[2], found[3]) == ("Speicher", "2 Tickets")
    assert f"category={technik}" in found[1]
    assert "sort=number" in found[1]
    again = anna.get(found[1]).content.decode()
    assert [int(n) for n in re.findall(r'<tr id="t(\d+)"', again)] == [made[1], made[0]]


def test_only_what_the_filters_show_is_suggested(world: Cast, anna: Client) -> None:
    number = closed(world.anna, "Brenner zündet nicht")
    assert meant(anna, "Brener") == ("Brenner", "1 Ticket")
    assert meant(anna, "Brener", "&status=open") is None
    assert "auch in geschlossenen" not in page(anna, "?q=Brener&status=open")
    assert "auch in geschlossenen" not in page(anna, "?q=Brener&view=mine")
    move(actor=world.anna.actor(), number=number, folder="spam")
    assert meant(anna, "Brener") is None
    assert meant(anna, "Brener", "&folder=spam") == ("Brenner", "1 Ticket")


def test_words_that_are_found_elsewhere_are_not_mistyped(world: Cast, anna: Client) -> None:
    closed(world.anna, "Pumpen")
    internal(world.anna, "Pumpe")
    text = page(anna, "?q=Pumpen&status=open")
    assert "Meinten Sie" not in text
    assert 'Treffer gibt es unter <a href="/tickets/?q=Pumpen">Alle</a>: 1 Ticket.' in text
    # Both are known; that they do not stand together is no typing error.
    internal(world.anna, "Zisterne")
    assert meant(anna, "Pumpen Zisterne") is None
    assert meant(anna, "Pumpen Zistrene") is None


def test_numbers_are_never_replaced(world: Cast, anna: Client) -> None:
    number = internal(world.anna, "Fehlercode E-117 an Anlage 4711").number
    assert meant(anna, "4712") is None
    assert meant(anna, "E-171") is None
    assert meant(anna, "Fehlercdoe 4712") is None
    assert meant(anna, "Fehlercdoe 4711") == ("Fehlercode 4711", "1 Ticket")
    assert meant(anna, "Fehlercdoe E-117") == ("Fehlercode E-117", "1 Ticket")
    assert meant(anna, f"#{number} Anlgae") == (f"#{number} Anlage", "1 Ticket")
    assert meant(anna, f"#{number}0 Anlgae") is None
    assert meant(anna, "an Anlgae") == ("an Anlage", "1 Ticket")


def test_senders_and_recipients_are_words_too(world: Cast, anna: Client) -> None:
    to_customer(world.anna.actor(), world)
    asked(world.anna.actor())
    assert meant(anna, "uwe@ungr.example") == ("uwe@unger.example", "1 Ticket")
    assert meant(anna, "Architektn") == ("Architekten", "1 Ticket")
    assert meant(anna, "Nordwekr") is not None


def test_no_word_of_another_company_is_suggested(world: Cast, anna: Client) -> None:
    internal(world.carla, "Südhofgeheimnis")
    ticket = support(world.anna.actor(), subject="Rückfrage Softwarefehler")
    assert meant(anna, "Südhofgeheimniss") is None
    assert meant(world.carla.client(), "Südhofgeheimniss") == ("Südhofgeheimnis", "1 Ticket")
    assert ticket.number
    assert meant(world.olaf.client(), "Softwarefheler") == ("Softwarefehler", "1 Ticket")
    assert meant(world.carla.client(), "Softwarefheler") is None


def test_what_was_deleted_for_good_is_not_suggested(world: Cast, anna: Client) -> None:
    from anliegen.tickets.actions.folder import erase

    number = internal(world.ben, "Unwiederbringlich").number
    move(actor=world.ben.actor(), number=number, folder="trash")
    assert meant(anna, "Unwiederbringlch", "&folder=trash") == ("Unwiederbringlich", "1 Ticket")
    erase(actor=world.ben.actor(), number=number)
    assert meant(anna, "Unwiederbringlch", "&folder=trash") is None


def test_only_the_newest_are_asked(world: Cast, anna: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    internal(world.anna, "Kondensatpumpe")
    for _ in range(3):
        internal(world.anna, "Neueres")
    assert meant(anna, "Kondensatpumep") == ("Kondensatpumpe", "1 Ticket")
    monkeypatch.setattr(suggestion, "ASKED", 3)
    assert meant(anna, "Kondensatpumep") is None
    # What the newest do not say is not unknown for that: it is searched for.
    assert meant(anna, "Kondensatpumpe Neuerse") is None


@pytest.mark.parametrize(
    "typed", ["x" * 200, "%%% ___ \\", "'; DROP --", "a b c d e f g h i", "(((", "ß" * 50]
)
def test_whatever_is_typed_gets_a_page(world: Cast, anna: Client, typed: str) -> None:
    internal(world.anna, "Irgendetwas")
    text = page(anna, f"?q={quote(typed)}")
    assert "Nichts gefunden zu" in text or '<tr id="t' in text


def test_it_costs_nothing_where_there_are_hits_and_two_statements_where_not(
    world: Cast, anna: Client, budget: type[Budget]
) -> None:
    internal(world.anna, "Wärmepumpe Rathaus")
    anna.get("/tickets/")
    with budget(12) as hits:
        assert '<tr id="t' in page(anna, "?q=Rathaus")
    with budget(12) as near:
        assert "Meinten Sie" in page(anna, "?q=Wärmepumpe+Rathauss")
    # The rows are not read, instead the words and the number.
    assert len(near) == len(hits) + 1


@pytest.mark.parametrize(
    ("query", "title", "link"),
    [("?view=unassigned&status=open", "Alle Tickets sind vergeben.", "Filter zurücksetzen"),
     ("?view=mine", "Ihnen ist kein Ticket zugewiesen.", "Nicht zugewiesene ansehen"),
     ("?view=awaiting_us", "Gerade wartet niemand auf Sie.", "Alle Tickets anzeigen"),
     ("?folder=trash", "Der Papierkorb ist leer.", ""), ("?folder=spam", "Kein Spam.", ""),
     ("", "Es gibt noch keine Tickets.", "Neues Ticket"),
     ("?category={technik}", "Zu diesen Filtern gibt es kein Ticket.", "Alle Tickets anzeigen")],
)  # fmt: skip
def test_empty_lists(world: Cast, anna: Client, query: str, title: str, link: str) -> None:
    text = page(anna, query.format(technik=world.categories["technik"]))
    assert title in text
    assert link in text


def test_a_list_that_only_the_filters_empty_says_so(world: Cast, anna: Client) -> None:
    number = internal(world.anna, "Unvergeben").number
    change_status(actor=world.anna.actor(), number=number, status="waiting")
    for query in ("?view=unassigned&status=open", f"?view=unassigned&category={world.categories['technik']}"):
        text = page(anna, query)
        assert "Alle Tickets sind vergeben." not in text
        assert "Zu diesen Filtern gibt es kein Ticket." in text
    assert 'unter <a href="/tickets/?view=unassigned">Alle</a>: 1 Ticket' in page(
        anna, "?view=unassigned&status=open"
    )
    move(actor=world.anna.actor(), number=number, folder="spam")
    assert "Kein Spam." not in page(anna, "?folder=spam&priority=4")
