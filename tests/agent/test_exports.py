"""The company's own page for its export, the operator's part in it, and the link for who cannot log in."""

import re
import uuid
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from anliegen.accounts.actions.exports import have_exported
from anliegen.accounts.actions.operate import Founding, found, mark_for_deletion, suspend
from anliegen.accounts.models import AuditEntry, CompanyExport, ExportLink, Membership
from anliegen.common import exports, tenancy
from anliegen.common.clock import now
from anliegen.common.errors import NotFoundError, RefusedError
from anliegen.common.ids import digest, secret
from anliegen.mail.models import OutgoingMail
from anliegen.ops.export.run import make_export
from tests.cast import Cast, Person
from tests.conversation.acts import internal
from tests.ops.exports import ordered, row

PAGE = "/verwaltung/datenexport/"
OPERATORS = "/verwaltung/firmen/nordwerk/"


def inside(person: Person) -> None:
    """Open the tenant of the person's company, which may be shut."""
    tenancy.enter(person.company_id)


def ready(person: Person) -> CompanyExport:
    """An export of the person's company that can be fetched."""
    export_id = ordered(person)
    make_export(person.company_id, export_id)
    return row(person, export_id)


def asked_by_operator(world: Cast) -> CompanyExport:
    have_exported(actor=world.olga.actor(), slug="nordwerk")
    inside(world.ben)
    return CompanyExport.objects.get(company_id=world.ben.company_id, state="running")


def entries(person: Person) -> list[str]:
    """Return the verbs in the record of the person's company."""
    inside(person)
    rows = AuditEntry.objects.filter(company_id=person.company_id).order_by("id")
    return list(rows.values_list("verb", flat=True))


def traces(person: Person) -> list[object]:
    """Return what exports have left at the person's company."""
    inside(person)
    rows = CompanyExport.objects.filter(company_id=person.company_id).order_by("id")
    return [*rows.values(), *ExportLink.objects.values(), entries(person)]


def link_of(export: CompanyExport, person: Person) -> str:
    """Return the address in the mail that the person has got."""
    inside(person)
    key = f"export-{export.pk}-{person.membership_id}"
    mail = OutgoingMail.objects.get(company_id=person.company_id, key=key)
    assert (mail.to, mail.has_secret) == (person.email, True)
    found = re.search(r"https?://[^/]+(/datenexport/\S+/)", mail.text)
    assert found
    return found[1]


def test_the_administrator_asks_waits_and_fetches(world: Cast) -> None:
    internal(world.anna.actor(), subject="Müllers Türgröße")
    client = world.ben.client()
    assert "Daten exportieren" in client.get(PAGE).content.decode()
    assert client.post(PAGE)["Location"] == PAGE
    waiting = client.get(PAGE).content.decode()
    assert "Ausgelöst von Ben Brandt" in waiting
    assert "data-progress" in waiting
    inside(world.ben)
    export = CompanyExport.objects.get()
    make_export(world.ben.company_id, export.pk)
    page = client.get(PAGE).content.decode()
    assert f"{PAGE}{export.public_id}/" in page
    assert "noch nicht heruntergeladen" in page
    answer = client.post(f"{PAGE}{export.public_id}/")
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert content.startswith(b"PK")
    assert len(content) == row(world.ben, export.pk).size
    assert answer["Content-Type"] == "application/zip"
    assert answer["Content-Disposition"].startswith(
        'attachment; filename="Datenexport Nordwerk Haustechnik 20'
    )
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "einmal heruntergeladen" in client.get(PAGE).content.decode()
    assert entries(world.ben)[-2:] == ["export-asked", "export-downloaded"]
    record = client.get("/verwaltung/protokoll/").content.decode()
    assert "Datenexport ausgelöst" in record
    assert "Datenexport heruntergeladen" in record


def test_one_at_a_time(world: Cast) -> None:
    client = world.ben.client()
    client.post(PAGE)
    before = traces(world.ben)
    answer = client.post(PAGE)
    assert answer.status_code == 422
    assert "Ein Export läuft bereits." in answer.content.decode()
    with pytest.raises(RefusedError):
        have_exported(actor=world.olga.actor(), slug="nordwerk")
    assert traces(world.ben) == before
    assert world.olga.client().post(f"{OPERATORS}export/").status_code == 422
    assert traces(world.ben) == before


