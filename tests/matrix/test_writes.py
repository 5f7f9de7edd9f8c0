"""Every form that makes something makes it once, however often it is sent; the others say what shall be so.

A new address that takes POST stands in one of the two lists, or the first test fails.
"""

import uuid

import pytest
from django.db import connection

from anliegen.customers.models import Contact, Customer, CustomerNote
from tests.cast import Cast
from tests.conversation.acts import to_customer
from tests.matrix.test_matrix import EXPECTED

KEY = {"key": str(uuid.uuid4())}
CUSTOMER = "/kunden/<thal>/"

# What makes something: route -> (who, address, form, table). Sent twice, there is one more row.
MAKES: dict[str, tuple[str, str, dict[str, str], str]] = {
    "tickets/neu/": (
        "anna",
        "/tickets/neu/",
        {"to": "internal", "subject": "Lager", "body": "Text", "priority": "2", **KEY},
        "tickets_side",
    ),
    "tickets/<int:number>/antworten/": (
        "anna",
        "/tickets/<mine>/antworten/",
        {"body": "Text", **KEY},
        "conversation_message",
    ),
    "tickets/<int:number>/notizen/": (
        "anna",
        "/tickets/<mine>/notizen/",
        {"body": "Text", **KEY},
        "conversation_message",
    ),
    "kunden/neu/": ("anna", "/kunden/neu/", {"name": "Neu", "kind": "firm", **KEY}, "customers_customer"),
    "kunden/<str:public_id>/kontakte/": (
        "anna",
        f"{CUSTOMER}kontakte/",
        {"contact_name": "Nora Neu", **KEY},
        "customers_contact",
    ),
    "kunden/<str:public_id>/notizen/": (
        "anna",
        f"{CUSTOMER}notizen/",
        {"text": "Ruft lieber an", **KEY},
        "customers_note",
    ),
    "ansichten/": ("anna", "/ansichten/", {"name": "Meine", "status": "open"}, "tickets_saved_view"),
    "kategorien/": ("ben", "/kategorien/", {"name": "Neu", "color": "teal"}, "tickets_category"),
    "verwaltung/textbausteine/neu/": (
        "ben",
        "/verwaltung/textbausteine/neu/",
        {"title": "Neu", "body": "Text"},
        "conversation_snippet",
    ),
    "verwaltung/support-zugriff/": (
        "ben",
        "/verwaltung/support-zugriff/",
        {"hours": "1", "reason": "Import klemmt"},
        "accounts_support_grant",
    ),
    "verwaltung/datenexport/": ("ben", "/verwaltung/datenexport/", {}, "accounts_export"),
}
# Makes something too, and is tested where it is at home: keys of uploads, of the portal, of the founding; an
# invitation replaces the one before; a link is used up; a draft is one per place; documents are uploads that
# were claimed, and a file read in again is a second draft that goes by itself.
MAKES_ELSEWHERE = {
    "anhaenge/",
    "portal/<slug:slug>/dateien/",
    "portal/<slug:slug>/anfragen/neu/",
    "portal/<slug:slug>/anfragen/<int:number>/",
    "verwaltung/firmen/neu/",
    "verwaltung/mitarbeitende/",
    "verwaltung/firmen/<slug:slug>/einladung/",
    "verwaltung/firmen/<slug:slug>/export/",
    "einladung/<str:token>/",
    "portal/<slug:slug>/einladung/<str:token>/",
    "portal/<slug:slug>/anmeldelink/<str:token>/",
    "passwort-neu/<str:key>/",
    "tickets/neu/entwurf/",
    "tickets/<int:number>/entwuerfe/",
    "kunden/<str:public_id>/dokumente/",
    "kunden/import/",
    "konto/geraet/",
    "einblick/<str:public_id>/",
    "tickets/<int:number>/kunde/",
}
# What only says how something shall be, or ends it: a second time it is so already.
SETS = """
abmelden/ anmelden/ passwort-vergessen/ datenexport/<str:token>/ hinweise/gelesen/ einblick/ende/
konto/ konto/firma/ konto/geraet/ende/ konto/hinweise/ konto/passwort/ konto/seitengroesse/ konto/sitzungen/
ansichten/<str:public_id>/entfernung/
kategorien/<int:category_id>/ kategorien/<int:category_id>/archiv/ kategorien/<int:category_id>/portal/
kategorien/<int:category_id>/reihenfolge/
kunden/export/ kunden/import/<str:public_id>/ kunden/import/<str:public_id>/abbruch/
kunden/import/<str:public_id>/entfernung/ kunden/<str:public_id>/archiv/ kunden/<str:public_id>/bearbeiten/
kunden/<str:public_id>/dokumente/<str:document_id>/
kunden/<str:public_id>/dokumente/<str:document_id>/entfernung/
kunden/<str:public_id>/feld/<slug:group>/ kunden/<str:public_id>/kontakte/<int:contact_id>/
kunden/<str:public_id>/kontakte/<int:contact_id>/entfernung/ kunden/<str:public_id>/notizen/<int:note_id>/
kunden/<str:public_id>/notizen/<int:note_id>/entfernung/ kunden/<str:public_id>/portal/
kunden/<str:public_id>/portal/<int:contact_id>/ kunden/<str:public_id>/zusammenfuehrung/
kunden/<str:public_id>/zusammenfuehrung/<int:merge_id>/ruecknahme/
portal/<slug:slug>/abmelden/ portal/<slug:slug>/anmelden/ portal/<slug:slug>/anmeldelink/
portal/<slug:slug>/anfragen/<int:number>/status/ portal/<slug:slug>/kennwort/
tickets/sammelaktion/ tickets/neu/entwurf/verwerfen/
tickets/<int:number>/anwesenheit/ tickets/<int:number>/antworten/<int:message>/ruecknahme/
tickets/<int:number>/entwuerfe/fassungen/ tickets/<int:number>/gelesen/ tickets/<int:number>/kategorien/
tickets/<int:number>/loeschung/ tickets/<int:number>/ordner/ tickets/<int:number>/portal/
tickets/<int:number>/prioritaet/ tickets/<int:number>/sperre/ tickets/<int:number>/sperre/freigabe/
tickets/<int:number>/sperre/uebernahme/ tickets/<int:number>/sperre/warten/ tickets/<int:number>/status/
tickets/<int:number>/zuweisung/
verwaltung/ verwaltung/datenexport/<str:public_id>/ verwaltung/einladungen/<int:invitation_id>/rueckzug/
verwaltung/firmen/<slug:slug>/loeschung/ verwaltung/firmen/<slug:slug>/sperre/ verwaltung/kundenportal/
verwaltung/mitarbeitende/<int:membership_id>/ verwaltung/postausgang/<int:mail_id>/versand/
verwaltung/support-zugriff/<str:public_id>/ende/ verwaltung/textbausteine/<int:snippet_id>/
verwaltung/textbausteine/<int:snippet_id>/entfernung/
"""


