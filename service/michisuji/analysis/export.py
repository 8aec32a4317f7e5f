"""An answer as a file: JSON, CSV of one table, or a workbook with one sheet per table."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from michisuji.analysis.tables import Answer, Cell, Column, Kind, Named, Table, cell_text, plain
from michisuji.errors import NotFound
from michisuji.spreadsheets import csv_text, guarded

if TYPE_CHECKING:
    from michisuji.analysis.catalogue import Analysis

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: A sheet's name has at most 31 characters, and none of these.
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_FORMATS = {"yen": "#,##0", "number": "#,##0.##", "percent": "0.0"}


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
        heading.append(column.label[lang])
        if column.kind == "link":
            heading.append(f"{column.label[lang]} (IRI)")
    return csv_text(heading, (_line(table.columns, row, lang) for row in table.rows))


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
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    first = book.active
    first.title = "概要" if lang == "ja" else "Summary"
    made = (now or datetime.now()).strftime("%Y-%m-%d %H:%M")
    for line in (title, answer.sentence[lang], made):
        first.append([_cell(line)])
    first["A1"].font = Font(bold=True, size=14)
    first["A2"].alignment = Alignment(wrap_text=True, vertical="top")
    first.column_dimensions["A"].width = 100
    for behind in answer.behind:
        first.append([])
        first.append([_cell(behind.title[lang])])
        first.append([_cell(behind.query)])
    for table in answer.tables:
        _sheet(book, table, lang)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _sheet(book: Any, table: Table, lang: str) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(table.title[lang].translate(_FORBIDDEN)[:31])
    sheet.append([column.label[lang] for column in table.columns])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    for row in table.rows:
        sheet.append(
            [_value(cell, c.kind, lang) for c, cell in zip(table.columns, row, strict=True)]
        )
    for n, column in enumerate(table.columns, 1):
        letter = get_column_letter(n)
        sheet.column_dimensions[letter].width = 40 if column.kind in ("link", "links") else 18
        shape = _FORMATS.get(column.kind)
        if shape:
            for (cell,) in sheet[f"{letter}2:{letter}{max(2, sheet.max_row)}"]:
                cell.number_format = shape
    sheet.freeze_panes = "B2"
    if table.note:
        sheet.append([])
        sheet.append([_cell(table.note[lang])])


def _value(cell: Cell, kind: Kind, lang: str) -> Any:
    if isinstance(cell, Decimal):
        return int(cell) if cell == cell.to_integral_value() else float(cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return cell
    return _cell(cell_text(cell, kind, lang))


def _cell(word: str) -> str:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    clean: str = ILLEGAL_CHARACTERS_RE.sub("", word)[:32_000]
    return guarded(clean)
