"""CSV for spreadsheets: read, and written so that no text in it is a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from michisuji.spreadsheets.formulas import guarded

#: Characters of one field. Python's own limit, 131,072, is shorter than texts are that people
#: write; a quotation mark that is never closed makes one field of the rest of a file.
MAX_FIELD = 10_000_000
_MARK = "\ufeff"  # a byte order mark: without it Excel takes UTF-8 for something else


class CsvWriter:
    """Writes rows of guarded cells that end in CR LF (RFC 4180)."""

    def __init__(self, file: TextIO) -> None:
        self._rows = csv.writer(file, lineterminator="\r\n")

    def writerow(self, cells: Iterable[str]) -> None:
        """Write one row."""
        self._rows.writerow(map(guarded, cells))


def csv_rows(lines: Iterable[str], *, strict: bool = False) -> Iterator[list[str]]:
    """Return the rows. ``strict`` raises csv.Error for quotation marks where none may stand."""
    csv.field_size_limit(MAX_FIELD)
    return csv.reader(lines, strict=strict)


@contextmanager
def csv_file(path: Path, heading: Sequence[str]) -> Iterator[CsvWriter]:
    """Open a CSV in a folder that need not be there, with its heading written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = CsvWriter(file)
        writer.writerow(heading)
        yield writer


def csv_text(heading: Sequence[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a whole CSV, with a byte order mark."""
    out = io.StringIO(newline="")
    out.write(_MARK)
    writer = CsvWriter(out)
    writer.writerow(heading)
    for row in rows:
        writer.writerow(row)
    return out.getvalue()
