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
        return not self.is_other or all(self._may_enter(p) for p in [*path.resolve().parents])

    def _may_enter(self, folder: Path) -> bool:
        try:
            info = folder.stat()
        except OSError:
            return False
        if info.st_uid == self.uid:
            return bool(info.st_mode & stat.S_IXUSR)
        if info.st_gid == self.gid:
            return bool(info.st_mode & stat.S_IXGRP)
        return bool(info.st_mode & stat.S_IXOTH)

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
    """Return the wanted folder, or a private one below /var/lib when the account cannot walk there."""
    if account.reaches(wanted):
        return wanted
    name = hashlib.sha256(str(wanted.resolve()).encode()).hexdigest()[:16]
    return SHARED / name


def reachable_programs(account: Account, folder: Path) -> Path:
    """Return the programs' folder, or a copy that the account can read."""
    if account.reaches(folder / "postgres"):
        return folder
    install = folder.parent
    info = (folder / "postgres").stat()
    copy = SHARED / f"programs-{info.st_size:x}-{int(info.st_mtime):x}"
    if not copy.exists():
        SHARED.mkdir(mode=0o755, parents=True, exist_ok=True)
        temporary = copy.with_name(f"{copy.name}.{os.getpid()}")
        shutil.copytree(install, temporary, symlinks=True)
        temporary.replace(copy)
    return copy / "bin"
