"""The chain of the record: it neither forks nor waits, and the doctor names what was tampered with."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import pytest
from django.db import DatabaseError, connections, transaction
from django.db.backends.utils import CursorWrapper

from anliegen.accounts import audit
from anliegen.accounts.actions import operate
from anliegen.accounts.actor import for_membership
from anliegen.common.tenancy import tenant
from anliegen.ops.record_chain import chain_of_the_record
from tests.cast import Cast, Person, owner_rows

pytestmark = pytest.mark.concurrency
AtOnce = Callable[[list[Callable[[], Any]]], list[Any]]
CHAINED = "SELECT entry_id FROM accounts_audit_link WHERE company_id = %s ORDER BY place"
EXISTING = import_module("anliegen.accounts.migrations.0021_record_chain").EXISTING


def writing(person: Person) -> Callable[[], Any]:
    with tenant(person.company_id, person.user_id):
        actor = for_membership(person.membership_id)

    def job() -> None:
        with tenant(person.company_id, person.user_id):
            audit.note(actor, "company", after={"name": "Ä|b"})

    return job


@contextmanager
def hand(person: Person) -> Iterator[Callable[..., Any]]:
    """A connection of the application's own, in a transaction that waits for no lock."""
    connection = connections.create_connection("default")
    try:
        with connection.cursor() as cursor:

            def run(sql: str, *values: object) -> Any:
                cursor.execute(sql, values)
                return cursor.fetchone() if cursor.description else None

            run("BEGIN")
            run("SET LOCAL lock_timeout = '100ms'")
            run("SELECT set_config('app.company', %s, true)", str(person.company_id))
            yield run
    finally:
        connection.close()


def entry(run: Callable[..., Any], person: Person) -> int:
    """Write an entry by hand; returns its number."""
    sql = (
        "INSERT INTO accounts_audit (company_id, actor_id, outsider, verb, at)"
        " VALUES (%s, %s, '', 'company', now()) RETURNING id"
    )
    (number,) = run(sql, person.company_id, person.membership_id)
    return int(number)


