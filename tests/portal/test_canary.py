"""A crawl of the whole portal: of what a company writes for itself, no word shows anywhere."""

import io
import re
import uuid

import pytest
from django.test import Client

from anliegen.accounts.models import Company, User
from anliegen.common.clock import now
from anliegen.conversation.actions.documents import file_documents
from anliegen.conversation.actions.note import note
from anliegen.conversation.actions.reply import reply
from anliegen.conversation.actions.upload import store_upload
from anliegen.conversation.models import Attachment
from anliegen.customers.actions.notes import add_note
from anliegen.customers.models import Contact, Customer
from anliegen.mail.models import OutgoingMail
from anliegen.tickets.actions.change import assign
from anliegen.tickets.models import Category
from tests.cast import Cast
from tests.portal.cast import CANARY, Guest, guest, released

LINK = re.compile(r'(?:href|src|action)="(/[^"#]*)')


def write_canaries(world: Cast) -> int:
    """Put the canary into every internal field of a released request; returns its number."""
    world.ben.actor()
    category = Category.objects.get(pk=world.categories["technik"])
    category.name = f"{CANARY[:20]} Kategorie"
    category.save()
    shown = Category.objects.get(pk=world.categories["rechnung"])
    shown.portal_visible = True
    shown.save()
    # Switched on once, and put away since: nobody outside reads it any more.
    away = Category.objects.create(
        company_id=world.ben.company_id,
        name=f"{CANARY[:20]} Abgelegt",
        color="teal",
        position=9,
        portal_visible=True,
    )
    side = released(world.ben, world.customers["thal"], category_ids=[category.pk, shown.pk, away.pk])
    Category.objects.filter(pk=away.pk).update(archived_at=now())
    note(actor=world.ben.actor(), number=side.number, html=f"<p>{CANARY} Notiz</p>", key=uuid.uuid4())
    secret = io.BytesIO(f"{CANARY} Datei".encode())
    file = store_upload(actor=world.ben.actor(), stream=secret, name="Kanarienvogel.txt", key=uuid.uuid4())
    note(
        actor=world.ben.actor(),
        number=side.number,
        html="<p>Anbei</p>",
        key=uuid.uuid4(),
        upload_ids=[file.public_id],
    )
    reply(actor=world.ben.actor(), number=side.number, html="<p>Wir kommen.</p>", key=uuid.uuid4())
    User.objects.filter(pk=world.paula.user_id).update(name=f"{CANARY} Zugewiesene")
    assign(actor=world.ben.actor(), number=side.number, assignee_id=world.paula.membership_id)
    Customer.objects.filter(pk=world.customers["thal"]).update(
        note=f"{CANARY} Akte", phone=f"{CANARY}-Telefon", number=CANARY[:20]
    )
    where = Customer.objects.get(pk=world.customers["thal"]).public_id
    add_note(actor=world.ben.actor(), public_id=where, text=f"{CANARY} Kundennotiz")
    document = (f"{CANARY}.pdf", io.BytesIO(b"%PDF-1.7 " + CANARY.encode()))
    file_documents(actor=world.ben.actor(), public_id=where, uploads=[document], upload_ids=[])
    Customer.objects.filter(pk=world.customers["thal"]).update(
        vat_id=CANARY[:20], email=f"{CANARY}@thal.example", address_extra=f"{CANARY} Hinterhaus"
    )
    Contact.objects.filter(pk=world.contacts["karl"]).update(role=f"{CANARY} Rolle")
    for hidden in (
        {"customer_id": world.customers["moor"]},
        {"customer_id": world.customers["thal"], "portal_visible": False},
    ):
        released(world.ben, subject=f"{CANARY} fremd", html=f"<p>{CANARY}</p>", **hidden)
    return side.number


def crawl(client: Client, start: str) -> dict[str, bytes]:
    """Follow every link and image within the portal; returns path -> what was answered."""
    found: dict[str, bytes] = {}
    waiting = [start]
    while waiting:
        path = waiting.pop()
        if path in found or not path.startswith(start):
            continue
        answer = client.get(path.replace("&amp;", "&"))
        body = b"".join(answer) if answer.streaming else answer.content
        found[path] = body + repr(sorted(answer.items())).encode()
        if "html" in answer.get("Content-Type", ""):
            waiting += LINK.findall(body.decode())
    return found


