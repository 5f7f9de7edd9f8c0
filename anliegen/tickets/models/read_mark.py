"""What a person has read of a ticket: the base of NEU."""

from django.db import models

from anliegen.common.clock import now


class ReadMark(models.Model):
    """Up to which news a person has read. `unread` is set by hand or by an assignment from others."""

    id = models.BigAutoField(primary_key=True)
    company = models.ForeignKey(
        "accounts.Company", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    membership = models.ForeignKey(
        "accounts.Membership", on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    ticket = models.ForeignKey(
        "tickets.Ticket", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    news = models.BigIntegerField(default=0)
    unread = models.BooleanField(default=False)
    # Kept by a trigger of the drafts, so that a list needs no further join.
    has_draft = models.BooleanField(default=False, db_default=False)
    at = models.DateTimeField(default=now)

    class Meta:
        db_table = "tickets_read_mark"
        constraints = [
            models.UniqueConstraint(fields=["company", "membership", "ticket"], name="read_mark_once")
        ]

    def __str__(self) -> str:
        return f"{self.membership_id}:{self.ticket_id}"
