"""The triggers that give a ticket its sides and keep lists and counts true in the same statement."""

from django.db import migrations

OPEN = """
CREATE FUNCTION tickets_next_number(company bigint) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO tickets_number_sequence AS s (company_id, last) VALUES (company, 1)
    ON CONFLICT (company_id) DO UPDATE SET last = s.last + 1 RETURNING last;
$$;
REVOKE EXECUTE ON FUNCTION tickets_next_number(bigint) FROM PUBLIC;

CREATE FUNCTION tickets_search_text(number bigint, t tickets_ticket) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT lower(concat_ws(' ', '#' || number, t.subject, t.from_label, t.to_label, t.sender_email));
$$;

CREATE FUNCTION tickets_open_sides() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE desk_number bigint; requester_number bigint;
BEGIN
    -- Both counters in the order of their companies, so that two support requests never deadlock.
    IF NEW.requester_id < NEW.desk_id THEN
        requester_number := tickets_next_number(NEW.requester_id);
        desk_number := tickets_next_number(NEW.desk_id);
    ELSE
        desk_number := tickets_next_number(NEW.desk_id);
        IF NEW.requester_id IS NOT NULL THEN
            requester_number := tickets_next_number(NEW.requester_id);
        END IF;
    END IF;
    INSERT INTO tickets_side (company_id, ticket_id, peer_id, peer_number, is_desk, number, folder,
        category_ids, news, kind, status, priority, pinned, awaiting_us, subject, from_label, to_label,
        customer_id, created_at, activity_at, closed_at, search_text)
    SELECT s.company, NEW.id, s.peer, s.peer_number, s.desk, s.number, 'inbox', '{}',
        CASE WHEN s.desk THEN NEW.desk_news ELSE NEW.requester_news END, NEW.kind, NEW.status,
        NEW.priority, NEW.priority = 4 AND NEW.status <> 'closed',
        NEW.status <> 'closed' AND NEW.awaiting = CASE WHEN s.desk THEN 'desk' ELSE 'counterpart' END,
        NEW.subject, NEW.from_label, NEW.to_label, CASE WHEN s.desk THEN NEW.customer_id END,
        NEW.created_at, NEW.activity_at, NEW.closed_at, tickets_search_text(s.number, NEW)
      FROM (VALUES (NEW.desk_id, NEW.requester_id, requester_number, true, desk_number),
                   (NEW.requester_id, NEW.desk_id, desk_number, false, requester_number))
           AS s (company, peer, peer_number, desk, number)
     WHERE s.company IS NOT NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER open_sides AFTER INSERT ON tickets_ticket
    FOR EACH ROW EXECUTE FUNCTION tickets_open_sides();

-- The operator's record of the requesting company; the requester itself cannot see it.
CREATE FUNCTION tickets_support_customer() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    SELECT id INTO NEW.customer_id FROM customers_customer
     WHERE company_id = NEW.desk_id AND linked_company_id = NEW.requester_id;
    RETURN NEW;
END $$;
CREATE TRIGGER support_customer BEFORE INSERT ON tickets_ticket
    FOR EACH ROW WHEN (NEW.kind = 'support') EXECUTE FUNCTION tickets_support_customer();
"""

COPY = """
CREATE FUNCTION tickets_copy_to_sides() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE tickets_side s SET
        kind = NEW.kind, status = NEW.status, priority = NEW.priority,
        pinned = NEW.priority = 4 AND NEW.status <> 'closed' AND s.folder = 'inbox',
        awaiting_us = NEW.status <> 'closed'
            AND NEW.awaiting = CASE WHEN s.is_desk THEN 'desk' ELSE 'counterpart' END,
        subject = NEW.subject, from_label = NEW.from_label, to_label = NEW.to_label,
        customer_id = CASE WHEN s.is_desk THEN NEW.customer_id END,
        activity_at = NEW.activity_at, closed_at = NEW.closed_at,
        news = CASE WHEN s.is_desk THEN NEW.desk_news ELSE NEW.requester_news END,
        search_text = tickets_search_text(s.number, NEW)
     WHERE s.ticket_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER copy_to_sides AFTER UPDATE ON tickets_ticket
    FOR EACH ROW EXECUTE FUNCTION tickets_copy_to_sides();

CREATE FUNCTION tickets_side_pin() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.pinned := NEW.priority = 4 AND NEW.status <> 'closed' AND NEW.folder = 'inbox';
    RETURN NEW;
END $$;
CREATE TRIGGER pin BEFORE UPDATE OF folder ON tickets_side
    FOR EACH ROW EXECUTE FUNCTION tickets_side_pin();
"""