@contextmanager
def tampering(*tables: str) -> Iterator[CursorWrapper]:
    """The owner, past the walls; everything is taken back at the end."""
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        for table in tables or ("accounts_audit", "accounts_audit_link"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER append_only")
        yield cursor
        transaction.set_rollback(True, using="owner")


@pytest.fixture
def chained(committed: Cast) -> list[Any]:
    """Entries of Nordwerk, in the order of their chain; at least five."""
    for _ in range(5):
        writing(committed.ben)()
    assert chain_of_the_record().is_good
    return [number for (number,) in owner_rows(CHAINED, committed.ben.company_id)]


def test_two_who_write_at_once_follow_each_other_without_waiting(committed: Cast) -> None:
    ben, lock = committed.ben, "UPDATE tickets_category SET position = position WHERE id = %s"
    with hand(ben) as first, hand(ben) as second:
        earlier = entry(first, ben)
        second(lock, committed.categories["technik"])
        later = entry(second, ben)
        second("COMMIT")
        # What the other one held is free now, although this one wrote first: nobody waits for a record.
        first(lock, committed.categories["technik"])
        first("COMMIT")
    assert owner_rows(CHAINED, ben.company_id)[-2:] == [(later,), (earlier,)]
    assert chain_of_the_record().is_good


def test_many_at_once_make_one_chain(committed: Cast, at_once: AtOnce) -> None:
    before = len(owner_rows(CHAINED, committed.ben.company_id))
    people = [committed.ben, committed.carla, committed.anna, committed.olga]
    assert at_once([writing(person) for person in people * 12]) == [None] * 48
    places = owner_rows(
        "SELECT place FROM accounts_audit_link WHERE company_id = %s ORDER BY 1", committed.ben.company_id
    )
    assert [place for (place,) in places] == list(range(1, before + 25))
    assert chain_of_the_record().is_good


def test_who_writes_for_two_companies_waits_for_nobody_forever(committed: Cast, at_once: AtOnce) -> None:
    olga = committed.olga

    def turn(act: Callable[..., Any]) -> Callable[[], Any]:
        def job() -> None:
            with tenant(olga.company_id, olga.user_id):
                act(actor=for_membership(olga.membership_id), slug="suedhof")

        return job

    jobs = [turn(act) for act in (operate.suspend, operate.reactivate)] + [
        writing(olga),
        writing(committed.carla),
    ]
    try:
        assert at_once(jobs * 6) == [None] * 24
    finally:
        turn(operate.reactivate)()
    assert chain_of_the_record().is_good


def test_in_an_old_snapshot_no_second_branch_begins(committed: Cast) -> None:
    ben = committed.ben
    writing(ben)()
    before = owner_rows(CHAINED, ben.company_id)
    with hand(ben) as late:
        late("ROLLBACK; BEGIN ISOLATION LEVEL REPEATABLE READ")
        late("SELECT set_config('app.company', %s, true)", str(ben.company_id))
        entry(late, ben)
        writing(ben)()
        with pytest.raises(DatabaseError, match="audit_link_place"):
            late("COMMIT")
    assert owner_rows(CHAINED, ben.company_id)[:-1] == before
    assert chain_of_the_record().is_good


@pytest.mark.parametrize(
    "column", ["verb = 'x'", "at = at + interval '1 second'", "actor_id = NULL, outsider = 'x'"]
)
def test_a_changed_entry_is_named(committed: Cast, chained: list[Any], column: str) -> None:
    with tampering() as cursor:
        cursor.execute(f"UPDATE accounts_audit SET {column} WHERE id = %s", [chained[-3]])
        found = chain_of_the_record()
    assert not found.is_good
    assert found.advice.startswith(f"Eintrag {chained[-3]} der Firma „nordwerk“ wurde verändert")


def test_a_deleted_entry_is_named_and_so_is_the_next_when_its_link_went_too(
    committed: Cast, chained: list[Any]
) -> None:
    with tampering() as cursor:
        cursor.execute("DELETE FROM accounts_audit WHERE id = %s", [chained[-3]])
        assert chain_of_the_record().advice.startswith(f"Eintrag {chained[-3]} der Firma „nordwerk“ fehlt")
        cursor.execute("DELETE FROM accounts_audit_link WHERE entry_id = %s", [chained[-3]])
        assert chain_of_the_record().advice.startswith(f"Eintrag {chained[-2]} der Firma „nordwerk“ wurde")


@pytest.mark.parametrize("table", ["accounts_audit", "accounts_audit_link"])
def test_swapped_entries_are_named(committed: Cast, chained: list[Any], table: str) -> None:
    columns = "verb = o.verb, at = o.at" if table == "accounts_audit" else "digest = o.digest"
    key = "id" if table == "accounts_audit" else "entry_id"
    pair = chained[-4:-2]
    with tampering() as cursor:
        cursor.execute(
            f"UPDATE {table} t SET {columns} FROM {table} o"
            f" WHERE t.{key} = ANY (%s) AND o.{key} = ANY (%s) AND o.{key} <> t.{key}",
            [pair, pair],
        )
        assert cursor.rowcount == 2
        found = chain_of_the_record()
    assert found.advice.startswith(f"Eintrag {pair[0]} der Firma „nordwerk“ wurde verändert")


def test_an_entry_that_was_slipped_in_is_named(committed: Cast, chained: list[Any]) -> None:
    with tampering() as cursor:
        cursor.execute("ALTER TABLE accounts_audit DISABLE TRIGGER chain")
        cursor.execute(
            "INSERT INTO accounts_audit (company_id, outsider, verb, at)"
            " VALUES (%s, 'x', 'x', now()) RETURNING id",
            [committed.ben.company_id],
        )
        (slipped,) = cursor.fetchone()
        assert chain_of_the_record().advice.startswith(
            f"Eintrag {slipped} der Firma „nordwerk“ steht nicht in"
        )


def test_what_was_written_before_there_was_a_chain_gets_one(committed: Cast, chained: list[Any]) -> None:
    rows = "SELECT count(*) FROM accounts_audit_link"
    before = owner_rows(rows)
    with tampering() as cursor:
        cursor.execute("DELETE FROM accounts_audit_link")
        assert not chain_of_the_record().is_good
        cursor.execute(EXISTING)
        assert owner_rows(rows) == before
        assert chain_of_the_record().is_good
