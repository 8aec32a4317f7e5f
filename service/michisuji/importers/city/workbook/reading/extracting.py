"""From the sheets of books to rows of values; references and yearly values stay as written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from michisuji.importers.city.books import Book, BookSheet
from michisuji.importers.city.books.book import column_letters, runs
from michisuji.importers.city.books.remarks import remark
from michisuji.importers.city.cells import CellValue, RawCell
from michisuji.importers.city.workbook.layout import WorkbookColumn, WorkbookSheet
from michisuji.importers.city.workbook.reading.rows import RowPlace, SheetRow
from michisuji.importers.city.workbook.reading.sheets import is_ours, recognized
from michisuji.importers.city.workbook.reading.tables import SheetTable, TableHeads
from michisuji.importers.city.workbook.reading.telling import Teller
from michisuji.importers.city.workbook.reading.values import CellContext, read_cell
from michisuji.importers.report import Columns

#: Unknown columns of a sheet that are listed.
_SHOWN = 30
_UNITS = {"yen": 1, "thousand-yen": 1000}
#: Kinds of rows that hold no data → their note.
_PASSED = {"remark": "remark-row", "example": "example-row", "header": "repeated-header"}


@dataclass
class BookRows:
    """The rows of one book, and what its sheet 00 says about the book itself."""

    book: Book
    rows: list[SheetRow] = field(default_factory=list)
    #: The numbers of the sheets that the book has.
    sheets: set[str] = field(default_factory=set)
    unit: int = 1

    @property
    def about(self) -> dict[str, Any]:
        """The values of sheet 00; {} for a book without it."""
        return next((row.values for row in self.rows if row.sheet.upright), {})


def extract(book: Book, tell: Teller) -> BookRows:
    """Read every sheet that the layout knows; others are counted as unknown."""
    found = BookRows(book)
    known = [(sheet, recognized(sheet)) for sheet in book.sheets]
    for sheet, about in known:
        if about is not None and about.upright:
            found.rows.append(_upright(found, sheet, about, tell))
    for sheet, about in known:
        if about is not None and not about.upright:
            _read_sheet(found, sheet, about, tell)
        elif about is None and not is_ours(sheet) and any(map(any, sheet.rows)):
            tell.note("unknown-sheet", f"{book.name}「{sheet.name}」")
    for said in book.remarks:
        place = f"{book.name}「{said.sheet}」{said.cell}" if said.sheet else book.name
        tell.report.note(said.code, said.text["ja"], said.text["en"], place)
    return found


def _upright(found: BookRows, sheet: BookSheet, about: WorkbookSheet, tell: Teller) -> SheetRow:
    """Read a sheet that holds one thing, a line per key."""
    table = SheetTable(about, sheet)
    row = SheetRow(about, {}, RowPlace(found.book.name, sheet.name, 0))
    counts = tell.report.rows(about.name)
    lines = [(number, *_labelled(table, line)) for number, line in enumerate(sheet.rows)]
    # The unit of money comes first: amounts are in it.
    for number, key, at in sorted(lines, key=lambda line: line[1] != "money_unit"):
        if key is None or key in row.columns:
            continue
        row.columns[key], row.lines[key] = at, number
        cell = sheet.value(number, at)
        column = about.column(key.partition(":")[0])
        context = CellContext(found.unit if column.money else 1)
        value = _told(read_cell(column, cell, context), row, key, cell, tell)
        counts.read += 1
        counts.used += value is not None
        counts.empty += value is None
        if value is not None:
            row.take(key, value)
        if key == "money_unit":
            found.unit = _UNITS.get(str(value), 1)
    found.sheets.add(about.number)
    return row


def _labelled(table: SheetTable, line: Sequence[RawCell]) -> tuple[str | None, int]:
    """Return the key that a line is labelled with, and the column of its value."""
    for column, cell in enumerate(line):
        if not isinstance(cell, str) or not cell.strip():
            continue
        key = table.titles.by_key(cell)
        if key is not None:
            label = line[column + 1] if column + 1 < len(line) else None
            labelled = isinstance(label, str) and table.titles.by_title(label) == key
            return key, column + (2 if labelled else 1)
        key = table.titles.by_title(cell)
        return key, column + 1
    return None, 0


def _read_sheet(found: BookRows, sheet: BookSheet, about: WorkbookSheet, tell: Teller) -> None:
    sheet.unfold()
    table = SheetTable(about, sheet)
    if table.heads is None:
        if any(map(any, sheet.rows)):
            tell.sheet(found.book.name, sheet.name, "no-header")
        return
    _tell_heads(found.book, sheet, about, table.heads, tell)
    found.sheets.add(about.number)
    counts = tell.report.rows(about.name)
    stated = table.unit()
    for number, kind, heads in table.rows():
        counts.read += 1
        if kind != "data":
            counts.empty += 1
            if kind in _PASSED:
                tell.note(_PASSED[kind], f"{found.book.name}「{sheet.name}」{number + 1}")
            continue
        unit = found.unit if stated is None else stated
        found.rows.append(_Reader(found, sheet, heads, unit, tell).row(about, number))


@dataclass
class _Reader:
    """Reads the cells of one row."""

    found: BookRows
    sheet: BookSheet
    heads: TableHeads
    unit: int
    tell: Teller

    def row(self, about: WorkbookSheet, number: int) -> SheetRow:
        place = RowPlace(self.found.book.name, self.sheet.name, number)
        row = SheetRow(about, {}, place, self.heads.columns, keys=set(self.heads.columns))
        columns = {column.key: column for column in about.columns}
        for key, at in self.heads.columns.items():
            cell = self.sheet.value(number, at)
            if cell is None or cell == "":
                continue
            column = columns[key.partition(":")[0]]
            if column.refs or column.field.kind == "values":
                row.raw[key] = (cell, (number, at) in self.sheet.percentages)
                continue
            context = self._context(column, key, (number, at))
            value = _told(read_cell(column, cell, context), row, key, cell, self.tell)
            if value is not None:
                row.take(key, value)
        return row

    def _context(self, column: WorkbookColumn, key: str, at: tuple[int, int]) -> CellContext:
        unit = 1
        if column.money:
            stated = self.heads.unit(key)
            unit = self.unit if stated is None else stated
        return CellContext(unit, at in self.sheet.percentages)


def _told(read: CellValue, row: SheetRow, key: str, cell: RawCell, tell: Teller) -> Any:
    """Return the value of a cell, telling of what is wrong with it or worth knowing."""
    if read.problem is not None:
        row.bad.add(key)
        tell.reason(row, key, read.problem, cell)
    elif read.note is not None:
        tell.note(read.note.code, row.where(key))
    return read.value


def _tell_heads(
    book: Book, sheet: BookSheet, about: WorkbookSheet, heads: TableHeads, tell: Teller
) -> None:
    required = [c for c in about.columns if c.field.required and not c.yearly]
    missing = [c.ja for c in required if c.key not in heads.columns and not _implied(about, c.key)]
    more = [f"… (+{len(heads.unknown) - _SHOWN})"] if len(heads.unknown) > _SHOWN else []
    unread = [*heads.unknown[:_SHOWN], *more]
    tell.report.columns.setdefault(about.name, Columns()).add(missing, unread)
    for name in missing:
        tell.sheet(book.name, sheet.name, "no-column", name)
    for column in heads.repeated:
        tell.note("repeated-column", f"{book.name}「{sheet.name}」{column_letters(column)}")
    for _ in heads.without_year:
        tell.note("without-year", f"{book.name}「{sheet.name}」")
    _tell_hidden(book, sheet, about, heads, tell)


def _implied(about: WorkbookSheet, key: str) -> bool:
    """Return True for the kind of elements, which the sheet itself says."""
    return key == "kind" and len(about.kinds) == 1


def _tell_hidden(
    book: Book, sheet: BookSheet, about: WorkbookSheet, heads: TableHeads, tell: Teller
) -> None:
    """Tell of hidden sheets, rows and columns with data; what the template hides is none."""
    rows = [n for n in sheet.hidden_rows if n >= heads.start and any(sheet.rows[n])]
    folded = {c.key for c in about.columns if c.folded}
    hidden = {
        heads.columns[k]: k for k in heads.columns if heads.columns[k] in sheet.hidden_columns
    }
    shown = {at for at, key in hidden.items() if key in folded or ":" in key}
    below = range(heads.start, len(sheet.rows))
    columns = [a for a in hidden if a not in shown and any(sheet.value(n, a) for n in below)]
    found = [("hidden-sheet", "")] if sheet.hidden else []
    found += [("hidden-rows", f"{a + 1}-{b + 1}") for a, b in runs(frozenset(rows))]
    found += [("hidden-columns", column_letters(at)) for at in sorted(columns)]
    for code, where in found:
        said = remark(code)
        place = f"{book.name}「{sheet.name}」{where}"
        tell.report.note(code, said.text["ja"], said.text["en"], place)
