"""Static files under names that say what is in them, compressed, the scripts of each face in one file."""

from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

from anliegen.common.bundle import bundle, entries

FOLDER = "js/"

Paths = dict[str, tuple[Any, str]]


class BundledStaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """The storage that `collectstatic` writes to and `static()` reads names from."""

    def post_process(self, paths: Paths, dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """Put bundles in the place of their entries, then hash and compress."""
        if dry_run:
            return
        folder = [name for name in paths if name.startswith(FOLDER)]
        modules = {name.removeprefix(FOLDER): _text(*paths.pop(name)) for name in folder}
        for entry in entries(modules):
            paths[FOLDER + entry] = (self, self._write(FOLDER + entry, bundle(entry, modules.__getitem__)))
        yield from super().post_process(paths, dry_run, **options)

    def _write(self, name: str, text: str) -> str:
        self.delete(name)
        return str(self._save(name, ContentFile(text.encode())))


def _text(storage: Any, path: str) -> str:
    with storage.open(path) as source:
        return str(source.read().decode())
