"""What a contact sends: plain text and files; with scripts the files have been uploaded before."""

import uuid
from typing import Any

from django.http import HttpRequest

from anliegen.common.errors import RefusedError
from anliegen.conversation.actions.portal import upload
from anliegen.conversation.sanitise import from_plain
from anliegen.customers.portal import PortalActor


class AnswerForm:
    """Reads the fields `body`, `files`, `uploads`, `key`."""

    def __init__(self, actor: PortalActor, request: HttpRequest) -> None:
        self._actor = actor
        self.post = request.POST
        self._files = request.FILES.getlist("files")
        self.body = self.post.get("body", "")

    def message(self) -> dict[str, Any]:
        """Return the arguments of the action. Stores files that came with the form itself.

        Raises RefusedError for a missing key or a file that cannot be taken.
        """
        key = _uuid(self.post.get("key", ""))
        if key is None:
            raise RefusedError("The form was incomplete. Please send it again.", "body")
        stored = [
            upload(actor=self._actor, stream=file, name=file.name or "", key=uuid.uuid4()).public_id
            for file in self._files
        ]
        uploads = [*self.post.getlist("uploads"), *stored]
        return {"html": from_plain(self.body), "upload_ids": uploads, "key": key}

    def typed(self) -> dict[str, Any]:
        """Return what was typed, to be shown again."""
        return {name: self.post.get(name, "") for name in ("body", "subject", "priority", "customer")}


class RequestForm(AnswerForm):
    """A new request: also `subject`, `priority` and, for people of several customers, `customer`."""

    def arguments(self) -> dict[str, Any]:
        """Return the arguments of the action. Raises RefusedError."""
        priority = self.post.get("priority", "")
        if priority not in {"1", "2", "3", "4"}:
            raise RefusedError("Please say how urgent it is.", "priority")
        return self.message() | {
            "subject": self.post.get("subject", ""),
            "priority": int(priority),
            "customer": self.post.get("customer", ""),
        }


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
