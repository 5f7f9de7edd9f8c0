"""Decoding foreign files in a child process that may fail, hang or be taken over; here nothing is decoded."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

import structlog
from django.conf import settings

SECONDS = 20
# Where a Python finds its own libraries that is not installed for the whole machine.
_FOR_PYTHON_ITSELF = ("LD_LIBRARY_PATH",)
DECODER = Path(__file__).with_name("decoder.py")
log = structlog.get_logger(__name__)


class Pictures(NamedTuple):
    """What was made of a file: its size in pixels, and the pictures by their names."""

    width: int
    height: int
    made: dict[str, bytes]


def decode(kind: str, source: Path | bytes) -> Pictures | None:
    """Decode a file (an image, pdf or logo) within limits of memory and time.

    Returns None when that does not succeed. No transaction should wait for it long: it takes half a second.
    """
    with tempfile.TemporaryDirectory(prefix="anliegen-", dir=settings.FILE_UPLOAD_TEMP_DIR) as folder:
        results = Path(folder) / "made"
        results.mkdir()
        if isinstance(source, bytes):
            given, source = source, Path(folder) / "given"
            source.write_bytes(given)
        try:
            # -I: neither variables of Python's nor the working directory can slip code in.
            done = subprocess.run(  # noqa: S603
                [sys.executable, "-I", str(DECODER), kind, str(source), str(results)],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=SECONDS,
                env={name: os.environ[name] for name in _FOR_PYTHON_ITSELF if name in os.environ},
                cwd=results,
                check=True,
            )
            width, height = (int(word) for word in done.stdout.split())
            made = {file.name: file.read_bytes() for file in results.iterdir()}
        except (subprocess.SubprocessError, OSError, ValueError) as failure:
            log.info("not decoded", kind=kind, failure=type(failure).__name__)
            return None
    return Pictures(width, height, made)
