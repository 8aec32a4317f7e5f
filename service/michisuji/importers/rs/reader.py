"""Reads one table row by row, from a CSV or a sheet of a workbook, plain or in a zip.

Only the current row of a CSV is kept in memory. Row numbers count the header as row 1, as a
spreadsheet does. A file's name and hash are those of the CSV or workbook, zipped or not.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

from michisuji.errors import BadInput
from michisuji.importers.rs.layout import ColumnLayout
from michisuji.importers.rs.packing import FAULTS, broken, lines_of, open_table
from michisuji.importers.rs.workbook import sheet_rows
from michisuji.spreadsheets import csv_rows


@dataclass(frozen=True)
class TableLocation:
    """A table's place: ``member`` of a zip or None, ``sheet`` of a workbook or None for a CSV.

    ``name`` is the name shown, ``folder`` distinguishes two of the same name, ``size`` is in bytes.
    """

    path: Path
    member: str | None
    sheet: str | None
    name: str
    folder: str
    size: int

    def open(self) -> IO[bytes]:
        """Open the file's bytes.

        Raises BadInput for a zip that cannot be read.
        """
        return open_table(self.path, self.member)


@dataclass(frozen=True)
class YearTable:
    """A table of the review, and its fiscal year."""

    place: TableLocation
    layout: ColumnLayout
    year: int

    @property
    def name(self) -> str:
        """The name shown for the file."""
        return self.place.name

    @property
    def size(self) -> int:
        """The size of the file in bytes."""
        return self.place.size

    def renamed(self, name: str) -> YearTable:
        """Return the same table under another name."""
        return replace(self, place=replace(self.place, name=name))


@dataclass(frozen=True)
class RawRow:
    """A row as read: its number, and its fields or the reason why it cannot be split.

    It takes up ``lines`` lines of the file, from ``line`` on.
    """

    number: int
    fields: list[str]
    problem: str = ""
    line: int = 0
    lines: int = 1


class _Hashing(io.RawIOBase):
    """A byte stream that hashes and counts what passes through."""

    def __init__(self, inner: IO[bytes], tell: Callable[[int], None]) -> None:
        self._inner = inner
        self._tell = tell
        self.sha256 = hashlib.sha256()
        self.count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._inner.read(len(buffer))
        buffer[: len(data)] = data
        self.sha256.update(data)
        self.count += len(data)
        self._tell(len(data))
        return len(data)

    def close(self) -> None:
        self._inner.close()
        super().close()


class _Lines:
    """An iterator over lines that counts them."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self.count = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.count += 1
        return line


class RowReader:
    """Iterates over a table's data rows; at the end ``sha256``, ``size``, ``rows`` are complete."""

    def __init__(self, source: YearTable, tell: Callable[[int], None]) -> None:
        self._place = source.place
        self._width = source.layout.width
        self._bytes = _Hashing(source.place.open(), tell)
        self.rows = 0

    @property
    def sha256(self) -> str:
        """The hash of what has been read."""
        return self._bytes.sha256.hexdigest()

    @property
    def size(self) -> int:
        """The number of bytes read."""
        return self._bytes.count

    def __iter__(self) -> Iterator[RawRow]:
        with io.BufferedReader(self._bytes, 1 << 18) as file:
            rows = _csv(file) if self._place.sheet is None else self._sheet(file)
            try:
                for row in rows:
                    self.rows += 1
                    yield row
            except UnicodeDecodeError as error:
                raise not_utf8(self._place.name, self.rows + 2) from error
            except FAULTS as error:
                raise broken(self._place.path, error) from error

    def _sheet(self, file: IO[bytes]) -> Iterator[RawRow]:
        assert self._place.sheet is not None
        rows = sheet_rows(file, self._place.sheet)
        next(rows, None)
        for number, cells in enumerate(rows, 2):
            # A sheet does not say how many empty cells end a row.
            cells += [""] * (self._width - len(cells)) if cells else []
            yield RawRow(number, cells, line=number)


def _csv(file: IO[bytes]) -> Iterator[RawRow]:
    with io.TextIOWrapper(file, encoding="utf-8-sig", newline="") as text:
        lines = _Lines(lines_of(text))
        rows = csv_rows(lines, strict=True)
        next(rows, None)
        number = 1
        while True:
            number += 1
            fields, problem, before = [], "", lines.count
            try:
                fields = next(rows)
            except csv.Error as error:
                problem = str(error)
            except StopIteration:
                return
            yield RawRow(number, fields, problem, before + 1, lines.count - before)


def _first(rows: Iterator[list[str]]) -> tuple[list[str], list[str]]:
    return next(rows, []), next((row for row in rows if any(row)), [])


def first_rows(place: TableLocation) -> tuple[list[str], list[str]]:
    """Return the header and the first row that is not empty; [] if there is none.

    Raises BadInput for a file that cannot be read.
    """
    try:
        with place.open() as binary:
            if place.sheet is not None:
                return _first(sheet_rows(binary, place.sheet))
            with io.TextIOWrapper(binary, encoding="utf-8-sig", newline="") as text:
                return _first(csv_rows(lines_of(text)))
    except UnicodeDecodeError as error:
        raise not_utf8(place.name, 1) from error
    except (csv.Error, *FAULTS) as error:
        raise broken(place.path, error) from error


def not_utf8(name: str, row: int) -> BadInput:
    """Return the error for a CSV in another encoding."""
    return BadInput(
        f"{name}: UTF-8ではない文字があります({row}行付近)",
        f"{name}: not UTF-8 (near row {row})",
        hint_ja="「CSV UTF-8」で保存し直すか、配布されたファイルをそのまま使ってください",
        hint_en="save it as “CSV UTF-8”, or use the file as downloaded",
    )
