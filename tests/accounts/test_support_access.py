"""Support access: only through a door that the company has opened, recorded, and shut at once."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from anliegen.accounts.actions import operate
from anliegen.accounts.actions.support import end_support, grant_support, running
from anliegen.accounts.models import AuditEntry, SupportGrant, SupportLook
from anliegen.common.clock import now
from anliegen.common.errors import ForbiddenError, NotFoundError, RefusedError
from anliegen.common.ids import digest
from anliegen.config import gate
from anliegen.conversation.actions.note import note
from anliegen.conversation.models import Draft, Message
from anliegen.tickets.actions.change import assign
from anliegen.tickets.models import Event, ReadMark, Side
from tests.accounts.support import looking, opened_by
from tests.cast import Cast
from tests.conversation.acts import internal, support, uploaded
from tests.notifications.acts import hush


def seen(world: Cast) -> list[tuple[str, str, str]]:
    """Return (verb, who, path) of what stands in Nordwerk's record of support, oldest first."""
    world.ben.actor()
    rows = AuditEntry.objects.filter(company_id=world.ben.company_id, grant__isnull=False).order_by("id")
    return [(r.verb, r.outsider, (r.after or {}).get("path", "")) for r in rows]


def test_the_operators_people_look_in_and_every_page_is_recorded(world: Cast) -> None:
    side = internal(world.anna.actor(), subject="Nur im Norden")
    client = looking(world.olaf, opened_by(world.ben))
    page = client.get("/tickets/?status=open")
    assert page.status_code == 200
    html = page.content.decode()
    assert "Nur im Norden" in html
    banner = "als Support von Betrieb Software. Der Zugriff wird protokolliert."
    assert f"Sie sehen Nordwerk Haustechnik {banner}" in html
    ticket = client.get(f"/tickets/{side.number}/")
    assert ticket.status_code == 200
    assert banner in ticket.content.decode()
    who = "Olaf Oster (Betrieb Software)"
    assert seen(world) == [
        ("support-begun", who, ""),
        ("support-viewed", who, "/tickets/?status=open"),
        ("support-viewed", who, f"/tickets/{side.number}/"),
    ]
    record = world.ben.client().get("/verwaltung/protokoll/?support=1").content.decode()
    assert f"Gesehen: Ticket #{side.number}" in record
    assert "Gesehen: Übersicht (status=open)" in record
    assert who in record


def test_without_a_grant_there_is_nothing(world: Cast) -> None:
    grant = opened_by(world.ben)
    end_support(actor=world.ben.actor(), grant_id=grant.public_id)
    client = world.olaf.client()
    for door in (grant.public_id, "0" * 22):
        assert client.post(f"/einblick/{door}/").status_code == 404
    assert "Nordwerk" not in client.get("/einblick/").content.decode()
    assert not SupportLook.objects.exists()


def test_nobody_but_the_operators_people_passes_an_open_door(world: Cast) -> None:
    grant = opened_by(world.ben)
    for person in (world.anna, world.ben, world.carla, world.chris):
        client = person.client()
        assert client.get("/einblick/").status_code == 404
        assert client.post(f"/einblick/{grant.public_id}/").status_code == 404
        key = digest(client.cookies["anliegen"].value)
        person.actor()
        with connection.cursor() as cursor:
            cursor.execute("SELECT accounts_support_begin(%s, %s)", [key, grant.public_id])
            assert cursor.fetchone() == (False,)
            cursor.execute("SELECT count(*) FROM accounts_support_open()")
            assert cursor.fetchone() == (0,)


def test_a_person_has_no_door_in_another_persons_session(world: Cast) -> None:
    grant = opened_by(world.ben)
    key = digest(world.olga.client().cookies["anliegen"].value)
    world.olaf.actor()
    with connection.cursor() as cursor:
        cursor.execute("SELECT accounts_support_begin(%s, %s)", [key, grant.public_id])
        assert cursor.fetchone() == (False,)


