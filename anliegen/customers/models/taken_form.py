"""Which forms have been taken, so that one sent twice makes one thing."""

from django.db import models


class TakenForm(models.Model):
    """What a form has made. Kept for 30 days."""

    id = models.BigAutoField(primary_key=True)
    company = models.ForeignKey(
        "accounts.Company", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    key = models.UUIDField()
    made_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "customers_taken_form"
        constraints = [models.UniqueConstraint(fields=["company", "key"], name="taken_form_once")]

    def __str__(self) -> str:
        return str(self.key)
