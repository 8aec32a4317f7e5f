"""Writes a city, or a part of it, as a workbook: an export, or a book for a section to fill in."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime

from michisuji.importers.city.content import City
from michisuji.importers.city.workbook.layout import (
    CHECK_SHEET,
    CODE_SHEET,
    FIRST_ROW,
    WorkbookSheet,
    layout,
)
from michisuji.importers.city.workbook.rows import Row, rows_of
from michisuji.messages import message
from michisuji.publication.workbook.cells import CellWriter
from michisuji.publication.workbook.columns import shown
from michisuji.publication.workbook.cover import write_cover
from michisuji.publication.workbook.filling import Filling
from michisuji.publication.workbook.lists import PickLists
from michisuji.publication.workbook.looks import add_looks
from michisuji.publication.workbook.names import names_of
from michisuji.publication.workbook.sheets import (
    PlannedSheet,
    example_cells,
    highlight,
    offer,
    protect,
    write_sheet,
)
from michisuji.spreadsheets import Cell, Sheet, Workbook

_EXPORT = Filling()
#: Colours of tabs: of sheets without and with something to fill in.
_TABS = ("FF9AA5B1", "FFE5B800")


#: Kinds of rows that a part of a city holds for reference: nobody changes them there.
_CONTEXT = ("plan", "unit", "waiver", "earlier")


def write_workbook(
    city: City,
    *,
    whole: City | None = None,
    filling: Filling = _EXPORT,
    examples: City | None = None,
    made_from: str = "",
    at: datetime | None = None,
) -> bytes:
    """Return the xlsx of ``city``; the same city gives the same bytes.

    ``whole`` is the city that ``city`` is a part of, for names and pick-lists; ``examples`` a city
    whose first rows show how sheets without rows are filled in. Raises BadInput for a text that no
    cell can hold.
    """
    cells = CellWriter(names_of(whole or city, city))
    found = [
        _planned(city, sheet, filling, examples) for sheet in layout().sheets if not sheet.upright
    ]
    planned = [plan for plan in found if plan.rows or not plan.of.aside]
    cover, *_ = (sheet for sheet in layout().sheets if sheet.upright)
    names = [cover.name, *(p.of.name for p in planned), CHECK_SHEET, CODE_SHEET]
    with closing(Workbook(names, "ja")) as book:
        add_looks(book.styles)
        lists = PickLists(cells.names)
        for sheet, plan in zip(book.sheets[1:-2], planned, strict=True):
            _write(sheet, plan, cells, lists, filling)
        title = _title(city, filling, cells)
        about = _about(city, filling, made_from)
        write_cover(book.sheets[0], cover, about, title, planned, cells, filling)
        _write_check(book.sheets[-2])
        lists.write(book.sheets[-1])
        book.describe(title)
        return book.saved(at)


def _write(
    sheet: Sheet, plan: PlannedSheet, cells: CellWriter, lists: PickLists, filling: Filling
) -> None:
    write_sheet(sheet, plan, cells, filling)
    offer(sheet, plan.columns, lists)
    start = None if plan.rows else FIRST_ROW + bool(plan.example)
    plan.todo = not plan.fixed and highlight(sheet, plan.of, plan.columns, filling, start)
    protect(sheet, 0 if plan.fixed else len(plan.columns))
    sheet.sheet.sheet_properties.tabColor = _TABS[plan.todo]


def _planned(
    city: City, sheet: WorkbookSheet, filling: Filling, examples: City | None
) -> PlannedSheet:
    rows = rows_of(city, sheet)
    rows = [*rows, *filling.awaited(city, sheet, rows)]
    columns = shown(sheet, rows, filling)
    part = bool(city.dataset.get("scope"))
    plan = PlannedSheet(sheet, rows, columns, fixed=part and sheet.rows in _CONTEXT, part=part)
    if examples is not None and not rows and not sheet.aside:
        for row in rows_of(examples, sheet)[:1]:
            plan.example = example_cells(columns, row, CellWriter(names_of(examples)))
    return plan


def _title(city: City, filling: Filling, cells: CellWriter) -> str:
    key = "workbook.title" if filling.phase else "workbook.export"
    name = city.dataset.get("publisher") or city.dataset.get("title") or ""
    column = next(c for sheet in layout().sheets for c in sheet.columns if c.key == "scope")
    told = [cells.names.told(column, one) for one in city.dataset.get("scope") or ()]
    if told:
        scope = "・".join(one.partition(" ")[2] or one.partition(":")[2] for one in told)
        return message(f"{key}_of", "ja", name=name, scope=scope)
    return message(key, "ja", name=name)


def _about(city: City, filling: Filling, made_from: str) -> Row:
    dataset = city.dataset
    parts = (dataset.get("name"), *(dataset.get("scope") or ()), filling.phase, filling.year or "")
    return {
        **dataset,
        "phase": filling.phase or None,
        "money_unit": "yen",
        "book": "-".join(str(one).replace(":", "-") for one in parts if one),
        "made_from": made_from or None,
    }


def _write_check(sheet: Sheet) -> None:
    sheet.set_up((18, 10, 12, 60, 50, 14), CHECK_SHEET)
    sheet.append([Cell(CHECK_SHEET, "title")])
    sheet.append([Cell(message("workbook.not_checked", "ja"), "remark")])