def test_of_every_form_it_is_said_what_twice_means() -> None:
    writing = {route for route, (_who, methods) in EXPECTED.items() if "POST" in methods}
    assert writing == set(MAKES) | MAKES_ELSEWHERE | set(SETS.split())


@pytest.mark.parametrize("route", MAKES)
def test_what_is_sent_twice_makes_one(unlimited: Cast, route: str) -> None:
    world = unlimited
    who, path, form, table = MAKES[route]
    client = world.people[who].client()
    world.anna.actor()
    path = path.replace("<thal>", Customer.objects.get(pk=world.customers["thal"]).public_id)
    if "<mine>" in path:
        path = path.replace("<mine>", str(to_customer(world.anna.actor(), world).number))
    before = count(world, table)
    first, second = client.post(path, form), client.post(path, form)
    assert first.status_code == 303, first.text[:2000]
    assert second.status_code in {303, 409, 422}
    assert count(world, table) == before + 1
    if "key" in form:
        assert second.headers["Location"] == first.headers["Location"]


def count(world: Cast, table: str) -> int:
    world.anna.actor()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        (number,) = cursor.fetchone() or (0,)
    return int(number)


def test_another_text_under_the_same_key_is_heard(world: Cast) -> None:
    """Who goes back and writes something else has not sent the same form again."""
    anna = world.anna.client()
    world.anna.actor()
    where = f"/kunden/{Customer.objects.get(pk=world.customers['thal']).public_id}/"
    contacts, notes = Contact.objects.count(), CustomerNote.objects.count()
    for text in ("eins", "zwei", "zwei"):
        assert anna.post(f"{where}notizen/", {"text": text, **KEY}).status_code == 303
        assert anna.post(f"{where}kontakte/", {"contact_name": text, **KEY}).status_code == 303
    world.anna.actor()
    assert (Contact.objects.count(), CustomerNote.objects.count()) == (contacts + 2, notes + 2)


@pytest.mark.parametrize("key", ["", "x", "\x00", "0" * 5000])
def test_a_form_without_a_key_is_a_form(world: Cast, key: str) -> None:
    anna = world.anna.client()
    answer = anna.post("/kunden/neu/", {"name": "Ohne Schlüssel", "kind": "firm", "key": key})
    assert answer.status_code == 303
    world.anna.actor()
    assert Customer.objects.filter(name="Ohne Schlüssel").count() == 1
