"""Categories: a company's coloured labels."""

from django.db import models
from django.db.models.functions import Lower

from anliegen.common.clock import now

PALETTE = ("sky", "teal", "moss", "mustard", "ochre", "brick", "berry", "lilac", "slate", "stone")


class Category(models.Model):
    """One label. `color` is a key of the checked palette or a free colour as `#rrggbb`.

    `portal_visible`: customers read its name at their released requests. A label is internal until somebody
    says otherwise; the portal's wall in the database reads this column too.
    """

    id = models.BigAutoField(primary_key=True)
    company = models.ForeignKey(
        "accounts.Company", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    name = models.CharField(max_length=40)
    color = models.CharField(max_length=10)
    position = models.IntegerField()
    portal_visible = models.BooleanField(default=False, db_default=False)
    archived_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=now)
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "tickets_category"
        verbose_name_plural = "categories"
        constraints = [
            models.UniqueConstraint(fields=["company", "id"], name="category_company_id"),
            models.UniqueConstraint(
                "company",
                Lower("name"),
                condition=models.Q(archived_at=None),
                name="category_name_once",
            ),
            models.CheckConstraint(
                name="category_color",
                condition=models.Q(color__in=PALETTE) | models.Q(color__regex=r"^#[0-9a-f]{6}$"),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SideCategory(models.Model):
    """A label on a side, with all that a list by it filters and sorts by (copies, kept by a trigger)."""

    id = models.BigAutoField(primary_key=True)
    company = models.ForeignKey(
        "accounts.Company", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    ticket = models.ForeignKey(
        "tickets.Ticket", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    number = models.BigIntegerField(default=0, db_default=0)
    folder = models.CharField(max_length=6)
    status = models.CharField(max_length=11, default="", db_default="")
    priority = models.SmallIntegerField(default=0, db_default=0)
    pinned = models.BooleanField()
    awaiting_us = models.BooleanField(default=False, db_default=False)
    assignee_id = models.BigIntegerField(null=True)
    customer_id = models.BigIntegerField(null=True)
    activity_at = models.DateTimeField()

    class Meta:
        db_table = "tickets_side_category"
        constraints = [
            models.UniqueConstraint(fields=["company", "ticket", "category"], name="side_category_once")
        ]
        indexes = [
            models.Index(
                fields=["company", "category", "folder", "pinned", "activity_at", "ticket", "priority",
                        "assignee_id", "customer_id"],
                name="side_category_list",
            ),
            models.Index(
                fields=["company", "category", "folder", "status", "pinned", "activity_at", "ticket",
                        "priority", "assignee_id", "customer_id"],
                name="side_category_status",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.ticket_id}:{self.category_id}"
