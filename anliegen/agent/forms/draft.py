"""What a window posts of a draft: the same fields as its form, and what it has seen."""

import uuid
from typing import Any

from django.http import HttpRequest

from anliegen.common.numbers import whole_number
from anliegen.conversation.actions.draft import Written

# Of a new ticket: everything but text and uploads. Recipients and categories are choices.
SINGLE = ("subject", "to", "customer", "customer_query", "priority")
_DEFAULTS = {"to": "customer", "priority": "2"}


class DraftForm:
    """Reads `kind`, `base`, `key`, `body`, `body_format`, `uploads` and the fields of a new ticket."""

    def __init__(self, request: HttpRequest, kind: str | None = None) -> None:
        self._post = request.POST
        self.kind = self._post.get("kind", "") if kind is None else kind
        self.base = whole_number(self._post.get("base")) or 0

    @property
    def key(self) -> uuid.UUID | None:
        try:
            return uuid.UUID(self._post.get("key", ""))
        except ValueError:
            return None

    def written(self) -> Written:
        """Return what was typed. What only repeats the form's presets is not a draft."""
        chosen: dict[str, Any] = {name: self._post.get(name, "") for name in SINGLE}
        fields = {name: value for name, value in chosen.items() if value and value != _DEFAULTS.get(name)}
        categories = self._post.getlist("categories")
        if categories:
            fields["categories"] = categories
        return Written(
            body=self._post.get("body", ""),
            is_html=self._post.get("body_format") == "html",
            fields=fields if self.kind == "new" else {},
            upload_ids=self._post.getlist("uploads"),
        )
