"""Every address of the agents' face, tried by everybody with the ids of one company's things.

Beside the matrix, which says who may do what at all: here the things belong to Nordwerk, and whoever is
not of Nordwerk, or not active, gets the answer of things that do not exist and leaves no trace there.
"""

import uuid

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from anliegen.conversation.actions.documents import file_documents
from anliegen.conversation.actions.snippet import create_snippet
from anliegen.conversation.models import Message
from anliegen.customers.actions.notes import add_note
from anliegen.customers.models import Customer
from tests.cast import Cast, Person
from tests.conversation.acts import to_customer, uploaded
from tests.matrix.test_matrix import ADMINS, AGENTS, EXPECTED, address, foreign, strip

OTHERS = ("carla", "chris", "olaf", "olga")
ROUTES = [route for route, (who, _methods) in EXPECTED.items() if who in (AGENTS, ADMINS)]
WITH_ID = [r for r in ROUTES if "<" in r and not r.startswith("firma/farben")]
TABLES = "SELECT table_name FROM information_schema.columns WHERE column_name = 'company_id' ORDER BY 1"
DIGEST = "SELECT '{0}', md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {0} t"
# What names no thing of a company.
KINDS = {"variant", "name", "group"}
# Sessions belong to people, not to a company.
NOT_OF_A_COMPANY = {"accounts_session"}


def things_of(person: Person, world: Cast) -> dict[str, str]:
    """Return ids of things of Nordwerk, for every place in an address."""
    others = foreign(world)
    actor = person.actor()
    html = "<h1>Geheim</h1>"  # which leaves an original
    side = to_customer(actor, world, html=html, upload_ids=[uploaded(actor).public_id])
    thal = Customer.objects.get(pk=world.customers["thal"])
    note = add_note(actor=actor, public_id=thal.public_id, text="Geheim")
    snippet = create_snippet(actor=world.ben.actor(), title=f"Gruß {uuid.uuid4()}", html="<p>Grüße</p>")
    person.actor()
    document = uploaded(actor)
    file_documents(actor=actor, public_id=thal.public_id, uploads=[], upload_ids=[document.public_id])
    # Numbers that the other companies have not reached.
    connection.cursor().execute(
        "UPDATE tickets_side SET number = 4242 WHERE ticket_id = %s", [side.ticket_id]
    )
    return others | {
        "number": "4242",
        "message": str(Message.objects.get(ticket_id=side.ticket_id).pk),
        "category_id": str(world.categories["technik"]),
        "membership_id": str(world.paula.membership_id),
        "invitation_id": "4711",
        "mail_id": "4711",
        "public_id": thal.public_id,
        "token": "1-abc",
        "key": "1-abc",
        "variant": "original",
        "name": "x.pdf",
        "version": "0",
        "sha": "0" * 64,
        "slug": "nordwerk",
        "contact_id": str(world.contacts["karl"]),
        "group": "responsible",
        "note_id": str(note.pk),
        "snippet_id": str(snippet.pk),
        "document_id": document.public_id,
        "merge_id": "4711",
    }


def traces(person: Person) -> dict[str, str]:
    """Return a digest of every row that the person's company has, table by table."""
    person.actor()
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        tables = [table for (table,) in cursor.fetchall() if table not in NOT_OF_A_COMPANY]
        cursor.execute(" UNION ALL ".join(DIGEST.format(table) for table in tables))
        return dict(cursor.fetchall())


def send(client: Client, method: str, path: str, data: dict[str, object] | None = None) -> HttpResponse:
    call = {"GET": client.get, "POST": client.post, "DELETE": client.delete}[method]
    return call(path) if method == "DELETE" else call(path, data or {})  # type: ignore[return-value]


