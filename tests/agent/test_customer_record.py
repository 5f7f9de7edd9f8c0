"""The record of a customer in the browser: one page, changed where it stands, with scripts and without."""

import html
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anliegen.common.clock import now
from anliegen.conversation.models import Attachment
from anliegen.customers.access import with_addresses
from anliegen.customers.actions.notes import add_note
from anliegen.customers.models import Contact, Customer, CustomerNote, PortalAccount
from tests.cast import Cast
from tests.conftest import Budget
from tests.conversation.acts import to_customer
from tests.portal.cast import guest

HTMX = {"HX-Request": "true"}
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
# The tests' own transaction makes the gate's one a savepoint: two statements that production has not.
MOST = 8 + 2


@pytest.fixture
def anna(world: Cast) -> Client:
    return world.anna.client()


def thal(world: Cast) -> Customer:
    world.anna.actor()
    return Customer.objects.get(pk=world.customers["thal"])


def where(world: Cast) -> str:
    return f"/kunden/{thal(world).public_id}/"


def test_everything_stands_on_one_page(world: Cast, anna: Client) -> None:
    actor = world.anna.actor()
    side = to_customer(actor, world, subject="Fenster undicht", html="<p>Es <b>zieht</b> sehr.</p>")
    add_note(actor=actor, public_id=thal(world).public_id, text="Schlüssel im Tresor")
    page = anna.get(where(world)).content.decode()
    for words in (
        "1 offen, 0 geschlossen",
        "Fenster undicht",
        "Karl Thal",
        "karl@thal.example",
        "Kein Zugang",
        "Schlüssel im Tresor",
        f"Ticket #{side.number} wurde eröffnet",
        "Es zieht sehr.",
        "Anna Ahrens hat eine Notiz geschrieben",
    ):
        assert words in page, words
    assert 'role="tab"' not in page


def test_the_budget_holds_whatever_there_is(world: Cast, anna: Client, budget: type[Budget]) -> None:
    actor = world.anna.actor()
    for n in range(15):
        to_customer(actor, world)
        add_note(actor=actor, public_id=thal(world).public_id, text=f"{n}")
    path = where(world)
    with budget(MOST):
        assert anna.get(path).status_code == 200
    anna.post("/ansichten/", {"name": "Meine", "query": "status=open"})
    with budget(MOST):
        assert anna.get(path).status_code == 200


def test_a_field_is_changed_where_it_stands(world: Cast, anna: Client) -> None:
    path = f"{where(world)}feld/phone/"
    form = anna.get(path, headers=HTMX).content.decode()
    assert 'name="seen_phone" value=""' in form
    assert "<html" not in form
    saved = anna.post(path, {"phone": "030 1", "seen_phone": ""}, headers=HTMX)
    assert saved.status_code == 200
    assert 'href="tel:0301"' in saved.content.decode()
    assert 'name="seen_phone" value="030 1"' in saved.content.decode()  # the undo
    assert thal(world).phone == "030 1"
    stale = anna.post(path, {"phone": "030 2", "seen_phone": ""}, headers=HTMX)
    text = stale.content.decode()
    assert stale.status_code == 409
    assert 'value="030 2"' in text
    assert "Jetzt steht dort:</b> 030 1" in text
    assert 'name="seen_phone" value="030 1"' in text
    assert thal(world).phone == "030 1"


def test_a_field_is_changed_without_scripts(world: Cast, anna: Client) -> None:
    path = f"{where(world)}feld/address/"
    page = anna.get(path).content.decode()
    assert "<h1>Anschrift</h1>" in page
    wrong = anna.post(path, {"postcode": "x" * 13, "town": "Fürth"})
    assert wrong.status_code == 422
    assert 'value="Fürth"' in wrong.content.decode()
    answer = anna.post(path, {"street": "Weg 1", "town": "Fürth"})
    assert (answer.status_code, answer["Location"]) == (303, where(world))
    assert thal(world).town == "Fürth"


@pytest.mark.parametrize("group", ["linked_company", "archived", "x"])
def test_other_fields_are_not_there(world: Cast, anna: Client, group: str) -> None:
    before = thal(world).version
    for answer in (anna.get(f"{where(world)}feld/{group}/"), anna.post(f"{where(world)}feld/{group}/", {})):
        assert answer.status_code == 404
    assert thal(world).version == before


