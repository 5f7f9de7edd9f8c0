"""Customers from the browser: list, form with and without room, page, archive."""

import re
from typing import Any

import pytest
from django.test import Client

from anliegen.customers.models import Contact, Customer
from tests.cast import Cast
from tests.conftest import Budget
from tests.conversation.acts import to_customer
from tests.customers.test_list import fill

FORM: dict[str, Any] = {
    "name": "Möller & Söhne",
    "kind": "firm",
    "town": "Fürth",
    "contact_id": ["", ""],
    "contact_name": ["Mila Möller", ""],
    "contact_email_0": ["mila@moeller.example", "buero@moeller.example"],
    "contact_phone_0": ["0911 12"],
    "contact_role": ["Leitung", ""],
}
# The tests' own transaction makes the gate's one a savepoint: two statements that production has not.
MOST = 9 + 1 + 2


@pytest.fixture
def anna(world: Cast) -> Client:
    return world.anna.client()


def thal(world: Cast) -> Customer:
    world.anna.actor()
    return Customer.objects.get(pk=world.customers["thal"])


def test_a_customer_is_created_shown_and_changed(world: Cast, anna: Client) -> None:
    answer = anna.post("/kunden/neu/", FORM)
    assert answer.status_code == 303
    where = answer["Location"]
    shown = anna.get(where).content.decode()
    assert "Möller &amp; Söhne" in shown
    assert "mila@moeller.example" in shown
    form = anna.get(f"{where}bearbeiten/").content.decode()
    contact = re.findall(r'name="contact_id" value="(\d+)"', form)
    changed = FORM | {"version": "1", "contact_id": [*contact, ""], "contact_role": ["Inhaberin", ""]}
    assert anna.post(f"{where}bearbeiten/", changed).status_code == 303
    assert "Inhaberin" in anna.get(where).content.decode()


def test_the_form_has_room_for_a_contact_and_more_on_request(anna: Client) -> None:
    assert anna.get("/kunden/neu/").content.decode().count('name="contact_name"') == 1
    more = anna.post("/kunden/neu/", FORM | {"more": "contact"}).content.decode()
    assert more.count('name="contact_name"') == 3
    assert 'value="Mila Möller"' in more


@pytest.mark.parametrize(
    ("button", "emails", "phones", "contacts"),
    [
        ({"more": "email-0"}, 3, 1, 2),
        ({"more": "phone-0"}, 2, 2, 2),
        ({"less": "email-0-0"}, 1, 1, 2),
        ({"less": "phone-0-0"}, 2, 1, 2),
        ({"less": "contact-0"}, 0, 0, 1),
        ({"less": "contact-9"}, 2, 1, 2),
        ({"more": "email-²"}, 2, 1, 2),
        ({"less": "email-0-99999999999999"}, 2, 1, 2),
        ({"more": "x-0-0-0"}, 2, 1, 2),
    ],
)
def test_rows_come_and_go_without_scripts_and_nothing_is_saved(
    world: Cast, anna: Client, button: dict[str, str], emails: int, phones: int, contacts: int
) -> None:
    world.anna.actor()
    before = Customer.objects.count()
    text = anna.post("/kunden/neu/", FORM | button).content.decode()
    assert text.count('name="contact_name"') == contacts
    if contacts > 1:
        assert text.count('name="contact_email_0"') == emails
        assert text.count('name="contact_phone_0"') == phones
    world.anna.actor()
    assert Customer.objects.count() == before


def test_asking_for_room_stores_nothing(world: Cast, anna: Client) -> None:
    world.anna.actor()
    before = Customer.objects.count()
    anna.post("/kunden/neu/", FORM | {"more": "contact"})
    world.anna.actor()
    assert Customer.objects.count() == before


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "field-name"),
        ({"number": "1001"}, "field-number"),
        ({"note": "x" * 5001}, "field-note"),
        ({"contact_email_0": ["", "mila@"]}, "contact-0-email-1"),
        ({"contact_role": ["x" * 81, ""]}, "contact-0-role"),
    ],
)
def test_a_refused_form_keeps_its_words_and_names_the_field(
    world: Cast, anna: Client, change: dict[str, Any], field: str
) -> None:
    world.anna.actor()
    before = (Customer.objects.count(), Contact.objects.count())
    answer = anna.post("/kunden/neu/", FORM | change)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="{field}-error"' in text
    assert 'value="Fürth"' in text
    world.anna.actor()
    assert (Customer.objects.count(), Contact.objects.count()) == before


