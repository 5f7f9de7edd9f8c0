"""The append-only record of administration: who changed employees, company, categories."""

from django.db import models

from anliegen.common.clock import now


class AuditEntry(models.Model):
    """One act: verb and ids, never words. UPDATE and DELETE are refused by the database.

    What somebody of the operator did has no actor of this company: their name stands in `outsider`.
    """

    id = models.BigAutoField(primary_key=True)
    company = models.ForeignKey(
        "accounts.Company", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    actor = models.ForeignKey(
        "accounts.Membership", on_delete=models.PROTECT, related_name="+", db_index=False, null=True
    )
    outsider = models.CharField(max_length=254, default="")
    grant = models.ForeignKey(
        "accounts.SupportGrant",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    verb = models.CharField(max_length=40)
    subject_id = models.BigIntegerField(null=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    at = models.DateTimeField(default=now)

    class Meta:
        db_table = "accounts_audit"
        verbose_name_plural = "audit entries"
        indexes = [
            models.Index(fields=["company", "-id"], name="audit_company"),
            models.Index(
                fields=["company", "grant", "-id"],
                condition=models.Q(grant__isnull=False),
                name="audit_support",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(actor__isnull=False) | ~models.Q(outsider=""), name="audit_names_somebody"
            )
        ]

    def __str__(self) -> str:
        return self.verb

    @property
    def who(self) -> str:
        """Return the name of the person who did it."""
        return self.actor.user.name if self.actor else self.outsider


class AuditLink(models.Model):
    """An entry's place in its company's chain, and the digest over its content and the digest before it.

    The database writes it when the entry is committed; nobody else can, and nobody changes it.
    """

    entry_id = models.BigIntegerField(primary_key=True)
    company = models.ForeignKey(
        "accounts.Company", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    place = models.BigIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        db_table = "accounts_audit_link"
        constraints = [models.UniqueConstraint(fields=["company", "place"], name="audit_link_place")]

    def __str__(self) -> str:
        return f"{self.place} {self.digest}"
