"""An open ticket learns at once that a mail about it was refused, or has left after all."""

from django.db import migrations

HINT = """
CREATE FUNCTION mail_outgoing_hint() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM live_hint(s.company_id, 'ticket', jsonb_build_object('number', s.number, 'news', s.news))
       FROM tickets_side s WHERE s.company_id = NEW.company_id AND s.ticket_id = NEW.ticket_id;
    RETURN NULL;
END $$;
CREATE TRIGGER hint_refused AFTER UPDATE ON mail_outgoing
    FOR EACH ROW WHEN (NEW.ticket_id IS NOT NULL AND OLD.reason <> NEW.reason)
    EXECUTE FUNCTION mail_outgoing_hint();
"""
DROP = "DROP TRIGGER hint_refused ON mail_outgoing; DROP FUNCTION mail_outgoing_hint();"


class Migration(migrations.Migration):
    dependencies = [("mail", "0002_isolation"), ("tickets", "0009_live"), ("common", "0002_live")]
    operations = [migrations.RunSQL(HINT, DROP)]
