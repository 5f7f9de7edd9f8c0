"""Default deny: every view declares what it needs, or the product does not start.

The gate itself, which opens the transaction and finds the actor, is `config/gate.py`.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from anliegen.accounts.roles import ADMIN_MAY, BY_GRANT, OPERATOR_ONLY, PORTAL_MAY, PORTAL_PUBLIC, PUBLIC

View = TypeVar("View", bound=Callable[..., Any])


def needs(capability: str) -> Callable[[View], View]:
    """Declare the capability a view needs; it is then called as `view(request, actor, **kwargs)`.

    For one of the portal's the actor is the contact, and the company's `slug` is taken out of kwargs.

    Raises ValueError, at import, for a capability that no role has.
    """
    if capability not in ADMIN_MAY | PORTAL_MAY | OPERATOR_ONLY:
        raise ValueError(f"Unknown capability {capability!r}; see accounts/roles.py.")

    def mark(view: View) -> View:
        view.capability = capability  # type: ignore[attr-defined]
        return view

    return mark


def public(view: View) -> View:
    """Declare a view open to everybody; it is called as `view(request, **kwargs)`."""
    view.capability = PUBLIC  # type: ignore[attr-defined]
    return view


def by_grant(view: View) -> View:
    """Declare a view of the files' own host, where nobody is known: its address is the right."""
    view.capability = BY_GRANT  # type: ignore[attr-defined]
    return view


def portal_public(view: View) -> View:
    """Declare a view of the portal open to everybody; it is called as `view(request, visit, **kwargs)`."""
    view.capability = PORTAL_PUBLIC  # type: ignore[attr-defined]
    return view


def as_oneself(view: View) -> View:
    """Declare a view at which somebody who looks into another company is themselves all the same."""
    view.as_oneself = True  # type: ignore[attr-defined]
    return view


def decoration(view: View) -> View:
    """Declare a view that shows nothing of a company but its look: not worth a line in the record."""
    view.decoration = True  # type: ignore[attr-defined]
    return view


def even_suspended(view: View) -> View:
    """Declare a view of the portal that the page about a suspended company needs itself."""
    view.even_suspended = True  # type: ignore[attr-defined]
    return view
