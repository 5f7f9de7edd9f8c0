"""The counter that ticket numbers come from: gap-free, because it rolls back with its ticket."""

from django.db import models


class NumberSequence(models.Model):
    """The last number given out by a company. Only the trigger that opens a side writes here."""

    company = models.OneToOneField("accounts.Company", on_delete=models.PROTECT, primary_key=True)
    last = models.BigIntegerField(default=0)

    class Meta:
        db_table = "tickets_number_sequence"

    def __str__(self) -> str:
        return str(self.last)
