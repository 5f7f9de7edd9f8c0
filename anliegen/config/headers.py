"""The headers that every answer carries; a view that sets its own keeps it."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from anliegen.common.addresses import files_origin

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        # Text becomes markup or script only by way of these: our own module (common/static/js/html.js, in two
        # bundles on a page with an editor) and the editor's reading of what was pasted.
        "require-trusted-types-for 'script'",
        "trusted-types anliegen ProseMirrorClipboard 'allow-duplicates'",
    )
)
# For pages of conversations: frames of our own pages, of which only `common/framed.py` lets itself be framed.
WITH_FRAMES = CONTENT_SECURITY_POLICY.replace("form-action", "frame-src 'self'; form-action")
# For the one page that shows a picture before it is stored: a picture runs nothing.
WITH_PICTURES = CONTENT_SECURITY_POLICY.replace("img-src 'self'", "img-src 'self' data:")

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}


class SecurityHeaders:
    """Middleware, outermost: nothing leaves without the headers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        if getattr(response, "carries_pictures", False):
            response.headers["Content-Security-Policy"] = WITH_PICTURES
        if getattr(response, "shows_frames", False):
            response.headers["Content-Security-Policy"] = WITH_FRAMES
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if settings.FILES_HOST:
            _let_pictures_in(response)
        if settings.SECURE_HSTS_SECONDS:
            response.headers["Strict-Transport-Security"] = f"max-age={settings.SECURE_HSTS_SECONDS}"
        return response


def _let_pictures_in(response: HttpResponseBase) -> None:
    """Let a page show pictures of the host that files have for themselves, to which their addresses lead."""
    policy = response.headers["Content-Security-Policy"]
    allowed = policy.replace("img-src 'self'", f"img-src 'self' {files_origin()}")
    response.headers["Content-Security-Policy"] = allowed
