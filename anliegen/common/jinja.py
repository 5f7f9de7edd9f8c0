"""The template environment: autoescape always on, strict about undefined names, few globals."""

from functools import lru_cache
from typing import Any

from django.core.signals import setting_changed
from django.dispatch import receiver
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from jinja2 import Environment, StrictUndefined

from anliegen.common import clock, text
from anliegen.common.addresses import portal_address
from anliegen.common.marking import parted
from anliegen.common.script_words import portal_words, script_words


def environment(**options: Any) -> Environment:
    """Build the Jinja2 environment that Django's backend asks for."""
    options |= {"autoescape": True, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    options["extensions"] = ["jinja2.ext.i18n", "jinja2.ext.do"]
    env = Environment(**options)  # noqa: S701  (autoescape is on)
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=_gettext,
        ngettext=translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
    env.globals.update(
        static=_static,
        url=url,
        portal_address=portal_address,
        script_words=lambda: _script_words(translation.get_language()),
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
        parted=parted,
    )
    return env


# A page names some two hundred files and a thousand words; looked up anew each time they were a quarter of
# its cost. What is kept depends on nothing but the language and the files that came with the program.


@lru_cache(1024)
def _static(path: str) -> str:
    return static(path)


@lru_cache(8)
def _script_words(language: str | None) -> dict[str, str]:
    return script_words()


@lru_cache(8192)
def _text(language: str | None, message: str) -> str:
    return translation.gettext(message)


def _gettext(message: str) -> str:
    return _text(translation.get_language(), message)


@receiver(setting_changed)
def _forget(**_changed: Any) -> None:
    """Where files lie changes in tests only."""
    for kept in (_static, _script_words, _text):
        kept.cache_clear()


def url(name: str, /, **kwargs: Any) -> str:
    """Return the path of a named URL."""
    return reverse(name, kwargs=kwargs)
