"""Managing the company's categories."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from anliegen.accounts.actor import Actor
from anliegen.accounts.gate import needs
from anliegen.agent.forms.category import Typed, typed
from anliegen.agent.page import agent_page
from anliegen.common.errors import RefusedError, StaleError
from anliegen.common.http import redirect
from anliegen.common.numbers import whole_number
from anliegen.common.refusal import said, status_of
from anliegen.tickets.actions.category import (
    archive_category,
    change_category,
    create_category,
    move_category,
    place_category,
    show_category,
)
from anliegen.tickets.queries.labels import labels_for, used_labels

_PAGE = "/kategorien/"


def _palette() -> list[tuple[str, str]]:
    return [
        ("sky", _("Sky")),
        ("teal", _("Teal")),
        ("moss", _("Moss")),
        ("mustard", _("Mustard")),
        ("ochre", _("Ochre")),
        ("brick", _("Brick")),
        ("berry", _("Berry")),
        ("lilac", _("Lilac")),
        ("slate", _("Slate")),
        ("stone", _("Stone")),
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@needs("category.manage")
def categories(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show all categories, one of them as its form where it is asked for, or add one."""
    if request.method != "POST":
        return _page(request, actor, edited=whole_number(request.GET.get("bearbeiten")) or 0)
    given = typed(request.POST)
    try:
        create_category(actor=actor, name=given.name, color=given.color)
    except RefusedError as refusal:
        return _page(request, actor, refusal, 0, given)
    return redirect(_PAGE, _("Category added."))


@require_POST
@needs("category.manage")
def category(request: HttpRequest, actor: Actor, category_id: int) -> HttpResponse:
    """Rename or recolour one."""
    given = typed(request.POST)
    try:
        change_category(actor=actor, category_id=category_id, name=given.name, color=given.color)
    except RefusedError as refusal:
        return _page(request, actor, refusal, category_id, given)
    return redirect(f"{_PAGE}#category-{category_id}", _("Category changed."))


@require_POST
@needs("category.manage")
def category_order(request: HttpRequest, actor: Actor, category_id: int) -> HttpResponse:
    """Move one up or down by one, or as far as it was dragged: before another one, or to the end."""
    where = f"{_PAGE}#category-{category_id}"
    if "before" not in request.POST:
        move_category(actor=actor, category_id=category_id, up=request.POST.get("up") == "1")
        return redirect(where)
    before = request.POST["before"]
    try:
        place_category(
            actor=actor, category_id=category_id, before=(whole_number(before) or 0) if before else None
        )
    except StaleError as refusal:
        return _page(request, actor, refusal, edited=None)
    return redirect(where)


@require_POST
@needs("category.manage")
def category_portal(request: HttpRequest, actor: Actor, category_id: int) -> HttpResponse:
    """Switch on or off that customers read its name in the portal; each says which, so that twice is once."""
    shown = request.POST.get("shown") == "1"
    name = show_category(actor=actor, category_id=category_id, shown=shown).name
    text = (
        _("Customers now see the category “%(name)s” at their requests.")
        if shown
        else _("Customers no longer see the category “%(name)s”.")
    )
    return redirect(f"{_PAGE}#category-{category_id}", text % {"name": name})


@require_POST
@needs("category.manage")
def category_archive(request: HttpRequest, actor: Actor, category_id: int) -> HttpResponse:
    """Archive one or take it back; the undo is the other of the two."""
    archived = request.POST.get("archived") == "1"
    try:
        archive_category(actor=actor, category_id=category_id, archived=archived)
    except RefusedError as refusal:
        return _page(request, actor, refusal, category_id)
    text = _("Category archived.") if archived else _("Category taken back.")
    return redirect(_PAGE, text, {"url": request.path, "archived": "" if archived else "1"})


def _page(
    request: HttpRequest,
    actor: Actor,
    refusal: RefusedError | None = None,
    edited: int | None = 0,
    given: Typed | None = None,
) -> HttpResponse:
    """Show the page. `edited` is the row that is a form, 0 for the new one's; a refusal stands there.

    None: what is refused belongs to no form.
    """
    context = {
        "here": "tickets",
        "labels": labels_for(actor),
        "used": used_labels(actor),
        "palette": _palette(),
        "error": said(refusal) if refusal else "",
        "edited": edited,
        "given": given,
    }
    return agent_page(request, actor, "agent/categories/page.html", context, status_of(refusal))
