"""Notices on a device even when no window is open: a browser registers and ends by itself."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from anliegen.accounts.actor import Actor
from anliegen.accounts.gate import needs
from anliegen.common.errors import RefusedError
from anliegen.common.refusal import said
from anliegen.notifications.devices import forget_device, register_device


@require_POST
@needs("account")
def device(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Register the browser that asks."""
    given = {name: request.POST.get(name, "") for name in ("endpoint", "p256dh", "auth")}
    try:
        register_device(actor=actor, **given)
    except RefusedError as refusal:
        return HttpResponse(said(refusal), status=422, content_type="text/plain; charset=utf-8")
    return HttpResponse(status=204)


@require_POST
@needs("account")
def device_end(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Forget the browser that asks."""
    forget_device(actor=actor, endpoint=request.POST.get("endpoint", ""))
    return HttpResponse(status=204)
