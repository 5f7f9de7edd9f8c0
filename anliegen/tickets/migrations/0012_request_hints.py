"""Hints for contacts: only of what they see themselves, so that nothing internal shows by its time."""

from django.db import migrations

# As the owner: whoever writes may stand behind the portal's wall, and the hint is not for its eyes alone.
HINTS = """
CREATE FUNCTION tickets_request_hint(t tickets_ticket) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT live_hint(t.desk_id, 'request', jsonb_build_object(
               'number', s.number, 'contact', t.contact_id, 'customer', t.customer_id))
      FROM tickets_side s
     WHERE s.company_id = t.desk_id AND s.ticket_id = t.id AND s.folder = 'inbox'
       AND t.portal_visible AND t.kind = 'customer';
$$;

CREATE FUNCTION tickets_request_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- To those who saw it and to those who see it: it may have gone from one customer to another.
    PERFORM tickets_request_hint(OLD), tickets_request_hint(NEW);
    RETURN NULL;
END $$;
CREATE TRIGGER request_hint AFTER UPDATE ON tickets_ticket FOR EACH ROW
    WHEN ((OLD.portal_visible OR NEW.portal_visible)
          AND (OLD.subject, OLD.status, OLD.priority, OLD.closed_at, OLD.first_reply_at, OLD.activity_at,
               OLD.portal_visible, OLD.contact_id, OLD.customer_id)
              IS DISTINCT FROM
              (NEW.subject, NEW.status, NEW.priority, NEW.closed_at, NEW.first_reply_at, NEW.activity_at,
               NEW.portal_visible, NEW.contact_id, NEW.customer_id))
    EXECUTE FUNCTION tickets_request_changed();

CREATE FUNCTION tickets_request_moved() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM live_hint(NEW.company_id, 'request', jsonb_build_object(
                'number', NEW.number, 'contact', t.contact_id, 'customer', t.customer_id))
       FROM tickets_ticket t
      WHERE t.id = NEW.ticket_id AND t.desk_id = NEW.company_id AND t.portal_visible AND t.kind = 'customer';
    RETURN NULL;
END $$;
CREATE TRIGGER request_hint AFTER UPDATE OF folder ON tickets_side FOR EACH ROW
    WHEN (OLD.folder <> NEW.folder AND 'inbox' IN (OLD.folder, NEW.folder))
    EXECUTE FUNCTION tickets_request_moved();
"""

DROP = """
DROP TRIGGER request_hint ON tickets_side; DROP FUNCTION tickets_request_moved();
DROP TRIGGER request_hint ON tickets_ticket; DROP FUNCTION tickets_request_changed();
DROP FUNCTION tickets_request_hint(tickets_ticket);
"""


class Migration(migrations.Migration):
    dependencies = [("tickets", "0011_support_labels"), ("common", "0002_live")]
    operations = [migrations.RunSQL(HINTS, DROP)]
