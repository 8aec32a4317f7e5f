"""From a problem's file and key path back to the row and cell that said it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from michisuji.importers.city.workbook.reading.built import BuiltCity
from michisuji.importers.city.workbook.reading.rows import SheetRow
from michisuji.importers.problems import ImportProblem

_STEP = re.compile(r"([A-Za-z0-9_]+)(?:\[([^\]]*)\])?(?:\.|$)")
_YEAR = re.compile(r"(\d{4}): ")


class SaidBy(NamedTuple):
    """The row and column that a problem is about; no key for the row as a whole."""

    row: SheetRow
    key: str = ""
    #: The year of a value of a yearly column.
    year: str = ""


def locate(built: BuiltCity, problem: ImportProblem) -> SaidBy | None:
    """Return the row and column that said what a problem is about; None if no row did."""
    year = _YEAR.match(problem.ja)
    steps = list(_walk(built.city.files.get(problem.file, {}), problem.path))
    for table, rest in reversed(steps):
        for key, of_year in _spellings(rest, year[1] if year else ""):
            found = built.cells.get((id(table), key))
            if found is not None:
                row, column = found
                yearly = any(c.yearly for c in row.sheet.columns if c.key == column)
                return SaidBy(row, column, of_year if yearly else "")
        if id(table) in built.rows:
            return SaidBy(built.rows[id(table)])
    return None


def _spellings(rest: str, year: str) -> Iterator[tuple[str, str]]:
    """Yield the keys under which a table may know what is left of a path, and the year in it."""
    if not rest:
        return
    if year:
        yield f"{rest}.{year}", year
        yield rest, year
    above, _, last = rest.rpartition(".")
    yield rest, ""
    if last.isdigit():
        yield above, last
    yield rest.partition("[")[0].partition(".")[0], ""


def _walk(document: Any, path: str) -> Iterator[tuple[Any, str]]:
    """Yield each table on the way along a path, with what is left of the path."""
    table, rest = document, path
    yield table, rest
    while rest and isinstance(table, dict):
        step = _STEP.match(rest)
        if step is None:
            return
        found = table.get(step[1])
        if isinstance(found, list) and step[2] is not None:
            found = _item(found, step[2])
        if not isinstance(found, dict):
            return
        table, rest = found, rest[step.end() :]
        yield table, rest


def _item(items: list[Any], name: str) -> Any:
    """Return the item of a name; the last of several, as the first is not the one too many."""
    if name.startswith("#") and name[1:].isdigit():
        number = int(name[1:]) - 1
        return items[number] if number < len(items) else None
    named = [
        item
        for item in items
        if isinstance(item, dict)
        and name in (str(item.get(key)) for key in ("id", "key", "to", "year"))
    ]
    return named[-1] if named else None
