"""Every address when a company's door stands open for the operator, and when the company is suspended."""

import uuid

import pytest

from anliegen.accounts.actions.operate import suspend
from anliegen.conversation.actions.note import note
from anliegen.customers.models import Customer
from tests.accounts.support import looking, opened_by
from tests.cast import Cast
from tests.conversation.acts import to_customer
from tests.matrix.test_matrix import CONTACTS, EXPECTED, OPERATORS, PUBLIC, address, counts, foreign, send
from tests.portal.cast import guest
from tests.tickets.test_isolation import internal

# What somebody of the operator may open behind a door that is open for reading; everything else is 403, and
# what belongs to the operator alone does not exist there.
READ_THROUGH_A_DOOR = {
    "", "tickets/", "tickets/neu/kunden/", "tickets/<int:number>/", "tickets/<int:number>/kundensicht/",
    "springen/", "kunden/", "kunden/<str:public_id>/", "kunden/<str:public_id>/verlauf/",
    "firma/farben/<str:version>.css", "tickets/<int:number>/original/<int:message>/",
}  # fmt: skip
# The own bell, in a window that still shows the own company.
OWN_ALL_THE_SAME = {"hinweise/glocke/"}
# Shown to a person alone: a link made for somebody else, and a logo that there is not.
NOT_THERE = {"anhaenge/<str:public_id>/<str:token>/<str:variant>/<path:name>", "firma/logo/<str:sha>.png"}


def behind_the_door(world: Cast) -> dict[str, str]:
    """Return ids that exist in Nordwerk, whose door is open."""
    actor = world.ben.actor()
    side = to_customer(actor, world)
    thal = Customer.objects.get(pk=world.customers["thal"])
    said = note(actor=world.ben.actor(), number=side.number, html="<h1>Grün</h1>", key=uuid.uuid4())
    there = {"number": str(side.number), "message": str(said.pk), "public_id": thal.public_id}
    return foreign(world) | there


@pytest.mark.parametrize("route", [r for r, (who, _m) in EXPECTED.items() if who not in (PUBLIC, CONTACTS)])
def test_the_operator_with_a_grant_reads_and_writes_nothing(world: Cast, route: str) -> None:
    if route.startswith("einblick/"):
        return  # there one is oneself
    ids = behind_the_door(world)
    client = looking(world.olga, opened_by(world.ben))
    before = counts(world)
    for method in EXPECTED[route][1].split():
        status = send(client, method, address(route, ids))
        if EXPECTED[route][0] == OPERATORS or (route in NOT_THERE and method == "GET"):
            assert status == 404, (route, method, status)
        elif route in READ_THROUGH_A_DOOR | OWN_ALL_THE_SAME and method == "GET":
            assert status == 200, (route, method, status)
        else:
            assert status == 403, (route, method, status)
    assert counts(world) == before


@pytest.mark.parametrize("route", sorted(READ_THROUGH_A_DOOR))
def test_the_operator_without_a_grant_sees_nothing_of_a_company(world: Cast, route: str) -> None:
    ids = behind_the_door(world)
    # A number that the operator does not have itself.
    for _ in range(3):
        ids["number"] = str(internal(world.ben, "Nur im Norden").number)
    answer = world.olga.client().get(address(route, ids))
    assert answer.status_code == (404 if "<" in route and "farben" not in route else 200)
    assert b"Nur im Norden" not in answer.content
    assert b"Thal Architekten" not in answer.content


@pytest.mark.parametrize("route", [r for r, (who, _m) in EXPECTED.items() if who not in (PUBLIC, CONTACTS)])
def test_people_of_a_suspended_company_get_nowhere(world: Cast, route: str) -> None:
    ids = behind_the_door(world)
    client = world.ben.client()
    suspend(actor=world.olga.actor(), slug="nordwerk")
    before = counts(world)
    for method in EXPECTED[route][1].split():
        assert send(client, method, address(route, ids)) == 403, (route, method)
    assert counts(world) == before


@pytest.mark.parametrize("route", [r for r, (who, _m) in EXPECTED.items() if who == CONTACTS])
def test_contacts_of_a_suspended_company_read_a_sentence(world: Cast, route: str) -> None:
    ids = behind_the_door(world)
    client = guest(world.ben, "nordwerk", world.contacts["karl"]).client()
    suspend(actor=world.olga.actor(), slug="nordwerk")
    before = counts(world)
    for method in EXPECTED[route][1].split():
        assert send(client, method, address(route, ids)) == 503, (route, method)
    assert counts(world) == before
