"""Everything of the company as a file: having it made, fetching it, and the way there without logging in."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from anliegen.accounts.actions.exports import (
    Download,
    ask_for_export,
    fetch_by_link,
    fetch_export,
    have_exported,
)
from anliegen.accounts.actor import Actor
from anliegen.accounts.exports import linked_export, own_exports
from anliegen.accounts.gate import needs, public
from anliegen.accounts.limits import allow
from anliegen.agent.page import agent_page, page_before_login
from anliegen.agent.views import errors
from anliegen.agent.views.companies import company_again
from anliegen.common.errors import NotFoundError, RefusedError
from anliegen.common.file_answers import disposition
from anliegen.common.http import redirect
from anliegen.common.refusal import said

_EXPORTS = "/verwaltung/datenexport/"


@require_http_methods(["GET", "HEAD", "POST"])
@needs("company.export")
def exports(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the latest exports, or have one made."""
    problem = ""
    if request.method == "POST":
        try:
            ask_for_export(actor=actor)
        except RefusedError as refusal:
            problem = said(refusal)
        else:
            return redirect(_EXPORTS)
    context = {"here": "administration", "exports": own_exports(actor), "problem": problem}
    status = 422 if problem else 200
    return agent_page(request, actor, "agent/administration/exports.html", context, status)


@require_POST
@needs("company.export")
def export(request: HttpRequest, actor: Actor, public_id: str) -> HttpResponseBase:
    """Send the file. A POST, because it is recorded."""
    return _sent(fetch_export(actor=actor, public_id=public_id))


@require_POST
@needs("company.operate")
def company_export(request: HttpRequest, actor: Actor, slug: str) -> HttpResponse:
    """Have a company exported; its own administrators get the file."""
    try:
        company = have_exported(actor=actor, slug=slug)
    except RefusedError as refusal:
        return company_again(request, actor, slug, refusal)
    notice = _("The export is being made. The administrators of %(name)s hear of it by mail.")
    return redirect(f"/verwaltung/firmen/{slug}/", notice % {"name": company.name})


@require_http_methods(["GET", "HEAD", "POST"])
@public
def export_link(request: HttpRequest, token: str) -> HttpResponseBase:
    """Show what a link from a mail leads to, or use it up: by a POST, because mail programs follow links."""
    if not allow(request, "export_link"):
        return errors.too_often(request)
    if request.method == "POST":
        try:
            return _sent(fetch_by_link(token=token))
        except NotFoundError:
            return errors.link_ended(request, "export")
    found = linked_export(token)
    if found is None:
        return errors.link_ended(request, "export")
    return page_before_login(request, "account/export.html", {"export": found})


def _sent(download: Download) -> FileResponse:
    answer = FileResponse(download.file, content_type="application/zip")
    answer["Content-Disposition"] = disposition(download.name, inline=False)
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    answer["Cache-Control"] = "private, no-store"
    return answer
