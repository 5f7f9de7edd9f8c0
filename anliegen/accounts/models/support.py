"""Support access: a company opens its door to the operator's people, for a while and for a reason."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q


class SupportGrant(models.Model):
    """One opening of the door. It ends by itself, or at once when somebody of the company ends it."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.CharField(max_length=22, unique=True)
    company = models.ForeignKey(
        "accounts.Company", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    reason = models.CharField(max_length=300)
    can_write = models.BooleanField(default=False)
    granted_by = models.ForeignKey(
        "accounts.Membership", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    granted_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        "accounts.Membership",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )

    class Meta:
        db_table = "accounts_support_grant"
        constraints = [
            models.UniqueConstraint(fields=["company", "id"], name="support_grant_company_id"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("granted_at"))
                & Q(expires_at__lte=F("granted_at") + timedelta(days=7)),
                name="support_grant_is_short",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class SupportLook(models.Model):
    """A browser of the operator's that looks through an open door at this moment."""

    session_key = models.CharField(max_length=64, primary_key=True)
    company = models.ForeignKey(
        "accounts.Company", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    grant = models.ForeignKey(
        "accounts.SupportGrant",
        on_delete=models.CASCADE,
        related_name="looks",
        db_index=False,
        db_constraint=False,
    )
    # Of the operator, so that no foreign key of this company could hold it.
    membership_id = models.BigIntegerField()
    started_at = models.DateTimeField()

    class Meta:
        db_table = "accounts_support_look"
        indexes = [models.Index(fields=["company", "grant"], name="support_look_grant")]

    def __str__(self) -> str:
        return str(self.membership_id)
