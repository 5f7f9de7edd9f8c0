"""Work of this package that happens in the worker. Arguments are ids."""

from datetime import timedelta

from django.db import connection

from anliegen.common import files
from anliegen.common.clock import now
from anliegen.common.jobs import enqueue, work
from anliegen.conversation.actions.release import let_go, sweep_held
from anliegen.conversation.previews import make_preview
from anliegen.conversation.storage_sweep import sweep

VERSIONS_KEPT = timedelta(days=30)


@work("conversation.preview", attempts=3)
def preview(company_id: int, attachment_id: int) -> None:
    """Make the preview of one file."""
    make_preview(company_id, attachment_id)


@work("conversation.sweep", attempts=3)
def sweep_company(company_id: int) -> None:
    """Clear one company's store of files."""
    sweep(company_id)


@work("conversation.release", attempts=3)
def release(company_id: int, message_id: int) -> None:
    """Let a held reply go, when its time has come."""
    let_go(company_id, message_id)


@work("conversation.release_overdue", every="* * * * *")
def release_overdue(timestamp: int) -> None:
    """Let go, every minute, of what nobody has released on time."""
    sweep_held()


@work("conversation.old_drafts", every="29 3 * * *")
def old_drafts(timestamp: int) -> None:
    """Remove, every night, what was set aside, taken back or removed 30 days ago: drafts, replies, texts."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT conversation_remove_draft_versions(%s)", [now() - VERSIONS_KEPT])
        cursor.execute("SELECT conversation_forget_taken_back(%s)", [now() - VERSIONS_KEPT])
        cursor.execute("SELECT conversation_forget_snippets(%s)", [now() - VERSIONS_KEPT])


@work("conversation.sweep_all", every="17 * * * *")
def sweep_all(timestamp: int) -> None:
    """Have every company's store cleared, each by a job of its own."""
    for company_id in files.companies():
        enqueue("conversation.sweep", company_id=company_id)
