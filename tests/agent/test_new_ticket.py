"""The page of a new ticket: whom it may be for, what is attached, and throwing it away."""

import re
import uuid

import pytest
from django.test import Client

from anliegen.accounts.models import Company
from anliegen.conversation.drafts import drafts_of, versions_at
from anliegen.conversation.models import Draft, DraftVersion
from anliegen.customers.models import Customer
from anliegen.tickets.actions.change import change_status
from anliegen.tickets.queries.customers import addressees_read
from tests.cast import Cast
from tests.conftest import Budget
from tests.conversation.acts import to_customer, uploaded

PAGE = "/tickets/neu/"
OPTIONS = PAGE + "kunden/"
AWAY = PAGE + "entwurf/verwerfen/"
TYPED = {"subject": "Kessel", "body": "Halb fertig", "to": "customer", "priority": "3"}


@pytest.fixture
def anna(world: Cast) -> Client:
    return world.anna.client()


def test_who_matches_is_counted_and_says_what_is_open(world: Cast, budget: type[Budget]) -> None:
    anna = world.anna.actor()
    to_customer(anna, world)
    closed = to_customer(anna, world)
    change_status(actor=anna, number=closed.number, status="closed")
    with budget(1):
        found = addressees_read(anna, "THAL").now()
    assert (found.matching, found.known) == (1, 2)
    assert [(who.name, who.contact, who.active) for who in found.shown] == [
        ("Thal Architekten GmbH", "Karl Thal", 1)
    ]
    nobody = addressees_read(anna, "gibtsnicht").now()
    assert (nobody.shown, nobody.matching, nobody.known) == ([], 0, 2)
    # Archived ones are for no new ticket, and foreign ones do not exist.
    Customer.objects.filter(pk=world.customers["thal"]).update(archived_at="2026-01-01T00:00:00Z")
    assert addressees_read(anna, "thal").now()[1:] == (0, 1)
    assert addressees_read(anna, "berg").now().matching == 0


def test_more_than_are_shown_are_counted(world: Cast) -> None:
    anna = world.anna.actor()
    for n in range(11):
        Customer.objects.create(
            public_id=f"{n:022}", company_id=anna.company_id, number=f"9{n}", name=f"Haus {n}",
            sort_name=f"haus {n:02}", search_text=f"haus {n}",
        )  # fmt: skip
    found = addressees_read(anna, "haus").now()
    assert (len(found.shown), found.matching, found.known) == (8, 11, 13)
    page = world.anna.client().get(OPTIONS, {"customer_query": "haus"}).text
    assert "11 von 13" in page
    assert "Das sind die ersten 8." in page


def test_the_options_mark_what_was_found(world: Cast, anna: Client) -> None:
    page = anna.get(OPTIONS, {"customer_query": "archi"}).text
    assert "Thal <mark>Archi</mark>tekten GmbH" in page
    assert "keine offen" in page
    assert "1 von 2" in page
    # Where the name does not say why, the number does.
    assert "Kd.-Nr. <mark>1002</mark>" in anna.get(OPTIONS, {"customer_query": "1002"}).text
    assert "Kein Kunde gefunden." in anna.get(OPTIONS, {"customer_query": "xyz"}).text
    plain = anna.get(OPTIONS).text
    assert "<mark>" not in plain
    assert " von " not in plain
    world.anna.actor()
    Customer.objects.filter(pk=world.customers["thal"]).update(name="<b>Thal</b> & Söhne")
    assert (
        "&lt;b&gt;<mark>Thal</mark>&lt;/b&gt; &amp; Söhne"
        in anna.get(OPTIONS, {"customer_query": "thal"}).text
    )
    hostile = anna.get(OPTIONS, {"customer_query": "<script>%_\\"})
    assert (hostile.status_code, b"<script>" in hostile.content) == (200, False)


def test_a_chosen_customer_stands_alone_until_somebody_searches(world: Cast, anna: Client) -> None:
    world.anna.actor()
    moor = Customer.objects.get(pk=world.customers["moor"]).public_id
    page = anna.get(PAGE, {"customer": moor}).text
    assert re.findall(r'name="customer" value="([^"]+)"( checked)?', page) == [(moor, " checked")]
    assert anna.get(PAGE, {"customer": "0" * 22}).text.count('name="customer" value=') == 2
    found = anna.post(PAGE, {"find": "1", "customer_query": "thal", "to": "customer"}).text
    assert "1 von 2" in found
    assert "Bäckerei Moor" not in found


