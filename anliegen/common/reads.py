"""Several small reads in one statement: each trip to the database costs more than what it fetches.

A read is a SELECT of one JSON array per row. Moments come as text; `moment()` turns them back.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar, cast

from django.db import connection

T = TypeVar("T")
Rows = list[Any]  # of a list per row


@dataclass(frozen=True, slots=True)
class Read(Generic[T]):
    """A question that can share a statement with others, and what becomes of the answer's rows.

    `sql` selects one value, `json_build_array(…)`, in the order wanted; its parameters are named.
    """

    sql: str
    values: Mapping[str, Any]
    take: Callable[[Rows], T]

    def now(self) -> T:
        """Ask alone."""
        return cast("T", together([self])[0])


def together(reads: Sequence[Read[Any]]) -> list[Any]:
    """Ask all at once, in one statement; return what each makes of its rows."""
    parts, values = [], {}
    for index, read in enumerate(reads):
        sql = read.sql
        for name, value in read.values.items():
            sql = sql.replace(f"%({name})s", f"%({name}_{index})s")
            values[f"{name}_{index}"] = value
        parts.append(f"(SELECT json_agg(r.v) FROM ({sql}) AS r(v))")  # noqa: S608  (constants only)
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(parts), values)
        found = cursor.fetchone() or ()
    return [read.take(_rows(answer)) for read, answer in zip(reads, found, strict=True)]


def moment(text: str) -> datetime:
    """Return the moment that JSON has written as text."""
    return datetime.fromisoformat(text)


def _rows(answer: Any) -> Rows:
    """Django's connection hands JSON columns of raw statements over as text."""
    rows: Rows = json.loads(answer) if isinstance(answer, str) else answer or []
    return rows
