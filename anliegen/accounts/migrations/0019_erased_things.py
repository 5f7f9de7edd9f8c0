"""What was erased for good, thing by thing: written by the database in the statement that erases."""

import django.db.models.deletion
from django.db import migrations, models

from anliegen.common.rls import protect, revoke

# A trigger of each kind of thing calls it. While a whole company goes, its own line says everything.
NOTE = """
CREATE FUNCTION accounts_note_erased() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF coalesce(current_setting('app.erasing', true), '') = '' THEN
        INSERT INTO accounts_erased (company_id, kind, thing_id, at, is_written)
        VALUES (OLD.company_id, TG_ARGV[0], (to_jsonb(OLD) ->> TG_ARGV[1])::bigint, now(), false);
    END IF;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0018_nobody_in_the_record")]
    operations = [
        migrations.CreateModel(
            name="Erased",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=20)),
                ("thing_id", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("is_written", models.BooleanField(default=False)),
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
                "db_table": "accounts_erased",
                "indexes": [
                    models.Index(fields=["company", "kind", "thing_id"], name="erased_thing"),
                    models.Index(
                        fields=["id"], condition=models.Q(is_written=False), name="erased_unwritten"
                    ),
                ],
            },
        ),
        protect("accounts_erased"),
        revoke("accounts_erased", "INSERT", "UPDATE", "DELETE"),
        migrations.RunSQL(NOTE, "DROP FUNCTION accounts_note_erased()"),
    ]
