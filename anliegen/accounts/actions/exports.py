"""Having everything of a company put into one file, and fetching that file."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import IO

from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from anliegen.accounts import audit
from anliegen.accounts.access import demand
from anliegen.accounts.actor import Actor
from anliegen.accounts.exports import KEPT_FOR, linked_export
from anliegen.accounts.models import Company, CompanyExport, ExportState
from anliegen.accounts.operating import company_for
from anliegen.common import exports
from anliegen.common.clock import BERLIN, now
from anliegen.common.errors import NotFoundError, RefusedError
from anliegen.common.ids import digest
from anliegen.common.ids import public_id as new_id
from anliegen.common.jobs import enqueue


@dataclass(slots=True)
class Download:
    """A file ready to be sent; who sends it closes it."""

    file: IO[bytes]
    name: str


@transaction.atomic
def ask_for_export(*, actor: Actor) -> CompanyExport:
    """Have an export of the actor's own company made, in the background. One at a time.

    Raises ForbiddenError, RefusedError while one is being made.
    """
    demand(actor, "company.export")
    export = CompanyExport(
        company_id=actor.company_id,
        membership_id=actor.membership_id,
        public_id=new_id(),
        created_at=now(),
    )
    try:
        with transaction.atomic():
            export.save(force_insert=True)
    except IntegrityError:
        raise RefusedError("An export is being made already. Please wait until it is done.", "form") from None
    audit.note(actor, "export-asked", export.pk)
    _start(actor.company_id, export.pk)
    return export


@transaction.atomic
def have_exported(*, actor: Actor, slug: str) -> Company:
    """Let the operator have a company exported; the file is for that company's administrators alone.

    Raises NotFoundError, ForbiddenError, RefusedError while an export is being made.
    """
    company = company_for(actor, slug)
    with connection.cursor() as cursor:
        cursor.execute("SELECT accounts_ask_export(%s, %s)", [company.pk, new_id()])
        (export_id,) = cursor.fetchone() or (None,)
    if export_id is None:
        raise RefusedError("An export is being made already. Please wait until it is done.", "export")
    audit.note(actor, "company-exported", company.pk, after={"company": company.name})
    _start(company.pk, export_id)
    return company


@transaction.atomic
def fetch_export(*, actor: Actor, public_id: str) -> Download:
    """Return the file of an export of the actor's own company, and record that it was fetched.

    Raises ForbiddenError; NotFoundError for another company's, and for one that is not there (any more).
    """
    demand(actor, "company.export")
    own = CompanyExport.objects.filter(company_id=actor.company_id, public_id=public_id)
    ready = own.filter(state=ExportState.DONE, ended_at__gt=now() - KEPT_FOR)
    export = ready.select_for_update().first()
    file = exports.open_export(actor.company_id, export.public_id) if export else None
    if export is None or export.ended_at is None or file is None:
        raise NotFoundError
    ready.update(downloads=F("downloads") + 1, downloaded_at=now())
    audit.note(actor, "export-downloaded", export.pk)
    return Download(file, _name(actor.company_name, export.ended_at))


@transaction.atomic
def fetch_by_link(*, token: str) -> Download:
    """Use up a link from a mail and return the file. Exactly one of many who use it at once succeeds.

    Raises NotFoundError for a link that is used, old or unknown, and then nothing is used up.
    """
    found = linked_export(token)
    file = exports.open_export(found.company_id, found.public_id) if found else None
    if found is None or file is None:
        raise NotFoundError
    with connection.cursor() as cursor:
        cursor.execute("SELECT accounts_use_export_link(%s)", [digest(token)])
        (used,) = cursor.fetchone() or (False,)
    if not used:
        file.close()
        raise NotFoundError
    return Download(file, _name(found.company_name, found.made_at))


def _start(company_id: int, export_id: int) -> None:
    enqueue("ops.export_company", company_id=company_id, export_id=export_id)


def _name(company_name: str, made_at: datetime) -> str:
    day: date = made_at.astimezone(BERLIN).date()
    return f"{_('Data export')} {company_name} {day.isoformat()}.zip"
