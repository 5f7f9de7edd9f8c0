"""The operator's pages for companies, and what the people of a suspended company read."""

import re
import uuid

import pytest

from anliegen.accounts.actions import operate
from anliegen.accounts.models import Company, Membership
from anliegen.tickets.models import Side
from tests.cast import Cast
from tests.portal.cast import guest
from tests.tickets.test_isolation import internal

FORM = {
    "name": "Müller & Söhne",
    "slug": "",
    "town": "Ulm",
    "admin_name": "Mara Müller",
    "admin_mail": "mara@mueller.example",
}


def test_a_company_is_founded_and_stands_in_the_list(world: Cast) -> None:
    client = world.olga.client()
    key = str(uuid.uuid4())
    for _ in range(2):
        answer = client.post("/verwaltung/firmen/neu/", FORM | {"key": key})
        assert answer.status_code == 303
        assert answer["Location"] == "/verwaltung/firmen/mueller-soehne/"
    page = client.get("/verwaltung/firmen/").content.decode()
    assert page.count("Müller &amp; Söhne</a>") == 1
    detail = client.get("/verwaltung/firmen/mueller-soehne/").content.decode()
    assert "Mara Müller (mara@mueller.example) ist bis" in detail
    assert "Firma angelegt: Müller &amp; Söhne" in client.get("/verwaltung/protokoll/").content.decode()


def test_a_refused_form_keeps_what_was_typed(world: Cast) -> None:
    answer = world.olga.client().post("/verwaltung/firmen/neu/", FORM | {"slug": "nordwerk", "key": "x"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Dieser Kurzname ist vergeben." in html
    assert 'value="Müller &amp; Söhne"' in html
    assert not Company.objects.filter(name="Müller & Söhne").exists()


def test_people_of_a_suspended_company_read_why(world: Cast) -> None:
    side = internal(world.anna)
    client = world.anna.client()
    assert world.olga.client().post("/verwaltung/firmen/nordwerk/sperre/", {"shut": "1"}).status_code == 303
    page = client.get("/tickets/")
    assert page.status_code == 403
    assert "Der Zugang von Nordwerk Haustechnik ist zurzeit gesperrt." in page.content.decode()
    # That is where the notice on an open page leads.
    page = client.get("/anmelden/")
    assert page.status_code == 403
    assert "Der Zugang von Nordwerk Haustechnik ist zurzeit gesperrt." in page.content.decode()
    typed = "Ein langer Text, den niemand noch einmal schreiben möchte."
    answer = client.post(f"/tickets/{side.number}/notizen/", {"body": typed, "key": str(uuid.uuid4())})
    assert answer.status_code == 403
    assert typed in answer.content.decode()
    login = client.post("/anmelden/", {"login": world.ben.email, "password": "ein gutes Passwort 42"})
    assert login.status_code == 422
    assert world.olga.client().post("/verwaltung/firmen/nordwerk/sperre/", {}).status_code == 303
    assert client.get(f"/tickets/{side.number}/").status_code == 200


def test_customers_of_a_suspended_company_read_a_sentence(
    world: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    client = guest(world.ben, "nordwerk", world.contacts["karl"]).client()
    operate.suspend(actor=world.olga.actor(), slug="nordwerk")
    answer = client.get("/portal/nordwerk/")
    assert answer.status_code == 503
    assert client.post("/portal/nordwerk/anfragen/neu/", {"subject": "x"}).status_code == 503
    assert not [entry for entry in caplog.records if entry.levelname == "ERROR"]  # it is no fault


def test_whoever_also_works_elsewhere_is_not_led_there_with_a_form(world: Cast) -> None:
    actor = world.chris.actor()
    Membership.objects.create(company_id=actor.company_id, user_id=world.anna.user_id)
    client = world.anna.client()
    assert client.get("/tickets/").status_code == 200
    world.olga.client().post("/verwaltung/firmen/nordwerk/sperre/", {"shut": "1"})
    assert client.post("/tickets/neu/", {"to": "internal", "subject": "x"}).status_code == 401
    world.chris.actor()
    assert not Side.objects.filter(subject="x").exists()


def test_deleting_wants_the_name(world: Cast) -> None:
    client = world.olga.client()
    answer = client.post("/verwaltung/firmen/suedhof/loeschung/", {"typed_name": "Südhof"})
    assert answer.status_code == 422
    assert "Das ist nicht der Name der Firma." in answer.content.decode()
    answer = client.post("/verwaltung/firmen/suedhof/loeschung/", {"typed_name": "Südhof Verwaltung"})
    assert answer.status_code == 303
    page = client.get("/verwaltung/firmen/suedhof/").content.decode()
    assert re.search(r"endgültig gelöscht", page)
    assert client.post("/verwaltung/firmen/suedhof/loeschung/", {"cancel": "1"}).status_code == 303
    assert "Firma wieder öffnen" in client.get("/verwaltung/firmen/suedhof/").content.decode()
