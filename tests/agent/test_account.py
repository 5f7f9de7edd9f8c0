"""The own account: settings, password, sessions, company at work."""

import re
import uuid

import pytest
from django.db import connections
from django.test import Client

from anliegen.accounts.models import Membership, Session, User
from anliegen.common.clock import now
from anliegen.common.ids import digest
from anliegen.conversation.models import Message
from tests.accounts.test_login import log_in
from tests.cast import PASSWORD, Cast, Person
from tests.conversation.acts import internal

NEW = "ein ganz anderes Wort 77"
CHOSEN = {
    "name": "Anna Ahrens-Berg",
    "theme": "dark",
    "density": "compact",
    "language": "en",
    "page_size": "50",
    "shortcuts": "1",
}


def key_of(client: Client) -> str:
    return digest(client.cookies["anliegen"].value)


def logged_in(person: Person, agent: str = "") -> Client:
    client = Client(headers={"user-agent": agent})
    assert log_in(client, person.email).status_code == 302
    return client


def second_place(world: Cast) -> None:
    """Make Anna an administrator of Südhof as well."""
    world.chris.actor()
    Membership.objects.create(company_id=world.chris.company_id, user_id=world.anna.user_id, role="admin")


def test_settings_are_kept_and_used_at_once(world: Cast) -> None:
    client = world.anna.client()
    assert client.post("/konto/", CHOSEN)["Location"] == "/konto/"
    user = User.objects.get(pk=world.anna.user_id)
    assert (user.name, user.theme, user.density, user.language, user.page_size, user.shortcuts) == (
        "Anna Ahrens-Berg",
        "dark",
        "compact",
        "en",
        50,
        True,
    )
    page = client.get("/konto/").text
    assert '<html lang="en" data-theme="dark" data-density="compact"' in page
    assert "Save settings" in page


def test_shortcuts_can_be_switched_off(world: Cast) -> None:
    client = world.anna.client()
    client.post("/konto/", {k: v for k, v in CHOSEN.items() if k != "shortcuts"})
    assert not User.objects.get(pk=world.anna.user_id).shortcuts
    assert 'data-shortcuts="on"' not in client.get("/konto/").text


@pytest.mark.parametrize("name", ["", "   ", "x" * 121, "\u202e\u200b"])
def test_without_a_name_nothing_changes_and_the_field_says_so(world: Cast, name: str) -> None:
    response = world.anna.client().post("/konto/", CHOSEN | {"name": name})
    assert response.status_code == 422
    assert "einen Namen" in response.text
    assert 'aria-describedby="field-name-error"' in response.text
    assert User.objects.get(pk=world.anna.user_id).theme == "system"


@pytest.mark.parametrize(
    ("field", "value"),
    [("theme", "pink"), ("language", "xx"), ("density", "0"), ("page_size", "7"), ("page_size", "²")],
)
def test_an_unknown_choice_leaves_the_old_one(world: Cast, field: str, value: str) -> None:
    before = getattr(User.objects.get(pk=world.anna.user_id), field)
    assert world.anna.client().post("/konto/", CHOSEN | {field: value}).status_code == 303
    assert getattr(User.objects.get(pk=world.anna.user_id), field) == before


def test_settings_are_ones_own(world: Cast) -> None:
    world.anna.client().post("/konto/", CHOSEN | {"user": str(world.ben.user_id), "id": "1"})
    assert User.objects.get(pk=world.ben.user_id).name == "Ben Brandt"


def change(client: Client, old: str = PASSWORD, new: str = NEW, again: str = NEW):
    values = {"old_password": old, "new_password1": new, "new_password2": again}
    return client.post("/konto/passwort/", values)


def test_a_new_password_ends_all_other_sessions(unlimited: Cast) -> None:
    here, there = logged_in(unlimited.anna), logged_in(unlimited.anna)
    before = here.cookies["anliegen"].value
    assert change(here).status_code == 303
    assert here.cookies["anliegen"].value != before, "the key is a new one"
    assert here.get("/konto/").status_code == 200
    assert there.get("/konto/").status_code == 303
    row = Session.objects.get(user_id=unlimited.anna.user_id)
    assert (row.session_key, row.company_id) == (key_of(here), unlimited.anna.company_id)
    assert log_in(Client(), unlimited.anna.email, PASSWORD).status_code == 422
    assert log_in(Client(), unlimited.anna.email, NEW).status_code == 302


