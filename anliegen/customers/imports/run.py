"""The run in the background: batch after batch, each in one transaction with the position that it reaches.

A worker that dies takes at most its open batch back. Whoever does the job again finds the position
and goes on from there; a job that comes late finds that its position is past and does nothing.
"""

from django.db import IntegrityError, transaction

from anliegen.accounts.access import demand
from anliegen.accounts.actor import Actor, for_membership
from anliegen.common.clock import now
from anliegen.common.errors import ForbiddenError
from anliegen.common.jobs import enqueue
from anliegen.customers.imports.book import open_book, remember_rows
from anliegen.customers.imports.reading import read_row
from anliegen.customers.imports.storing import Done, note_outcomes, store
from anliegen.customers.imports.taking_over import take_over
from anliegen.customers.models import CustomerImport, ImportRow, ImportState, Outcome

BATCH = 500
_TRIES = 3


def go_on(run: CustomerImport) -> None:
    """Have the next batch done, after the present transaction."""
    enqueue("customers.import_rows", company_id=run.company_id, run_id=run.pk, after=run.position)


def do_batch(company_id: int, run_id: int, after: int) -> None:
    """Do the batch after a position, in the open tenant, and have the next one done."""
    run = CustomerImport.objects.select_for_update().filter(company_id=company_id, pk=run_id).first()
    if run is None or run.state != ImportState.RUNNING or run.position != after:
        return
    actor = _starter(run)
    rows = list(
        ImportRow.objects.filter(company_id=company_id, run=run, outcome=Outcome.WAITING)
        .filter(position__gt=after)
        .order_by("position")[:BATCH]
    )
    if actor is None or not rows:
        run.state = ImportState.DONE if actor else ImportState.STOPPED
        run.ended_at = now()
    else:
        note_outcomes(run, _taken_over(actor, run, rows))
        run.position = rows[-1].position
        go_on(run)
    run.save()


def _starter(run: CustomerImport) -> Actor | None:
    """Return who has started it, as long as that person may still do so."""
    try:
        actor = for_membership(run.membership_id)
        demand(actor, "customer.import")
    except (LookupError, ForbiddenError):
        return None
    return actor


def _taken_over(actor: Actor, run: CustomerImport, rows: list[ImportRow]) -> list[Done]:
    """Store a batch. Somebody may create one of its numbers meanwhile: then it is read anew."""
    for attempt in range(_TRIES):
        try:
            with transaction.atomic():
                return _once(actor, run, rows)
        except IntegrityError:
            if attempt == _TRIES - 1:
                raise
    raise AssertionError("unreachable")


def _once(actor: Actor, run: CustomerImport, rows: list[ImportRow]) -> list[Done]:
    readings = [read_row(row.position, row.cells or [], run.targets) for row in rows]
    book = open_book(actor, readings, locked=True)
    remember_rows(book, run)
    done: list[Done] = []
    for reading in readings:
        outcome, entry = take_over(book, reading, actor.company_id)
        done.append((reading, outcome, entry))
    store(actor.company_id, book)
    return done
