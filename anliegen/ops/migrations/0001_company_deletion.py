"""Deleting a company for good: everything or nothing, in one transaction, and only when its 30 days are over."""

from django.db import migrations

# The walls of the two records, for everybody but the deletion: the application's role may neither change nor
# delete there at all (accounts/0004, tickets/0002), so that the setting alone opens nothing.
_REFUSALS = {
    "accounts_refuse_change": "the record is append-only",
    "tickets_refuse_change": "history is append-only",
}
_REFUSE = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
{erasing}    RAISE EXCEPTION '{text}' USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""
_ERASING = """    IF TG_OP <> 'TRUNCATE' AND coalesce(current_setting('app.erasing', true), '') <> '' THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
"""
# Of messages only held replies go, by everybody else's hand.
_HELD = """
CREATE OR REPLACE FUNCTION conversation_only_held_goes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF {condition}(OLD.held_until IS NULL OR OLD.held_until <= clock_timestamp()) THEN
        RAISE EXCEPTION 'a message that is out stays' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
"""
_NOT_ERASING = "coalesce(current_setting('app.erasing', true), '') = '' AND "
WALLS = "".join(_REFUSE.format(name=n, text=t, erasing=_ERASING) for n, t in _REFUSALS.items())
WALLS += _HELD.format(condition=_NOT_ERASING)
WALLS_BEFORE = "".join(_REFUSE.format(name=n, text=t, erasing="") for n, t in _REFUSALS.items())
WALLS_BEFORE += _HELD.format(condition="")

# A request to the operator belongs to both. The operator keeps its own side: the request becomes one of the
# customer that the company was, what was said to the operator stays under the names of who said it, and the
# company's notes go with the rest. The chains of these tickets are written anew, because entries left them.
HAND_OVER = """
CREATE FUNCTION ops_hand_over(company bigint, desk bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE shared bigint[]; e tickets_event; previous text; ticket bigint;
BEGIN
    -- Whoever of the operator writes there at this moment is waited for, and finds the new state after us.
    SELECT array_agg(l.id) INTO shared
      FROM (SELECT t.id FROM tickets_ticket t WHERE t.requester_id = company ORDER BY t.id FOR UPDATE) l;
    UPDATE customers_customer c SET linked_company_id = NULL WHERE c.linked_company_id = company;
    IF shared IS NULL THEN RETURN; END IF;
    UPDATE conversation_attachment a
       SET company_id = desk, peer_id = NULL, membership_id = NULL, portal_account_id = NULL
     WHERE a.ticket_id = ANY (shared) AND a.company_id = company AND a.peer_id = desk;
    UPDATE conversation_attachment a SET peer_id = NULL
     WHERE a.ticket_id = ANY (shared) AND a.company_id = desk AND a.peer_id = company;
    UPDATE conversation_message m
       SET company_id = desk, peer_id = NULL, author = 'customer', membership_id = NULL,
           portal_account_id = NULL, idempotency_key = NULL, held_until = NULL, held = NULL
     WHERE m.ticket_id = ANY (shared) AND m.company_id = company AND m.peer_id = desk;
    UPDATE conversation_message m SET peer_id = NULL
     WHERE m.ticket_id = ANY (shared) AND m.company_id = desk AND m.peer_id = company;
    DELETE FROM tickets_event v WHERE v.ticket_id = ANY (shared) AND v.company_id = company AND v.peer_id IS NULL;
    UPDATE tickets_event v SET company_id = desk, peer_id = NULL, actor_id = NULL
     WHERE v.ticket_id = ANY (shared) AND v.company_id = company;
    UPDATE tickets_event v SET peer_id = NULL WHERE v.ticket_id = ANY (shared) AND v.peer_id = company;
    UPDATE tickets_ticket t SET requester_id = NULL, opened_by_id = NULL, portal_visible = false,
           kind = CASE WHEN t.customer_id IS NULL THEN 'unknown' ELSE 'customer' END,
           sender_email = CASE WHEN t.customer_id IS NULL AND t.sender_email = '' THEN '-' ELSE t.sender_email END
     WHERE t.id = ANY (shared);
    UPDATE tickets_side s SET peer_id = NULL, peer_number = NULL
     WHERE s.ticket_id = ANY (shared) AND s.company_id = desk;
    FOR e IN SELECT v.* FROM tickets_event v WHERE v.ticket_id = ANY (shared) ORDER BY v.ticket_id, v.id LOOP
        IF ticket IS DISTINCT FROM e.ticket_id THEN previous := ''; ticket := e.ticket_id; END IF;
        previous := tickets_event_digest(previous, e);
        UPDATE tickets_event v SET digest = previous WHERE v.id = e.id;
    END LOOP;
END $$;
REVOKE EXECUTE ON FUNCTION ops_hand_over(bigint, bigint) FROM PUBLIC;
"""

