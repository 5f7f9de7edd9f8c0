"""Labels carry copies of all that lists filter by, so that a list by category is read from them alone."""

from django.db import migrations, models

LABEL = """
CREATE OR REPLACE FUNCTION tickets_label_side() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.category_ids IS DISTINCT FROM OLD.category_ids THEN
        DELETE FROM tickets_side_category
         WHERE company_id = NEW.company_id AND ticket_id = NEW.ticket_id
           AND category_id <> ALL (NEW.category_ids);
        INSERT INTO tickets_side_category (company_id, ticket_id, category_id, number, folder, status,
            priority, pinned, awaiting_us, assignee_id, customer_id, activity_at)
        SELECT NEW.company_id, NEW.ticket_id, c, NEW.number, NEW.folder, NEW.status, NEW.priority,
               NEW.pinned, NEW.awaiting_us, NEW.assignee_id, NEW.customer_id, NEW.activity_at
          FROM unnest(NEW.category_ids) AS c ON CONFLICT DO NOTHING;
    END IF;
    UPDATE tickets_side_category SET
        folder = NEW.folder, status = NEW.status, priority = NEW.priority, pinned = NEW.pinned,
        awaiting_us = NEW.awaiting_us, assignee_id = NEW.assignee_id, customer_id = NEW.customer_id,
        activity_at = NEW.activity_at
     WHERE company_id = NEW.company_id AND ticket_id = NEW.ticket_id
       AND (folder, status, priority, pinned, awaiting_us, assignee_id, customer_id, activity_at)
           IS DISTINCT FROM (NEW.folder, NEW.status, NEW.priority, NEW.pinned, NEW.awaiting_us,
                             NEW.assignee_id, NEW.customer_id, NEW.activity_at);
    RETURN NULL;
END $$;
DROP TRIGGER label_side ON tickets_side;
CREATE TRIGGER label_side AFTER UPDATE OF category_ids, folder, status, priority, pinned, awaiting_us,
    assignee_id, customer_id, activity_at ON tickets_side
    FOR EACH ROW WHEN (NEW.category_ids <> '{}' OR OLD.category_ids <> '{}')
    EXECUTE FUNCTION tickets_label_side();
"""

UNLABEL = """
DROP TRIGGER label_side ON tickets_side;
CREATE OR REPLACE FUNCTION tickets_label_side() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.category_ids IS DISTINCT FROM OLD.category_ids THEN
        DELETE FROM tickets_side_category
         WHERE company_id = NEW.company_id AND ticket_id = NEW.ticket_id
           AND category_id <> ALL (NEW.category_ids);
        INSERT INTO tickets_side_category (company_id, ticket_id, category_id, folder, pinned, activity_at)
        SELECT NEW.company_id, NEW.ticket_id, c, NEW.folder, NEW.pinned, NEW.activity_at
          FROM unnest(NEW.category_ids) AS c ON CONFLICT DO NOTHING;
    END IF;
    UPDATE tickets_side_category SET folder = NEW.folder, pinned = NEW.pinned, activity_at = NEW.activity_at
     WHERE company_id = NEW.company_id AND ticket_id = NEW.ticket_id
       AND (folder, pinned, activity_at) IS DISTINCT FROM (NEW.folder, NEW.pinned, NEW.activity_at);
    RETURN NULL;
END $$;
CREATE TRIGGER label_side AFTER UPDATE OF category_ids, folder, pinned, activity_at ON tickets_side
    FOR EACH ROW WHEN (NEW.category_ids <> '{}' OR OLD.category_ids <> '{}')
    EXECUTE FUNCTION tickets_label_side();
"""

COPY = """
UPDATE tickets_side_category c SET
    number = s.number, status = s.status, priority = s.priority, awaiting_us = s.awaiting_us,
    assignee_id = s.assignee_id, customer_id = s.customer_id
  FROM tickets_side s WHERE s.company_id = c.company_id AND s.ticket_id = c.ticket_id;
"""


def added(name: str, field: models.Field) -> migrations.AddField:
    """Columns begin with a constant that is written nowhere: the table is not rewritten for them."""
    return migrations.AddField("sidecategory", name, field)


class Migration(migrations.Migration):
    dependencies = [("tickets", "0012_request_hints")]
    operations = [
        added("number", models.BigIntegerField(default=0, db_default=0)),
        added("status", models.CharField(max_length=11, default="", db_default="")),
        added("priority", models.SmallIntegerField(default=0, db_default=0)),
        added("awaiting_us", models.BooleanField(default=False, db_default=False)),
        added("assignee_id", models.BigIntegerField(null=True)),
        added("customer_id", models.BigIntegerField(null=True)),
        migrations.RunSQL(COPY, migrations.RunSQL.noop),
        migrations.RunSQL(LABEL, UNLABEL),
    ]
