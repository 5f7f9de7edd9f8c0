"""Every URL, every method, every actor: what is not expected here fails.

The resolver is walked, so that a new address without a line below is noticed. Addresses with foreign
ids must answer like those of things that do not exist.
"""

import re
import uuid

import pytest
from django.test import Client
from django.urls import get_resolver

from anliegen.accounts.models import Company
from anliegen.common import tenancy
from anliegen.config.gate import walk
from anliegen.conversation.actions.snippet import create_snippet
from anliegen.customers.models import Customer
from anliegen.tickets.models import Event, Side, Ticket
from tests.cast import Cast
from tests.mail.post import note_to
from tests.tickets.test_isolation import internal

AGENTS, ADMINS = "agents", "admins"
PUBLIC, CONTACTS = "public", "contacts"
# Of the operator alone: for everybody else these pages do not exist.
OPERATORS, LOOKERS = "operators", "lookers"

# route -> (who, methods that a browser uses)
EXPECTED: dict[str, tuple[str, str]] = {
    "": (AGENTS, "GET"),
    "tickets/": (AGENTS, "GET"),
    "tickets/neu/": (AGENTS, "GET POST"),
    "tickets/neu/kunden/": (AGENTS, "GET"),
    "tickets/sammelaktion/": (AGENTS, "POST"),
    "tickets/<int:number>/": (AGENTS, "GET"),
    "tickets/<int:number>/antworten/": (AGENTS, "POST"),
    "tickets/<int:number>/antworten/<int:message>/ruecknahme/": (AGENTS, "POST"),
    "tickets/<int:number>/original/<int:message>/": (AGENTS, "GET"),
    "tickets/<int:number>/notizen/": (AGENTS, "POST"),
    "tickets/<int:number>/status/": (AGENTS, "POST"),
    "tickets/<int:number>/prioritaet/": (AGENTS, "POST"),
    "tickets/<int:number>/zuweisung/": (AGENTS, "POST"),
    "tickets/<int:number>/kategorien/": (AGENTS, "POST"),
    "tickets/<int:number>/ordner/": (AGENTS, "POST"),
    "tickets/<int:number>/portal/": (AGENTS, "POST"),
    "tickets/<int:number>/kundensicht/": (AGENTS, "GET"),
    "tickets/<int:number>/kunde/": (AGENTS, "GET POST"),
    "tickets/<int:number>/gelesen/": (AGENTS, "POST"),
    "tickets/<int:number>/anwesenheit/": (AGENTS, "POST"),
    "tickets/<int:number>/sperre/": (AGENTS, "GET POST"),
    "tickets/<int:number>/sperre/freigabe/": (AGENTS, "POST"),
    "tickets/<int:number>/sperre/uebernahme/": (ADMINS, "POST"),
    "tickets/<int:number>/sperre/warten/": (AGENTS, "POST"),
    "tickets/<int:number>/entwuerfe/": (AGENTS, "GET POST"),
    "tickets/<int:number>/entwuerfe/fassungen/": (AGENTS, "GET POST"),
    "tickets/neu/entwurf/": (AGENTS, "GET POST"),
    "tickets/neu/entwurf/verwerfen/": (AGENTS, "POST"),
    "tickets/<int:number>/loeschung/": (ADMINS, "GET POST"),
    "anhaenge/": (AGENTS, "POST"),
    "anhaenge/<str:public_id>/": (AGENTS, "DELETE"),
    "anhaenge/<str:public_id>/<str:token>/<str:variant>/<path:name>": (AGENTS, "GET"),
    "springen/": (AGENTS, "GET"),
    "offline/": (PUBLIC, "GET"),
    "konto/geraet/": (AGENTS, "POST"),
    "konto/geraet/ende/": (AGENTS, "POST"),
    "anliegen.webmanifest": (PUBLIC, "GET"),
    "dienst.js": (PUBLIC, "GET"),
    "anmelden/": (PUBLIC, "GET POST"),
    "abmelden/": (PUBLIC, "POST"),
    "passwort-vergessen/": (PUBLIC, "GET POST"),
    "passwort-neu/<str:key>/": (PUBLIC, "GET POST"),
    "einladung/<str:token>/": (PUBLIC, "GET POST"),
    "datenexport/<str:token>/": (PUBLIC, "GET POST"),
    "konto/": (AGENTS, "GET POST"),
    "konto/passwort/": (AGENTS, "POST"),
    "konto/sitzungen/": (AGENTS, "POST"),
    "konto/seitengroesse/": (AGENTS, "POST"),
    "konto/hinweise/": (AGENTS, "POST"),
    "hinweise/": (AGENTS, "GET"),
    "hinweise/glocke/": (AGENTS, "GET"),
    "hinweise/gelesen/": (AGENTS, "POST"),
    "konto/firmen/": (AGENTS, "GET"),
    "konto/firma/": (AGENTS, "POST"),
    "verwaltung/": (ADMINS, "GET POST"),
    "verwaltung/mitarbeitende/": (ADMINS, "GET POST"),
    "verwaltung/mitarbeitende/<int:membership_id>/": (ADMINS, "POST"),
    "verwaltung/einladungen/<int:invitation_id>/rueckzug/": (ADMINS, "POST"),
    "textbausteine/": (AGENTS, "GET"),
    "verwaltung/textbausteine/": (ADMINS, "GET"),
    "verwaltung/textbausteine/neu/": (ADMINS, "GET POST"),
    "verwaltung/textbausteine/<int:snippet_id>/": (ADMINS, "GET POST"),
    "verwaltung/textbausteine/<int:snippet_id>/entfernung/": (ADMINS, "POST"),
    "verwaltung/kundenportal/": (ADMINS, "GET POST"),
    "verwaltung/protokoll/": (ADMINS, "GET"),
    "verwaltung/datenexport/": (ADMINS, "GET POST"),
    "verwaltung/datenexport/<str:public_id>/": (ADMINS, "POST"),
    "verwaltung/postausgang/": (ADMINS, "GET"),
    "verwaltung/postausgang/<int:mail_id>/": (ADMINS, "GET"),
    "verwaltung/postausgang/<int:mail_id>/versand/": (ADMINS, "POST"),
    "verwaltung/firmen/": (OPERATORS, "GET"),
    "verwaltung/firmen/neu/": (OPERATORS, "GET POST"),
    "verwaltung/firmen/<slug:slug>/": (OPERATORS, "GET"),
    "verwaltung/firmen/<slug:slug>/sperre/": (OPERATORS, "POST"),
    "verwaltung/firmen/<slug:slug>/loeschung/": (OPERATORS, "POST"),
    "verwaltung/firmen/<slug:slug>/export/": (OPERATORS, "POST"),
    "verwaltung/firmen/<slug:slug>/einladung/": (OPERATORS, "POST"),
    "verwaltung/support-zugriff/": (ADMINS, "GET POST"),
    "verwaltung/support-zugriff/<str:public_id>/ende/": (ADMINS, "POST"),
    "einblick/": (LOOKERS, "GET"),
    "einblick/ende/": (LOOKERS, "POST"),
    "einblick/<str:public_id>/": (LOOKERS, "POST"),
    "firma/farben/<str:version>.css": (AGENTS, "GET"),
    "firma/logo/<str:sha>.png": (AGENTS, "GET"),
    "kunden/": (AGENTS, "GET"),
    "kunden/neu/": (AGENTS, "GET POST"),
    "kunden/export/": (ADMINS, "POST"),
    "kunden/import/": (ADMINS, "GET POST"),
    "kunden/import/<str:public_id>/": (ADMINS, "GET POST"),
    "kunden/import/<str:public_id>/abbruch/": (ADMINS, "POST"),
    "kunden/import/<str:public_id>/entfernung/": (ADMINS, "POST"),
    "kunden/import/<str:public_id>/abgelehnt.csv": (ADMINS, "GET"),
    "kunden/<str:public_id>/": (AGENTS, "GET"),
    "kunden/<str:public_id>/bearbeiten/": (AGENTS, "GET POST"),
    "kunden/<str:public_id>/archiv/": (AGENTS, "POST"),
    "kunden/<str:public_id>/zusammenfuehrung/": (AGENTS, "GET POST"),
    "kunden/<str:public_id>/zusammenfuehrung/<int:merge_id>/ruecknahme/": (AGENTS, "POST"),
    "kunden/<str:public_id>/verlauf/": (AGENTS, "GET"),
    "kunden/<str:public_id>/feld/<slug:group>/": (AGENTS, "GET POST"),
    "kunden/<str:public_id>/kontakte/": (AGENTS, "GET POST"),
    "kunden/<str:public_id>/kontakte/<int:contact_id>/": (AGENTS, "GET POST"),
    "kunden/<str:public_id>/notizen/": (AGENTS, "POST"),
    "kunden/<str:public_id>/notizen/<int:note_id>/": (AGENTS, "GET POST"),
    "kunden/<str:public_id>/kontakte/<int:contact_id>/entfernung/": (AGENTS, "POST"),
    "kunden/<str:public_id>/notizen/<int:note_id>/entfernung/": (AGENTS, "POST"),
    "kunden/<str:public_id>/dokumente/": (AGENTS, "GET POST"),
    "kunden/<str:public_id>/dokumente/<str:document_id>/": (AGENTS, "GET POST"),
    "kunden/<str:public_id>/dokumente/<str:document_id>/entfernung/": (AGENTS, "POST"),
    "kunden/<str:public_id>/portal/": (AGENTS, "POST"),
    "kunden/<str:public_id>/portal/<int:contact_id>/": (AGENTS, "POST"),
    "kategorien/": (ADMINS, "GET POST"),
    "kategorien/<int:category_id>/": (ADMINS, "POST"),
    "kategorien/<int:category_id>/reihenfolge/": (ADMINS, "POST"),
    "kategorien/<int:category_id>/portal/": (ADMINS, "POST"),
    "kategorien/<int:category_id>/archiv/": (ADMINS, "POST"),
    "portal/<slug:slug>/": (CONTACTS, "GET"),
    "portal/<slug:slug>/anmelden/": (PUBLIC, "GET POST"),
    "portal/<slug:slug>/abmelden/": (PUBLIC, "POST"),
    "portal/<slug:slug>/anmeldelink/": (PUBLIC, "GET POST"),
    "portal/<slug:slug>/anmeldelink/<str:token>/": (PUBLIC, "GET POST"),
    "portal/<slug:slug>/einladung/<str:token>/": (PUBLIC, "GET POST"),
    "portal/<slug:slug>/kennwort/": (CONTACTS, "GET POST"),
    "portal/<slug:slug>/anfragen/neu/": (CONTACTS, "GET POST"),
    "portal/<slug:slug>/anfragen/<int:number>/": (CONTACTS, "GET POST"),
    "portal/<slug:slug>/anfragen/<int:number>/status/": (CONTACTS, "POST"),
    "portal/<slug:slug>/dateien/": (CONTACTS, "POST"),
    "portal/<slug:slug>/dateien/<str:public_id>/": (CONTACTS, "DELETE"),
    "portal/<slug:slug>/dateien/<str:public_id>/<str:variant>/<path:name>": (CONTACTS, "GET"),
    "portal/<slug:slug>/farben/<str:version>.css": (PUBLIC, "GET"),
    "portal/<slug:slug>/logo/<str:sha>.png": (PUBLIC, "GET"),
    "ansichten/": (AGENTS, "POST"),
    "ansichten/<str:public_id>/entfernung/": (AGENTS, "POST"),
}


