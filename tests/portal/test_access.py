"""Coming and going: invitation, links, passwords, withdrawal, suspended companies, people of two firms."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client, override_settings

from anliegen.accounts.models import Company, User
from anliegen.common import tenancy
from anliegen.common.clock import now
from anliegen.common.errors import NotFoundError, RefusedError
from anliegen.common.ids import digest
from anliegen.customers import portal_login
from anliegen.customers.actions.portal_access import invite_contact, share_among_contacts, withdraw_contact
from anliegen.customers.models import Contact, Customer, PortalAccount, PortalGrant, PortalLink, PortalSession
from anliegen.customers.tasks import mail_portal_link
from anliegen.mail.models import OutgoingMail
from tests.cast import PASSWORD, Cast
from tests.matrix.test_matrix import strip
from tests.portal.cast import Guest, guest, public_face, released

NEW = "ein langes neues Passwort"


def thal(world: Cast) -> Customer:
    world.ben.actor()
    return Customer.objects.get(pk=world.customers["thal"])


def invited(world: Cast, contact: str = "karl") -> tuple[PortalAccount, str]:
    """Invite as an employee and return the account and the link's secret, as the worker makes them."""
    customer = Customer.objects.get(contacts__pk=world.contacts[contact])
    grant = invite_contact(
        actor=world.ben.actor(), public_id=customer.public_id, contact_id=world.contacts[contact]
    )
    made = portal_login.new_link(account_id=grant.account_id, purpose=portal_login.INVITATION)
    assert made
    return made


def test_an_invitation_works_once(unlimited: Cast) -> None:
    world = unlimited
    _ben = world.ben.actor()
    account, secret = invited(world)
    where = f"/portal/nordwerk/einladung/{secret}/"
    client = Client()
    assert client.get(where).status_code == 200
    assert client.get(where).status_code == 200  # looking uses nothing up
    assert client.post(where, {"password": "kurz"}).status_code == 422
    assert client.post(where, {"password": NEW}).status_code == 303
    assert client.get("/portal/nordwerk/").status_code == 200
    for again in (Client().post(where, {"password": NEW}), Client().get(where)):
        assert again.status_code == 404
    public_face("nordwerk")
    account.refresh_from_db()
    assert account.accepted_at
    entered = Client().post("/portal/nordwerk/anmelden/", {"email": account.email, "password": NEW})
    assert entered.status_code == 303


def test_the_mail_holds_the_link_and_the_database_only_its_digest(world: Cast) -> None:
    world.ben.actor()
    account, _secret = invited(world)
    mail_portal_link(company_id=world.ben.company_id, account_id=account.pk, purpose="invitation")
    world.ben.actor()
    mail = OutgoingMail.objects.latest("id")
    assert mail.to == "karl@thal.example"
    secret = mail.text.split("/einladung/")[1].split("/")[0]
    assert PortalLink.objects.get(account=account).token_hash == digest(secret)
    assert mail.has_secret


def test_a_mail_leads_to_the_host_name_that_the_portal_has_of_its_own(world: Cast) -> None:
    world.ben.actor()
    account, _secret = invited(world)
    own = {"nordwerk": "service.nordwerk.example", "suedhof": "service.suedhof.example"}
    for hosts, start in ((own, "https://service.nordwerk.example"), ({}, "https://t.example")):
        with override_settings(PORTAL_HOSTS=hosts, BEHIND_TLS=True, BASE_URL="https://t.example"):
            mail_portal_link(company_id=world.ben.company_id, account_id=account.pk, purpose="invitation")
        world.ben.actor()
        assert f"{start}/portal/nordwerk/einladung/" in OutgoingMail.objects.latest("id").text


@pytest.mark.parametrize("case", ["expired", "other purpose", "other company", "replaced", "withdrawn"])
def test_a_link_that_does_not_fit_changes_nothing(unlimited: Cast, case: str) -> None:
    world = unlimited
    world.ben.actor()
    account, secret = invited(world)
    path, slug = "einladung", "nordwerk"
    if case == "expired":
        PortalLink.objects.filter(account=account).update(expires_at=now() - timedelta(seconds=1))
    elif case == "other purpose":
        path = "anmeldelink"
    elif case == "other company":
        slug = "suedhof"
    elif case == "replaced":
        portal_login.new_link(account_id=account.pk, purpose=portal_login.INVITATION)
    else:
        PortalGrant.objects.filter(account=account).update(withdrawn_at=now())
    where = f"/portal/{slug}/{path}/{secret}/"
    for answer in (Client().get(where), Client().post(where, {"password": NEW})):
        assert answer.status_code == 404
        assert "portal" not in answer.cookies
    world.ben.actor()
    account.refresh_from_db()
    assert (account.password, account.accepted_at) == ("", None)
    assert not PortalSession.objects.exists()


