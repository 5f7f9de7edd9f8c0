"""The ticket: what both sides share. What each side keeps for itself stands in Side."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from anliegen.tickets.lifecycle import Status


class Kind(models.TextChoices):
    """Who the counterpart is."""

    CUSTOMER = "customer"
    INTERNAL = "internal"
    SUPPORT = "support"  # another company asks the operator
    UNKNOWN = "unknown"  # an address without a customer record


class Priority(models.IntegerChoices):
    LOW = 1
    NORMAL = 2
    HIGH = 3
    CRITICAL = 4


class Awaiting(models.TextChoices):
    """Who has to act next in the conversation."""

    DESK = "desk"
    COUNTERPART = "counterpart"
    NOBODY = "nobody"


RUNNING = Q(portal_visible=True) & ~Q(status=Status.CLOSED)
FINISHED = Q(portal_visible=True, status=Status.CLOSED)


class Ticket(models.Model):
    """One request. `desk` works on it; for a support request `requester` asked."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.CharField(max_length=22, unique=True)
    desk = models.ForeignKey("accounts.Company", on_delete=models.PROTECT, related_name="+", db_index=False)
    requester = models.ForeignKey(
        "accounts.Company", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=8, choices=Kind)
    subject = models.CharField(max_length=200)
    status = models.CharField(max_length=11, choices=[(s, s) for s in Status], default=Status.OPEN)
    priority = models.SmallIntegerField(choices=Priority, default=Priority.NORMAL)
    awaiting = models.CharField(max_length=11, choices=Awaiting, default=Awaiting.DESK)
    customer = models.ForeignKey(
        "customers.Customer",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    contact = models.ForeignKey(
        "customers.Contact",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    sender_name = models.CharField(max_length=120, blank=True, default="")
    sender_email = models.CharField(max_length=254, blank=True, default="")
    # VON and AN as they stand in every list, so that a list needs no join.
    from_label = models.CharField(max_length=254)
    to_label = models.CharField(max_length=254)
    portal_visible = models.BooleanField(default=False)
    opened_by = models.ForeignKey(
        "accounts.Membership", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    created_at = models.DateTimeField()
    activity_at = models.DateTimeField()
    first_reply_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    message_count = models.IntegerField(default=0)
    # Out of the sequence tickets_news: what makes the ticket NEU, apart for each side because of notes.
    desk_news = models.BigIntegerField(default=0)
    requester_news = models.BigIntegerField(default=0)
    erased_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "tickets_ticket"
        # What a contact sees in the portal, running and finished apart: a list reads no more than it shows.
        indexes = [
            models.Index(fields=["desk", who, "activity_at"], condition=condition, name=name)
            for who, condition, name in (
                ("contact", RUNNING, "ticket_portal_contact"),
                ("contact", FINISHED, "ticket_portal_contact_done"),
                ("customer", RUNNING, "ticket_portal_customer"),
                ("customer", FINISHED, "ticket_portal_customer_done"),
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["desk", "id"], name="ticket_desk_id"),
            models.CheckConstraint(
                name="ticket_internal_stays_inside",
                condition=~Q(kind=Kind.INTERNAL)
                | Q(
                    customer=None,
                    contact=None,
                    requester=None,
                    portal_visible=False,
                    sender_email="",
                    sender_name="",
                ),
            ),
            models.CheckConstraint(
                name="ticket_counterpart",
                condition=Q(kind=Kind.INTERNAL)
                | Q(kind=Kind.CUSTOMER, customer__isnull=False, requester=None)
                | Q(kind=Kind.SUPPORT, requester__isnull=False)
                | (Q(kind=Kind.UNKNOWN, customer=None, requester=None) & ~Q(sender_email="")),
            ),
            models.CheckConstraint(name="ticket_status", condition=Q(status__in=list(Status))),
            models.CheckConstraint(name="ticket_priority", condition=Q(priority__in=Priority.values)),
            models.CheckConstraint(
                name="ticket_closed_has_time",
                condition=Q(status=Status.CLOSED, closed_at__isnull=False)
                | (~Q(status=Status.CLOSED) & Q(closed_at=None)),
            ),
            models.CheckConstraint(name="ticket_not_to_itself", condition=~Q(requester=models.F("desk"))),
        ]

    def __str__(self) -> str:
        return self.subject

    def peer_of(self, company_id: int) -> int | None:
        """Return the company on the other side of a support request, else None."""
        return self.requester_id if company_id == self.desk_id else self.desk_id

    def move_to(self, status: Status, at: datetime) -> None:
        """Take on a status, with the time of closing that belongs to it. Call save_change() after."""
        self.status = status
        self.closed_at = at if status == Status.CLOSED else None
        if status == Status.CLOSED:
            self.awaiting = Awaiting.NOBODY
        elif status == Status.WAITING:
            self.awaiting = Awaiting.COUNTERPART
        elif self.awaiting != Awaiting.DESK:
            self.awaiting = Awaiting.DESK

    def save_change(self, *fields: str) -> None:
        """Write the named fields and count the version up; the trigger carries them to the sides."""
        self.version += 1
        self.save(update_fields=[*fields, "version"])
