"""Accepting an invitation, by its secret link."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anliegen.accounts.actions.invitations import accept, open_invitation
from anliegen.accounts.gate import public
from anliegen.common.errors import NotFoundError, RefusedError
from anliegen.common.http import page, redirect


@require_http_methods(["GET", "HEAD", "POST"])
@public
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show who invites, or join. A used, expired or unknown link is simply not found."""
    found = open_invitation(token)
    if found is None:
        raise NotFoundError
    company, name, email = found
    context = {"company": company, "email": email, "name": name, "errors": {}}
    if request.method != "POST":
        return page(request, "account/invitation.html", context)
    name = request.POST.get("name", "")
    try:
        accept(token=token, name=name, password=request.POST.get("password", ""))
    except RefusedError as refusal:
        context |= {"name": name, "errors": {refusal.field: _(refusal.reason) % refusal.values}}
        return page(request, "account/invitation.html", context, 422)
    return redirect("/anmelden/", _("You can log in now."))
