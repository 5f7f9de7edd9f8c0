"""Removed notes go after a while, too; they and forgotten contacts stand in the ledger of what was erased."""

from django.db import migrations

NOTE = """
CREATE TRIGGER note_erased AFTER UPDATE OF forgotten_at ON customers_contact FOR EACH ROW
    WHEN (NEW.forgotten_at IS NOT NULL AND OLD.forgotten_at IS NULL)
    EXECUTE FUNCTION accounts_note_erased('contact', 'id');
CREATE TRIGGER note_erased AFTER DELETE ON customers_note FOR EACH ROW
    EXECUTE FUNCTION accounts_note_erased('note', 'id');
"""
UNDO = "DROP TRIGGER note_erased ON customers_contact; DROP TRIGGER note_erased ON customers_note;"

# The application's role cannot delete notes at all.
FORGET = """
CREATE FUNCTION customers_forget_notes(before timestamptz) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE gone integer;
BEGIN
    DELETE FROM customers_note n WHERE n.removed_at < before;
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("customers", "0015_forgotten_contacts"), ("accounts", "0019_erased_things")]
    operations = [
        migrations.RunSQL(NOTE, UNDO),
        migrations.RunSQL(FORGET, "DROP FUNCTION customers_forget_notes(timestamptz)"),
    ]
