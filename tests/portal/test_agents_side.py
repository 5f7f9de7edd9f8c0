"""What employees do for the portal: invite, withdraw, share, look before releasing, set the links."""

import random

import pytest

from anliegen.accounts.models import Company
from anliegen.common.color import AA, contrast, portal_shades
from anliegen.customers.models import Customer, PortalGrant
from anliegen.tickets.models import Ticket
from tests.cast import Cast
from tests.portal.cast import guest, released

SETTINGS = {
    "by_default": "1",
    "emergency_phone": "030 5550 1239",
    "imprint_url": "https://nordwerk.example/impressum",
    "privacy_url": "https://nordwerk.example/datenschutz",
}


def test_from_the_customer_s_page_into_the_portal_and_out(world: Cast) -> None:
    client = world.anna.client()
    world.anna.actor()
    customer = Customer.objects.get(pk=world.customers["thal"])
    where = f"/kunden/{customer.public_id}/"
    access = f"{where}portal/{world.contacts['karl']}/"
    assert "Kein Zugang" in client.get(where).content.decode()
    assert client.post(access, {"access": "invited"}).status_code == 303
    assert "Eingeladen am" in client.get(where).content.decode()
    assert client.post(access, {"access": "withdrawn"}).status_code == 303
    assert "Zugang entzogen am" in client.get(where).content.decode()
    assert client.post(where + "portal/", {"shares": "1"}).status_code == 303
    world.anna.actor()
    customer.refresh_from_db()
    assert customer.contacts_share
    assert PortalGrant.objects.get().withdrawn_at


def test_a_ticket_is_looked_at_before_it_is_released(world: Cast) -> None:
    karl = guest(world.ben, "nordwerk", world.contacts["karl"])
    side = released(world.ben, world.customers["thal"], portal_visible=False)
    client = world.anna.client()
    page = client.get(f"/tickets/{side.number}/").content.decode()
    assert f"/tickets/{side.number}/kundensicht/" in page
    preview = client.get(f"/tickets/{side.number}/kundensicht/").content.decode()
    assert "Noch nicht freigegeben" in preview
    assert karl.email in preview
    assert karl.client().get(f"{karl.home}anfragen/{side.number}/").status_code == 404
    assert client.post(f"/tickets/{side.number}/portal/", {"visible": "1"}).status_code == 303
    assert karl.client().get(f"{karl.home}anfragen/{side.number}/").status_code == 200


@pytest.mark.parametrize("by_default", [True, False])
def test_new_tickets_follow_the_company_s_default(world: Cast, by_default: bool) -> None:
    world.ben.actor()
    Company.objects.filter(pk=world.ben.company_id).update(portal_by_default=by_default)
    page = world.anna.client().get("/tickets/neu/").content.decode()
    assert ('name="portal" value="1" checked' in page) == by_default


@pytest.mark.parametrize(
    "wrong",
    [{"imprint_url": "javascript:alert(1)"}, {"privacy_url": "nordwerk"}, {"emergency_phone": "0" * 41}],
)
def test_settings_of_the_portal(world: Cast, wrong: dict[str, str]) -> None:
    client = world.ben.client()
    world.ben.actor()
    company = Company.objects.get(pk=world.ben.company_id)
    refused = client.post("/verwaltung/kundenportal/", SETTINGS | wrong | {"version": str(company.version)})
    assert refused.status_code == 422
    stale = client.post("/verwaltung/kundenportal/", SETTINGS | {"version": "0"})
    assert stale.status_code == 409
    world.ben.actor()
    company.refresh_from_db()
    assert (company.imprint_url, company.version) == ("", 1)
    saved = client.post("/verwaltung/kundenportal/", SETTINGS | {"version": "1"})
    assert saved.status_code == 303
    karl = guest(world.ben, "nordwerk", world.contacts["karl"])
    for path in ("", "anmelden/", "anfragen/neu/"):
        page = karl.client().get(karl.home + path).content.decode()
        assert "https://nordwerk.example/impressum" in page
        assert "https://nordwerk.example/datenschutz" in page
        assert "tel:03055501239" in page


def test_tickets_without_a_customer_have_no_customer_s_view(world: Cast) -> None:
    from tests.tickets.test_isolation import internal

    number = internal(world.anna).number
    assert world.anna.client().get(f"/tickets/{number}/kundensicht/").status_code == 404
    world.anna.actor()
    assert not Ticket.objects.filter(portal_visible=True).exists()


def test_every_shade_of_a_thousand_colours_is_readable() -> None:
    chance = random.Random(7)
    for _ in range(1000):
        color = f"#{chance.randrange(1 << 24):06x}"
        for theme, shade in portal_shades(color).items():
            surfaces = ("#ffffff", "#f2f0ea") if theme == "light" else ("#151a1c", "#0d1113")
            ink = "#1a2022" if theme == "light" else "#e8ebe9"
            for surface in (*surfaces, shade["company-soft"]):
                assert contrast(shade["company-ink"], surface) >= AA, (color, theme)
            assert contrast(ink, shade["company-soft"]) >= AA, (color, theme)
            for ground in ("company", "company-hover"):
                assert contrast(shade["on-company"], shade[ground]) >= AA, (color, theme, ground)
