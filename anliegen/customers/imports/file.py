"""Reading a CSV file: its characters, its separator, its rows. What cannot be read is refused as a whole."""

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from anliegen.common.errors import RefusedError
from anliegen.common.text import file_size

MOST_BYTES = 25_000_000
MOST_ROWS = 200_000
MOST_COLUMNS = 120
SEPARATORS = (";", ",", "\t")
_PIECE = 1 << 20
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True, slots=True)
class Row:
    """One row; `position` counts as a spreadsheet does."""

    position: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Table:
    """A file that can be read."""

    content: bytes
    encoding: str
    separator: str

    def rows(self) -> Iterator[Row]:
        """Yield the rows that hold anything. Raises RefusedError, with the line, for what is broken."""
        lines = io.TextIOWrapper(io.BytesIO(self.content), encoding=self.encoding, newline="")
        reader = csv.reader(lines, delimiter=self.separator, strict=True)
        position = 0
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                raise RefusedError(
                    "Line %(line)s: a quotation mark is not set correctly. Nothing was taken over."
                    " Please correct the file and choose it again.",
                    "file",
                    line=line,
                ) from None
            position += 1
            if position == 1 and _is_directive(cells):
                continue
            if any(cell.strip() for cell in cells):
                yield Row(position, [cell.replace("\x00", "") for cell in cells])


def read_table(stream: IO[bytes]) -> Table:
    """Return the file, ready to be read. Raises RefusedError for what is no CSV file."""
    content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        size = getattr(stream, "size", None) or len(content)
        raise RefusedError("The file is %(size)s. Allowed are 25 MB.", "file", size=file_size(size))
    if not content.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        raise RefusedError("The file is empty.", "file")
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise RefusedError(
            "This is an Excel file. Please save it in Excel as “CSV UTF-8” and choose that file.", "file"
        )
    encoding = _encoding(content)
    if encoding != "utf-16" and content.count(0) > len(content) // 100 + 5:
        raise RefusedError("This is no CSV file. Please choose a file with columns as text.", "file")
    return Table(content, encoding, _separator(content, encoding))


def _encoding(content: bytes) -> str:
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            _check_characters(content, encoding)
            return encoding
    if _broken_at(content, "utf-8") is None:
        return "utf-8"
    # Excel in German saves a plain CSV in the characters of Windows.
    _check_characters(content, "cp1252")
    return "cp1252"


def _check_characters(content: bytes, encoding: str) -> None:
    at = _broken_at(content, encoding)
    if at is not None:
        raise RefusedError(
            "Line %(line)s holds characters that cannot be read. Please save the file as “CSV UTF-8”.",
            "file",
            line=content.count(b"\n", 0, at) + 1,
        )


def _broken_at(content: bytes, encoding: str) -> int | None:
    """Return near which byte the content is not of this encoding, or None. Piece by piece: it may be big."""
    decoder = codecs.getincrementaldecoder(encoding)()
    for start in range(0, len(content), _PIECE):
        piece = content[start : start + _PIECE]
        try:
            decoder.decode(piece, final=start + _PIECE >= len(content))
        except UnicodeDecodeError as error:
            return start + error.start
    return None


def _separator(content: bytes, encoding: str) -> str:
    """Return the separator that cuts the first row into the most columns."""
    head = content[: 1 << 16].decode(encoding, "ignore").lstrip("\ufeff\r\n \x00")
    if head[:4].lower() == "sep=" and head[4:5] in SEPARATORS:
        return head[4]
    return max(SEPARATORS, key=lambda separator: len(_first(head, separator)))


def _first(head: str, separator: str) -> list[str]:
    try:
        return next(csv.reader(io.StringIO(head, newline=""), delimiter=separator), [])
    except csv.Error:
        return []


def _is_directive(cells: list[str]) -> bool:
    """Excel's first line `sep=;` says what separates; read with it, the separator itself is cut off."""
    return cells[0].lower() == "sep=" or (len(cells) == 1 and cells[0].lower().startswith("sep="))
