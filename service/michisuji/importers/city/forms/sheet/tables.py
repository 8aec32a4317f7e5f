"""Reads tables on a form: records over one or more rows, with years across or down."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from michisuji.folding import fold
from michisuji.importers.city.forms.mapping.rules import VALUE, Part, TableRule
from michisuji.importers.city.forms.sheet.finding import PlaceNotFound, SheetLabels
from michisuji.importers.city.forms.sheet.grid import Area
from michisuji.importers.city.forms.sheet.headers import (
    Header,
    HeaderColumn,
    find_header,
    relative_year,
    split_year,
)
from michisuji.importers.city.forms.sheet.texts import label, matches

_NOTE = re.compile(r"(?:※|\(?注\d*[):])")


@dataclass(frozen=True)
class TableCell:
    """A value of a table: the key it has in its record, and its fiscal year if it has one."""

    key: str
    year: int | None
    value: Any
    area: Area
    money: str | None


@dataclass
class Record:
    """The cells of one record, which may take up several rows; ``area`` is its first cell."""

    area: Area
    cells: list[TableCell] = field(default_factory=list)


@dataclass
class TableFound:
    """The records of a table, and the rows and columns that no rule reads."""

    area: Area
    records: list[Record] = field(default_factory=list)
    unread: list[tuple[Area, str]] = field(default_factory=list)


def read_table(labels: SheetLabels, rule: TableRule, years: Mapping[str, int]) -> TableFound:
    """Read the table of a rule; ``years`` are words for years → year.

    Raises PlaceNotFound without its header, and without the end that the mapping states.
    """
    header = find_header(labels, rule, years)
    reader = _Rows(labels, rule, years, header)
    found = TableFound(header.area)
    found.unread += reader.unread_columns()
    reader.read(found)
    return found


class _Rows:
    """The rows below a header."""

    def __init__(
        self, labels: SheetLabels, rule: TableRule, years: Mapping[str, int], header: Header
    ) -> None:
        self._grid = labels.grid
        self._rule = rule
        self._years = years
        self._header = header
        #: Columns with values, and those in front of them or between them that name rows.
        self._valued = [c for c in header.columns if c.key or c.year is not None or self._inner(c)]
        taken = {n for c in self._valued for n in range(c.area.left, c.area.right + 1)}
        self._left = min(c.area.left for c in header.columns)
        self._right = max(c.area.right for c in header.columns)
        while self._left > 0 and self._names_rows(self._left - 1):
            self._left -= 1
        self._naming = [n for n in range(self._left, self._right + 1) if n not in taken]

    def _inner(self, column: HeaderColumn) -> bool:
        """Return True for a column that is named where rows have several keys."""
        parts = [part for part in self._rule.rows.values() if not isinstance(part, str)]
        return any(matches(part, word) for part in parts for word in column.words)

    def _names_rows(self, column: int) -> bool:
        """Return True for a column without a header that has texts below it."""
        return isinstance(self._grid.value(self._header.bottom + 1, column), str) and bool(
            self._grid.text(self._header.bottom + 1, column)
        )

    def unread_columns(self) -> Iterator[tuple[Area, str]]:
        """Yield the columns behind the first value that have neither a key nor a year."""
        first = min((c.area.left for c in self._valued), default=0)
        for column in self._header.columns:
            known = matches(self._rule.header, column.words[-1]) if column.words else True
            known |= any(matches(self._rule.rows, word) for word in self._words_of(column))
            if column not in self._valued and column.area.left > first and not known:
                yield column.area, " ".join(column.words)

    def _words_of(self, column: HeaderColumn) -> Iterator[str]:
        """Yield the texts of a column as labels."""
        for row in range(self._header.bottom + 1, self._grid.height):
            value = self._grid.value(row, column.area.left)
            if isinstance(value, str) and value.strip():
                yield label(value)

    def read(self, found: TableFound) -> None:
        """Read the rows to the end of the table."""
        record: Record | None = None
        last: tuple[str, Area | None] = ("", None)
        for row in range(self._header.bottom + 1, self._end()):
            first = self._first(row)
            words = self._words(row)
            if first is None or any(matches(self._rule.skip, word) for word in words):
                continue
            name = self._name(row)
            if record is None or self._begins(name, last):
                record = Record(first)
            last = name if name[0] else last
            cells = list(self._cells(row, words))
            record.cells += cells
            if cells and record not in found.records:
                found.records.append(record)
            found.unread += self._unread(row, words, first, bool(cells))

    def _end(self) -> int:
        """Return the row after the last one: a blank row, a note, or a text that ends the table.

        Raises PlaceNotFound if such a text is stated and missing.
        """
        below = range(self._header.bottom + 1, self._grid.height)
        for row in below:
            first = self._first(row)
            text = "" if first is None else str(self._grid.value(first.top, first.left))
            if self._rule.end:
                if matches(self._rule.end, label(text)):
                    return row
            elif first is None or _NOTE.match(fold(text)):
                return row
        if not self._rule.end:
            return below.stop
        shown = " / ".join(self._rule.end)
        raise PlaceNotFound(
            f"表の終わり「{shown}」が見つかりません",
            f"the end of the table, '{shown}', is missing",
            [self._header.area],
        )

    def _first(self, row: int) -> Area | None:
        """Return the first cell with content that begins in a row; None for a blank row."""
        for column in range(self._left, self._right + 1):
            area = self._grid.area(row, column)
            if area.top == row and self._grid.text(row, column):
                return area
        return None

    def _words(self, row: int) -> list[str]:
        """Return the texts that name a row, merged cells from above included."""
        values = (self._grid.value(row, column) for column in self._naming)
        return list(dict.fromkeys(label(v) for v in values if isinstance(v, str) and v.strip()))

    def _name(self, row: int) -> tuple[str, Area | None]:
        """Return the text that tells a row's record from others, and its cell."""
        for column in self._valued:
            if column.key == self._rule.record:
                area = self._grid.area(row, column.area.left)
                return self._grid.text(row, column.area.left), area
        return "", None

    def _begins(self, name: tuple[str, Area | None], last: tuple[str, Area | None]) -> bool:
        """Return True if a row begins another record than the row above it."""
        if self._rule.into.field.kind == "table":
            return False
        if not name[0] or name[1] == last[1]:
            return not name[0] and not self._rule.rows
        return name[0] != last[0] or not self._rule.rows

    def _cells(self, row: int, words: list[str]) -> Iterator[TableCell]:
        part = self._part(words)
        year = self._row_year(row)
        for column in self._valued:
            key = self._key(part, column)
            at = self._value_area(row, column) if key else None
            if at is not None:
                value = self._grid.value(at.top, at.left)
                of = column.year if column.year is not None else year
                yield TableCell(key, of, value, at, column.money)

    def _part(self, words: list[str]) -> Part:
        for pattern, part in self._rule.rows.items():
            if any(matches([pattern], word) for word in words):
                return part
        return ""

    def _key(self, part: Part, column: HeaderColumn) -> str:
        """Return the key of a cell: that of its column, or of its row, or of the two together."""
        if not isinstance(part, str):
            for word in reversed(column.words):
                for pattern, key in part.items():
                    if matches([pattern], word):
                        return key
            return "" if column.key == VALUE else column.key
        if column.key == VALUE or (column.year is not None and part):
            return part
        return column.key or (self._rule.value if column.year is not None else "")

    def _row_year(self, row: int) -> int | None:
        """Return the year that a row states in front of its values."""
        for column in self._naming:
            text = str(self._grid.value(row, column))
            year = split_year(text)[0]
            if year is None:
                year = relative_year(label(text), self._years)[0]
            if year is not None:
                return year
        return None

    def _value_area(self, row: int, column: HeaderColumn) -> Area | None:
        """Return the cell of a column's value in a row; None if it is empty.

        A cell merged over several columns belongs to the first of them.
        """
        for number in range(column.area.left, column.area.right + 1):
            at = self._grid.area(row, number)
            if at.left >= column.area.left and self._grid.text(row, number):
                return at
        return None

    def _unread(
        self, row: int, words: list[str], first: Area, some: bool
    ) -> Iterator[tuple[Area, str]]:
        """Yield the cells with values that nothing reads; a row without any other as a whole."""
        part = self._part(words)
        for column in self._valued:
            at = self._value_area(row, column)
            if at is None or self._key(part, column):
                continue
            if not some:
                yield first, " ".join(words)
                return
            yield at, " ".join((*words, *column.words))
