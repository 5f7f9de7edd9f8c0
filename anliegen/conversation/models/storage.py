"""How much of a company's files lies in the store."""

from django.db import models


class StoredBytes(models.Model):
    """What the last sweep of a company's store has counted; contents that lie there once count once."""

    company = models.OneToOneField(
        "accounts.Company", on_delete=models.PROTECT, related_name="+", primary_key=True
    )
    amount = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "conversation_stored_bytes"

    def __str__(self) -> str:
        return f"{self.company_id}: {self.amount}"
