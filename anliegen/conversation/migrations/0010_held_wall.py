"""Who sees a held reply, who can take it back and until when, and how it is released.

The time decides, by the database's clock alone: nobody outside sees a held reply before its time and
everybody who may sees it after, whether or not a worker runs. Taking back ends a second earlier.
"""

from django.db import migrations

C = "(SELECT app_company())"
OUT = "(held_until IS NULL OR held_until <= statement_timestamp())"
SHARED = f"company_id = {C} OR peer_id = {C}"
SHARED_OUT = f"company_id = {C} OR (peer_id = {C} AND {OUT})"
# The other side's files show with their message.
ITS_MESSAGE = "EXISTS (SELECT 1 FROM conversation_message m WHERE m.id = message_id)"
FILES_OUT = f"company_id = {C} OR (peer_id = {C} AND {ITS_MESSAGE})"
GUEST = "(SELECT app_portal()) IS NULL OR (NOT is_note AND ticket_id IN (SELECT id FROM tickets_ticket)"

WALLS = f"""
ALTER POLICY tenant ON conversation_message USING ({SHARED_OUT});
ALTER POLICY tenant ON conversation_attachment USING ({FILES_OUT});
ALTER POLICY portal ON conversation_message USING ({GUEST} AND {OUT}));
"""
NO_WALLS = f"""
ALTER POLICY portal ON conversation_message USING ({GUEST}));
ALTER POLICY tenant ON conversation_attachment USING ({SHARED});
ALTER POLICY tenant ON conversation_message USING ({SHARED});
"""

# Who writes has read; of what is held, when it has gone: until then it can be as if it never was.
READ = """
DROP TRIGGER author_has_read ON conversation_message;
CREATE TRIGGER author_has_read AFTER INSERT ON conversation_message
    FOR EACH ROW WHEN (NEW.membership_id IS NOT NULL{held}) EXECUTE FUNCTION conversation_author_has_read();
"""

# A message goes in one case alone: taken back in time. Looked at once more when it commits, since a
# transaction that hangs could otherwise take away what somebody has read meanwhile.
TAKE_BACK = """
CREATE FUNCTION conversation_only_held_goes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.held_until IS NULL OR OLD.held_until <= clock_timestamp() THEN
        RAISE EXCEPTION 'a message that is out stays' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER only_held_goes AFTER DELETE ON conversation_message
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION conversation_only_held_goes();

CREATE FUNCTION conversation_take_back(message bigint, in_ticket bigint, member bigint) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE m conversation_message; uploads jsonb;
BEGIN
    SELECT * INTO m FROM conversation_message x
     WHERE x.id = message AND x.ticket_id = in_ticket
       AND x.company_id = app_company() AND x.membership_id = member
       AND x.held_until - interval '1 second' > clock_timestamp() FOR UPDATE;
    IF NOT FOUND THEN RETURN NULL; END IF;
    WITH freed AS (
        UPDATE conversation_attachment a
           SET message_id = NULL, ticket_id = NULL, peer_id = NULL, inline = false
         WHERE a.company_id = m.company_id AND a.message_id = m.id RETURNING a.id, a.public_id)
    SELECT coalesce(jsonb_agg(public_id ORDER BY id), '[]') INTO uploads FROM freed;
    INSERT INTO conversation_taken_back (company_id, membership_id, message_id, idempotency_key, at)
    VALUES (m.company_id, m.membership_id, m.id, m.idempotency_key, clock_timestamp());
    DELETE FROM conversation_message x WHERE x.id = m.id;
    RETURN jsonb_build_object('html', coalesce(m.original, m.html), 'typed', m.held -> 'typed',
                              'uploads', uploads);
END $$;

-- A proxy or a tired line may bring the form once more, after it was taken back.
CREATE FUNCTION conversation_refuse_taken_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM conversation_taken_back b
                WHERE b.company_id = NEW.company_id AND b.membership_id = NEW.membership_id
                  AND b.idempotency_key = NEW.idempotency_key) THEN
        RAISE EXCEPTION 'message_taken_back' USING ERRCODE = 'unique_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER not_taken_back BEFORE INSERT ON conversation_message FOR EACH ROW
    WHEN (NEW.idempotency_key IS NOT NULL AND NEW.membership_id IS NOT NULL)
    EXECUTE FUNCTION conversation_refuse_taken_back();

CREATE FUNCTION conversation_forget_taken_back(before timestamptz) RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH gone AS (DELETE FROM conversation_taken_back WHERE at < before RETURNING 1)
    SELECT count(*) FROM gone;
$$;
"""

