"""Who sees which messages and files; messages are never changed."""

from django.db import migrations

from anliegen.common.rls import composite_key, protect, revoke

C = "(SELECT app_company())"
SHARED = f"company_id = {C} OR peer_id = {C}"
SIDE = ("tickets_side", "company_id, ticket_id")
MEMBER = ("accounts_membership", "company_id, id")

# An internal ticket's messages stay inside whatever writes them.
INSIDE = """
CREATE FUNCTION conversation_stay_inside() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM tickets_ticket WHERE id = NEW.ticket_id AND kind = 'internal')
       AND (NEW.peer_id IS NOT NULL OR NEW.author <> 'member') THEN
        RAISE EXCEPTION 'an internal ticket stays inside' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER stay_inside BEFORE INSERT ON conversation_message
    FOR EACH ROW EXECUTE FUNCTION conversation_stay_inside();
"""


class Migration(migrations.Migration):
    dependencies = [("conversation", "0001_initial"), ("tickets", "0003_sides")]
    operations = [
        protect("conversation_message", using=SHARED, check=f"company_id = {C}"),
        protect("conversation_attachment", using=SHARED, check=f"company_id = {C}"),
        revoke("conversation_message", "DELETE"),
        composite_key("conversation_message", "company_id, ticket_id", *SIDE),
        composite_key("conversation_message", "peer_id, ticket_id", *SIDE),
        composite_key("conversation_message", "company_id, membership_id", *MEMBER),
        composite_key("conversation_attachment", "company_id, ticket_id", *SIDE),
        composite_key("conversation_attachment", "peer_id, ticket_id", *SIDE),
        composite_key(
            "conversation_attachment", "company_id, message_id", "conversation_message", "company_id, id"
        ),
        composite_key("conversation_attachment", "company_id, membership_id", *MEMBER),
        migrations.RunSQL(
            INSIDE,
            "DROP TRIGGER stay_inside ON conversation_message; DROP FUNCTION conversation_stay_inside();",
        ),
    ]
