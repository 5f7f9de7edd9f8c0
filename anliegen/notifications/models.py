"""Notices to one person, what of them a person wants to hear and where, and the devices for it."""

from django.db import models

from anliegen.common.clock import now


class Kind(models.TextChoices):
    """What a notice is about. The order is the one in which settings are shown."""

    MENTION = "mention"
    ASSIGNED = "assigned"
    ANSWER = "answer"
    CRITICAL = "critical"
    LOCK_FREE = "lock_free"
    NEW = "new"


class Notification(models.Model):
    """One notice. While it is unread, the same thing happening again counts up instead of adding a row.

    `position` comes out of a sequence and is renewed then, so that the newest stands on top and a page
    of the list begins at a place that does not move.
    """

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
    kind = models.CharField(max_length=10, choices=Kind)
    actor_name = models.CharField(max_length=254)
    # The first message that is meant, so that the link leads to where reading has to begin.
    message_id = models.BigIntegerField(null=True)
    times = models.IntegerField(default=1)
    position = models.BigIntegerField()
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "notifications_notification"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "membership", "ticket", "kind"],
                condition=models.Q(read_at=None),
                name="notification_unread_once",
            ),
            models.CheckConstraint(condition=models.Q(kind__in=Kind.values), name="notification_kind"),
        ]
        indexes = [
            models.Index(fields=["company", "membership", "position"], name="notification_list"),
            models.Index(fields=["at"], name="notification_age"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.membership_id}"


# Told only to those who have chosen it: in a busy company it happens all day. The database's function
# `notifications_fan_out` says the same.
UNASKED = frozenset(Kind.values) - {Kind.NEW}


class Choice(models.Model):
    """Where a person hears of one kind. Without a row: at the bell and by push, if it is in UNASKED."""

    id = models.BigAutoField(primary_key=True)
    company = models.ForeignKey(
        "accounts.Company", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    membership = models.ForeignKey(
        "accounts.Membership", on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    kind = models.CharField(max_length=10, choices=Kind)
    bell = models.BooleanField()
    push = models.BooleanField()

    class Meta:
        db_table = "notifications_choice"
        constraints = [
            models.UniqueConstraint(fields=["company", "membership", "kind"], name="choice_once"),
            models.CheckConstraint(condition=models.Q(kind__in=Kind.values), name="choice_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id}: {self.kind}"


class PushDevice(models.Model):
    """A browser that a person wants notices in, as its push service knows it. The keys are the browser's."""

    id = models.BigAutoField(primary_key=True)
    company = models.ForeignKey(
        "accounts.Company", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    membership = models.ForeignKey(
        "accounts.Membership", on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    endpoint = models.CharField(max_length=500)
    p256dh = models.CharField(max_length=100)
    auth = models.CharField(max_length=40)
    created_at = models.DateTimeField(default=now)

    class Meta:
        db_table = "notifications_push_device"
        constraints = [
            models.UniqueConstraint(fields=["company", "membership", "endpoint"], name="push_device_once")
        ]

    def __str__(self) -> str:
        return str(self.membership_id)
