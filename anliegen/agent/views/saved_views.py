"""Saving the overview's filters under a name, and forgetting them."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anliegen.accounts.actor import Actor
from anliegen.accounts.gate import needs
from anliegen.agent.forms.overview import parse
from anliegen.common.errors import RefusedError
from anliegen.common.http import redirect
from anliegen.common.refusal import said
from anliegen.tickets.actions.saved_view import delete_view, save_view
from anliegen.tickets.queries.filters import to_stored


@require_POST
@needs("view.save")
def saved_views(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Keep the posted filters; back to the list that they show."""
    filters = parse(request.POST, actor).filters
    back = f"/tickets/?{urlencode(to_stored(filters))}"
    try:
        save_view(actor=actor, name=request.POST.get("name", ""), filters=filters)
    except RefusedError as refusal:
        return redirect(back, said(refusal))
    return redirect(back, _("View saved."))


@require_POST
@needs("view.save")
def saved_view_removal(request: HttpRequest, actor: Actor, public_id: str) -> HttpResponse:
    """Forget an own view; the undo saves it again."""
    kept = delete_view(actor=actor, public_id=public_id)
    return redirect("/tickets/", _("View removed."), {"url": "/ansichten/", **kept})
