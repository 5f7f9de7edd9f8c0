"""Everything of a company as one file: the runs that make it, and links to it for people who are shut out."""

from django.db import models
from django.db.models import Q


class ExportState(models.TextChoices):
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    GONE = "gone"  # replaced by a newer one, or older than seven days


class CompanyExport(models.Model):
    """One export. Its file lies beside the company's other files, under `public_id`."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.CharField(max_length=22, unique=True)
    company = models.ForeignKey(
        "accounts.Company", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    membership = models.ForeignKey(
        "accounts.Membership",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    # The operator that had it made; empty when somebody of the company did.
    outsider = models.CharField(max_length=120, default="")
    state = models.CharField(max_length=7, choices=ExportState, default=ExportState.RUNNING)
    # A msgid: words are made when they are shown.
    reason = models.CharField(max_length=200, default="")
    size = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    downloads = models.IntegerField(default=0)
    downloaded_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "accounts_export"
        constraints = [
            models.UniqueConstraint(fields=["company", "id"], name="export_company_id"),
            models.UniqueConstraint(
                fields=["company"], condition=Q(state=ExportState.RUNNING), name="export_one_running"
            ),
            models.CheckConstraint(
                condition=Q(membership__isnull=False) | ~Q(outsider=""), name="export_names_somebody"
            ),
        ]
        indexes = [models.Index(fields=["company", "-id"], name="export_latest")]

    def __str__(self) -> str:
        return self.public_id


class ExportLink(models.Model):
    """A link by mail to one export for one administrator of a shut company, usable once.

    The secret itself is never stored.
    """

    id = models.BigAutoField(primary_key=True)
    company = models.ForeignKey(
        "accounts.Company", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    export = models.ForeignKey(
        CompanyExport, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    membership = models.ForeignKey(
        "accounts.Membership", on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "accounts_export_link"
        constraints = [
            models.UniqueConstraint(fields=["company", "export", "membership"], name="export_link_once")
        ]

    def __str__(self) -> str:
        return str(self.membership_id)
