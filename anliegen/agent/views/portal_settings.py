"""Administration of the customer portal."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anliegen.accounts.access import own_company
from anliegen.accounts.actions.portal import PortalInput, change_portal
from anliegen.accounts.actor import Actor
from anliegen.accounts.gate import needs
from anliegen.agent.page import agent_page
from anliegen.common.errors import RefusedError
from anliegen.common.http import redirect
from anliegen.common.numbers import whole_number
from anliegen.common.refusal import errors_of, status_of


@require_http_methods(["GET", "HEAD", "POST"])
@needs("company.manage")
def portal_settings(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the settings, or store them."""
    found, post, status = own_company(actor), request.POST, 200
    given = PortalInput(found.portal_by_default, found.emergency_phone, found.imprint_url, found.privacy_url)
    errors: dict[str, str] = {}
    if request.method == "POST":
        texts = (post.get(name, "") for name in ("emergency_phone", "imprint_url", "privacy_url"))
        given = PortalInput(post.get("by_default") == "1", *texts)
        version = whole_number(post.get("version"))
        try:
            change_portal(actor=actor, version=-1 if version is None else version, given=given)
            return redirect(request.path, _("Settings of the portal saved."))
        except RefusedError as refusal:
            errors = errors_of(refusal)
            status = status_of(refusal)
    context = {"here": "administration", "given": given, "errors": errors, "version": found.version}
    return agent_page(request, actor, "agent/administration/portal.html", context, status)
