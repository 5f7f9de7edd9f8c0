"""The company's data and look: preview, stale forms, logos that are re-encoded, colours as a stylesheet."""

import base64
import io
import re
import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from anliegen.accounts.models import AuditEntry, Company
from anliegen.common import files
from anliegen.conversation.storage_sweep import sweep
from anliegen.mail.letter import letter
from tests.cast import Cast
from tests.mail.post import note_to

GIVEN = {
    "name": "Nordwerk Technik",
    "town": "Kiel",
    "phone": "0431 123",
    "opening_hours": "Mo–Fr 8–16 Uhr",
    "color": "#7A1F5C",
}


def company(world: Cast) -> Company:
    world.ben.actor()
    return Company.objects.get(pk=world.ben.company_id)


def save(client: Client, version: int, **changes: object):
    return client.post("/verwaltung/", GIVEN | {"version": version} | changes)


def picture(kind: str = "PNG", size: tuple[int, int] = (600, 300), **more: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#2266aa").save(out, kind, **more)
    return out.getvalue()


def file(content: bytes, name: str = "logo.png", kind: str = "image/png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, kind)


def test_the_company_is_stored_and_shown(world: Cast) -> None:
    client = world.ben.client()
    assert save(client, company(world).version).status_code == 303
    stored = company(world)
    assert (stored.name, stored.town, stored.phone) == ("Nordwerk Technik", "Kiel", "0431 123")
    assert stored.color == "#7a1f5c"
    assert "Nordwerk Technik" in client.get("/tickets/").text
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.before["name"], entry.after["name"]) == (
        "company",
        "Nordwerk Haustechnik",
        "Nordwerk Technik",
    )
    assert Company.objects.filter(name="Nordwerk Technik").count() == 1


def test_a_preview_stores_nothing(world: Cast) -> None:
    before = company(world)
    response = save(world.ben.client(), before.version, preview="1")
    assert response.status_code == 200
    assert 'class="color-preview"' in response.text
    assert 'value="Nordwerk Technik"' in response.text
    after = company(world)
    assert (after.name, after.color, after.version) == (before.name, before.color, before.version)


def test_a_new_logo_is_shown_before_it_is_saved_without_scripts(world: Cast) -> None:
    client, version = world.ben.client(), company(world).version
    shown = save(client, version, preview="1", logo=file(picture()))
    assert shown.status_code == 200
    assert shown.text.count('src="data:image/png;base64,') == 2
    assert "img-src 'self' data: blob:" in shown["Content-Security-Policy"]
    assert company(world).logo_sha256 == ""
    (carried,) = re.findall(r'name="logo_carried" value="([^"]+)"', shown.text)
    again = save(client, version, preview="1", logo_carried=carried)
    assert carried in again.text
    assert save(client, version, logo_carried=carried).status_code == 303
    stored = client.get(f"/firma/logo/{company(world).logo_sha256}.png")
    assert b"".join(stored.streaming_content) == base64.b64decode(carried)


@pytest.mark.parametrize(
    "carried", ["x", "ä", "PHNjcmlwdD4=", base64.b64encode(b"\x89PNG" * 400_000).decode()]
)
@pytest.mark.parametrize("preview", ["", "1"])
def test_a_carried_logo_that_is_none_is_refused(world: Cast, carried: str, preview: str) -> None:
    before = company(world)
    response = save(world.ben.client(), before.version, logo_carried=carried, preview=preview)
    assert response.status_code == 422
    assert 'id="logo-error"' in response.text
    assert (company(world).logo_sha256, company(world).version) == ("", before.version)


def test_the_second_of_two_keeps_the_typed_and_sees_the_newer(world: Cast) -> None:
    version, client = company(world).version, world.ben.client()
    assert save(client, version).status_code == 303
    response = save(client, version, name="Zu spät")
    assert response.status_code == 409
    assert 'value="Zu spät"' in response.text
    assert company(world).name == "Nordwerk Technik"
    (newer,) = re.findall(r'name="version" value="(\d+)"', response.text)
    assert save(client, int(newer), name="Zu spät").status_code == 303


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 121),
        ("town", "x" * 81),
        ("phone", "x" * 41),
        ("opening_hours", "x" * 121),
        ("mail", "keine Adresse"),
        ("mail", "a@b.example\r\nBcc: x@y.example"),
        ("portal_greeting", "x" * 601),
        ("mail_signature", "x" * 601),
        ("color", "red"),
        ("color", ""),
        ("color", "#12345"),
        ("color", "#+1+2+3"),
        ("color", "#fff}body{display:none"),
    ],
)
def test_a_refusal_is_at_its_field_and_changes_nothing(world: Cast, field: str, value: str) -> None:
    before = company(world)
    response = save(world.ben.client(), before.version, **{field: value})
    assert response.status_code == 422
    assert f'id="field-{field}-error"' in response.text
    after = company(world)
    assert (after.name, after.color, after.version) == (before.name, before.color, before.version)
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("version", ["", "x", "²", "9" * 40, "-1"])
@pytest.mark.parametrize("preview", ["", "1"])
def test_a_nonsense_version_is_an_old_one(world: Cast, version: str, preview: str) -> None:
    response = save(world.ben.client(), version, preview=preview)  # type: ignore[arg-type]
    assert response.status_code == (200 if preview else 409)
    assert company(world).name == "Nordwerk Haustechnik"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_logo_is_made_anew_small_and_without_what_it_carried(world: Cast, kind: str) -> None:
    client = world.ben.client()
    content = picture(kind, exif=b"Exif\x00\x00GEHEIMER ORT")
    assert save(client, company(world).version, logo=file(content)).status_code == 303
    sha = company(world).logo_sha256
    response = client.get(f"/firma/logo/{sha}.png")
    assert response["Content-Type"] == "image/png"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, max-age=31536000, immutable"
    stored = b"".join(response.streaming_content)
    assert b"GEHEIMER" not in stored
    with Image.open(io.BytesIO(stored)) as image:
        assert (image.format, image.size) == ("PNG", (256, 128))
    assert f"/firma/logo/{sha}.png" in client.get("/tickets/").text


