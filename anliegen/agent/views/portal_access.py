"""The portal seen by employees: who has access, what contacts share, and what a customer would see."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from anliegen.accounts.access import own_company
from anliegen.accounts.actor import Actor
from anliegen.accounts.gate import needs
from anliegen.agent.page import agent_page
from anliegen.agent.shown import shown
from anliegen.common.errors import NotFoundError, RefusedError
from anliegen.common.http import redirect
from anliegen.common.refusal import said
from anliegen.conversation.access import messages_of
from anliegen.customers.access import guests_of
from anliegen.customers.actions.portal_access import invite_contact, share_among_contacts, withdraw_contact
from anliegen.tickets.access import ticket_for


@require_POST
@needs("customer.change")
def contact_access(request: HttpRequest, actor: Actor, public_id: str, contact_id: int) -> HttpResponse:
    """Invite a contact, again if it was before, or take its access away."""
    back = f"/kunden/{public_id}/#portal"
    if request.POST.get("access") == "withdrawn":
        withdraw_contact(actor=actor, public_id=public_id, contact_id=contact_id)
        return redirect(back, _("The access was withdrawn."))
    try:
        invite_contact(actor=actor, public_id=public_id, contact_id=contact_id)
    except RefusedError as refusal:
        return redirect(back, said(refusal))
    return redirect(back, _("The invitation is on its way by mail."))


@require_POST
@needs("customer.change")
def sharing(request: HttpRequest, actor: Actor, public_id: str) -> HttpResponse:
    """Let the contacts of a customer see each other's requests, or not."""
    shares = request.POST.get("shares") == "1"
    share_among_contacts(actor=actor, public_id=public_id, shares=shares)
    text = (
        _("The contacts now see each other's requests.") if shares else _("Contacts now see only their own.")
    )
    return redirect(f"/kunden/{public_id}/#portal", text)


@require_safe
@needs("ticket.view")
def customer_view(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    """Show what the customer sees of the ticket, or would see: before it is released, and afterwards."""
    side = ticket_for(actor, number, "ticket.view")
    if not side.is_desk or side.ticket.kind != "customer":
        raise NotFoundError
    said = [message for message in messages_of(actor, side) if not message.is_note]
    context = {
        "here": "tickets",
        "side": side,
        "ticket": side.ticket,
        "messages": [shown(actor, message) for message in said],
        "guests": guests_of(actor, side.customer_id or 0, side.ticket.contact_id),
        "company": own_company(actor),
    }
    return agent_page(request, actor, "agent/ticket/customer_view.html", context)
