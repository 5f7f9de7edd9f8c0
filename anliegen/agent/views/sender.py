"""An unknown sender's ticket gets a customer: one that is there, or a new one."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anliegen.accounts.actor import Actor
from anliegen.accounts.gate import needs
from anliegen.agent.page import agent_page
from anliegen.common.errors import NotFoundError, RefusedError
from anliegen.common.http import redirect
from anliegen.common.refusal import said
from anliegen.customers.domains import domain_of, likely_customers
from anliegen.customers.queries import suggestions
from anliegen.customers.record import ContactInput, CustomerInput
from anliegen.tickets.access import Side, ticket_for
from anliegen.tickets.actions.adopt import adopt_sender, assign_customer, release_sender


@require_http_methods(["GET", "HEAD", "POST"])
@needs("ticket.change")
def sender(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    """Show likely customers, a search and the form of a new one; or give the ticket to one.

    Only of a ticket from somebody unknown.
    """
    side = ticket_for(actor, number, "ticket.change")
    if request.method != "POST":
        if side.ticket.kind != "unknown" or not side.is_desk:
            raise NotFoundError
        return _page(request, actor, side, _prefilled(side), {}, 200)
    given = _given(request, side)
    try:
        notice = _act(request, actor, number, given)
    except RefusedError as refusal:
        text = said(refusal)
        return _page(request, actor, side, given, {refusal.field or "customer": text}, 422)
    back = None if request.POST.get("undo") else {"url": request.path, "undo": "1"}
    return redirect(f"/tickets/{number}/", notice, back)


def _act(request: HttpRequest, actor: Actor, number: int, given: CustomerInput) -> str:
    if request.POST.get("undo"):
        release_sender(actor=actor, number=number)
        return _("The sender is unknown again.")
    if request.POST.get("customer"):
        assign_customer(actor=actor, number=number, public_id=request.POST["customer"])
        return _("The ticket now belongs to the customer.")
    adopt_sender(actor=actor, number=number, given=given)
    return _("The customer was created, and the ticket belongs to it.")


def _prefilled(side: Side) -> CustomerInput:
    ticket = side.ticket
    name = ticket.sender_name or ticket.sender_email
    firm = domain_of(ticket.sender_email)
    contact = ContactInput(name=name[:120], emails=[ticket.sender_email])
    return CustomerInput(name=name, kind="firm" if firm else "person", contacts=[contact])


def _given(request: HttpRequest, side: Side) -> CustomerInput:
    post = request.POST
    contact = ContactInput(
        name=post.get("contact_name", ""), emails=[side.ticket.sender_email], phones=[post.get("phone", "")]
    )
    return CustomerInput(name=post.get("name", ""), kind=post.get("kind", ""), contacts=[contact])


def _page(
    request: HttpRequest,
    actor: Actor,
    side: Side,
    given: CustomerInput,
    errors: dict[str, str],
    status: int,
) -> HttpResponse:
    query = request.GET.get("q", "")
    context = {
        "here": "tickets",
        "side": side,
        "ticket": side.ticket,
        "likely": likely_customers(actor, side.ticket.sender_email),
        "found": suggestions(actor, query) if query else [],
        "query": query,
        "given": given,
        "errors": errors,
    }
    return agent_page(request, actor, "agent/ticket/sender.html", context, status)
