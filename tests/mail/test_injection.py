"""Nothing that people type becomes markup, a header or a template of a mail, on any occasion."""

import uuid
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser

import pytest

from anliegen.accounts.events import InvitationLinkMade, PasswordLinkMade
from anliegen.accounts.models import Company, Invitation, User
from anliegen.common.clock import now
from anliegen.conversation.actions.reply import reply
from anliegen.customers.events import PortalLinkMade
from anliegen.customers.models import Contact, Customer, PortalAccount, PortalGrant
from anliegen.mail import occasions
from anliegen.mail.letter import letter
from anliegen.mail.models import OutgoingMail
from anliegen.tickets.models import Ticket
from tests.cast import Cast
from tests.conversation.acts import to_customer
from tests.mail.post import note_to

TAG = '"><img src=x onerror=alert(1)><h1>{{ 7 * 7 }}'
HEADERS = {
    "Content-Type", "MIME-Version", "Subject", "From", "To", "Reply-To", "Message-ID", "Date",
    "Auto-Submitted", "X-Auto-Response-Suppress",
}  # fmt: skip
# In every field that becomes a header or stands in the text.
BREAKS = [
    "a\r\nBcc: x@boese.example",
    "a\nBcc: x@boese.example",
    "a\rBcc: x@boese.example",
    "a%0d%0aBcc: x@boese.example",
    "a\u2028Bcc: x@boese.example",
    "a\u2029Bcc: x@boese.example",
    "a\x85Bcc: x@boese.example",
    "a\x0bBcc: x@boese.example",
    "a\x0cBcc: x@boese.example",
    "a\x1cBcc: x@boese.example",
    "a\x01Bcc: x@boese.example",
    "=?utf-8?q?=0d=0aBcc=3A_x=40boese.example?=",
    "a\r\n\r\n<h1>Text</h1>",
    "a\r\n\tBcc: x@boese.example",
    '"a" <x@boese.example>, b',
]


class Tags(HTMLParser):
    """Collects the tags of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.attributes |= {name for name, _value in attrs}


def all_occasions(world: Cast, word: str) -> list[OutgoingMail]:
    """Write every mail that there is, with the word in every name that can stand in it."""
    actor = world.ben.actor()
    company = actor.company_id
    Company.objects.filter(pk=company).update(
        name=word[:120], town=word[:80], phone=word[:40], opening_hours=word, mail_signature=word,
        mails_replies=True,
    )  # fmt: skip
    User.objects.filter(pk=actor.user_id).update(name=word[:120])
    Contact.objects.filter(pk=world.contacts["karl"]).update(name=word[:120])
    Customer.objects.filter(pk=world.customers["thal"]).update(name=word[:200])
    side = to_customer(world.ben.actor(), world, subject=word)
    Ticket.objects.filter(pk=side.ticket_id).update(subject=word[:200])
    reply(actor=world.ben.actor(), number=side.number, html=f"<p>{word}</p>", key=uuid.uuid4())
    account = PortalAccount.objects.create(company_id=company, email="karl@thal.example")
    PortalGrant.objects.create(
        company_id=company, contact_id=world.contacts["karl"], account=account, invited_at=now()
    )
    for purpose in ("invitation", "log-in"):
        link = PortalLinkMade(company_id=company, account_id=account.pk, purpose=purpose, secret="s")
        occasions.on_portal_link(link)
    invited = Invitation.objects.create(
        company_id=company, email="neu@nord.example", name=word[:120], role="agent", token_hash="0" * 64,
        invited_by_id=actor.membership_id, created_at=now(), expires_at=now(),
    )  # fmt: skip
    occasions.on_invitation_link(InvitationLinkMade(company_id=company, invitation_id=invited.pk, secret="s"))
    occasions.on_password_link(PasswordLinkMade(company_id=company, user_id=actor.user_id, secret="s"))
    mails = list(OutgoingMail.objects.order_by("id"))
    assert {mail.purpose for mail in mails} == {
        "reply", "portal-invitation", "portal-log-in", "invitation", "password",
    }  # fmt: skip
    return mails


def parsed(mail: OutgoingMail) -> EmailMessage:
    """Return the mail as the other side reads it."""
    return message_from_bytes(letter(mail).message().as_bytes(), policy=policy.default)  # type: ignore[return-value]


def test_tags_in_names_and_subjects_stay_text(world: Cast) -> None:
    for mail in all_occasions(world, TAG):
        tags = Tags(mail.html)
        assert not tags.seen & {"img", "h1", "script"}, mail.purpose
        assert not {name for name in tags.attributes if name.startswith("on")}, mail.purpose
        assert "{{ 7 * 7 }}" in mail.text
        assert "49" not in mail.text


@pytest.mark.parametrize("word", BREAKS)
def test_nothing_becomes_a_header(world: Cast, word: str) -> None:
    for mail in all_occasions(world, word):
        got = parsed(mail)
        assert set(got.keys()) <= HEADERS, mail.purpose
        assert len(got.keys()) == len(set(got.keys()))
        assert [address.addr_spec for address in got["To"].addresses] == [mail.to]
        assert [address.addr_spec for address in got["From"].addresses] == ["noreply@anliegen.example"]
        assert len(list(got.walk())) == 3


@pytest.mark.parametrize("word", BREAKS)
def test_no_address_of_several_lines_is_taken(world: Cast, word: str) -> None:
    mail = note_to(world.ben, "karl@thal.example", subject=word)
    assert "\n" not in mail.subject
    assert set(parsed(mail).keys()) <= HEADERS
