"""Jumping to tickets, customers and pages."""

import pytest
from django.test import Client

from anliegen.conversation.actions.counterparts import from_unknown
from anliegen.tickets.actions.folder import erase, move
from anliegen.tickets.queries.jump import targets
from tests.cast import Cast
from tests.conftest import Budget
from tests.conversation.acts import asked, opened

FRAGMENT = {"HX-Request": "true"}


@pytest.fixture
def anna(world: Cast) -> Client:
    return world.anna.client()


def found(client: Client, query: str) -> str:
    answer = client.get("/springen/", {"q": query}, headers=FRAGMENT)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_number_comes_first(world: Cast) -> None:
    ben = world.ben.actor()
    first = asked(ben, subject="Eins").number
    asked(ben, subject=f"Betrifft Rechnung {first}00{first}")
    for query in (str(first), f"#{first}"):
        assert targets(ben, query)[0].number == first


def test_subject_and_sender_are_found_word_by_word(world: Cast) -> None:
    ben = world.ben.actor()
    side = opened(ben, from_unknown(ben, "Uwe Unger", "uwe@unger.example"), subject="Rohrbruch im Keller")
    assert [t.number for t in targets(ben, "keller rohr")] == [side.number]
    assert [t.number for t in targets(ben, "Unger")] == [side.number]
    assert targets(ben, "Dachboden") == []


def test_the_list_is_bounded_and_newest_first(world: Cast) -> None:
    ben = world.ben.actor()
    numbers = [asked(ben, subject="Heizung").number for _ in range(12)]
    assert [t.number for t in targets(ben, "heizung")] == numbers[:-9:-1]


def test_tickets_of_others_and_erased_ones_are_not_there(world: Cast) -> None:
    theirs = asked(world.carla.actor(), subject="Geheimnis des Südhofs")
    ben = world.ben.actor()
    assert targets(ben, "Geheimnis") == []
    gone = asked(ben, subject="Vergangenes")
    assert [t.number for t in targets(ben, str(gone.number))] == [gone.number]
    move(actor=ben, number=gone.number, folder="trash")
    erase(actor=ben, number=gone.number)
    assert targets(ben, "Vergangenes") == targets(ben, str(gone.number)) == []
    assert theirs.number > 0


def test_customers_and_pages_are_found(anna: Client) -> None:
    page = found(anna, "thal")
    assert "Thal Architekten GmbH" in page
    assert "Hausgemeinschaft Berg" not in found(anna, "berg")
    assert 'href="/hinweise/"' in found(anna, "hinw")


def test_pages_of_the_administration_are_for_administrators(world: Cast, anna: Client) -> None:
    assert 'href="/kategorien/"' not in found(anna, "kategorien")
    assert 'href="/kategorien/"' in found(world.ben.client(), "kategorien")


def test_without_a_query_the_pages_are_shown(anna: Client) -> None:
    page = found(anna, "")
    assert 'href="/tickets/"' in page
    assert "jump-tickets" not in page


@pytest.mark.parametrize("query", ["%", "___", "'; DROP", "#" * 50, "9" * 60, "a" * 5000, "<b>x</b>"])
def test_hostile_queries_find_nothing_and_break_nothing(anna: Client, query: str) -> None:
    page = found(anna, query)
    assert "<b>x</b>" not in page
    assert "jump-tickets" not in page


def test_the_page_works_without_scripts(world: Cast, anna: Client) -> None:
    number = asked(world.ben.actor(), subject="Rohrbruch").number
    page = anna.get("/springen/", {"q": "rohrbruch"}).content.decode()
    assert f'href="/tickets/{number}/"' in page
    assert 'value="rohrbruch"' in page
    assert page.count('name="q"') == 1


def test_jumping_stays_within_its_budget(world: Cast, anna: Client, budget: type[Budget]) -> None:
    for _ in range(10):
        asked(world.ben.actor(), subject="Thal")
    found(anna, "thal")
    with budget(8):
        found(anna, "thal")