def test_the_page_costs_few_statements(anna: Client, budget: type[Budget]) -> None:
    with budget(8 + 2):  # the tests' own transaction makes two more
        anna.get(PAGE, {"customer_query": "thal"})


@pytest.mark.parametrize("mails", [True, False])
def test_whom_the_message_reaches_is_said(world: Cast, anna: Client, mails: bool) -> None:
    world.ben.actor()
    Company.objects.filter(pk=world.ben.company_id).update(mails_replies=mails)
    page = anna.get(PAGE).text
    words = (
        ("per E-Mail und im Portal", "per E-Mail.") if mails else ("sieht sie im Portal", "Nur Ihre Firma")
    )
    for kind, word in zip(("portal", "apart"), words, strict=True):
        assert re.search(rf'reaches--{kind}">[^<]*{word}', page)


def test_files_have_a_labelled_field_of_their_own(anna: Client) -> None:
    page = anna.get(PAGE).text
    area = re.search(r"<file-uploads.*?</file-uploads>", page, re.DOTALL)
    assert area
    assert re.search(r'<label[^>]*>.*?<input[^>]*type="file" name="files" multiple', area[0], re.DOTALL)
    assert 'aria-describedby="files-limit"' in area[0]
    assert page.count("multiple") == 1
    # A refused file is said where files are chosen.
    refused = anna.post(PAGE, TYPED | {"key": str(uuid.uuid4()), "uploads": "A" * 22, "to": "internal"})
    assert refused.status_code in (404, 422)


def test_thrown_away_and_brought_back(world: Cast, anna: Client) -> None:
    file = uploaded(world.anna.actor())
    anna.post(PAGE + "entwurf/", TYPED | {"kind": "new", "base": "0"})
    # What was typed since the draft was kept is what the undo brings back.
    last = TYPED | {"body": "Fast fertig", "uploads": file.public_id, "back": "/tickets/?status=open"}
    answer = anna.post(AWAY, last)
    assert (answer.status_code, answer["Location"]) == (303, "/tickets/?status=open")
    assert drafts_of(world.anna.actor(), None) == []
    (kept,) = versions_at(world.anna.actor(), None)
    assert "Entwurf verworfen." in anna.get("/tickets/").text
    assert anna.post(AWAY, {"version": kept.pk})["Location"] == PAGE
    (draft,) = drafts_of(world.anna.actor(), None)
    assert (draft.body, draft.fields["subject"]) == ("Fast fertig", "Kessel")
    assert draft.upload_ids == [file.public_id]
    assert versions_at(world.anna.actor(), None) == []


def test_a_window_without_scripts_throws_away_the_draft_of_another_device(world: Cast, anna: Client) -> None:
    anna.post(PAGE + "entwurf/", TYPED | {"kind": "new", "base": "0"})
    assert anna.post(AWAY, {"to": "customer", "priority": "2"}).status_code == 303
    (kept,) = versions_at(world.anna.actor(), None)
    assert kept.body == "Halb fertig"


def test_nothing_thrown_away_leaves_nothing_behind(world: Cast, anna: Client) -> None:
    answer = anna.post(AWAY, {"to": "customer", "priority": "2", "back": "//anderswo.example/"})
    assert (answer.status_code, answer["Location"]) == (303, "/tickets/")
    assert "notice" not in answer.cookies
    world.anna.actor()
    assert not DraftVersion.objects.exists()


def test_what_cannot_be_kept_is_not_thrown_away(world: Cast, anna: Client) -> None:
    anna.post(PAGE + "entwurf/", TYPED | {"kind": "new", "base": "0"})
    refused = anna.post(AWAY, TYPED | {"uploads": ["x"]})
    assert refused.status_code == 422
    assert "Halb fertig" in refused.text
    world.anna.actor()
    assert (Draft.objects.count(), DraftVersion.objects.count()) == (1, 0)
    # Nobody else's version is brought back.
    other = world.paula.client()
    assert anna.post(AWAY, TYPED).status_code == 303
    (kept,) = versions_at(world.anna.actor(), None)
    assert other.post(AWAY, {"version": kept.pk}).status_code == 404
    assert drafts_of(world.paula.actor(), None) == []
