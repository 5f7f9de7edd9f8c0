"""What `doctor` looks at, as the owner, who sees all companies."""

from collections.abc import Callable

from django.conf import settings
from django.db import connections

from anliegen.ops.company_deletion import ledger
from anliegen.ops.database import pending
from anliegen.ops.erasures import back_again
from anliegen.ops.record_chain import chain_of_the_record
from anliegen.ops.surroundings import Finding, surroundings

_TALLY = """
SELECT count(*) FROM (
    (SELECT company_id, folder, status, pinned, awaiting_us, assignee_id, sum(amount)::bigint
       FROM tickets_tally GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(amount) <> 0
     EXCEPT SELECT company_id, folder, status, pinned, awaiting_us, assignee_id, count(*) FROM tickets_side
      GROUP BY 1, 2, 3, 4, 5, 6)
    UNION ALL
    (SELECT company_id, folder, status, pinned, awaiting_us, assignee_id, count(*) FROM tickets_side
      GROUP BY 1, 2, 3, 4, 5, 6
     EXCEPT SELECT company_id, folder, status, pinned, awaiting_us, assignee_id, sum(amount)::bigint
       FROM tickets_tally GROUP BY 1, 2, 3, 4, 5, 6)
) AS differences
"""

_DAY_TALLY = """
SELECT count(*) FROM (
    (SELECT company_id, folder, status, pinned, day, sum(amount)::bigint FROM tickets_day_tally
      GROUP BY 1, 2, 3, 4, 5 HAVING sum(amount) <> 0
     EXCEPT SELECT company_id, folder, status, pinned, (activity_at AT TIME ZONE 'UTC')::date, count(*)
       FROM tickets_side GROUP BY 1, 2, 3, 4, 5)
    UNION ALL
    (SELECT company_id, folder, status, pinned, (activity_at AT TIME ZONE 'UTC')::date, count(*)
       FROM tickets_side GROUP BY 1, 2, 3, 4, 5
     EXCEPT SELECT company_id, folder, status, pinned, day, sum(amount)::bigint
       FROM tickets_day_tally GROUP BY 1, 2, 3, 4, 5)
) AS differences
"""

_LABELS = """
SELECT count(*) FROM tickets_side_category c JOIN tickets_side s USING (company_id, ticket_id)
 WHERE (c.number, c.folder, c.status, c.priority, c.pinned, c.awaiting_us, c.assignee_id, c.customer_id,
        c.activity_at)
       IS DISTINCT FROM (s.number, s.folder, s.status, s.priority, s.pinned, s.awaiting_us, s.assignee_id,
                         s.customer_id, s.activity_at)
    OR NOT c.category_id = ANY (s.category_ids)
"""

_CHAIN = """
SELECT count(*) FROM (
    SELECT e.digest AS found, tickets_event_digest(coalesce(lag(e.digest) OVER w, ''), e) AS wanted
      FROM tickets_event e WINDOW w AS (PARTITION BY e.ticket_id ORDER BY e.id)
) AS chain WHERE found <> wanted
"""

_UNPROTECTED = """
SELECT count(*) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'company_id'
 WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
   AND c.relname <> 'accounts_session' AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
"""

_ROLE = "SELECT count(*) FROM pg_roles WHERE rolname = %s AND (rolsuper OR rolbypassrls)"

_HISTORY = """
SELECT has_table_privilege(%s, 'tickets_event', 'UPDATE')::int
     + has_table_privilege(%s, 'tickets_event', 'DELETE')::int
"""


def all_findings(is_at_work: bool) -> list[Finding]:
    """Look at everything, in an order in which the first fault explains the later ones.

    `is_at_work` says that the installation should be running, its worker too.
    """
    role = settings.APP_ROLE
    return [
        _zero("Migrationen", lambda: int(pending()), "„anliegen migrate“ ausführen."),
        _zero(
            "Rechte der Anwendung", lambda: _number(_ROLE, role), f"Der Rolle {role} die Sonderrechte nehmen."
        ),
        _zero(
            "Trennung der Firmen",
            lambda: _number(_UNPROTECTED),
            "„anliegen migrate“ ausführen, dann nachsehen.",
        ),
        _zero("Schutz des Verlaufs", lambda: _number(_HISTORY, role, role), "UPDATE und DELETE entziehen."),
        _zero(
            "Kette des Verlaufs",
            lambda: _number(_CHAIN),
            "Der Verlauf wurde verändert: Sicherung vergleichen.",
        ),
        chain_of_the_record(),
        _zero("Zähler der Listen", lambda: _number(_TALLY), "„anliegen doctor --fix-counts“ ausführen."),
        _zero("Zähler der Tage", lambda: _number(_DAY_TALLY), "„anliegen doctor --fix-counts“ ausführen."),
        _zero("Listen der Kategorien", lambda: _number(_LABELS), "„anliegen doctor --fix-counts“ ausführen."),
        _zero(
            "Gelöschte Firmen",
            _back_again,
            "Eine Sicherung hat sie zurückgebracht: erneut zur Löschung vormerken (docs/betrieb/firmen.md).",
        ),
        _zero(
            "Gelöschte Inhalte",
            lambda: len(back_again()),
            "Eine Sicherung hat welche zurückgebracht: erneut löschen (docs/betrieb/sicherung.md).",
        ),
        *surroundings(is_at_work),
    ]


def recount() -> None:
    """Compute tallies and the labels' copies anew, in one transaction that no change can slip into."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "BEGIN; LOCK TABLE tickets_side IN SHARE MODE;"
            "DELETE FROM tickets_tally; DELETE FROM tickets_day_tally;"
            "INSERT INTO tickets_tally (company_id, folder, status, pinned, awaiting_us, assignee_id, amount)"
            " SELECT company_id, folder, status, pinned, awaiting_us, assignee_id, count(*) FROM tickets_side"
            " GROUP BY 1, 2, 3, 4, 5, 6;"
            "INSERT INTO tickets_day_tally (company_id, folder, status, pinned, day, amount)"
            " SELECT company_id, folder, status, pinned, (activity_at AT TIME ZONE 'UTC')::date, count(*)"
            " FROM tickets_side GROUP BY 1, 2, 3, 4, 5;"
            "DELETE FROM tickets_side_category;"
            "INSERT INTO tickets_side_category (company_id, ticket_id, category_id, number, folder, status,"
            " priority, pinned, awaiting_us, assignee_id, customer_id, activity_at)"
            " SELECT company_id, ticket_id, c, number, folder, status, priority, pinned, awaiting_us,"
            " assignee_id, customer_id, activity_at FROM tickets_side, unnest(category_ids) AS c; COMMIT;"
        )


def _zero(what: str, count: Callable[[], int], advice: str) -> Finding:
    return Finding(what, count() == 0, advice)


def _number(sql: str, *values: str) -> int:
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql, values)
        (number,) = cursor.fetchone() or (0,)
    return int(number)


def _back_again() -> int:
    """Count companies that were deleted, by the ledger beside the database, and are there all the same."""
    gone = ledger()
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT id, slug FROM accounts_company WHERE id = ANY (%s) AND deletion_due_at IS NULL",
            [list(gone)],
        )
        return sum(gone[company] == slug for company, slug in cursor.fetchall())
