"""Support access: the company opens and shuts its door; the operator's people look through it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from anliegen.accounts.access import operator
from anliegen.accounts.actions.support import end_support, grant_support, past, running
from anliegen.accounts.actor import Actor
from anliegen.accounts.gate import as_oneself, needs
from anliegen.accounts.support import begin, leave, open_doors
from anliegen.agent.page import agent_page
from anliegen.agent.views.account import session_key
from anliegen.common.errors import RefusedError
from anliegen.common.http import redirect
from anliegen.common.refusal import errors_of, status_of

_GRANTS = "/verwaltung/support-zugriff/"


@require_http_methods(["GET", "HEAD", "POST"])
@needs("support.grant")
def support_grants(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show whether the door is open, or open it."""
    if request.method != "POST":
        return _grants(request, actor)
    post = request.POST
    try:
        grant_support(
            actor=actor,
            hours=post.get("hours", ""),
            can_write=post.get("can_write") == "1",
            reason=post.get("reason", ""),
        )
    except RefusedError as refusal:
        return _grants(request, actor, refusal)
    return redirect(_GRANTS, _("Support access is open."))


@require_POST
@needs("support.grant")
def support_grant_end(request: HttpRequest, actor: Actor, public_id: str) -> HttpResponse:
    """Shut the door at once."""
    end_support(actor=actor, grant_id=public_id)
    return redirect(_GRANTS, _("Support access has ended."))


@require_safe
@as_oneself
@needs("support.look")
def support_doors(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the operator's people which companies they may look into."""
    context = {"here": "support", "doors": open_doors(actor)}
    return agent_page(request, actor, "agent/support/doors.html", context)


@require_POST
@as_oneself
@needs("support.look")
def support_look(request: HttpRequest, actor: Actor, public_id: str) -> HttpResponse:
    """Look into a company from now on."""
    begin(actor, session_key(request), public_id)
    # Forms of windows that are open already are of the own company: they must not be sent into this one.
    rotate_token(request)
    return redirect("/tickets/")


@require_POST
@as_oneself
@needs("support.look")
def support_leave(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Be oneself again, in the own company."""
    leave(actor, session_key(request))
    rotate_token(request)
    return redirect("/einblick/")


def _grants(request: HttpRequest, actor: Actor, refusal: RefusedError | None = None) -> HttpResponse:
    host = operator()
    context: dict[str, Any] = {
        "here": "administration",
        "running": running(actor),
        "past": past(actor),
        "operator_name": host.name if host else "",
        "errors": errors_of(refusal),
        "typed": request.POST,
    }
    return agent_page(request, actor, "agent/administration/support.html", context, status_of(refusal))
