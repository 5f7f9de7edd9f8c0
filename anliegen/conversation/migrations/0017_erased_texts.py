"""Removed canned texts go after a while by themselves; they and removed documents stand in the ledger."""

from django.db import migrations

NOTE = """
CREATE TRIGGER note_erased AFTER DELETE ON conversation_snippet FOR EACH ROW
    EXECUTE FUNCTION accounts_note_erased('canned-text', 'id');
CREATE TRIGGER note_erased AFTER DELETE ON conversation_attachment FOR EACH ROW
    WHEN (OLD.removed_at IS NOT NULL) EXECUTE FUNCTION accounts_note_erased('document', 'id');
"""
UNDO = (
    "DROP TRIGGER note_erased ON conversation_snippet; DROP TRIGGER note_erased ON conversation_attachment;"
)

FORGET = """
CREATE FUNCTION conversation_forget_snippets(before timestamptz) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE gone integer;
BEGIN
    DELETE FROM conversation_snippet s WHERE s.removed_at < before;
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("conversation", "0016_allow_list"), ("accounts", "0019_erased_things")]
    operations = [
        migrations.RunSQL(NOTE, UNDO),
        migrations.RunSQL(FORGET, "DROP FUNCTION conversation_forget_snippets(timestamptz)"),
    ]
