"""What a file is, decided by its content; the name only helps where the content does not tell."""

from typing import NamedTuple

import filetype

from anliegen.conversation.models.attachment import FileKind

IMAGES = {"image/png", "image/jpeg", "image/gif", "image/webp"}
PDF = "application/pdf"
UNKNOWN = "application/octet-stream"
_OPEN = "application/vnd.oasis.opendocument."
_OFFICE = "application/vnd.openxmlformats-officedocument."
# By what the content is at all; of archives, old containers and texts only the name tells more.
_ARCHIVES = {
    "docx": f"{_OFFICE}wordprocessingml.document",
    "xlsx": f"{_OFFICE}spreadsheetml.sheet",
    "pptx": f"{_OFFICE}presentationml.presentation",
    "odt": f"{_OPEN}text",
    "ods": f"{_OPEN}spreadsheet",
    "odp": f"{_OPEN}presentation",
    "zip": "application/zip",
}
_CONTAINERS = {
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
    "msg": "application/vnd.ms-outlook",
}
_TEXTS = {"txt": "text/plain", "log": "text/plain", "csv": "text/csv", "eml": "message/rfc822"}
_REFUSED_NAMES = {
    "ade", "app", "bat", "chm", "cmd", "com", "cpl", "dll", "dmg", "exe", "hta", "inf", "ins", "iso", "jar",
    "js", "jse", "lnk", "mde", "msc", "msi", "msp", "mst", "pif", "ps1", "reg", "scr", "sct", "sh", "vb",
    "vbe", "vbs", "wsc", "wsf", "wsh", "apk", "url", "desktop", "command", "ps1xml", "psm1",
}  # fmt: skip
_PROGRAMS = {
    b"MZ": "exe",
    b"\x7fELF": "elf",
    b"#!": "sh",
    b"\xca\xfe\xba\xbe": "class",
    b"\xcf\xfa\xed\xfe": "app",
    b"\xfe\xed\xfa\xcf": "app",
    b"L\x00\x00\x00\x01\x14\x02\x00": "lnk",
}


class Judged(NamedTuple):
    """Our own answer: kind and media type."""

    kind: FileKind
    media_type: str


def extension(name: str) -> str:
    """Return the last extension of a name in lower case, without the dot."""
    return name.rsplit(".", 1)[-1].lower() if "." in name else ""


def refused(name: str, head: bytes) -> str:
    """Return the type under which a program is refused, by its name or its first bytes; else ""."""
    ending = extension(name)
    if ending in _REFUSED_NAMES:
        return ending
    return next((kind for mark, kind in _PROGRAMS.items() if head.startswith(mark)), "")


def judge(name: str, head: bytes) -> Judged:
    """Return what the file is. `head` are its first bytes (some kilobytes)."""
    guess = filetype.guess_mime(head) if head else None
    if guess in IMAGES:
        return Judged(FileKind.IMAGE, guess)
    if guess == PDF:
        return Judged(FileKind.PDF, PDF)
    return Judged(FileKind.FILE, _family(head).get(extension(name), UNKNOWN))


def _family(head: bytes) -> dict[str, str]:
    if head.startswith(b"PK\x03\x04"):
        return _ARCHIVES
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _CONTAINERS
    return _TEXTS if _is_text(head) else {}


def _is_text(head: bytes) -> bool:
    """Text holds no control characters but tabs and line ends; which encoding does not matter here."""
    return not any(byte < 0x20 and byte not in b"\t\n\r\f" for byte in head)
