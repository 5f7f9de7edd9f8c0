"""Founding, shutting and marking companies: who may, what it changes, and what it leaves alone."""

import uuid
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from anliegen.accounts.actions import operate
from anliegen.accounts.actions.operate import Founding, slug_of
from anliegen.accounts.actor import resolve
from anliegen.accounts.models import AuditEntry, Company, Invitation, Membership
from anliegen.accounts.operating import companies_page, company_for, first_person, state_of
from anliegen.accounts.tasks import mail_invitation
from anliegen.common import tenancy
from anliegen.common.errors import ForbiddenError, NotFoundError, RefusedError
from anliegen.common.ids import digest
from anliegen.customers.models import Customer
from anliegen.mail.models import OutgoingMail
from tests.cast import Cast


def founding(**more: str) -> Founding:
    values = {
        "name": "Müller & Söhne",
        "slug": "",
        "town": "Ulm",
        "admin_name": "Mara Müller",
        "admin_mail": "Mara@Mueller.example",
    }
    return Founding(**(values | more))


def founded(world: Cast, **more: str) -> Company:
    return operate.found(actor=world.olga.actor(), given=founding(**more), key=uuid.uuid4())


def entries(company_id: int) -> list[tuple[str, str]]:
    """Return (verb, who) of a company's own record, newest first."""
    tenancy.enter(company_id)
    rows = AuditEntry.objects.filter(company_id=company_id).order_by("-id")
    return [(row.verb, row.outsider) for row in rows]


def test_a_company_is_founded_with_record_customer_and_invitation(world: Cast) -> None:
    company = founded(world)
    assert (company.slug, company.name, company.town) == ("mueller-soehne", "Müller & Söhne", "Ulm")
    record = Customer.objects.get(linked_company_id=company.pk)
    assert (record.company_id, record.name) == (world.olga.company_id, "Müller & Söhne")
    first = first_person(world.olga.actor(), company)
    assert first
    assert (first.name, first.mail, first.is_open) == ("Mara Müller", "mara@mueller.example", True)
    assert entries(company.pk) == []
    world.olga.actor()
    assert AuditEntry.objects.filter(company_id=world.olga.company_id, verb="company-founded").count() == 1


def test_the_invitation_goes_out_of_the_new_companys_own_outbox(world: Cast) -> None:
    company = founded(world)
    invitation = Invitation.objects.get(company_id=company.pk)
    mail_invitation(company.pk, invitation.pk)
    tenancy.enter(company.pk)
    assert OutgoingMail.objects.get(company_id=company.pk).to == "mara@mueller.example"
    world.olga.actor()
    assert not OutgoingMail.objects.filter(to="mara@mueller.example").exists()


def test_a_form_sent_twice_founds_one_company(world: Cast) -> None:
    key = uuid.uuid4()
    first = operate.found(actor=world.olga.actor(), given=founding(), key=key)
    again = operate.found(actor=world.olga.actor(), given=founding(), key=key)
    assert again.pk == first.pk
    assert Invitation.objects.filter(company_id=first.pk).count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "N" * 200}, "name"),
        ({"slug": "nordwerk"}, "slug"),
        ({"slug": "Müller"}, "slug"),
        ({"slug": "-a-"}, "slug"),
        ({"slug": "x" * 41}, "slug"),
        ({"name": "漢字"}, "slug"),
        ({"admin_name": ""}, "admin_name"),
        ({"admin_name": "N" * 200}, "admin_name"),
        ({"admin_mail": "mara"}, "admin_mail"),
        ({"town": "T" * 81}, "town"),
    ],
)
def test_nonsense_is_refused_at_its_field(world: Cast, change: dict[str, str], field: str) -> None:
    before = Company.objects.using("owner").count()
    with pytest.raises(RefusedError) as refusal:
        founded(world, **change)
    assert refusal.value.field == field
    assert not Company.objects.filter(name__contains="Müller").exists()
    assert Company.objects.using("owner").count() == before


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Müller & Söhne", "mueller-soehne"),
        ("Straße 7", "strasse-7"),
        ("Élan GmbH", "elan-gmbh"),
        ("Sehr langer Name einer Firma mit vielen Wörtern", "sehr-langer-name-einer-firma-mit-vielen"),
        ("A" * 120, "a" * 40),
        ("漢字", ""),
    ],
)
def test_short_names_are_made_of_names(name: str, slug: str) -> None:
    assert slug_of(name) == slug


ACTS: list[tuple[Any, dict[str, Any]]] = [
    (operate.found, {"given": founding(), "key": uuid.uuid4()}),
    (operate.suspend, {"slug": "nordwerk"}),
    (operate.reactivate, {"slug": "nordwerk"}),
    (operate.mark_for_deletion, {"slug": "nordwerk", "typed_name": "Nordwerk Haustechnik"}),
    (operate.cancel_deletion, {"slug": "nordwerk"}),
    (operate.invite_first, {"slug": "nordwerk", "name": "N", "mail": "n@n.example"}),
]


