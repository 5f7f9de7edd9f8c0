"""Static files with hashed names, made anew only when a source is newer."""

from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from anliegen.common import bundle, static_files


def collect() -> None:
    """Collect static files into DATA/static unless that was done after their last change."""
    stamp = Path(settings.STATIC_ROOT) / "staticfiles.json"
    files = [f for folder in settings.STATICFILES_DIRS for f in Path(folder).rglob("*") if f.is_file()]
    # What is collected depends on how it is bundled, too.
    sources = [*files, *map(Path, (bundle.__file__, static_files.__file__))]
    newest = max((f.stat().st_mtime for f in sources), default=0.0)
    if not stamp.exists() or stamp.stat().st_mtime < newest:
        call_command("collectstatic", interactive=False, verbosity=0)
