"""Logging in and out: one answer for all who may not, counted attempts, sessions that know their origin."""

import re

import pytest
from django.test import Client

from anliegen.accounts.models import Company, Membership, Session, User
from anliegen.common.ids import digest
from tests.cast import PASSWORD, Cast

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


def log_in(client: Client, email: str, password: str = PASSWORD, **more: str):
    return client.post("/anmelden/", {"login": email, "password": password, **more})


def body(response) -> str:
    """Return the page without what differs from one request to the next."""
    text = re.sub(r'(name="csrfmiddlewaretoken" value|name="csrf-token" content)="\w+"', "", response.text)
    return re.sub(r'name="login" value="[^"]*"', "", text)


def test_the_session_knows_when_where_with_what_and_for_whom(unlimited: Cast) -> None:
    client = Client(headers={"user-agent": FIREFOX})
    response = log_in(client, unlimited.anna.email)
    assert (response.status_code, response["Location"]) == (302, "/")
    row = Session.objects.get(session_key=digest(client.cookies["anliegen"].value))
    assert row.user_id == unlimited.anna.user_id
    assert row.company_id == unlimited.anna.company_id
    assert row.device == "Firefox, Windows"
    assert row.address == "127.0.0.1"
    assert client.get("/konto/").status_code == 200


def test_the_address_is_taken_in_any_case(unlimited: Cast) -> None:
    assert log_in(Client(), f" {unlimited.anna.email.upper()} ").status_code == 302


def test_the_cookie_from_before_opens_nothing(unlimited: Cast) -> None:
    client = Client()
    client.cookies["anliegen"] = "a" * 32
    log_in(client, unlimited.anna.email)
    assert client.cookies["anliegen"].value != "a" * 32
    assert not Session.objects.filter(session_key=digest("a" * 32)).exists()
    fixed = Client()
    fixed.cookies["anliegen"] = "a" * 32
    assert fixed.get("/konto/").status_code == 303


def test_the_cookie_is_for_this_host_and_no_script(unlimited: Cast) -> None:
    client = Client()
    log_in(client, unlimited.anna.email)
    cookie = client.cookies["anliegen"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["domain"]


def test_known_and_unknown_addresses_get_the_same_answer(unlimited: Cast) -> None:
    known = log_in(Client(), unlimited.anna.email, "ein falsches Passwort")
    unknown = log_in(Client(), "niemand@nirgends.example", "ein falsches Passwort")
    gone = log_in(Client(), unlimited.sven.email)  # right password, no longer working anywhere
    assert known.status_code == unknown.status_code == gone.status_code == 422
    assert body(known) == body(unknown) == body(gone)
    assert "E-Mail-Adresse oder Passwort stimmen nicht" in known.text
    assert unlimited.anna.email in known.text, "what was typed stays"
    assert "ein falsches Passwort" not in known.text
    assert not Session.objects.filter(user_id=unlimited.sven.user_id).exists()


def test_a_disabled_person_gets_that_answer_too(unlimited: Cast) -> None:
    User.objects.filter(pk=unlimited.anna.user_id).update(is_active=False)
    refused = log_in(Client(), unlimited.anna.email)
    unknown = log_in(Client(), "niemand@nirgends.example")
    assert refused.status_code == 422
    assert body(refused) == body(unknown)


@pytest.mark.parametrize("email", ["", "x", "a" * 300, "a@b\x00.example", "'; DROP TABLE x--", "ä@ö.example"])
def test_nonsense_is_no_log_in(unlimited: Cast, email: str) -> None:
    assert log_in(Client(), email).status_code == 422
    assert log_in(Client(), unlimited.anna.email, "").status_code == 422


@pytest.mark.parametrize("email", ["anna@nordwerk.example", "niemand@nirgends.example"])
def test_the_sixth_attempt_waits_whoever_is_meant(unlimited: Cast, email: str) -> None:
    for _ in range(5):
        assert log_in(Client(), email, "falsch geraten").status_code == 422
    sixth = log_in(Client(), email, "falsch geraten")
    assert sixth.status_code == 429
    assert "Zu viele Versuche" in sixth.text
    # The right password does not help either: else an attacker would learn it here.
    assert log_in(Client(), email).status_code == 429
    assert log_in(Client(), unlimited.ben.email).status_code == 302, "others are not locked out"


def test_sixty_tries_a_minute_from_one_place_are_enough(unlimited: Cast) -> None:
    for number in range(60):
        log_in(Client(), f"nr{number}@nirgends.example", "")
    response = log_in(Client(), unlimited.anna.email)
    assert response.status_code == 429
    assert "Bitte versuchen Sie es später noch einmal" in response.text


@pytest.mark.parametrize(
    ("target", "where"),
    [
        ("/tickets/?status=open", "/tickets/?status=open"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example/", "/"),
        ("https:evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("/\t/evil.example", "/"),
        ("/gibt-es-nicht/", "/"),
    ],
)
def test_the_way_on_stays_in_the_house(unlimited: Cast, target: str, where: str) -> None:
    response = log_in(Client(), unlimited.anna.email, next=target)
    assert response["Location"] == where


def test_a_session_without_a_place_leads_to_the_form_and_no_circle(unlimited: Cast) -> None:
    client = unlimited.anna.client()
    unlimited.ben.actor()
    Membership.objects.filter(pk=unlimited.anna.membership_id).update(is_active=False)
    assert client.get("/").status_code == 303
    response = client.get("/anmelden/?next=/")
    assert response.status_code == 200
    assert 'name="password"' in response.text


def test_who_is_logged_in_is_led_on(unlimited: Cast) -> None:
    assert unlimited.anna.client().get("/anmelden/")["Location"] == "/"


def test_logging_out_ends_the_session(unlimited: Cast) -> None:
    client = unlimited.anna.client()
    key = digest(client.cookies["anliegen"].value)
    assert client.get("/abmelden/").status_code == 405
    assert Session.objects.filter(session_key=key).exists()
    response = client.post("/abmelden/")
    assert response.status_code == 302
    assert response["Clear-Site-Data"] == '"storage"'
    assert not Session.objects.filter(session_key=key).exists()


def test_only_a_demonstration_names_its_accounts(unlimited: Cast) -> None:
    assert "anliegen-demo" not in Client().get("/anmelden/").text
    unlimited.olga.actor()
    Company.objects.filter(pk=unlimited.olga.company_id).update(is_demo=True)
    page = Client().get("/anmelden/").text
    assert "anliegen-demo" in page
    assert "agent@hartmann.example" in page
    assert "Betrieb Software" in page


def test_a_foreign_page_cannot_log_anybody_in(unlimited: Cast) -> None:
    client = Client(headers={"sec-fetch-site": "cross-site"})
    assert log_in(client, unlimited.anna.email).status_code == 403
    strict = Client(enforce_csrf_checks=True)
    assert log_in(strict, unlimited.anna.email).status_code == 403
    assert not Session.objects.filter(user_id=unlimited.anna.user_id).exists()
