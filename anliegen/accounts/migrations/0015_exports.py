"""Exports of companies: a row per run, and links to them for administrators who cannot log in."""

import django.db.models.deletion
from django.db import migrations, models

from anliegen.common.rls import composite_key, protect

MEMBER = ("accounts_membership", "company_id, id")


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0014_erasure"),
    ]

    operations = [
        migrations.CreateModel(
            name="CompanyExport",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.CharField(max_length=22, unique=True)),
                ("outsider", models.CharField(default="", max_length=120)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("running", "Running"),
                            ("done", "Done"),
                            ("failed", "Failed"),
                            ("gone", "Gone"),
                        ],
                        default="running",
                        max_length=7,
                    ),
                ),
                ("reason", models.CharField(default="", max_length=200)),
                ("size", models.BigIntegerField(default=0)),
                ("created_at", models.DateTimeField()),
                ("started_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("downloads", models.IntegerField(default=0)),
                ("downloaded_at", models.DateTimeField(null=True)),
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
                    "membership",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.membership",
                    ),
                ),
            ],
            options={
                "db_table": "accounts_export",
            },
        ),
        migrations.CreateModel(
            name="ExportLink",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
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
                    "export",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.companyexport",
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.membership",
                    ),
                ),
            ],
            options={
                "db_table": "accounts_export_link",
            },
        ),
        migrations.AddIndex(
            model_name="companyexport",
            index=models.Index(fields=["company", "-id"], name="export_latest"),
        ),
        migrations.AddConstraint(
            model_name="companyexport",
            constraint=models.UniqueConstraint(fields=("company", "id"), name="export_company_id"),
        ),
        migrations.AddConstraint(
            model_name="companyexport",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "running")), fields=("company",), name="export_one_running"
            ),
        ),
        migrations.AddConstraint(
            model_name="companyexport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("membership__isnull", False), models.Q(("outsider", ""), _negated=True), _connector="OR"
                ),
                name="export_names_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="exportlink",
            constraint=models.UniqueConstraint(
                fields=("company", "export", "membership"), name="export_link_once"
            ),
        ),
        protect("accounts_export"),
        protect("accounts_export_link"),
        composite_key("accounts_export", "company_id, membership_id", *MEMBER),
        composite_key(
            "accounts_export_link",
            "company_id, export_id",
            "accounts_export",
            "company_id, id",
            "ON DELETE CASCADE",
        ),
        composite_key("accounts_export_link", "company_id, membership_id", *MEMBER),
    ]
