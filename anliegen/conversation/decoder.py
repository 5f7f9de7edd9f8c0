"""Decodes one foreign file and writes pictures made of it. A program of its own, not a module.

Runs in a child process with hard limits, because decoders of images and PDF are where hostile files
attack. Knows nothing of the product: `decoder.py KIND SOURCE FOLDER` writes `thumb` and `view` (WebP)
into the folder and prints width and height; any failure is an exit code.
"""

import resource
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

MEMORY = 1 << 30
CPU_SECONDS = 10
LARGEST_RESULT = 32 << 20
MOST_PIXELS = 40_000_000
FORMATS = ["PNG", "JPEG", "GIF", "WEBP"]
THUMB, VIEW = 480, 2000
ORIENTATION = 0x0112  # Exif; from 5 on the picture lies on its side


def limit() -> None:
    """Bind this process: memory, time, size of results, no core dumps."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_RESULT, LARGEST_RESULT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # macOS refuses this one
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def picture(source: Path, folder: Path) -> tuple[int, int]:
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
    write(upright, folder)
    return (height, width) if turned else (width, height)


def first_page(source: Path, folder: Path) -> tuple[int, int]:
    """Write both pictures of a PDF's first page."""
    import pypdfium2

    document = pypdfium2.PdfDocument(source)
    page = document[0]
    scale = min(VIEW / max(*page.get_size(), 1), 2)
    image = page.render(scale=scale).to_pil().convert("RGB")
    width, height = image.size
    write(image, folder)
    return int(width), int(height)


def write(image: "Picture", folder: Path) -> None:
    """Save a picture small and large. A new picture is made, so that nothing hidden comes along."""
    for name, size in (("view", VIEW), ("thumb", THUMB)):
        image.thumbnail((size, size))
        image.save(folder / name, "WEBP", quality=84, method=2, exif=b"", icc_profile=None)


def main() -> None:
    """Do what the arguments say."""
    kind, source, folder = sys.argv[1:]
    limit()
    make = {"image": picture, "pdf": first_page}[kind]
    width, height = make(Path(source), Path(folder))
    print(width, height)  # noqa: T201  (the answer to the parent process)


if __name__ == "__main__":
    main()
