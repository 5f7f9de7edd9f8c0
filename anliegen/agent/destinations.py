"""The pages one can jump to, by their names."""

from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from anliegen.accounts.actor import Actor
from anliegen.common.text import fold


class Destination(NamedTuple):
    """A page: its symbol, its name and its address."""

    symbol: str
    word: str
    url: str


def destinations(actor: Actor, query: str) -> list[Destination]:
    """Return the pages that are open to the actor and whose name holds every word of the query."""
    words = fold(query).split()
    return [page for page in _pages(actor) if all(word in fold(page.word) for word in words)]


def _pages(actor: Actor) -> list[Destination]:
    overview = reverse("overview")
    pages = [
        Destination("layout-dashboard", _("Start"), reverse("start")),
        Destination("inbox", _("Tickets"), overview),
        Destination("user-round", _("Mine"), overview + "?view=mine"),
        Destination("inbox", _("Unassigned"), overview + "?view=unassigned"),
        Destination("clock", _("Awaiting us"), overview + "?view=awaiting_us"),
        Destination("plus", _("New ticket"), reverse("ticket-new")),
        Destination("building-2", _("Customers"), reverse("customers")),
        Destination("user-plus", _("New customer"), reverse("customer-new")),
        Destination("bell", _("Notices"), reverse("notices")),
        Destination("trash-2", _("Trash"), overview + "?folder=trash"),
        Destination("user-round", _("Account"), reverse("account")),
    ]
    if actor.support:
        shut = {reverse(name) for name in ("ticket-new", "customer-new", "notices", "account")}
        pages = [page for page in pages if page.url not in shut]
    if actor.can("support.look"):
        pages.append(Destination("eye", _("Support access"), reverse("support-doors")))
    if actor.is_admin:
        pages += [
            Destination("settings", _("Administration"), reverse("administration")),
            Destination("users", _("Employees"), reverse("employees")),
            Destination("tags", _("Categories"), reverse("categories")),
            Destination("text-quote", _("Canned texts"), reverse("snippets")),
        ]
    if actor.can("company.operate"):
        pages.append(Destination("building-2", _("Companies"), reverse("companies")))
    return pages
