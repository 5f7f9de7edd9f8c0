"""The ledger of companies that were deleted for good."""

from django.db import models


class Erasure(models.Model):
    """That a company was deleted, when, and how many rows went: what must go again out of an old backup."""

    id = models.BigAutoField(primary_key=True)
    erased_company = models.BigIntegerField(unique=True)
    slug = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    rows = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        db_table = "accounts_erasure"

    def __str__(self) -> str:
        return self.slug
