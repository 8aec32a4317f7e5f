"""An answer as a file: JSON, CSV of one table, or a workbook with one sheet per table."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from michisuji.analysis.tables import Answer, Cell, Column, Kind, Named, Table, cell_text, plain
from michisuji.errors import NotFound
from michisuji.messages import message
from michisuji.moments import told, zone
from michisuji.spreadsheets import Cell as BookCell
from michisuji.spreadsheets import Sheet, Workbook, csv_text

if TYPE_CHECKING:
    from michisuji.analysis.catalogue import Analysis

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: The look of a column's numbers in a workbook (a key of its styles).
_LOOKS: dict[Kind, str] = {"yen": "whole", "number": "number", "percent": "percent"}
#: Widths of columns in a workbook, in letters of the default font.
_WIDTHS: dict[Kind, int] = {"link": 40, "links": 40, "text": 24, "flag": 8, "year": 10}
_WIDTH = 18
_SUMMARY_WIDTH = 100


def as_json(analysis: Analysis[Any], answer: Answer[Any], lang: str, year: int | None) -> str:
    """Return the result's members, sentence, tables and queries as one JSON object."""
    told: dict[str, Any] = {
        "schema": 1,
        "analysis": analysis.name,
        "title": analysis.title[lang],
        "asOf": year,
        "sentence": answer.sentence[lang],
        "answer": plain(answer),
        "tables": [_table(table, lang) for table in answer.tables],
        "queries": [{"title": b.title[lang], "sparql": b.query} for b in answer.behind],
    }
    for name in ("sentence", "behind"):
        told["answer"].pop(name, None)
    return json.dumps(told, ensure_ascii=False, indent=1)


def _table(table: Table, lang: str) -> dict[str, Any]:
    return {
        "name": table.name,
        "title": table.title[lang],
        "note": table.note[lang] if table.note else None,
        "columns": [
            {"name": c.name, "label": c.label[lang], "kind": c.kind} for c in table.columns
        ],
        "rows": [
            {c.name: plain(cell) for c, cell in zip(table.columns, row, strict=True)}
            for row in table.rows
        ],
    }


def as_csv(answer: Answer[Any], lang: str, name: str = "") -> str:
    """Return one table (the first, or the named one) with a column of IRIs after each link."""
    table = _named(answer.tables, name)
    heading: list[str] = []
    for column in table.columns:
        heading.append(_heading(column, lang))
        if column.kind == "link":
            heading.append(f"{column.label[lang]} (IRI)")
    return csv_text(heading, (_line(table.columns, row, lang) for row in table.rows))


def _heading(column: Column, lang: str) -> str:
    """Return a column's heading with the unit of its figures: a file has none in its cells."""
    units = {"yen": message("spreadsheets.yen", lang), "percent": "%"}
    name, unit = column.label[lang], units.get(column.kind)
    gap = "" if lang == "ja" else " "
    return name if unit is None or f"({unit})" in name else f"{name}{gap}({unit})"


def _line(columns: Sequence[Column], row: Sequence[Cell], lang: str) -> Iterator[str]:
    for column, cell in zip(columns, row, strict=True):
        yield cell_text(cell, column.kind, lang)
        if column.kind == "link":
            yield cell.iri if isinstance(cell, Named) else ""


def _named(tables: Sequence[Table], name: str) -> Table:
    for table in tables:
        if not name or table.name == name:
            return table
    names = ", ".join(table.name for table in tables)
    raise NotFound(
        f"表「{name}」はありません",
        f"there is no table '{name}'",
        hint_ja=f"ある表: {names}",
        hint_en=f"tables: {names}",
    )


def as_xlsx(answer: Answer[Any], title: str, lang: str, now: datetime | None = None) -> bytes:
    """Return a workbook: the question and the answer in words first, then one sheet per table."""
    summary = message("analysis.summary", lang)
    book = Workbook([summary, *(table.title[lang] for table in answer.tables)], lang)
    first, *sheets = book.sheets
    made = now or datetime.now(zone())
    first.set_up([_SUMMARY_WIDTH], title)
    first.append([BookCell(title, "title")])
    first.append([BookCell(answer.sentence[lang], "plain")])
    first.append([BookCell(told(made, made.tzinfo or zone(), lang), "plain")])
    for behind in answer.behind:
        first.append([])
        first.append([BookCell(behind.title[lang], "bold")])
        first.append([BookCell(behind.query, "plain")])
    for sheet, table in zip(sheets, answer.tables, strict=True):
        _fill(sheet, table, lang)
    return book.saved(made)


def _fill(sheet: Sheet, table: Table, lang: str) -> None:
    """Fill in one table: its first column stays in view, the note is below it."""
    sheet.set_up([_WIDTHS.get(c.kind, _WIDTH) for c in table.columns], table.title[lang])
    sheet.table([_heading(c, lang) for c in table.columns], len(table.rows), frozen="B2")
    for row in table.rows:
        sheet.append(
            [_shown(cell, c.kind, lang) for c, cell in zip(table.columns, row, strict=True)]
        )
    if table.note:
        sheet.append([])
        sheet.append([BookCell(table.note[lang], "line")])


def _shown(cell: Cell, kind: Kind, lang: str) -> BookCell:
    """Return a number as a number, a resource as a link to it, anything else as text."""
    if isinstance(cell, int | float | Decimal) and not isinstance(cell, bool):
        if kind not in _LOOKS:
            return BookCell(cell)
        return BookCell(cell, "whole" if kind == "number" and cell % 1 == 0 else _LOOKS[kind])
    if isinstance(cell, Named) and cell.iri.startswith(("http://", "https://")):
        return BookCell(cell_text(cell), "link", cell.iri)
    return BookCell(cell_text(cell, kind, lang) or None)
