"""What a composer posts: with JavaScript HTML and ids of uploads, without it plain text and files."""

import uuid
from typing import Any

from django.http import HttpRequest

from anliegen.accounts.actor import Actor
from anliegen.common.errors import RefusedError
from anliegen.common.numbers import whole_number
from anliegen.conversation.access import pending_uploads
from anliegen.conversation.actions.upload import store_upload
from anliegen.conversation.sanitise import from_plain


class MessageForm:
    """Reads `body`, `body_format`, `uploads`, `files`, `key`, `then`, `seen_news`, `lock_token`."""

    def __init__(self, actor: Actor, request: HttpRequest) -> None:
        self._actor = actor
        self._post = request.POST
        self._files = request.FILES.getlist("files")
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
            "html": self.body if self.is_html else from_plain(self.body),
            "upload_ids": [*self._post.getlist("uploads"), *self._stored()],
            "key": self._key(),
        }

    def typed(self) -> dict[str, Any]:
        """Return what was typed, to be shown again."""
        return {
            "body": self.body,
            "is_html": self.is_html,
            "uploads": pending_uploads(self._actor, self._post.getlist("uploads")),
            "key": self._post.get("key", ""),
        }

    def _stored(self) -> list[str]:
        return [
            store_upload(actor=self._actor, stream=file, name=file.name or "", key=uuid.uuid4()).public_id
            for file in self._files
        ]

    def _key(self) -> uuid.UUID:
        try:
            return uuid.UUID(self._post.get("key", ""))
        except ValueError:
            raise RefusedError("The form was incomplete. Please send it again.") from None
