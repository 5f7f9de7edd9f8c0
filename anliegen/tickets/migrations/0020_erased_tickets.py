"""A ticket that leaves the trash for good stands in the ledger of what was erased."""

from django.db import migrations

NOTE = """
CREATE TRIGGER note_erased AFTER UPDATE OF folder ON tickets_side FOR EACH ROW
    WHEN (NEW.folder = 'erased' AND OLD.folder <> 'erased')
    EXECUTE FUNCTION accounts_note_erased('ticket', 'ticket_id');
"""


class Migration(migrations.Migration):
    dependencies = [("tickets", "0019_event_actors"), ("accounts", "0019_erased_things")]
    operations = [migrations.RunSQL(NOTE, "DROP TRIGGER note_erased ON tickets_side")]
