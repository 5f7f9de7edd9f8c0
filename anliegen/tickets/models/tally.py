"""Exact counts without counting: the sum of small differences, written by triggers.

Every change of a side adds rows of +1 and -1 in its own transaction; nobody updates a shared row,
so writers never wait for each other and never deadlock. Now and then a trigger folds the rows.
"""

from django.db import models


class Tally(models.Model):
    """Differences by all that filter buttons and views count by."""

    id = models.BigAutoField(primary_key=True)
    company = models.ForeignKey(
        "accounts.Company", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    folder = models.CharField(max_length=6)
    status = models.CharField(max_length=11)
    pinned = models.BooleanField()
    awaiting_us = models.BooleanField()
    assignee_id = models.BigIntegerField(null=True)
    amount = models.IntegerField()

    class Meta:
        db_table = "tickets_tally"
        indexes = [models.Index(fields=["company"], name="tally_company")]

    def __str__(self) -> str:
        return f"{self.folder}/{self.status}: {self.amount}"


class DayTally(models.Model):
    """Differences by the day of last activity (UTC): where in the list the page N begins."""

    id = models.BigAutoField(primary_key=True)
    company = models.ForeignKey(
        "accounts.Company", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    folder = models.CharField(max_length=6)
    status = models.CharField(max_length=11)
    pinned = models.BooleanField()
    day = models.DateField()
    amount = models.IntegerField()

    class Meta:
        db_table = "tickets_day_tally"
        indexes = [
            models.Index(
                fields=["company", "folder", "pinned", "day"],
                include=["status", "amount"],
                name="day_tally_company",
            )
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.amount}"
