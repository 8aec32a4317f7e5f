"""Writes a city, or a part of it, as a workbook: an export, or a book for a section to fill in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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
from michisuji.publication.workbook.columns import ShownColumn, shown
from michisuji.publication.workbook.cover import write_cover
from michisuji.publication.workbook.filling import Filling
from michisuji.publication.workbook.lists import PickLists
from michisuji.publication.workbook.looks import add_looks
from michisuji.publication.workbook.names import names_of
from michisuji.publication.workbook.sheets import (
    example_cells,
    highlight,
    offer,
    protect,
    write_sheet,
)
from michisuji.spreadsheets import Cell, Workbook

_EXPORT = Filling()


@dataclass(frozen=True)
class BookPart:
    """The part of a city that a workbook is about; the whole city without a name."""

    #: ``unit:s-safety 防災危機管理課``: what sheet 00 says; "" for the whole city.
    told: str = ""
    #: The name for its title.
    name: str = ""


@dataclass
class _PlannedSheet:
    of: WorkbookSheet
    rows: Sequence[Row]
    columns: Sequence[ShownColumn]
    example: Sequence[Cell] = ()
    todo: bool = False


def write_workbook(
    city: City,
    *,
    whole: City | None = None,
    part: BookPart | None = None,
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
    part = part or BookPart()
    cells = CellWriter(names_of(whole or city, city))
    planned = [
        _planned(city, sheet, filling, examples)
        for sheet in layout().sheets
        if not sheet.upright and _belongs(city, sheet, part, filling)
    ]
    cover, *_ = (sheet for sheet in layout().sheets if sheet.upright)
    book = Workbook([cover.name, *(p.of.name for p in planned), CHECK_SHEET, CODE_SHEET], "ja")
    add_looks(book.styles)
    lists = PickLists(cells.names)
    for sheet, plan in zip(book.sheets[1:-2], planned, strict=True):
        write_sheet(sheet, plan.of, plan.columns, plan.rows, cells, filling, plan.example)
        offer(sheet, plan.columns, lists)
        start = None if plan.rows else FIRST_ROW + bool(plan.example)
        plan.todo = highlight(sheet, plan.of, plan.columns, filling, start)
        protect(sheet, len(plan.columns))
        sheet.sheet.sheet_properties.tabColor = "FFE5B800" if plan.todo else "FF9AA5B1"
    title = _title(city, part, filling)
    named = [(p.of.name, p.of.note, len(p.rows), p.todo) for p in planned]
    about = _about(city, part, filling, made_from)
    write_cover(book.sheets[0], cover, about, title, named, cells, filling, free=not part.told)
    _write_check(book)
    lists.write(book.sheets[-1])
    book.describe(title, part.name)
    return book.saved(at)


def _planned(
    city: City, sheet: WorkbookSheet, filling: Filling, examples: City | None
) -> _PlannedSheet:
    rows = rows_of(city, sheet)
    rows = [*rows, *filling.awaited(city, sheet, rows)]
    columns = shown(sheet, rows, filling)
    plan = _PlannedSheet(sheet, rows, columns)
    if examples is not None and not rows and not sheet.aside:
        for row in rows_of(examples, sheet)[:1]:
            plan.example = example_cells(columns, row, CellWriter(names_of(examples)))
    return plan


def _belongs(city: City, sheet: WorkbookSheet, part: BookPart, filling: Filling) -> bool:
    """Return True unless the sheet is of no concern to those who get the book."""
    if not sheet.aside and not part.told:
        return True
    found = bool(rows_of(city, sheet))
    return found if sheet.aside else found or sheet.rows not in ("plan", "tree", "unit")


def _title(city: City, part: BookPart, filling: Filling) -> str:
    key = "workbook.title" if filling.phase else "workbook.export"
    name = city.dataset.get("publisher") or city.dataset.get("title") or ""
    if part.name:
        return message(f"{key}_of", "ja", name=name, scope=part.name)
    return message(key, "ja", name=name)


def _about(city: City, part: BookPart, filling: Filling, made_from: str) -> Row:
    dataset = city.dataset
    name = [dataset.get("name"), part.told.partition(" ")[0].replace(":", "-")]
    book = "-".join(str(one) for one in (*name, filling.phase, filling.year or "") if one)
    return {
        **dataset,
        "phase": filling.phase or None,
        "money_unit": "yen",
        "scope": part.told or None,
        "book": book,
        "made_from": made_from or None,
    }


def _write_check(book: Workbook) -> None:
    sheet = book.sheets[-2]
    sheet.set_up((18, 10, 12, 60, 50, 14), CHECK_SHEET)
    sheet.append([Cell(CHECK_SHEET, "title")])
    sheet.append([Cell(message("workbook.not_checked", "ja"), "remark")])
