"""Administration: the outgoing mails of the company, and sending one again."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from anliegen.accounts.actor import Actor
from anliegen.accounts.gate import needs
from anliegen.agent.page import agent_page
from anliegen.common.errors import RefusedError
from anliegen.common.http import redirect
from anliegen.common.numbers import whole_number
from anliegen.common.refusal import said, status_of
from anliegen.mail.access import has_server, mail_for, outbox_for
from anliegen.mail.actions.resend import resend


@require_safe
@needs("company.manage")
def outbox(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the mails, newest first, all or those in one state."""
    position = whole_number(request.GET.get("before")) or 0
    context = {"here": "administration", "page": outbox_for(actor, request.GET.get("state", ""), position)}
    return agent_page(request, actor, "agent/administration/outbox.html", context)


@require_safe
@needs("company.manage")
def mail(request: HttpRequest, actor: Actor, mail_id: int) -> HttpResponse:
    """Show one mail as text; its HTML holds nothing more."""
    return _mail(request, actor, mail_id)


@require_POST
@needs("company.manage")
def mail_again(request: HttpRequest, actor: Actor, mail_id: int) -> HttpResponse:
    """Queue the mail anew."""
    try:
        resend(actor=actor, mail_id=mail_id)
    except RefusedError as refusal:
        return _mail(request, actor, mail_id, refusal)
    return redirect(f"/verwaltung/postausgang/{mail_id}/", _("The mail is queued again."))


def _mail(
    request: HttpRequest, actor: Actor, mail_id: int, refusal: RefusedError | None = None
) -> HttpResponse:
    context = {
        "here": "administration",
        "mail": mail_for(actor, mail_id),
        "has_server": has_server(),
        "problem": said(refusal) if refusal else "",
    }
    return agent_page(request, actor, "agent/administration/mail.html", context, status_of(refusal))
