"""The bell of every open page of a person is told that its number has changed, after the commit."""

from django.db import migrations

# Asked for at run time: without the hub's function a page still shows the number when it is loaded.
HINT = """
CREATE FUNCTION notifications_hint() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_regprocedure('live_hint(bigint, text, jsonb)') IS NOT NULL THEN
        PERFORM live_hint(NEW.company_id, 'bell', jsonb_build_object('membership', NEW.membership_id));
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER hint_new AFTER INSERT ON notifications_notification
    FOR EACH ROW EXECUTE FUNCTION notifications_hint();
CREATE TRIGGER hint_changed AFTER UPDATE OF position, read_at ON notifications_notification
    FOR EACH ROW EXECUTE FUNCTION notifications_hint();
"""


class Migration(migrations.Migration):
    dependencies = [("notifications", "0002_fan_out")]
    operations = [
        migrations.RunSQL(
            HINT,
            "DROP TRIGGER hint_changed ON notifications_notification;"
            "DROP TRIGGER hint_new ON notifications_notification;"
            "DROP FUNCTION notifications_hint();",
        )
    ]
