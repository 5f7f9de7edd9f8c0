"""A form about customers is taken once; which ones have been is kept for a while."""

import django.db.models.deletion
from django.db import migrations, models

from anliegen.common.rls import protect, revoke

FORGET = """
CREATE FUNCTION customers_forget_forms(before timestamptz) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE gone integer;
BEGIN
    DELETE FROM customers_taken_form f WHERE f.at < before;
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("customers", "0016_erased_notes"), ("accounts", "0019_erased_things")]
    operations = [
        migrations.CreateModel(
            name="TakenForm",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("key", models.UUIDField()),
                ("made_id", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "company",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.company",
                    ),
                ),
            ],
            options={
                "db_table": "customers_taken_form",
                "constraints": [models.UniqueConstraint(fields=["company", "key"], name="taken_form_once")],
            },
        ),
        protect("customers_taken_form"),
        revoke("customers_taken_form", "UPDATE", "DELETE"),
        migrations.RunSQL(FORGET, "DROP FUNCTION customers_forget_forms(timestamptz)"),
    ]