def test_no_internal_word_shows_anywhere(world: Cast) -> None:
    karl: Guest = guest(world.ben, "nordwerk", world.contacts["karl"])
    number = write_canaries(world)
    answers = crawl(karl.client(), karl.home)
    assert f"{karl.home}anfragen/{number}/" in answers
    assert len(answers) >= 6
    # What is printed is the same page: the style for paper shows nothing that is not in it.
    words = [CANARY.encode(), CANARY[:20].encode(), b"Kanarienvogel.txt", b"Paula", b"paula"]
    assert [path for path, body in answers.items() if any(word in body for word in words)] == []
    # A category that is switched on stands at its request, in plain words, and nowhere else.
    assert [path for path, body in answers.items() if b"Rechnung" in body] == [
        f"{karl.home}anfragen/{number}/"
    ]


def test_the_file_of_a_note_and_the_export_are_out_of_reach(world: Cast) -> None:
    """Neither an address that an employee has seen nor one that is guessed leads a contact to them."""
    karl: Guest = guest(world.ben, "nordwerk", world.contacts["karl"])
    number = write_canaries(world)
    world.ben.actor()
    inside = Attachment.objects.get(name="Kanarienvogel.txt")
    page = world.ben.client().get(f"/tickets/{number}/").text
    links = {path.replace("&amp;", "&") for path in LINK.findall(page) if inside.public_id in path}
    assert links
    client = karl.client()
    guesses = {f"{karl.home}dateien/{inside.public_id}/{'/'.join(path.split('/')[3:])}" for path in links}
    for path in links | guesses | {f"{karl.home}dateien/{inside.public_id}/"}:
        answer = client.get(path)
        assert answer.status_code in {302, 303, 401, 404, 405}, path
        assert CANARY.encode() not in answer.content
    for path, form in (("/kunden/export/", {"kind": "csv"}), ("/kunden/export/", {"kind": "xlsx"})):
        answer = client.post(path, form)
        assert answer.status_code in {302, 303, 401, 403}
        assert CANARY.encode() not in answer.content
        assert "Content-Disposition" not in answer


def test_no_mail_says_an_internal_word(world: Cast) -> None:
    """What the company wrote to the customer itself is mailed; nothing that it wrote for itself."""
    guest(world.ben, "nordwerk", world.contacts["karl"])
    world.ben.actor()
    Company.objects.filter(pk=world.ben.company_id).update(mails_replies=True)
    write_canaries(world)
    mails = [m for m in OutgoingMail.objects.all() if CANARY[:20] in m.subject + m.text + m.html]
    told = {mail.purpose for mail in OutgoingMail.objects.all()}
    assert "reply" in told
    assert not [m for m in mails if "Notiz" in m.text or "Akte" in m.text or "Kategorie" in m.text]
    assert not [m for m in mails if "Zugewiesene" in m.text + m.html or "Rolle" in m.text + m.html]


def test_the_preview_shows_no_note_either(world: Cast) -> None:
    number = write_canaries(world)
    page = world.ben.client().get(f"/tickets/{number}/kundensicht/").content.decode()
    assert "Wir kommen." in page
    assert f"{CANARY} Notiz" not in page
    view = page[page.index('id="view-title"') :]
    assert "Rechnung" in view
    assert CANARY[:20] not in view
    assert "Das sieht der Kunde" in page


@pytest.mark.parametrize(
    "path", ["anfragen/{}/", "anfragen/{}/?before=999999999", "?before=2099-01-01T00:00:00%2B00:00"]
)
def test_parts_of_long_lists_neither(world: Cast, path: str) -> None:
    karl = guest(world.ben, "nordwerk", world.contacts["karl"])
    number = write_canaries(world)
    answer = karl.client().get(karl.home + path.format(number))
    assert answer.status_code == 200
    assert CANARY.encode() not in answer.content
