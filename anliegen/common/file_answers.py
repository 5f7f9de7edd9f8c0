"""Sending a stored file, with headers so strict that nothing in it can run."""

from typing import Protocol
from urllib.parse import quote

from django.conf import settings
from django.http import FileResponse, HttpResponse, HttpResponseRedirect

from anliegen.common import files
from anliegen.common.errors import NotFoundError
from anliegen.common.file_grants import Grant, address_of

# Pictures that we have made ourselves; the original of an image is only ever saved to disk.
_PICTURE = "image/webp"
# Holds for PDF too: Chromium shows it in its own viewer all the same.
CSP = "default-src 'none'; sandbox; frame-ancestors 'none'"
_ORIGINAL = "original"


class Stored(Protocol):
    """What is known of a file; its kind and media type were decided by us, by its content."""

    company_id: int
    public_id: str
    sha256: str
    name: str
    kind: str
    media_type: str


def file_answer(file: Stored, variant: str, *, person: str, may_keep: bool) -> HttpResponse | FileResponse:
    """Answer somebody who may have the file: with it or its preview, or with the way to the files' own host.

    `variant` is original, view or thumb; `person` is named in the log of that host; `may_keep` says that
    the browser may keep the file for itself. Raises NotFoundError.
    """
    made = variant in files.VARIANTS
    if not (made or variant == _ORIGINAL):
        raise NotFoundError
    grant = Grant(
        company_id=file.company_id,
        public_id=file.public_id,
        sha256=file.sha256,
        variant=variant,
        name=file.name,
        media_type=_PICTURE if made else file.media_type,
        is_inline=made or file.kind == "pdf",
        person=person,
        may_keep=may_keep,
    )
    if settings.FILES_HOST:
        return _leading_to(grant)
    response = content_of(grant)
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, max-age=3600, immutable" if may_keep else "private, no-store"
    return response


def content_of(grant: Grant) -> FileResponse:
    """Return the content itself; who asks adds for whom and how long it is. Raises NotFoundError."""
    variant = "" if grant.variant == _ORIGINAL else grant.variant
    content = files.open_file(grant.company_id, grant.sha256, variant)
    if content is None:
        raise NotFoundError
    response = FileResponse(content, content_type=grant.media_type)
    response["Content-Disposition"] = disposition(grant.name, inline=grant.is_inline)
    response["Content-Security-Policy"] = CSP
    response["X-Content-Type-Options"] = "nosniff"
    return response


def disposition(name: str, *, inline: bool) -> str:
    """Return the header by RFC 6266: one name, in ASCII for old programs and in full for the others."""
    kept = (c if c.isascii() and (c.isalnum() or c in " .-_()") else "_" for c in name)
    plain, full = "".join(kept), quote(name, safe="")
    return f"{'inline' if inline else 'attachment'}; filename=\"{plain}\"; filename*=UTF-8''{full}"


def _leading_to(grant: Grant) -> HttpResponse:
    """Lead on; the address is made anew at each look, after the right has been asked for."""
    if not files.exists(grant.company_id, grant.sha256, "" if grant.variant == _ORIGINAL else grant.variant):
        raise NotFoundError
    response = HttpResponseRedirect(address_of(grant))
    response.status_code = 303
    response["Cache-Control"] = "private, no-store"
    return response
