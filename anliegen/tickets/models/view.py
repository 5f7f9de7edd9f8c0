"""A person's saved view of the overview."""

from django.db import models

from anliegen.common.clock import now


class SavedView(models.Model):
    """A name for a set of filters. `filters` holds the same keys as the overview's address."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.CharField(max_length=22, unique=True)
    company = models.ForeignKey(
        "accounts.Company", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    membership = models.ForeignKey(
        "accounts.Membership", on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    name = models.CharField(max_length=60)
    filters = models.JSONField(default=dict)
    position = models.IntegerField(default=0)
    created_at = models.DateTimeField(default=now)

    class Meta:
        db_table = "tickets_saved_view"
        constraints = [
            models.UniqueConstraint(fields=["company", "membership", "name"], name="saved_view_name_once")
        ]

    def __str__(self) -> str:
        return self.name
