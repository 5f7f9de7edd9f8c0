"""Creating a ticket."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from anliegen.accounts.access import operator, own_company
from anliegen.accounts.actor import Actor
from anliegen.accounts.gate import needs
from anliegen.agent.forms.draft import DraftForm
from anliegen.agent.forms.new_ticket import NewTicketForm
from anliegen.agent.page import agent_page, shell_for
from anliegen.common.errors import RefusedError
from anliegen.common.http import keeping_uploads, own_path, page, redirect
from anliegen.common.ids import uuid_text
from anliegen.common.numbers import whole_number
from anliegen.common.refusal import errors_of
from anliegen.conversation.actions.draft import bring_back, discard
from anliegen.conversation.actions.start import start
from anliegen.conversation.drafts import Place
from anliegen.tickets.queries.customers import addressees_read


@require_http_methods(["GET", "HEAD", "POST"])
@needs("ticket.open")
def new_ticket(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the form, or create the ticket."""
    if request.method != "POST":
        typed = {
            "to": request.GET.get("to", "") or ("customer" if request.GET.get("customer") else ""),
            "customer": request.GET.get("customer", ""),
            "customer_query": request.GET.get("customer_query", ""),
            "portal": None,
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


@require_POST
@needs("ticket.open")
def discarded(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Throw away what was written of a new ticket; the undo brings it back."""
    if "version" in request.POST:
        bring_back(actor=actor, ticket_id=None, version_id=whole_number(request.POST["version"]) or 0)
        return redirect("/tickets/neu/", _("Your draft is back."))
    written = DraftForm(request, "new").written()
    try:
        version = discard(actor=actor, place=Place("new", None), written=written)
    except RefusedError as refusal:
        typed = NewTicketForm(actor, request).typed()
        return keeping_uploads(_page(request, actor, typed, errors_of(refusal), 422))
    back = own_path(request.POST.get("back"), "/tickets/")
    if version is None:
        return redirect(back)
    return redirect(back, _("Draft discarded."), {"url": request.path, "version": str(version)})


@require_safe
@needs("customer.view")
def customer_options(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show customers that match what is being typed, as options of the form (one statement)."""
    query = request.GET.get("customer_query", "")
    chosen = request.GET.get("customer", "")
    context = {"found": addressees_read(actor, query, chosen).now(), "query": query, "chosen": chosen}
    return page(request, "agent/new_ticket/customers_fragment.html", context)


def _page(
    request: HttpRequest, actor: Actor, typed: dict[str, Any], errors: dict[str, str], status: int
) -> HttpResponse:
    desk, company = operator(), own_company(actor)
    if typed["portal"] is None:
        typed["portal"] = company.portal_by_default
    query, chosen = typed.get("customer_query", ""), typed.get("customer", "")
    shell = shell_for(actor, addressees_read(actor, query, chosen))
    context = {
        "here": "tickets",
        "mails_replies": company.mails_replies,
        "typed": typed,
        "errors": errors,
        "key": uuid_text(),
        "operator": desk if desk and desk.pk != actor.company_id else None,
        "found": shell.more[0],
        "query": query,
        "chosen": chosen,
    }
    return agent_page(request, actor, "agent/new_ticket/page.html", context, status, shell)
