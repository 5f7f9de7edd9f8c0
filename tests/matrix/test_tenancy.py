"""Every table of the schema: whose rows are whose, and no key or reference leads out of a company."""

import pytest
from django.db import IntegrityError, models, transaction

from anliegen.accounts.models import AuditEntry, Invitation
from anliegen.common import tenancy
from anliegen.tickets.models import Event
from tests.cast import Cast, owner_rows
from tests.tickets.test_isolation import internal

# Tables that belong to no company: people, who may work for several, and what runs the installation.
GLOBAL = {
    "accounts_company": "the companies themselves",
    "accounts_erasure": "companies that are gone",
    "accounts_password_reset": "of a person",
    "accounts_user": "a person may work for several companies",
    "common_cache": "counters of attempts, before anybody is known",
    "tickets_ticket": "belongs to two companies, each of which has a side of it",
}
LIBRARIES = ("account_", "auth_", "django_", "procrastinate_")

# Unique without the company: what is looked up before one is known, and ids and digests of 128 bits and more.
RANDOM = {"public_id", "token_hash", "session_key", "key_hash", "message_id"}
# Read by the background work for all companies at once, or along a reference; policies filter all the same.
ACROSS = {
    "accounts_invitation_invited_by_id": "a foreign key's own",
    "accounts_session_expire_date": "sessions are swept for all",
    "accounts_session_user_id": "a person's sessions",
    "attachment_pending": "forgotten uploads are swept",
    "attachment_removed": "removed documents are swept",
    "attachment_ticket": "files of both sides of a ticket",
    "contact_removed": "removed contacts are swept",
    "draft_version_saved": "old versions are swept",
    "erased_unwritten": "the ledger beside the database is of all",
    "event_ticket": "history of both sides of a ticket",
    "lock_until": "locks that ran out are swept",
    "mail_next_try": "mails of all companies are sent in order",
    "membership_user": "a person's companies, at the log-in",
    "message_held_until": "held replies are released on time",
    "message_ticket": "messages of both sides of a ticket",
    "notification_age": "old notices are swept",
    "session_expiry": "sessions are swept for all",
    "session_user": "a person's sessions",
    "side_trash_since": "the trash is emptied",
    "taken_back_age": "what was taken back is forgotten",
    "tickets_side_ticket_id": "both sides of a ticket",
}
# Single references beside those that include the company, and why they cannot.
LOOSE = {
    "accounts_support_look.session_key": "a session of the operator's, behind another company's door",
}

TENANT = (
    "EXISTS (SELECT FROM pg_attribute t"
    " WHERE t.attrelid = {0} AND t.attname = 'company_id' AND NOT t.attisdropped)"
)
TABLES = (
    "SELECT c.relname FROM pg_class c"
    " WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace"
)


def test_every_table_is_a_company_s_or_global_for_a_reason(world: Cast) -> None:
    rows = owner_rows(f"{TABLES} AND NOT {TENANT.format('c.oid')}")
    assert {name for (name,) in rows if not str(name).startswith(LIBRARIES)} == set(GLOBAL)
    open_ones = owner_rows(
        f"{TABLES} AND {TENANT.format('c.oid')} AND NOT (c.relrowsecurity AND c.relforcerowsecurity)"
    )
    # A session is found by the digest of a secret, before there is a tenant.
    assert open_ones == [("accounts_session",)]


def test_every_company_is_required_where_rows_belong_to_one(world: Cast) -> None:
    rows = owner_rows(
        "SELECT a.attrelid::regclass::text FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
        " WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace"
        " AND a.attname = 'company_id' AND NOT a.attnotnull"
    )
    assert rows == [("accounts_session",)]  # before a company is chosen


def test_keys_and_indexes_begin_with_the_company_or_say_why_not(world: Cast) -> None:
    rows = owner_rows(
        "SELECT i.indexrelid::regclass::text, i.indisunique, a.attname FROM pg_index i"
        " JOIN pg_class c ON c.oid = i.indrelid"
        " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]"
        f" WHERE c.relnamespace = 'public'::regnamespace AND {TENANT.format('c.oid')}"
        " AND NOT i.indisprimary AND a.attname <> 'company_id'"
    )
    plain = [(str(name).strip('"'), unique, column) for name, unique, column in rows]
    assert {column for _name, unique, column in plain if unique} <= RANDOM
    others = {name for name, unique, column in plain if not unique and column not in RANDOM}
    unknown = {name for name in others if not any(name.startswith(known) for known in ACROSS)}
    assert not unknown
    assert not [known for known in ACROSS if not any(name.startswith(known) for name in others)]


def test_references_between_rows_of_companies_include_the_company(world: Cast) -> None:
    rows = owner_rows(
        "SELECT k.conrelid::regclass::text || '.' || a.attname FROM pg_constraint k"
        " JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]"
        f" WHERE k.contype = 'f' AND cardinality(k.conkey) = 1 AND {TENANT.format('k.conrelid')}"
        f" AND {TENANT.format('k.confrelid')} AND NOT EXISTS (SELECT FROM pg_constraint b"
        "  WHERE b.contype = 'f' AND b.conrelid = k.conrelid AND b.confrelid = k.confrelid"
        "    AND cardinality(b.conkey) > 1 AND a.attnum = ANY (b.conkey))"
    )
    assert {name for (name,) in rows} == set(LOOSE)


@pytest.mark.parametrize("table", ["event", "audit", "invitation"])
def test_nobody_of_another_company_can_be_written_down_as_who_did_it(world: Cast, table: str) -> None:
    side = internal(world.anna)
    tenancy.enter(world.anna.company_id, world.anna.user_id)
    own = {"company_id": world.anna.company_id}
    before = Event.objects.count(), AuditEntry.objects.count(), Invitation.objects.count()
    foreign = world.carla.membership_id
    made: dict[str, models.Model] = {
        "event": Event(**own, ticket_id=side.ticket_id, verb="status", actor_id=foreign, at=side.created_at),
        "audit": AuditEntry(**own, verb="company", actor_id=foreign),
        "invitation": Invitation(
            **own,
            email="x@x.example",
            name="X",
            role="agent",
            token_hash="0" * 64,
            invited_by_id=foreign,
            expires_at=side.created_at,
        ),
    }
    with pytest.raises(IntegrityError, match="violates foreign key"), transaction.atomic():
        made[table].save()
    assert (Event.objects.count(), AuditEntry.objects.count(), Invitation.objects.count()) == before
