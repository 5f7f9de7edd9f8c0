"""Administration: the company's data, its look, its portal and its mails, with a preview before saving."""

from dataclasses import asdict
from typing import IO, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anliegen.accounts.actions.company import CompanyInput, change_company, drawn_logo
from anliegen.accounts.actor import Actor
from anliegen.accounts.gate import needs
from anliegen.agent.forms.company import carried, given_by, logo_in, stored_for, version_in
from anliegen.agent.page import agent_page
from anliegen.common.color import shades
from anliegen.common.errors import RefusedError
from anliegen.common.http import carrying_pictures, redirect
from anliegen.common.refusal import errors_of, status_of
from anliegen.mail.rendering import sample


@require_http_methods(["GET", "HEAD", "POST"])
@needs("company.manage")
def company(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the company's data and look, show a preview, or store them."""
    if request.method != "POST":
        return _company(request, actor, *stored_for(actor))
    given, version = given_by(request.POST), version_in(request.POST)
    no_logo = request.POST.get("no_logo") == "1"
    try:
        logo = logo_in(request)
        if request.POST.get("preview"):
            return _preview(request, actor, given, version, logo)
        change_company(actor=actor, version=version, given=given, logo=logo, no_logo=no_logo)
    except RefusedError as refusal:
        return _company(request, actor, given, stored_for(actor)[1], refusal=refusal)
    return redirect("/verwaltung/", _("Company saved."))


def _preview(
    request: HttpRequest, actor: Actor, given: CompanyInput, version: int, logo: IO[bytes] | None
) -> HttpResponse:
    """Show the look before it is saved, with the new logo in the page itself: nothing of it is stored."""
    picture = carried(drawn_logo(logo)) if logo else ""
    response = _company(request, actor, given, version, is_preview=True, logo=picture)
    return carrying_pictures(response) if picture else response


def _company(
    request: HttpRequest,
    actor: Actor,
    given: CompanyInput,
    version: int,
    *,
    refusal: RefusedError | None = None,
    is_preview: bool = False,
    logo: str = "",
) -> HttpResponse:
    colors = _colors(given.color)
    context = {
        "here": "administration",
        "given": given,
        "version": version,
        "preview": colors,
        "is_preview": is_preview,
        "logo": logo,
        "no_logo": request.POST.get("no_logo") == "1",
        "sample": sample(asdict(given)) if is_preview and colors else "",
        "errors": errors_of(refusal),
    }
    return agent_page(request, actor, "agent/administration/company.html", context, status_of(refusal))


def _colors(typed: str) -> dict[str, Any] | None:
    try:
        return shades(typed.strip().lower())
    except ValueError:
        return None
