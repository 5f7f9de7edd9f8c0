"""Files that come with a form: taken to the disk in pieces, or left out with a reason; the rest is read.

Django ends a form whose upload cannot be written in the middle, and with it everything that was typed.
Here such files are left out, and the form that asks for them hears why, with its text at hand.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import HttpRequest

from anliegen.common.errors import FULL, NoRoomError, RefusedError


class FileReceiver(TemporaryFileUploadHandler):
    """Django's handler; beyond 20 files, and when the disk is full, it reads on without keeping."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self._number = 0
        self._left_out = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file, unless there are too many already."""
        self._number += 1
        self._left_out = self._number > settings.MAX_FILES_PER_MESSAGE
        if self._left_out:
            self._trouble().append(
                RefusedError("Please attach at most 20 files to one message.", "files"),
            )
            return
        with self._room():
            super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a piece."""
        if not self._left_out:
            with self._room():
                super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> "UploadedFile[bytes] | None":
        """Return the file, or None when it was left out."""
        found = None
        if not self._left_out:
            with self._room():
                found = super().file_complete(file_size)
        return None if self._left_out else found

    @contextmanager
    def _room(self) -> Iterator[None]:
        try:
            yield
        except OSError as failure:
            if failure.errno not in FULL:
                raise
            self._left_out = True
            self._trouble().append(NoRoomError("The file could not be stored: the disk is full.", "files"))
            with suppress(OSError):  # what is still in memory finds no room either
                self.file.close()

    def _trouble(self) -> list[RefusedError]:
        # The request that the handler was made for is the one that the views get.
        found: list[RefusedError] = self.request.__dict__.setdefault("left_out", [])
        return found


def received(request: HttpRequest, name: str) -> "list[UploadedFile[bytes]]":
    """Return the files of a field. Raises RefusedError when files of the form had to be left out."""
    files = request.FILES.getlist(name)
    trouble: list[RefusedError] = request.__dict__.get("left_out", [])
    if trouble:
        raise trouble[0]
    return files


def received_one(request: HttpRequest, name: str) -> "UploadedFile[bytes] | None":
    """Return the file of a field, or None. Raises RefusedError as above."""
    return next(iter(received(request, name)), None)


def store_all(request: HttpRequest, store: "Callable[[UploadedFile[bytes]], str]", taken: list[str]) -> None:
    """Store the files that came with a form and add their ids to `taken`.

    One that cannot be taken keeps none of the others back. Raises the first refusal at the end.
    """
    refusals: list[RefusedError] = []
    try:
        received(request, "files")
    except RefusedError as refusal:
        refusals.append(refusal)
    for file in request.FILES.getlist("files"):
        try:
            taken.append(store(file))
        except RefusedError as refusal:
            refusals.append(refusal)
    if refusals:
        raise refusals[0]