def routes() -> list[str]:
    return sorted({route for route, _pattern in walk(get_resolver().url_patterns)})


def test_every_address_is_expected_here() -> None:
    assert set(routes()) == set(EXPECTED), "add the new address to EXPECTED with who may use it"


def foreign(world: Cast) -> dict[str, str]:
    """Return ids that exist in Südhof and not in Nordwerk."""
    theirs = internal(world.carla, "Geheimnis des Südhofs")
    mail = note_to(world.carla, "c@kunde.example")
    from anliegen.customers.actions.notes import add_note

    public_id = Customer.objects.get(pk=world.customers["berg"]).public_id
    note = add_note(actor=world.carla.actor(), public_id=public_id, text="Geheim")
    snippet = create_snippet(actor=world.chris.actor(), title=f"Geheim {uuid.uuid4()}", html="<p>Geheim</p>")
    world.carla.actor()
    return {
        "number": str(theirs.number),
        "category_id": str(world.categories["fremd"]),
        "membership_id": str(world.carla.membership_id),
        "invitation_id": "4711",
        "mail_id": str(mail.pk),
        "message": "4711",
        "public_id": public_id,
        "token": "x" * 20,
        "key": "1-abc",
        "variant": "original",
        "name": "x.pdf",
        "version": "0",
        "sha": "0" * 64,
        "slug": "nordwerk",
        "contact_id": str(world.contacts["bodo"]),
        "note_id": str(note.pk),
        "snippet_id": str(snippet.pk),
        "document_id": "A" * 22,
        "group": "phone",
        "merge_id": "4711",
    }


