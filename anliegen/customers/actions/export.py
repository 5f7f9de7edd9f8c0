"""Taking the customers out of the product, as a file for spreadsheets.

Within the request: read by a cursor in pieces and written to a temporary file, memory does not grow with the
list, and nothing but the line in the record is written. See docs/adr/0023-import.md.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO

from django.db import transaction
from django.utils.translation import gettext as _

from anliegen.accounts import audit
from anliegen.accounts.access import demand
from anliegen.accounts.actor import Actor
from anliegen.common import clock
from anliegen.common.errors import RefusedError
from anliegen.common.spreadsheets import csv_file
from anliegen.common.workbook import workbook_file
from anliegen.customers.table import table_of

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(slots=True)
class Export:
    """A file ready to be sent; who sends it closes it."""

    file: IO[bytes]
    name: str
    media_type: str
    rows: int = 0


@transaction.atomic
def export_customers(*, actor: Actor, query: Mapping[str, str], kind: str) -> Export:
    """Return the customers that the list shows by this query, with their contacts, and record it.

    Raises ForbiddenError, RefusedError for an unknown kind of file.
    """
    demand(actor, "customer.export")
    if kind not in TYPES:
        raise RefusedError("Please choose CSV or Excel.", "kind")
    counted = _Counted(table_of(actor, query))
    title = _("Customers")
    file = csv_file(counted) if kind == "csv" else workbook_file(title, counted)
    name = f"{title} {clock.today().isoformat()}.{kind}"
    rows = max(counted.number - 1, 0)
    audit.note(actor, "customer-export", after={"file": name, "rows": rows})
    return Export(file, name, TYPES[kind], rows)


class _Counted:
    """Rows on their way into a file, counted as they pass."""

    def __init__(self, rows: Iterator[list[str]]) -> None:
        self._rows = rows
        self.number = 0

    def __iter__(self) -> Iterator[list[str]]:
        for row in self._rows:
            self.number += 1
            yield row
