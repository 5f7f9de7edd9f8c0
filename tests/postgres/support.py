"""What tests of the embedded server share: reachable folders, queries, copies of the programs."""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from anliegen.postgres import binaries

# The installed programs and their version, as in "18.6"; others of the same length, a minor and a major one.
INSTALLED = binaries.find().folder
_SAID = subprocess.run([INSTALLED / "postgres", "--version"], capture_output=True, text=True, check=True)
MAJOR, MINOR = re.findall(r"\d+", _SAID.stdout)[:2]
VERSION = f"{MAJOR}.{MINOR}"
NEWER = f"{MAJOR}.{MINOR[:-1]}{'8' if MINOR[-1] == '9' else '9'}"
NEW_MAJOR = f"{int(MAJOR) + 1}.{MINOR}"


@contextmanager
def open_folder() -> Iterator[Path]:
    """A folder that every account may walk to, with a space and an umlaut in its name."""
    base = Path(tempfile.mkdtemp(prefix="anliegen-pg-"))
    base.chmod(0o755)
    made = base / "Daten für Ärzte"
    made.mkdir(mode=0o755)
    try:
        yield made
    finally:
        shutil.rmtree(base, ignore_errors=True)


def rows(dsn: str, sql: str) -> list[tuple[object, ...]]:
    with psycopg.connect(dsn) as connection:
        return connection.execute(sql).fetchall()  # type: ignore[arg-type]


def programs(at: Path, *, version: str) -> Path:
    """Copy the programs to the folder, as those of another version; returns their `bin`.

    The version is written into the server, as if a newer package had brought it: what it says of itself is
    all that tells one from the other.
    """
    install, package = INSTALLED.parent, INSTALLED.parent.parent
    made = at / package.name / install.name
    shutil.copytree(install, made, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, at / libraries.name)
    server = made / "bin" / "postgres"
    server.write_bytes(server.read_bytes().replace(VERSION.encode(), version.encode()))
    return made / "bin"