def test_shut_it_is_over_with_the_next_request(world: Cast) -> None:
    grant = opened_by(world.ben)
    client = looking(world.olaf, grant)
    assert client.get("/tickets/").status_code == 200
    end_support(actor=world.ben.actor(), grant_id=grant.public_id)
    before = len(seen(world))
    for path in ("/tickets/", "/", "/kunden/"):
        answer = client.get(path)
        assert answer.status_code == 403
        assert "Der Support-Zugriff auf Nordwerk Haustechnik ist beendet." in answer.content.decode()
    # A form of the window lands in neither company.
    assert client.post("/tickets/neu/", {"to": "internal", "subject": "Irrläufer"}).status_code == 403
    assert len(seen(world)) == before
    assert client.post("/einblick/ende/").status_code == 303
    own = client.get("/tickets/").content.decode()
    assert "aus allen Firmen" in own
    assert not Side.objects.filter(subject="Irrläufer").exists()


def test_a_door_that_has_run_out_is_shut(world: Cast) -> None:
    world.ben.actor()
    SupportGrant.objects.create(
        public_id="alt",
        company_id=world.ben.company_id,
        reason="vorbei",
        granted_by_id=world.ben.membership_id,
        granted_at=now() - timedelta(hours=2),
        expires_at=now() - timedelta(hours=1),
    )
    assert running(world.ben.actor()) is None
    assert world.olaf.client().post("/einblick/alt/").status_code == 404
    with pytest.raises(NotFoundError):
        end_support(actor=world.ben.actor(), grant_id="alt")
    assert "vorbei" in world.ben.client().get("/verwaltung/support-zugriff/").content.decode()


