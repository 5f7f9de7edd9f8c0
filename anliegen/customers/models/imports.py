"""A file with customers, read row by row, and what became of every row."""

from django.db import models
from django.db.models import Q

from anliegen.common.clock import now


class ImportState(models.TextChoices):
    DRAFT = "draft"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"


class Outcome(models.TextChoices):
    WAITING = ""
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class CustomerImport(models.Model):
    """One file on its way into the customers. The file itself is not kept, only its rows."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.CharField(max_length=22, unique=True)
    company = models.ForeignKey(
        "accounts.Company", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    membership = models.ForeignKey(
        "accounts.Membership",
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    file_name = models.CharField(max_length=200)
    encoding = models.CharField(max_length=12)
    separator = models.CharField(max_length=1)
    has_headings = models.BooleanField(default=True)
    headings = models.JSONField()
    # What each column goes to: `number`, `contact-1-email`, or "" for nowhere.
    targets = models.JSONField()
    state = models.CharField(max_length=7, choices=ImportState, default=ImportState.DRAFT)
    rows = models.IntegerField()
    # The last row that is done. A batch moves it in the same transaction as its customers.
    position = models.IntegerField(default=0)
    created = models.IntegerField(default=0)
    updated = models.IntegerField(default=0)
    unchanged = models.IntegerField(default=0)
    refused = models.IntegerField(default=0)
    created_at = models.DateTimeField(default=now)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "customers_import"
        constraints = [
            models.UniqueConstraint(fields=["company", "id"], name="import_company_id"),
            # Two at once could each create what the other one creates too.
            models.UniqueConstraint(
                fields=["company"], condition=Q(state="running"), name="import_one_running"
            ),
        ]
        indexes = [models.Index(fields=["company", "-id"], name="import_latest")]

    def __str__(self) -> str:
        return self.file_name


class ImportRow(models.Model):
    """One row of the file. Its cells go when it is done; those of refused rows stay for the download."""

    id = models.BigAutoField(primary_key=True)
    company = models.ForeignKey(
        "accounts.Company", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    run = models.ForeignKey(
        "customers.CustomerImport",
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    # As a spreadsheet counts: headings and empty rows included.
    position = models.IntegerField()
    cells = models.JSONField(null=True)
    outcome = models.CharField(max_length=9, choices=Outcome, default=Outcome.WAITING, blank=True)
    # A msgid with its values: words are made when they are shown.
    reason = models.JSONField(null=True)
    customer = models.ForeignKey(
        "customers.Customer",
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )

    class Meta:
        db_table = "customers_import_row"
        constraints = [
            models.UniqueConstraint(fields=["company", "run", "position"], name="import_row_once"),
        ]
        indexes = [
            models.Index(fields=["company", "run", "outcome", "position"], name="import_row_by_outcome"),
            models.Index(fields=["company", "customer"], name="import_row_customer"),
        ]

    def __str__(self) -> str:
        return str(self.position)
