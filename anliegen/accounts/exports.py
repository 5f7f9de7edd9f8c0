"""Exports as pages show them: to the company with their files, to the operator only that there are some."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection

from anliegen.accounts.access import demand
from anliegen.accounts.actor import Actor
from anliegen.accounts.models import Company, CompanyExport
from anliegen.common.ids import digest

KEPT_FOR = timedelta(days=7)
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Export:
    """One export. Without `public_id` the reader may not have its file."""

    state: str
    reason: str
    who: str
    size: int
    created_at: datetime
    ended_at: datetime | None
    downloads: int
    downloaded_at: datetime | None
    public_id: str = ""

    @property
    def kept_until(self) -> datetime | None:
        return self.ended_at + KEPT_FOR if self.ended_at else None


class Linked(NamedTuple):
    """The export behind a link by mail, as long as the link is good."""

    company_id: int
    company_name: str
    public_id: str
    size: int
    made_at: datetime


def own_exports(actor: Actor) -> list[Export]:
    """Return the latest exports of the actor's company, newest first. Raises ForbiddenError."""
    demand(actor, "company.export")
    rows = CompanyExport.objects.filter(company_id=actor.company_id).select_related("membership__user")
    return [
        Export(
            e.state,
            e.reason,
            e.membership.user.name if e.membership else e.outsider,
            e.size,
            e.created_at,
            e.ended_at,
            e.downloads,
            e.downloaded_at,
            e.public_id,
        )
        for e in rows.order_by("-id")[:_SHOWN]
    ]


def exports_of(actor: Actor, company: Company) -> list[Export]:
    """Return what the operator may know of a company's exports, newest first. Raises ForbiddenError.

    Who of the company asked for one is the company's own matter: `who` is empty then.
    """
    demand(actor, "company.operate")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT state, reason, outsider, size, created_at, ended_at, downloads, downloaded_at"
            " FROM accounts_exports_of(%s, %s)",
            [company.pk, _SHOWN],
        )
        return [Export(*row) for row in cursor.fetchall()]


def linked_export(token: str) -> Linked | None:
    """Return the export that a link leads to, or None for one that is used, old or unknown."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT company, company_name, export, size, made_at FROM accounts_open_export_link(%s)",
            [digest(token)],
        )
        row = cursor.fetchone()
    return Linked(*row) if row else None
