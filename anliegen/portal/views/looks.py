"""The company's colours as a stylesheet, and its logo: what everybody at the portal's door sees."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from anliegen.accounts.gate import even_suspended, portal_public
from anliegen.common import files
from anliegen.common.color import portal_shades
from anliegen.common.errors import NotFoundError
from anliegen.common.ids import digest
from anliegen.customers.portal import PortalVisit

_FOREVER = "public, max-age=31536000, immutable"


@require_safe
@even_suspended
@portal_public
def colors(request: HttpRequest, visit: PortalVisit, version: str) -> HttpResponse:
    """Send the shades of the company's colour. The address changes with it, so that browsers may keep it."""
    both = portal_shades(visit.company.color)
    light, dark = (
        "{" + ";".join(f"--{name}:{shade}" for name, shade in both[theme].items()) + "}"
        for theme in ("light", "dark")
    )
    rules = f":root{light}\n@media screen and (prefers-color-scheme:dark){{:root{dark}}}\n"
    response = HttpResponse(rules, content_type="text/css; charset=utf-8")
    is_present = version == digest(visit.company.color)[:12]
    response["Cache-Control"] = _FOREVER if is_present else "no-store"
    return response


@require_safe
@even_suspended
@portal_public
def logo(request: HttpRequest, visit: PortalVisit, sha: str) -> FileResponse:
    """Send the company's logo, re-encoded when it was stored."""
    if sha != visit.company.logo or not sha:
        raise NotFoundError
    content = files.open_file(visit.company.company_id, sha)
    if content is None:
        raise NotFoundError
    response = FileResponse(content, content_type="image/png")
    response["Cache-Control"] = _FOREVER
    return response
