"""The bell of every open page of a person is told that its number has changed, after the commit."""

from django.db import migrations

# Equal hints of one transaction are sent once: reading a hundred notices rings once.
HINT = """
CREATE FUNCTION notifications_hint() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM live_hint(NEW.company_id, 'bell', jsonb_build_object('membership', NEW.membership_id));
    RETURN NULL;
END $$;
CREATE TRIGGER hint_new AFTER INSERT ON notifications_notification
    FOR EACH ROW EXECUTE FUNCTION notifications_hint();
CREATE TRIGGER hint_changed AFTER UPDATE OF position, read_at ON notifications_notification
    FOR EACH ROW EXECUTE FUNCTION notifications_hint();
"""


class Migration(migrations.Migration):
    dependencies = [("notifications", "0002_fan_out"), ("common", "0002_live")]
    operations = [
        migrations.RunSQL(
            HINT,
            "DROP TRIGGER hint_changed ON notifications_notification;"
            "DROP TRIGGER hint_new ON notifications_notification;"
            "DROP FUNCTION notifications_hint();",
        )
    ]
