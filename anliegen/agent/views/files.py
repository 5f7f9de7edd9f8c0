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

# Pictures that we have made ourselves; the original of an image is only ever saved to disk.
_PICTURE = "image/webp"
# Holds for PDF too: Chromium shows it in its own viewer all the same.
_CSP = "default-src 'none'; sandbox; frame-ancestors 'none'"


@require_safe
@needs("ticket.view")
def file(
    request: HttpRequest, actor: Actor, public_id: str, token: str, variant: str, name: str
) -> FileResponse:
    """Send a file or its preview. The name in the address is for people; it is not looked at."""
    made = variant in files.VARIANTS
    if not (made or variant == "original") or not is_good(actor, public_id, variant, token):
        raise NotFoundError
    found = attachment_for(actor, public_id)
    content = files.open_file(found.company_id, found.sha256, variant if made else "")
    if content is None:
        raise NotFoundError
    is_pdf = not made and found.kind == "pdf"
    response = FileResponse(content, content_type=_PICTURE if made else found.media_type)
    response["Content-Disposition"] = disposition(found.name, inline=made or is_pdf)
    response["Content-Security-Policy"] = _CSP
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, max-age=3600, immutable"
    return response


def disposition(name: str, *, inline: bool) -> str:
    """Return the header by RFC 6266: one name, in ASCII for old programs and in full for the others."""
    kept = (c if c.isascii() and (c.isalnum() or c in " .-_()") else "_" for c in name)
    plain, full = "".join(kept), quote(name, safe="")
    return f"{'inline' if inline else 'attachment'}; filename=\"{plain}\"; filename*=UTF-8''{full}"
