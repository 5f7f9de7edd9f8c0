"""Accepting an invitation, by its secret link."""

from allauth.account.adapter import get_adapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anliegen.accounts.actions.invitations import accept, existing_account, open_invitation
from anliegen.accounts.gate import public
from anliegen.accounts.limits import allow
from anliegen.agent.page import page_before_login
from anliegen.agent.views import errors
from anliegen.common.errors import NotFoundError, RefusedError
from anliegen.common.http import redirect
from anliegen.common.refusal import errors_of


@require_http_methods(["GET", "HEAD", "POST"])
@public
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show who invites, or join. A used, expired and unknown link are answered alike."""
    if not allow(request, "invitation"):
        return errors.too_often(request)
    found = open_invitation(token)
    if found is None:
        return errors.link_ended(request, "invitation")
    company, name, email = found
    context = {"company": company, "email": email, "name": name, "errors": {}}
    if request.method != "POST":
        return page_before_login(request, "account/invitation.html", context)
    try:
        _join(request, token)
    except NotFoundError:
        return errors.link_ended(request, "invitation")
    except ValidationError:
        return errors.too_often(request)
    except RefusedError as refusal:
        context |= {"name": request.POST.get("name", ""), "errors": errors_of(refusal)}
        return page_before_login(request, "account/invitation.html", context, 422)
    return redirect("/anmelden/", _("You can log in now."))


def _join(request: HttpRequest, token: str) -> None:
    password, email = request.POST.get("password", ""), existing_account(token)
    # Through the adapter, so that guesses at an existing password are counted like those of the log-in.
    proven = get_adapter(request).prove(request, email=email, password=password) if email else None
    accept(token=token, name=request.POST.get("name", ""), password=password, proven=proven)
