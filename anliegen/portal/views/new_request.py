"""A new request."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anliegen.accounts.gate import needs
from anliegen.common.errors import RefusedError
from anliegen.common.http import keeping_uploads
from anliegen.common.ids import uuid_text
from anliegen.common.refusal import errors_of
from anliegen.conversation.actions.portal import ask
from anliegen.customers.portal import PortalActor
from anliegen.portal.forms import RequestForm
from anliegen.portal.page import portal_page, redirect


@require_http_methods(["GET", "HEAD", "POST"])
@needs("portal.write")
def new_request(request: HttpRequest, actor: PortalActor) -> HttpResponse:
    """Show the form, or open the request."""
    context = {"here": "new", "typed": {}, "errors": {}, "key": uuid_text()}
    status = 200
    if request.method == "POST":
        form = RequestForm(actor, request)
        try:
            number = ask(actor=actor, **form.arguments())
            text = _("Thank you, your request has arrived. It has the number %(number)s.")
            return redirect(actor.company, "request", text % {"number": number}, number=number)
        except RefusedError as refusal:
            context |= {"typed": form.typed(), "errors": errors_of(refusal)}
            status = 422
    return keeping_uploads(
        portal_page(request, actor.company, "portal/new_request.html", context, status, actor)
    )
