"""Drafts and their earlier versions; the mark in lists follows them."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from anliegen.common.rls import composite_key, protect

SIDE = ("tickets_side", "company_id, ticket_id")
MEMBER = ("accounts_membership", "company_id, id")
KINDS = [("reply", "Reply"), ("note", "Note"), ("new", "New")]

MARK = """
CREATE FUNCTION conversation_mark_draft() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE d conversation_draft;
BEGIN
    IF TG_OP = 'DELETE' THEN d := OLD; ELSE d := NEW; END IF;
    IF d.ticket_id IS NOT NULL THEN
        INSERT INTO tickets_read_mark AS r (company_id, membership_id, ticket_id, news, unread, has_draft, at)
        VALUES (d.company_id, d.membership_id, d.ticket_id, 0, false, TG_OP = 'INSERT', now())
        ON CONFLICT (company_id, membership_id, ticket_id) DO UPDATE SET has_draft = EXISTS (
            SELECT 1 FROM conversation_draft x WHERE x.company_id = d.company_id
               AND x.membership_id = d.membership_id AND x.ticket_id = d.ticket_id);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER mark_draft AFTER INSERT OR DELETE ON conversation_draft
    FOR EACH ROW EXECUTE FUNCTION conversation_mark_draft();
"""

# Whatever sends what a person has written removes its draft with it: nothing is shown as unsent that
# was sent. Only messages of a form carry a key.
SENT = """
CREATE FUNCTION conversation_draft_sent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM conversation_draft d
     WHERE d.company_id = NEW.company_id AND d.membership_id = NEW.membership_id
       AND ((d.ticket_id = NEW.ticket_id AND d.kind = CASE WHEN NEW.is_note THEN 'note' ELSE 'reply' END)
            OR (d.ticket_id IS NULL
                AND (SELECT t.message_count FROM tickets_ticket t WHERE t.id = NEW.ticket_id) = 0));
    RETURN NULL;
END $$;
CREATE TRIGGER draft_sent AFTER INSERT ON conversation_message
    FOR EACH ROW WHEN (NEW.idempotency_key IS NOT NULL) EXECUTE FUNCTION conversation_draft_sent();
"""

# A draft is not history: it goes with the ticket's contents. And the nightly sweep, over all companies.
REMOVE = """
CREATE FUNCTION conversation_remove_draft_versions(before timestamptz) RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH gone AS (DELETE FROM conversation_draft_version WHERE saved_at < before RETURNING 1)
    SELECT count(*) FROM gone;
$$;
"""


def columns() -> list[tuple[str, models.Field]]:
    protect_, cascade = django.db.models.deletion.PROTECT, django.db.models.deletion.CASCADE
    return [
        ("id", models.BigAutoField(primary_key=True, serialize=False)),
        ("kind", models.CharField(choices=KINDS, max_length=5)),
        ("body", models.TextField()),
        ("is_html", models.BooleanField()),
        ("fields", models.JSONField(default=dict)),
        (
            "upload_ids",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=22), default=list, size=None
            ),
        ),
        ("saved_at", models.DateTimeField()),
        (
            "company",
            models.ForeignKey(db_index=False, on_delete=protect_, related_name="+", to="accounts.company"),
        ),
        (
            "membership",
            models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=cascade,
                related_name="+",
                to="accounts.membership",
            ),
        ),
        (
            "ticket",
            models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=protect_,
                related_name="+",
                to="tickets.ticket",
            ),
        ),
    ]


class Migration(migrations.Migration):
    dependencies = [("conversation", "0003_erasing"), ("tickets", "0007_locks")]
    operations = [
        migrations.CreateModel(
            name="Draft",
            fields=[*columns(), ("version", models.IntegerField(default=1))],
            options={
                "db_table": "conversation_draft",
                "constraints": [
                    models.UniqueConstraint(
                        fields=["company", "membership", "ticket", "kind"],
                        name="draft_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        name="draft_new_has_no_ticket",
                        condition=Q(kind="new", ticket=None) | (~Q(kind="new") & Q(ticket__isnull=False)),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DraftVersion",
            fields=columns(),
            options={
                "db_table": "conversation_draft_version",
                "indexes": [
                    models.Index(fields=["company", "membership", "ticket", "kind"], name="draft_version_of"),
                    models.Index(fields=["saved_at"], name="draft_version_saved"),
                ],
            },
        ),
        protect("conversation_draft"),
        protect("conversation_draft_version"),
        composite_key("conversation_draft", "company_id, ticket_id", *SIDE),
        composite_key("conversation_draft", "company_id, membership_id", *MEMBER),
        composite_key("conversation_draft_version", "company_id, ticket_id", *SIDE),
        composite_key("conversation_draft_version", "company_id, membership_id", *MEMBER),
        migrations.RunSQL(
            MARK,
            "DROP TRIGGER mark_draft ON conversation_draft; DROP FUNCTION conversation_mark_draft();",
        ),
        migrations.RunSQL(
            SENT,
            "DROP TRIGGER draft_sent ON conversation_message; DROP FUNCTION conversation_draft_sent();",
        ),
        migrations.RunSQL(REMOVE, "DROP FUNCTION conversation_remove_draft_versions(timestamptz)"),
    ]
