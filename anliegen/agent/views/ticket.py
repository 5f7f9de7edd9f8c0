"""One ticket: reading it, answering, noting."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from anliegen.accounts.actor import Actor
from anliegen.accounts.gate import needs
from anliegen.agent.forms.message import MessageForm
from anliegen.agent.page import agent_page
from anliegen.agent.ticket import drafted, ticket_page_for
from anliegen.common.errors import RefusedError, StaleError, TakenBackError
from anliegen.common.http import framing, keeping_uploads, redirect
from anliegen.common.numbers import whole_number
from anliegen.common.refusal import said, status_of
from anliegen.conversation.access import number_of
from anliegen.conversation.actions.note import note
from anliegen.conversation.actions.reply import reply
from anliegen.conversation.actions.take_back import UNDO_SECONDS, take_back
from anliegen.tickets.access import ticket_for


@require_safe
@needs("ticket.view")
def ticket(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    """Show the conversation, or an earlier part of it, the composer and the side panel.

    After an undo the text stands in the composer, also without scripts.
    """
    side = ticket_for(actor, number, "ticket.view")
    before, showing = (whole_number(request.GET.get(name)) for name in ("before", "message"))
    context = ticket_page_for(actor, side, before, showing)
    if request.GET.get("entwurf") == "1":
        context["typed"] = drafted(actor, side.ticket_id)
    return framing(agent_page(request, actor, "agent/ticket/page.html", context))


@require_POST
@needs("ticket.reply")
def replies(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    """Answer the counterpart."""
    form = MessageForm(actor, request)
    try:
        message = reply(
            actor=actor,
            number=number,
            then=form.then,
            seen_news=form.seen_news,
            lock_token=form.lock_token,
            held=True,
            typed=None if form.is_html else form.body,
            **form.message(),
        )
    except RefusedError as refusal:
        return _again(request, actor, number, form, "reply", refusal)
    where = number_of(actor, message)  # an answer to an old ticket stands in a new one
    target = f"/tickets/{where}/#m{message.pk}"
    if message.held_until is None:  # the form came once more, after the ten seconds
        return redirect(target, _("Message sent."))
    undo = {"url": reverse("ticket-take-back", args=[where, message.pk]), "seconds": str(UNDO_SECONDS)}
    return redirect(target, _("Message is being sent."), undo)


@require_POST
@needs("ticket.reply")
def taking_back(request: HttpRequest, actor: Actor, number: int, message: int) -> HttpResponse:
    """Take an own reply back while it is held; its text stands in the composer again."""
    try:
        take_back(actor=actor, number=number, message_id=message)
    except StaleError as refusal:
        return redirect(f"/tickets/{number}/#m{message}", said(refusal))
    return redirect(f"/tickets/{number}/?entwurf=1", _("Message taken back. You can go on writing."))


@require_POST
@needs("ticket.note")
def notes(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    """Write a note that stays inside."""
    form = MessageForm(actor, request)
    try:
        message = note(actor=actor, number=number, **form.message())
    except RefusedError as refusal:
        return _again(request, actor, number, form, "note", refusal)
    return redirect(f"/tickets/{number}/#m{message.pk}", _("Note saved."))


def _again(
    request: HttpRequest, actor: Actor, number: int, form: MessageForm, kind: str, refusal: RefusedError
) -> HttpResponse:
    """Show the page again with what was typed, the newer state and the reason."""
    context = ticket_page_for(actor, ticket_for(actor, number, "ticket.view"))
    context["errors"] = {kind: said(refusal)}
    context["typed"] = {kind: form.typed()}
    context["send_anyway"] = isinstance(refusal, StaleError)
    if isinstance(refusal, TakenBackError):
        del context["typed"][kind]["key"]  # sending it deliberately makes a message of its own
    status = status_of(refusal)
    return framing(keeping_uploads(agent_page(request, actor, "agent/ticket/page.html", context, status)))
