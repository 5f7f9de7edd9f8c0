"""The company's colours as a stylesheet, and its logo. Nothing of this goes into style attributes."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from anliegen.accounts.actor import Actor
from anliegen.accounts.gate import decoration, needs
from anliegen.agent.page import colors_version
from anliegen.common import files
from anliegen.common.color import shades
from anliegen.common.errors import NotFoundError
from anliegen.tickets.queries.labels import labels_for

_FOREVER = "private, max-age=31536000, immutable"


@require_safe
@decoration
@needs("overview")
def colors(request: HttpRequest, actor: Actor, version: str) -> HttpResponse:
    """Send the shades of the company and of its free category colours.

    The address changes with its content, so that a browser may keep it.
    """
    company = shades(actor.company_color)["light"]
    rules = [f"[data-company-color]{{background:{company['solid']};color:{company['on']}}}"]
    light, dark = [], []
    for label in labels_for(actor).values():
        if label.is_free_color:
            both = shades(label.color)
            light.append(_rule("", label.id, both["light"]))
            dark.append(_rule('[data-theme="dark"] ', label.id, both["dark"]))
            dark.append(
                "@media screen and (prefers-color-scheme:dark){"
                + _rule(':root:not([data-theme="light"]) ', label.id, both["dark"])
                + "}"
            )
    response = HttpResponse("\n".join([*rules, *light, *dark]), content_type="text/css; charset=utf-8")
    response["Cache-Control"] = (
        _FOREVER if version == colors_version(actor, labels_for(actor)) else "no-store"
    )
    return response


def _rule(prefix: str, key: int, set_of: dict[str, str]) -> str:
    return (
        f'{prefix}[data-category="{key}"]{{--category-ink:{set_of["ink"]};--category-bg:{set_of["soft"]};'
        f"--category-solid:{set_of['solid']}}}"
    )


@require_safe
@decoration
@needs("overview")
def logo(request: HttpRequest, actor: Actor, sha: str) -> FileResponse:
    """Send the own company's logo, re-encoded when it was stored."""
    if sha != actor.company_logo or not sha:
        raise NotFoundError
    content = files.open_file(actor.company_id, sha)
    if content is None:
        raise NotFoundError
    response = FileResponse(content, content_type="image/png")
    response["Cache-Control"] = _FOREVER
    return response