@pytest.mark.parametrize(
    ("old", "new", "again", "field"),
    [
        ("falsch", NEW, NEW, "old_password"),
        (PASSWORD, "kurz", "kurz", "new_password1"),
        (PASSWORD, NEW, NEW + "x", "new_password2"),
    ],
)
def test_a_refused_password_changes_nothing(
    unlimited: Cast, old: str, new: str, again: str, field: str
) -> None:
    here, there = logged_in(unlimited.anna), logged_in(unlimited.anna)
    response = change(here, old, new, again)
    assert response.status_code == 422
    assert f'id="field-{field}-error"' in response.text
    assert NEW not in response.text
    assert there.get("/konto/").status_code == 200
    assert User.objects.get(pk=unlimited.anna.user_id).check_password(PASSWORD)


def test_the_present_password_cannot_be_guessed_at_leisure(unlimited: Cast) -> None:
    client = logged_in(unlimited.anna)
    statuses = [change(client, f"geraten Nummer {n}").status_code for n in range(11)]
    assert statuses == [422] * 10 + [429]
    assert change(client).status_code == 429


def test_sessions_say_where_they_are_and_which_is_this_one(unlimited: Cast) -> None:
    firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    here, _there = logged_in(unlimited.anna), logged_in(unlimited.anna, firefox)
    logged_in(unlimited.ben, "Bens Browser")
    page = here.get("/konto/").text
    assert "Firefox, Linux" in page
    assert "127.0.0.1" in page
    assert "Bens Browser" not in page
    assert page.count("Diese Sitzung") == 1


def test_a_session_is_ended_at_once(unlimited: Cast) -> None:
    here, there, third = (logged_in(unlimited.anna) for _ in range(3))
    assert here.post("/konto/sitzungen/", {"one": key_of(there)[:16]}).status_code == 303
    assert there.get("/konto/").status_code == 303
    assert third.get("/konto/").status_code == 200
    assert here.post("/konto/sitzungen/").status_code == 303
    assert third.get("/konto/").status_code == 303
    assert here.get("/konto/").status_code == 200


def test_sessions_of_others_are_out_of_reach(unlimited: Cast) -> None:
    here, bens = logged_in(unlimited.anna), logged_in(unlimited.ben)
    for one in (key_of(bens)[:16], key_of(bens), "%", "_"):
        here.post("/konto/sitzungen/", {"one": one})
    here.post("/konto/sitzungen/")
    assert bens.get("/konto/").status_code == 200
    assert here.get("/konto/").status_code == 200


def test_ending_sessions_and_logging_out_are_counted_too(unlimited: Cast) -> None:
    here, there = logged_in(unlimited.anna), logged_in(unlimited.anna)
    for _ in range(30):
        assert here.post("/konto/sitzungen/", {"one": "0" * 16}).status_code == 303
    assert here.post("/konto/sitzungen/", {"one": key_of(there)[:16]}).status_code == 429
    assert there.get("/konto/").status_code == 200
    for _ in range(60):
        Client().post("/abmelden/")
    assert here.post("/abmelden/").status_code == 429
    assert here.get("/konto/").status_code == 200


def test_an_ended_session_answers_a_form_with_what_was_typed(unlimited: Cast) -> None:
    client = logged_in(unlimited.anna)
    Session.objects.filter(user_id=unlimited.anna.user_id).delete()
    typed = "Ein langer Text, der nicht verloren gehen darf, auch wenn die Sitzung endet."
    response = client.post("/konto/", CHOSEN | {"name": typed})
    assert response.status_code == 401
    assert typed in response.text
    refused = client.post("/konto/passwort/", {"old_password": "x" * 60, "new_password1": "y" * 60})
    assert "x" * 60 not in refused.text
    assert "y" * 60 not in refused.text


def test_an_ended_session_shows_a_reply_as_it_was_read_and_leads_back_to_it(unlimited: Cast) -> None:
    client = logged_in(unlimited.anna)
    Session.objects.filter(user_id=unlimited.anna.user_id).delete()
    where = "/tickets/1/antworten/"
    html = {"body": "<p>Guten Tag &amp; danke</p><ul><li>eins</li></ul>", "body_format": "html"}
    shown = client.post(where, html, headers={"referer": "http://testserver/tickets/1/?message=2#m2"})
    assert shown.status_code == 401
    assert ">Guten Tag &amp; danke\n\n• eins</textarea>" in shown.text
    assert 'href="/anmelden/?next=/tickets/1/%3Fmessage%3D2"' in shown.text
    plain = {"body": "<p> tippte ich ohne Skripte"}
    for elsewhere in ("https://evil.example/tickets/1/", "http://testserver/gibtsnicht/", "http://[", ""):
        shown = client.post(where, plain, headers={"referer": elsewhere})
        assert "&lt;p&gt; tippte ich ohne Skripte" in shown.text
        assert 'href="/anmelden/"' in shown.text


