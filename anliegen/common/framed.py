"""A page of foreign markup, made to stand in a frame of a page of ours and nowhere else.

Whatever slips through its allow-list finds no scripts (`sandbox`), no origin (the same), nothing that it may
load (`default-src 'none'`) and no page but ours around it. The policy comes with the answer, so that it holds
without the frame too: opened by its address, the page is as powerless.
"""

from django.http import HttpResponse

POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'"


def framed(document: str) -> HttpResponse:
    """Return the answer with a document of foreign markup."""
    response = HttpResponse(document)
    response["Content-Security-Policy"] = POLICY
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response
