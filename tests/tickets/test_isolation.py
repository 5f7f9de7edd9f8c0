"""The database alone keeps companies apart; the application's role cannot go around it."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from anliegen.common import tenancy
from anliegen.common.errors import NotFoundError
from anliegen.tickets.access import ticket_for
from anliegen.tickets.actions.open import Counterpart, open_ticket
from anliegen.tickets.models import Event, Side, Ticket
from anliegen.tickets.models.ticket import Kind
from tests.cast import Cast, Person


def internal(person: Person, subject: str = "Lager aufräumen") -> Side:
    actor = person.actor()
    counterpart = Counterpart(
        kind=Kind.INTERNAL, from_label=actor.name, to_label=actor.company_name, desk_id=actor.company_id
    )
    return open_ticket(actor=actor, counterpart=counterpart, subject=subject)


def support(person: Person, world: Cast) -> Side:
    actor = person.actor()
    counterpart = Counterpart(
        kind=Kind.SUPPORT,
        from_label=actor.company_name,
        to_label="Betrieb Software",
        desk_id=world.companies["betrieb"],
        requester_id=actor.company_id,
        from_counterpart=True,
    )
    return open_ticket(actor=actor, counterpart=counterpart, subject="Wie exportiere ich?")


def test_without_a_tenant_no_row_is_visible(world: Cast) -> None:
    internal(world.anna)
    tenancy.enter(None)
    assert not Ticket.objects.exists()
    assert not Side.objects.exists()
    assert not Event.objects.exists()


def test_numbers_are_per_company_and_foreign_ones_are_not_found(world: Cast) -> None:
    first, second = internal(world.anna), internal(world.anna)
    assert second.number == first.number + 1
    actor = world.carla.actor()
    with pytest.raises(NotFoundError):
        ticket_for(actor, second.number, "ticket.view")


def test_support_request_has_two_sides_with_numbers_of_their_own(world: Cast) -> None:
    own = support(world.anna, world)
    actor = world.olaf.actor()
    theirs = Side.objects.get(ticket_id=own.ticket_id)
    assert theirs.is_desk
    assert theirs.peer_number == own.number
    assert own.peer_number == theirs.number
    assert theirs.customer_id == world.customers["nordwerk@betrieb"]
    assert ticket_for(actor, theirs.number, "ticket.view").ticket.subject == "Wie exportiere ich?"


def test_internal_ticket_cannot_get_a_customer(world: Cast) -> None:
    side = internal(world.anna)
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.filter(pk=side.ticket_id).update(portal_visible=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.filter(pk=side.ticket_id).update(customer_id=world.customers["thal"])
    assert not Ticket.objects.get(pk=side.ticket_id).portal_visible


def test_a_foreign_customer_is_refused_by_the_database(world: Cast) -> None:
    side = internal(world.anna)
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.filter(pk=side.ticket_id).update(
            kind=Kind.CUSTOMER, customer_id=world.customers["berg"]
        )


@pytest.mark.parametrize("change", ["UPDATE tickets_event SET verb = 'x'", "DELETE FROM tickets_event"])
def test_history_cannot_be_changed(world: Cast, change: str) -> None:
    internal(world.anna)
    before = list(Event.objects.values_list("id", "verb", "digest"))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
    assert list(Event.objects.values_list("id", "verb", "digest")) == before


def test_the_role_cannot_go_around_the_policies(world: Cast) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolbypassrls, pg_has_role(current_user, tableowner, 'MEMBER') "
            "FROM pg_roles, pg_tables WHERE rolname = current_user AND tablename = 'tickets_ticket'"
        )
        assert cursor.fetchone() == (False, False, False)
