"""A mail on its way out."""

from django.db import models


class State(models.TextChoices):
    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    # There is no mail server: nothing leaves, and nothing leaves later by itself either.
    HELD = "held"


class OutgoingMail(models.Model):
    """One mail to one address. `message_id` stays the same however often it is tried."""

    id = models.BigAutoField(primary_key=True)
    company = models.ForeignKey(
        "accounts.Company", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    # What must not be written twice, e.g. "reply-5-17"; empty ones do not compare.
    key = models.CharField(max_length=100, null=True)
    purpose = models.CharField(max_length=20)
    to = models.EmailField(max_length=254)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField()
    # Text and HTML hold a link that opens something: shown to nobody, blanked once the mail has left.
    has_secret = models.BooleanField(default=False)
    message_id = models.CharField(max_length=255, unique=True)
    ticket = models.ForeignKey(
        "tickets.Ticket",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    state = models.CharField(max_length=6, choices=State, default=State.QUEUED)
    tries = models.SmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    reason = models.CharField(max_length=400, blank=True, default="")
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "mail_outgoing"
        constraints = [models.UniqueConstraint(fields=["company", "key"], name="mail_once")]
        indexes = [
            models.Index(fields=["company", "id"], name="mail_by_id"),
            models.Index(fields=["company", "state", "id"], name="mail_by_state"),
            models.Index(
                fields=["next_try_at"], condition=models.Q(state=State.QUEUED), name="mail_next_try"
            ),
            models.Index(
                fields=["company", "ticket"], condition=models.Q(ticket__isnull=False), name="mail_ticket"
            ),
        ]

    def __str__(self) -> str:
        return self.message_id
