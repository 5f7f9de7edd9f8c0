"""What a loaded demonstration must hold, counted in its database."""

from datetime import timedelta
from typing import Any

import psycopg


def check_demonstration(dsn: str) -> None:
    """Count companies, people, customers and tickets of every kind. Takes a superuser's connection."""
    with psycopg.connect(dsn) as database:

        def one(sql: str) -> Any:
            row = database.execute(sql.encode()).fetchone()
            assert row
            return row[0]

        def groups(sql: str) -> dict[str, int]:
            return {str(key): int(count) for key, count in database.execute(sql.encode())}

        assert groups("SELECT is_operator, count(*) FROM accounts_company WHERE is_demo GROUP BY 1") == {
            "True": 1,
            "False": 3,
        }
        assert one("SELECT count(*) FROM accounts_membership WHERE is_active") == 8
        assert 55 <= one("SELECT count(*) FROM customers_customer WHERE linked_company_id IS NULL") <= 75
        assert 180 <= one("SELECT count(*) FROM tickets_ticket") <= 240

        states = groups("SELECT status, count(*) FROM tickets_ticket GROUP BY 1")
        assert set(states) == {"open", "in_progress", "waiting", "closed"}
        assert min(states.values()) >= 5
        kinds = groups("SELECT kind, count(*) FROM tickets_ticket GROUP BY 1")
        assert set(kinds) == {"customer", "internal", "support", "unknown"}
        assert min(kinds.values()) >= 5
        folders = groups("SELECT folder, count(*) FROM tickets_side GROUP BY 1")
        assert folders["spam"] >= 3
        assert folders["trash"] >= 1
        assert one("SELECT count(*) FROM tickets_side WHERE pinned AND folder = 'inbox'") >= 3, "critical"
        assert len(groups("SELECT priority, count(*) FROM tickets_ticket GROUP BY 1")) == 4
        assert one("SELECT count(*) FROM conversation_message WHERE is_note") >= 10
        assert len(groups("SELECT kind, count(*) FROM conversation_attachment GROUP BY 1")) >= 2
        assert one("SELECT count(*) FROM conversation_attachment WHERE ticket_id IS NOT NULL") >= 5

        assert one("SELECT now() - min(created_at) FROM tickets_ticket") > timedelta(days=90)
        assert timedelta() <= one("SELECT now() - max(activity_at) FROM tickets_ticket") < timedelta(days=2)
        months = groups("SELECT date_trunc('month', created_at), count(*) FROM tickets_ticket GROUP BY 1")
        assert len(months) >= 4
        real = "SELECT count(*) FROM accounts_user WHERE email NOT LIKE '%.example'"
        assert one(real) == 0, "nobody real is ever written to"
