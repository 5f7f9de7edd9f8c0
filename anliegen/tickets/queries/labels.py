"""A company's categories as lists and selections show them."""

from typing import NamedTuple

from anliegen.accounts.actor import Actor
from anliegen.tickets.models import Category


class Label(NamedTuple):
    """One category. `color` is a palette key or `#rrggbb`."""

    id: int
    name: str
    color: str
    is_archived: bool

    @property
    def is_free_color(self) -> bool:
        return self.color.startswith("#")


def labels_for(actor: Actor) -> dict[int, Label]:
    """Return all categories of the company by id, in the company's order, archived ones included."""
    rows = (
        Category.objects.filter(company_id=actor.company_id)
        .order_by("position", "id")
        .values_list("id", "name", "color", "archived_at")
    )
    return {pk: Label(pk, name, color, archived is not None) for pk, name, color, archived in rows}
