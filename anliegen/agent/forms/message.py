"""What a composer posts: with JavaScript HTML and ids of uploads, without it plain text and files."""

import uuid
from contextlib import suppress
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from anliegen.accounts.actor import Actor
from anliegen.common.errors import RefusedError
from anliegen.common.numbers import whole_number
from anliegen.common.receiving import store_all
from anliegen.conversation.access import pending_uploads
from anliegen.conversation.actions.upload import store_upload
from anliegen.conversation.sanitise import from_editor, from_plain


class MessageForm:
    """Reads `body`, `body_format`, `uploads`, `files`, `key`, `then`, `seen_news`, `lock_token`."""

    def __init__(self, actor: Actor, request: HttpRequest) -> None:
        self._actor = actor
        self._post = request.POST
        self._request = request
        self._taken: list[str] | None = None
        self.body = self._post.get("body", "")
        self.is_html = self._post.get("body_format") == "html"
        self.then = self._post.get("then", "send")
        self.seen_news = whole_number(self._post.get("seen_news", ""))
        self.lock_token = whole_number(self._post.get("lock_token", ""))

    def message(self) -> dict[str, Any]:
        """Return the arguments of the action. Stores files that came with the form itself.

        Raises RefusedError for a missing key or a file that cannot be taken.
        """
        return {
            "key": self._key(),
            "html": from_editor(self.body) if self.is_html else from_plain(self.body),
            "upload_ids": [*self._post.getlist("uploads"), *self._stored()],
        }

    def typed(self) -> dict[str, Any]:
        """Return what was typed and attached, to be shown again."""
        with suppress(RefusedError):  # the form tells of one fault at a time
            self._stored()
        return {
            "body": self.body,
            "is_html": self.is_html,
            "uploads": pending_uploads(self._actor, [*self._post.getlist("uploads"), *(self._taken or [])]),
            "key": self._post.get("key", ""),
        }

    def _stored(self) -> list[str]:
        """Store the files once, all that can be taken, and return their ids. Raises the first refusal."""
        if self._taken is None:
            self._taken = []
            store_all(self._request, self._store, self._taken)
        return self._taken

    def _store(self, file: "UploadedFile[bytes]") -> str:
        upload = store_upload(actor=self._actor, stream=file, name=file.name or "", key=uuid.uuid4())
        return upload.public_id

    def _key(self) -> uuid.UUID:
        try:
            return uuid.UUID(self._post.get("key", ""))
        except ValueError:
            raise RefusedError("The form was incomplete. Please send it again.") from None