def test_a_logo_belongs_to_one_company_and_can_be_taken_away(world: Cast) -> None:
    client = world.ben.client()
    save(client, company(world).version, logo=file(picture()))
    path = f"/firma/logo/{company(world).logo_sha256}.png"
    assert world.carla.client().get(path).status_code == 404
    assert Client().get(path).status_code == 303
    assert save(client, company(world).version, no_logo="1").status_code == 303
    assert company(world).logo_sha256 == ""
    assert client.get(path).status_code == 404


def test_the_sweep_of_files_leaves_the_logo(world: Cast) -> None:
    client = world.ben.client()
    save(client, company(world).version, logo=file(picture()))
    logo = company(world).logo_sha256
    sweep(world.ben.company_id)
    answer = client.get(f"/firma/logo/{logo}.png")
    assert b"".join(answer.streaming_content).startswith(b"\x89PNG")  # type: ignore[attr-defined]
    save(client, company(world).version, no_logo="1")
    sweep(world.ben.company_id)
    assert not files.exists(world.ben.company_id, logo)


def animated() -> bytes:
    """Return a GIF of three pictures."""
    frames = [Image.new("P", (20, 20), n) for n in range(3)]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    return out.getvalue()


def bomb() -> bytes:
    """Return a PNG of a few bytes that claims 30,000 × 30,000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    )


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
BAD_LOGOS = {
    "svg": SVG,
    "html": b"<html><script>alert(1)</script>",
    "gif": picture("GIF"),
    "animated gif": animated(),
    "bmp": picture("BMP"),
    "empty": b"",
    "cut off": picture()[:200],
    "only a head": picture()[:40],
    "bomb": bomb(),
    "too wide": picture(size=(2001, 10)),
    "too big": picture() + b"\x00" * 1_000_001,
}


@pytest.mark.parametrize("which", BAD_LOGOS)
def test_what_is_no_small_picture_is_refused(world: Cast, which: str) -> None:
    before = company(world)
    response = save(world.ben.client(), before.version, logo=file(BAD_LOGOS[which]))
    assert response.status_code == 422, which
    assert 'id="logo-error"' in response.text
    assert 'value="Nordwerk Technik"' in response.text
    after = company(world)
    assert (after.logo_sha256, after.name) == ("", before.name)


def test_the_name_of_a_file_and_its_type_mean_nothing(world: Cast) -> None:
    client = world.ben.client()
    upload = file(picture("JPEG"), "../../etc/passwd.html", "text/html")
    assert save(client, company(world).version, logo=upload).status_code == 303
    assert company(world).logo_sha256


def test_colours_come_as_a_private_sheet_with_a_new_address_per_change(world: Cast) -> None:
    client = world.ben.client()

    def sheet() -> str:
        (path,) = re.findall(r'href="(/firma/farben/[^"]+\.css)"', client.get("/tickets/").text)
        return path

    first = sheet()
    response = client.get(first)
    assert response["Content-Type"] == "text/css; charset=utf-8"
    assert response["Cache-Control"] == "private, max-age=31536000, immutable"
    save(client, company(world).version)
    assert sheet() != first
    assert "#7a1f5c" in client.get(sheet()).text
    assert client.get(first)["Cache-Control"] == "no-store", "an old address is not kept with new content"
    assert "#7a1f5c" not in world.carla.client().get(first).text


LOOK = {
    "portal_greeting": "Schön, dass Sie da sind.\nWir helfen gern.",
    "mail_signature": "Mit freundlichen Grüßen\nIhr Team Nordwerk",
    "mail": "post@nordwerk.example",
    "mails_replies": "1",
}


def test_portal_texts_and_signature_are_stored_and_shown(world: Cast) -> None:
    client = world.ben.client()
    assert save(client, company(world).version, **LOOK).status_code == 303
    stored = company(world)
    for name, value in LOOK.items():
        assert getattr(stored, name) == (True if name == "mails_replies" else value)
    portal = Client().get("/portal/nordwerk/anmelden/").text
    for shown in ("0431 123", "Mo–Fr 8–16 Uhr"):
        assert shown in portal
    mail = note_to(world.ben, "karl@thal.example")
    assert LOOK["mail_signature"] in mail.text
    assert "Ihr Team Nordwerk" in mail.html
    assert letter(mail).message()["Reply-To"] == "post@nordwerk.example"


def test_the_preview_shows_portal_and_mail_as_they_would_be(world: Cast) -> None:
    before = company(world)
    page = save(world.ben.client(), before.version, **LOOK, preview="1").text
    shown = page[page.index('id="preview"') : page.index('enctype="multipart')]
    for text in ("Wir helfen gern.", "Ihr Team Nordwerk", "0431 123"):
        assert text in shown
    after = company(world)
    assert (after.mail_signature, after.portal_greeting, after.version) == ("", "", before.version)


def test_what_is_previewed_is_no_markup(world: Cast) -> None:
    hostile = "<script>alert(1)</script>{{ 7 * 7 }}"
    page = save(
        world.ben.client(),
        company(world).version,
        mail_signature=hostile,
        portal_greeting=hostile,
        preview="1",
    ).text
    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;{{ 7 * 7 }}") >= 4
