"""Canned texts of a company."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Length, Lower
from django.db.models.lookups import LessThanOrEqual

from anliegen.common.rls import composite_key, protect

MEMBER = ("accounts_membership", "company_id, id")


def _member(**more: object) -> models.ForeignKey:  # type: ignore[type-arg]
    return models.ForeignKey(
        db_constraint=False,
        db_index=False,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="accounts.membership",
        **more,  # type: ignore[arg-type]
    )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0016_export_doors"), ("conversation", "0014_documents_of_survivor")]
    operations = [
        migrations.CreateModel(
            name="Snippet",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "company",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.company",
                    ),
                ),
                ("title", models.CharField(max_length=80)),
                ("html", models.TextField()),
                ("created_by", _member()),
                ("created_at", models.DateTimeField()),
                ("changed_by", _member(null=True)),
                ("changed_at", models.DateTimeField(null=True)),
                ("removed_at", models.DateTimeField(null=True)),
                ("version", models.IntegerField(default=1)),
            ],
            options={
                "db_table": "conversation_snippet",
                "constraints": [
                    models.UniqueConstraint(
                        models.F("company"),
                        Lower("title"),
                        condition=models.Q(("removed_at", None)),
                        name="snippet_title_once",
                    ),
                    models.CheckConstraint(
                        condition=~models.Q(title="")
                        & ~models.Q(html="")
                        & models.Q(LessThanOrEqual(Length("html"), 20_000)),
                        name="snippet_text",
                    ),
                ],
            },
        ),
        protect("conversation_snippet"),
        composite_key("conversation_snippet", "company_id, created_by_id", *MEMBER),
        composite_key("conversation_snippet", "company_id, changed_by_id", *MEMBER),
    ]
