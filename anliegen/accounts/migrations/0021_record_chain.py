"""The record of administration is chained: each entry's digest covers its content and the digest before it."""

import django.db.models.deletion
from django.db import migrations, models

from anliegen.common.rls import protect, revoke

# All columns of an entry: none of them is ever changed or emptied while its company is there. As JSON, so that
# nothing can move from one column to the next, or from empty to full, without being noticed.
DIGEST = """
CREATE FUNCTION accounts_audit_digest(previous text, e accounts_audit) RETURNS varchar LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to(jsonb_build_array(previous, e.id, e.company_id, e.actor_id, e.outsider,
        e.grant_id, e.verb, e.subject_id, e.before, e.after,
        extract(epoch FROM e.at)::numeric(20, 6)::text)::text, 'UTF8')), 'hex');
$$;
"""

# When the transaction commits: it holds all its other locks by then, so that whoever waits for this one can hold
# nothing that its holder still needs, and it is held no longer than the commit takes. Who writes for two companies
# does so in one order, the company before the operator (accounts/actions/operate.py). Entries follow each other as
# they were committed, not by number. In a snapshot older than the lock two would take one place: that is refused.
CHAIN = """
CREATE FUNCTION accounts_audit_chain() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE last accounts_audit_link; e accounts_audit;
BEGIN
    SELECT a.* INTO e FROM accounts_audit a WHERE a.id = NEW.id;
    IF e.id IS NULL THEN RETURN NULL; END IF;  -- deleted with its company in this transaction
    PERFORM pg_advisory_xact_lock(7236, (e.company_id & 2147483647)::integer);
    SELECT l.* INTO last FROM accounts_audit_link l
     WHERE l.company_id = e.company_id ORDER BY l.place DESC LIMIT 1;
    INSERT INTO accounts_audit_link (entry_id, company_id, place, digest)
    VALUES (e.id, e.company_id, coalesce(last.place, 0) + 1,
            accounts_audit_digest(coalesce(last.digest, ''), e));
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER chain AFTER INSERT ON accounts_audit DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION accounts_audit_chain();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON accounts_audit_link
    FOR EACH ROW EXECUTE FUNCTION accounts_refuse_change();
"""
DROP_CHAIN = """
DROP TRIGGER append_only ON accounts_audit_link; DROP TRIGGER chain ON accounts_audit;
DROP FUNCTION accounts_audit_chain();
"""

# The trigger before it has shut the table to writers until this is committed. Read with a cursor, row by row.
EXISTING = """
DO $$
DECLARE e accounts_audit; company bigint; previous text; place bigint;
BEGIN
    FOR e IN SELECT a.* FROM accounts_audit a ORDER BY a.company_id, a.id LOOP
        IF company IS DISTINCT FROM e.company_id THEN company := e.company_id; previous := ''; place := 0; END IF;
        previous := accounts_audit_digest(previous, e);
        place := place + 1;
        INSERT INTO accounts_audit_link (entry_id, company_id, place, digest)
        VALUES (e.id, company, place, previous);
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0020_times_by_the_clock")]
    operations = [
        migrations.CreateModel(
            name="AuditLink",
            fields=[
                ("entry_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("place", models.BigIntegerField()),
                ("digest", models.CharField(max_length=64)),
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
                "db_table": "accounts_audit_link",
                "constraints": [
                    models.UniqueConstraint(fields=["company", "place"], name="audit_link_place")
                ],
            },
        ),
        protect("accounts_audit_link"),
        revoke("accounts_audit_link", "INSERT", "UPDATE", "DELETE"),
        migrations.RunSQL(DIGEST, "DROP FUNCTION accounts_audit_digest(text, accounts_audit)"),
        migrations.RunSQL(CHAIN, DROP_CHAIN),
        migrations.RunSQL(EXISTING, migrations.RunSQL.noop),
    ]
