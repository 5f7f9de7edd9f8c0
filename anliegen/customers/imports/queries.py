"""Reading imports for the pages: the latest, one with its preview or its results, the refused rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from anliegen.accounts.access import demand
from anliegen.accounts.actor import Actor
from anliegen.common.errors import NotFoundError, RefusedError
from anliegen.customers.imports.book import Entry, open_book
from anliegen.customers.imports.columns import check
from anliegen.customers.imports.reading import Reading, read_row
from anliegen.customers.imports.taking_over import take_over
from anliegen.customers.models import CustomerImport, ImportRow, ImportState, Outcome

SAMPLES = 3
PREVIEWED = 10
RESULTS_PER_PAGE = 100
LATEST = 10
OUTCOMES = (Outcome.REFUSED, Outcome.CREATED, Outcome.UPDATED, Outcome.UNCHANGED)


def latest_imports(actor: Actor) -> list[CustomerImport]:
    """Return the company's latest files, the newest first."""
    demand(actor, "customer.import")
    rows = CustomerImport.objects.filter(company_id=actor.company_id).order_by("-id")
    return list(rows.select_related("membership__user")[:LATEST])


def import_for(actor: Actor, public_id: str) -> CustomerImport:
    """Return one file. Raises NotFoundError, ForbiddenError."""
    demand(actor, "customer.import")
    rows = CustomerImport.objects.filter(company_id=actor.company_id, public_id=public_id)
    run = rows.select_related("membership__user").first()
    if run is None:
        raise NotFoundError
    return run


class Column(NamedTuple):
    """A column as the choice shows it."""

    heading: str
    target: str
    samples: list[str]


class Previewed(NamedTuple):
    """A row as it would be taken over."""

    position: int
    outcome: str
    reading: Reading
    customer_number: str


@dataclass(frozen=True, slots=True)
class Preview:
    """A draft: its columns with examples, and its first rows as they would be taken over."""

    columns: list[Column]
    rows: list[Previewed]
    problem: RefusedError | None


def preview_of(actor: Actor, run: CustomerImport, targets: list[str]) -> Preview:
    """Return the preview by a choice of columns. Nothing is stored."""
    rows = list(_rows(run)[: PREVIEWED + 1])
    data = rows[1:] if run.has_headings else rows[:PREVIEWED]
    columns = [
        Column(heading, target, _samples(data, n))
        for n, (heading, target) in enumerate(zip(run.headings, targets, strict=True))
    ]
    try:
        check(targets)
    except RefusedError as refusal:
        return Preview(columns, [], refusal)
    readings = [read_row(row.position, row.cells or [], targets) for row in data]
    book = open_book(actor, readings, locked=False)
    taken = [(reading, *take_over(book, reading, actor.company_id)) for reading in readings]
    return Preview(columns, [Previewed(r.position, o, r, _number(e)) for r, o, e in taken], None)


def _number(entry: Entry | None) -> str:
    return entry.customer.number if entry else ""


def _samples(rows: list[ImportRow], column: int) -> list[str]:
    cells = (row.cells[column].strip() for row in rows if row.cells and column < len(row.cells))
    return [cell[:60] for cell in dict.fromkeys(cells) if cell][:SAMPLES]


def _rows(run: CustomerImport) -> "QuerySet[ImportRow]":
    return ImportRow.objects.filter(company_id=run.company_id, run=run).order_by("position")


class Result(NamedTuple):
    """What became of a row."""

    position: int
    outcome: str
    reason: dict[str, object] | None
    customer_public_id: str | None
    customer_name: str | None


class Results(NamedTuple):
    """A part of the results; `next` is the position after which the next part begins, or 0."""

    rows: list[Result]
    next: int
    outcome: str


def results_of(run: CustomerImport, outcome: str, after: int) -> Results:
    """Return a part of the results, all or those with one outcome."""
    rows = _rows(run).exclude(outcome=Outcome.WAITING).filter(position__gt=after)
    if outcome in OUTCOMES:
        rows = rows.filter(outcome=outcome)
    fields = ("position", "outcome", "reason", "customer__public_id", "customer__name")
    read = [Result(*row) for row in rows.values_list(*fields)[: RESULTS_PER_PAGE + 1]]
    shown = read[:RESULTS_PER_PAGE]
    following = shown[-1].position if len(read) > RESULTS_PER_PAGE else 0
    return Results(shown, following, outcome if outcome in OUTCOMES else "")


def has_refused_cells(run: CustomerImport) -> bool:
    """Say whether the refused rows can still be downloaded."""
    return bool(run.refused) and _rows(run).filter(outcome=Outcome.REFUSED, cells__isnull=False).exists()


def sentence(reason: dict[str, object]) -> str:
    """Return a row's refusal in the language of who reads it."""
    values = reason.get("values")
    return _(str(reason["reason"])) % values if values else _(str(reason["reason"]))


def is_over(run: CustomerImport) -> bool:
    """Say whether nothing more will happen to it."""
    return run.state in {ImportState.DONE, ImportState.STOPPED}


def refused_rows(run: CustomerImport) -> Iterator[list[str]]:
    """Yield the refused rows as a table to repair and choose again: with the headings, and why."""
    reasons = [_("Row"), _("Reason")]
    yield [*run.headings, *reasons]
    rows = _rows(run).filter(outcome=Outcome.REFUSED, cells__isnull=False)
    for position, cells, reason in rows.values_list("position", "cells", "reason").iterator(chunk_size=1000):
        whole = [*(cells or ()), *[""] * len(run.headings)][: len(run.headings)]
        yield [*whole, str(position), sentence(reason or {"reason": ""})]
