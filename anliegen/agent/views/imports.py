"""Customers from a file: choosing it, its columns with a preview, the run, and what became of every row."""

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from anliegen.accounts.actor import Actor
from anliegen.accounts.gate import needs
from anliegen.agent.forms.imports import choices, chosen, field_word
from anliegen.agent.page import agent_page
from anliegen.common.errors import NotFoundError, RefusedError
from anliegen.common.file_answers import disposition
from anliegen.common.http import redirect
from anliegen.common.numbers import whole_number
from anliegen.common.refusal import said, status_of
from anliegen.common.spreadsheets import csv_file
from anliegen.customers.actions.imports import (
    choose_columns,
    remove_import,
    start_import,
    stop_import,
    upload_import,
)
from anliegen.customers.imports import queries


@require_http_methods(["GET", "HEAD", "POST"])
@needs("customer.import")
def imports(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show where a file is chosen, with the latest ones; or take a file."""
    file = request.FILES.get("file")
    if request.method != "POST":
        return _imports(request, actor, "", 200)
    if file is None:
        return _imports(request, actor, _("Please choose a file."), 422)
    try:
        run = upload_import(actor=actor, stream=file, name=file.name or "")
    except RefusedError as refusal:
        return _imports(request, actor, said(refusal), 422)
    return redirect(f"/kunden/import/{run.public_id}/")


@require_http_methods(["GET", "HEAD", "POST"])
@needs("customer.import")
def customer_import(request: HttpRequest, actor: Actor, public_id: str) -> HttpResponse:
    """Show a file: the choice of columns, or how far it is. Or keep the choice, and start if asked to."""
    run = queries.import_for(actor, public_id)
    if request.method != "POST":
        return _import(request, actor, run)
    targets = chosen(request.POST, len(run.headings))
    try:
        has_headings = request.POST.get("has_headings") == "1"
        choose_columns(actor=actor, public_id=public_id, targets=targets, has_headings=has_headings)
        if request.POST.get("start"):
            start_import(actor=actor, public_id=public_id)
    except RefusedError as refusal:
        return _import(request, actor, run, targets, refusal)
    return redirect(request.path)


@require_POST
@needs("customer.import")
def import_stop(request: HttpRequest, actor: Actor, public_id: str) -> HttpResponse:
    """End a run after its present batch."""
    stop_import(actor=actor, public_id=public_id)
    return redirect(f"/kunden/import/{public_id}/", _("The import was stopped."))


@require_POST
@needs("customer.import")
def import_removal(request: HttpRequest, actor: Actor, public_id: str) -> HttpResponse:
    """Forget a file with its rows."""
    try:
        remove_import(actor=actor, public_id=public_id)
    except RefusedError as refusal:
        return _import(request, actor, queries.import_for(actor, public_id), None, refusal)
    return redirect("/kunden/import/", _("The file was removed. The customers stay."))


@require_safe
@needs("customer.import")
def import_refused(request: HttpRequest, actor: Actor, public_id: str) -> HttpResponseBase:
    """Send the refused rows with their reasons, to be repaired and chosen again."""
    run = queries.import_for(actor, public_id)
    if not queries.has_refused_cells(run):
        raise NotFoundError
    answer = FileResponse(csv_file(queries.refused_rows(run)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = disposition(_("Refused rows") + ".csv", inline=False)
    return answer


def _imports(request: HttpRequest, actor: Actor, problem: str, status: int) -> HttpResponse:
    context = {"here": "customers", "runs": queries.latest_imports(actor), "problem": problem}
    return agent_page(request, actor, "agent/imports/list.html", context, status)


def _import(
    request: HttpRequest,
    actor: Actor,
    run: Any,
    targets: list[str] | None = None,
    refusal: RefusedError | None = None,
) -> HttpResponse:
    context = {"here": "customers", "run": run, "problem": said(refusal) if refusal else ""}
    status = status_of(refusal)
    if run.state == "draft":
        context["preview"] = queries.preview_of(actor, run, targets or run.targets)
        context |= {"choices": choices(), "why": _why}
        return agent_page(request, actor, "agent/imports/draft.html", context, status)
    after = whole_number(request.GET.get("after"), most=10**9)
    context["results"] = queries.results_of(run, request.GET.get("outcome", ""), after or 0)
    context |= {"can_download": queries.has_refused_cells(run), "why": _why}
    return agent_page(request, actor, "agent/imports/run.html", context, status)


def _why(reason: dict[str, Any]) -> str:
    """Return a row's refusal with the field that it concerns."""
    field = field_word(str(reason.get("field", "")))
    return f"{field}: {queries.sentence(reason)}" if field else queries.sentence(reason)
