"""Inviting and joining: a link to one address, for one use, for a week."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from anliegen.accounts.actions.invitations import invite, new_link, withdraw
from anliegen.accounts.models import AuditEntry, Company, Invitation, Membership, User
from anliegen.accounts.tasks import mail_invitation
from anliegen.common.clock import now
from anliegen.common.errors import ForbiddenError, NotFoundError
from tests.accounts.test_login import log_in
from tests.accounts.test_password_reset import jobs
from tests.cast import PASSWORD, Cast
from tests.mail.post import deliver
from tests.moments import it_is

GIVEN = {"email": "neu@nordwerk.example", "name": "Nele Neumann", "role": "agent"}
OWN = "Neles eigenes Wort 12"


def invited(world: Cast, email: str = GIVEN["email"], role: str = "agent") -> tuple[Invitation, str]:
    """Return an invitation by Ben and the path of its link."""
    invitation = invite(actor=world.ben.actor(), email=email, name=GIVEN["name"], role=role)
    made = new_link(invitation_id=invitation.pk)
    assert made
    return invitation, f"/einladung/{made[1]}/"


def join(path: str, password: str = OWN, name: str = "Nele Neumann"):
    return Client().post(path, {"name": name, "password": password})


def members(world: Cast, email: str) -> list[Membership]:
    world.ben.actor()
    return list(Membership.objects.filter(company_id=world.ben.company_id, user__email=email))


def test_an_invitation_is_mailed_and_shown_nowhere_else(unlimited: Cast) -> None:
    client = unlimited.ben.client()
    response = client.post("/verwaltung/mitarbeitende/", GIVEN, follow=True)
    assert response.status_code == 200
    assert "Eine Einladung geht an neu@nordwerk.example." in response.text
    assert "/einladung/" not in response.text
    unlimited.ben.actor()
    invitation = Invitation.objects.get(email=GIVEN["email"])
    assert jobs("accounts.mail_invitation") == [
        {"company_id": unlimited.ben.company_id, "invitation_id": invitation.pk}
    ]
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.subject_id, entry.actor_id) == (
        "invited",
        invitation.pk,
        unlimited.ben.membership_id,
    )
    mail_invitation(unlimited.ben.company_id, invitation.pk)
    deliver()
    (sent,) = mail.outbox
    assert sent.to == [GIVEN["email"]]
    assert "Nordwerk Haustechnik" in sent.subject
    (token,) = re.findall(r"/einladung/([\w-]{43})/", sent.body)
    assert join(f"/einladung/{token}/").status_code == 303


def test_who_joins_works_here_at_once(unlimited: Cast) -> None:
    _invitation, path = invited(unlimited, role="admin")
    page = Client().get(path)
    assert page.status_code == 200
    assert "Nordwerk Haustechnik" in page.text
    assert join(path)["Location"] == "/anmelden/"
    (member,) = members(unlimited, GIVEN["email"])
    assert (member.role, member.is_active, member.user.name) == ("admin", True, "Nele Neumann")
    client = Client()
    assert log_in(client, GIVEN["email"], OWN).status_code == 302
    assert client.get("/verwaltung/").status_code == 200


def test_a_link_works_once(unlimited: Cast) -> None:
    _invitation, path = invited(unlimited)
    assert join(path).status_code == 303
    assert join(path, "ein zweites Wort 99").status_code == 404
    assert Client().get(path).status_code == 404
    assert User.objects.get(email=GIVEN["email"]).check_password(OWN)


def test_a_week_and_no_longer(unlimited: Cast) -> None:
    invitation, path = invited(unlimited)
    assert timedelta(days=6, hours=23) < invitation.expires_at - now() <= timedelta(days=7)
    unlimited.ben.actor()
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=now() - timedelta(seconds=1))
    assert Client().get(path).status_code == 404
    assert join(path).status_code == 404
    assert not User.objects.filter(email=GIVEN["email"]).exists()


def test_withdrawn_and_replaced_links_are_dead(unlimited: Cast) -> None:
    invitation, withdrawn = invited(unlimited)
    client = unlimited.ben.client()
    assert client.post(f"/verwaltung/einladungen/{invitation.pk}/rueckzug/").status_code == 303
    assert client.post(f"/verwaltung/einladungen/{invitation.pk}/rueckzug/").status_code == 404
    assert join(withdrawn).status_code == 404
    _first, older = invited(unlimited)
    _second, newer = invited(unlimited)
    assert join(older).status_code == 404
    assert join(newer).status_code == 303


def test_a_link_ends_when_another_is_mailed(unlimited: Cast) -> None:
    invitation, path = invited(unlimited)
    unlimited.ben.actor()
    mail_invitation(unlimited.ben.company_id, invitation.pk)
    assert join(path).status_code == 404
    unlimited.ben.actor()
    withdraw(actor=unlimited.ben.actor(), invitation_id=invitation.pk)
    mail_invitation(unlimited.ben.company_id, invitation.pk)
    deliver()
    assert len(mail.outbox) == 1, "nothing is mailed for what has ended"


def test_somebody_with_an_account_proves_it_and_keeps_name_and_password(unlimited: Cast) -> None:
    _invitation, path = invited(unlimited, unlimited.carla.email)
    wrong = join(path, "nicht Carlas Passwort", "Fremder Name")
    assert wrong.status_code == 422
    assert not members(unlimited, unlimited.carla.email)
    assert join(path, PASSWORD, "Fremder Name").status_code == 303
    (member,) = members(unlimited, unlimited.carla.email)
    assert member.user.name == "Carla Conrad"
    assert member.user.check_password(PASSWORD)
    client = unlimited.carla.client()
    assert client.get("/konto/firmen/").text.count("Nordwerk Haustechnik") >= 1


def test_a_foreign_password_cannot_be_guessed_through_a_link(unlimited: Cast) -> None:
    _invitation, path = invited(unlimited, unlimited.carla.email)
    statuses = [join(path, f"geraten Nummer {n}").status_code for n in range(6)]
    assert statuses == [422] * 5 + [429]
    assert join(path, PASSWORD).status_code == 429


def test_who_has_left_may_come_back(unlimited: Cast) -> None:
    _invitation, path = invited(unlimited, unlimited.sven.email, "admin")
    assert join(path, PASSWORD).status_code == 303
    (member,) = members(unlimited, unlimited.sven.email)
    assert (member.pk, member.is_active, member.role) == (unlimited.sven.membership_id, True, "admin")


@pytest.mark.parametrize(
    ("name", "password", "words"),
    [("", OWN, "einen Namen"), ("x" * 121, OWN, "einen Namen"), ("Nele", "kurz", "mindestens 10 Zeichen")],
)
def test_a_refusal_keeps_what_was_typed_and_the_link(
    unlimited: Cast, name: str, password: str, words: str
) -> None:
    _invitation, path = invited(unlimited)
    response = join(path, password, name)
    assert response.status_code == 422
    assert words in response.text
    assert f'value="{name}"' in response.text
    assert not User.objects.filter(email=GIVEN["email"]).exists()
    assert join(path).status_code == 303


@pytest.mark.parametrize("token", ["x", "null", "[]", "%20", "A" * 43, "é", '{"$ne":1}'])
def test_a_made_up_link_is_not_found(unlimited: Cast, token: str) -> None:
    invited(unlimited)
    assert Client().get(f"/einladung/{token}/").status_code == 404
    assert join(f"/einladung/{token}/").status_code == 404


def test_links_cannot_be_guessed_at_leisure(unlimited: Cast) -> None:
    statuses = [join(f"/einladung/{n:043}/").status_code for n in range(31)]
    assert statuses == [404] * 30 + [429]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("email", "kein", "vollständige Adresse"),
        ("email", "anna@nordwerk.example", "arbeitet bereits hier"),
        ("email", " ANNA@Nordwerk.example", "arbeitet bereits hier"),
        ("name", "", "einen Namen"),
        ("name", "\u202e\u200b", "einen Namen"),
        ("role", "owner", "Rolle"),
        ("role", "", "Rolle"),
    ],
)
def test_a_wrong_invitation_is_refused_at_its_field(
    unlimited: Cast, field: str, value: str, words: str
) -> None:
    response = unlimited.ben.client().post("/verwaltung/mitarbeitende/", GIVEN | {field: value})
    assert response.status_code == 422
    assert words in response.text
    unlimited.ben.actor()
    assert not Invitation.objects.exists()
    assert not AuditEntry.objects.exists()
    assert not jobs("accounts.mail_invitation")


def test_nobody_invites_for_others(unlimited: Cast) -> None:
    with pytest.raises(ForbiddenError):
        invite(actor=unlimited.anna.actor(), **GIVEN)
    invitation, path = invited(unlimited)
    with pytest.raises(NotFoundError):
        withdraw(actor=unlimited.chris.actor(), invitation_id=invitation.pk)
    assert new_link(invitation_id=invitation.pk) is None, "not of this tenant"
    assert join(path).status_code == 303


def test_a_suspended_company_takes_nobody(unlimited: Cast) -> None:
    _invitation, path = invited(unlimited)
    unlimited.ben.actor()
    Company.objects.filter(pk=unlimited.ben.company_id).update(suspended_at=now())
    assert join(path).status_code == 404


def test_time_is_the_databases(unlimited: Cast) -> None:
    invitation, path = invited(unlimited)
    with it_is(now() + timedelta(days=8)):
        unlimited.ben.actor()
        assert new_link(invitation_id=invitation.pk) is None
    assert Client().get(path).status_code == 200
