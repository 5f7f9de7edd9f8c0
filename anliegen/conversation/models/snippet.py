"""Texts that a company says again and again."""

from django.db import models
from django.db.models.functions import Length, Lower
from django.db.models.lookups import LessThanOrEqual

LONGEST_TITLE, LONGEST_TEXT = 80, 20_000


class Snippet(models.Model):
    """A canned text under a title, safe HTML; one that was removed can be put back."""

    id = models.BigAutoField(primary_key=True)
    company = models.ForeignKey(
        "accounts.Company", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    title = models.CharField(max_length=LONGEST_TITLE)
    html = models.TextField()
    # The version of the allow-list that made `html`; see sanitise.py.
    allow_list = models.SmallIntegerField(db_default=1)
    created_by = models.ForeignKey(
        "accounts.Membership", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    created_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        "accounts.Membership",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    changed_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "conversation_snippet"
        constraints = [
            models.UniqueConstraint(
                "company", Lower("title"), condition=models.Q(removed_at=None), name="snippet_title_once"
            ),
            models.CheckConstraint(
                name="snippet_text",
                condition=~models.Q(title="")
                & ~models.Q(html="")
                & models.Q(LessThanOrEqual(Length("html"), LONGEST_TEXT)),
            ),
        ]

    def __str__(self) -> str:
        return self.title
