"""Imports of customers: one row per file, one per row of the file, and their nightly removal."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from anliegen.common.rls import composite_key, protect

# No contact at the portal sees them, whatever a query forgets.
WALL = f"""
CREATE POLICY portal ON customers_import AS RESTRICTIVE TO "{settings.APP_ROLE}" USING ((SELECT app_portal()) IS NULL);
CREATE POLICY portal ON customers_import_row AS RESTRICTIVE TO "{settings.APP_ROLE}" USING ((SELECT app_portal()) IS NULL);
"""
NO_WALL = "DROP POLICY portal ON customers_import; DROP POLICY portal ON customers_import_row;"

# Over all companies: what a file held is kept only as long as somebody may need it.
REMOVE = """
CREATE FUNCTION customers_remove_old_imports(drafts timestamptz, ended timestamptz) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    DELETE FROM customers_import WHERE state = 'draft' AND created_at < drafts;
    UPDATE customers_import_row r SET cells = NULL FROM customers_import i
     WHERE i.ended_at < ended AND r.company_id = i.company_id AND r.run_id = i.id AND r.cells IS NOT NULL;
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_live"),
        ("customers", "0007_addresses_isolation"),
    ]

    operations = [
        migrations.CreateModel(
            name="CustomerImport",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.CharField(max_length=22, unique=True)),
                ("file_name", models.CharField(max_length=200)),
                ("encoding", models.CharField(max_length=12)),
                ("separator", models.CharField(max_length=1)),
                ("has_headings", models.BooleanField(default=True)),
                ("headings", models.JSONField()),
                ("targets", models.JSONField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("stopped", "Stopped"),
                        ],
                        default="draft",
                        max_length=7,
                    ),
                ),
                ("rows", models.IntegerField()),
                ("position", models.IntegerField(default=0)),
                ("created", models.IntegerField(default=0)),
                ("updated", models.IntegerField(default=0)),
                ("unchanged", models.IntegerField(default=0)),
                ("refused", models.IntegerField(default=0)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("started_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.membership",
                    ),
                ),
            ],
            options={
                "db_table": "customers_import",
            },
        ),
        migrations.CreateModel(
            name="ImportRow",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("position", models.IntegerField()),
                ("cells", models.JSONField(null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Waiting"),
                            ("created", "Created"),
                            ("updated", "Updated"),
                            ("unchanged", "Unchanged"),
                            ("refused", "Refused"),
                        ],
                        default="",
                        max_length=9,
                    ),
                ),
                ("reason", models.JSONField(null=True)),
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
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="customers.customer",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="customers.customerimport",
                    ),
                ),
            ],
            options={
                "db_table": "customers_import_row",
            },
        ),
        migrations.AddIndex(
            model_name="customerimport",
            index=models.Index(fields=["company", "-id"], name="import_latest"),
        ),
        migrations.AddConstraint(
            model_name="customerimport",
            constraint=models.UniqueConstraint(fields=("company", "id"), name="import_company_id"),
        ),
        migrations.AddConstraint(
            model_name="customerimport",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "running")), fields=("company",), name="import_one_running"
            ),
        ),
        migrations.AddIndex(
            model_name="importrow",
            index=models.Index(
                fields=["company", "run", "outcome", "position"], name="import_row_by_outcome"
            ),
        ),
        migrations.AddIndex(
            model_name="importrow",
            index=models.Index(fields=["company", "customer"], name="import_row_customer"),
        ),
        migrations.AddConstraint(
            model_name="importrow",
            constraint=models.UniqueConstraint(fields=("company", "run", "position"), name="import_row_once"),
        ),
        protect("customers_import"),
        protect("customers_import_row"),
        composite_key(
            "customers_import", "company_id, membership_id", "accounts_membership", "company_id, id"
        ),
        composite_key(
            "customers_import_row",
            "company_id, run_id",
            "customers_import",
            "company_id, id",
            "ON DELETE CASCADE",
        ),
        composite_key(
            "customers_import_row",
            "company_id, customer_id",
            "customers_customer",
            "company_id, id",
            "ON DELETE SET NULL (customer_id)",
        ),
        migrations.RunSQL(WALL, NO_WALL),
        migrations.RunSQL(REMOVE, "DROP FUNCTION customers_remove_old_imports(timestamptz, timestamptz)"),
    ]
