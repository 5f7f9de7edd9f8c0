"""Importing customers from a file: upload, choice of columns, start, stop, removal."""

import json
from collections.abc import Iterator
from itertools import islice
from typing import IO

from django.db import IntegrityError, connection, transaction

from anliegen.accounts import audit
from anliegen.accounts.access import demand
from anliegen.accounts.actor import Actor
from anliegen.common.clock import now
from anliegen.common.errors import NotFoundError, RefusedError
from anliegen.common.ids import public_id as new_id
from anliegen.common.text import line
from anliegen.customers.imports import columns
from anliegen.customers.imports.file import MOST_COLUMNS, MOST_ROWS, Row, read_table
from anliegen.customers.imports.run import go_on
from anliegen.customers.models import CustomerImport, ImportRow, ImportState

CAPABILITY = "customer.import"
_LONGEST_HEADING = 200
_PIECE = 2000
_INSERT = """
INSERT INTO customers_import_row (company_id, run_id, position, cells, outcome)
SELECT %s, %s, v.position, v.cells, ''
  FROM jsonb_to_recordset(%s) AS v (position integer, cells jsonb)
"""


@transaction.atomic
def upload_import(*, actor: Actor, stream: IO[bytes], name: str) -> CustomerImport:
    """Read a file and keep its rows, as a draft whose columns are guessed by their headings.

    Raises ForbiddenError, and RefusedError for what is no CSV file, too large or broken.
    """
    demand(actor, CAPABILITY)
    table = read_table(stream)
    rows = table.rows()
    first = next(rows, None)
    if first is None:
        raise RefusedError("The file is empty.", "file")
    if len(first.cells) > MOST_COLUMNS:
        raise RefusedError("At most %(most)s columns are possible.", "file", most=MOST_COLUMNS)
    headings = [line(cell)[:_LONGEST_HEADING] for cell in first.cells]
    run = CustomerImport.objects.create(
        public_id=new_id(),
        company_id=actor.company_id,
        membership_id=actor.membership_id,
        file_name=line(name.replace("\\", "/").rsplit("/", 1)[-1])[-200:] or "CSV",
        encoding=table.encoding,
        separator=table.separator,
        headings=headings,
        targets=columns.guess(headings),
        rows=0,
    )
    run.rows = _keep(run, _whole(first, rows))
    if run.rows < 2:
        raise RefusedError("The file holds headings, but no customers.", "file")
    run.save(update_fields=["rows"])
    return run


def _whole(first: Row, rest: Iterator[Row]) -> Iterator[Row]:
    yield first
    yield from rest


def _keep(run: CustomerImport, rows: Iterator[Row]) -> int:
    """Store the rows piece by piece and return how many there are."""
    number = 0
    while piece := list(islice(rows, _PIECE)):
        number += len(piece)
        if number > MOST_ROWS:
            raise RefusedError(
                "At most %(most)s rows are possible. Please split the file.", "file", most=MOST_ROWS
            )
        values = json.dumps([{"position": row.position, "cells": row.cells} for row in piece])
        with connection.cursor() as cursor:
            cursor.execute(_INSERT, [run.company_id, run.pk, values])
    return number


@transaction.atomic
def choose_columns(*, actor: Actor, public_id: str, targets: list[str], has_headings: bool) -> CustomerImport:
    """Keep what each column goes to. Raises NotFoundError, ForbiddenError, RefusedError."""
    run = _locked(actor, public_id)
    _check_draft(run)
    if len(targets) != len(run.headings):
        raise RefusedError("Please choose what the columns hold.", "targets")
    columns.check(targets)
    run.targets, run.has_headings = targets, has_headings
    run.save(update_fields=["targets", "has_headings"])
    return run


@transaction.atomic
def start_import(*, actor: Actor, public_id: str) -> CustomerImport:
    """Have the rows taken over in the background. Raises NotFoundError, ForbiddenError, RefusedError."""
    run = _locked(actor, public_id)
    _check_draft(run)
    columns.check(run.targets)
    if run.has_headings:
        first = ImportRow.objects.filter(company_id=actor.company_id, run=run).order_by("position").first()
        run.position = first.position if first else 0
        run.rows -= 1
    run.state, run.started_at = ImportState.RUNNING, now()
    try:
        with transaction.atomic():
            run.save()
    except IntegrityError:
        raise RefusedError("Another import is running. Please wait until it is done.", "form") from None
    audit.note(actor, "customer-import", run.pk, after={"file": run.file_name, "rows": run.rows})
    go_on(run)
    return run


@transaction.atomic
def stop_import(*, actor: Actor, public_id: str) -> CustomerImport:
    """End a run after its present batch; what it has done stays. Raises NotFoundError, ForbiddenError."""
    run = _locked(actor, public_id)
    if run.state == ImportState.RUNNING:
        run.state, run.ended_at = ImportState.STOPPED, now()
        run.save(update_fields=["state", "ended_at"])
        audit.note(actor, "customer-import-stopped", run.pk, after={"file": run.file_name})
    return run


@transaction.atomic
def remove_import(*, actor: Actor, public_id: str) -> None:
    """Forget a file and its rows; the customers stay. Raises NotFoundError, ForbiddenError, RefusedError."""
    run = _locked(actor, public_id)
    if run.state == ImportState.RUNNING:
        raise RefusedError("The import is running. Please stop it first.", "form")
    run.delete()


def _locked(actor: Actor, public_id: str) -> CustomerImport:
    demand(actor, CAPABILITY)
    runs = CustomerImport.objects.filter(company_id=actor.company_id, public_id=public_id)
    run = runs.select_for_update().first()
    if run is None:
        raise NotFoundError
    return run


def _check_draft(run: CustomerImport) -> None:
    if run.state != ImportState.DRAFT:
        raise RefusedError("This import has been started already.", "form")
