"""What somebody is writing and has not sent yet. Nothing that happens to the ticket touches it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class DraftKind(models.TextChoices):
    REPLY = "reply"
    NOTE = "note"
    NEW = "new"  # of a ticket that does not exist yet


class _Written(models.Model):
    """What a draft and its earlier versions have in common. `body` is as typed, not sanitised."""

    id = models.BigAutoField(primary_key=True)
    company = models.ForeignKey(
        "accounts.Company", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    membership = models.ForeignKey(
        "accounts.Membership", on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    ticket = models.ForeignKey(
        "tickets.Ticket",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    kind = models.CharField(max_length=5, choices=DraftKind)
    body = models.TextField()
    is_html = models.BooleanField()
    # Of a new ticket: subject, recipient and so on, as the form names them.
    fields = models.JSONField(default=dict)
    upload_ids = ArrayField(models.CharField(max_length=22), default=list)
    saved_at = models.DateTimeField()

    class Meta:
        abstract = True


class Draft(_Written):
    """The present state. `version` counts its changes."""

    version = models.IntegerField(default=1)

    class Meta:
        db_table = "conversation_draft"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "membership", "ticket", "kind"], name="draft_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                name="draft_new_has_no_ticket",
                condition=Q(kind=DraftKind.NEW, ticket=None)
                | (~Q(kind=DraftKind.NEW) & Q(ticket__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.ticket_id}"


class DraftVersion(_Written):
    """A state that another device has replaced without having seen it."""

    class Meta:
        db_table = "conversation_draft_version"
        indexes = [
            models.Index(fields=["company", "membership", "ticket", "kind"], name="draft_version_of"),
            models.Index(fields=["saved_at"], name="draft_version_saved"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.ticket_id}"
