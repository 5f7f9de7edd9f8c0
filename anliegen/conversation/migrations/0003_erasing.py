"""Erasing contents is the one change a message knows; the application's role can make no other."""

from django.db import migrations

from anliegen.common.rls import revoke

# What both sides of a support request have seen goes when the last of them lets it go, like a letter:
# one company must not be able to empty the other's records.
ERASE = """
CREATE FUNCTION conversation_erase(ticket bigint) RETURNS SETOF bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE company bigint := app_company(); last boolean;
BEGIN
    IF NOT EXISTS (SELECT 1 FROM tickets_side s
                    WHERE s.company_id = company AND s.ticket_id = ticket AND s.folder = 'erased') THEN
        RETURN;
    END IF;
    last := NOT EXISTS (SELECT 1 FROM tickets_side s WHERE s.ticket_id = ticket AND s.folder <> 'erased');
    RETURN QUERY WITH gone AS (
        DELETE FROM conversation_attachment a
         WHERE a.ticket_id = ticket AND (last OR (a.company_id = company AND a.peer_id IS NULL))
        RETURNING a.company_id
    ) SELECT DISTINCT g.company_id FROM gone g;
    UPDATE conversation_message m
       SET html = '', original = NULL, author_name = '', author_email = '', to_label = ''
     WHERE m.ticket_id = ticket AND (last OR (m.company_id = company AND m.peer_id IS NULL));
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("conversation", "0002_isolation")]
    operations = [
        revoke("conversation_message", "UPDATE"),
        migrations.RunSQL(ERASE, "DROP FUNCTION conversation_erase(bigint)"),
    ]
