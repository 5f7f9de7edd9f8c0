"""What every page of the agents' face has around it: company, navigation, counts, views."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse

from anliegen.accounts.actor import Actor
from anliegen.common.http import page
from anliegen.tickets.queries.counts import Counts, counts_for
from anliegen.tickets.queries.saved import SavedCount, saved_counts


@dataclass(frozen=True, slots=True)
class Shell:
    """The frame of a page (2 statements, 3 with saved views)."""

    actor: Actor
    counts: Counts
    saved: list[SavedCount]


def shell_for(actor: Actor) -> Shell:
    """Read what the frame shows."""
    return Shell(actor, counts_for(actor), saved_counts(actor))


def agent_page(
    request: HttpRequest,
    actor: Actor,
    template: str,
    context: dict[str, Any] | None = None,
    status: int = 200,
    shell: Shell | None = None,
) -> HttpResponse:
    """Render a page inside the frame. `here` in the context names the current entry of the navigation."""
    values = {"here": "", "actor": actor, "shell": shell or shell_for(actor)} | (context or {})
    return page(request, template, values, status)
