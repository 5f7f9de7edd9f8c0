"""What somebody said in a ticket."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Func, Q
from django.db.models.functions import Now

# How long the sender can take a reply back, and a second more in which what was taken back in time
# commits, before anybody outside can see it.
UNDO = timedelta(seconds=settings.UNDO_SECONDS)
HOLD = UNDO + timedelta(seconds=1)


class NextNews(Func):
    """The next number of the sequence that orders news, whatever the clocks say."""

    template = "nextval('tickets_news')"
    arity = 0

    def __init__(self) -> None:
        super().__init__(output_field=models.BigIntegerField())


class Author(models.TextChoices):
    MEMBER = "member"  # an employee; `membership` says who
    CUSTOMER = "customer"  # the counterpart; `author_name` and `author_email` say who


def is_out() -> Q:
    """The condition of what the other side may see: released, or its time has come."""
    return Q(held_until=None) | Q(held_until__lte=Now())


class Differs(Func):
    """Whether a message's original has something to see that its `html` has not.

    Rows of the time in which every difference was kept are compared without what the sanitiser writes anew,
    unless they are long. The database decides: an original can be megabytes that a page does not show.
    """

    _anew = ' (?:rel|target|title|src|alt|data-upload)="[^"]*"'
    template = f"""CASE WHEN original IS NULL THEN false WHEN octet_length(original) > 20000 THEN true
        ELSE regexp_replace(original, '{_anew}', '', 'g') <> regexp_replace(html, '{_anew}', '', 'g') END"""
    arity = 0

    def __init__(self) -> None:
        super().__init__(output_field=models.BooleanField())


class Message(models.Model):
    """One message or internal note, never changed afterwards.

    `company` is the side that wrote it, `peer` the other side of a support request. A note has no
    peer: the database itself keeps it from the other side. While a reply is held it has changed
    nothing in its ticket yet, and only its own side sees it; see docs/adr/0020-undo-of-sending.md.
    """

    id = models.BigAutoField(primary_key=True)
    company = models.ForeignKey(
        "accounts.Company", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    peer = models.ForeignKey(
        "accounts.Company", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    ticket = models.ForeignKey(
        "tickets.Ticket",
        on_delete=models.PROTECT,
        related_name="messages",
        db_index=False,
        db_constraint=False,
    )
    is_note = models.BooleanField(default=False)
    author = models.CharField(max_length=8, choices=Author)
    membership = models.ForeignKey(
        "accounts.Membership",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    # The person at the portal who wrote; its table knows to which contacts it belongs.
    portal_account_id = models.BigIntegerField(null=True)
    author_name = models.CharField(max_length=120)
    author_email = models.CharField(max_length=254, blank=True, default="")
    to_label = models.CharField(max_length=254, blank=True, default="")
    html = models.TextField()
    # The version of the allow-list that made `html`; see sanitise.py.
    allow_list = models.SmallIntegerField(db_default=1)
    # What arrived, kept when the sanitiser took away something that its writer could miss.
    original = models.TextField(null=True)
    idempotency_key = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    # The number by which this message is NEU; see tickets/unread.py.
    news = models.BigIntegerField(db_default=NextNews())

    held_until = models.DateTimeField(null=True)
    # What the release needs, and only until then: `then`, `status`, `origin`, and `typed` as plain text.
    held = models.JSONField(null=True)

    class Meta:
        db_table = "conversation_message"
        indexes = [
            models.Index(fields=["ticket", "id"], name="message_ticket"),
            models.Index(
                fields=["held_until"], condition=Q(held_until__isnull=False), name="message_held_until"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["company", "id"], name="message_company_id"),
            models.UniqueConstraint(
                fields=["company", "membership", "idempotency_key"], name="message_sent_once"
            ),
            models.UniqueConstraint(
                fields=["company", "portal_account_id", "idempotency_key"], name="message_sent_once_portal"
            ),
            models.CheckConstraint(
                name="message_note_has_no_peer", condition=Q(is_note=False) | Q(peer=None)
            ),
            models.CheckConstraint(
                name="message_author",
                condition=Q(author=Author.MEMBER, membership__isnull=False)
                | Q(author=Author.CUSTOMER, membership=None, is_note=False),
            ),
            # Only what an employee's form sends to somebody is held: notes and contacts' words go at once.
            models.CheckConstraint(
                name="message_held",
                condition=Q(held_until=None, held=None)
                | Q(
                    held_until__isnull=False,
                    held__isnull=False,
                    is_note=False,
                    author=Author.MEMBER,
                    idempotency_key__isnull=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"Message {self.pk}"


class TakenBack(models.Model):
    """That a reply was taken back before it was sent, so that a late repetition of its form sends nothing."""

    id = models.BigAutoField(primary_key=True)
    company = models.ForeignKey(
        "accounts.Company", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    membership = models.ForeignKey(
        "accounts.Membership", on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    message_id = models.BigIntegerField()
    idempotency_key = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        db_table = "conversation_taken_back"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "membership", "idempotency_key"], name="taken_back_once"
            ),
            models.UniqueConstraint(fields=["company", "message_id"], name="taken_back_message"),
        ]
        indexes = [models.Index(fields=["at"], name="taken_back_age")]

    def __str__(self) -> str:
        return f"{self.message_id}"
