"""What a file is, by its content."""

import pytest

from anliegen.conversation.actions.upload import clean_name
from anliegen.conversation.kinds import judge, refused

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 300
PDF = b"%PDF-1.7\n"
ZIP = b"PK\x03\x04" + b"\x00" * 300
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 300
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
UNKNOWN = "application/octet-stream"


@pytest.mark.parametrize(
    ("name", "head", "kind", "media_type"),
    [
        ("Foto.png", PNG, "image", "image/png"),
        ("Foto.txt", PNG, "image", "image/png"),
        ("Plan.pdf", PDF, "pdf", "application/pdf"),
        ("Plan.png", PDF, "pdf", "application/pdf"),
        ("x.svg", SVG, "file", UNKNOWN),
        ("x.png", SVG, "file", UNKNOWN),
        ("x.pdf", SVG, "file", UNKNOWN),
        ("x.html", b"<!doctype html><script>", "file", UNKNOWN),
        ("x.html", b"\xef\xbb\xbf<html>", "file", UNKNOWN),
        ("x.txt", b"<script>alert(1)</script>", "file", "text/plain"),
        ("x.txt", b"MOIN\x00", "file", UNKNOWN),
        ("x.csv", "Größe;Menge\r\n".encode("cp1252"), "file", "text/csv"),
        (
            "x.docx",
            ZIP,
            "file",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        ("x.docx", b"kein Archiv", "file", UNKNOWN),
        ("x.doc", OLE, "file", "application/msword"),
        ("x.doc", ZIP, "file", UNKNOWN),
        ("x.tiff", b"II*\x00" + b"\x00" * 300, "file", UNKNOWN),
        ("x", b"irgendwas", "file", UNKNOWN),
    ],
)
def test_the_content_decides(name: str, head: bytes, kind: str, media_type: str) -> None:
    assert judge(name, head) == (kind, media_type)


@pytest.mark.parametrize(
    ("name", "head", "kind"),
    [
        ("setup.exe", b"x", "exe"),
        ("Rechnung.pdf.EXE", b"x", "exe"),
        ("Rechnung.pdf", b"MZ\x90", "exe"),
        ("Foto.jpg", b"\x7fELF", "elf"),
        ("Notiz.txt", b"#!/bin/sh\n", "sh"),
        ("x.hta", b"x", "hta"),
        ("Foto.png", PNG, ""),
        ("exe", b"x", ""),
    ],
)
def test_programs_are_refused(name: str, head: bytes, kind: str) -> None:
    assert refused(name, head) == kind


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Plan.pdf", "Plan.pdf"),
        ("../../x", "x"),
        ("..\\..\\x.pdf", "x.pdf"),
        ("C:\\Daten\\Plan.pdf", "Plan.pdf"),
        ("/etc/passwd", "passwd"),
        ("a\x00b\r\nc.pdf", "ab c.pdf"),
        ("Rechnung\u202efdp.exe", "Rechnungfdp.exe"),
        ("\u200b.htaccess", "htaccess"),
        ("x.exe. . ", "x.exe"),
        ("a\ud800.pdf", "a.pdf"),
        ("Straße 😀.pdf", "Straße 😀.pdf"),
        ('x.pdf"; filename=evil.bat', 'x.pdf"; filename=evil.bat'),
    ],
)
def test_names_are_made_safe_to_show(name: str, shown: str) -> None:
    assert clean_name(name) == shown


@pytest.mark.parametrize("name", ["", "...", "/", "\u202e", "\x00"])
def test_a_file_without_a_name_gets_one(name: str) -> None:
    assert clean_name(name) in {"File", "Datei"}


def test_long_names_keep_their_ending() -> None:
    short = clean_name("ä" * 5000 + ".pdf")
    assert len(short) <= 200
    assert short.endswith("ä.pdf")
    assert len(clean_name("x." + "y" * 5000)) <= 200
