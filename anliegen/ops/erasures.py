"""What was erased for good, in a file beside the database: a restored older database does not know of it.

A line holds company, kind, number and time, nothing else. Written twice after a crash, a line says the same.
"""

import json
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection, connections, transaction

from anliegen.ops.company_deletion import LEDGER

AT_ONCE = 1000
# Where a thing lies that is back. Numbers are given anew after a restoration: a newer thing is another one.
_SAME = "t.company_id = e.company AND t.created_at < e.at AND"
_BACK = {
    "ticket": f"tickets_side t ON {_SAME} t.ticket_id = e.thing AND t.folder <> 'erased'",
    "contact": f"customers_contact t ON {_SAME} t.id = e.thing AND t.forgotten_at IS NULL",
    "note": f"customers_note t ON {_SAME} t.id = e.thing",
    "document": f"conversation_attachment t ON {_SAME} t.id = e.thing",
    "canned-text": f"conversation_snippet t ON {_SAME} t.id = e.thing",
}
_ERASED = "unnest(%s::bigint[], %s::bigint[], %s::timestamptz[]) AS e (company, thing, at)"


class Line(NamedTuple):
    """One erased thing."""

    company: int
    kind: str
    thing: int
    at: datetime


def write_down() -> int:
    """Append to the ledger what it lacks; returns how many lines. Repeatable, and safe to be killed."""
    written = 0
    while portion := _portion():
        written += portion
    return written


def _portion() -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM ops_unwritten_erasures(%s)", [AT_ONCE])
        rows = cursor.fetchall()
        if not rows:
            return 0
        with (Path(settings.DATA) / LEDGER).open("a", encoding="utf-8") as file:
            for _id, company, kind, thing, at in rows:
                entry = {"company": company, "kind": kind, "id": thing, "at": at.isoformat()}
                file.write(json.dumps(entry) + "\n")
            file.flush()
            os.fsync(file.fileno())
        cursor.execute("SELECT ops_erasures_written(%s)", [[row[0] for row in rows]])
    return len(rows)


def lines() -> Iterator[Line]:
    """Yield the single things of the ledger."""
    path = Path(settings.DATA) / LEDGER
    if not path.is_file():
        return
    with path.open(encoding="utf-8") as file:
        for line in file:
            entry = json.loads(line) if line.strip() else {}
            if "kind" in entry:
                at = datetime.fromisoformat(entry["at"])
                yield Line(int(entry["company"]), str(entry["kind"]), int(entry["id"]), at)


def back_again(using: str = "owner") -> list[Line]:
    """Return what was erased and is there all the same: a restored backup has brought it back."""
    known = list(lines())
    return [line for kind in _BACK for line in _back([one for one in known if one.kind == kind], kind, using)]


def _back(erased: list[Line], kind: str, using: str) -> list[Line]:
    sql = f"SELECT e.company, e.thing, e.at FROM {_ERASED} JOIN {_BACK[kind]}"  # noqa: S608  (our own words)
    if not erased:
        return []
    columns: list[list[Any]] = [
        [one.company for one in erased],
        [one.thing for one in erased],
        [one.at for one in erased],
    ]
    with connections[using].cursor() as cursor:
        cursor.execute(sql, columns)
        return sorted({Line(company, kind, thing, at) for company, thing, at in cursor.fetchall()})
