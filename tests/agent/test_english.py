"""Who chooses English reads English: no word of the German catalogue is left on any page."""

import html
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.test import Client

from anliegen.accounts.models import User
from tests.cast import Cast
from tests.conftest import Budget
from tests.conversation.acts import asked, internal, support

PO = Path(__file__).resolve().parents[2] / "anliegen/locale/de/LC_MESSAGES/django.po"
PAGES = [
    "/", "/tickets/", "/tickets/?view=mine&sort=nonsense&page=99", "/tickets/neu/", "/tickets/{number}/",
    "/tickets/{number}/kundensicht/", "/tickets/4711/", "/kunden/", "/kunden/neu/", "/kategorien/", "/konto/",
    "/konto/firmen/", "/hinweise/", "/springen/", "/verwaltung/", "/verwaltung/mitarbeitende/",
    "/verwaltung/kundenportal/", "/verwaltung/protokoll/", "/verwaltung/postausgang/",
]  # fmt: skip


def german() -> set[str]:
    """Return every German text that differs from its English one, as far as it stands alone."""
    found: set[str] = set()
    with PO.open("rb") as file:
        for message in read_po(file):
            ids = message.id if isinstance(message.id, tuple | list) else [message.id]
            texts = message.string if isinstance(message.string, tuple | list) else [message.string]
            found |= {str(t) for t in texts if t and t not in ids}
    with PO.open("rb") as file:
        english = {str(i) for m in read_po(file) for i in ([m.id] if isinstance(m.id, str) else m.id)}
    return {text for text in found - english if len(text) > 3}


@pytest.mark.parametrize("path", PAGES)
def test_no_german_word_is_left(world: Cast, path: str) -> None:
    User.objects.filter(pk__in=[world.ben.user_id, world.anna.user_id]).update(language="en")
    ben = world.ben.actor()
    side = asked(ben)
    internal(ben)
    support(ben)
    page = world.ben.client().get(path.format(number=side.number)).content.decode()
    assert '<html lang="en"' in page
    shown = set(re.findall(r">\s*([^<>]+?)\s*<", page))
    shown |= set(re.findall(r' (?:title|aria-label|placeholder|alt|data-swipe)="([^"]+)"', page))
    shown |= set(re.findall(r'"[a-z-]+": "((?:[^"\\]|\\.)*)"', page))
    assert not {html.unescape(text) for text in shown} & german()


def test_dates_and_refusals_are_english_too(world: Cast) -> None:
    User.objects.filter(pk=world.ben.user_id).update(language="en")
    side = internal(world.ben.actor())
    page = world.ben.client().post(f"/tickets/{side.number}/notizen/", {"body": "x"}).content.decode()
    assert "The form was incomplete. Please send it again." in page


@pytest.mark.parametrize(("language", "said"), [("en", "Not found"), ("de", "Nicht gefunden")])
def test_an_address_that_leads_nowhere_speaks_the_persons_language(
    world: Cast, language: str, said: str
) -> None:
    User.objects.filter(pk=world.ben.user_id).update(language=language)
    answer = world.ben.client().get("/gibt/es/nicht/", headers={"accept-language": "fr"})
    assert answer.status_code == 404
    assert said in answer.content.decode()


@pytest.mark.parametrize(
    ("wanted", "said"),
    [("en-GB,en;q=0.8,de;q=0.5", "Not found"), ("fr", "Nicht gefunden"), ("", "Nicht gefunden")],
)
def test_strangers_are_answered_in_their_browsers_language_for_no_statement(
    world: Cast, budget: type[Budget], wanted: str, said: str
) -> None:
    with budget(0):
        answer = Client(headers={"accept-language": wanted}).get("/gibt/es/nicht/")
    assert answer.status_code == 404
    assert said in answer.content.decode()
    long = Client(headers={"accept-language": wanted}).get("/tickets/?q=" + "x" * 9000)
    assert long.status_code == 414
    assert ("too large" in long.content.decode()) == (said == "Not found")
