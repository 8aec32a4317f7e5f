"""Resolves what cells refer to, once all rows of all books are known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from michisuji.folding import fold
from michisuji.importers.city import cells
from michisuji.importers.city.cells import RawCell
from michisuji.importers.city.reference_index import FoundReference
from michisuji.importers.city.workbook.layout import EMPTY, WorkbookColumn
from michisuji.importers.city.workbook.reading.references import Definitions
from michisuji.importers.city.workbook.reading.rows import SheetRow
from michisuji.importers.city.workbook.reading.telling import Teller
from michisuji.importers.city.workbook.reading.values import read_value

_EMPTY = fold(EMPTY)
_HOW = {"zeros": "zeros-added", "name": "by-name"}
#: Kinds whose cells are kept as they are: what they name has no row of its own.
_FREE = frozenset(("evaluation",))


@dataclass
class Resolver:
    """Turns references as written into those of documents, telling of what is not there."""

    known: Definitions
    tell: Teller

    def owners(self, rows: Iterable[SheetRow]) -> None:
        """Resolve the cells that say what a row belongs to; other references depend on them."""
        for row in rows:
            for column in row.sheet.columns:
                if column.owner and column.key in row.raw:
                    self._resolve(row, column)

    def all(self, rows: Iterable[SheetRow]) -> None:
        """Resolve every other reference."""
        for row in rows:
            for column in row.sheet.columns:
                if column.refs and not column.owner and column.key in row.raw:
                    self._resolve(row, column)

    def _resolve(self, row: SheetRow, column: WorkbookColumn) -> None:
        cell, _ = row.raw[column.key]
        if column.several and isinstance(cell, str) and fold(cell) == _EMPTY:
            row.values[column.key] = []
            return
        empty = cells.absent(cell)
        if empty is not None:
            if empty.problem is not None:
                row.bad.add(column.key)
                self.tell.reason(row, column.key, empty.problem, cell)
            elif empty.note is not None:
                self.tell.note(empty.note.code, row.where(column.key))
            return
        found = [self._one(row, column, part) for part in self._parts(row, column, cell)]
        names = list(dict.fromkeys(name for name in found if name))
        if not names:
            row.bad.add(column.key)
            return
        if column.several:
            one = column.field.kind == "text-or-texts" and len(names) == 1
            row.values[column.key] = names[0] if one else names
        else:
            row.values[column.key] = names[0]

    def _parts(self, row: SheetRow, column: WorkbookColumn, cell: RawCell) -> list[str]:
        if not column.several:
            return [cells.text(cell).value or ""]
        return cells.several(cell, lambda part: bool(self._find(column, part, row).how))

    def _find(self, column: WorkbookColumn, said: str, row: SheetRow) -> FoundReference:
        return self.known.find(column, said, row)

    def _one(self, row: SheetRow, column: WorkbookColumn, said: str) -> str:
        """Return one reference as documents have it; "" for one that is not there."""
        if set(column.refs) <= _FREE:
            return said.split()[0] if said else ""
        found = self._find(column, said, row)
        if not found.how:
            code = "two-of-one-name" if found.choices else "nowhere"
            self.tell.cell(row, column.key, code, said, choices="、".join(found.choices[:5]))
            return ""
        if found.how == "id" and self.known.contradicts(said, found):
            self.tell.note("other-name", row.where(column.key))
        if found.how in _HOW:
            self.tell.note(_HOW[found.how], row.where(column.key))
        return self._told(column, found.kind, found.name)

    def _told(self, column: WorkbookColumn, kind: str, name: str) -> str:
        """Return a reference as rows have it: with its kind where documents say the kind."""
        if not column.prefixed:
            return name
        if kind == "goal":  # documents tell a vision from a mission
            kind = str(self.known.ids[kind][name].values.get("kind", kind))
        return f"program:{name}" if kind == "element" else f"{kind}:{name}"


def read_yearly(rows: Iterable[SheetRow], indicators: dict[str, SheetRow], tell: Teller) -> None:
    """Read the values of indicators, which depend on their kind and unit."""
    for row in rows:
        if row.sheet.rows != "value":
            continue
        about: dict[str, Any] = {}
        if (indicator := indicators.get(str(row.values.get("indicator")))) is not None:
            about = indicator.values
        qualitative = about.get("kind") == "qualitative"
        percent = fold(str(about.get("unit", ""))).startswith(("%", "パーセント"))
        for key, (cell, shown) in row.raw.items():
            if ":" not in key:
                continue
            read = read_value(cell, qualitative=qualitative, percent=percent, shown=shown)
            if read.problem is not None:
                row.bad.add(key)
                tell.reason(row, key, read.problem, cell)
            elif read.note is not None:
                tell.note(read.note.code, row.where(key))
            if read.value is not None:
                row.take(key, read.value)
