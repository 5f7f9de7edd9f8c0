"""Files in the portal: opening them, uploading them before the answer is sent, taking them back."""

import uuid

from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from anliegen.accounts.gate import needs
from anliegen.common.errors import NoRoomError, RefusedError
from anliegen.common.file_answers import file_answer
from anliegen.common.receiving import received_one
from anliegen.common.refusal import said
from anliegen.conversation.actions.portal import discard
from anliegen.conversation.actions.portal import upload as store
from anliegen.conversation.portal import file_for
from anliegen.customers.portal import PortalActor


@require_safe
@needs("portal.view")
def file(
    request: HttpRequest, actor: PortalActor, public_id: str, variant: str, name: str
) -> HttpResponse | FileResponse:
    """Send a file or its preview. The name in the address is for people; it is not looked at."""
    found = file_for(actor, public_id)
    # Access can be withdrawn: nothing stays behind in a browser that others may use.
    return file_answer(found, variant, person=f"portal {actor.account_id}", may_keep=False)


@require_POST
@needs("portal.write")
def uploads(request: HttpRequest, actor: PortalActor) -> HttpResponse:
    """Store one file; the same `key` again gives the same answer."""
    try:
        key = uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        key = None
    try:
        given = received_one(request, "file")
        if given is None or key is None:
            return JsonResponse({"error": _("The upload was incomplete. Please try again.")}, status=400)
        stored = store(actor=actor, stream=given, name=given.name or "", key=key)
    except RefusedError as refusal:
        status = 507 if isinstance(refusal, NoRoomError) else 422
        return JsonResponse({"error": said(refusal)}, status=status)
    return JsonResponse({"id": stored.public_id, "name": stored.name, "size": stored.size}, status=201)


@require_http_methods(["DELETE"])
@needs("portal.write")
def upload(request: HttpRequest, actor: PortalActor, public_id: str) -> HttpResponse:
    """Take an own pending upload back."""
    discard(actor=actor, public_id=public_id)
    return HttpResponse(status=204)
