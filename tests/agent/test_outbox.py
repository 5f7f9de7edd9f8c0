"""The page "Postausgang": what administrators see of mails, and what nobody sees."""

import re

import pytest
from django.test import override_settings

from anliegen.accounts.actions.invitations import invite
from anliegen.accounts.models import AuditEntry, Company
from anliegen.accounts.tasks import mail_invitation
from anliegen.mail.models import OutgoingMail, State
from tests.cast import Cast
from tests.mail.post import deliver, note_to

URL = "/verwaltung/postausgang/"


def failed(world: Cast, **more: object) -> OutgoingMail:
    mail = note_to(world.ben, "karl@thal.example", **more)
    OutgoingMail.objects.filter(pk=mail.pk).update(
        state=State.FAILED, reason="Der Mailserver antwortete: 550 Unbekannt", tries=1
    )
    return mail


def test_mails_stand_here_newest_first_with_state_and_reason(world: Cast) -> None:
    failed(world)
    note_to(world.ben, "mia@moor.example", subject="Zweite")
    note_to(world.carla, "bodo@berg.example", subject="Von nebenan")
    client = world.ben.client()
    page = client.get(URL).text
    assert page.index("Zweite") < page.index("Größe der Tür")
    assert "550 Unbekannt" in page
    assert "Es ist kein Mailserver eingerichtet." in page
    assert "Von nebenan" not in page
    only = client.get(URL, {"state": "failed"}).text
    assert "Größe der Tür" in only
    assert "Zweite" not in only
    with override_settings(EMAIL_HOST="mail.example"):
        assert "Es ist kein Mailserver" not in client.get(URL).text


def test_pages_hang_together(world: Cast) -> None:
    for number in range(60):
        note_to(world.ben, "karl@thal.example", subject=f"Nummer {number:02}")
    client, seen = world.ben.client(), []
    path: str | None = URL
    while path:
        text = client.get(path).text
        seen += re.findall(r"Nummer (\d\d)", text)
        found = re.search(r'href="(/verwaltung/postausgang/\?before=\d+)"', text)
        path = found[1] if found else None
    assert [int(number) for number in seen] == list(range(59, -1, -1))


@pytest.mark.parametrize("query", ["before=x", "before=²", "before=" + "9" * 30, "state=nichts"])
def test_nonsense_in_the_address_shows_the_list(world: Cast, query: str) -> None:
    assert world.ben.client().get(f"{URL}?{query}").status_code == 200


def test_a_mail_is_shown_as_text_and_markup_stays_text(world: Cast) -> None:
    values = {
        "name": "K",
        "number": 1,
        "subject": "T",
        "said": "<script>alert(1)</script>",
        "link": "",
        "files": [],
    }
    mail = note_to(world.ben, "karl@thal.example", context=values)
    page = world.ben.client().get(f"{URL}{mail.pk}/").text
    assert "&lt;script&gt;alert(1)" in page
    assert mail.message_id.strip("<>") in page


def test_sent_again_once_and_noted(world: Cast) -> None:
    mail = failed(world)
    client = world.ben.client()
    assert "Erneut senden" in client.get(f"{URL}{mail.pk}/").text
    assert client.post(f"{URL}{mail.pk}/versand/").status_code == 303
    again = client.post(f"{URL}{mail.pk}/versand/")
    assert again.status_code == 422
    assert "wartet schon" in again.text
    world.ben.actor()
    mail.refresh_from_db()
    assert (mail.state, mail.tries, mail.reason) == (State.QUEUED, 0, "")
    assert AuditEntry.objects.filter(verb="mail-again", subject_id=mail.pk).count() == 1
    deliver()
    world.ben.actor()
    mail.refresh_from_db()
    assert mail.state == State.HELD


def secret_mail(world: Cast) -> OutgoingMail:
    invitation = invite(actor=world.ben.actor(), email="neu@nordwerk.example", name="Nele", role="agent")
    mail_invitation(world.ben.company_id, invitation.pk)
    world.ben.actor()
    return OutgoingMail.objects.get(to="neu@nordwerk.example")


def test_a_link_that_opens_something_is_shown_to_nobody_and_not_kept(world: Cast) -> None:
    mail = secret_mail(world)
    (token,) = re.findall(r"/einladung/([\w-]{43})/", mail.text)
    client = world.ben.client()
    page = client.get(f"{URL}{mail.pk}/").text
    assert token not in page
    assert "persönlichen Link" in page
    deliver()
    world.ben.actor()
    mail.refresh_from_db()
    assert (mail.text, mail.html) == ("", "")
    assert "Erneut senden" not in client.get(f"{URL}{mail.pk}/").text
    refused = client.post(f"{URL}{mail.pk}/versand/")
    assert refused.status_code == 422
    assert "nur einmal" in refused.text
    world.ben.actor()
    mail.refresh_from_db()
    assert mail.state == State.HELD


def test_the_demonstration_shows_what_would_have_been_sent(world: Cast) -> None:
    world.ben.actor()
    Company.objects.filter(pk=world.ben.company_id).update(is_demo=True)
    mail = secret_mail(world)
    deliver()
    client = world.ben.client()
    assert "/einladung/" in client.get(f"{URL}{mail.pk}/").text
    with override_settings(EMAIL_HOST="mail.example"):
        assert "/einladung/" not in client.get(f"{URL}{mail.pk}/").text