def test_a_grant_is_never_longer_and_never_more(world: Cast) -> None:
    grant = opened_by(world.ben)
    for change in ({"can_write": True}, {"expires_at": now() + timedelta(days=6)}, {"reason": "anders"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            SupportGrant.objects.filter(pk=grant.pk).update(**change)
    end_support(actor=world.ben.actor(), grant_id=grant.public_id)
    with pytest.raises(DatabaseError), transaction.atomic():
        SupportGrant.objects.filter(pk=grant.pk).update(ended_at=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        SupportGrant.objects.create(
            public_id="lang",
            company_id=world.ben.company_id,
            reason="zu lang",
            granted_by_id=world.ben.membership_id,
            granted_at=now(),
            expires_at=now() + timedelta(days=8),
        )


WRITES: list[tuple[str, dict[str, str]]] = [
    ("status/", {"status": "closed"}),
    ("prioritaet/", {"priority": "4"}),
    ("zuweisung/", {"assignee": ""}),
    ("kategorien/", {}),
    ("ordner/", {"folder": "trash"}),
    ("notizen/", {"body": "x", "key": str(uuid.uuid4())}),
    ("antworten/", {"body": "x", "key": str(uuid.uuid4())}),
    ("gelesen/", {"upto": "99"}),
    ("anwesenheit/", {"window": "w"}),
    ("sperre/", {"window": "w"}),
    ("sperre/uebernahme/", {}),
    ("entwuerfe/", {"kind": "note", "body": "x"}),
    ("loeschung/", {}),
]


@pytest.mark.parametrize(("path", "data"), WRITES)
def test_reading_means_reading(world: Cast, path: str, data: dict[str, str]) -> None:
    side = internal(world.anna.actor())
    client = looking(world.olaf, opened_by(world.ben))
    before = state(world, side)
    assert client.post(f"/tickets/{side.number}/{path}", data).status_code == 403
    assert state(world, side) == before


def state(world: Cast, side: Side) -> list[Any]:
    """Return what looking in could have changed in Nordwerk."""
    world.ben.actor()
    fields = ("status", "priority", "assignee_id", "folder", "category_ids", "news")
    return [
        list(Side.objects.filter(pk=side.pk).values_list(*fields)),
        list(Event.objects.order_by("id").values_list("id", flat=True)),
        list(Message.objects.order_by("id").values_list("id", flat=True)),
        list(ReadMark.objects.order_by("id").values_list("id", "news", "unread")),
        Draft.objects.count(),
    ]


def test_looking_leaves_no_trace_among_colleagues(world: Cast) -> None:
    side = internal(world.anna.actor())
    client = looking(world.olaf, opened_by(world.ben))
    before = state(world, side)
    html = client.get(f"/tickets/{side.number}/").content.decode()
    assert state(world, side) == before
    for word in (
        "data-mark-read",
        "data-presence",
        "data-lock=",
        "data-draft",
        'id="composer"',
        "data-autosubmit",
    ):
        assert word not in html, word
    assert "Olaf Oster" not in world.anna.client().get("/tickets/").content.decode()


def test_the_transaction_itself_only_reads(world: Cast) -> None:
    client = looking(world.olaf, opened_by(world.ben))
    key = digest(client.cookies["anliegen"].value)
    world.olaf.actor()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT is_open FROM accounts_support_enter(%s)", [key])
        assert cursor.fetchone() == (True,)
        with pytest.raises(DatabaseError, match="read-only"):
            cursor.execute("UPDATE tickets_side SET folder = 'trash'")
        transaction.set_rollback(True)


def test_writing_is_named_in_history_and_record(world: Cast) -> None:
    side = internal(world.anna.actor())
    client = looking(world.olaf, opened_by(world.ben, can_write=True))
    assert (
        client.post(f"/tickets/{side.number}/prioritaet/", {"priority": "3", "seen": "2"}).status_code == 303
    )
    event = Event.objects.filter(ticket_id=side.ticket_id, verb="priority").get()
    assert (event.origin, event.actor_id) == ("support", None)
    page = world.anna.client().get(f"/tickets/{side.number}/").content.decode()
    assert "Support: Priorität" in page
    assert (
        "support-changed",
        "Olaf Oster (Betrieb Software)",
        f"/tickets/{side.number}/prioritaet/",
    ) in seen(world)
    answer = client.post("/kategorien/", {"name": "Neu vom Support", "color": "sky"})
    assert answer.status_code == 303


@pytest.mark.parametrize(
    "path",
    [
        "/verwaltung/mitarbeitende/",
        "/verwaltung/support-zugriff/",
        "/konto/",
        "/tickets/neu/",
        "/hinweise/",
    ],
)
def test_even_writing_has_no_say_over_people_and_the_door(world: Cast, path: str) -> None:
    client = looking(world.olga, opened_by(world.ben, can_write=True))
    assert client.get(path).status_code == 403
    assert client.post(path, {"email": "x@y.example", "name": "X", "role": "admin"}).status_code in (403, 405)


def test_the_operators_own_pages_are_out_of_reach_while_looking_in(world: Cast) -> None:
    client = looking(world.olga, opened_by(world.ben))
    assert client.get("/verwaltung/firmen/").status_code == 404


def test_files_are_read_through_the_door(world: Cast) -> None:
    side = internal(world.anna.actor())
    file = uploaded(world.anna.actor())
    note(
        actor=world.anna.actor(),
        number=side.number,
        html="<p>x</p>",
        key=uuid.uuid4(),
        upload_ids=[file.public_id],
    )
    client = looking(world.olaf, opened_by(world.ben))
    html = client.get(f"/tickets/{side.number}/").content.decode()
    link = re.search(r'href="(/anhaenge/[^"]+)"', html)
    assert link
    answer = client.get(link[1])
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == b"Ein Protokoll."
    assert any("/anhaenge/" in path for _verb, _who, path in seen(world))


def test_what_cannot_be_recorded_is_not_shown(world: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    internal(world.anna.actor(), subject="Nur im Norden")
    client = looking(world.olaf, opened_by(world.ben))
    monkeypatch.setattr(gate, "note_page", lambda *_values: False)
    answer = client.get("/tickets/")
    assert answer.status_code == 403
    assert "Nur im Norden" not in answer.content.decode()


def test_one_door_at_a_time_with_a_reason_and_an_end(world: Cast) -> None:
    for values, field in (
        ({"hours": "1", "reason": " "}, "reason"),
        ({"hours": "1", "reason": "x" * 301}, "reason"),
        ({"hours": "999", "reason": "x"}, "hours"),
        ({"hours": "", "reason": "x"}, "hours"),
    ):
        with pytest.raises(RefusedError) as refusal:
            grant_support(actor=world.ben.actor(), can_write=False, **values)
        assert refusal.value.field == field
    assert running(world.ben.actor()) is None
    grant = opened_by(world.ben, hours="4")
    assert timedelta(hours=3, minutes=59) < grant.expires_at - now() <= timedelta(hours=4)
    with pytest.raises(RefusedError):
        opened_by(world.ben)
    assert SupportGrant.objects.count() == 1


def test_only_the_companys_administration_opens_and_shuts(world: Cast) -> None:
    with pytest.raises(ForbiddenError):
        opened_by(world.anna)
    with pytest.raises(NotFoundError):
        opened_by(world.olga)
    grant = opened_by(world.ben)
    for person, error in (
        (world.anna, ForbiddenError),
        (world.chris, NotFoundError),
        (world.olga, NotFoundError),
    ):
        with pytest.raises(error):
            end_support(actor=person.actor(), grant_id=grant.public_id)
    assert running(world.ben.actor())


def test_the_companys_people_see_until_when_it_is_open(world: Cast) -> None:
    assert "Support-Zugriff bis" not in world.anna.client().get("/tickets/").content.decode()
    opened_by(world.ben)
    for person in (world.anna, world.ben):
        assert "Support-Zugriff bis" in person.client().get("/tickets/").content.decode()
    assert "Support-Zugriff bis" not in world.carla.client().get("/tickets/").content.decode()


def test_a_suspended_company_has_no_open_door(world: Cast) -> None:
    grant = opened_by(world.ben)
    client = looking(world.olaf, grant)
    operate.suspend(actor=world.olga.actor(), slug="nordwerk")
    assert client.get("/tickets/").status_code == 403
    assert world.olga.client().post(f"/einblick/{grant.public_id}/").status_code == 404


def test_leaving_is_recorded_and_leads_home(world: Cast) -> None:
    client = looking(world.olaf, opened_by(world.ben))
    assert client.post("/einblick/ende/").status_code == 303
    assert seen(world)[-1][0] == "support-left"
    assert client.get("/einblick/").status_code == 200
    assert client.post("/einblick/ende/").status_code == 303
    assert [verb for verb, _w, _p in seen(world)].count("support-left") == 1


def test_logging_out_works_through_a_door(world: Cast) -> None:
    client = looking(world.olaf, opened_by(world.ben))
    assert client.post("/abmelden/").status_code in (302, 303)
    world.ben.actor()
    assert not SupportLook.objects.exists()


def test_the_bell_of_another_window_stays_the_own_one(world: Cast) -> None:
    hush(world)
    client = looking(world.olga, opened_by(world.ben))
    olga = world.olga.actor()
    side = support(world.carla.actor())
    world.olaf.actor()
    assign(actor=world.olaf.actor(), number=side.peer_number or 0, assignee_id=olga.membership_id)
    before = seen(world)
    bell = client.get("/hinweise/glocke/")
    assert bell.status_code == 200
    assert 'data-unread="1"' in bell.text
    assert client.get("/hinweise/").status_code == 403
    assert seen(world) == before, "nothing of the company was seen"


def test_forms_of_other_windows_end_with_the_change(world: Cast) -> None:
    grant = opened_by(world.ben)
    client = world.olaf.client()
    strict = Client(enforce_csrf_checks=True, headers={"accept-language": "de"})
    strict.cookies = client.cookies
    old = token(strict.get("/einblick/").content.decode())
    assert strict.post(f"/einblick/{grant.public_id}/", {"csrfmiddlewaretoken": old}).status_code == 303
    assert strict.post("/einblick/ende/", {"csrfmiddlewaretoken": old}).status_code == 403
    new = token(strict.get("/tickets/").content.decode())
    assert strict.post("/einblick/ende/", {"csrfmiddlewaretoken": new}).status_code == 303


def token(html: str) -> str:
    found = re.search(r'name="csrf-token" content="(\w+)"', html)
    assert found
    return found[1]
