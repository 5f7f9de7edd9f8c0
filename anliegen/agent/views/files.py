"""Serving files to employees, by links made for one person."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from anliegen.accounts.actor import Actor
from anliegen.accounts.gate import needs
from anliegen.agent.links import is_good
from anliegen.common.errors import NotFoundError
from anliegen.common.file_answers import file_answer
from anliegen.conversation.access import attachment_for


@require_safe
@needs("ticket.view")
def file(
    request: HttpRequest, actor: Actor, public_id: str, token: str, variant: str, name: str
) -> HttpResponse | FileResponse:
    """Send a file or its preview. The name in the address is for people; it is not looked at."""
    if not is_good(actor, public_id, variant, token):
        raise NotFoundError
    found = attachment_for(actor, public_id)
    return file_answer(found, variant, person=f"user {actor.user_id}", may_keep=True)