@pytest.mark.parametrize("version", ["", "0", "²", "-1", "9" * 5000, "1; DROP"])
def test_a_form_without_the_right_version_is_stale_and_keeps_its_words(
    world: Cast, anna: Client, version: str
) -> None:
    customer = thal(world)
    answer = anna.post(f"/kunden/{customer.public_id}/bearbeiten/", FORM | {"version": version})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="Möller &amp; Söhne"' in text
    assert 'name="version" value="1"' in text
    assert thal(world).name == "Thal Architekten GmbH"


def test_hostile_words_are_shown_as_words(anna: Client) -> None:
    where = anna.post("/kunden/neu/", FORM | {"name": '"><script>alert(1)</script>', "note": "<b>x"})[
        "Location"
    ]
    for path in (where, f"{where}bearbeiten/", "/kunden/?q=script"):
        text = anna.get(path).content.decode()
        assert "<script>alert" not in text
        assert "&lt;script&gt;" in text


def test_very_long_names_are_kept_whole(anna: Client) -> None:
    name = "Donaudampfschifffahrtsgesellschaft" * 5
    where = anna.post("/kunden/neu/", FORM | {"name": name})["Location"]
    assert f"<h1>{name}</h1>" in anna.get(where).content.decode()


def test_the_page_shows_the_tickets_and_leads_to_a_new_one(world: Cast, anna: Client) -> None:
    side = to_customer(world.anna.actor(), world, subject="Fenster undicht")
    customer = thal(world)
    text = anna.get(f"/kunden/{customer.public_id}/").content.decode()
    assert f'href="/tickets/{side.number}/"' in text
    assert f'href="/tickets/?customer={customer.pk}"' in text
    assert "Fenster undicht" in anna.get(f"/tickets/?customer={customer.pk}").content.decode()
    form = anna.get(f"/tickets/neu/?customer={customer.public_id}").content.decode()
    assert re.search(rf'<input[^>]*value="{customer.public_id}"[^>]*checked', form)


def test_the_list_counts_what_is_not_closed(world: Cast, anna: Client) -> None:
    actor = world.anna.actor()
    to_customer(actor, world)
    to_customer(actor, world)
    row = re.search(r"Thal Architekten.*?</tr>", anna.get("/kunden/").content.decode(), re.DOTALL)
    assert row
    assert '<td class="cell-count">2 ' in row[0]


def test_archiving_can_be_undone(world: Cast, anna: Client) -> None:
    path = f"/kunden/{thal(world).public_id}/archiv/"
    assert anna.post(path, {"archived": "1"}).status_code == 303
    assert "Thal Architekten" not in anna.get("/kunden/").content.decode()
    assert "Thal Architekten" in anna.get("/kunden/?archived=1").content.decode()
    anna.post(path, {"archived": ""})
    assert "Thal Architekten" in anna.get("/kunden/").content.decode()


@pytest.mark.parametrize("public_id", ["0" * 22, "x" * 3000, "%F0%9F%A6%84", "..%2F"])
@pytest.mark.parametrize("end", ["", "bearbeiten/"])
def test_an_unknown_customer_is_not_found(anna: Client, public_id: str, end: str) -> None:
    assert anna.get(f"/kunden/{public_id}/{end}").status_code == 404


@pytest.mark.parametrize("query", ["?q=%ED%A0%80", "?q=" + "x" * 5000, "?id=x&after=y"])
def test_no_address_breaks_the_list(anna: Client, query: str) -> None:
    assert anna.get(f"/kunden/{query}").status_code == 200


def test_the_budget_of_statements(world: Cast, anna: Client, budget: type[Budget]) -> None:
    actor = world.anna.actor()
    fill(actor, 300)
    for _ in range(5):
        to_customer(actor, world)
    customer = thal(world)
    for path in ("/kunden/", "/kunden/?q=kunde", f"/kunden/{customer.public_id}/", "/kunden/neu/"):
        with budget(MOST):
            assert anna.get(path).status_code == 200
    with budget(16 + 2):
        assert anna.post("/kunden/neu/", FORM).status_code == 303


def test_an_empty_company_is_invited_to_begin(world: Cast) -> None:
    text = world.olaf.client().get("/kunden/?q=gibtesnicht").content.decode()
    assert "gibtesnicht" in text
    world.carla.actor()
    Customer.objects.update(archived_at="2026-01-01T00:00Z")
    text = world.carla.client().get("/kunden/").content.decode()
    assert text.count('href="/kunden/neu/"') == 2
