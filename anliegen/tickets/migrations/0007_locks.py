"""Edit locks, who waits for them, and the mark of a draft in lists."""

import django.db.models.deletion
from django.db import migrations, models

from anliegen.common.rls import composite_key, protect

SIDE = ("tickets_side", "company_id, ticket_id")
MEMBER = ("accounts_membership", "company_id, id")

# Over all companies, ids alone, for the worker: the application's role sees no lock without a tenant.
EXPIRED = """
CREATE FUNCTION tickets_expired_locks(most integer) RETURNS TABLE (company bigint, ticket bigint)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT company_id, ticket_id FROM tickets_lock
     WHERE until <= clock_timestamp() ORDER BY until LIMIT most;
$$;
"""


def company() -> models.ForeignKey:
    return models.ForeignKey(
        db_index=False,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="accounts.company",
    )


def reference(to: str, on_delete: object = django.db.models.deletion.PROTECT) -> models.ForeignKey:
    return models.ForeignKey(
        db_constraint=False, db_index=False, on_delete=on_delete, related_name="+", to=to
    )


class Migration(migrations.Migration):
    dependencies = [("tickets", "0006_overdue_trash")]
    operations = [
        migrations.AddField("readmark", "has_draft", models.BooleanField(default=False, db_default=False)),
        migrations.CreateModel(
            name="Lock",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("token", models.BigIntegerField()),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("company", company()),
                ("membership", reference("accounts.membership")),
                ("ticket", reference("tickets.ticket")),
            ],
            options={
                "db_table": "tickets_lock",
                "indexes": [models.Index(fields=["until"], name="lock_until")],
                "constraints": [
                    models.UniqueConstraint(fields=["company", "ticket"], name="lock_one_holder")
                ],
            },
        ),
        migrations.CreateModel(
            name="LockWaiter",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("company", company()),
                (
                    "membership",
                    reference("accounts.membership", django.db.models.deletion.CASCADE),
                ),
                ("ticket", reference("tickets.ticket")),
            ],
            options={
                "db_table": "tickets_lock_waiter",
                "constraints": [
                    models.UniqueConstraint(
                        fields=["company", "ticket", "membership"], name="lock_waiter_once"
                    )
                ],
            },
        ),
        migrations.RunSQL("CREATE SEQUENCE tickets_lock_token", "DROP SEQUENCE tickets_lock_token"),
        protect("tickets_lock"),
        protect("tickets_lock_waiter"),
        composite_key("tickets_lock", "company_id, ticket_id", *SIDE),
        composite_key("tickets_lock", "company_id, membership_id", *MEMBER),
        composite_key("tickets_lock_waiter", "company_id, ticket_id", *SIDE),
        composite_key("tickets_lock_waiter", "company_id, membership_id", *MEMBER),
        migrations.RunSQL(EXPIRED, "DROP FUNCTION tickets_expired_locks(integer)"),
    ]
