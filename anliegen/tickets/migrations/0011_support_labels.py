"""The operator's list names the person who asks (VON) and their company (BEI); the company's own stays as it was."""

from django.db import migrations

LABELS = """
CREATE FUNCTION tickets_side_from(t tickets_ticket, desk boolean) RETURNS varchar LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN desk AND t.kind = 'support' AND t.sender_name <> '' THEN t.sender_name ELSE t.from_label END;
$$;
CREATE FUNCTION tickets_side_to(t tickets_ticket, desk boolean) RETURNS varchar LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN desk AND t.kind = 'support' AND t.sender_name <> '' THEN t.from_label ELSE t.to_label END;
$$;
CREATE FUNCTION tickets_side_search(number bigint, t tickets_ticket) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT tickets_search_text(number, t)
        || CASE WHEN t.kind = 'support' THEN ' ' || lower(t.sender_name) ELSE '' END;
$$;
"""
DROP_LABELS = """
DROP FUNCTION tickets_side_from(tickets_ticket, boolean);
DROP FUNCTION tickets_side_to(tickets_ticket, boolean);
DROP FUNCTION tickets_side_search(bigint, tickets_ticket);
"""

OPEN_BEFORE = """
CREATE OR REPLACE FUNCTION tickets_open_sides() RETURNS trigger
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
"""
OPEN = """
CREATE OR REPLACE FUNCTION tickets_open_sides() RETURNS trigger
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
        NEW.subject, tickets_side_from(NEW, s.desk), tickets_side_to(NEW, s.desk),
        CASE WHEN s.desk THEN NEW.customer_id END, NEW.created_at, NEW.activity_at, NEW.closed_at,
        tickets_side_search(s.number, NEW)
      FROM (VALUES (NEW.desk_id, NEW.requester_id, requester_number, true, desk_number),
                   (NEW.requester_id, NEW.desk_id, desk_number, false, requester_number))
           AS s (company, peer, peer_number, desk, number)
     WHERE s.company IS NOT NULL;
    RETURN NULL;
END $$;
"""
COPY_BEFORE = """
CREATE OR REPLACE FUNCTION tickets_copy_to_sides() RETURNS trigger
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
"""
COPY = """
CREATE OR REPLACE FUNCTION tickets_copy_to_sides() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE tickets_side s SET
        kind = NEW.kind, status = NEW.status, priority = NEW.priority,
        pinned = NEW.priority = 4 AND NEW.status <> 'closed' AND s.folder = 'inbox',
        awaiting_us = NEW.status <> 'closed'
            AND NEW.awaiting = CASE WHEN s.is_desk THEN 'desk' ELSE 'counterpart' END,
        subject = NEW.subject, from_label = tickets_side_from(NEW, s.is_desk),
        to_label = tickets_side_to(NEW, s.is_desk),
        customer_id = CASE WHEN s.is_desk THEN NEW.customer_id END,
        activity_at = NEW.activity_at, closed_at = NEW.closed_at,
        news = CASE WHEN s.is_desk THEN NEW.desk_news ELSE NEW.requester_news END,
        search_text = tickets_side_search(s.number, NEW)
     WHERE s.ticket_id = NEW.id;
    RETURN NULL;
END $$;
"""

# Requests from before know who opened them; the trigger carries the name to the sides.
FILL = """
UPDATE tickets_ticket t SET sender_name = left(u.name, 120)
  FROM accounts_membership m JOIN accounts_user u ON u.id = m.user_id
 WHERE t.kind = 'support' AND t.sender_name = '' AND m.id = t.opened_by_id AND m.company_id = t.requester_id;
"""


class Migration(migrations.Migration):
    dependencies = [("tickets", "0010_presence")]
    operations = [
        migrations.RunSQL(LABELS, DROP_LABELS),
        migrations.RunSQL(OPEN, OPEN_BEFORE),
        migrations.RunSQL(COPY, COPY_BEFORE),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
