"""A company's side of a ticket, and at once the row that its lists read.

What is shared (status, priority, subject, VON/AN, times) is copied here by a database trigger in the
same statement that changes the ticket; see docs/adr/0004-sides.md.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from anliegen.tickets.lifecycle import Folder


class Side(models.Model):
    """One row per ticket and company that takes part: number, folder, assignee, categories of its own."""

    id = models.BigAutoField(primary_key=True)
    company = models.ForeignKey(
        "accounts.Company", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="sides")
    peer = models.ForeignKey(
        "accounts.Company", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    peer_number = models.BigIntegerField(null=True)
    is_desk = models.BooleanField()
    number = models.BigIntegerField()
    folder = models.CharField(max_length=6, choices=[(f, f) for f in Folder], default=Folder.INBOX)
    folder_since = models.DateTimeField(null=True)
    assignee = models.ForeignKey(
        "accounts.Membership", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    category_ids = ArrayField(models.BigIntegerField(), default=list)
    # The number, out of one sequence, of the last thing that makes the ticket NEU on this side.
    news = models.BigIntegerField(default=0)
    # Copies, kept by the trigger:
    kind = models.CharField(max_length=8)
    status = models.CharField(max_length=11)
    priority = models.SmallIntegerField()
    pinned = models.BooleanField(default=False)
    awaiting_us = models.BooleanField(default=False)
    subject = models.CharField(max_length=200)
    from_label = models.CharField(max_length=254)
    to_label = models.CharField(max_length=254)
    customer_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    activity_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    # Folded number, subject, VON, AN and sender for the search's trigram index.
    search_text = models.TextField(default="")

    class Meta:
        db_table = "tickets_side"
        constraints = [
            models.UniqueConstraint(fields=["company", "number"], name="side_number_once"),
            models.UniqueConstraint(fields=["company", "ticket"], name="side_ticket_once"),
        ]
        # One index per way a list is read, each in the order in which it is read, company first.
        indexes = [
            models.Index(fields=["company", "folder", "pinned", "activity_at", "ticket"], name="side_all"),
            models.Index(
                fields=["company", "folder", "status", "pinned", "activity_at", "ticket"], name="side_status"
            ),
            models.Index(fields=["company", "folder", "pinned", "number"], name="side_by_number"),
            models.Index(
                fields=["company", "folder", "pinned", "priority", "activity_at", "ticket"],
                name="side_by_priority",
            ),
            models.Index(
                fields=["company", "assignee", "folder", "pinned", "activity_at", "ticket"],
                condition=~models.Q(status="closed"),
                name="side_assignee_active",
            ),
            models.Index(
                fields=["company", "assignee", "folder", "pinned", "activity_at", "ticket"],
                name="side_assignee",
            ),
            models.Index(
                fields=["company", "folder", "pinned", "activity_at", "ticket"],
                condition=models.Q(awaiting_us=True),
                name="side_awaiting_us",
            ),
            models.Index(
                fields=["company", "customer_id", "folder", "pinned", "activity_at", "ticket"],
                condition=models.Q(customer_id__isnull=False),
                name="side_customer",
            ),
            models.Index(
                fields=["company", "customer_id", "activity_at"],
                condition=models.Q(customer_id__isnull=False, folder="inbox") & ~models.Q(status="closed"),
                name="side_customer_active",
            ),
            # By status too: what a filter button counts.
            models.Index(
                fields=["company", "folder", "status", "pinned", "priority", "activity_at", "ticket"],
                name="side_status_priority",
            ),
            models.Index(
                fields=["company", "customer_id", "folder", "status", "pinned", "activity_at", "ticket"],
                condition=models.Q(customer_id__isnull=False),
                name="side_customer_status",
            ),
            models.Index(
                fields=["company", "assignee", "folder", "status", "pinned", "activity_at", "ticket"],
                name="side_assignee_status",
            ),
            models.Index(fields=["company", "activity_at", "ticket"], name="side_newest"),
            models.Index(fields=["company", "created_at"], name="side_created"),
            models.Index(
                fields=["company", "closed_at"],
                include=["folder", "assignee"],
                condition=models.Q(closed_at__isnull=False),
                name="side_closed",
            ),
            models.Index(
                fields=["folder_since"], condition=models.Q(folder="trash"), name="side_trash_since"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.number}"
