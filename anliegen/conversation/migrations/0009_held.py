"""Replies that are held until they can no longer be taken back, and those that were."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from anliegen.common.rls import composite_key, protect, revoke

HELD = Q(
    held_until__isnull=False,
    held__isnull=False,
    is_note=False,
    author="member",
    idempotency_key__isnull=False,
)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_live"), ("conversation", "0008_request_hints")]
    operations = [
        migrations.AddField("message", "held_until", models.DateTimeField(null=True)),
        migrations.AddField("message", "held", models.JSONField(null=True)),
        migrations.AddIndex(
            "message",
            models.Index(
                fields=["held_until"], condition=Q(held_until__isnull=False), name="message_held_until"
            ),
        ),
        migrations.AddConstraint(
            "message",
            models.CheckConstraint(name="message_held", condition=Q(held_until=None, held=None) | HELD),
        ),
        migrations.CreateModel(
            name="TakenBack",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("message_id", models.BigIntegerField()),
                ("idempotency_key", models.UUIDField()),
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
                "db_table": "conversation_taken_back",
                "indexes": [models.Index(fields=["at"], name="taken_back_age")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["company", "membership", "idempotency_key"], name="taken_back_once"
                    ),
                    models.UniqueConstraint(fields=["company", "message_id"], name="taken_back_message"),
                ],
            },
        ),
        protect("conversation_taken_back"),
        revoke("conversation_taken_back", "INSERT", "UPDATE", "DELETE"),
        composite_key(
            "conversation_taken_back",
            "company_id, membership_id",
            "accounts_membership",
            "company_id, id",
            "ON DELETE CASCADE",
        ),
    ]
