"""The operator's administration of companies: list, founding, one company and what is done with it."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from anliegen.accounts.actions.operate import (
    Founding,
    cancel_deletion,
    found,
    invite_first,
    mark_for_deletion,
    reactivate,
    suspend,
)
from anliegen.accounts.actor import Actor
from anliegen.accounts.exports import exports_of
from anliegen.accounts.gate import needs
from anliegen.accounts.operating import companies_page, company_for, first_person, state_of
from anliegen.agent.page import agent_page
from anliegen.common.errors import RefusedError
from anliegen.common.http import redirect
from anliegen.common.ids import uuid_text
from anliegen.common.refusal import errors_of, status_of

_FIELDS = ("name", "slug", "town", "admin_name", "admin_mail")


@require_safe
@needs("company.operate")
def companies(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the companies of the installation by name."""
    query = request.GET
    found_page = companies_page(actor, query.get("q", ""), query.get("state", ""), query.get("after", ""))
    context = {"here": "administration", "page": found_page, "state_of": state_of}
    return agent_page(request, actor, "agent/companies/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("company.operate")
def company_new(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the form, or found a company."""
    if request.method != "POST":
        return _form(request, actor, dict.fromkeys(_FIELDS, ""), uuid_text())
    typed = {name: request.POST.get(name, "") for name in _FIELDS}
    key = _uuid(request.POST.get("key", ""))
    try:
        company = found(actor=actor, given=Founding(**typed), key=key)
    except RefusedError as refusal:
        return _form(request, actor, typed, str(key), refusal)
    return _back(company.slug, _("%(name)s is founded. The invitation goes out by mail."), name=company.name)


@require_safe
@needs("company.operate")
def company_page(request: HttpRequest, actor: Actor, slug: str) -> HttpResponse:
    """Show one company as the operator knows it."""
    return _company(request, actor, slug)


@require_POST
@needs("company.operate")
def company_suspension(request: HttpRequest, actor: Actor, slug: str) -> HttpResponse:
    """Shut the company, or open it again."""
    if request.POST.get("shut") == "1":
        suspend(actor=actor, slug=slug)
        return _back(slug, _("The company is suspended. Nobody can log in there any more."))
    try:
        reactivate(actor=actor, slug=slug)
    except RefusedError as refusal:
        return _company(request, actor, slug, refusal)
    return _back(slug, _("The company is active again."))


@require_POST
@needs("company.operate")
def company_deletion(request: HttpRequest, actor: Actor, slug: str) -> HttpResponse:
    """Mark the company for deletion, or take the mark away."""
    if request.POST.get("cancel") == "1":
        cancel_deletion(actor=actor, slug=slug)
        return _back(slug, _("The deletion is cancelled. The company stays suspended until you open it."))
    try:
        mark_for_deletion(actor=actor, slug=slug, typed_name=request.POST.get("typed_name", ""))
    except RefusedError as refusal:
        return _company(request, actor, slug, refusal)
    return _back(slug, _("The company is suspended and will be deleted in 30 days."))


@require_POST
@needs("company.operate")
def company_invitation(request: HttpRequest, actor: Actor, slug: str) -> HttpResponse:
    """Invite the first administrator anew."""
    name, mail = request.POST.get("admin_name", ""), request.POST.get("admin_mail", "")
    try:
        invite_first(actor=actor, slug=slug, name=name, mail=mail)
    except RefusedError as refusal:
        return _company(request, actor, slug, refusal)
    return _back(slug, _("An invitation goes to %(email)s."), email=mail)


def _back(slug: str, notice: str, **values: str) -> HttpResponse:
    return redirect(f"/verwaltung/firmen/{slug}/", notice % values if values else notice)


def _form(
    request: HttpRequest, actor: Actor, typed: dict[str, str], key: str, refusal: RefusedError | None = None
) -> HttpResponse:
    context = {"here": "administration", "typed": typed, "key": key, "errors": errors_of(refusal)}
    return agent_page(request, actor, "agent/companies/new.html", context, status_of(refusal))


def company_again(request: HttpRequest, actor: Actor, slug: str, refusal: RefusedError) -> HttpResponse:
    """Show one company with what was refused."""
    return _company(request, actor, slug, refusal)


def _company(
    request: HttpRequest, actor: Actor, slug: str, refusal: RefusedError | None = None
) -> HttpResponse:
    company = company_for(actor, slug)
    context: dict[str, Any] = {
        "here": "administration",
        "company": company,
        "state": state_of(company),
        "first": first_person(actor, company),
        "exports": exports_of(actor, company),
        "errors": errors_of(refusal),
        "typed": request.POST,
    }
    return agent_page(request, actor, "agent/companies/detail.html", context, status_of(refusal))


def _uuid(text: str) -> uuid.UUID:
    """Return the key of the form; a new one for nonsense, which no form of ours sends."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.uuid4()