def test_a_contact_is_added_and_changed(world: Cast, anna: Client) -> None:
    path = f"{where(world)}kontakte/"
    more = anna.post(path, {"contact_name": "Nora", "contact_email_0": ["n@thal.example"], "more": "email-0"})
    assert more.content.decode().count('name="contact_email_0"') == 2
    typed = {"contact_name": "Nora", "contact_email_0": ["n@thal.example", "n2@thal.example"]}
    assert anna.post(path, typed).status_code == 303
    world.anna.actor()
    nora = Contact.objects.get(name="Nora")
    one = f"{path}{nora.pk}/"
    assert 'value="n2@thal.example"' in anna.get(one).content.decode()
    wrong = anna.post(one, typed | {"contact_name": "", "version": "1"})
    assert wrong.status_code == 422
    stale = anna.post(one, typed | {"contact_name": "Nora Neu", "version": "7"})
    assert stale.status_code == 409
    assert 'value="Nora Neu"' in stale.content.decode()
    assert anna.post(one, typed | {"contact_name": "Nora Neu", "version": "1"}).status_code == 303
    world.anna.actor()
    nora.refresh_from_db()
    assert nora.name == "Nora Neu"
    assert anna.get(f"{path}{'9' * 40}/").status_code == 404


def test_a_contact_is_changed_where_it_stands(world: Cast, anna: Client) -> None:
    karl = world.contacts["karl"]
    path = f"{where(world)}kontakte/{karl}/"
    form = anna.get(path, headers=HTMX).content.decode()
    assert "<html" not in form
    assert form.lstrip().startswith(f'<tbody id="contact-{karl}"')
    typed = {"contact_name": "Karl Thal", "contact_email_0": ["karl@thal.example"], "version": "1"}
    more = anna.post(path, typed | {"more": "email-0"}, headers=HTMX).content.decode()
    assert more.count('name="contact_email_0"') == 2
    assert more.count("autofocus") == 1
    saved = anna.post(path, typed | {"contact_role": "Bauleitung"}, headers=HTMX)
    text = saved.content.decode()
    assert (saved.status_code, text.count("<tbody")) == (200, 1)
    assert "Bauleitung" in text
    stale = anna.post(path, typed | {"contact_role": "Empfang"}, headers=HTMX)
    text = stale.content.decode()
    assert stale.status_code == 409
    assert 'value="Empfang"' in text
    assert "Jetzt steht dort:</b> Karl Thal, Bauleitung" in text
    assert 'name="version" value="2"' in text
    world.anna.actor()
    assert Contact.objects.get(pk=karl).role == "Bauleitung"
    shown = anna.get(f"{path}?shown=1", headers=HTMX).content.decode()
    assert "<form hx-post" not in shown
    assert "Bauleitung" in shown


def undone(text: str) -> dict[str, list[str]]:
    """Return the fields of the undo that a page offers."""
    form = text[text.index("data-undo") :]
    form = form[: form.index("</form>")]
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form):
        fields.setdefault(name, []).append(html.unescape(value))
    return fields


def known(contact_id: int) -> tuple[str, str, list[str], list[str]]:
    contact = with_addresses(Contact.known.filter(pk=contact_id)).get()
    return contact.name, contact.role, contact.emails, contact.phones


@pytest.mark.parametrize("scripts", [True, False])
def test_a_change_of_a_contact_is_undone(world: Cast, anna: Client, scripts: bool) -> None:
    karl, more = world.contacts["karl"], {"headers": HTMX} if scripts else {}
    path = f"{where(world)}kontakte/{karl}/"
    first = {
        "contact_name": "Karl <Thal>",
        "contact_email_0": ["karl@thal.example", "k2@thal.example"],
        "contact_phone_0": ["030 1", "030 2"],
        "version": "1",
    }
    assert anna.post(path, first).status_code == 303
    anna.get(where(world))
    before = known(karl)
    saved = anna.post(path, {"contact_name": "Nora", "contact_role": "Chefin", "version": "2"}, **more)
    assert known(karl) == ("Nora", "Chefin", [], [])
    text = (saved if scripts else anna.get(saved["Location"])).content.decode()
    fields = undone(text)
    assert anna.post(path, fields, **more).status_code in (200, 303)
    assert known(karl) == before
    # The same once more is too late: it would take back what nobody sees.
    assert anna.post(path, fields, **more).status_code == 409
    assert known(karl) == before


