"""Sending a stored file, with headers so strict that nothing in it can run."""

from urllib.parse import quote

from django.http import FileResponse

from anliegen.common import files
from anliegen.common.errors import NotFoundError

# Pictures that we have made ourselves; the original of an image is only ever saved to disk.
_PICTURE = "image/webp"
# Holds for PDF too: Chromium shows it in its own viewer all the same.
_CSP = "default-src 'none'; sandbox; frame-ancestors 'none'"


def file_answer(
    company_id: int, sha256: str, *, name: str, kind: str, media_type: str, variant: str
) -> FileResponse:
    """Return the file or its preview; `variant` is original, view or thumb. Raises NotFoundError."""
    made = variant in files.VARIANTS
    if not (made or variant == "original"):
        raise NotFoundError
    content = files.open_file(company_id, sha256, variant if made else "")
    if content is None:
        raise NotFoundError
    response = FileResponse(content, content_type=_PICTURE if made else media_type)
    response["Content-Disposition"] = disposition(name, inline=made or kind == "pdf")
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
