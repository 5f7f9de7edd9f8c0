"""Administration: employees, invitations, record."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from anliegen.accounts.access import (
    audit_entries,
    colleagues,
    invited_names,
    open_invitations,
    visible_members,
)
from anliegen.accounts.actions.invitations import invite, withdraw
from anliegen.accounts.actions.members import change_member
from anliegen.accounts.actor import Actor
from anliegen.accounts.gate import needs
from anliegen.agent.page import agent_page
from anliegen.agent.seen import page_name
from anliegen.common.errors import RefusedError
from anliegen.common.http import redirect
from anliegen.common.numbers import whole_number
from anliegen.common.refusal import errors_of, status_of

_EMPLOYEES = "/verwaltung/mitarbeitende/"


@require_http_methods(["GET", "HEAD", "POST"])
@needs("employee.manage")
def employees(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show who works here, or invite somebody."""
    if request.method != "POST":
        return _employees(request, actor)
    post = request.POST
    given = {"email": post.get("email", ""), "name": post.get("name", ""), "role": post.get("role", "")}
    try:
        invitation = invite(actor=actor, **given)
    except RefusedError as refusal:
        return _employees(request, actor, refusal, given)
    return redirect(_EMPLOYEES, _("An invitation goes to %(email)s.") % {"email": invitation.email})


@require_POST
@needs("employee.manage")
def employee(request: HttpRequest, actor: Actor, membership_id: int) -> HttpResponse:
    """Change an employee's role, whether they may work here, and the word for them."""
    try:
        change_member(
            actor=actor,
            membership_id=membership_id,
            role=request.POST.get("role", ""),
            is_active=request.POST.get("active") == "1",
            version=whole_number(request.POST.get("version")),
            is_female={"f": True, "m": False}.get(request.POST.get("word", "")),
        )
    except RefusedError as refusal:
        return _employees(request, actor, refusal)
    return redirect(_EMPLOYEES, _("Employee changed."))


@require_POST
@needs("employee.manage")
def invitation_withdrawal(request: HttpRequest, actor: Actor, invitation_id: int) -> HttpResponse:
    """Make an open invitation useless."""
    withdraw(actor=actor, invitation_id=invitation_id)
    return redirect(_EMPLOYEES, _("Invitation withdrawn."))


@require_safe
@needs("company.manage")
def record(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show what was administered, newest first."""
    support_only = request.GET.get("support") == "1"
    entries = audit_entries(actor, whole_number(request.GET.get("before")), support_only)
    names = {member.id: member.name for member in colleagues(actor)}
    context = {
        "here": "administration",
        "entries": entries,
        "names": names,
        "invited": invited_names(actor, entries),
        "support_only": support_only,
        "page_name": page_name,
    }
    return agent_page(request, actor, "agent/administration/record.html", context)


def _employees(
    request: HttpRequest,
    actor: Actor,
    refusal: RefusedError | None = None,
    typed: dict[str, str] | None = None,
) -> HttpResponse:
    context = {
        "here": "administration",
        "members": list(visible_members(actor).order_by("-is_active", "user__name", "id")),
        "invitations": open_invitations(actor),
        "errors": errors_of(refusal),
        "typed": typed or {"email": "", "name": "", "role": "agent"},
    }
    return agent_page(request, actor, "agent/administration/employees.html", context, status_of(refusal))
