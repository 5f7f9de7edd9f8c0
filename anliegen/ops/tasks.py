"""Keeping the queue of background work healthy."""

from procrastinate.job_context import JobContext
from procrastinate.jobs import Status

from anliegen.common.jobs import work
from anliegen.ops.company_deletion import delete_due
from anliegen.ops.erasures import write_down
from anliegen.ops.export.run import make_export
from anliegen.ops.export.sweep import sweep_exports

MOST_ATTEMPTS = 5
KEPT_HOURS = 72


@work("ops.rescue_stalled", every="*/2 * * * *", pass_context=True)
async def rescue_stalled(context: JobContext, timestamp: int) -> None:
    """Start jobs again whose worker has died, unless they seem to be what it died of."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        if job.attempts >= MOST_ATTEMPTS:
            await manager.finish_job(job, Status.FAILED, delete_job=False)
        else:
            await manager.retry_job(job)


@work("ops.remove_old", every="41 2 * * *", pass_context=True)
async def remove_old(context: JobContext, timestamp: int) -> None:
    """Remove jobs that were done days ago; failed ones stay to be looked at."""
    await context.app.job_manager.delete_old_jobs(nb_hours=KEPT_HOURS)


@work("ops.delete_companies", every="11 * * * *")
def delete_companies(timestamp: int) -> None:
    """Delete, every hour, the companies whose 30 days are over."""
    delete_due()


# One at a time in the whole installation: the worker has two hands, and mails are not to wait for both.
@work("ops.export_company", attempts=5, lock="ops.export_company")
def export_company(company_id: int, export_id: int) -> None:
    """Put everything of a company into one file."""
    make_export(company_id, export_id)


@work("ops.sweep_exports", every="23 * * * *")
def remove_old_exports(timestamp: int) -> None:
    """Remove, every hour, exports that are older than seven days."""
    sweep_exports()


@work("ops.write_ledger", every="*/10 * * * *")
def write_ledger(timestamp: int) -> None:
    """Write, every ten minutes, what was erased for good into the ledger beside the database."""
    write_down()
