"""What somebody said in a ticket."""

from django.db import models
from django.db.models import Func, Q


class NextNews(Func):
    """The next number of the sequence that orders news, whatever the clocks say."""

    template = "nextval('tickets_news')"
    arity = 0

    def __init__(self) -> None:
        super().__init__(output_field=models.BigIntegerField())


class Author(models.TextChoices):
    MEMBER = "member"  # an employee; `membership` says who
    CUSTOMER = "customer"  # the counterpart; `author_name` and `author_email` say who


class Message(models.Model):
    """One message or internal note, never changed afterwards.

    `company` is the side that wrote it, `peer` the other side of a support request. A note has no
    peer: the database itself keeps it from the other side.
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
    # What arrived, kept when the sanitiser took something away.
    original = models.TextField(null=True)
    idempotency_key = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    # The number by which this message is NEU; see tickets/unread.py.
    news = models.BigIntegerField(db_default=NextNews())

    class Meta:
        db_table = "conversation_message"
        indexes = [models.Index(fields=["ticket", "id"], name="message_ticket")]
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
        ]

    def __str__(self) -> str:
        return f"Message {self.pk}"
