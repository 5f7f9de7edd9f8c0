"""What every page of the agents' face has around it: company, navigation, counts, views."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse

from anliegen.accounts.access import Colleague, colleagues_read, is_demonstration
from anliegen.accounts.actor import Actor
from anliegen.agent.durations import length, long_date, since
from anliegen.common.http import page
from anliegen.common.ids import digest
from anliegen.common.reads import Read, together
from anliegen.notifications.queries import unread_read
from anliegen.tickets.queries.counts import Counts, counts_read
from anliegen.tickets.queries.filters import Filters
from anliegen.tickets.queries.labels import Label, labels_read
from anliegen.tickets.queries.numbers import Numbers
from anliegen.tickets.queries.saved import SavedCount, counted, views_read


@dataclass(frozen=True, slots=True)
class Shell:
    """The frame of a page, and what many pages name besides. `more`: what was asked for along with it."""

    actor: Actor
    counts: Counts
    saved: list[SavedCount]
    numbers: Numbers
    unread: int
    labels: dict[int, Label]
    people: dict[int, Colleague]
    more: list[Any]


def shell_for(actor: Actor, *more: Read[Any], filters: Filters | None = None) -> Shell:
    """Read what the frame shows: 1 statement, 2 with saved views or filters that the tally does not know.

    Further reads of a page cost nothing more; their answers stand in `more`.
    """
    counts, views, unread, labels, people, *answers = together(
        [
            counts_read(actor),
            views_read(actor),
            unread_read(actor),
            labels_read(actor),
            colleagues_read(actor),
            *more,
        ]
    )
    saved, numbers = counted(actor, counts, views, filters)
    return Shell(actor, counts, saved, numbers, unread, labels, {c.id: c for c in people}, answers)


def colors_version(actor: Actor, labels: dict[int, Label]) -> str:
    """Return a short name for the present colours: it changes whenever one of them does."""
    parts = [actor.company_color, *(f"{label.id}{label.color}" for label in labels.values())]
    return digest("|".join(parts))[:12]


def page_before_login(
    request: HttpRequest, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Render a page for somebody who is not logged in; like every page it says what a demonstration is."""
    return page(request, template, context | {"is_demo": is_demonstration()}, status)


def agent_page(
    request: HttpRequest,
    actor: Actor,
    template: str,
    context: dict[str, Any] | None = None,
    status: int = 200,
    shell: Shell | None = None,
) -> HttpResponse:
    """Render a page inside the frame. `here` in the context names the current entry of the navigation.

    The frame is read now unless it is given, or stands as `shell` in the context.
    """
    shell = shell or (context or {}).get("shell") or shell_for(actor)
    values: dict[str, Any] = {
        "here": "",
        "actor": actor,
        "shell": shell,
        "labels": shell.labels,
        "since": since,
        "length": length,
    }
    values |= {"long_date": long_date} | (context or {})
    values["colors"] = colors_version(actor, shell.labels)
    return page(request, template, values, status)
