"""Starting and stopping the one server of a data folder."""

import errno
import fcntl
import hashlib
import os
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from psycopg.conninfo import make_conninfo

from anliegen.postgres import account as accounts
from anliegen.postgres import binaries, cluster
from anliegen.postgres.errors import PostgresError

# Modest: one company's tickets fit, and the whole product stays below 400 MB. All may be overridden.
SETTINGS = {
    "shared_buffers": "64MB",
    "max_connections": "60",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "effective_cache_size": "512MB",
    "wal_compression": "on",
    "max_wal_size": "1GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "listen_addresses": "",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "log_statement": "none",
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "logging_collector": "off",
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
}
START_SECONDS = 60
STOP_SECONDS = 20
_SOCKET = ".s.PGSQL.5432"


@dataclass(frozen=True)
class Connection:
    """How to reach a started server as its superuser."""

    superuser_dsn: str
    socket_folder: Path


class Server:
    """The server of one data folder. Use start() and stop(), or `with`."""

    def __init__(self, data: Path, settings: dict[str, str] | None = None) -> None:
        self._data = data.resolve()
        self._settings = SETTINGS | (settings or {})
        self._process: subprocess.Popen[bytes] | None = None
        self._lock: int | None = None

    def start(self) -> Connection:
        """Start the server, making the cluster first if there is none, and wait until it answers.

        A server left behind by a killed predecessor is stopped first; nothing acknowledged is lost.
        Raises PostgresError with one sentence for whatever stands in the way.
        """
        try:
            self._data.mkdir(parents=True, exist_ok=True)
            self._take_lock()
            return self._start()
        except OSError as error:
            self.stop()
            raise PostgresError(_sentence(error, self._data)) from error
        except PostgresError:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop the server: fast first, immediate when that takes too long. Repeatable."""
        process, self._process = self._process, None
        if process is not None and process.poll() is None:
            for how, seconds in ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, 10), (signal.SIGKILL, 10)):
                process.send_signal(how)
                try:
                    process.wait(seconds)
                    break
                except subprocess.TimeoutExpired:
                    continue
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def revive(self) -> bool:
        """Start the server again if it has died by itself, in the same place; says whether it had to.

        What it had acknowledged is in its log and comes back. Raises PostgresError when it stays dead.
        """
        if self._lock is None or self.is_running():
            return False
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                self._start()
                return True
            except PostgresError:
                # Orphans of the dead server hold its memory until they notice, within a moment.
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)

    def is_running(self) -> bool:
        """Say whether the server that this object has started is alive."""
        return self._process is not None and self._process.poll() is None

    def process_id(self) -> int:
        """Return the process id of the running server. Raises PostgresError when it is not running."""
        if self._process is None:
            raise PostgresError("PostgreSQL läuft nicht.")
        return self._process.pid

    def __enter__(self) -> Connection:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _take_lock(self) -> None:
        """The lock belongs to the process and goes with it, however it ends."""
        handle = os.open(self._data / "postgres.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            raise PostgresError(
                f"Mit den Daten in „{self._data}“ läuft bereits eine Instanz. "
                "Beenden Sie diese zuerst, oder wählen Sie mit DATA einen anderen Ordner."
            ) from None
        self._lock = handle

    def _start(self) -> Connection:
        account = accounts.current()
        found = binaries.find()
        programs = accounts.reachable_programs(account, found.folder)
        folder = accounts.reachable_folder(account, self._data / "postgres")
        password = cluster.secret(self._data, "postgres-superuser")
        cluster.ensure(folder, found, programs, account, password)
        _stop_leftover(folder)
        sockets = _socket_folder(account, folder)
        log = self._data / "postgres.log"
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                [str(programs / "postgres"), "-D", str(folder), "-k", str(sockets), *self._options()],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd="/",
                # A session of its own: Ctrl-C in the terminal must not reach it before its clients end.
                start_new_session=True,
                preexec_fn=account.become(die_with_parent=True),  # noqa: PLW1509  (single thread)
                env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"},
            )
        self._wait(folder, log)
        dsn = make_conninfo("", host=str(sockets), user="postgres", password=password, dbname="postgres")
        return Connection(dsn, sockets)

    def _options(self) -> list[str]:
        return [part for name, value in self._settings.items() for part in ("-c", f"{name}={value}")]

    def _wait(self, folder: Path, log: Path) -> None:
        process = self._process
        assert process is not None
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if process.poll() is not None:
                raise PostgresError(f"PostgreSQL ist nicht gestartet: {_last_line(log)}")
            if _status(folder, process.pid) == "ready":
                return
            time.sleep(0.01)
        raise PostgresError(f"PostgreSQL antwortet seit {START_SECONDS} Sekunden nicht. Siehe „{log}“.")


def _status(folder: Path, pid: int) -> str:
    """Return the status that the server itself writes: the 8th line of its pid file."""
    try:
        lines = (folder / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    except (FileNotFoundError, UnicodeDecodeError):
        return ""
    return lines[7].strip() if len(lines) > 7 and lines[0] == str(pid) else ""


def _stop_leftover(folder: Path) -> None:
    """Stop a server whose supervisor was killed. Only a process that runs on this very folder is touched."""
    try:
        lines = (folder / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        pid = int(lines[0])
        same = Path(lines[1]).resolve() == folder.resolve()
        command = Path(f"/proc/{pid}/cmdline").read_bytes() if Path("/proc/self").exists() else b"postgres"
    except (FileNotFoundError, ValueError, IndexError, PermissionError):
        return
    if not same or b"postgres" not in command:
        return
    deadline = time.monotonic() + STOP_SECONDS
    try:
        os.kill(pid, signal.SIGINT)
        while time.monotonic() < deadline:
            os.kill(pid, 0)
            time.sleep(0.02)
    except ProcessLookupError:
        return
    raise PostgresError(f"Ein früherer PostgreSQL-Server (Prozess {pid}) lässt sich nicht beenden.")


def _socket_folder(account: accounts.Account, folder: Path) -> Path:
    """Return a private folder whose socket path stays below the 107 bytes that the system allows."""
    name = hashlib.sha256(str(folder).encode()).hexdigest()[:16]
    base = Path(os.environ.get("XDG_RUNTIME_DIR") or "/tmp")  # noqa: S108  (checked below)
    if account.is_other or len(str(base / f"anliegen-{name}" / _SOCKET).encode()) > 100 or not base.is_dir():
        base = Path(tempfile.gettempdir())
    sockets = base / f"anliegen-{name}"
    try:
        sockets.mkdir(mode=0o700)
        account.own(sockets)
    except FileExistsError:
        info = sockets.lstat()
        # In a world-writable folder somebody else could have put a link or a folder of their own there.
        if sockets.is_symlink() or info.st_uid != account.uid or info.st_mode & 0o077:
            raise PostgresError(f"„{sockets}“ gehört jemand anderem. Bitte entfernen.") from None
    return sockets


def _last_line(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    fatal = [line for line in lines[-20:] if "FATAL" in line or "ERROR" in line]
    return (fatal or lines or ["keine Meldung"])[-1][-300:]


def _sentence(error: OSError, data: Path) -> str:
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return f"In „{data}“ darf nicht geschrieben werden. Wählen Sie mit DATA einen anderen Ordner."
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return f"Auf dem Datenträger von „{data}“ ist kein Platz mehr."
    return (
        f"„{data}“ ist nicht benutzbar ({error.strerror or error}). Wählen Sie mit DATA einen anderen Ordner."
    )
