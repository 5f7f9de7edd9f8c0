"""A forgotten password: the same answer for everybody, one link, one use, half an hour."""

import json
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client, override_settings

from anliegen.accounts.actions.password_reset import new_link
from anliegen.accounts.models import PasswordReset, Session, User
from anliegen.accounts.tasks import mail_reset
from anliegen.common.clock import now
from tests.accounts.test_login import body, log_in
from tests.cast import PASSWORD, Cast, Person
from tests.mail.post import deliver
from tests.moments import it_is

NEW = "ein ganz anderes Wort 77"


def jobs(task: str) -> list[dict[str, object]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name = %s ORDER BY id", [task])
        return [json.loads(args) for (args,) in cursor.fetchall()]


def link_of(person: Person) -> str:
    made = new_link(user_id=person.user_id)
    assert made
    return f"/passwort-neu/{made[1]}/"


def set_new(path: str, new: str = NEW, again: str | None = None):
    return Client().post(path, {"new_password1": new, "new_password2": new if again is None else again})


def test_known_or_not_the_answer_and_the_work_are_the_same(unlimited: Cast) -> None:
    answers = [
        Client().post("/passwort-vergessen/", {"email": email})
        for email in (unlimited.anna.email, "niemand@nirgends.example")
    ]
    assert [a.status_code for a in answers] == [303, 303]
    assert answers[0]["Location"] == answers[1]["Location"] == "/passwort-vergessen/?sent=1"
    assert [list(a.cookies) for a in answers] == [[], []]
    # A job each; it is given an id and no secret, and what is in the table opens nothing.
    assert jobs("accounts.mail_reset") == [{"user_id": unlimited.anna.user_id}, {"user_id": 0}]
    assert not PasswordReset.objects.exists()


def test_the_mail_goes_to_the_stored_address_and_leads_home(unlimited: Cast) -> None:
    with override_settings(BASE_URL="https://tickets.nordwerk.example"):
        mail_reset(unlimited.anna.user_id)
        deliver()
    (sent,) = mail.outbox
    assert sent.to == [unlimited.anna.email]
    (token,) = re.findall(r"https://tickets\.nordwerk\.example/passwort-neu/([\w-]{43})/", sent.body)
    assert Client().get(f"/passwort-neu/{token}/").status_code == 200
    stored = PasswordReset.objects.get(user_id=unlimited.anna.user_id)
    assert token not in stored.token_hash
    mail_reset(0)
    deliver()
    assert len(mail.outbox) == 1


def test_the_host_of_the_request_never_gets_into_a_mail(unlimited: Cast) -> None:
    evil = Client(headers={"host": "evil.example"})
    assert evil.post("/passwort-vergessen/", {"email": unlimited.anna.email}).status_code == 400
    assert not jobs("accounts.mail_reset")
    client = Client(headers={"x-forwarded-host": "evil.example"})
    client.post("/passwort-vergessen/", {"email": unlimited.anna.email})
    mail_reset(unlimited.anna.user_id)
    deliver()
    assert "evil" not in mail.outbox[0].body


def test_looking_at_the_link_changes_nothing(unlimited: Cast) -> None:
    path = link_of(unlimited.anna)
    for _ in range(3):
        assert Client().get(path).status_code == 200
    assert set_new(path).status_code == 303


def test_a_new_password_ends_all_sessions_and_the_link(unlimited: Cast) -> None:
    old = unlimited.anna.client()
    path = link_of(unlimited.anna)
    response = set_new(path)
    assert (response.status_code, response["Location"]) == (303, "/anmelden/")
    assert old.get("/konto/").status_code == 303
    assert not Session.objects.filter(user_id=unlimited.anna.user_id).exists()
    assert log_in(Client(), unlimited.anna.email, PASSWORD).status_code == 422
    assert log_in(Client(), unlimited.anna.email, NEW).status_code == 302
    assert set_new(path, "noch ein anderes 88").status_code == 404
    assert Client().get(path).status_code == 404


def test_a_newer_link_ends_the_older(unlimited: Cast) -> None:
    older, newer = link_of(unlimited.anna), link_of(unlimited.anna)
    assert set_new(older).status_code == 404
    assert set_new(newer).status_code == 303


def test_half_an_hour_and_no_longer(unlimited: Cast) -> None:
    path = link_of(unlimited.anna)
    with it_is(now() + timedelta(minutes=31)):
        assert Client().get(path).status_code == 404
        assert set_new(path).status_code == 404
    assert User.objects.get(pk=unlimited.anna.user_id).check_password(PASSWORD)


def test_a_changed_password_ends_the_link(unlimited: Cast) -> None:
    path = link_of(unlimited.anna)
    values = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    assert unlimited.anna.client().post("/konto/passwort/", values).status_code == 303
    assert set_new(path).status_code == 404


@pytest.mark.parametrize(
    ("new", "again", "words"),
    [
        ("kurz", None, "mindestens 10 Zeichen"),
        ("1234567890", None, "mindestens 10 Zeichen"),
        ("anna@nordwerk.example", None, "mindestens 10 Zeichen"),
        (NEW, NEW + "x", "Die beiden Passwörter"),
        ("", "", "mindestens 10 Zeichen"),
    ],
)
def test_a_poor_password_is_refused_and_the_link_still_works(
    unlimited: Cast, new: str, again: str | None, words: str
) -> None:
    path = link_of(unlimited.anna)
    response = set_new(path, new, again)
    assert response.status_code == 422
    assert words in response.text
    assert User.objects.get(pk=unlimited.anna.user_id).check_password(PASSWORD)
    assert set_new(path).status_code == 303


@pytest.mark.parametrize("key", ["x", "null", "[]", "%20", "1-abc", '{"$ne":1}', "A" * 43, "é", "0" * 64])
def test_a_made_up_link_is_not_found(unlimited: Cast, key: str) -> None:
    link_of(unlimited.anna)
    assert Client().get(f"/passwort-neu/{key}/").status_code == 404
    assert set_new(f"/passwort-neu/{key}/").status_code == 404
    assert User.objects.get(pk=unlimited.anna.user_id).check_password(PASSWORD)


def test_a_beginning_of_the_secret_and_the_digest_open_nothing(unlimited: Cast) -> None:
    path = link_of(unlimited.anna)
    assert set_new(path[:-2] + "/").status_code == 404
    stored = PasswordReset.objects.get(user_id=unlimited.anna.user_id).token_hash
    assert set_new(f"/passwort-neu/{stored}/").status_code == 404


@pytest.mark.parametrize("email", ["", "kein", "a@b", "a b@c.example", "a@b.example\r\nBcc: x@y.example"])
def test_nonsense_as_address_is_named(unlimited: Cast, email: str) -> None:
    response = Client().post("/passwort-vergessen/", {"email": email})
    assert response.status_code == 422
    assert "vollständige Adresse" in response.text
    assert not jobs("accounts.mail_reset")


def test_of_two_addresses_in_one_form_one_counts(unlimited: Cast) -> None:
    Client().post("/passwort-vergessen/", {"email": ["x@y.example", unlimited.anna.email]})
    assert jobs("accounts.mail_reset") == [{"user_id": unlimited.anna.user_id}]
    mail_reset(unlimited.anna.user_id)
    deliver()
    assert mail.outbox[0].to == [unlimited.anna.email]


@pytest.mark.parametrize("email", ["anna@nordwerk.example", "niemand@nirgends.example"])
def test_the_fourth_request_in_an_hour_waits(unlimited: Cast, email: str) -> None:
    for _ in range(3):
        assert Client().post("/passwort-vergessen/", {"email": email}).status_code == 303
    fourth = Client().post("/passwort-vergessen/", {"email": email})
    assert fourth.status_code == 429
    assert len(jobs("accounts.mail_reset")) == 3
    other = Client().post("/passwort-vergessen/", {"email": "jemand@anders.example"})
    assert other.status_code == 303


def test_links_cannot_be_guessed_at_leisure(unlimited: Cast) -> None:
    statuses = [set_new(f"/passwort-neu/{n:043}/").status_code for n in range(21)]
    assert statuses == [404] * 20 + [429]


def test_the_pages_of_known_and_unknown_are_alike_after_the_redirect(unlimited: Cast) -> None:
    pages = []
    for email in (unlimited.anna.email, "niemand@nirgends.example"):
        client = Client()
        pages.append(body(client.post("/passwort-vergessen/", {"email": email}, follow=True)))
    assert pages[0] == pages[1]
    assert "Wenn diese Adresse einen Zugang hat" in pages[0]
