"""Mails out of templates: text and HTML, German, with the company's look and signature.

An environment of its own: mails know neither requests nor static files, and styles stand in the head.
"""

from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils import translation
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from anliegen.accounts.models import Company
from anliegen.common.color import shades

_FOLDER = Path(__file__).parent / "templates"


def rendered(template: str, company: Company, context: dict[str, Any], language: str) -> tuple[str, str]:
    """Return text and HTML of the pair of templates with this name."""
    values = context | {"company": company, "look": shades(company.color), "language": language}
    with translation.override(language):
        text = _environment().get_template(f"{template}.txt").render(values)
        html = _environment().get_template(f"{template}.html").render(values)
    return text.strip() + "\n", html


def sample(look: dict[str, str]) -> str:
    """Return what a mail with this name, town, telephone, hours and signature looks like, unsaved."""
    names = ("name", "town", "phone", "opening_hours", "mail_signature", "color")
    company = Company(**{name: look[name] for name in names})
    values = {"name": "Karin Beispiel", "number": 1042, "subject": "Heizung", "link": "", "files": []}
    return rendered("reply", company, values | {"said": "…"}, "de")[0]


@lru_cache(maxsize=1)
def _environment() -> Environment:
    env = Environment(
        loader=FileSystemLoader(_FOLDER),
        # Text is no markup: there a name with & stays one.
        autoescape=select_autoescape(["html"], default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=translation.gettext, ngettext=translation.ngettext, newstyle=True
    )
    return env
