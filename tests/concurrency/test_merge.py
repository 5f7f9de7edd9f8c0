"""Merging customers while others merge them too, or write to the one that goes: nothing is left behind."""

import io
import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections

from anliegen.accounts.actor import for_membership
from anliegen.common.clock import now
from anliegen.common.errors import NotFoundError, StaleError
from anliegen.common.tenancy import tenant
from anliegen.conversation.access import pending_of
from anliegen.conversation.actions.counterparts import from_customer
from anliegen.conversation.actions.merge import merge_customers, undo_merge
from anliegen.conversation.actions.upload import store_upload
from anliegen.conversation.models import Attachment
from anliegen.customers.access import contacts_of
from anliegen.customers.actions.save import create_customer
from anliegen.customers.models import Customer, CustomerMerge, CustomerNote, RecordEntry
from anliegen.customers.record import ContactInput, CustomerInput
from anliegen.customers.timeline import enter
from anliegen.tickets.models import Ticket
from tests.cast import Person, owner_rows
from tests.concurrency.test_double_send import vera
from tests.conversation.acts import opened

__all__ = ["vera"]
pytestmark = pytest.mark.concurrency
AtOnce = Callable[[list[Callable[[], Any]]], list[Any]]
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def two(vera: Person) -> tuple[Customer, Customer]:
    """Two customers of a company of their own; both know Nora."""
    with tenant(vera.company_id):
        actor = for_membership(vera.membership_id)
        nora = ContactInput("", "Nora", ["nora@doppelt.example"])
        return (
            create_customer(actor=actor, given=CustomerInput(name="Einmal", contacts=[nora])),
            create_customer(actor=actor, given=CustomerInput(name="Zweimal", contacts=[nora])),
        )


def inside(world: Person, act: Callable[[Any], Any]) -> Callable[[], Any]:
    """Return a job of Anna's in a transaction of its own."""

    def job() -> Any:
        with tenant(world.company_id, world.user_id):
            return act(for_membership(world.membership_id))

    return job


def merging(survivor: Customer, merged: Customer) -> Callable[[Any], Any]:
    return lambda actor: merge_customers(
        actor=actor,
        public_id=survivor.public_id,
        other=merged.public_id,
        seen=(survivor.version, merged.version),
    )


def test_the_same_form_twelve_times_at_once_merges_once(
    vera: Person, at_once: AtOnce, two: tuple[Customer, Customer]
) -> None:
    survivor, merged = two
    results = at_once([inside(vera, merging(survivor, merged))] * 12)
    assert not [r for r in results if isinstance(r, BaseException)]
    assert sorted(done_now for _merge, done_now in results) == [False] * 11 + [True]
    with tenant(vera.company_id):
        assert CustomerMerge.objects.filter(merged=merged).count() == 1


def test_each_into_the_other_at_once_leaves_one_of_the_two(
    vera: Person, at_once: AtOnce, two: tuple[Customer, Customer]
) -> None:
    one, other = two
    results = at_once([inside(vera, merging(one, other)), inside(vera, merging(other, one))])
    assert [type(r) for r in results if isinstance(r, BaseException)] == [NotFoundError]
    with tenant(vera.company_id):
        left = Customer.objects.filter(pk__in=[one.pk, other.pk], merged_into=None)
        assert left.count() == 1
        actor = for_membership(vera.membership_id)
        assert [c.name for c in contacts_of(actor, left.get())] == ["Nora"]


def test_one_into_two_others_at_once_goes_into_one(
    vera: Person, at_once: AtOnce, two: tuple[Customer, Customer]
) -> None:
    one, gone = two
    with tenant(vera.company_id):
        actor = for_membership(vera.membership_id)
        third = create_customer(actor=actor, given=CustomerInput(name="Dreimal"))
    results = at_once([inside(vera, merging(one, gone)), inside(vera, merging(third, gone))])
    failures = [r for r in results if isinstance(r, BaseException)]
    assert len(failures) == 1
    assert isinstance(failures[0], NotFoundError | StaleError)
    with tenant(vera.company_id):
        assert CustomerMerge.objects.filter(merged=gone).count() == 1