# The number that makes the ticket NEU has to be the newest at the moment of the release: what came in
# between was seen by people who have not seen this. The author has read up to what was there before.
LET_GO = """
CREATE FUNCTION conversation_let_go(message bigint, into_ticket bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE m conversation_message; newest bigint;
BEGIN
    SELECT * INTO m FROM conversation_message x
     WHERE x.id = message AND x.company_id = app_company() AND x.held_until <= clock_timestamp() FOR UPDATE;
    IF NOT FOUND THEN RETURN NULL; END IF;
    SELECT CASE WHEN greatest(t.desk_news, t.requester_news) < m.news THEN m.news
                ELSE nextval('tickets_news') END
      INTO newest FROM tickets_ticket t WHERE t.id = into_ticket;
    UPDATE conversation_message x SET held_until = NULL, held = NULL, news = newest, ticket_id = into_ticket
     WHERE x.id = m.id;
    UPDATE conversation_attachment a SET ticket_id = into_ticket
     WHERE a.company_id = m.company_id AND a.message_id = m.id AND a.ticket_id <> into_ticket;
    INSERT INTO tickets_read_mark AS r (company_id, membership_id, ticket_id, news, unread, at)
    VALUES (m.company_id, m.membership_id, into_ticket, m.news, false, now())
    ON CONFLICT (company_id, membership_id, ticket_id)
    DO UPDATE SET news = greatest(r.news, EXCLUDED.news), unread = false, at = now();
    RETURN newest;
END $$;
CREATE FUNCTION conversation_overdue(most integer) RETURNS TABLE (company bigint, message bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT company_id, id FROM conversation_message
     WHERE held_until <= statement_timestamp() ORDER BY held_until, id LIMIT most;
$$;
"""

# Colleagues see it come, and see it go. What is released changes the ticket's sides, which tell of themselves.
HINT = """
CREATE FUNCTION conversation_held_hint() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE m conversation_message;
BEGIN
    IF TG_OP = 'DELETE' THEN m := OLD; ELSE m := NEW; END IF;
    PERFORM live_hint(s.company_id, 'ticket', jsonb_build_object('number', s.number, 'news', s.news))
       FROM tickets_side s WHERE s.company_id = m.company_id AND s.ticket_id = m.ticket_id;
    RETURN NULL;
END $$;
CREATE TRIGGER hint_held AFTER INSERT ON conversation_message
    FOR EACH ROW WHEN (NEW.held_until IS NOT NULL) EXECUTE FUNCTION conversation_held_hint();
CREATE TRIGGER hint_taken_back AFTER DELETE ON conversation_message
    FOR EACH ROW WHEN (OLD.held_until IS NOT NULL) EXECUTE FUNCTION conversation_held_hint();
"""

# The contact's open pages hear of it when it has gone, and of nothing before.
REQUEST_HINT = """
DROP TRIGGER request_hint ON conversation_message;
CREATE TRIGGER request_hint AFTER INSERT ON conversation_message FOR EACH ROW
    WHEN (NOT NEW.is_note AND NEW.held_until IS NULL) EXECUTE FUNCTION conversation_request_hint();
CREATE TRIGGER request_hint_released AFTER UPDATE OF held_until ON conversation_message FOR EACH ROW
    WHEN (OLD.held_until IS NOT NULL AND NEW.held_until IS NULL)
    EXECUTE FUNCTION conversation_request_hint();
"""
NO_REQUEST_HINT = """
DROP TRIGGER request_hint_released ON conversation_message;
DROP TRIGGER request_hint ON conversation_message;
CREATE TRIGGER request_hint AFTER INSERT ON conversation_message FOR EACH ROW
    WHEN (NOT NEW.is_note) EXECUTE FUNCTION conversation_request_hint();
"""


class Migration(migrations.Migration):
    dependencies = [("conversation", "0009_held"), ("tickets", "0009_live")]
    operations = [
        migrations.RunSQL(WALLS, NO_WALLS),
        migrations.RunSQL(READ.format(held=" AND NEW.held_until IS NULL"), READ.format(held="")),
        migrations.RunSQL(
            TAKE_BACK,
            "DROP FUNCTION conversation_forget_taken_back(timestamptz);"
            "DROP TRIGGER not_taken_back ON conversation_message;"
            "DROP FUNCTION conversation_refuse_taken_back();"
            "DROP FUNCTION conversation_take_back(bigint, bigint, bigint);"
            "DROP TRIGGER only_held_goes ON conversation_message;"
            "DROP FUNCTION conversation_only_held_goes();",
        ),
        migrations.RunSQL(
            LET_GO,
            "DROP FUNCTION conversation_overdue(integer);DROP FUNCTION conversation_let_go(bigint, bigint);",
        ),
        migrations.RunSQL(REQUEST_HINT, NO_REQUEST_HINT),
        migrations.RunSQL(
            HINT,
            "DROP TRIGGER hint_taken_back ON conversation_message;"
            "DROP TRIGGER hint_held ON conversation_message;"
            "DROP FUNCTION conversation_held_hint();",
        ),
    ]
