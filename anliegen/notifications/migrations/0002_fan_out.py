"""Whose notices are whose, how they are written for both sides of a ticket, and how they are forgotten."""

from django.db import migrations

from anliegen.common.rls import composite_key, protect, revoke

MEMBER = ("accounts_membership", "company_id, id")
SIDE = ("tickets_side", "company_id, ticket_id")

# Looks past the policy, since the other company's people are told as well: it takes the company from the
# transaction, and only a company that takes part in the ticket tells anybody anything. An unread notice
# of the same kind counts up, so that a hundred answers are one line.
FAN_OUT = """
CREATE SEQUENCE notifications_position;
CREATE FUNCTION notifications_fan_out(
    of_ticket bigint, by_member bigint, of_message bigint, both_sides boolean,
    kinds text[], audiences text[], named bigint[])
RETURNS TABLE (company bigint, member bigint)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH told AS (
        SELECT DISTINCT ON (m.id) s.company_id, m.id AS membership_id, r.kind,
               CASE WHEN r.kind = 'assigned' AND by_member IS NULL THEN ''
                    WHEN s.company_id = app_company() THEN who.name ELSE own.name END AS actor_name
          FROM tickets_ticket t
          JOIN tickets_side mine ON mine.ticket_id = t.id AND mine.company_id = app_company()
          JOIN accounts_company own ON own.id = mine.company_id
          JOIN tickets_side s ON s.ticket_id = t.id AND (both_sides OR s.company_id = app_company())
         CROSS JOIN unnest(kinds, audiences) WITH ORDINALITY AS r (kind, audience, rank)
          JOIN accounts_membership m ON m.company_id = s.company_id AND m.is_active AND (
               r.audience IN ('assignee', 'first_assignee') AND m.id = s.assignee_id
            OR r.audience = 'talk' AND m.id = s.assignee_id AND t.message_count > 1
               AND (both_sides OR t.kind = 'internal')
            OR r.audience IN ('critical', 'first_critical') AND t.priority = 4 AND (s.is_desk OR m.id = s.assignee_id)
            OR r.audience = 'named' AND m.id = ANY (named) AND s.company_id = app_company())
          JOIN accounts_user u ON u.id = m.user_id AND u.is_active
         CROSS JOIN LATERAL (SELECT coalesce(
               (SELECT a.name FROM accounts_membership b JOIN accounts_user a ON a.id = b.user_id
                 WHERE b.id = by_member AND b.company_id = app_company()),
               (SELECT author_name FROM conversation_message
                 WHERE id = of_message AND company_id = app_company()),
               t.from_label)) AS who (name)
         WHERE t.id = of_ticket AND (r.audience NOT LIKE 'first%' OR t.message_count = 1)
           AND m.id IS DISTINCT FROM by_member
           AND (s.folder = 'inbox' OR r.audience = 'named' AND s.folder <> 'erased')
           AND NOT EXISTS (SELECT 1 FROM notifications_mute q
                            WHERE q.company_id = m.company_id AND q.membership_id = m.id AND q.kind = r.kind)
         ORDER BY m.id, r.rank)
    INSERT INTO notifications_notification AS n
           (company_id, membership_id, ticket_id, kind, actor_name, message_id, times, position, at)
    SELECT company_id, membership_id, of_ticket, kind, actor_name, of_message, 1,
           nextval('notifications_position'), clock_timestamp()
      FROM told
        ON CONFLICT (company_id, membership_id, ticket_id, kind) WHERE read_at IS NULL
        DO UPDATE SET times = n.times + 1, actor_name = EXCLUDED.actor_name, at = EXCLUDED.at,
                      position = EXCLUDED.position, message_id = coalesce(n.message_id, EXCLUDED.message_id)
    RETURNING n.company_id, n.membership_id;
$$;
CREATE FUNCTION notifications_forget(days integer, most integer) RETURNS integer
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH gone AS (
        DELETE FROM notifications_notification WHERE id IN (
            SELECT id FROM notifications_notification WHERE at < now() - make_interval(days => days)
             ORDER BY at LIMIT most FOR UPDATE SKIP LOCKED)
        RETURNING 1)
    SELECT count(*)::integer FROM gone;
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_initial"), ("conversation", "0003_erasing")]
    operations = [
        protect("notifications_notification"),
        protect("notifications_mute"),
        revoke("notifications_notification", "INSERT"),
        composite_key("notifications_notification", "company_id, membership_id", *MEMBER),
        composite_key("notifications_notification", "company_id, ticket_id", *SIDE),
        composite_key("notifications_mute", "company_id, membership_id", *MEMBER),
        migrations.RunSQL(
            FAN_OUT,
            "DROP FUNCTION notifications_forget(integer, integer);"
            "DROP FUNCTION notifications_fan_out(bigint, bigint, bigint, boolean, text[], text[], bigint[]);"
            "DROP SEQUENCE notifications_position;",
        ),
    ]
