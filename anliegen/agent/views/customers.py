"""Customers: list, page, form, archive."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from anliegen.accounts.actor import Actor
from anliegen.accounts.gate import needs
from anliegen.agent.durations import last_used
from anliegen.agent.forms.customer import stored, typed, version_in, wants_rows, with_rows
from anliegen.agent.forms.once import form_key
from anliegen.agent.page import agent_page
from anliegen.agent.record import record_context
from anliegen.common import clock
from anliegen.common.errors import NotFoundError, RefusedError
from anliegen.common.file_answers import disposition
from anliegen.common.http import redirect
from anliegen.common.ids import uuid_text
from anliegen.common.refusal import errors_of, said, status_of
from anliegen.conversation.record import whole_record
from anliegen.customers.access import Customer, contacts_of, customer_for, survivor_of
from anliegen.customers.actions.archive import archive_customer
from anliegen.customers.actions.export import export_customers
from anliegen.customers.actions.save import change_customer, create_customer
from anliegen.customers.queries import list_for
from anliegen.customers.record import CustomerInput
from anliegen.tickets.queries.customers import active_by_customer


@require_safe
@needs("customer.view")
def customers(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the list, from a name on, or what a search finds."""
    page = list_for(actor, request.GET)
    context = {
        "here": "customers",
        "page": page,
        "active": active_by_customer(actor, [row.id for row in page.rows]),
    }
    return agent_page(request, actor, "agent/customers/list.html", context)


@require_POST
@needs("customer.export")
def customer_export(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Send what the list shows as a file. A POST, because it is recorded."""
    query = {name: request.POST.get(name, "") for name in ("q", "archived")}
    try:
        export = export_customers(actor=actor, query=query, kind=request.POST.get("kind", ""))
    except RefusedError as refusal:
        return redirect("/kunden/", said(refusal))
    answer = FileResponse(export.file, content_type=export.media_type)
    answer["Content-Disposition"] = disposition(export.name, inline=False)
    return answer


@require_safe
@needs("customer.view")
def customer(request: HttpRequest, actor: Actor, public_id: str) -> HttpResponse:
    """Show a customer's record: everything on one page. One that was merged leads to its survivor."""
    try:
        record, happened = whole_record(actor, public_id)
    except NotFoundError:
        return redirect(f"/kunden/{survivor_of(actor, public_id)}/")
    context = {"here": "customers", "customer": record, "year": clock.today().year, "last_used": last_used}
    context |= record_context(actor, happened) | {"form_key": uuid_text()}
    return agent_page(request, actor, "agent/customers/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("customer.change")
def new_customer(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the empty form, or create a customer."""
    if request.method != "POST" or wants_rows(request.POST):
        given = typed(request.POST) if request.method == "POST" else CustomerInput()
        return _form(request, actor, None, given, {}, 200)
    given = typed(request.POST)
    try:
        created = create_customer(actor=actor, given=given, key=form_key(request.POST))
    except RefusedError as refusal:
        return _form(request, actor, None, given, errors_of(refusal), 422)
    return redirect(f"/kunden/{created.public_id}/", _("Customer saved."))


@require_http_methods(["GET", "HEAD", "POST"])
@needs("customer.change")
def edit_customer(request: HttpRequest, actor: Actor, public_id: str) -> HttpResponse:
    """Show the form of a customer, or save it."""
    found = customer_for(actor, public_id, "customer.change")
    if request.method != "POST":
        return _form(request, actor, found, stored(found, contacts_of(actor, found)), {}, 200)
    given = typed(request.POST)
    if wants_rows(request.POST):
        return _form(request, actor, found, given, {}, 200)
    version = version_in(request.POST)
    try:
        change_customer(actor=actor, public_id=public_id, version=version, given=given)
    except RefusedError as refusal:
        status = status_of(refusal)
        return _form(request, actor, found, given, errors_of(refusal), status)
    return redirect(f"/kunden/{public_id}/", _("Customer saved."))


@require_POST
@needs("customer.change")
def customer_archive(request: HttpRequest, actor: Actor, public_id: str) -> HttpResponse:
    """Archive a customer or take it back; the undo is the other of the two."""
    archived = request.POST.get("archived") == "1"
    archive_customer(actor=actor, public_id=public_id, archived=archived)
    text = _("The customer was archived.") if archived else _("The customer is active again.")
    undo = {"url": request.path, "archived": "" if archived else "1"}
    return redirect(f"/kunden/{public_id}/", text, undo)


def _form(
    request: HttpRequest,
    actor: Actor,
    found: Customer | None,
    given: CustomerInput,
    errors: dict[str, str],
    status: int,
) -> HttpResponse:
    context = {
        "here": "customers",
        "customer": found,
        "given": with_rows(given, request.POST),
        "errors": errors,
        # After a conflict the form carries the newer version: saving again is then a decision.
        "version": found.version if found else 0,
        "key": request.POST.get("key") or uuid_text(),
    }
    return agent_page(request, actor, "agent/customers/form.html", context, status)
