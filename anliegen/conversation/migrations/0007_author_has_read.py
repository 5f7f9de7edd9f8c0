"""Who writes has read: the mark is made with the message, in the same statement."""

from django.db import migrations

READ = """
CREATE FUNCTION conversation_author_has_read() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO tickets_read_mark AS r (company_id, membership_id, ticket_id, news, unread, at)
    VALUES (NEW.company_id, NEW.membership_id, NEW.ticket_id, NEW.news, false, now())
    ON CONFLICT (company_id, membership_id, ticket_id)
    DO UPDATE SET news = greatest(r.news, EXCLUDED.news), unread = false, at = now();
    RETURN NULL;
END $$;
CREATE TRIGGER author_has_read AFTER INSERT ON conversation_message
    FOR EACH ROW WHEN (NEW.membership_id IS NOT NULL) EXECUTE FUNCTION conversation_author_has_read();
"""


class Migration(migrations.Migration):
    dependencies = [("conversation", "0006_portal_wall")]
    operations = [
        migrations.RunSQL(
            READ,
            "DROP TRIGGER author_has_read ON conversation_message;"
            "DROP FUNCTION conversation_author_has_read();",
        )
    ]
