"""Notes about customers, the timeline of their records, and merges."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_live"),
        ("customers", "0009_live"),
    ]

    operations = [
        migrations.CreateModel(
            name="CustomerMerge",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("moved", models.JSONField(default=dict)),
                ("at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "actor",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.membership",
                    ),
                ),
                (
                    "company",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.company",
                    ),
                ),
                (
                    "merged",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.customer",
                    ),
                ),
                (
                    "survivor",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.customer",
                    ),
                ),
            ],
            options={
                "db_table": "customers_merge",
                "indexes": [models.Index(fields=["company", "survivor"], name="merge_survivor")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at", None)),
                        fields=("company", "merged"),
                        name="merge_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("survivor_id", models.F("merged_id")), _negated=True),
                        name="merge_of_two",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CustomerNote",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("text", models.TextField()),
                ("earlier", models.JSONField(default=list)),
                ("created_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField(null=True)),
                ("removed_at", models.DateTimeField(null=True)),
                ("version", models.IntegerField(default=1)),
                (
                    "author",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.membership",
                    ),
                ),
                (
                    "company",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.company",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.customer",
                    ),
                ),
            ],
            options={
                "db_table": "customers_note",
                "indexes": [models.Index(fields=["company", "customer", "-id"], name="note_customer")],
            },
        ),
        migrations.CreateModel(
            name="RecordEntry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("verb", models.CharField(max_length=20)),
                ("ticket_id", models.BigIntegerField(null=True)),
                ("reference", models.BigIntegerField(null=True)),
                ("before", models.JSONField(null=True)),
                ("after", models.JSONField(null=True)),
                (
                    "actor",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.membership",
                    ),
                ),
                (
                    "company",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.company",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.customer",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "record entries",
                "db_table": "customers_entry",
                "indexes": [
                    models.Index(fields=["company", "customer", "-at", "-id"], name="entry_customer"),
                    models.Index(
                        condition=models.Q(("verb", "file")),
                        fields=["company", "customer", "-at", "-id"],
                        name="entry_customer_file",
                    ),
                    models.Index(
                        condition=models.Q(("ticket_id__isnull", False)),
                        fields=["company", "ticket_id"],
                        name="entry_ticket",
                    ),
                ],
            },
        ),
    ]
