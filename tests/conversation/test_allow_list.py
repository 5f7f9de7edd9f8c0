"""Stored HTML of an older allow-list is shown as the present one has it, and stays as it is."""

import hashlib
from collections.abc import Callable
from typing import Any

import pytest

from anliegen.accounts.models import Company
from anliegen.common.clock import now
from anliegen.conversation import markup, sanitise, simplify
from anliegen.conversation.actions.snippet import change_snippet, create_snippet, remove_snippet
from anliegen.conversation.models import Message, Snippet
from anliegen.conversation.sanitise import VERSION, clean_html, current
from anliegen.mail.models import OutgoingMail
from anliegen.mail.occasions import on_message
from anliegen.tickets.events import MessagePosted
from tests.cast import Cast
from tests.conversation.acts import asked, to_customer
from tests.portal.cast import guest, released

# What each version allowed. The lists have changed? Then VERSION grows by one, with a line of its own here.
DIGESTS = {1: "8c0344055cf05839"}
HOSTILE = (
    '<p>Gern<script>alert("x")</script> <blink style="top:0">blinkt</blink> <img src="//t.example/p"></p>'
)
CLEAN = "<p>Gern blinkt </p>"


def lists() -> list[Any]:
    return [
        [sanitise._TAGS, sanitise._ATTRIBUTES, sanitise._SCHEMES],
        [simplify._SAME, simplify._RENAMED, simplify._VOID, simplify._ATTRIBUTES, simplify._NUMBERS],
        [p.pattern for p in (simplify._SCHEME, simplify._ADDRESS, simplify._UPLOAD_ID)],
        markup.SILENT,
    ]


def canonical(value: Any) -> str:
    if isinstance(value, dict):
        return canonical([[key, value[key]] for key in sorted(value)])
    if isinstance(value, set | frozenset):
        return canonical(sorted(value))
    return f"[{','.join(map(canonical, value))}]" if isinstance(value, list | tuple) else repr(value)


def test_lists_that_change_have_a_version_of_their_own() -> None:
    digest = hashlib.sha256(canonical(lists()).encode()).hexdigest()[:16]
    assert DIGESTS.get(VERSION) == digest, "raise VERSION in sanitise.py and add a line to DIGESTS"
    assert max(DIGESTS) == VERSION


def test_a_row_of_the_present_version_is_not_touched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sanitise, "clean_html", None)
    assert current("<as it is", VERSION) == "<as it is"


@pytest.mark.parametrize("version", [VERSION - 1, VERSION + 1], ids=["older", "of a release taken back"])
def test_any_other_goes_through_the_present_lists(version: int) -> None:
    assert current(HOSTILE, version) == CLEAN
    own = f'<p><img data-upload="{"A" * 22}" alt="Bild"></p>'
    assert current(own, version) == own


def test_what_can_no_longer_be_read_keeps_its_words() -> None:
    assert current("<div>" * 200 + "Wort & <script>x</script>", 0) == "<p>Wort &amp;</p>"


@pytest.fixture
def stored(world: Cast) -> Callable[..., Message]:
    """Put a message of an older version into a ticket of Nordwerk."""

    def put(side: Any, html: str = HOSTILE, **more: Any) -> Message:
        ben = world.ben.actor()
        values = {"html": html, "allow_list": 0, "author": "member", "membership_id": ben.membership_id}
        values |= {"company_id": ben.company_id, "ticket_id": side.ticket_id, "author_name": "Ben Brandt"}
        return Message.objects.create(created_at=now(), **(values | more))

    return put


def is_clean(page: str) -> bool:
    """Say whether the page shows the message, and nothing of what is no longer allowed."""
    said = page[page.index("Gern") :].split("</article>")[0].split("</li>")[0]
    return "blinkt" in said and not any(
        bad in page for bad in ("alert(&#34;", "alert(", "<blink", "t.example")
    )


def unchanged(message: Message) -> bool:
    html, version = message.html, message.allow_list
    message.refresh_from_db()
    return (message.html, message.allow_list) == (html, version) == (HOSTILE, 0)


def test_on_the_agents_pages(world: Cast, stored: Callable[..., Message]) -> None:
    side = to_customer(world.ben.actor(), world)
    message = stored(side)
    client = world.anna.client()
    assert is_clean(client.get(f"/tickets/{side.number}/").content.decode())
    assert is_clean(client.get(f"/tickets/{side.number}/kundensicht/").content.decode())
    world.ben.actor()
    assert unchanged(message)


def test_in_the_portal(world: Cast, stored: Callable[..., Message]) -> None:
    visitor = guest(world.ben, "nordwerk", world.contacts["karl"])
    side = released(world.ben, world.customers["thal"])
    message = stored(side)
    page = visitor.client().get(f"{visitor.home}anfragen/{side.number}/").content.decode()
    assert is_clean(page)
    world.ben.actor()
    assert unchanged(message)


def test_in_a_mail(world: Cast, stored: Callable[..., Message]) -> None:
    ben = world.ben.actor()
    Company.objects.filter(pk=ben.company_id).update(mails_replies=True)
    side = to_customer(ben, world)
    message = stored(side)
    on_message(
        MessagePosted(
            company_id=ben.company_id,
            ticket_id=side.ticket_id,
            membership_id=ben.membership_id,
            message_id=message.pk,
            is_note=False,
        )
    )
    mail = OutgoingMail.objects.latest("id")
    assert "Gern blinkt" in mail.text
    assert "alert" not in mail.text + mail.html
    assert unchanged(message)


def test_in_a_canned_text(world: Cast) -> None:
    ben = world.ben.actor()
    made = create_snippet(actor=ben, title="Gruß", html="<p>Gern</p>")
    assert made.allow_list == VERSION
    Snippet.objects.filter(pk=made.pk).update(html=HOSTILE, allow_list=0)
    client = world.ben.client()
    (text,) = client.get("/textbausteine/").json()["snippets"]
    assert text["html"] == CLEAN
    form = client.get(f"/verwaltung/textbausteine/{made.pk}/").content.decode()
    assert "alert(" not in form
    assert "blink" in form
    # Taking it away and putting it back does not touch the text; saving it does.
    remove_snippet(actor=world.ben.actor(), snippet_id=made.pk, removed=True)
    remove_snippet(actor=world.ben.actor(), snippet_id=made.pk, removed=False)
    made.refresh_from_db()
    assert (made.html, made.allow_list) == (HOSTILE, 0)
    change_snippet(actor=ben, snippet_id=made.pk, title="Gruß", html=HOSTILE, version=made.version)
    made.refresh_from_db()
    assert (made.html, made.allow_list) == (CLEAN, VERSION)


def test_what_is_said_today_has_the_present_version(world: Cast) -> None:
    side = asked(world.anna.actor(), html=HOSTILE)
    message = Message.objects.get(ticket_id=side.ticket_id)
    assert message.allow_list == VERSION
    assert message.html == clean_html(HOSTILE).html == CLEAN
    assert message.original == HOSTILE
