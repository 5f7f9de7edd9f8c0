"""Creating a ticket."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from anliegen.accounts.access import operator, own_company
from anliegen.accounts.actor import Actor
from anliegen.accounts.gate import needs
from anliegen.agent.forms.new_ticket import NewTicketForm
from anliegen.agent.page import agent_page
from anliegen.common.errors import NotFoundError, RefusedError
from anliegen.common.http import keeping_uploads, page, redirect
from anliegen.common.ids import uuid_text
from anliegen.common.refusal import errors_of
from anliegen.conversation.actions.start import start
from anliegen.customers.queries import customer_by_public_id, suggestions


@require_http_methods(["GET", "HEAD", "POST"])
@needs("ticket.open")
def new_ticket(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the form, or create the ticket."""
    if request.method != "POST":
        typed = {
            "to": request.GET.get("to", "") or ("customer" if request.GET.get("customer") else ""),
            "customer": request.GET.get("customer", ""),
            "customer_query": request.GET.get("customer_query", ""),
            "portal": own_company(actor).portal_by_default,
        }
        return _page(request, actor, typed, {}, 200)
    form = NewTicketForm(actor, request)
    if request.POST.get("find"):
        return _page(request, actor, form.typed(), {}, 200)
    try:
        side = start(actor=actor, **form.arguments())
    except RefusedError as refusal:
        errors = errors_of(refusal)
        return keeping_uploads(_page(request, actor, form.typed(), errors, 422))
    return redirect(
        f"/tickets/{side.number}/", _("Ticket #%(number)s was created.") % {"number": side.number}
    )


@require_safe
@needs("customer.view")
def customer_options(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show customers that match what is being typed, as options of the form."""
    context = {"found": suggestions(actor, request.GET.get("customer_query", "")), "chosen": ""}
    return page(request, "agent/new_ticket/customers_fragment.html", context)


def _page(
    request: HttpRequest, actor: Actor, typed: dict[str, Any], errors: dict[str, str], status: int
) -> HttpResponse:
    desk = operator()
    chosen = typed.get("customer", "")
    try:
        preset = [customer_by_public_id(actor, chosen)] if chosen else []
    except NotFoundError:
        preset = []
    query = typed.get("customer_query", "")
    context = {
        "here": "tickets",
        "typed": typed,
        "errors": errors,
        "key": uuid_text(),
        "operator": desk if desk and desk.pk != actor.company_id else None,
        "found": preset if preset and not query else suggestions(actor, query),
        "chosen": chosen,
    }
    return agent_page(request, actor, "agent/new_ticket/page.html", context, status)
