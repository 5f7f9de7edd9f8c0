"""A message that a contact may read is told to its open pages; a note is not."""

from django.db import migrations

HINT = """
CREATE FUNCTION conversation_request_hint() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM tickets_request_hint(t) FROM tickets_ticket t WHERE t.id = NEW.ticket_id;
    RETURN NULL;
END $$;
CREATE TRIGGER request_hint AFTER INSERT ON conversation_message FOR EACH ROW
    WHEN (NOT NEW.is_note) EXECUTE FUNCTION conversation_request_hint();
"""


class Migration(migrations.Migration):
    dependencies = [("conversation", "0007_author_has_read"), ("tickets", "0012_request_hints")]
    operations = [
        migrations.RunSQL(
            HINT,
            "DROP TRIGGER request_hint ON conversation_message; DROP FUNCTION conversation_request_hint();",
        )
    ]