COUNT = """
CREATE FUNCTION tickets_tally_add(s tickets_side, difference integer) RETURNS void LANGUAGE sql AS $$
    INSERT INTO tickets_tally (company_id, folder, status, pinned, awaiting_us, assignee_id, amount)
    VALUES (s.company_id, s.folder, s.status, s.pinned, s.awaiting_us, s.assignee_id, difference);
$$;
CREATE FUNCTION tickets_day_tally_add(s tickets_side, difference integer) RETURNS void LANGUAGE sql AS $$
    INSERT INTO tickets_day_tally (company_id, folder, status, pinned, day, amount)
    VALUES (s.company_id, s.folder, s.status, s.pinned, (s.activity_at AT TIME ZONE 'UTC')::date, difference);
$$;

-- Folding is exact under concurrency: what one transaction deletes and adds again becomes visible at
-- once, and the advisory lock lets only one fold a company at a time; others do not wait for it.
CREATE FUNCTION tickets_tally_fold(company bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT pg_try_advisory_xact_lock(7231, (company % 2147483647)::integer) THEN RETURN; END IF;
    WITH gone AS (DELETE FROM tickets_tally WHERE company_id = company RETURNING *)
    INSERT INTO tickets_tally (company_id, folder, status, pinned, awaiting_us, assignee_id, amount)
    SELECT company_id, folder, status, pinned, awaiting_us, assignee_id, sum(amount) FROM gone
     GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(amount) <> 0;
    WITH gone AS (DELETE FROM tickets_day_tally d USING (
            SELECT folder, status, pinned, day FROM tickets_day_tally WHERE company_id = company
             GROUP BY 1, 2, 3, 4 HAVING count(*) > 1
        ) AS many
        WHERE d.company_id = company AND d.folder = many.folder AND d.status = many.status
          AND d.pinned = many.pinned AND d.day = many.day RETURNING d.*)
    INSERT INTO tickets_day_tally (company_id, folder, status, pinned, day, amount)
    SELECT company_id, folder, status, pinned, day, sum(amount) FROM gone
     GROUP BY 1, 2, 3, 4, 5 HAVING sum(amount) <> 0;
END $$;
REVOKE EXECUTE ON FUNCTION tickets_tally_fold(bigint) FROM PUBLIC;

CREATE FUNCTION tickets_count() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM tickets_tally_add(NEW, 1), tickets_day_tally_add(NEW, 1);
    ELSE
        IF (NEW.folder, NEW.status, NEW.pinned, NEW.awaiting_us, NEW.assignee_id)
           IS DISTINCT FROM (OLD.folder, OLD.status, OLD.pinned, OLD.awaiting_us, OLD.assignee_id) THEN
            PERFORM tickets_tally_add(OLD, -1), tickets_tally_add(NEW, 1);
        END IF;
        IF (NEW.folder, NEW.status, NEW.pinned, (NEW.activity_at AT TIME ZONE 'UTC')::date)
           IS DISTINCT FROM
           (OLD.folder, OLD.status, OLD.pinned, (OLD.activity_at AT TIME ZONE 'UTC')::date) THEN
            PERFORM tickets_day_tally_add(OLD, -1), tickets_day_tally_add(NEW, 1);
        END IF;
    END IF;
    -- On average every 64th change folds, so that a sum never has many rows.
    IF random() < 1.0 / 64 THEN PERFORM tickets_tally_fold(NEW.company_id); END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER count_side AFTER INSERT OR UPDATE ON tickets_side
    FOR EACH ROW EXECUTE FUNCTION tickets_count();
"""

CATEGORIES = """
CREATE FUNCTION tickets_label_side() RETURNS trigger
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

# LIKE is not leakproof, so a policy would switch the trigram index off; the company comes from the
# transaction, never from the caller.
SEARCH = """
CREATE INDEX side_search ON tickets_side USING gin (company_id, search_text gin_trgm_ops);
CREATE FUNCTION tickets_search(patterns text[], most integer) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT ticket_id FROM tickets_side
     WHERE company_id = app_company() AND search_text LIKE ALL (patterns)
     ORDER BY activity_at DESC LIMIT most;
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("tickets", "0002_isolation")]
    operations = [
        migrations.RunSQL(
            OPEN,
            "DROP TRIGGER open_sides ON tickets_ticket; DROP TRIGGER support_customer ON tickets_ticket;"
            "DROP FUNCTION tickets_open_sides(); DROP FUNCTION tickets_support_customer();"
            "DROP FUNCTION tickets_search_text(bigint, tickets_ticket);"
            "DROP FUNCTION tickets_next_number(bigint);",
        ),
        migrations.RunSQL(
            COPY,
            "DROP TRIGGER copy_to_sides ON tickets_ticket; DROP TRIGGER pin ON tickets_side;"
            "DROP FUNCTION tickets_copy_to_sides(); DROP FUNCTION tickets_side_pin();",
        ),
        migrations.RunSQL(
            COUNT,
            "DROP TRIGGER count_side ON tickets_side; DROP FUNCTION tickets_count();"
            "DROP FUNCTION tickets_tally_fold(bigint);"
            "DROP FUNCTION tickets_tally_add(tickets_side, integer);"
            "DROP FUNCTION tickets_day_tally_add(tickets_side, integer);",
        ),
        migrations.RunSQL(
            CATEGORIES, "DROP TRIGGER label_side ON tickets_side; DROP FUNCTION tickets_label_side();"
        ),
        migrations.RunSQL(SEARCH, "DROP FUNCTION tickets_search(text[], integer); DROP INDEX side_search;"),
    ]
