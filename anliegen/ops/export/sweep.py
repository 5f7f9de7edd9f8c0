"""Exports that nobody needs any more, and runs that nobody does any more."""

from django.db import connection

from anliegen.accounts.exports import KEPT_FOR
from anliegen.accounts.models import CompanyExport, ExportState
from anliegen.common import exports, files
from anliegen.common.clock import now
from anliegen.common.tenancy import tenant
from anliegen.ops.export.run import LOST, give_up


def sweep_exports() -> int:
    """Give lost runs up, and remove files older than seven days; returns how many files went. Repeatable."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT company, export FROM ops_lost_exports()")
        lost = cursor.fetchall()
    for company_id, export_id in lost:
        give_up(company_id, export_id, LOST)
    return sum(_sweep(company_id) for company_id in files.companies())


def _sweep(company_id: int) -> int:
    with tenant(company_id):
        own = CompanyExport.objects.filter(company_id=company_id)
        own.filter(state=ExportState.DONE, ended_at__lte=now() - KEPT_FOR).update(state=ExportState.GONE)
    with tenant(company_id):
        kept = own.filter(state__in=[ExportState.DONE, ExportState.RUNNING])
        return exports.keep_only(company_id, set(kept.values_list("public_id", flat=True)))
