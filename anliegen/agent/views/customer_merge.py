"""Merging a customer with another: choosing, looking at what moves, doing it, taking it back."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from anliegen.accounts.actor import Actor
from anliegen.accounts.gate import needs
from anliegen.agent.page import agent_page
from anliegen.common.errors import NotFoundError, RefusedError
from anliegen.common.http import redirect
from anliegen.common.numbers import whole_number
from anliegen.common.refusal import said, status_of
from anliegen.conversation.actions.merge import merge_customers, undo_merge
from anliegen.conversation.merging import preview
from anliegen.customers.access import customer_for
from anliegen.customers.queries import suggestions


@require_http_methods(["GET", "HEAD", "POST"])
@needs("customer.change")
def merge(request: HttpRequest, actor: Actor, public_id: str) -> HttpResponse:
    """Look for the other customer and at what would move, or merge it into this one."""
    customer_for(actor, public_id, "customer.change")
    if request.method != "POST":
        return _page(request, actor, public_id, request.GET.get("other", ""), "", 200)
    post, other = request.POST, request.POST.get("other", "")
    seen = (whole_number(post.get("version")) or 0, whole_number(post.get("other_version")) or 0)
    try:
        done, _now = merge_customers(actor=actor, public_id=public_id, other=other, seen=seen)
    except RefusedError as refusal:
        status = status_of(refusal)
        return _page(request, actor, public_id, other, said(refusal), status)
    undo = {"url": reverse("customer-merge-undo", args=[public_id, done.pk]), "undo": "1"}
    return redirect(f"/kunden/{public_id}/", _("The customers were merged."), undo)


@require_POST
@needs("customer.change")
def merge_undo(request: HttpRequest, actor: Actor, public_id: str, merge_id: int) -> HttpResponse:
    """Separate a merged customer again."""
    try:
        undo_merge(actor=actor, public_id=public_id, merge_id=merge_id)
    except RefusedError as refusal:
        return redirect(f"/kunden/{public_id}/", said(refusal))
    return redirect(f"/kunden/{public_id}/", _("The customers are separate again."))


def _page(
    request: HttpRequest, actor: Actor, public_id: str, chosen: str, error: str, status: int
) -> HttpResponse:
    survivor = customer_for(actor, public_id, "customer.change")
    query = request.GET.get("q", "")
    try:
        other = customer_for(actor, chosen, "customer.change") if chosen and chosen != public_id else None
    except NotFoundError:
        other = None
    context = {
        "here": "customers",
        "customer": survivor,
        "other": other,
        "query": query,
        "found": [f for f in suggestions(actor, query) if f.public_id != public_id] if not other else [],
        "moves": preview(actor, other, survivor) if other else None,
        "error": error,
    }
    return agent_page(request, actor, "agent/customers/merge.html", context, status)