def test_nobody_else_gets_the_file(world: Cast) -> None:
    export = ready(world.ben)
    before = traces(world.ben)
    address = f"{PAGE}{export.public_id}/"
    wanted = {"anna": 403, "carla": 403, "chris": 404, "olaf": 403, "olga": 404}
    for name, status in wanted.items():
        assert world.people[name].client().post(address).status_code == status, name
    assert Client().post(address).status_code == 401
    assert world.ben.client().get(address).status_code == 405
    assert traces(world.ben) == before
    for name in ("anna", "carla", "olaf"):
        assert world.people[name].client().get(PAGE).status_code == 403, name
        assert world.people[name].client().post(PAGE).status_code == 403, name
    assert export.public_id not in world.chris.client().get(PAGE).content.decode()
    assert traces(world.ben) == before


def test_what_is_not_ready_or_too_old_cannot_be_fetched(world: Cast) -> None:
    client = world.ben.client()
    client.post(PAGE)
    inside(world.ben)
    export = CompanyExport.objects.get()
    address = f"{PAGE}{export.public_id}/"
    assert client.post(address).status_code == 404
    make_export(world.ben.company_id, export.pk)
    inside(world.ben)
    CompanyExport.objects.update(ended_at=now() - timedelta(days=7, minutes=1))
    before = traces(world.ben)
    assert client.post(address).status_code == 404
    assert traces(world.ben) == before


def test_the_operator_has_it_made_and_sees_that_it_is_there(world: Cast) -> None:
    client = world.olga.client()
    assert client.post(f"{OPERATORS}export/")["Location"] == OPERATORS
    inside(world.ben)
    export = CompanyExport.objects.get()
    assert (export.outsider, export.membership_id) == ("Betrieb Software", None)
    make_export(world.ben.company_id, export.pk)
    page = client.get(OPERATORS).content.decode()
    assert "Fertig" in page
    assert "noch nicht heruntergeladen" in page
    assert export.public_id not in page
    assert "export-asked" in entries(world.ben)
    assert "company-exported" in entries(world.olga)
    assert "Betrieb Software" in world.ben.client().get(PAGE).content.decode()
    # Not by any address of the product, and not past the pages either.
    assert client.post(f"{PAGE}{export.public_id}/").status_code == 404
    world.olga.actor()
    assert not CompanyExport.objects.filter(company_id=world.ben.company_id).exists()
    assert not ExportLink.objects.exists()
    assert not OutgoingMail.objects.filter(purpose="export").exists()


def test_who_of_the_company_asked_is_not_the_operators_matter(world: Cast) -> None:
    ready(world.ben)
    page = world.olga.client().get(OPERATORS).content.decode()
    assert "von der Firma" in page
    assert "Ben Brandt" not in page


def test_only_the_operators_administrators_ask(world: Cast) -> None:
    before = traces(world.ben)
    for name, status in {"olaf": 403, "ben": 404, "chris": 404, "anna": 404}.items():
        assert world.people[name].client().post(f"{OPERATORS}export/").status_code == status, name
    for person in (world.ben, world.chris, world.olaf):
        person.actor()
        for door in ("accounts_ask_export(%s, 'x')", "accounts_exports_of(%s, 5)"):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"SELECT {door}", [world.ben.company_id])
    assert traces(world.ben) == before
    with pytest.raises(NotFoundError):
        have_exported(actor=world.olga.actor(), slug="betrieb")


def test_all_administrators_are_told_and_log_in(world: Cast) -> None:
    export = ready(world.ben)
    inside(world.ben)
    (mail,) = OutgoingMail.objects.filter(purpose="export")
    assert (mail.to, mail.has_secret) == (world.ben.email, False)
    assert "/verwaltung/datenexport/" in mail.text
    assert "Datenexport von Nordwerk Haustechnik" in mail.subject
    assert export.public_id not in mail.text
    assert not ExportLink.objects.exists()


