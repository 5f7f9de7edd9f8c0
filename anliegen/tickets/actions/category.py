"""Managing a company's categories."""

from django.db import IntegrityError, transaction

from anliegen.accounts import audit
from anliegen.accounts.access import demand
from anliegen.accounts.actor import Actor
from anliegen.common.clock import now
from anliegen.common.errors import RefusedError, StaleError
from anliegen.common.text import line
from anliegen.tickets.access import category_for
from anliegen.tickets.models import Category
from anliegen.tickets.models.category import PALETTE

MOST = 100
LONGEST_NAME = 40


@transaction.atomic
def create_category(*, actor: Actor, name: str, color: str) -> Category:
    """Add a category at the end. Raises ForbiddenError, RefusedError (name, colour, too many)."""
    demand(actor, "category.manage")
    own = Category.objects.filter(company_id=actor.company_id)
    if own.count() >= MOST:
        raise RefusedError("At most 100 categories are possible.", "name")
    last = own.order_by("-position").values_list("position", flat=True).first()
    category = Category(company_id=actor.company_id, position=0 if last is None else last + 1)
    _fill(category, name, color)
    _save(category)
    audit.note(actor, "category-added", category.pk, after=_said(category))
    return category


@transaction.atomic
def change_category(*, actor: Actor, category_id: int, name: str, color: str) -> Category:
    """Rename or recolour a category. Raises NotFoundError, ForbiddenError, RefusedError."""
    category = category_for(actor, category_id, "category.manage")
    before = _said(category)
    category.version += 1
    _fill(category, name, color)
    _save(category, "name", "color", "version")
    audit.note(actor, "category-changed", category.pk, before, _said(category))
    return category


@transaction.atomic
def show_category(*, actor: Actor, category_id: int, shown: bool) -> Category:
    """Let customers read a category's name at their requests in the portal, or no longer.

    Raises NotFoundError, ForbiddenError.
    """
    category = category_for(actor, category_id, "category.manage")
    if category.portal_visible == shown:
        return category
    category.portal_visible = shown
    _save(category, "portal_visible")
    audit.note(actor, "category-shown" if shown else "category-hidden", category.pk, after=_said(category))
    return category


@transaction.atomic
def move_category(*, actor: Actor, category_id: int, up: bool) -> Category:
    """Exchange a category with its neighbour. Raises NotFoundError, ForbiddenError."""
    category = category_for(actor, category_id, "category.manage")
    order = _order(actor)
    at = next((i for i, c in enumerate(order) if c.pk == category.pk), None)
    if at is not None:
        _put(order, at, max(0, min(len(order) - 1, at - 1 if up else at + 1)))
    return category


@transaction.atomic
def place_category(*, actor: Actor, category_id: int, before: int | None) -> Category:
    """Put a category before another one, or at the end: one step, however far it is (3 statements).

    A neighbour, not a number: what somebody else moves meanwhile does not shift where this one goes.
    Raises NotFoundError, ForbiddenError, StaleError (one of the two is no longer in the order).
    """
    category = category_for(actor, category_id, "category.manage")
    order = _order(actor)
    at = {row.pk: i for i, row in enumerate(order)}
    if category.pk not in at or (before is not None and before not in at):
        raise StaleError("The categories have been changed meanwhile. You see how they stand now.")
    if before == category.pk:
        return category
    to = len(order) if before is None else at[before]
    _put(order, at[category.pk], to - 1 if to > at[category.pk] else to)
    return category


def _order(actor: Actor) -> list[Category]:
    """Return the present categories in their order, locked.

    Locked by id, so that two administrators wait for each other in the same row; sorted here, because the
    database sorts before it waits, and what it waited for may have changed the order.
    """
    present = Category.objects.filter(company_id=actor.company_id, archived_at=None)
    return sorted(present.select_for_update().order_by("id"), key=lambda row: (row.position, row.pk))


def _put(order: list[Category], at: int, to: int) -> None:
    order.insert(to, order.pop(at))
    changed = [row for position, row in enumerate(order) if row.position != position]
    for position, row in enumerate(order):
        row.position = position
    if changed:
        Category.objects.bulk_update(changed, ["position"])


@transaction.atomic
def archive_category(*, actor: Actor, category_id: int, archived: bool) -> Category:
    """Archive a category, or take it back; tickets keep it.

    Raises NotFoundError, ForbiddenError, RefusedError.
    """
    category = category_for(actor, category_id, "category.manage")
    if (category.archived_at is not None) == archived:
        return category
    category.archived_at = now() if archived else None
    _save(category, "archived_at")
    verb = "category-archived" if archived else "category-back"
    audit.note(actor, verb, category.pk, after=_said(category))
    return category


def _said(category: Category) -> dict[str, str]:
    return {"name": category.name, "color": category.color}


def _fill(category: Category, name: str, color: str) -> None:
    name, color = line(name), color.strip().lower()
    if not name:
        raise RefusedError("Please enter a name.", "name")
    if len(name) > LONGEST_NAME:
        raise RefusedError("At most %(most)s characters are possible.", "name", most=LONGEST_NAME)
    if color not in PALETTE and not _is_hex(color):
        raise RefusedError("Please choose a colour.", "color")
    category.name, category.color = name, color


def _save(category: Category, *fields: str) -> None:
    """Write what was changed and no more: whoever renames must not switch on what was just switched off."""
    try:
        with transaction.atomic():
            category.save(update_fields=fields or None)
    except IntegrityError:
        raise RefusedError("There already is a category of this name.", "name") from None


def _is_hex(color: str) -> bool:
    return len(color) == 7 and color[0] == "#" and all(c in "0123456789abcdef" for c in color[1:])
