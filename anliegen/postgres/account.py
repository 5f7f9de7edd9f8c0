"""As whom the server runs. PostgreSQL refuses root; then an existing unprivileged account is taken."""

import ctypes
import hashlib
import os
import pwd
import shutil
import signal
import stat
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from anliegen.postgres.errors import PostgresError

# Where root keeps what an unprivileged account must reach when the way to DATA is closed to it.
SHARED = Path("/var/lib/anliegen")
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Account:
    """User and group of the server process; `is_other` when they are not our own."""

    uid: int
    gid: int
    is_other: bool

    def own(self, path: Path) -> None:
        """Give one path to the account; the permissions of folders above stay as they are."""
        if self.is_other:
            os.chown(path, self.uid, self.gid)

    def reaches(self, path: Path) -> bool:
        """Say whether the account may walk to the path."""
        return not self.is_other or all(self._may(p, stat.S_IXOTH) for p in [*path.resolve().parents])

    def has_name(self) -> bool:
        """Say whether the system knows the account: initdb asks for its name."""
        try:
            return bool(pwd.getpwuid(self.uid))
        except KeyError:
            return False

    def reads(self, path: Path) -> bool:
        """Say whether the account may read the file or folder, once it is there."""
        return not self.is_other or self._may(path, stat.S_IROTH)

    def _may(self, path: Path, right: int) -> bool:
        """Look for a right of others among those that hold for the account."""
        try:
            info = path.stat()
        except OSError:
            return False
        if info.st_uid == self.uid:
            return bool(info.st_mode & right << 6)
        if info.st_gid == self.gid:
            return bool(info.st_mode & right << 3)
        return bool(info.st_mode & right)

    def become(self, *, die_with_parent: bool) -> Callable[[], None]:
        """Return what a child does before it starts the program: drop rights, tie its life to ours."""

        def prepare() -> None:
            if self.is_other:
                os.setgroups([])
                os.setgid(self.gid)
                os.setuid(self.uid)
            os.umask(0o077)
            if die_with_parent and sys.platform == "linux":
                # After the change of user, which would clear it. SIGINT is PostgreSQL's fast shutdown.
                ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGINT, 0, 0, 0)

        return prepare


def current() -> Account:
    """Return the account for the server. Raises PostgresError when root finds no other."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), False)
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid, True)
    raise PostgresError(
        "Als root braucht PostgreSQL ein Konto „postgres“ oder „nobody“; keines ist vorhanden."
    )


def reachable_folder(account: Account, wanted: Path) -> Path:
    """Return the wanted folder, or a private one below /var/lib when the account cannot walk there.

    A link then stands in the wanted place: whoever copies DATA sees that something lies elsewhere, and
    opening or closing a folder above never leads to a second, empty database. Raises PostgresError instead.
    """
    if not account.is_other:
        return wanted
    place = SHARED / hashlib.sha256(str(wanted.parent.resolve() / wanted.name).encode()).hexdigest()[:16]
    if wanted.is_symlink():
        if wanted.readlink() != place:
            raise PostgresError(
                f"„{wanted}“ verweist auf „{wanted.readlink()}“, die Datenbank eines anderen Ordners. "
                f"Gehört sie jetzt hierher, benennen Sie sie in „{place}“ um und löschen Sie den Verweis."
            )
        return place
    if account.reaches(wanted) and not (place / "PG_VERSION").is_file():
        return wanted
    if (wanted / "PG_VERSION").is_file():
        raise PostgresError(
            f"Das Konto, unter dem PostgreSQL läuft, darf einen Ordner über „{wanted}“ nicht mehr betreten. "
            "Geben Sie ihn mit chmod o+x frei."
        )
    if wanted.is_dir():
        if any(wanted.iterdir()):
            return wanted  # whoever looks into it refuses it
        wanted.rmdir()
    _shared()
    wanted.symlink_to(place)
    return place


def reachable_programs(account: Account, folder: Path) -> Path:
    """Return the programs' folder, or a copy that the account can read.

    The copy goes by what the program is: another minor version is another copy, however it was dated, and
    a server that still runs from the one before loses nothing.
    """
    program = folder / "postgres"
    if account.reaches(program) and account.reads(program):
        return folder
    with program.open("rb") as content:
        name = hashlib.file_digest(content, "sha256").hexdigest()[:16]
    copy = _shared() / f"programs-{name}"
    if not copy.exists():
        _copy(folder.parent, copy)
    return copy / folder.parent.parent.name / folder.parent.name / folder.name


def _shared() -> Path:
    """Return the shared folder, which everybody may walk through whatever root's umask is."""
    if not SHARED.is_dir():
        SHARED.mkdir(parents=True, exist_ok=True)
        SHARED.chmod(0o755)
    return SHARED


def _copy(install: Path, copy: Path) -> None:
    temporary = copy.with_name(f".{copy.name}.{os.getpid()}")
    shutil.rmtree(temporary, ignore_errors=True)
    package = install.parent
    shutil.copytree(install, temporary / package.name / install.name, symlinks=True)
    # A wheel keeps the libraries of its programs in a folder beside the package, and they look for it there.
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, temporary / libraries.name, symlinks=True)
    # What was unpacked under a closed umask is closed to the account wherever it lies.
    for path in [temporary, *temporary.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & stat.S_IXUSR else 0o644)
    try:
        temporary.replace(copy)
    except OSError:
        # Another installation on this machine has made the same copy meanwhile.
        shutil.rmtree(temporary)
        if not copy.exists():
            raise