def between(
    world: Person, first: Callable[[Any], Any], second: Callable[[Any, Any], Any], prepare: Any
) -> Any:
    """Let `first` be done but not committed while `second` runs, with what `prepare` has read before both.

    Commits when the second waits for the first, or has ended without. Returns the second's result.
    """
    ready, done, results = threading.Event(), threading.Event(), list[Any]()

    def job() -> None:
        try:
            with tenant(world.company_id, world.user_id):
                actor = for_membership(world.membership_id)
                read = prepare(actor)
                ready.set()
                assert done.wait(60)
                results.append(second(actor, read))
        except BaseException as error:  # handed over to the test
            results.append(error)
        finally:
            ready.set()
            connections["default"].close()

    thread = threading.Thread(target=job)
    thread.start()
    assert ready.wait(60)
    with tenant(world.company_id, world.user_id):
        first(for_membership(world.membership_id))
        done.set()
        while thread.is_alive() and not owner_rows(WAITING)[0][0]:
            thread.join(0.02)
    thread.join(60)
    if isinstance(results[0], BaseException):
        raise results[0]
    return results[0]


def test_a_ticket_for_the_one_that_is_merged_belongs_to_the_survivor(
    vera: Person, two: tuple[Customer, Customer]
) -> None:
    survivor, merged = two

    def read(actor: Any) -> Any:
        return from_customer(actor, merged, contacts_of(actor, merged)[0])

    side = between(vera, merging(survivor, merged), opened, read)
    with tenant(vera.company_id):
        ticket = Ticket.objects.get(pk=side.ticket_id)
        actor = for_membership(vera.membership_id)
        assert (ticket.customer_id, ticket.from_label) == (survivor.pk, "Einmal")
        assert ticket.contact_id == contacts_of(actor, survivor)[0].pk


def test_notes_and_documents_for_the_one_that_is_merged_belong_to_the_survivor(
    vera: Person, two: tuple[Customer, Customer]
) -> None:
    survivor, merged = two

    def file(actor: Any) -> str:
        return store_upload(actor=actor, stream=io.BytesIO(PDF), name="Plan.pdf", key=uuid.uuid4()).public_id

    def write(actor: Any, public_id: str) -> CustomerNote:
        """The last statements of both actions, which have found the customer before it was merged."""
        pending_of(actor).filter(public_id=public_id).update(customer_id=merged.pk)
        enter(actor, merged.pk, "customer-note")
        return CustomerNote.objects.create(
            company_id=actor.company_id,
            customer=merged,
            author_id=actor.membership_id,
            text="x",
            created_at=now(),
        )

    written = between(vera, merging(survivor, merged), write, file)
    with tenant(vera.company_id):
        assert CustomerNote.objects.get(pk=written.pk).customer_id == survivor.pk
        assert Attachment.objects.filter(customer_id=survivor.pk).count() == 1
        assert not Attachment.objects.filter(customer_id=merged.pk).exists()
        assert not RecordEntry.objects.filter(customer=merged, verb="customer-note").exists()


def test_a_merge_waits_for_the_ticket_that_is_being_written_and_takes_it_along(
    vera: Person, two: tuple[Customer, Customer]
) -> None:
    survivor, merged = two
    sides: list[Any] = []

    def write(actor: Any) -> None:
        sides.append(opened(actor, from_customer(actor, merged, contacts_of(actor, merged)[0])))

    merge, done_now = between(
        vera, write, lambda actor, _read: merging(survivor, merged)(actor), lambda a: None
    )
    assert done_now
    with tenant(vera.company_id):
        assert Ticket.objects.get(pk=sides[0].ticket_id).customer_id == survivor.pk
        actor = for_membership(vera.membership_id)
        undo_merge(actor=actor, public_id=survivor.public_id, merge_id=merge.pk)
        assert Ticket.objects.get(pk=sides[0].ticket_id).customer_id == merged.pk
