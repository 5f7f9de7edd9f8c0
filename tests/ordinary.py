"""An ordinary user for tests that run as root, with a Python and the product where that user can read them.

Who runs the tests without being root is an ordinary user already.
"""

import os
import pwd
import shutil
import stat
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anliegen

# What only developers need of what is installed. The rest is linked where one disk allows it, else copied.
_LEFT_OUT = {
    *("site-packages", "test", "idlelib", "lib2to3", "tkinter"),
    *("django-stubs", "hypothesis", "mypy", "mypyc", "pip", "playwright", "pygments", "rich", "ruff", "uv"),
}


@dataclass(frozen=True)
class Ordinary:
    """How to run Python as an ordinary user; `uid` is none when we are one ourselves."""

    python: Path
    variables: dict[str, str]
    uid: int | None = None
    gid: int | None = None

    def become(self) -> dict[str, Any]:
        """Return what makes subprocess start a program as this user."""
        return {} if self.uid is None else {"user": self.uid, "group": self.gid, "extra_groups": []}

    def start(self, *arguments: str, number: int | None = None) -> "subprocess.Popen[str]":
        """Start Python as this user, or as a bare number that the system has no name for."""
        who = self.become() if number is None else {"user": number, "group": number, "extra_groups": []}
        pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
        command = [str(self.python), *arguments]
        return subprocess.Popen(command, env=self.variables, cwd="/", text=True, **pipes, **who)

    def own(self, folder: Path) -> None:
        if self.uid is not None and self.gid is not None:
            os.chown(folder, self.uid, self.gid)


@contextmanager
def ordinary() -> Iterator[Ordinary]:
    """Yield the ordinary user, for as long as the copies are there."""
    plain = {k: v for k, v in os.environ.items() if not k.startswith("ANLIEGEN_") and k != "DATABASE_URL"}
    if os.geteuid() != 0:
        yield Ordinary(Path(sys.executable), plain)
        return
    entry = pwd.getpwnam("nobody")
    base = Path(tempfile.mkdtemp(prefix="anliegen nobody "))
    base.chmod(0o755)
    try:
        python = _python(base)
        _take(Path(anliegen.__path__[0]), base / "product" / "anliegen")
        (base / "home").mkdir()
        os.chown(base / "home", entry.pw_uid, entry.pw_gid)
        known = {
            "PATH": os.defpath,
            "HOME": str(base / "home"),
            "LANG": "C.UTF-8",
            "PYTHONPATH": str(base / "product"),
            "LD_LIBRARY_PATH": str(base / "python" / "lib"),
        }
        yield Ordinary(python, known, entry.pw_uid, entry.pw_gid)
    finally:
        shutil.rmtree(base, ignore_errors=True)


def _python(at: Path) -> Path:
    """Take the interpreter with its library, and what is installed; returns the program."""
    name = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    program = Path(sys.executable).resolve()
    for folder in ("python/bin", "environment/bin"):
        (at / folder).mkdir(parents=True)
    _link(str(program), str(at / "python" / "bin" / name))
    _take(Path(sysconfig.get_path("stdlib")), at / "python" / "lib" / name)
    for library in (program.parent.parent / "lib").glob("libpython*.so*"):
        _link(str(library), str(at / "python" / "lib" / library.name))
    # An environment, because a distribution's own Python looks for packages in folders of other names.
    environment = at / "environment"
    (environment / "pyvenv.cfg").write_text(f"home = {at / 'python' / 'bin'}\n")
    (environment / "bin" / "python").symlink_to(at / "python" / "bin" / name)
    _take(Path(sysconfig.get_path("purelib")), environment / "lib" / name / "site-packages")
    return environment / "bin" / "python"


def _take(source: Path, target: Path) -> None:
    def left_out(folder: str, names: list[str]) -> set[str]:
        return _LEFT_OUT.intersection(names) if Path(folder) == source else set()

    shutil.copytree(source, target, ignore=left_out, copy_function=_link)
    for folder in [target, *(path for path in target.rglob("*") if path.is_dir())]:
        folder.chmod(0o755)


def _link(source: str, target: str) -> None:
    if Path(source).stat().st_mode & stat.S_IROTH:
        try:
            os.link(Path(source).resolve(), target)
            return
        except OSError:
            pass  # another disk
    shutil.copy2(source, target)
    Path(target).chmod(0o755 if os.access(source, os.X_OK) else 0o644)