@pytest.mark.parametrize(("act", "values"), ACTS)
@pytest.mark.parametrize("who", ["olaf", "ben", "anna"])
def test_nobody_else_operates(world: Cast, act: Any, values: dict[str, Any], who: str) -> None:
    with pytest.raises(ForbiddenError):
        act(actor=world.people[who].actor(), **values)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT accounts_suspend(%s, true)",
        "SELECT accounts_mark_deletion(%s, now())",
        "SELECT accounts_invite_first(%s, 'a@b.example', 'A', 'h', now())",
        (
            "INSERT INTO accounts_company (slug, name, town, is_operator, is_demo, color, logo_sha256,"
            " phone, opening_hours, mail, mail_signature, portal_greeting, mails_replies, emergency_phone,"
            " imprint_url, privacy_url, portal_by_default, created_at, version)"
            " VALUES ('x' || %s, 'X', '', false, false, '', '', '', '', '', '', '', false, '', '', '',"
            " true, now(), 1)"
        ),
    ],
)
@pytest.mark.parametrize("who", ["olaf", "ben", "chris"])
def test_the_database_lets_nobody_else_through(world: Cast, sql: str, who: str) -> None:
    world.people[who].actor()
    other = "suedhof" if who == "ben" else "nordwerk"
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, [world.companies[other]])


def test_not_even_the_operator_changes_a_companys_row(world: Cast) -> None:
    world.olga.actor()
    assert Company.objects.filter(slug="nordwerk").update(name="Anders") == 0
    assert Company.objects.get(slug="nordwerk").name == "Nordwerk Haustechnik"


def test_the_operator_sees_no_row_of_a_company_but_its_own(world: Cast) -> None:
    world.olga.actor()
    assert Company.objects.filter(slug="nordwerk").exists()
    assert not Membership.objects.filter(company__slug="nordwerk").exists()
    assert not AuditEntry.objects.filter(company__slug="nordwerk").exists()
    world.ben.actor()
    assert not Company.objects.filter(slug="suedhof").exists()


def test_a_suspended_company_is_shut_and_opened_again(world: Cast) -> None:
    client = world.anna.client()
    key = digest(client.cookies["anliegen"].value)
    assert resolve(key)
    operate.suspend(actor=world.olga.actor(), slug="nordwerk")
    assert resolve(key) is None
    assert entries(world.ben.company_id)[0] == ("suspended", "Betrieb Software")
    before = len(entries(world.ben.company_id))
    operate.suspend(actor=world.olga.actor(), slug="nordwerk")
    assert len(entries(world.ben.company_id)) == before
    company = operate.reactivate(actor=world.olga.actor(), slug="nordwerk")
    assert state_of(company) == "active"
    assert resolve(key)


def test_the_operator_cannot_shut_itself(world: Cast) -> None:
    for act in (operate.suspend, operate.cancel_deletion):
        with pytest.raises(NotFoundError):
            act(actor=world.olga.actor(), slug="betrieb")
    with pytest.raises(NotFoundError):
        company_for(world.olga.actor(), "betrieb")
    with pytest.raises(DatabaseError), transaction.atomic():
        Company.objects.filter(slug="betrieb").update(suspended_at="2026-01-01T00:00Z")


def test_deletion_wants_the_name_and_can_be_cancelled(world: Cast) -> None:
    with pytest.raises(RefusedError):
        operate.mark_for_deletion(actor=world.olga.actor(), slug="nordwerk", typed_name="Nordwerk")
    assert state_of(company_for(world.olga.actor(), "nordwerk")) == "active"
    company = operate.mark_for_deletion(
        actor=world.olga.actor(), slug="nordwerk", typed_name=" Nordwerk Haustechnik "
    )
    assert state_of(company) == "leaving"
    assert company.suspended_at
    with pytest.raises(RefusedError):
        operate.reactivate(actor=world.olga.actor(), slug="nordwerk")
    company = operate.cancel_deletion(actor=world.olga.actor(), slug="nordwerk")
    assert (company.deletion_due_at, state_of(company)) == (None, "suspended")


def test_the_first_administrator_is_invited_anew_until_somebody_works_there(world: Cast) -> None:
    company = founded(world)
    operate.invite_first(
        actor=world.olga.actor(), slug=company.slug, name="Mira Müller", mail="mira@mueller.example"
    )
    rows = Invitation.objects.filter(company_id=company.pk).order_by("id")
    assert [(r.email, r.withdrawn_at is None) for r in rows] == [
        ("mara@mueller.example", False),
        ("mira@mueller.example", True),
    ]
    with pytest.raises(RefusedError):
        operate.invite_first(actor=world.olga.actor(), slug="nordwerk", name="N", mail="n@n.example")


def test_companies_are_found_by_name_short_name_and_town(world: Cast) -> None:
    founded(world, name="Österreicher Bau", slug="oebau", town="Passau")
    operate.suspend(actor=world.olga.actor(), slug="suedhof")

    def slugs(query: str = "", state: str = "") -> list[str]:
        return [c.slug for c in companies_page(world.olga.actor(), query, state, "").rows]

    assert slugs() == ["nordwerk", "oebau", "suedhof"]
    assert slugs("passau") == ["oebau"]
    assert slugs("werk") == ["nordwerk"]
    assert slugs(state="suspended") == ["suedhof"]
    assert slugs("50%") == []
    page = companies_page(world.olga.actor(), "", "", "nordwerk")
    assert [c.slug for c in page.rows] == ["oebau", "suedhof"]
    assert page.numbers == {"": 3, "active": 2, "suspended": 1, "leaving": 0}
