"""Tables as files that a spreadsheet opens: nothing in them is computed there."""

import csv
import io
import tempfile
from collections.abc import Iterable, Sequence
from typing import IO

# What a spreadsheet takes for the beginning of a formula, in its full-width forms as well.
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def neutral(cell: str) -> str:
    """Return the cell with an apostrophe before what a spreadsheet would compute."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def csv_file(rows: Iterable[Sequence[str]]) -> IO[bytes]:
    """Return the rows as CSV as Excel in German reads it: BOM, semicolons. One row is in memory at a time."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  (the answer closes it)
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, delimiter=";")
    for row in rows:
        writer.writerow([neutral(cell) for cell in row])
    text.flush()
    text.detach()
    file.seek(0)
    return file
