"""Acts of importing that several tests need."""

import io

from anliegen.common.jobs import enqueue
from anliegen.customers.actions.imports import start_import, upload_import
from anliegen.customers.imports.run import do_batch
from anliegen.customers.models import CustomerImport, ImportRow
from tests.cast import Person

__all__ = ["enqueue", "finish", "imported", "outcomes", "uploaded"]


def uploaded(person: Person, text: str, name: str = "kunden.csv") -> CustomerImport:
    """Return a draft of the text."""
    return upload_import(actor=person.actor(), stream=io.BytesIO(text.encode()), name=name)


def finish(run: CustomerImport) -> CustomerImport:
    """Do all batches of a run, as the worker would one after the other."""
    run.refresh_from_db()
    while run.state == "running":
        do_batch(run.company_id, run.pk, run.position)
        run.refresh_from_db()
    return run


def imported(person: Person, text: str) -> CustomerImport:
    """Import the text to its end."""
    run = uploaded(person, text)
    start_import(actor=person.actor(), public_id=run.public_id)
    return finish(run)


def outcomes(run: CustomerImport) -> list[str]:
    """Return what became of each row, headings left out."""
    rows = ImportRow.objects.filter(run=run).exclude(outcome="").order_by("position")
    return list(rows.values_list("outcome", flat=True))
