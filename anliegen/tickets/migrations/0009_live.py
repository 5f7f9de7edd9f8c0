"""Hints about tickets and locks; and the window that holds a lock."""

from django.db import migrations, models

HINTS = """
CREATE FUNCTION tickets_side_hint() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM live_hint(NEW.company_id, 'ticket', jsonb_build_object('number', NEW.number, 'news', NEW.news));
    RETURN NULL;
END $$;
CREATE TRIGGER hint_new AFTER INSERT ON tickets_side
    FOR EACH ROW EXECUTE FUNCTION tickets_side_hint();
CREATE TRIGGER hint_changed AFTER UPDATE ON tickets_side
    FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION tickets_side_hint();

CREATE FUNCTION tickets_lock_hint() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE l tickets_lock;
BEGIN
    IF TG_OP = 'DELETE' THEN l := OLD; ELSE l := NEW; END IF;
    PERFORM live_hint(s.company_id, 'lock', jsonb_build_object('number', s.number))
       FROM tickets_side s WHERE s.company_id = l.company_id AND s.ticket_id = l.ticket_id;
    RETURN NULL;
END $$;
CREATE TRIGGER hint_taken AFTER INSERT OR DELETE ON tickets_lock
    FOR EACH ROW EXECUTE FUNCTION tickets_lock_hint();
-- Prolonging changes nothing that others see.
CREATE TRIGGER hint_passed AFTER UPDATE ON tickets_lock
    FOR EACH ROW WHEN (OLD.token <> NEW.token) EXECUTE FUNCTION tickets_lock_hint();
"""

DROP = """
DROP TRIGGER hint_passed ON tickets_lock; DROP TRIGGER hint_taken ON tickets_lock;
DROP TRIGGER hint_changed ON tickets_side; DROP TRIGGER hint_new ON tickets_side;
DROP FUNCTION tickets_lock_hint(); DROP FUNCTION tickets_side_hint();
"""


class Migration(migrations.Migration):
    dependencies = [("tickets", "0008_portal"), ("common", "0002_live")]
    operations = [
        migrations.AddField("lock", "window", models.CharField(default="", max_length=40)),
        migrations.RunSQL(HINTS, DROP),
    ]
