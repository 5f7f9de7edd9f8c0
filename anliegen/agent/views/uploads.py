"""Uploads for the message being written: JSON for scripts; without JavaScript files come with the form."""

import uuid

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from anliegen.accounts.actor import Actor
from anliegen.accounts.gate import needs
from anliegen.agent.links import file_url
from anliegen.common.errors import NoRoomError, RefusedError
from anliegen.common.receiving import received_one
from anliegen.common.refusal import said
from anliegen.conversation.actions.upload import discard_upload, store_upload


@require_POST
@needs("upload")
def uploads(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Store one file; the same `key` again gives the same answer."""
    key = _key(request.POST.get("key", ""))
    try:
        file = received_one(request, "file")
        if file is None or key is None:
            return JsonResponse({"error": _("The upload was incomplete. Please try again.")}, status=400)
        stored = store_upload(actor=actor, stream=file, name=file.name or "", key=key)
    except RefusedError as refusal:
        status = 507 if isinstance(refusal, NoRoomError) else 422
        return JsonResponse({"error": said(refusal)}, status=status)
    answer = {
        "id": stored.public_id,
        "name": stored.name,
        "size": stored.size,
        "kind": stored.kind,
        "preview": file_url(actor, stored, "original") if stored.kind == "image" else None,
    }
    return JsonResponse(answer, status=201)


@require_http_methods(["DELETE"])
@needs("upload")
def upload(request: HttpRequest, actor: Actor, public_id: str) -> HttpResponse:
    """Take an own pending upload back."""
    discard_upload(actor=actor, public_id=public_id)
    return HttpResponse(status=204)


def _key(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
