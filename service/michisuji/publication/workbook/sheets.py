"""Writes one sheet of the workbook: headers, notes, rows, pick-lists, and what is to fill in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from michisuji.importers.city.workbook.layout import (
    EXAMPLE,
    FIRST_ROW,
    HEADER_ROW,
    NOTE_ROW,
    WorkbookSheet,
)
from michisuji.importers.city.workbook.rows import Row
from michisuji.messages import message
from michisuji.publication.workbook.cells import CellWriter
from michisuji.publication.workbook.columns import ShownColumn
from michisuji.publication.workbook.filling import DATED, Filling
from michisuji.publication.workbook.lists import PickLists
from michisuji.publication.workbook.looks import YELLOW
from michisuji.spreadsheets import Cell, Sheet
from michisuji.spreadsheets.sheet import LETTERS

#: Ruled rows below the data, and rows that pick-lists and colours reach.
_BLANK, _REACH = 8, 1_000
#: Rows of a sheet without data that are yellow from the start.
_FIRST_YELLOW = 3
#: Letters across that are legible on A4 and on A3, and pages side by side beyond.
_A4, _A3 = 190, 280
_LAST_COLUMN = 16_384


@dataclass
class PlannedSheet:
    """A sheet with its rows and columns, before it is written."""

    of: WorkbookSheet
    rows: Sequence[Row]
    columns: Sequence[ShownColumn]
    example: Sequence[Cell] = ()
    #: There for reference; in a part of a city, so are the rows above its measures.
    fixed: bool = False
    part: bool = False
    todo: bool = False


def write_sheet(sheet: Sheet, plan: PlannedSheet, cells: CellWriter, filling: Filling) -> None:
    """Write the headers and rows of a sheet."""
    of, columns = plan.of, plan.columns
    _set_up(sheet, of, columns)
    note = message("workbook.fixed", "ja") if plan.fixed else of.note
    sheet.append([Cell(of.name, "title"), *[Cell(None, "line")] * 2, Cell(note, "remark")])
    sheet.append([Cell(c.header, _head(c, filling)) for c in columns])
    sheet.append([Cell(column.key, "key") for column in columns], hidden=True)
    sheet.append([Cell(column.column.note, "explained") for column in columns])
    for letter, column in zip(LETTERS, columns, strict=False):
        sheet.note(f"{letter}{HEADER_ROW}", column.note())
    if plan.example:
        sheet.append(plan.example)
    for row in plan.rows:
        sheet.append(_cells(plan, row, cells, filling))
    for _ in range(0 if plan.fixed else _BLANK if filling.phase else 1):
        sheet.append([Cell(None, f"entry-{column.look}") for column in columns])


def offer(sheet: Sheet, columns: Sequence[ShownColumn], lists: PickLists) -> None:
    """Add the pick-lists to a sheet.

    A code must be of its list; a reference may be new.
    """
    from openpyxl.worksheet.datavalidation import DataValidation

    for letter, shown in zip(LETTERS, columns, strict=False):
        place = lists.place(shown.column)
        if place:
            strict = bool(shown.column.codes) and not shown.column.several
            rule = DataValidation("list", formula1=place, allow_blank=True)
            rule.showErrorMessage = strict
            rule.add(f"{letter}{FIRST_ROW}:{letter}{sheet.rows + _REACH}")
            sheet.sheet.add_data_validation(rule)


def highlight(
    sheet: Sheet,
    of: WorkbookSheet,
    columns: Sequence[ShownColumn],
    filling: Filling,
    start: int | None,
) -> bool:
    """Make cells yellow for as long as they have to be filled in; return True if any may be.

    ``start`` is the row that the first data are to be written into, if there are none yet.
    """
    from openpyxl.formatting.rule import FormulaRule
    from openpyxl.styles import PatternFill

    cells = {c.key: f"${letter}{FIRST_ROW}" for letter, c in zip(LETTERS, columns, strict=False)}
    yellow = PatternFill("solid", bgColor=YELLOW)
    rules = sheet.sheet.conditional_formatting
    for letter, shown in zip(LETTERS, columns, strict=False):
        if filling.asks(shown.column, shown.year):
            formula = filling.condition(of, shown.column, f"{letter}{FIRST_ROW}", cells)
            place = f"{letter}{FIRST_ROW}:{letter}{sheet.rows + _REACH}"
            rules.add(place, FormulaRule(formula=[formula], fill=yellow))
            if start:
                place = f"{letter}{start}:{letter}{start + _FIRST_YELLOW - 1}"
                rules.add(place, FormulaRule(formula=[f'{letter}{start}=""'], fill=yellow))
    return any(filling.wants(shown.column, shown.year) for shown in columns)


def protect(sheet: Sheet, columns: int) -> None:
    """Guard the headers of a sheet, without a password.

    Rows may be added, removed, sorted and filtered. ``columns`` is how many are free:
    none on a sheet that is only for reference.
    """
    from openpyxl.styles import Protection
    from openpyxl.worksheet.dimensions import ColumnDimension

    found = sheet.sheet
    free = Protection(locked=False)
    for letter in LETTERS[:columns]:
        found.column_dimensions[letter].protection = free
    # Excel deletes a row only if all its cells are free, those right of the table included.
    if columns:
        beside = ColumnDimension(found, index=LETTERS[columns], min=columns + 1, max=_LAST_COLUMN)
        beside.protection = free
        found.column_dimensions[LETTERS[columns]] = beside
    rules = found.protection
    rules.enable()
    rules.formatCells = rules.formatColumns = rules.formatRows = False
    rules.insertRows = rules.deleteRows = rules.sort = rules.autoFilter = False


def _set_up(sheet: Sheet, of: WorkbookSheet, columns: Sequence[ShownColumn]) -> None:
    sheet.set_up([column.width for column in columns], f"{of.name}  {of.en}")
    found = sheet.sheet
    for number, column in enumerate(columns):
        if column.folded:
            sheet.fold(number)
    across = sum(column.width for column in columns if not column.folded)
    if across > _A4:
        found.page_setup.paperSize = 8
    if across > _A3:
        found.page_setup.fitToWidth = -(-across // _A3)
        found.print_title_cols = "A:B"
    found.freeze_panes = f"C{FIRST_ROW}"
    found.print_title_rows = f"{HEADER_ROW}:{NOTE_ROW}"
    found.auto_filter.ref = f"A{NOTE_ROW}:{LETTERS[len(columns) - 1]}{NOTE_ROW}"


def _head(column: ShownColumn, filling: Filling) -> str:
    return "head-todo" if filling.wants(column.column, column.year) else "head"


def _cells(plan: PlannedSheet, row: Row, cells: CellWriter, filling: Filling) -> list[Cell]:
    empty = plan.of.rows == "earlier"
    past = plan.of.rows in DATED and filling.is_past(row.get("year"))

    fixed = plan.fixed or (plan.part and plan.of.rows == "tree" and row["kind"] != "measure")

    def look(shown: ShownColumn) -> str:
        if fixed:
            return f"fixed-{shown.look}"
        return f"{'past' if past or filling.is_past(shown.year) else 'entry'}-{shown.look}"

    return [
        Cell(cells.content(shown.column, shown.value(row), empty=empty), look(shown))
        for shown in plan.columns
    ]


def example_cells(columns: Sequence[ShownColumn], row: Row, cells: CellWriter) -> list[Cell]:
    """Return a row that shows how others are written, marked as an example."""
    found = [Cell(cells.content(c.column, c.value(row)), "example") for c in columns]
    return [Cell(f"{EXAMPLE}{found[0].value}", "example"), *found[1:]]