def test_a_link_by_mail_logs_in_and_unknown_people_get_the_same_answer(unlimited: Cast) -> None:
    world = unlimited
    karl = guest(world.ben, "nordwerk", world.contacts["karl"])
    answers = [
        strip(Client().post("/portal/nordwerk/anmeldelink/", {"email": email}).content)
        for email in (karl.email, "niemand@nirgends.example")
    ]
    assert answers[0] == answers[1]
    world.ben.actor()
    made = portal_login.new_link(account_id=karl.account_id, purpose=portal_login.LOG_IN)
    assert made
    client = Client()
    where = f"/portal/nordwerk/anmeldelink/{made[1]}/"
    assert client.get(where).status_code == 200
    assert client.post(where).status_code == 303
    assert client.get(karl.home).status_code == 200
    assert Client().post(where).status_code == 404


def test_wrong_passwords_are_counted(unlimited: Cast) -> None:
    world = unlimited
    karl = guest(world.ben, "nordwerk", world.contacts["karl"], PASSWORD)
    client = Client()
    wrong = {"email": karl.email, "password": "falsch"}
    unknown = {"email": "niemand@nirgends.example", "password": "falsch"}
    first, other = client.post(karl.home + "anmelden/", wrong), client.post(karl.home + "anmelden/", unknown)
    assert (first.status_code, other.status_code) == (422, 422)
    statuses = [client.post(karl.home + "anmelden/", wrong).status_code for _ in range(9)]
    assert statuses[-1] == 429
    right = wrong | {"password": PASSWORD}
    assert client.post(karl.home + "anmelden/", right).status_code == 429
    assert "portal" not in client.cookies


def test_withdrawal_works_at_once(unlimited: Cast) -> None:
    world = unlimited
    karl = guest(world.ben, "nordwerk", world.contacts["karl"], PASSWORD)
    side = released(world.ben, world.customers["thal"])
    client = karl.client()
    where = f"{karl.home}anfragen/{side.number}/"
    assert client.get(where).status_code == 200
    withdraw_contact(
        actor=world.ben.actor(), public_id=thal(world).public_id, contact_id=world.contacts["karl"]
    )
    assert client.get(where).status_code == 303
    assert client.post(where, {"body": "x", "key": str(uuid.uuid4())}).status_code == 401
    wrong = Client().post(karl.home + "anmelden/", {"email": karl.email, "password": PASSWORD})
    assert wrong.status_code == 422
    with pytest.raises(NotFoundError):
        withdraw_contact(
            actor=world.ben.actor(), public_id=thal(world).public_id, contact_id=world.contacts["karl"]
        )
    # Let in again, the same person gets in.
    invite_contact(
        actor=world.ben.actor(), public_id=thal(world).public_id, contact_id=world.contacts["karl"]
    )
    again = Client().post(karl.home + "anmelden/", {"email": karl.email, "password": PASSWORD})
    assert again.status_code == 303


def test_an_employee_of_another_company_cannot_invite(world: Cast) -> None:
    public_id = thal(world).public_id
    with pytest.raises(NotFoundError):
        invite_contact(actor=world.carla.actor(), public_id=public_id, contact_id=world.contacts["karl"])
    foreign = world.contacts["mia"]  # of another customer
    with pytest.raises(NotFoundError):
        invite_contact(actor=world.ben.actor(), public_id=public_id, contact_id=foreign)
    assert not PortalGrant.objects.exists()


def test_a_contact_without_an_address_is_refused(world: Cast) -> None:
    public_id = thal(world).public_id
    Contact.objects.filter(pk=world.contacts["karl"]).update(email="")
    with pytest.raises(RefusedError):
        invite_contact(actor=world.ben.actor(), public_id=public_id, contact_id=world.contacts["karl"])
    assert not PortalGrant.objects.exists()


def colleague(world: Cast) -> Guest:
    world.ben.actor()
    kim = Contact.objects.create(
        company_id=world.ben.company_id,
        customer_id=world.customers["thal"],
        name="Kim Kurz",
        email="kim@thal.example",
    )
    return guest(world.ben, "nordwerk", kim.pk)


def test_contacts_see_each_other_only_if_the_customer_shares(world: Cast) -> None:
    kim = colleague(world)
    side = released(world.ben, world.customers["thal"], world.contacts["karl"])
    client = kim.client()
    where = f"{kim.home}anfragen/{side.number}/"
    assert client.get(where).status_code == 404
    share_among_contacts(actor=world.ben.actor(), public_id=thal(world).public_id, shares=True)
    assert client.get(where).status_code == 200
    assert "Von einer anderen Person" in client.get(kim.home).content.decode()
    share_among_contacts(actor=world.ben.actor(), public_id=thal(world).public_id, shares=False)
    assert client.get(where).status_code == 404


def test_a_former_contact_is_out_with_its_row(world: Cast) -> None:
    kim = colleague(world)
    client = kim.client()
    assert client.get(kim.home).status_code == 200
    world.ben.actor()
    Contact.objects.filter(email=kim.email).delete()
    assert client.get(kim.home).status_code == 303


