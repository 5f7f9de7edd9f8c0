"""What the process that decodes foreign files can still do once it has shut itself in: next to nothing.

Each attempt is made inside it, as code would that has taken it over; each wall is tried alone, too.
"""

import io
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from PIL import Image

from anliegen.common.decoding import DECODER, decode
from tests.conversation.test_previews import picture

# Prints the name of every attempt that succeeded.
INSIDE = """
import ctypes, os, resource, runpy, signal, socket, subprocess, sys, urllib.request
decoder = runpy.run_path(sys.argv[1])
port, unix, victim, walls = int(sys.argv[2]), sys.argv[3], sys.argv[4], sys.argv[5:]
libc = ctypes.CDLL(None, use_errno=True)

def call(function, *arguments):
    if function(*arguments) < 0:
        raise OSError(ctypes.get_errno(), "refused")

def more_files():
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    os.close(os.open("/dev/null", os.O_RDONLY))

attempts = {
    "connect": lambda: socket.create_connection(("127.0.0.1", port), 2),
    "connect unix": lambda: socket.socket(socket.AF_UNIX).connect(unix),
    "listen": lambda: socket.create_server(("127.0.0.1", 0)),
    "pair": socket.socketpair,
    "netlink": lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW),
    "fetch": lambda: urllib.request.urlopen(f"http://127.0.0.1:{port}", timeout=2),
    "ring": lambda: call(libc.syscall, 425, 8, ctypes.create_string_buffer(120)),
    "read": lambda: open(victim).read(),
    "pipe": os.pipe,
    "program": lambda: subprocess.run(["/bin/true"], check=True),
    "more files": more_files,
    "delete": lambda: os.unlink(victim),
    "shorten": lambda: os.truncate(victim, 0),
    "trace": lambda: call(libc.ptrace, 16, os.getppid(), 0, 0),
    "signal": lambda: os.kill(os.getppid(), signal.SIGCONT),
    "fork": lambda: os.fork() or os._exit(0),
    "become": lambda: os.execv("/bin/echo", ["echo", "become"]),
}
for wall in walls:
    decoder[wall]()
for name, attempt in attempts.items():
    try:
        attempt()
    except Exception:
        continue
    print(name, flush=True)
"""
NETWORK = {"connect", "connect unix", "listen", "pair", "netlink", "fetch", "ring"}
OPENING = NETWORK | {"read", "pipe", "program"}


def succeeded(walls: list[str]) -> set[str]:
    """Try everything behind the walls, with a real server to talk to and a real file to ruin."""
    import socket

    with tempfile.TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as server:
        victim, unix = Path(folder) / "victim", str(Path(folder) / "unix")
        victim.write_text("Inhalt")
        with socket.socket(socket.AF_UNIX) as local:
            local.bind(unix)
            local.listen()
            arguments = [str(DECODER), str(server.getsockname()[1]), unix, str(victim), *walls]
            done = subprocess.run(
                [sys.executable, "-I", "-c", INSIDE, *arguments],
                capture_output=True,
                text=True,
                env={},
                check=False,
                timeout=60,
            )
        if "ask_nothing_more" in walls:
            assert not done.stderr
            assert victim.read_text() == "Inhalt"
    return set(done.stdout.split("\n")) - {""}


def test_the_attempts_are_real() -> None:
    """Without walls they succeed, but for what a machine may refuse to everybody."""
    assert succeeded([]) >= (OPENING | {"delete", "become"}) - {"netlink", "ring", "fetch"}


def test_shut_in_it_reaches_nothing() -> None:
    assert succeeded(["open_nothing_more", "ask_nothing_more"]) == set()


def test_without_open_files_alone_there_is_no_connection() -> None:
    """What holds on every system: no file and no connection, whatever the kernel would do for it."""
    assert not succeeded(["open_nothing_more"]) & OPENING


@pytest.mark.skipif(sys.platform != "linux", reason="the list of calls is Linux's")
def test_the_list_of_calls_alone_leaves_no_connection_either() -> None:
    assert succeeded(["ask_nothing_more"]) == set()


def test_pictures_as_telephones_take_them_are_decoded_behind_the_walls(tmp_path: Path) -> None:
    """With a second picture inside, and words in every field: libraries load parts for these on the way."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "Köln"
    second = Image.new("RGB", (300, 100))
    for kind, more in (
        ("MPO", {"append_images": [second]}),
        ("GIF", {"append_images": [second]}),
        ("PNG", {"append_images": [second]}),
        ("WEBP", {"append_images": [second]}),
    ):
        source = tmp_path / kind
        source.write_bytes(
            picture((300, 100), kind, save_all=True, **more, **({"exif": exif} if kind != "GIF" else {}))
        )
        made = decode("image", source)
        assert made, kind
        with Image.open(io.BytesIO(made.made["view"])) as view:
            assert view.size == ((300, 100) if kind == "GIF" else (100, 300))
