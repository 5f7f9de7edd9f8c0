"""Text from outside, made safe to store, compare and show."""

import re
import unicodedata

_CONTROL = {c: None for c in (*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0))}
_BIDI = {c: None for c in (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))}
_INVISIBLE = {c: None for c in (0x200B, 0x2060, 0xFEFF, 0x00AD)}
_SPACE = re.compile(r"\s+")


def clean(text: str) -> str:
    """Return the text without NUL, other control characters and lone surrogates; newlines stay.

    PostgreSQL refuses NUL and UTF-8 refuses lone surrogates: both arrive from hostile clients.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROL)
    return text.encode("utf-8", "ignore").decode("utf-8")


def line(text: str) -> str:
    """Return the text as one clean line: no control, direction or invisible characters, single spaces."""
    text = clean(text).translate(_BIDI).translate(_INVISIBLE)
    return _SPACE.sub(" ", unicodedata.normalize("NFC", text)).strip()


def fold(text: str) -> str:
    """Return a form to search and sort by: lower case, without accents, ß as ss, ä as a."""
    decomposed = unicodedata.normalize("NFKD", line(text).casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def initials(name: str) -> str:
    """Return one or two capital letters for a person's or firm's avatar."""
    words = [w for w in re.split(r"[\s\-@.]+", name) if w and w[0].isalnum()]
    picked = words[:1] + words[-1:] if len(words) > 1 else words
    return "".join(w[0] for w in picked).upper() or "?"


def file_size(size: int) -> str:
    """Return a size in bytes as people read it in German: `312 KB`, `1,8 MB`."""
    if size < 1000:
        return f"{size} B"
    if size < 1_000_000:
        return f"{round(size / 1000)} KB"
    return f"{size / 1_000_000:.1f}".replace(".", ",") + " MB"
