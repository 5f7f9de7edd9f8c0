"""Who hears of something is found for the bell and for the devices in one statement."""

from django.db import migrations

# Looks past the policies as before. Of the rules that fit a person the first that is wanted at the bell
# makes the notice, and the first that is wanted on devices wakes them; who has no device is not named.
FAN_OUT = """
CREATE FUNCTION notifications_fan_out(
    of_ticket bigint, by_member bigint, of_message bigint, both_sides boolean,
    kinds text[], audiences text[], named bigint[])
RETURNS TABLE (company bigint, member bigint, kind text, in_bell boolean, by_push boolean)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH fits AS MATERIALIZED (
        SELECT s.company_id, m.id AS membership_id, r.kind, r.rank,
               CASE WHEN r.kind = 'assigned' AND by_member IS NULL THEN ''
                    WHEN s.company_id = app_company() THEN who.name ELSE own.name END AS actor_name,
               coalesce(q.bell, r.kind <> 'new') AS bell,
               coalesce(q.push, r.kind <> 'new') AND EXISTS (
                   SELECT 1 FROM notifications_push_device d
                    WHERE d.company_id = m.company_id AND d.membership_id = m.id) AS push
          FROM tickets_ticket t
          JOIN tickets_side mine ON mine.ticket_id = t.id AND mine.company_id = app_company()
          JOIN accounts_company own ON own.id = mine.company_id
          JOIN tickets_side s ON s.ticket_id = t.id AND (both_sides OR s.company_id = app_company())
         CROSS JOIN unnest(kinds, audiences) WITH ORDINALITY AS r (kind, audience, rank)
          JOIN accounts_membership m ON m.company_id = s.company_id AND m.is_active AND (
               r.audience IN ('assignee', 'first_assignee') AND m.id = s.assignee_id
            OR r.audience = 'talk' AND m.id = s.assignee_id AND t.message_count > 1
               AND (both_sides OR t.kind = 'internal')
            OR r.audience IN ('critical', 'first_critical') AND t.priority = 4
               AND (s.is_desk OR m.id = s.assignee_id)
            OR r.audience = 'first_all'
            OR r.audience = 'named' AND m.id = ANY (named) AND s.company_id = app_company())
          JOIN accounts_user u ON u.id = m.user_id AND u.is_active
          LEFT JOIN notifications_choice q
            ON q.company_id = m.company_id AND q.membership_id = m.id AND q.kind = r.kind
         CROSS JOIN LATERAL (SELECT coalesce(
               (SELECT a.name FROM accounts_membership b JOIN accounts_user a ON a.id = b.user_id
                 WHERE b.id = by_member AND b.company_id = app_company()),
               (SELECT author_name FROM conversation_message
                 WHERE id = of_message AND company_id = app_company()),
               t.from_label)) AS who (name)
         WHERE t.id = of_ticket AND (r.audience NOT LIKE 'first%' OR t.message_count = 1)
           AND m.id IS DISTINCT FROM by_member
           AND (s.folder = 'inbox' OR r.audience = 'named' AND s.folder <> 'erased')),
    rung AS (
        INSERT INTO notifications_notification AS n
               (company_id, membership_id, ticket_id, kind, actor_name, message_id, times, position, at)
        SELECT company_id, membership_id, of_ticket, kind, actor_name, of_message, 1,
               nextval('notifications_position'), clock_timestamp()
          FROM (SELECT DISTINCT ON (membership_id) * FROM fits WHERE bell ORDER BY membership_id, rank) AS f
            ON CONFLICT (company_id, membership_id, ticket_id, kind) WHERE read_at IS NULL
            DO UPDATE SET times = n.times + 1, actor_name = EXCLUDED.actor_name, at = EXCLUDED.at,
                          position = EXCLUDED.position,
                          message_id = coalesce(n.message_id, EXCLUDED.message_id)
        RETURNING n.company_id, n.membership_id, n.kind),
    woken AS (
        SELECT DISTINCT ON (membership_id) company_id, membership_id, kind
          FROM fits WHERE push ORDER BY membership_id, rank)
    SELECT company_id, membership_id, kind, r.kind IS NOT NULL, w.kind IS NOT NULL
      FROM rung r FULL JOIN woken w USING (company_id, membership_id, kind);
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("notifications", "0005_choices")]
    operations = [
        migrations.RunSQL(
            FAN_OUT,
            "DROP FUNCTION notifications_fan_out(bigint, bigint, bigint, boolean, text[], text[], bigint[]);",
        )
    ]