def test_one_person_for_two_customers_and_an_employee_elsewhere(world: Cast) -> None:
    """Karl speaks for two customers of Nordwerk and works for Südhof: three things that do not touch."""
    world.ben.actor()
    second = Contact.objects.create(
        company_id=world.ben.company_id,
        customer_id=world.customers["moor"],
        name="Karl Thal",
        email="karl@thal.example",
    )
    guest(world.ben, "nordwerk", second.pk)
    karl = guest(world.ben, "nordwerk", world.contacts["karl"])
    User.objects.filter(pk=world.carla.user_id).update(email="karl@thal.example")
    one = released(world.ben, world.customers["thal"], subject="Für Thal")
    two = released(world.ben, world.customers["moor"], second.pk, subject="Für Moor")
    page = karl.client().get(karl.home).content.decode()
    assert "Für Thal" in page
    assert "Für Moor" in page
    assert "Bäckerei Moor" in page
    withdraw_contact(
        actor=world.ben.actor(),
        public_id=Customer.objects.get(pk=world.customers["moor"]).public_id,
        contact_id=second.pk,
    )
    client = karl.client()
    assert client.get(f"{karl.home}anfragen/{one.number}/").status_code == 200
    assert client.get(f"{karl.home}anfragen/{two.number}/").status_code == 404
    agent = world.carla.client()
    assert agent.get("/tickets/").status_code == 200
    assert agent.get(karl.home).status_code == 303  # an employee's session opens no portal
    assert client.get("/tickets/").status_code == 303  # and the other way round


def test_two_portals_in_one_browser_do_not_mix(unlimited: Cast) -> None:
    world = unlimited
    karl = guest(world.ben, "nordwerk", world.contacts["karl"], PASSWORD)
    bodo = guest(world.chris, "suedhof", world.contacts["bodo"], PASSWORD)
    released(world.ben, world.customers["thal"], subject="Nur Nordwerk")
    released(world.chris, world.customers["berg"], subject="Nur Südhof")
    answers = {
        person.slug: Client().post(
            person.home + "anmelden/",
            {"email": person.email, "password": PASSWORD, "next": "/portal/suedhof/"},
        )
        for person in (karl, bodo)
    }
    assert {slug: a.cookies["portal"]["path"] for slug, a in answers.items()} == {
        "nordwerk": "/portal/nordwerk/",
        "suedhof": "/portal/suedhof/",
    }
    assert answers["nordwerk"]["Location"] == karl.home  # never led into another company's portal
    # A cookie carried to the other portal by hand opens nothing there.
    stolen = Client()
    stolen.cookies["portal"] = karl.key
    assert stolen.get(bodo.home).status_code == 303
    assert "Nur Südhof" not in karl.client().get(karl.home).content.decode()
    # Leaving one leaves the other open.
    assert karl.client().post(karl.home + "abmelden/").status_code == 303
    assert karl.client().get(karl.home).status_code == 303
    assert bodo.client().get(bodo.home).status_code == 200


def test_a_suspended_company_shows_a_sentence(world: Cast) -> None:
    karl = guest(world.ben, "nordwerk", world.contacts["karl"], PASSWORD)
    tenancy.enter(world.ben.company_id)
    Company.objects.filter(pk=world.ben.company_id).update(suspended_at=now())
    for client in (karl.client(), Client()):
        for path in ("", "anmelden/", "anfragen/1/"):
            answer = client.get(karl.home + path)
            assert answer.status_code == 503
            assert "zurzeit nicht erreichbar" in answer.content.decode()
    assert Client().get(f"{karl.home}farben/x.css").status_code == 200
    refused = Client().post(karl.home + "anmelden/", {"email": karl.email, "password": PASSWORD})
    assert refused.status_code == 503
    assert "portal" not in refused.cookies


def test_portals_that_do_not_exist_look_alike(world: Cast) -> None:
    for path in ("/portal/gibtesnicht/", "/portal/gibtesnicht/anmelden/", "/portal/gibtesnicht/anfragen/1/"):
        assert Client().get(path).status_code == 404


def test_the_password_is_changed_and_other_browsers_are_out(unlimited: Cast) -> None:
    world = unlimited
    karl = guest(world.ben, "nordwerk", world.contacts["karl"], PASSWORD)
    other = portal_login.open_session(public_face("nordwerk"), PortalAccount.objects.get(pk=karl.account_id))
    client = karl.client()
    assert client.post(karl.home + "kennwort/", {"password": "kurz"}).status_code == 422
    assert client.post(karl.home + "kennwort/", {"password": NEW}).status_code == 303
    assert client.get(karl.home).status_code == 200
    stranger = Client()
    stranger.cookies["portal"] = other
    assert stranger.get(karl.home).status_code == 303


def test_a_page_that_was_open_too_long_gives_the_text_back(world: Cast) -> None:
    karl = guest(world.ben, "nordwerk", world.contacts["karl"])
    side = released(world.ben, world.customers["thal"])
    client = karl.client(enforce_csrf_checks=True)
    answer = client.post(f"{karl.home}anfragen/{side.number}/", {"body": "Mein langer Text"})
    assert answer.status_code == 403
    assert "Mein langer Text" in answer.content.decode()
    assert "Ticket" not in answer.content.decode()
    nowhere = client.get(f"{karl.home}gibtesnicht/")
    assert nowhere.status_code == 404
    assert "Ticket" not in nowhere.content.decode()