# Every table with a column company_id, whoever adds one later: nothing has to be thought of here.
DELETE = """
CREATE FUNCTION ops_delete_company(company bigint) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE c accounts_company; desk bigint; people bigint[]; t record; gone bigint; counted jsonb := '{}';
BEGIN
    -- Whoever cancels the deletion holds this row; whoever was first has won.
    SELECT o.* INTO c FROM accounts_company o WHERE o.id = company FOR UPDATE;
    IF c.id IS NULL OR c.is_operator OR c.deletion_due_at IS NULL OR c.deletion_due_at > now() THEN
        RETURN NULL;
    END IF;
    PERFORM set_config('app.erasing', company::text, true);
    SET CONSTRAINTS ALL DEFERRED;
    SELECT o.id INTO desk FROM accounts_company o WHERE o.is_operator;
    PERFORM ops_hand_over(company, desk);
    SELECT array_agg(m.user_id) INTO people FROM accounts_membership m
     WHERE m.company_id = company AND NOT EXISTS (
           SELECT 1 FROM accounts_membership n WHERE n.user_id = m.user_id AND n.company_id <> company);
    FOR t IN SELECT r.relname AS name FROM pg_class r
               JOIN pg_attribute a ON a.attrelid = r.oid AND a.attname = 'company_id' AND NOT a.attisdropped
              WHERE r.relkind IN ('r', 'p') AND r.relnamespace = 'public'::regnamespace ORDER BY r.relname
    LOOP
        EXECUTE format('DELETE FROM %I WHERE company_id = $1', t.name) USING company;
        GET DIAGNOSTICS gone = ROW_COUNT;
        IF gone > 0 THEN counted := counted || jsonb_build_object(t.name, gone); END IF;
    END LOOP;
    DELETE FROM tickets_ticket k WHERE k.desk_id = company;
    GET DIAGNOSTICS gone = ROW_COUNT;
    counted := counted || jsonb_build_object('tickets_ticket', gone);
    -- People who work nowhere else, with whatever hangs on them.
    FOR t IN SELECT k.conrelid::regclass AS name, a.attname AS key FROM pg_constraint k
               JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
              WHERE k.contype = 'f' AND k.confrelid = 'accounts_user'::regclass
    LOOP
        EXECUTE format('DELETE FROM %s WHERE %I = ANY ($1)', t.name, t.key) USING people;
    END LOOP;
    DELETE FROM accounts_user u WHERE u.id = ANY (people);
    DELETE FROM procrastinate_jobs j WHERE j.args ->> 'company_id' = company::text AND j.status = 'todo';
    DELETE FROM accounts_company o WHERE o.id = company;
    INSERT INTO accounts_erasure (erased_company, slug, name, rows, at)
    VALUES (company, c.slug, c.name, counted, now());
    SET CONSTRAINTS ALL IMMEDIATE;
    PERFORM set_config('app.erasing', '', true);
    RETURN counted;
END $$;

-- What the job needs to know: ids, and the contents that the operator keeps.
CREATE FUNCTION ops_due_companies() RETURNS TABLE (company bigint, operator bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT c.id, (SELECT o.id FROM accounts_company o WHERE o.is_operator) FROM accounts_company c
     WHERE c.deletion_due_at <= now() AND NOT c.is_operator ORDER BY c.id;
$$;
CREATE FUNCTION ops_kept_files(company bigint) RETURNS SETOF varchar
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT DISTINCT a.sha256 FROM conversation_attachment a JOIN accounts_company c ON c.id = a.company_id
     WHERE a.company_id = company AND a.peer_id IS NOT NULL AND c.deletion_due_at <= now();
$$;
CREATE FUNCTION ops_erased_companies() RETURNS TABLE (company bigint, short_name varchar)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT erased_company, slug FROM accounts_erasure;
$$;
"""
DROP = """
DROP FUNCTION ops_erased_companies(); DROP FUNCTION ops_kept_files(bigint); DROP FUNCTION ops_due_companies();
DROP FUNCTION ops_delete_company(bigint);
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("accounts", "0014_erasure"),
        ("conversation", "0012_record_entries"),
        ("procrastinate", "0001_initial"),
        ("tickets", "0016_support_origin"),
    ]
    operations = [
        migrations.RunSQL(WALLS, WALLS_BEFORE),
        migrations.RunSQL(HAND_OVER, "DROP FUNCTION ops_hand_over(bigint, bigint)"),
        migrations.RunSQL(DELETE, DROP),
    ]
