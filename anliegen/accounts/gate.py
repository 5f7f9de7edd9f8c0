"""Default deny: every view declares what it needs, or the product does not start.

The gate itself, which opens the transaction and finds the actor, is `config/gate.py`.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from anliegen.accounts.roles import ADMIN_MAY, PUBLIC

View = TypeVar("View", bound=Callable[..., Any])


def needs(capability: str) -> Callable[[View], View]:
    """Declare the capability a view needs; it is then called as `view(request, actor, **kwargs)`.

    Raises ValueError, at import, for a capability that no role has.
    """
    if capability not in ADMIN_MAY:
        raise ValueError(f"Unknown capability {capability!r}; see accounts/roles.py.")

    def mark(view: View) -> View:
        view.capability = capability  # type: ignore[attr-defined]
        return view

    return mark


def public(view: View) -> View:
    """Declare a view open to everybody; it is called as `view(request, **kwargs)`."""
    view.capability = PUBLIC  # type: ignore[attr-defined]
    return view
