"""Previews: a real child process, real decoders, real limits."""

import io
import struct
import zlib

import pytest
from PIL import Image

from anliegen.common import decoding, files
from anliegen.common.decoding import decode
from anliegen.conversation.models import Attachment
from anliegen.conversation.previews import make_preview
from anliegen.conversation.storage_sweep import sweep
from tests.cast import Cast
from tests.conversation.acts import uploaded

PDF = b"""%%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]>>endobj
trailer<</Root 1 0 R>>
"""


def picture(size: tuple[int, int] = (3000, 1000), kind: str = "PNG", **more: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (20, 90, 160)).save(out, kind, **more)  # type: ignore[arg-type]
    return out.getvalue()


def claimed_size(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is huge."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\x00" * 1_000_000))
        + chunk(b"IEND", b"")
    )


def made(world: Cast, content: bytes, name: str) -> Attachment:
    anna = world.anna.actor()
    file = uploaded(anna, content, name)
    assert file.preview == "pending"
    make_preview(anna.company_id, file.pk)
    world.anna.actor()
    file.refresh_from_db()
    return file


def opened(file: Attachment, variant: str) -> Image.Image:
    with files.open_file(file.company_id, file.sha256, variant) or io.BytesIO() as content:
        return Image.open(io.BytesIO(content.read()))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_pictures_of_every_kind(world: Cast, kind: str) -> None:
    file = made(world, picture(kind=kind), f"x.{kind.lower()}")
    assert (file.preview, file.width, file.height) == ("ready", 3000, 1000)
    assert (opened(file, "view").format, opened(file, "view").size) == ("WEBP", (2000, 667))
    assert opened(file, "thumb").size == (480, 160)


def test_small_pictures_are_not_blown_up(world: Cast) -> None:
    assert opened(made(world, picture((30, 20)), "x.png"), "view").size == (30, 20)


def test_metadata_goes_and_the_picture_stands_upright(world: Cast) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    exif[0x010E] = "GEHEIMER ORT"
    file = made(world, picture((300, 100), "JPEG", exif=exif), "x.jpg")
    assert (file.width, file.height) == (100, 300)
    assert opened(file, "view").size == (100, 300)
    assert not opened(file, "view").getexif()
    with files.open_file(file.company_id, file.sha256, "view") or io.BytesIO() as content:
        assert b"GEHEIM" not in content.read()


def test_the_first_page_of_a_pdf(world: Cast) -> None:
    file = made(world, PDF % (595, 842), "x.pdf")
    assert file.preview == "ready"
    assert opened(file, "thumb").size == (339, 480)


@pytest.mark.parametrize("size", [(1, 1), (14_400, 14_400), (10_000_000, 3), (0, 0)])
def test_pages_of_any_size_stay_within_the_limit(world: Cast, size: tuple[int, int]) -> None:
    file = made(world, PDF % size, "x.pdf")
    if file.preview == "ready":
        assert max(opened(file, "view").size) <= 2000


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bombe.png", claimed_size(50_000, 50_000)),
        ("bombe.png", claimed_size(2**31 - 1, 2**31 - 1)),
        ("breit.png", claimed_size(40_000_001, 1)),
        ("kaputt.png", b"\x89PNG\r\n\x1a\n" + b"x" * 500),
        ("abgeschnitten.jpg", picture(kind="JPEG")[:2000]),
        ("kaputt.pdf", b"%PDF-1.7\n" + b"x" * 500),
        ("leer.pdf", b"%PDF-1.7\n"),
    ],
)
def test_bombs_and_rubbish_fail_alone(world: Cast, name: str, content: bytes) -> None:
    file = made(world, content, name)
    assert file.preview == "failed"
    assert not files.exists(file.company_id, file.sha256, "thumb")
    assert files.exists(file.company_id, file.sha256)


@pytest.mark.parametrize("kind", ["TIFF", "ICO", "BMP", "PPM", "EPS"])
def test_other_formats_are_not_even_tried(world: Cast, kind: str) -> None:
    anna = world.anna.actor()
    file = uploaded(anna, picture((64, 64), kind), "x.png")
    assert (file.kind, file.preview) == ("file", "none")
    assert decode("image", files.path(anna.company_id, file.sha256)) is None


def test_a_decoder_that_hangs_is_ended(world: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "SECONDS", 0.01)
    assert made(world, picture(), "x.png").preview == "failed"


def test_a_file_that_has_gone_is_no_fault(world: Cast) -> None:
    anna = world.anna.actor()
    file = uploaded(anna, picture(), "x.png")
    Attachment.objects.filter(pk=file.pk).delete()
    make_preview(anna.company_id, file.pk)
    make_preview(anna.company_id, 0)


def test_another_company_is_not_reached(world: Cast) -> None:
    file = uploaded(world.anna.actor(), picture(), "x.png")
    make_preview(world.carla.company_id, file.pk)
    world.anna.actor()
    file.refresh_from_db()
    assert file.preview == "pending"


def test_the_sweep_takes_pictures_of_what_has_gone(world: Cast) -> None:
    file = made(world, picture(), "x.png")
    Attachment.objects.filter(pk=file.pk).delete()
    sweep(file.company_id)
    assert not files.exists(file.company_id, file.sha256, "thumb")
