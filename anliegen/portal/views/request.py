"""One request: its history, the answer, closing and reopening."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from anliegen.accounts.gate import needs
from anliegen.common.clock import now
from anliegen.common.errors import RefusedError
from anliegen.common.http import keeping_uploads
from anliegen.common.ids import uuid_text
from anliegen.common.numbers import whole_number
from anliegen.common.refusal import said
from anliegen.conversation.actions.portal import answer, close, reopen
from anliegen.conversation.portal import MESSAGES_SHOWN, messages_of
from anliegen.customers.portal import PortalActor
from anliegen.portal.forms import AnswerForm
from anliegen.portal.page import portal_page, redirect
from anliegen.portal.shown import shown
from anliegen.tickets.lifecycle import REOPENING_LIMIT
from anliegen.tickets.portal import request_for


@require_http_methods(["GET", "HEAD", "POST"])
@needs("portal.view")
def request_page(request: HttpRequest, actor: PortalActor, number: int) -> HttpResponse:
    """Show the request, or take the contact's answer."""
    if request.method != "POST":
        return _page(request, actor, number, {}, {}, 200)
    form = AnswerForm(actor, request)
    try:
        stands_in = answer(actor=actor, number=number, **form.message())
    except RefusedError as refusal:
        text = said(refusal)
        errors = {refusal.field or "body": text}
        return keeping_uploads(_page(request, actor, number, form.typed(), errors, 422))
    return redirect(actor.company, "request", _("Thank you, your answer has arrived."), number=stands_in)


@require_POST
@needs("portal.write")
def status(request: HttpRequest, actor: PortalActor, number: int) -> HttpResponse:
    """Close the request, or open it again."""
    if request.POST.get("status") == "closed":
        close(actor=actor, number=number)
        return redirect(actor.company, "request", _("Your request is closed."), number=number)
    try:
        reopen(actor=actor, number=number)
    except RefusedError as refusal:
        return _page(request, actor, number, {}, {"status": said(refusal)}, 422)
    return redirect(actor.company, "request", _("Your request is open again."), number=number)


def _page(
    request: HttpRequest,
    actor: PortalActor,
    number: int,
    typed: dict[str, Any],
    errors: dict[str, str],
    status: int,
) -> HttpResponse:
    found = request_for(actor, number, "portal.view")
    said = messages_of(actor, found, whole_number(request.GET.get("before")))
    context = {
        "here": "request",
        "request_": found,
        "messages": [shown(actor, message) for message in said],
        "earlier": said[0].id if len(said) == MESSAGES_SHOWN else None,
        "customers": {seat.customer_id: seat.customer_name for seat in actor.seats},
        "typed": typed,
        "errors": errors,
        "key": uuid_text(),
        "may_reopen": not found.closed_at or now() - found.closed_at <= REOPENING_LIMIT,
    }
    return portal_page(request, actor.company, "portal/request.html", context, status, actor)
