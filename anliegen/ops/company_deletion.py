"""Deleting companies whose 30 days are over. Repeatable: whatever a crash leaves is done by the next run."""

import json
from pathlib import Path
from typing import Any, NamedTuple

import structlog
from django.conf import settings
from django.db import connection, transaction

from anliegen.common import files, storage, tenancy
from anliegen.common.clock import now

log = structlog.get_logger(__name__)

# Beside the database and in every backup of the folder: a restored older database does not know of it.
LEDGER = "loeschungen.jsonl"


class Due(NamedTuple):
    """A company to be deleted, and the operator who keeps its own side of their requests."""

    company: int
    operator: int | None


def delete_due() -> int:
    """Delete what is due, each company in a transaction of its own; returns how many went."""
    due = [Due(*row) for row in _rows("SELECT * FROM ops_due_companies()")]
    deleted = sum(delete_company(one) for one in due)
    _complete_what_a_crash_left()
    return deleted


def delete_company(due: Due) -> bool:
    """Delete one company; False when the deletion was cancelled meanwhile, and then nothing is changed."""
    with transaction.atomic():
        # A job may be at work there: an export, a mail, a preview. Those that come later find nothing.
        tenancy.alone_in(due.company)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")  # one statement deletes it, however large
        if due.operator is not None:
            # Until the rows that refer to them are committed, the sweep must not see these files as orphans.
            storage.share(due.operator)
            for (sha256,) in _rows("SELECT ops_kept_files(%s)", due.company):
                files.adopt(due.operator, due.company, sha256)
        ((counted,),) = _rows("SELECT ops_delete_company(%s)", due.company)
    if counted is None:
        return False
    log.info("company deleted", company=due.company)
    _complete_what_a_crash_left()
    return True


def ledger() -> dict[int, str]:
    """Return company -> short name of those that the ledger beside the database knows as deleted."""
    path = Path(settings.DATA) / LEDGER
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    entries = [json.loads(line) for line in lines if line.strip()]
    return {int(entry["company"]): str(entry["slug"]) for entry in entries if "slug" in entry}


def _complete_what_a_crash_left() -> None:
    """Write missing lines of the ledger, and remove files of companies whose rows are gone already."""
    erased = dict(_rows("SELECT * FROM ops_erased_companies()"))
    for company, slug in sorted(erased.items() - ledger().items()):
        entry = {"company": company, "slug": slug, "at": now().isoformat()}
        with (Path(settings.DATA) / LEDGER).open("a", encoding="utf-8") as file:
            file.write(json.dumps(entry) + "\n")
    for company in erased.keys() & set(files.companies()):
        files.delete_all(company)


def _rows(sql: str, *values: int) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: list[Any] = cursor.fetchall()
    return found