def address(route: str, ids: dict[str, str]) -> str:
    return "/" + re.sub(r"<\w+:(\w+)>", lambda m: ids[m[1]], route)


def send(client: Client, method: str, path: str, data: dict[str, str] | None = None) -> int:
    call = {"GET": client.get, "POST": client.post, "DELETE": client.delete}[method]
    return call(path, data or {}).status_code if method != "DELETE" else call(path).status_code


@pytest.mark.parametrize("route", EXPECTED)
def test_strangers_see_nothing(world: Cast, route: str) -> None:
    who, methods = EXPECTED[route]
    ids = foreign(world)
    for method in methods.split():
        status = send(Client(), method, address(route, ids))
        if who == PUBLIC:
            assert status < 500
        else:
            assert status in ({303} if method == "GET" else {401}), (route, method, status)


@pytest.mark.parametrize("route", [r for r, (who, _m) in EXPECTED.items() if who == ADMINS])
def test_agents_do_not_administer(world: Cast, route: str) -> None:
    client = world.anna.client()
    for method in EXPECTED[route][1].split():
        assert send(client, method, address(route, foreign(world))) == 403, route


@pytest.mark.parametrize("route", [r for r, (who, _m) in EXPECTED.items() if who == OPERATORS])
def test_companies_are_operated_by_the_operators_administrators_alone(world: Cast, route: str) -> None:
    ids = foreign(world)
    before = companies(world)
    for method in EXPECTED[route][1].split():
        for person in (world.anna, world.ben):
            assert send(person.client(), method, address(route, ids)) == 404, (route, person.name)
        assert send(world.olaf.client(), method, address(route, ids)) == 403, route
    assert companies(world) == before