def test_saving_a_removed_contact_is_undone_by_removing_it(world: Cast, anna: Client) -> None:
    karl = world.contacts["karl"]
    path = f"{where(world)}kontakte/{karl}/"
    anna.post(f"{path}entfernung/", {"removed": "1"})
    saved = anna.post(path, {"contact_name": "Karl Thal", "version": "2"}, headers=HTMX).content.decode()
    assert f'action="{path}entfernung/"' in saved
    assert undone(saved)["removed"] == ["1"]


def test_a_contact_is_added_where_it_will_stand(world: Cast, anna: Client) -> None:
    path = f"{where(world)}kontakte/"
    assert '<tbody id="contact-new">' in anna.get(path, headers=HTMX).content.decode()
    assert anna.post(path, {"contact_name": ""}, headers=HTMX).status_code == 422
    text = anna.post(path, {"contact_name": "Nora"}, headers=HTMX).content.decode()
    world.anna.actor()
    nora = Contact.objects.get(name="Nora")
    assert f'<tbody id="contact-{nora.pk}">' in text
    assert '<tbody id="contact-new"></tbody>' in text
    assert 'hx-swap-oob="true">2</span>' in text
    assert f'action="{path}{nora.pk}/entfernung/"' in text.split("<template")[1]  # the undo


def test_a_contact_is_removed_and_put_back(world: Cast, anna: Client) -> None:
    karl = world.contacts["karl"]
    path = f"{where(world)}kontakte/{karl}/entfernung/"
    text = anna.post(path, {"removed": "1"}, headers=HTMX).content.decode()
    assert "<tbody" not in text
    assert 'hx-swap-oob="true">0</span>' in text
    page = anna.get(where(world)).content.decode()
    assert f'id="contact-{karl}"' not in page
    assert "Anna Ahrens hat den Kontakt Karl Thal entfernt" in page
    assert anna.get(f"{where(world)}kontakte/{karl}/").status_code == 404
    assert anna.get("/kunden/?q=Karl").content.decode().count("Thal Architekten") == 0
    answer = anna.post(path, {"removed": ""})
    assert answer["Location"] == f"{where(world)}#contacts"
    assert f'id="contact-{karl}"' in anna.get(where(world)).content.decode()
    assert anna.get("/kunden/?q=Karl").content.decode().count("Thal Architekten") > 0
    assert anna.post(f"{where(world)}kontakte/{'9' * 30}/entfernung/", {"removed": "1"}).status_code == 404


def test_what_was_typed_for_a_contact_that_is_removed_meanwhile_is_kept(world: Cast, anna: Client) -> None:
    karl = world.contacts["karl"]
    path = f"{where(world)}kontakte/{karl}/"
    world.ben.client().post(f"{path}entfernung/", {"removed": "1"})
    typed = {"contact_name": "Karl Thal", "contact_role": "Empfang", "version": "1"}
    for headers in ({}, HTMX):
        stale = anna.post(path, typed, headers=headers)
        text = stale.content.decode()
        assert stale.status_code == 409
        assert "Speichern holt ihn mit diesen Angaben zurück" in text
        assert 'value="Empfang"' in text
        world.anna.actor()
        assert not Contact.objects.filter(pk=karl).exists()
    version = text.split('name="version" value="')[1].split('"')[0]
    assert anna.post(path, typed | {"version": version}).status_code == 303
    world.anna.actor()
    assert Contact.objects.get(pk=karl).role == "Empfang"


def test_when_an_access_was_last_used_stands_at_the_contact(world: Cast, anna: Client) -> None:
    who = guest(world.anna, "nordwerk", world.contacts["karl"])
    assert "zuletzt heute" in anna.get(where(world)).content.decode()
    for days, words in ((1, "zuletzt gestern"), (12, "zuletzt vor 12 Tagen"), (400, "zuletzt am ")):
        world.anna.actor()
        PortalAccount.objects.filter(pk=who.account_id).update(last_login_at=now() - timedelta(days=days))
        assert words in anna.get(where(world)).content.decode()


