"""Who has a ticket open at this moment, reading."""

from django.db import models


class Presence(models.Model):
    """A person of the side's company was seen at the ticket's page, by the database's clock."""

    id = models.BigAutoField(primary_key=True)
    company = models.ForeignKey(
        "accounts.Company", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    ticket = models.ForeignKey(
        "tickets.Ticket", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    membership = models.ForeignKey(
        "accounts.Membership", on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    seen_at = models.DateTimeField()

    class Meta:
        db_table = "tickets_presence"
        constraints = [
            models.UniqueConstraint(fields=["company", "ticket", "membership"], name="presence_once")
        ]
        indexes = [models.Index(fields=["company", "membership"], name="presence_member")]

    def __str__(self) -> str:
        return f"{self.ticket_id}:{self.membership_id}"