def test_the_company_is_switched_and_stays(unlimited: Cast) -> None:
    second_place(unlimited)
    client = logged_in(unlimited.anna)
    assert "Nordwerk Haustechnik" in client.get("/konto/").text
    assert client.get("/verwaltung/").status_code == 403
    other = Membership.objects.get(user_id=unlimited.anna.user_id, role="admin")
    assert client.post("/konto/firma/", {"membership": other.pk})["Location"] == "/"
    assert "Südhof Verwaltung" in client.get("/konto/").text
    assert client.get("/verwaltung/").status_code == 200
    assert change(client).status_code == 303
    assert client.get("/verwaltung/").status_code == 200, "a new key keeps the company"
    assert "Nordwerk" in logged_in_with(unlimited.anna, NEW).get("/konto/").text, "other sessions are free"


def test_a_form_of_the_company_before_is_not_sent_into_the_next_one(unlimited: Cast) -> None:
    second_place(unlimited)
    theirs, ours = internal(unlimited.anna.actor()), internal(unlimited.carla.actor())
    while ours.number < theirs.number:
        ours = internal(unlimited.carla.actor())
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "de"})
    client.cookies["anliegen"] = logged_in(unlimited.anna).cookies["anliegen"].value

    def token() -> str:
        found = re.search(r'name="csrf-token" content="(\w+)"', client.get("/konto/").text)
        assert found
        return found[1]

    old = token()
    other = Membership.objects.get(user_id=unlimited.anna.user_id, role="admin")
    move = {"membership": str(other.pk), "csrfmiddlewaretoken": old}
    assert client.post("/konto/firma/", move)["Location"] == "/"
    values = {"body": "Nur für Nordwerk", "key": str(uuid.uuid4())}
    for path in (f"/tickets/{ours.number}/notizen/", f"/tickets/{theirs.number}/notizen/"):
        refused = client.post(path, values | {"csrfmiddlewaretoken": old})
        assert refused.status_code == 403
        assert "Nur für Nordwerk" in refused.text
    assert f"/tickets/{ours.number}/" in client.get("/tickets/").text
    unlimited.chris.actor()
    assert not Message.objects.filter(html__contains="Nur für Nordwerk").exists()
    sent = client.post(f"/tickets/{ours.number}/notizen/", values | {"csrfmiddlewaretoken": token()})
    assert sent.status_code == 303


def logged_in_with(person: Person, password: str) -> Client:
    client = Client()
    assert log_in(client, person.email, password).status_code == 302
    return client


@pytest.mark.parametrize("membership", ["", "0", "x", "²", "9" * 30, "-1"])
def test_only_own_companies_can_be_chosen(unlimited: Cast, membership: str) -> None:
    client = logged_in(unlimited.anna)
    for value in (membership, str(unlimited.carla.membership_id), str(unlimited.ben.membership_id)):
        assert client.post("/konto/firma/", {"membership": value}).status_code == 404
    assert "Nordwerk Haustechnik" in client.get("/konto/").text


def test_a_suspended_company_is_left_for_the_other_one(unlimited: Cast) -> None:
    second_place(unlimited)
    client = logged_in(unlimited.anna)
    unlimited.ben.actor()
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "UPDATE accounts_company SET suspended_at = %s WHERE id = %s", [now(), unlimited.ben.company_id]
        )
    assert "Südhof Verwaltung" in client.get("/konto/").text
    assert "Nordwerk" not in client.get("/konto/firmen/").text
    answer = unlimited.paula.client().get("/konto/")
    assert answer.status_code == 403
    assert "Der Zugang von Nordwerk Haustechnik ist zurzeit gesperrt." in answer.text


def test_a_changed_language_is_spoken_at_once_and_a_wrong_password_is_in_sight(world: Cast) -> None:
    client = world.anna.client()
    page = client.post("/konto/", CHOSEN, follow=True).content.decode()
    assert "Settings saved." in page
    wrong = {
        "old_password": "falsch",
        "new_password1": "ein-anderes-wort",
        "new_password2": "ein-anderes-wort",
    }
    page = client.post("/konto/passwort/", wrong).content.decode()
    assert re.findall(r'name="(\w+)"[^>]* autofocus', page) == ["old_password"]


def test_a_filter_after_the_end_of_a_session_leads_to_the_login(world: Cast) -> None:
    stranger = Client()
    answer = stranger.get("/tickets/?status=open", headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer["HX-Redirect"] == "/anmelden/?next=/tickets/%3Fstatus%3Dopen"
    assert "HX-Redirect" not in stranger.get("/tickets/1/", headers={"HX-Request": "true"})
    assert "HX-Redirect" not in stranger.post("/tickets/1/status/", headers={"HX-Request": "true"})