def test_notes_are_written_changed_and_removed_with_undo(world: Cast, anna: Client) -> None:
    path = f"{where(world)}notizen/"
    assert anna.post(path, {"text": " "}).status_code == 422
    assert anna.post(path, {"text": "<b>Schlüssel</b>"}).status_code == 303
    assert "&lt;b&gt;Schlüssel" in anna.get(where(world)).content.decode()
    world.anna.actor()
    note = CustomerNote.objects.get()
    one = f"{path}{note.pk}/"
    assert world.ben.client().get(one).status_code == 404
    assert world.ben.client().post(f"{one}entfernung/", {"removed": "1"}).status_code == 403
    assert anna.post(one, {"text": "Neu", "version": "1"}).status_code == 303
    stale = anna.post(one, {"text": "Anders", "version": "1"})
    assert stale.status_code == 409
    assert "Anders" in stale.content.decode()
    assert anna.post(f"{one}entfernung/", {"removed": "1"}).status_code == 303
    assert ">Neu</p>" not in anna.get(where(world)).content.decode()
    anna.post(f"{one}entfernung/", {"removed": ""})
    assert ">Neu</p>" in anna.get(where(world)).content.decode()


def test_documents_are_filed_renamed_and_removed_with_undo(world: Cast, anna: Client) -> None:
    path = f"{where(world)}dokumente/"
    files = [SimpleUploadedFile("Vertrag.pdf", PDF), SimpleUploadedFile("Plan.pdf", PDF)]
    assert anna.post(path, {"files": files}).status_code == 303
    assert anna.post(path, {}).status_code == 422
    refused = anna.post(path, {"files": [SimpleUploadedFile("x.exe", b"MZ\x90\x00")]})
    assert refused.status_code == 422
    world.anna.actor()
    assert Attachment.objects.exclude(customer=None).count() == 2
    file = Attachment.objects.get(name="Vertrag.pdf")
    page = anna.get(path).content.decode()
    link = re.search(rf'href="(/anhaenge/{file.public_id}/[^"]+)"', page)
    assert link
    sent = anna.get(link[1])
    assert (sent.status_code, b"".join(sent.streaming_content)) == (200, PDF)
    assert "sandbox" in sent["Content-Security-Policy"]
    one = f"{path}{file.public_id}/"
    assert anna.post(one, {"name": " "}).status_code == 422
    assert anna.post(one, {"name": "Wartungsvertrag"}).status_code == 303
    assert "Wartungsvertrag.pdf" in anna.get(where(world)).content.decode()
    assert anna.post(f"{one}entfernung/", {"removed": "1"}).status_code == 303
    assert link[1] not in anna.get(path).content.decode()
    assert anna.get(link[1]).status_code == 404
    anna.post(f"{one}entfernung/", {"removed": ""})
    back = anna.get(link[1])
    assert b"".join(back.streaming_content) == PDF


def test_the_earlier_part_comes_as_a_fragment_and_as_a_page(world: Cast, anna: Client) -> None:
    actor = world.anna.actor()
    for n in range(20):
        add_note(actor=actor, public_id=thal(world).public_id, text=f"{n}")
    page = anna.get(where(world)).content.decode()
    link = re.search(r'hx-get="(/kunden/[^"]+/verlauf/\?before=[^"]+)"', page)
    assert link
    fragment = anna.get(link[1].replace("&amp;", "&"), headers=HTMX).content.decode()
    assert fragment.count("record-line") > 5
    assert "<html" not in fragment
    assert "<h1>Verlauf</h1>" in anna.get(link[1]).content.decode()


def test_names_from_right_to_left_and_of_300_characters(world: Cast, anna: Client) -> None:
    path = f"{where(world)}feld/name/"
    seen = thal(world).name
    assert anna.post(path, {"name": "ש" * 300, "seen_name": seen}).status_code == 422
    assert anna.post(path, {"name": "\u202eשלום", "seen_name": seen}).status_code == 303
    assert thal(world).name == "שלום"
    assert "<h1>שלום</h1>" in anna.get(where(world)).content.decode()


def test_an_archived_customer_says_so_and_offers_no_new_ticket(world: Cast, anna: Client) -> None:
    anna.post(f"{where(world)}archiv/", {"archived": "1"})
    page = anna.get(where(world)).content.decode()
    assert "Dieser Kunde ist archiviert" in page
    assert f"/tickets/neu/?customer={thal(world).public_id}" not in page
