"""What every page of the agents' face has around it: company, navigation, counts, views."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse

from anliegen.accounts.actor import Actor
from anliegen.agent.durations import length, long_date, since
from anliegen.common.http import page
from anliegen.common.ids import digest
from anliegen.notifications.queries import unread_count
from anliegen.tickets.queries.counts import Counts, counts_for
from anliegen.tickets.queries.labels import Label, labels_for
from anliegen.tickets.queries.saved import SavedCount, saved_counts


@dataclass(frozen=True, slots=True)
class Shell:
    """The frame of a page (3 statements, 4 with saved views)."""

    actor: Actor
    counts: Counts
    saved: list[SavedCount]
    unread: int


def shell_for(actor: Actor) -> Shell:
    """Read what the frame shows."""
    return Shell(actor, counts_for(actor), saved_counts(actor), unread_count(actor))


def colors_version(actor: Actor, labels: dict[int, Label]) -> str:
    """Return a short name for the present colours: it changes whenever one of them does."""
    parts = [actor.company_color, *(f"{label.id}{label.color}" for label in labels.values())]
    return digest("|".join(parts))[:12]


def agent_page(
    request: HttpRequest,
    actor: Actor,
    template: str,
    context: dict[str, Any] | None = None,
    status: int = 200,
    shell: Shell | None = None,
) -> HttpResponse:
    """Render a page inside the frame. `here` in the context names the current entry of the navigation."""
    values: dict[str, Any] = {
        "here": "",
        "actor": actor,
        "shell": shell or shell_for(actor),
        "since": since,
        "length": length,
    }
    values |= {"long_date": long_date} | (context or {})
    labels = values.get("labels") or labels_for(actor)
    values["colors"] = colors_version(actor, labels)
    return page(request, template, values, status)