@pytest.mark.parametrize("shut", ["suspended", "leaving"])
def test_a_shut_companys_administrators_get_a_link_that_works_once(world: Cast, shut: str) -> None:
    internal(world.anna.actor(), subject="Alles über Türen")
    if shut == "suspended":
        suspend(actor=world.olga.actor(), slug="nordwerk")
    else:
        mark_for_deletion(actor=world.olga.actor(), slug="nordwerk", typed_name="Nordwerk Haustechnik")
    export = asked_by_operator(world)
    make_export(world.ben.company_id, export.pk)
    address = link_of(export, world.ben)
    stranger = Client(headers={"accept-language": "de"})
    for _ in range(2):  # a mail program that looks at links uses nothing up
        page = stranger.get(address)
        assert page.status_code == 200
        assert "Datenexport von Nordwerk Haustechnik" in page.content.decode()
    assert stranger.head(address).status_code == 200
    answer = stranger.post(address)
    assert b"".join(answer.streaming_content).startswith(b"PK")  # type: ignore[attr-defined]
    assert answer["Cache-Control"] == "private, no-store"
    assert row(world.ben, export.pk).downloads == 1
    entry = AuditEntry.objects.filter(company_id=world.ben.company_id, verb="export-downloaded").get()
    assert (entry.who, entry.after) == ("Ben Brandt", {"by": "link"})
    before = traces(world.ben)
    assert stranger.get(address).status_code == 404
    assert stranger.post(address).status_code == 404
    assert traces(world.ben) == before
    assert "einmal heruntergeladen" in world.olga.client().get(OPERATORS).content.decode()


@pytest.mark.parametrize("fault", ["expired", "deactivated", "no longer in charge", "replaced", "file gone"])
def test_a_link_that_is_no_longer_good_opens_nothing(world: Cast, fault: str) -> None:
    suspend(actor=world.olga.actor(), slug="nordwerk")
    export = asked_by_operator(world)
    make_export(world.ben.company_id, export.pk)
    address = link_of(export, world.ben)
    member = Membership.objects.filter(pk=world.ben.membership_id)
    if fault == "expired":
        ExportLink.objects.update(expires_at=now() - timedelta(seconds=1))
    elif fault == "deactivated":
        member.update(is_active=False)
    elif fault == "no longer in charge":
        member.update(role="agent")
    elif fault == "replaced":
        make_export(world.ben.company_id, asked_by_operator(world).pk)
    else:
        exports.keep_only(world.ben.company_id, set())
    before = traces(world.ben)
    assert Client().post(address).status_code == 404
    assert traces(world.ben) == before


@pytest.mark.parametrize("token", ["x", "0" * 43, "../../etc/passwd", "%00", "ä" * 40, "' OR 1=1 --"])
def test_guessed_links_are_unknown(world: Cast, token: str) -> None:
    ready(world.ben)
    before = traces(world.ben)
    for method in ("get", "post"):
        assert getattr(Client(), method)(f"/datenexport/{token}/").status_code in {400, 404}
    assert traces(world.ben) == before


def test_links_of_other_kinds_lead_nowhere_here(world: Cast) -> None:
    """An invitation's secret is none of an export, and the other way round."""
    suspend(actor=world.olga.actor(), slug="nordwerk")
    export = asked_by_operator(world)
    make_export(world.ben.company_id, export.pk)
    token = link_of(export, world.ben).split("/")[2]
    for address in (f"/einladung/{token}/", f"/passwort-neu/{token}/"):
        assert Client().get(address).status_code == 404, address
    other = secret()
    world.chris.actor()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_invitation"
            " (company_id, email, name, role, token_hash, created_at, expires_at)"
            " VALUES (%s, 'n@n.example', 'N', 'admin', %s, now(), now() + interval '1 day')",
            [world.chris.company_id, digest(other)],
        )
    assert Client().get(f"/datenexport/{other}/").status_code == 404


def test_a_company_without_people_is_exported_for_nobody(world: Cast) -> None:
    given = Founding("Leere Firma", "leer", "", "Nele Neu", "nele@leer.example")
    company = found(actor=world.olga.actor(), given=given, key=uuid.uuid4())
    have_exported(actor=world.olga.actor(), slug="leer")
    tenancy.enter(company.pk)
    export = CompanyExport.objects.get()
    make_export(company.pk, export.pk)
    tenancy.enter(company.pk)
    export.refresh_from_db()
    assert export.state == "done"
    assert not OutgoingMail.objects.filter(purpose="export").exists()
