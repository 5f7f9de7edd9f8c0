"""Serving files, with headers so strict that nothing in them can run."""

from urllib.parse import quote

from django.http import FileResponse, HttpRequest
from django.views.decorators.http import require_safe

from anliegen.accounts.actor import Actor
from anliegen.accounts.gate import needs
from anliegen.agent.links import is_good
from anliegen.common import files
from anliegen.common.errors import NotFoundError
from anliegen.conversation.access import attachment_for

# Shown in the browser: only what was re-encoded by us, and PDF.
_INLINE = {"view": "image/webp", "thumb": "image/webp"}
_CSP = "default-src 'none'; sandbox"
_PDF_CSP = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'"


@require_safe
@needs("ticket.view")
def file(
    request: HttpRequest, actor: Actor, public_id: str, token: str, variant: str, name: str
) -> FileResponse:
    """Send a file or its preview. The name in the address is for people; it is not looked at."""
    if variant not in {"original", "view", "thumb"} or not is_good(actor, public_id, variant, token):
        raise NotFoundError
    found = attachment_for(actor, public_id)
    content = files.open_file(found.company_id, found.sha256, "" if variant == "original" else variant)
    if content is None:
        raise NotFoundError
    is_pdf = variant == "original" and found.kind == "pdf"
    inline = variant in _INLINE or is_pdf
    response = FileResponse(content, content_type=_INLINE.get(variant, found.media_type))
    disposition = "inline" if inline else "attachment"
    response["Content-Disposition"] = f"{disposition}; filename*=UTF-8''{quote(found.name, safe='')}"
    response["Content-Security-Policy"] = _PDF_CSP if is_pdf else _CSP
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, max-age=3600, immutable"
    return response
