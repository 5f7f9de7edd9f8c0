"""A customer's contacts: added, changed, removed where they stand; without scripts by pages of their own."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from anliegen.accounts.actor import Actor
from anliegen.accounts.gate import needs
from anliegen.agent.durations import last_used
from anliegen.agent.forms.customer import (
    contact_fields,
    stored_contact,
    typed_contact,
    version_in,
    wants_rows,
    with_rows,
)
from anliegen.agent.forms.once import form_key
from anliegen.agent.page import agent_page
from anliegen.common import clock
from anliegen.common.errors import RefusedError, StaleError
from anliegen.common.http import Undo, is_fragment, page, redirect
from anliegen.common.ids import uuid_text
from anliegen.common.refusal import errors_of, said, status_of
from anliegen.customers.access import Contact, contact_for, customer_for
from anliegen.customers.actions.contact import add_contact, change_contact, remove_contact
from anliegen.customers.record import ContactInput, CustomerInput
from anliegen.customers.record_page import record_page


@require_http_methods(["GET", "HEAD", "POST"])
@needs("customer.change")
def new_contact(request: HttpRequest, actor: Actor, public_id: str) -> HttpResponse:
    """Show the form of a new contact, or add it; the undo removes it again."""
    given = typed_contact(request.POST) if request.method == "POST" else ContactInput()
    customer_for(actor, public_id, "customer.change")
    if "shown" in request.GET:
        return _shown(request, actor, public_id, 0, is_new=True)
    if request.method != "POST" or wants_rows(request.POST):
        return _form(request, actor, public_id, None, given)
    try:
        added = add_contact(actor=actor, public_id=public_id, given=given, key=form_key(request.POST))
    except RefusedError as refusal:
        return _form(request, actor, public_id, None, given, refusal)
    undo = {"url": _removal(public_id, added.pk), "removed": "1"}
    return _saved(request, actor, public_id, added.pk, _("Contact saved."), undo, is_new=True)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("customer.change")
def contact(request: HttpRequest, actor: Actor, public_id: str, contact_id: int) -> HttpResponse:
    """Show the form of one contact, or save it."""
    posted = request.method == "POST"
    # Who has typed while a colleague removed it gets the form again, and not a page that knows nothing.
    stored = contact_for(actor, public_id, contact_id, "customer.change", removed=posted)
    if "shown" in request.GET:
        return _shown(request, actor, public_id, contact_id)
    if not posted:
        return _form(request, actor, public_id, stored, stored_contact(stored))
    given, version = typed_contact(request.POST), version_in(request.POST)
    if wants_rows(request.POST):
        return _form(request, actor, public_id, stored, given)
    try:
        now_is = change_contact(
            actor=actor, public_id=public_id, contact_id=contact_id, version=version, given=given
        )
    except RefusedError as refusal:
        return _form(request, actor, public_id, stored, given, refusal)
    undo = _back_to(request.path, public_id, stored, now_is.version)
    return _saved(request, actor, public_id, contact_id, _("Contact saved."), undo)


@require_POST
@needs("customer.change")
def contact_removal(request: HttpRequest, actor: Actor, public_id: str, contact_id: int) -> HttpResponse:
    """Remove a contact, or put it back; the undo is the other of the two."""
    removed = request.POST.get("removed") == "1"
    try:
        remove_contact(actor=actor, public_id=public_id, contact_id=contact_id, removed=removed)
    except RefusedError as refusal:
        return redirect(f"/kunden/{public_id}/#contacts", said(refusal))
    text = _("Contact removed.") if removed else _("The contact is back.")
    undo = {"url": request.path, "removed": "" if removed else "1"}
    return _saved(request, actor, public_id, contact_id, text, undo)


def _back_to(path: str, public_id: str, before: Contact, version: int) -> Undo:
    """Return the form that makes a contact again what it was; one that was put back is removed again."""
    if before.removed_at is not None:
        return {"url": _removal(public_id, before.pk), "removed": "1"}
    return {"url": path, **contact_fields(stored_contact(before), version)}


def _removal(public_id: str, contact_id: int) -> str:
    return reverse("customer-contact-removal", args=[public_id, contact_id])


def _saved(
    request: HttpRequest,
    actor: Actor,
    public_id: str,
    contact_id: int,
    text: str,
    undo: Undo | None = None,
    *,
    is_new: bool = False,
) -> HttpResponse:
    """Answer what was done: with the contact's place in the table as it is now, or the page."""
    if is_fragment(request):
        return _shown(request, actor, public_id, contact_id, {"text": text, "undo": undo}, is_new=is_new)
    # What is too long for the cookie of the notice is changed back by hand.
    fits = undo is not None and len(json.dumps(undo)) < 1000
    return redirect(f"/kunden/{public_id}/#contacts", text, undo if fits else None)


def _shown(
    request: HttpRequest,
    actor: Actor,
    public_id: str,
    contact_id: int,
    notice: dict[str, Any] | None = None,
    *,
    is_new: bool = False,
) -> HttpResponse:
    record = record_page(actor, public_id)
    context = {
        "actor": actor,
        "customer": record,
        "year": clock.today().year,
        "last_used": last_used,
        "contact": next((one for one in record.contacts if one.id == contact_id), None),
        "is_new": is_new,
        "notice_here": notice,
    }
    return page(request, "agent/customers/contact_fragment.html", context)


def _form(
    request: HttpRequest,
    actor: Actor,
    public_id: str,
    stored: Contact | None,
    given: ContactInput,
    refusal: RefusedError | None = None,
) -> HttpResponse:
    rows = with_rows(CustomerInput(contacts=[given]), request.POST)
    is_stale = isinstance(refusal, StaleError)
    more = wants_rows(request.POST)
    context = {
        "here": "customers",
        "actor": actor,
        "public_id": public_id,
        "stored": stored,
        "given": rows.contacts[0] if rows.contacts else ContactInput(emails=[""], phones=[""]),
        "errors": errors_of(refusal),
        "is_stale": is_stale,
        # After a conflict the form carries the newer version: saving again is then a decision.
        "version": version_in(request.POST) if more else getattr(stored, "version", 0),
        "form_key": request.POST.get("key") or uuid_text(),
        "more": request.POST.get("more", "").partition("-")[0],
        "in_place": is_fragment(request),
    }
    status = status_of(refusal)
    if is_fragment(request):
        return page(request, "agent/customers/contact_form_fragment.html", context, status)
    return agent_page(request, actor, "agent/customers/contact_page.html", context, status)
