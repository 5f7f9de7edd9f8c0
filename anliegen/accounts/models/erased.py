"""The ledger of single things that were erased for good, in the database's own words."""

from django.db import models


class Erased(models.Model):
    """That a thing of a company was erased, and when; no word of what it was.

    Triggers write it in the statement that erases. `is_written`: the ledger beside the database has it.
    """

    id = models.BigAutoField(primary_key=True)
    company = models.ForeignKey(
        "accounts.Company", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=20)
    thing_id = models.BigIntegerField()
    at = models.DateTimeField()
    is_written = models.BooleanField(default=False)

    class Meta:
        db_table = "accounts_erased"
        indexes = [
            models.Index(fields=["company", "kind", "thing_id"], name="erased_thing"),
            models.Index(fields=["id"], condition=models.Q(is_written=False), name="erased_unwritten"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.thing_id}"
