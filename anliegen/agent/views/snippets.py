"""Managing canned texts, and handing them to whoever writes."""

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from anliegen.accounts.actor import Actor
from anliegen.accounts.gate import needs
from anliegen.agent.forms.snippet import Typed, stored, typed
from anliegen.agent.page import agent_page
from anliegen.common.errors import RefusedError, StaleError
from anliegen.common.http import redirect
from anliegen.common.refusal import errors_of, said, status_of
from anliegen.conversation.actions.snippet import change_snippet, create_snippet, remove_snippet
from anliegen.conversation.snippets import html_of, listed_snippets, snippet_for, snippet_texts

_PAGE = "/verwaltung/textbausteine/"


@require_safe
@needs("ticket.reply")
def texts(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Return all texts that can be inserted, and what to say when there are none."""
    found = [asdict(text) for text in snippet_texts(actor)]
    return JsonResponse({"snippets": found, "none": _("There are no canned texts yet.")})


@require_safe
@needs("snippet.manage")
def snippets(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show all canned texts."""
    return _list(request, actor)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("snippet.manage")
def new_snippet(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the form of a new one, or add it."""
    if request.method != "POST":
        return _form(request, actor, Typed())
    given = typed(request.POST)
    try:
        create_snippet(actor=actor, title=given.title, html=given.html)
    except RefusedError as refusal:
        return _form(request, actor, given, refusal)
    return redirect(_PAGE, _("Canned text saved."))


@require_http_methods(["GET", "HEAD", "POST"])
@needs("snippet.manage")
def snippet(request: HttpRequest, actor: Actor, snippet_id: int) -> HttpResponse:
    """Show the form of one, or change it."""
    found = snippet_for(actor, snippet_id)
    if request.method != "POST":
        return _form(request, actor, stored(found.title, html_of(found), found.version), shown=snippet_id)
    given = typed(request.POST)
    try:
        change_snippet(
            actor=actor, snippet_id=snippet_id, title=given.title, html=given.html, version=given.version
        )
    except RefusedError as refusal:
        # After a conflict the form carries the present version: saving again is then a decision.
        return _form(request, actor, given.over(found.version), refusal, snippet_id)
    return redirect(_PAGE, _("Canned text saved."))


@require_POST
@needs("snippet.manage")
def snippet_removal(request: HttpRequest, actor: Actor, snippet_id: int) -> HttpResponse:
    """Remove one or put it back; the undo is the other of the two."""
    removed = request.POST.get("removed") == "1"
    try:
        remove_snippet(actor=actor, snippet_id=snippet_id, removed=removed)
    except RefusedError as refusal:
        return _list(request, actor, refusal)
    text = _("Canned text removed.") if removed else _("The canned text is back.")
    return redirect(_PAGE, text, {"url": request.path, "removed": "" if removed else "1"})


def _list(request: HttpRequest, actor: Actor, refusal: RefusedError | None = None) -> HttpResponse:
    context = {
        "here": "administration",
        "snippets": listed_snippets(actor),
        "problem": said(refusal) if refusal else "",
    }
    return agent_page(request, actor, "agent/administration/snippets.html", context, status_of(refusal))


def _form(
    request: HttpRequest, actor: Actor, given: Typed, refusal: RefusedError | None = None, shown: int = 0
) -> HttpResponse:
    errors = errors_of(refusal)
    context = {"here": "administration", "given": given, "errors": errors, "shown": shown}
    if isinstance(refusal, StaleError):
        present = snippet_for(actor, shown)
        context["present"] = stored(present.title, html_of(present), present.version)
    return agent_page(request, actor, "agent/administration/snippet.html", context, status_of(refusal))
