"""What the processes of an installation need to know: database, secrets, folders.

Found once by the command that starts, handed on by environment variables. Knows no Django.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from anliegen.ops.address import host_and_port
from anliegen.ops.problem import Problem
from anliegen.postgres import PostgresError, Server, ensure_database
from anliegen.postgres.attach import running
from anliegen.postgres.binaries import OLDEST
from anliegen.postgres.cluster import secret

_NEEDED_BYTES = 200_000_000


def data_folder() -> Path:
    """Return DATA, made and writable. Raises Problem otherwise."""
    data = Path(os.environ.get("DATA") or "var").resolve()
    try:
        data.mkdir(parents=True, exist_ok=True)
        probe = data / f".schreibprobe-{os.getpid()}"
        probe.write_bytes(b"x")
        probe.unlink()
    except OSError as error:
        raise Problem(
            f"In „{data}“ kann nicht geschrieben werden ({error.strerror}). "
            "Wählen Sie mit DATA einen anderen Ordner."
        ) from error
    free = shutil.disk_usage(data).free
    if free < _NEEDED_BYTES:
        raise Problem(f"Auf dem Datenträger von „{data}“ sind nur noch {free // 1_000_000} MB frei.")
    return data


@dataclass(frozen=True)
class Found:
    """The variables that lead to the database; `revive` starts an own server again that has died.

    `is_at_work` says that the installation is (or may be) running beside this command.
    """

    variables: dict[str, str]
    revive: Callable[[], bool]
    is_at_work: bool = False


@contextmanager
def database(data: Path, *, beside: bool = False) -> Iterator[Found]:
    """Yield the way to the database; an embedded server runs as long as the block.

    `beside` is for commands that may work while the installation runs: they use its server.
    Raises Problem with one sentence when there is no usable database.
    """
    url = os.environ.get("DATABASE_URL")
    if url:
        yield Found(external(data, url), lambda: False, is_at_work=True)
        return
    server = Server(data)
    try:
        others = running(data) if beside else None
        at = others or server.start()
        found = ensure_database(data, at.superuser_dsn)
        variables = {"ANLIEGEN_OWNER_URL": found.owner_dsn, "ANLIEGEN_APP_URL": found.app_dsn}
        yield Found(variables, server.revive, is_at_work=others is not None)
    except PostgresError as error:
        raise Problem(str(error)) from error
    finally:
        server.stop()


def external(data: Path, url: str) -> dict[str, str]:
    """Check a PostgreSQL of somebody else's and make the application's role there if need be."""
    try:
        with psycopg.connect(url, autocommit=True, connect_timeout=10) as connection:
            version = connection.info.server_version // 10_000
            if version < OLDEST:
                raise Problem(f"PostgreSQL {version} ist zu alt. Anliegen braucht {OLDEST} oder neuer.")
            app = os.environ.get("ANLIEGEN_APP_URL") or _app_role(connection, data, url)
    except psycopg.OperationalError as error:
        reason = " ".join(str(error).split()).rstrip(".")
        raise Problem(f"Die Datenbank aus DATABASE_URL antwortet nicht: {reason}.") from error
    except psycopg.ProgrammingError as error:
        raise Problem(
            "DATABASE_URL ist keine Adresse einer Datenbank. Erwartet wird postgresql://NAME:PASSWORT@ORT/DATENBANK."
        ) from error
    return {"ANLIEGEN_OWNER_URL": url, "ANLIEGEN_APP_URL": app}


def _app_role(connection: "psycopg.Connection[tuple[object, ...]]", data: Path, url: str) -> str:
    name = f"{conninfo_to_dict(url).get('dbname', 'anliegen')}_app"
    password = secret(data, "datenbank-app")
    known = connection.execute(
        "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = %s", [name]
    ).fetchone()
    if known and known[0]:
        raise Problem(
            f"Die Rolle „{name}“ darf zu viel: Sie sähe alle Firmen. Bitte lassen Sie ausführen: "
            f'ALTER ROLE "{name}" NOSUPERUSER NOBYPASSRLS;'
        )
    # Rights that it has not are not taken again: only a superuser may even name them of a role that is there.
    statement = (
        "ALTER ROLE {} LOGIN PASSWORD {}"
        if known
        else "CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD {}"
    )
    try:
        connection.execute(sql.SQL(statement).format(sql.Identifier(name), sql.Literal(password)))
    except psycopg.errors.InsufficientPrivilege as error:
        raise Problem(
            "Das Konto aus DATABASE_URL darf keine Rollen anlegen. Bitte lassen Sie ausführen: "
            f"CREATE ROLE \"{name}\" LOGIN PASSWORD '…'; und nennen Sie deren Adresse mit ANLIEGEN_APP_URL."
        ) from error
    return make_conninfo(url, user=name, password=password)


def settings(data: Path, database_variables: dict[str, str]) -> dict[str, str]:
    """Return the whole environment of a child process."""
    host, port = host_and_port()
    known = {
        "DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "anliegen.config.settings",
        "ANLIEGEN_SECRET_KEY": os.environ.get("ANLIEGEN_SECRET_KEY") or secret(data, "schluessel"),
        "ANLIEGEN_BASE_URL": os.environ.get("ANLIEGEN_BASE_URL") or f"http://{host}:{port}",
        "PYTHONUNBUFFERED": "1",
    }
    return {**os.environ, **database_variables, **known}


def use(variables: dict[str, str]) -> None:
    """Take the variables into this process, a command without a hurry, and load Django with them."""
    os.environ.update(variables, ANLIEGEN_STATEMENT_SECONDS="0")
    import django

    django.setup()
