"""Text from outside, made safe to store, compare and show."""

import re
import unicodedata

_CONTROL = dict.fromkeys((*range(9), 11, 12, *range(14, 32), *range(127, 160)))
_BIDI = dict.fromkeys((1564, 8206, 8207, *range(8234, 8239), *range(8294, 8298)))
_INVISIBLE = dict.fromkeys((8203, 8288, 65279, 173))
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
    return plain(line(text))


def plain(text: str) -> str:
    """Return what `fold` makes of letters, however the text stands: also of single ones, and of blanks."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def initials(name: str) -> str:
    """Return one or two capital letters for a person's or firm's avatar."""
    words = [w for w in re.split(r"[\s\-@.]+", name) if w and w[0].isalnum()]
    picked = words[:1] + words[-1:] if len(words) > 1 else words
    return "".join(w[0] for w in picked).upper() or "?"


def file_size(size: int) -> str:
    """Return a size in bytes as people read it in German: `312 KB`, `1,8 MB`, `2,4 GB`."""
    if size < 1000:
        return f"{size} B"
    if size < 1_000_000:
        return f"{round(size / 1000)} KB"
    unit, word = (1_000_000, "MB") if size < 1_000_000_000 else (1_000_000_000, "GB")
    return f"{size / unit:.1f}".replace(".", ",") + f" {word}"
