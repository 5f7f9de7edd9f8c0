"""What a contact sends: plain text and files; with scripts the files have been uploaded before."""

import uuid
from contextlib import suppress
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from anliegen.common.errors import RefusedError
from anliegen.common.receiving import store_all
from anliegen.conversation.actions.portal import upload
from anliegen.conversation.portal import pending_uploads
from anliegen.conversation.sanitise import from_plain
from anliegen.customers.portal import PortalActor


class AnswerForm:
    """Reads the fields `body`, `files`, `uploads`, `key`."""

    def __init__(self, actor: PortalActor, request: HttpRequest) -> None:
        self._actor = actor
        self.post = request.POST
        self._request = request
        self._taken: list[str] | None = None
        self.body = self.post.get("body", "")

    def message(self) -> dict[str, Any]:
        """Return the arguments of the action. Stores files that came with the form itself.

        Raises RefusedError for a missing key or a file that cannot be taken.
        """
        key = _uuid(self.post.get("key", ""))
        if key is None:
            raise RefusedError("The form was incomplete. Please send it again.", "body")
        uploads = [*self.post.getlist("uploads"), *self._stored()]
        return {"html": from_plain(self.body), "upload_ids": uploads, "key": key}

    def typed(self) -> dict[str, Any]:
        """Return what was typed and attached, to be shown again."""
        with suppress(RefusedError):  # the form tells of one fault at a time
            self._stored()
        chosen = [*self.post.getlist("uploads"), *(self._taken or [])]
        typed = {name: self.post.get(name, "") for name in ("body", "subject", "priority", "customer")}
        return typed | {"uploads": pending_uploads(self._actor, chosen)}

    def _stored(self) -> list[str]:
        """Store the files once, all that can be taken, and return their ids. Raises the first refusal."""
        if self._taken is None:
            self._taken = []
            store_all(self._request, self._store, self._taken)
        return self._taken

    def _store(self, file: "UploadedFile[bytes]") -> str:
        stored = upload(actor=self._actor, stream=file, name=file.name or "", key=uuid.uuid4())
        return stored.public_id


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
