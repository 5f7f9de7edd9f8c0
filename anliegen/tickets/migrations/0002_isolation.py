"""Who sees which rows of tickets, and references that cannot leave a company."""

from django.db import migrations

from anliegen.common.rls import composite_key, protect, revoke

C = "(SELECT app_company())"
BOTH_SIDES = f"desk_id = {C} OR requester_id = {C}"
SHARED = f"company_id = {C} OR peer_id = {C}"

APPEND_ONLY = """
CREATE FUNCTION tickets_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'history is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON tickets_event
    FOR EACH ROW EXECUTE FUNCTION tickets_refuse_change();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON tickets_event
    FOR EACH STATEMENT EXECUTE FUNCTION tickets_refuse_change();
"""

# The chain: each entry's digest covers its content and the digest before it. Entries of a ticket are
# written under the lock of its row, so there is always exactly one entry before.
CHAIN = """
CREATE FUNCTION tickets_event_digest(previous text, e tickets_event) RETURNS varchar
LANGUAGE sql IMMUTABLE AS $$
    SELECT encode(sha256(convert_to(concat_ws('|', previous, e.id, e.company_id, e.peer_id, e.ticket_id,
        e.verb, e.actor_id, e.origin, e.before::text, e.after::text,
        extract(epoch FROM e.at)::numeric(20, 6)::text), 'UTF8')), 'hex');
$$;
CREATE FUNCTION tickets_event_chain() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE previous text;
BEGIN
    SELECT digest INTO previous FROM tickets_event
     WHERE ticket_id = NEW.ticket_id ORDER BY id DESC LIMIT 1;
    NEW.digest := tickets_event_digest(coalesce(previous, ''), NEW);
    RETURN NEW;
END $$;
CREATE TRIGGER chain BEFORE INSERT ON tickets_event
    FOR EACH ROW EXECUTE FUNCTION tickets_event_chain();
"""

MEMBER = ("accounts_membership", "company_id, id")
SIDE = ("tickets_side", "company_id, ticket_id")


class Migration(migrations.Migration):
    dependencies = [("tickets", "0001_initial"), ("customers", "0002_isolation")]
    operations = [
        protect("tickets_ticket", using=BOTH_SIDES),
        protect("tickets_side"),
        protect("tickets_side_category"),
        protect("tickets_category"),
        protect("tickets_event", using=SHARED, check=f"company_id = {C}"),
        protect("tickets_read_mark"),
        protect("tickets_number_sequence"),
        protect("tickets_tally"),
        protect("tickets_day_tally"),
        protect("tickets_saved_view"),
        revoke("tickets_ticket", "DELETE"),
        revoke("tickets_side", "INSERT", "DELETE"),
        revoke("tickets_side_category", "INSERT", "UPDATE", "DELETE"),
        revoke("tickets_event", "UPDATE", "DELETE"),
        revoke("tickets_number_sequence", "INSERT", "UPDATE", "DELETE"),
        revoke("tickets_tally", "INSERT", "UPDATE", "DELETE"),
        revoke("tickets_day_tally", "INSERT", "UPDATE", "DELETE"),
        composite_key("tickets_ticket", "desk_id, customer_id", "customers_customer", "company_id, id"),
        composite_key("tickets_ticket", "desk_id, contact_id", "customers_contact", "company_id, id"),
        composite_key("tickets_side", "company_id, assignee_id", *MEMBER),
        composite_key("tickets_read_mark", "company_id, membership_id", *MEMBER),
        composite_key("tickets_read_mark", "company_id, ticket_id", *SIDE),
        composite_key("tickets_side_category", "company_id, ticket_id", *SIDE),
        composite_key(
            "tickets_side_category", "company_id, category_id", "tickets_category", "company_id, id"
        ),
        composite_key("tickets_event", "company_id, ticket_id", *SIDE),
        composite_key("tickets_event", "peer_id, ticket_id", *SIDE),
        composite_key("tickets_saved_view", "company_id, membership_id", *MEMBER),
        migrations.RunSQL(
            APPEND_ONLY,
            "DROP TRIGGER append_only ON tickets_event;"
            "DROP TRIGGER append_only_truncate ON tickets_event;"
            "DROP FUNCTION tickets_refuse_change();",
        ),
        migrations.RunSQL(
            CHAIN,
            "DROP TRIGGER chain ON tickets_event; DROP FUNCTION tickets_event_chain();"
            "DROP FUNCTION tickets_event_digest(text, tickets_event);",
        ),
        migrations.RunSQL("CREATE SEQUENCE tickets_news", "DROP SEQUENCE tickets_news"),
    ]
