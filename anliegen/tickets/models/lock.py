"""The edit lock: one holder per ticket and side, at most."""

from django.db import models


class Lock(models.Model):
    """Who works on a side's ticket until when, by the database's clock.

    `token` rises with every change of hands, so that a window that has lost the lock cannot renew it.
    """

    id = models.BigAutoField(primary_key=True)
    company = models.ForeignKey(
        "accounts.Company", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    ticket = models.ForeignKey(
        "tickets.Ticket", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    membership = models.ForeignKey(
        "accounts.Membership", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    token = models.BigIntegerField()
    # Named by the page, so that leaving can be told before the answer to its beginning has come.
    window = models.CharField(max_length=40, default="")
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        db_table = "tickets_lock"
        constraints = [models.UniqueConstraint(fields=["company", "ticket"], name="lock_one_holder")]
        indexes = [models.Index(fields=["until"], name="lock_until")]

    def __str__(self) -> str:
        return f"{self.ticket_id}:{self.membership_id}"


class LockWaiter(models.Model):
    """Who wants to hear when a ticket is free again."""

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

    class Meta:
        db_table = "tickets_lock_waiter"
        constraints = [
            models.UniqueConstraint(fields=["company", "ticket", "membership"], name="lock_waiter_once")
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id}:{self.membership_id}"
