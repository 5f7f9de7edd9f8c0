"""A customer's timeline follows its tickets: history and files write lines, which move with the ticket.

Done by triggers, so that whoever opens, answers, closes or assigns a ticket, the record knows it in the
same statement, and a record of ten thousand tickets is read along one index.
"""

from django.db import migrations

from anliegen.common.rls import composite_key

# Of a support request the operator keeps a record: what the other side did without showing it is not in it.
LINE = """
CREATE FUNCTION conversation_record_event(t tickets_ticket, e tickets_event) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO customers_entry (company_id, customer_id, at, verb, actor_id, ticket_id, reference, before, after)
    SELECT t.desk_id, t.customer_id, e.at, e.verb, CASE WHEN e.company_id = t.desk_id THEN e.actor_id END, t.id,
           CASE WHEN e.verb IN ('message', 'note') THEN (e.after->>'message')::bigint END,
           CASE WHEN e.verb = 'status' THEN e.before END, CASE WHEN e.verb IN ('status', 'portal') THEN e.after END
     WHERE t.customer_id IS NOT NULL AND t.desk_id IN (e.company_id, e.peer_id)
       AND e.verb IN ('opened', 'status', 'message', 'note', 'portal');
$$;
REVOKE EXECUTE ON FUNCTION conversation_record_event(tickets_ticket, tickets_event) FROM PUBLIC;
CREATE FUNCTION conversation_record_file(t tickets_ticket, a conversation_attachment) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO customers_entry (company_id, customer_id, at, verb, actor_id, ticket_id, reference)
    SELECT t.desk_id, t.customer_id, m.created_at, 'file',
           CASE WHEN a.company_id = t.desk_id AND m.author = 'member' THEN a.membership_id END, t.id, a.id
      FROM conversation_message m
     WHERE m.id = a.message_id AND t.customer_id IS NOT NULL AND t.desk_id IN (a.company_id, a.peer_id);
$$;
REVOKE EXECUTE ON FUNCTION conversation_record_file(tickets_ticket, conversation_attachment) FROM PUBLIC;
"""

TRIGGERS = """
CREATE FUNCTION conversation_on_event() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM conversation_record_event(t, NEW) FROM tickets_ticket t WHERE t.id = NEW.ticket_id;
    RETURN NULL;
END $$;
CREATE TRIGGER record_entry AFTER INSERT ON tickets_event
    FOR EACH ROW WHEN (NEW.verb IN ('opened', 'status', 'message', 'note', 'portal'))
    EXECUTE FUNCTION conversation_on_event();

CREATE FUNCTION conversation_on_file() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.message_id IS NULL THEN  -- its message was taken back: it is a pending upload again
        DELETE FROM customers_entry WHERE verb = 'file' AND reference = NEW.id AND ticket_id = OLD.ticket_id;
        RETURN NULL;
    END IF;
    PERFORM conversation_record_file(t, NEW) FROM tickets_ticket t WHERE t.id = NEW.ticket_id;
    RETURN NULL;
END $$;
CREATE TRIGGER record_entry AFTER INSERT ON conversation_attachment
    FOR EACH ROW WHEN (NEW.message_id IS NOT NULL) EXECUTE FUNCTION conversation_on_file();
CREATE TRIGGER record_entry_claimed AFTER UPDATE OF message_id ON conversation_attachment
    FOR EACH ROW WHEN ((NEW.message_id IS NULL) <> (OLD.message_id IS NULL))
    EXECUTE FUNCTION conversation_on_file();

-- A ticket that gets a customer brings its past along; one that changes it takes it away; one that loses
-- it leaves nothing behind.
CREATE FUNCTION conversation_on_customer() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF OLD.customer_id IS NULL THEN
        PERFORM conversation_record_event(NEW, e) FROM tickets_event e WHERE e.ticket_id = NEW.id;
        PERFORM conversation_record_file(NEW, a) FROM conversation_attachment a
          WHERE a.ticket_id = NEW.id AND a.message_id IS NOT NULL;
    ELSIF NEW.customer_id IS NULL THEN
        DELETE FROM customers_entry WHERE company_id = NEW.desk_id AND ticket_id = NEW.id;
    ELSE
        UPDATE customers_entry SET customer_id = NEW.customer_id
         WHERE company_id = NEW.desk_id AND ticket_id = NEW.id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER record_follows AFTER UPDATE OF customer_id ON tickets_ticket
    FOR EACH ROW WHEN (NEW.customer_id IS DISTINCT FROM OLD.customer_id)
    EXECUTE FUNCTION conversation_on_customer();
"""

FILL = """
SELECT conversation_record_event(t, e) FROM tickets_event e JOIN tickets_ticket t ON t.id = e.ticket_id
 WHERE t.customer_id IS NOT NULL AND e.verb IN ('opened', 'status', 'message', 'note', 'portal');
SELECT conversation_record_file(t, a) FROM conversation_attachment a JOIN tickets_ticket t ON t.id = a.ticket_id
 WHERE t.customer_id IS NOT NULL AND a.message_id IS NOT NULL;
"""

DROP = """
DROP TRIGGER record_follows ON tickets_ticket;
DROP TRIGGER record_entry_claimed ON conversation_attachment;
DROP TRIGGER record_entry ON conversation_attachment;
DROP TRIGGER record_entry ON tickets_event;
DROP FUNCTION conversation_on_customer(), conversation_on_file(), conversation_on_event();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("conversation", "0011_documents"),
        ("customers", "0011_record_isolation"),
        ("tickets", "0015_bounded_search"),
    ]
    operations = [
        composite_key(
            "conversation_attachment", "company_id, customer_id", "customers_customer", "company_id, id"
        ),
        composite_key("customers_entry", "company_id, ticket_id", "tickets_side", "company_id, ticket_id"),
        migrations.RunSQL(
            LINE,
            "DROP FUNCTION conversation_record_file(tickets_ticket, conversation_attachment);"
            "DROP FUNCTION conversation_record_event(tickets_ticket, tickets_event);",
        ),
        migrations.RunSQL(TRIGGERS, DROP),
        migrations.RunSQL(FILL, "DELETE FROM customers_entry WHERE ticket_id IS NOT NULL"),
    ]
