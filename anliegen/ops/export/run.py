"""One run of an export in the background, from its row to the complete file.

A worker that dies leaves a row that is running and a part of a file. Whoever does the job again removes the
part and begins anew; only who renames a complete file, with the row locked, may say that it is done.
"""

from pathlib import Path

import structlog
from django.db import OperationalError

from anliegen.accounts.events import ExportMade
from anliegen.accounts.exports import KEPT_FOR
from anliegen.accounts.models import Company, CompanyExport, ExportLink, ExportState, Membership
from anliegen.accounts.roles import Role
from anliegen.common import exports
from anliegen.common.clock import now
from anliegen.common.errors import is_full_disk
from anliegen.common.events import publish
from anliegen.common.ids import digest, secret
from anliegen.common.tenancy import tenant
from anliegen.ops.export.archive import archive
from anliegen.ops.export.content import write_company
from anliegen.ops.export.manifest import manifest, read_me

log = structlog.get_logger(__name__)


def msgid(text: str) -> str:
    """Mark a sentence that is translated when it is shown."""
    return text


_FULL = msgid("The disk is full. Nothing was kept of this export.")
_BROKEN = msgid("The export broke off. The log of the installation says why.")
LOST = msgid("The export was interrupted several times and was given up.")


def make_export(company_id: int, export_id: int) -> None:
    """Make the file of an export that is running. One that is not, or is gone, is left alone.

    A database that does not answer is nobody's fault here: the job is tried again. Everything else ends it.
    A company may be deleted for good meanwhile: its rows are those of one moment, its files go, and nobody
    waits for the result any more.
    """
    public_id = _begin(company_id, export_id)
    if public_id is None:
        return
    try:
        with exports.part(company_id, public_id) as part:
            with archive(part) as writing:
                writing.add_text("LIESMICH.txt", read_me())
                facts = write_company(writing, company_id)
                writing.add_text("manifest.json", manifest(writing, facts))
            _finish(company_id, export_id, part)
    except exports.SupersededError:
        log.info("export superseded", company=company_id, export=export_id)
    except Exception as failure:
        if isinstance(failure, OperationalError) and not is_full_disk(failure):
            raise
        if not _is_running(company_id, export_id):
            log.info("export dropped", company=company_id, export=export_id)
            return
        log.exception("export failed", company=company_id, export=export_id)
        give_up(company_id, export_id, _FULL if is_full_disk(failure) else _BROKEN)


def give_up(company_id: int, export_id: int, reason: str) -> None:
    """Say that a running export has failed, and why."""
    with tenant(company_id):
        rows = CompanyExport.objects.filter(company_id=company_id, pk=export_id, state=ExportState.RUNNING)
        rows.update(state=ExportState.FAILED, reason=reason, ended_at=now())


def _begin(company_id: int, export_id: int) -> str | None:
    with tenant(company_id):
        rows = CompanyExport.objects.filter(company_id=company_id, pk=export_id, state=ExportState.RUNNING)
        export = rows.select_for_update().first()
        if export is None:
            return None
        export.started_at = now()
        export.save(update_fields=["started_at"])
        return export.public_id


def _is_running(company_id: int, export_id: int) -> bool:
    with tenant(company_id):
        rows = CompanyExport.objects.filter(company_id=company_id, pk=export_id, state=ExportState.RUNNING)
        return rows.exists()


def _finish(company_id: int, export_id: int, part: Path) -> None:
    """Name the file and say so, together. The one before it goes: each company has one file at most."""
    size = part.stat().st_size
    with tenant(company_id):
        own = CompanyExport.objects.filter(company_id=company_id)
        export = own.select_for_update().filter(pk=export_id, state=ExportState.RUNNING).first()
        if export is None:
            return
        exports.complete(company_id, export.public_id, part)
        own.filter(state=ExportState.DONE).update(state=ExportState.GONE)
        export.state, export.size, export.ended_at = ExportState.DONE, size, now()
        export.save(update_fields=["state", "size", "ended_at"])
        _tell(export)
    exports.keep_only(company_id, {export.public_id})


def _tell(export: CompanyExport) -> None:
    """Have every administrator told. Who cannot log in, because the company is shut, gets a link."""
    company = Company.objects.get(pk=export.company_id)
    people = Membership.objects.filter(
        company_id=export.company_id, role=Role.ADMIN, is_active=True, user__is_active=True
    )
    for member in people.order_by("pk"):
        token = _link(export, member) if company.suspended_at else ""
        publish(
            ExportMade(
                company_id=export.company_id, export_id=export.pk, membership_id=member.pk, secret=token
            )
        )


def _link(export: CompanyExport, member: Membership) -> str:
    token = secret()
    ExportLink.objects.create(
        company_id=export.company_id,
        export=export,
        membership=member,
        token_hash=digest(token),
        expires_at=now() + KEPT_FOR,
    )
    return token
