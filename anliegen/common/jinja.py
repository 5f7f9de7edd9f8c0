"""The template environment: autoescape always on, strict about undefined names, few globals."""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from jinja2 import Environment, StrictUndefined

from anliegen.common import clock, text
from anliegen.common.script_words import portal_words, script_words


def environment(**options: Any) -> Environment:
    """Build the Jinja2 environment that Django's backend asks for."""
    options |= {"autoescape": True, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    options["extensions"] = ["jinja2.ext.i18n", "jinja2.ext.do"]
    env = Environment(**options)  # noqa: S701  (autoescape is on)
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=translation.gettext,
        ngettext=translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
    env.globals.update(
        static=static,
        url=url,
        script_words=script_words,
        portal_words=portal_words,
        language=translation.get_language,
    )
    env.filters.update(
        list_date=clock.list_date,
        clock_time=clock.clock_time,
        full_time=clock.full,
        day=clock.day,
        iso=clock.iso,
        file_size=text.file_size,
        initials=text.initials,
    )
    return env


def url(name: str, /, **kwargs: Any) -> str:
    """Return the path of a named URL."""
    return reverse(name, kwargs=kwargs)
