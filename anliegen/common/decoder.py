"""Decodes one foreign file and writes pictures made of it. A program of its own, not a module.

Runs in a child process with hard limits, because decoders of images and PDF are where hostile files
attack. Knows nothing of the product: `decoder.py KIND SOURCE FOLDER` writes `thumb` and `view` (WebP),
of a logo `logo` (PNG), into the folder and prints width and height; any failure is an exit code.

Everything that is needed is loaded and opened first. Then the process shuts itself in: it can open nothing
more, no file and no connection, and Linux does little else for it than reading, writing and memory.
"""

import ctypes
import os
import resource
import sys
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

MEMORY = 1 << 30
CPU_SECONDS = 10
LARGEST_RESULT = 32 << 20
MOST_PIXELS = 40_000_000
FORMATS = ["PNG", "JPEG", "GIF", "WEBP"]
THUMB, VIEW = 480, 2000
LOGO_FORMATS = ["PNG", "JPEG", "WEBP"]
LOGO_MOST, LOGO_SHOWN = 2000, 256  # pixels a side
ORIENTATION = 0x0112  # Exif; from 5 on the picture lies on its side

Targets = Mapping[str, IO[bytes]]
# What the kernel still does, by its number on the two processors whose numbers are known here.
MACHINES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}
CALLS = {
    "read": (0, 63),
    "write": (1, 64),
    "close": (3, 57),
    "fstat": (5, 80),
    "lseek": (8, 62),
    "mmap": (9, 222),
    "mprotect": (10, 226),
    "munmap": (11, 215),
    "brk": (12, 214),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "sched_yield": (24, 124),
    "mremap": (25, 216),
    "madvise": (28, 233),
    "exit": (60, 93),
    "futex": (202, 98),
    "clock_gettime": (228, 113),
    "exit_group": (231, 94),
    "newfstatat": (262, 79),
    "getrandom": (318, 278),
}


def limit() -> None:
    """Bind this process: memory, time, size of results, no core dumps."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_RESULT, LARGEST_RESULT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # macOS refuses this one
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def open_nothing_more() -> None:
    """Let this process open nothing and start nothing any more; what is open stays so."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


def knows_calls() -> bool:
    """Say whether the numbers of the kernel's calls are known here."""
    return sys.platform == "linux" and os.uname().machine in MACHINES


def ask_nothing_more() -> None:
    """Let the kernel refuse all but the few calls above, for good. Raises OSError where it cannot.

    Code that has taken over the process could delete files, or write into another one of the same account.
    """
    if not knows_calls():
        return
    architecture, column = MACHINES[os.uname().machine]
    load, equal, back = 0x20, 0x15, 0x06
    allow, refuse = 0x7FFF0000, 0x00050001  # EPERM
    steps = [(load, 0, 0, 4), (equal, 1, 0, architecture), (back, 0, 0, refuse), (load, 0, 0, 0)]
    for numbers in CALLS.values():
        steps += [(equal, 0, 1, numbers[column]), (back, 0, 0, allow)]
    code = b"".join(_step(*step) for step in [*steps, (back, 0, 0, refuse)])

    class Program(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ushort), ("code", ctypes.c_char_p)]

    libc = ctypes.CDLL(None, use_errno=True)
    program = Program(len(code) // 8, code)
    no_new_privileges, seccomp, by_filter = 38, 22, 2
    if libc.prctl(no_new_privileges, 1, 0, 0, 0) or libc.prctl(seccomp, by_filter, ctypes.byref(program)):
        raise OSError(ctypes.get_errno(), "no filter of calls")


def _step(code: int, then: int, otherwise: int, value: int) -> bytes:
    return code.to_bytes(2, sys.byteorder) + bytes((then, otherwise)) + value.to_bytes(4, sys.byteorder)


def picture(source: IO[bytes], targets: Targets) -> tuple[int, int]:
    """Write both pictures of an image, turned upright, without its metadata."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    with Image.open(source, formats=FORMATS) as image:
        width, height = image.size
        if width * height > MOST_PIXELS:
            raise ValueError("too many pixels")
        image.draft("RGB", (VIEW, VIEW))
        mode = "RGBA" if image.has_transparency_data else "RGB"
        plain = image if image.mode == mode else image.convert(mode)
        plain.thumbnail((VIEW, VIEW))  # before anything is copied: the whole picture is large
        turned = image.getexif().get(ORIENTATION, 1) >= 5
        upright = ImageOps.exif_transpose(plain)
    write(upright, targets)
    return (height, width) if turned else (width, height)


def first_page(source: IO[bytes], targets: Targets) -> tuple[int, int]:
    """Write both pictures of a PDF's first page."""
    import pypdfium2

    document = pypdfium2.PdfDocument(source.read())
    page = document[0]
    scale = min(VIEW / max(*page.get_size(), 1), 2)
    image = page.render(scale=scale).to_pil().convert("RGB")
    width, height = image.size
    write(image, targets)
    return int(width), int(height)


def logo(source: IO[bytes], targets: Targets) -> tuple[int, int]:
    """Write a small picture of a company's logo; nothing, when it is too large."""
    from PIL import Image

    with Image.open(source, formats=LOGO_FORMATS) as image:
        width, height = image.size
        # Checked before the pixels are unpacked: a small file may claim a huge picture.
        if max(width, height) <= LOGO_MOST:
            small = image.convert("RGBA")
            small.thumbnail((LOGO_SHOWN, LOGO_SHOWN))
            small.save(targets["logo"], "PNG", optimize=True)
    return width, height


def write(image: "Picture", targets: Targets) -> None:
    """Save a picture small and large. A new picture is made, so that nothing hidden comes along."""
    for name, size in (("view", VIEW), ("thumb", THUMB)):
        image.thumbnail((size, size))
        image.save(targets[name], "WEBP", quality=84, method=2, exif=b"", icc_profile=None)


def load(kind: str) -> Callable[[IO[bytes], Targets], tuple[int, int]]:
    """Load all that decoding will need, also what libraries otherwise load when they come to it."""
    import copy  # noqa: F401
    import encodings.latin_1  # noqa: F401

    import PIL.ImageColor
    import PIL.ImageOps
    import PIL.MpoImagePlugin
    import PIL.TiffImagePlugin
    import PIL.WebPImagePlugin

    PIL.Image.preinit()
    if kind == "pdf":
        import pypdfium2  # noqa: F401
    return {"image": picture, "pdf": first_page, "logo": logo}[kind]


def main() -> None:
    """Do what the arguments say."""
    kind, source, folder = sys.argv[1:]
    limit()
    make = load(kind)
    with ExitStack() as opened:
        content = opened.enter_context(Path(source).open("rb"))
        names = ("logo",) if kind == "logo" else ("view", "thumb")
        targets = {name: opened.enter_context((Path(folder) / name).open("wb")) for name in names}
        open_nothing_more()
        ask_nothing_more()
        width, height = make(content, targets)
    print(width, height)  # noqa: T201  (the answer to the parent process)


if __name__ == "__main__":
    main()
