"""What every page of the portal has around it: the company's look, telephone and links."""

import json
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse

from anliegen.common import clock
from anliegen.common.http import read_notice
from anliegen.common.ids import digest
from anliegen.customers.portal import PortalActor, PortalCompany
from anliegen.portal.cookie import NOTICE, path_of


def portal_page(
    request: HttpRequest,
    company: PortalCompany,
    template: str,
    context: dict[str, Any] | None = None,
    status: int = 200,
    actor: PortalActor | None = None,
) -> HttpResponse:
    """Render a page in the company's look. A notice left by the page before is shown once."""
    raw = request.COOKIES.get(NOTICE)

    def link(name: str, **values: Any) -> str:
        return reverse(f"portal-{name}", kwargs={"slug": company.slug, **values})

    values = {
        "company": company,
        "actor": actor,
        "link": link,
        "here": "",
        "colors": digest(company.color)[:12],
        "year": clock.today().year,
        "notice": read_notice(raw),
    } | (context or {})
    response = HttpResponse(render_to_string(template, values, request), status=status)
    if raw is not None:
        response.delete_cookie(NOTICE, path=path_of(company))
    return response


def redirect(company: PortalCompany, name: str, notice: str = "", **values: Any) -> HttpResponse:
    """Answer a form with 303 to a page of the same portal, which then shows the notice once."""
    response = HttpResponseRedirect(reverse(f"portal-{name}", kwargs={"slug": company.slug, **values}))
    response.status_code = 303
    if notice:
        text = quote(json.dumps({"text": notice}, ensure_ascii=False))
        response.set_cookie(NOTICE, text, max_age=60, path=path_of(company), httponly=True, samesite="Lax")
    return response
