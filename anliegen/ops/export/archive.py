"""A ZIP file that is written piece by piece, and knows of each entry its size and its digest."""

import hashlib
import os
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple

from anliegen.common.clock import BERLIN, now

_CHUNK = 1 << 18


class Entry(NamedTuple):
    """One entry as it was written. `rows` is None for what has none."""

    name: str
    rows: int | None
    bytes: int
    sha256: str


class Archive:
    """Entries go in one after the other; nothing is held in memory but their list, without the files."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self._zip = file
        self._at = now().astimezone(BERLIN)
        self.entries: list[Entry] = []

    def add_lines(self, name: str, lines: Iterable[str]) -> Entry:
        """Write lines of text, each with its end, and remember the entry."""
        rows, size, digest = 0, 0, hashlib.sha256()
        # Nobody knows before how large it becomes; beyond 2 GB the entry needs the larger header.
        with self._zip.open(self._info(name, zipfile.ZIP_DEFLATED), "w", force_zip64=True) as entry:
            for text in lines:
                content = f"{text}\n".encode()
                rows, size = rows + 1, size + len(content)
                digest.update(content)
                entry.write(content)
        self.entries.append(Entry(name, rows, size, digest.hexdigest()))
        return self.entries[-1]

    def add_text(self, name: str, text: str) -> None:
        """Write a short text, and remember the entry."""
        content = text.encode()
        self._zip.writestr(self._info(name, zipfile.ZIP_DEFLATED), content)
        self.entries.append(Entry(name, None, len(content), hashlib.sha256(content).hexdigest()))

    def add_file(self, name: str, content: IO[bytes]) -> Entry:
        """Write a file as it is: pictures and PDFs are compressed already. It is not remembered here."""
        size, digest = 0, hashlib.sha256()
        with self._zip.open(self._info(name, zipfile.ZIP_STORED), "w", force_zip64=True) as entry:
            while chunk := content.read(_CHUNK):
                size += len(chunk)
                digest.update(chunk)
                entry.write(chunk)
        return Entry(name, None, size, digest.hexdigest())

    def _info(self, name: str, method: int) -> zipfile.ZipInfo:
        at = self._at
        info = zipfile.ZipInfo(name, (at.year, at.month, at.day, at.hour, at.minute, at.second))
        info.compress_type = method
        info.external_attr = 0o644 << 16
        return info


@contextmanager
def archive(path: Path) -> Iterator[Archive]:
    """Write an archive to a new file. When the block fails, what is there so far is of no use to anybody."""
    with path.open("xb") as raw:
        file = zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED)
        try:
            yield Archive(file)
            file.close()
        except BaseException:
            # A directory of entries at the end of half a file would only fail again, on a full disk.
            file.fp = None
            raise
        raw.flush()
        os.fsync(raw.fileno())
