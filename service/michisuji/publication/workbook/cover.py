"""Sheet 00: what the book is, how to fill it in, and what its sheets hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from michisuji.importers.city.workbook.layout import UPRIGHT, WorkbookSheet
from michisuji.importers.city.workbook.rows import Row
from michisuji.messages import message, section
from michisuji.publication.workbook.cells import CellWriter
from michisuji.publication.workbook.columns import ShownColumn
from michisuji.publication.workbook.filling import Filling
from michisuji.publication.workbook.sheets import PlannedSheet
from michisuji.spreadsheets import Cell, Sheet

_WIDTHS = (4, 26, 62, 58)
_NOTHING = Cell(None, "line")
#: Of :data:`workbook.steps` in messages/: those of one phase alone.
_OF_PHASE = ("plan", "evaluate")
#: Steps whose line shows the colour that it explains.
_COLOURS = {"plan": "legend-todo", "evaluate": "legend-todo", "past": "legend-past"}


def write_cover(
    sheet: Sheet,
    of: WorkbookSheet,
    row: Row,
    title: str,
    sheets: Sequence[PlannedSheet],
    cells: CellWriter,
    filling: Filling,
) -> None:
    """Write the sheet; nobody changes what it says about the data set in a part of the city."""
    sheet.set_up(_WIDTHS, title)
    sheet.append([_NOTHING, Cell(title, "title")])
    heads = [None, *(message(f"workbook.{key}", "ja") for key in ("item", "value", "explained"))]
    sheet.append([Cell(head, "head" if head else "line") for head in heads])
    sheet.append([], hidden=True)
    sheet.append([_NOTHING, Cell(of.note, "line")])
    for shown in _lines(of, row, filling):
        content = cells.content(shown.column, shown.value(row))
        told = Cell(content, f"{'fixed' if row.get('scope') else 'free'}-{shown.look}")
        header = Cell(shown.header, "text")
        sheet.append([Cell(shown.key, "line"), header, told, Cell(shown.column.note, "grey")])
    sheet.append([])
    sheet.append([_NOTHING, Cell(message("workbook.how", "ja"), "bold")])
    for step, text in _steps(filling):
        colour = _COLOURS.get(step)
        shown_as = message(f"workbook.colour.{step}", "ja") if colour else None
        sheet.append([_NOTHING, Cell(shown_as, colour or "line"), Cell(text, "line")])
    sheet.append([_NOTHING, _NOTHING, Cell(message("workbook.english", "ja"), "line")])
    sheet.append([])
    heads = [message(f"workbook.{key}", "ja") for key in ("sheets", "explained", "rows")]
    sheet.append([_NOTHING, *(Cell(head, "head") for head in heads)])
    for plan in sheets:
        key = "workbook.todo_rows" if plan.todo else "workbook.all_rows"
        count = message(key, "ja", count=len(plan.rows))
        link = Cell(plan.of.name, "link", f"#'{plan.of.name}'!A1")
        look = "legend-todo" if plan.todo else "text"
        sheet.append([_NOTHING, link, Cell(plan.of.note, "text"), Cell(count, look)])
    found = sheet.sheet
    found.column_dimensions[UPRIGHT[0]].hidden = True
    found.page_setup.orientation = "portrait"
    found.page_setup.fitToHeight = 1
    found.protection.enable()
    found.protection.formatColumns = found.protection.formatRows = False


def _lines(of: WorkbookSheet, row: Row, filling: Filling) -> Iterator[ShownColumn]:
    for column in of.columns:
        if not column.yearly:
            yield ShownColumn(column)
            continue
        said = row.get(column.key) or {}
        years = {int(year) for year in said} | ({filling.year} if filling.year else set())
        yield from (ShownColumn(column, year) for year in sorted(years))


def _steps(filling: Filling) -> Iterator[tuple[str, str]]:
    steps: Mapping[str, str] = section("workbook.steps", "ja")
    for step, text in steps.items():
        if step in _OF_PHASE and step != filling.phase:
            continue
        if step == "past" and not filling.phase:
            continue
        yield step, text.format(year=filling.year)
