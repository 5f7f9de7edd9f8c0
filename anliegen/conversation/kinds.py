"""What a file is, decided by its content; the name only helps where the content does not tell."""

from typing import NamedTuple

import filetype

from anliegen.conversation.models.attachment import FileKind

IMAGES = {"image/png", "image/jpeg", "image/gif", "image/webp"}
PDF = "application/pdf"
# Office formats are archives or old containers; their names tell which.
_BY_NAME = {
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "txt": "text/plain",
    "csv": "text/csv",
    "zip": "application/zip",
    "eml": "message/rfc822",
}
_REFUSED_NAMES = {
    "ade", "app", "bat", "chm", "cmd", "com", "cpl", "dll", "dmg", "exe", "hta", "inf", "ins", "iso", "jar",
    "js", "jse", "lnk", "mde", "msc", "msi", "msp", "mst", "pif", "ps1", "reg", "scr", "sct", "sh", "vb",
    "vbe", "vbs", "wsc", "wsf", "wsh", "apk",
}  # fmt: skip
_EXECUTABLE = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")


class Judged(NamedTuple):
    """Our own answer: kind and media type."""

    kind: FileKind
    media_type: str


def extension(name: str) -> str:
    """Return the last extension of a name in lower case, without the dot."""
    return name.rsplit(".", 1)[-1].lower() if "." in name else ""


def is_refused(name: str, head: bytes) -> bool:
    """Say whether the file is a program, by its name or by its first bytes."""
    return extension(name) in _REFUSED_NAMES or head.startswith(_EXECUTABLE)


def judge(name: str, head: bytes) -> Judged:
    """Return what the file is. `head` are its first bytes (some kilobytes)."""
    guess = filetype.guess_mime(head) if head else None
    if guess in IMAGES:
        return Judged(FileKind.IMAGE, guess)
    if guess == PDF:
        return Judged(FileKind.PDF, PDF)
    return Judged(FileKind.FILE, _BY_NAME.get(extension(name), "application/octet-stream"))
