"""The operator's overview of all companies' requests, and the same requests at the companies."""

import re

from anliegen.conversation.actions.counterparts import own_company
from tests.cast import Cast, Person
from tests.conversation.acts import opened, support


def page(person: Person, query: str = "") -> str:
    return person.client().get(f"/tickets/{query}").content.decode()


def parties(html: str, subject: str) -> tuple[list[str], list[str]]:
    """Return (words, names) of VON and AN or BEI in the row of a ticket."""
    row = next(r for r in re.findall(r"<tr id=.*?</tr>", html, re.DOTALL) if subject in r)
    return re.findall(r"<dt>(.*?)</dt>", row), re.findall(r"<dd title=\"(.*?)\"", row)


def test_the_operator_reads_who_asks_and_from_which_company(world: Cast) -> None:
    support(world.anna.actor(), subject="Zweiter Absender")
    theirs = page(world.olaf)
    assert parties(theirs, "Zweiter Absender") == (["VON:", "BEI:"], ["Anna Ahrens", "Nordwerk Haustechnik"])
    ours = page(world.ben)
    words, names = parties(ours, "Zweiter Absender")
    assert (words, names) == (["VON:", "AN:"], ["Nordwerk Haustechnik", "Betrieb Software"])


def test_own_tickets_of_the_operator_keep_their_words(world: Cast) -> None:
    actor = world.olga.actor()
    opened(actor, own_company(actor), subject="Serverraum lüften")
    assert parties(page(world.olaf), "Serverraum lüften")[0] == ["VON:", "AN:"]


def test_one_company_is_chosen_instead_of_managing_categories(world: Cast) -> None:
    support(world.anna.actor(), subject="Aus dem Norden")
    support(world.carla.actor(), subject="Aus dem Süden")
    everything = page(world.olga)
    assert "Alle 2 Firmen" in everything
    assert "Kategorien verwalten" not in everything
    assert "Anfragen an den Support von Betrieb Software aus allen Firmen." in everything
    north = page(world.olga, f"?customer={world.customers['nordwerk@betrieb']}&status=open")
    assert "Aus dem Norden" in north
    assert "Aus dem Süden" not in north
    # The choice of another company keeps the other filters.
    form = re.search(r'<form id="company-filter".*?</form>', north, re.DOTALL)
    assert form
    assert 'name="status" value="open"' in form[0]
    assert "customer" not in form[0]


def test_companies_themselves_see_no_choice_of_companies(world: Cast) -> None:
    html = page(world.ben)
    assert "company-filter" not in html
    assert "Kategorien verwalten" in html


def test_critical_requests_stand_on_top_on_both_sides(world: Cast) -> None:
    support(world.anna.actor(), subject="Alles steht", priority=4)
    support(world.anna.actor(), subject="Später gefragt")
    for person in (world.olaf, world.ben):
        html = page(person)
        assert html.index("Alles steht") < html.index("Später gefragt")
        assert "oben angeheftet" in html


def test_the_operator_finds_a_request_by_the_person_who_asked(world: Cast) -> None:
    support(world.anna.actor(), subject="Zweiter Absender")
    support(world.carla.actor(), subject="Aus dem Süden")
    found = page(world.olaf, "?q=ahrens")
    assert "Zweiter Absender" in found
    assert "Aus dem Süden" not in found
