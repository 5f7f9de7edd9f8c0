"""What makes the product an app on a phone: its manifest, and the worker that knows the offline page."""

import json
from pathlib import Path

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

import anliegen.common
from anliegen.accounts.gate import public
from anliegen.common.ids import digest

_WORKER = Path(anliegen.common.__file__).parent / "static" / "js" / "service-worker.js"
_KEPT_STATIC = ("css/app.css", "img/favicon.svg", "img/icons.svg")


@require_safe
@public
def manifest(request: HttpRequest) -> JsonResponse:
    """Describe the app: the same for everybody, it names no company."""
    icons = [
        {"src": static(f"img/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
        for size in (192, 512)
    ]
    maskable = {"src": static("img/icon-maskable.png"), "sizes": "512x512", "type": "image/png"}
    content = {
        "id": "/",
        "name": "Anliegen",
        "short_name": "Anliegen",
        "description": _("Tickets, customers and answers of your company"),
        "lang": "de",
        "start_url": "/tickets/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f2f0ea",
        "theme_color": "#f2f0ea",
        "icons": [*icons, maskable | {"purpose": "maskable"}],
    }
    response = JsonResponse(content, content_type="application/manifest+json")
    response["Cache-Control"] = "public, max-age=3600"
    return response


@require_safe
@public
def service_worker(request: HttpRequest) -> HttpResponse:
    """Send the worker with the addresses it keeps; a change of any makes it another worker."""
    offline = reverse("offline")
    kept = [offline, *(static(name) for name in _KEPT_STATIC)]
    source = _WORKER.read_text(encoding="utf-8")
    named = {"KEPT": kept, "OFFLINE": offline, "VERSION": digest(source + "".join(kept))[:12]}
    head = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in named.items())
    response = HttpResponse(head + source, content_type="text/javascript; charset=utf-8")
    # Asked for anew at every start: an old worker must not outlive an upgrade.
    response["Cache-Control"] = "no-cache"
    return response