def companies(world: Cast) -> list[dict[str, object]]:
    world.olga.actor()
    return list(Company.objects.order_by("id").values())


@pytest.mark.parametrize("route", [r for r, (who, _m) in EXPECTED.items() if who == LOOKERS])
def test_companies_have_nothing_to_look_into(world: Cast, route: str) -> None:
    for method in EXPECTED[route][1].split():
        for person in (world.anna, world.ben):
            assert send(person.client(), method, address(route, foreign(world))) == 404, route


@pytest.mark.parametrize("route", [r for r in EXPECTED if "<" in r and EXPECTED[r][0] in (AGENTS, ADMINS)])
def test_foreign_ids_do_not_exist(world: Cast, route: str) -> None:
    if route.startswith("firma/farben"):
        return  # a version names no thing: the sheet is always the own company's
    ids = foreign(world)
    mine = internal(world.anna)
    # The foreign number may exist here as well: take one that only the other company has.
    for _ in range(int(ids["number"]) - mine.number + 1):
        internal(world.carla)
    world.carla.actor()
    ids["number"] = str(max(Side.objects.values_list("number", flat=True)))
    world.anna.actor()
    while Side.objects.filter(number=ids["number"]).exists():
        world.carla.actor()
        ids["number"] = str(internal(world.carla).number)
        world.anna.actor()
    missing = ids | {
        k: "999999999" if v.isdigit() else "0" * 22
        for k, v in ids.items()
        if k not in ("variant", "name", "group")
    }
    client = world.ben.client()
    snapshot = counts(world)
    for method in EXPECTED[route][1].split():
        call = {"GET": client.get, "POST": client.post, "DELETE": client.delete}[method]
        one, other = call(address(route, ids)), call(address(route, missing))
        assert one.status_code == 404, (route, method, one.status_code)
        assert other.status_code == 404
        assert strip(one.content) == strip(other.content)
    assert counts(world) == snapshot


def strip(body: bytes) -> bytes:
    """Take out what differs in every answer: the form token, in the head and in the frame's forms."""
    return re.sub(rb'(content|value)="[A-Za-z0-9]{64}"', b"", body)


def counts(world: Cast) -> tuple[int, ...]:
    tenancy.enter(world.carla.company_id)
    theirs = (Ticket.objects.count(), Event.objects.count())
    tenancy.enter(world.anna.company_id)
    return (*theirs, Ticket.objects.count(), Event.objects.count())


def test_foreign_ids_in_bodies_change_nothing(world: Cast) -> None:
    mine = internal(world.anna)
    client = world.anna.client()
    before = counts(world)
    where = f"/tickets/{mine.number}/"
    attempts = {
        "zuweisung/": {"assignee": str(world.carla.membership_id)},
        "kategorien/": {"categories": str(world.categories["fremd"])},
        "notizen/": {"body": "x", "key": str(uuid.uuid4()), "uploads": "A" * 22},
    }
    for path, data in attempts.items():
        assert client.post(where + path, data).status_code == 404, path
    answer = client.post(
        "/tickets/neu/",
        {
            "to": "customer",
            "customer": foreign(world)["public_id"],
            "subject": "x",
            "body": "x",
            "key": str(uuid.uuid4()),
        },
    )
    assert answer.status_code == 404
    after = counts(world)
    assert after[2:] == before[2:]


def test_a_deactivated_person_is_out_at_once(world: Cast) -> None:
    client = world.sven.client()
    assert client.get("/tickets/").status_code == 303
    assert client.post("/tickets/neu/", {"to": "internal"}).status_code == 401


def test_private_pages_are_kept_by_nobody(world: Cast) -> None:
    response = world.anna.client().get("/tickets/")
    assert response["Cache-Control"] == "private, no-store"
    assert "unsafe" not in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
