"""Making a cluster, in one step that a crash cannot leave half done, and its secrets."""

import os
import secrets
import shutil
import subprocess
from pathlib import Path

from anliegen.postgres.account import Account
from anliegen.postgres.binaries import Binaries
from anliegen.postgres.errors import PostgresError


def secret(data: Path, name: str) -> str:
    """Return the secret kept in DATA/secrets under the name, made at first use (file mode 0600)."""
    folder = data / "secrets"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / name
    if file.exists():
        return file.read_text(encoding="ascii").strip()
    value = secrets.token_urlsafe(32)
    temporary = folder / f".{name}.{os.getpid()}"
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as stream:
        stream.write(value)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(file)
    return value


def ensure(folder: Path, binaries: Binaries, programs: Path, account: Account, password: str) -> None:
    """Make the cluster unless it is there, and check that these programs can run it.

    Raises PostgresError for another major version, a foreign folder or a failing initdb.
    """
    if (folder / "PG_VERSION").is_file():
        _check_version(folder, binaries)
        return
    if folder.exists() and any(folder.iterdir()):
        raise PostgresError(
            f"„{folder}“ ist nicht leer und keine Datenbank. Bitte einen anderen Ordner wählen."
        )
    if not account.has_name():
        raise PostgresError(
            f"Der Benutzer mit der Nummer {account.uid} hat keinen Eintrag in /etc/passwd. "
            "Ohne einen legt PostgreSQL keine Datenbank an."
        )
    folder.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    for leftover in folder.parent.glob(f".{folder.name}.new.*"):
        shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
    temporary = folder.with_name(f".{folder.name}.new.{os.getpid()}")
    temporary.mkdir(mode=0o700)
    account.own(temporary)
    _initdb(temporary, binaries, programs, account, password)
    if folder.exists():
        folder.rmdir()
    temporary.rename(folder)
    _sync(folder.parent)


def _check_version(folder: Path, binaries: Binaries) -> None:
    found = (folder / "PG_VERSION").read_text(encoding="ascii").strip()
    if found != str(binaries.major):
        raise PostgresError(
            f"Die Datenbank in „{folder}“ gehört zu PostgreSQL {found}, gefunden wurde PostgreSQL "
            f"{binaries.major}. Nennen Sie mit PG_BIN den Ordner von PostgreSQL {found}."
        )


def _initdb(target: Path, binaries: Binaries, programs: Path, account: Account, password: str) -> None:
    locale = (
        ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        if binaries.major >= 17
        else ["--locale=C.UTF-8"]
    )
    # Through a private file that is gone at once: a command line could be read by every user.
    passing = target.with_name(f"{target.name}.password")
    passing.touch(mode=0o600)
    passing.write_text(password, encoding="ascii")
    account.own(passing)
    command = [
        str(programs / "initdb"),
        f"--pgdata={target}",
        "--username=postgres",
        f"--pwfile={passing}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--data-checksums",
        "--no-instructions",
        *locale,
    ]
    try:
        done = subprocess.run(
            command,
            check=False,
            capture_output=True,
            text=True,
            cwd="/",
            preexec_fn=account.become(die_with_parent=True),
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"},
        )
    finally:
        passing.unlink()
    if done.returncode:
        shutil.rmtree(target, ignore_errors=True)
        raise PostgresError(f"Die Datenbank ließ sich nicht anlegen: {done.stderr.strip()[-400:]}")


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
