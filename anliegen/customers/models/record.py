"""What stands in a customer's record beside master data: notes, and everything that happened, in order."""

from django.db import models


class CustomerNote(models.Model):
    """A dated note of one colleague about a customer; only for the company."""

    id = models.BigAutoField(primary_key=True)
    company = models.ForeignKey(
        "accounts.Company", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    customer = models.ForeignKey(
        "customers.Customer", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    author = models.ForeignKey(
        "accounts.Membership", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    text = models.TextField()
    # What it said before each change: [{"text": ..., "at": ...}], oldest first.
    earlier = models.JSONField(default=list)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "customers_note"
        indexes = [models.Index(fields=["company", "customer", "-id"], name="note_customer")]

    def __str__(self) -> str:
        return f"Note {self.pk}"


class RecordEntry(models.Model):
    """One line of a customer's timeline: verb and ids, never words.

    What concerns a ticket is written by triggers on its history and files, and follows the ticket when
    it gets another customer; the rest by the actions of this package. `reference` is the row that the
    verb speaks of: a message, a file, a contact, a note, another customer.
    """

    id = models.BigAutoField(primary_key=True)
    company = models.ForeignKey(
        "accounts.Company", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    customer = models.ForeignKey(
        "customers.Customer", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    at = models.DateTimeField()
    verb = models.CharField(max_length=20)
    actor = models.ForeignKey(
        "accounts.Membership",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    ticket_id = models.BigIntegerField(null=True)
    reference = models.BigIntegerField(null=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        db_table = "customers_entry"
        verbose_name_plural = "record entries"
        indexes = [
            models.Index(fields=["company", "customer", "-at", "-id"], name="entry_customer"),
            models.Index(
                fields=["company", "customer", "-at", "-id"],
                condition=models.Q(verb="file"),
                name="entry_customer_file",
            ),
            models.Index(
                fields=["company", "ticket_id"],
                condition=models.Q(ticket_id__isnull=False),
                name="entry_ticket",
            ),
        ]

    def __str__(self) -> str:
        return self.verb


class CustomerMerge(models.Model):
    """That one customer was merged into another, and what moved: enough to take it back."""

    id = models.BigAutoField(primary_key=True)
    company = models.ForeignKey(
        "accounts.Company", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    survivor = models.ForeignKey(
        "customers.Customer", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    merged = models.ForeignKey(
        "customers.Customer", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    actor = models.ForeignKey(
        "accounts.Membership", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    # Ids of what moved, by kind; contacts that were folded into one of the survivor's.
    moved = models.JSONField(default=dict)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "customers_merge"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "merged"],
                condition=models.Q(undone_at=None),
                name="merge_once",
            ),
            models.CheckConstraint(
                name="merge_of_two", condition=~models.Q(survivor_id=models.F("merged_id"))
            ),
        ]
        indexes = [models.Index(fields=["company", "survivor"], name="merge_survivor")]

    def __str__(self) -> str:
        return f"{self.merged_id} into {self.survivor_id}"
