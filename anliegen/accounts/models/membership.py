"""A person's place in a company, with a role."""

from django.db import models

from anliegen.accounts.roles import Role
from anliegen.common.clock import now


class Membership(models.Model):
    """The employee. Never deleted: history refers to it; `is_active` says whether it counts."""

    id = models.BigAutoField(primary_key=True)
    company = models.ForeignKey(
        "accounts.Company", on_delete=models.PROTECT, related_name="memberships", db_index=False
    )
    user = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="memberships", db_index=False
    )
    role = models.CharField(max_length=10, choices=Role, default=Role.AGENT)
    is_active = models.BooleanField(default=True)
    # Which word sentences use where they speak of the colleague without the name.
    is_female = models.BooleanField(default=False, db_default=False)
    # News older than this sequence number is not new to a person who came later.
    news_baseline = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(default=now)
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "accounts_membership"
        constraints = [
            models.UniqueConstraint(fields=["company", "user"], name="membership_person_once"),
            models.UniqueConstraint(fields=["company", "id"], name="membership_company_id"),
        ]
        indexes = [models.Index(fields=["user"], name="membership_user")]

    def __str__(self) -> str:
        return f"{self.user_id}@{self.company_id}"
