"""Who has a ticket open."""

import django.db.models.deletion
from django.db import migrations, models

from anliegen.common.rls import composite_key, protect


def reference(to: str, **options: object) -> models.ForeignKey:
    return models.ForeignKey(
        **{"on_delete": django.db.models.deletion.PROTECT, "db_constraint": False, **options},
        db_index=False,
        related_name="+",
        to=to,
    )


class Migration(migrations.Migration):
    dependencies = [("tickets", "0009_live")]
    operations = [
        migrations.CreateModel(
            name="Presence",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("seen_at", models.DateTimeField()),
                ("company", reference("accounts.company", db_constraint=True)),
                (
                    "membership",
                    reference("accounts.membership", on_delete=django.db.models.deletion.CASCADE),
                ),
                ("ticket", reference("tickets.ticket")),
            ],
            options={
                "db_table": "tickets_presence",
                "indexes": [models.Index(fields=["company", "membership"], name="presence_member")],
                "constraints": [
                    models.UniqueConstraint(fields=["company", "ticket", "membership"], name="presence_once")
                ],
            },
        ),
        protect("tickets_presence"),
        composite_key(
            "tickets_presence",
            "company_id, ticket_id",
            "tickets_side",
            "company_id, ticket_id",
            "ON DELETE CASCADE",
        ),
        composite_key(
            "tickets_presence",
            "company_id, membership_id",
            "accounts_membership",
            "company_id, id",
            "ON DELETE CASCADE",
        ),
    ]