@pytest.mark.parametrize("route", WITH_ID)
def test_things_of_others_do_not_exist(world: Cast, route: str) -> None:
    ids = things_of(world.anna, world)
    none = ids | {
        k: "999999999" if v.isdigit() else "0" * 22 for k, v in ids.items() if k not in ("variant", "group")
    }
    before = traces(world.anna)
    for name in OTHERS:
        person = world.people[name]
        client = person.client()
        may = EXPECTED[route][0] == AGENTS or name in ("chris", "olga")
        for method in EXPECTED[route][1].split():
            answer = send(client, method, address(route, ids))
            assert answer.status_code == (404 if may else 403), (route, name, method, answer.status_code)
            missing = send(client, method, address(route, none))
            assert strip(answer.content) == strip(missing.content), (route, name, method)
    assert traces(world.anna) == before


@pytest.mark.parametrize("route", ROUTES)
def test_who_is_not_active_and_who_is_nobody_get_nowhere(world: Cast, route: str) -> None:
    ids = things_of(world.anna, world)
    before = traces(world.anna)
    for client in (Client(), world.sven.client()):
        for method in EXPECTED[route][1].split():
            answer = send(client, method, address(route, ids))
            assert answer.status_code in {303, 401, 403}, (route, method, answer.status_code)
            assert answer.status_code != 303 or answer["Location"].startswith("/anmelden/")
    assert traces(world.anna) == before


@pytest.mark.parametrize("route", [r for r in ROUTES if "POST" in EXPECTED[r][1]])
@pytest.mark.parametrize("name", ["anna", "ben"])
def test_ids_of_others_in_a_form_reach_nothing(world: Cast, route: str, name: str) -> None:
    """Every form of one's own, filled with another company's ids under every name that a form has."""
    ids = things_of(world.anna, world)
    carla = world.carla.actor()
    theirs = uploaded(carla)
    berg = Customer.objects.get(pk=world.customers["berg"])
    before = traces(world.carla)
    data: dict[str, object] = {
        "assignee": str(world.carla.membership_id),
        "category": str(world.categories["fremd"]),
        "categories": [str(world.categories["fremd"])],
        "contact": str(world.contacts["bodo"]),
        "contact_id": str(world.contacts["bodo"]),
        "customer": berg.public_id,
        "customer_id": str(berg.pk),
        "company": str(world.carla.company_id),
        "company_id": str(world.carla.company_id),
        "membership": str(world.carla.membership_id),
        "numbers": ["1", "2", "3"],
        "uploads": [theirs.public_id],
        "other": berg.public_id,
        "responsible_id": str(world.carla.membership_id),
        "subject": "Betreff",
        "body": "Text",
        "to": "customer",
        "key": str(uuid.uuid4()),
        "status": "closed",
        "priority": "3",
        "role": "admin",
    }
    answer = send(world.people[name].client(), "POST", address(route, ids), data)
    assert answer.status_code < 500, (route, answer.status_code)
    assert traces(world.carla) == before
    world.carla.actor()
    theirs.refresh_from_db()
    assert theirs.message_id is None


@pytest.mark.parametrize(
    "query",
    [
        "customer={customer}",
        "category={category}",
        "assignee={assignee}",
        "customer={customer}&category={category}&assignee={assignee}&view=unassigned",
        "q=Berg",
        "company={company}",
        "company_id={company}",
    ],
)
@pytest.mark.parametrize("path", ["/tickets/", "/tickets/neu/", "/kunden/", "/springen/"])
def test_ids_of_others_in_a_query_show_nothing(world: Cast, path: str, query: str) -> None:
    carla = world.carla.actor()
    berg = Customer.objects.get(pk=world.customers["berg"])
    to_customer(world.anna.actor(), world)
    filled = query.format(
        customer=berg.public_id if "neu" in path else berg.pk,
        category=world.categories["fremd"],
        assignee=world.carla.membership_id,
        company=carla.company_id,
    )
    answer = world.anna.client().get(f"{path}?{filled}")
    assert answer.status_code == 200
    for word in ("Hausgemeinschaft Berg", "Carla Conrad", "Südhof"):
        assert word not in answer.content.decode()
