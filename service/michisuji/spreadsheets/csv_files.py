"""CSV for spreadsheets: read, and written so that no text in it is a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from michisuji.spreadsheets.formulas import guarded

#: Characters of one field. Python's own limit, 131,072, is shorter than some texts that people
#: write; a quotation mark that is never closed makes the rest of a file one field.
MAX_FIELD = 10_000_000
_MARK = "\ufeff"  # a byte order mark: without it Excel assumes another encoding than UTF-8


class CsvWriter:
    """A CSV writer of guarded cells whose rows end in CR LF (RFC 4180)."""

    def __init__(self, file: TextIO) -> None:
        self._rows = csv.writer(file, lineterminator="\r\n")

    def writerow(self, cells: Iterable[str]) -> None:
        """Write one row."""
        self._rows.writerow(map(guarded, cells))


def csv_rows(lines: Iterable[str], *, strict: bool = False) -> Iterator[list[str]]:
    """Return the rows.

    ``strict`` raises csv.Error for quotation marks in places where they are not allowed.
    """
    csv.field_size_limit(MAX_FIELD)
    return csv.reader(lines, strict=strict)


@contextmanager
def csv_file(path: Path, heading: Sequence[str]) -> Iterator[CsvWriter]:
    """Open a CSV, creating its folder if needed, and write its heading."""
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
