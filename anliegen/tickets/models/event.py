"""The append-only history of tickets."""

from django.db import models


class Event(models.Model):
    """One thing that happened: verb and ids, never words.

    `company` is the side on which it happened, `peer` the other side if that one may see it.
    UPDATE and DELETE are refused by the database; `digest` chains the entries of a ticket.
    """

    id = models.BigAutoField(primary_key=True)
    company = models.ForeignKey(
        "accounts.Company", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    peer = models.ForeignKey(
        "accounts.Company", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+", db_index=False)
    verb = models.CharField(max_length=40)
    actor = models.ForeignKey(
        "accounts.Membership", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    origin = models.CharField(max_length=20, default="web")
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    at = models.DateTimeField()
    digest = models.CharField(max_length=64)

    class Meta:
        db_table = "tickets_event"
        indexes = [models.Index(fields=["ticket", "id"], name="event_ticket")]

    def __str__(self) -> str:
        return self.verb
