"""The values of a row's cells, each read as its column says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from michisuji.folding import fold
from michisuji.importers.city import cells
from michisuji.importers.city.cells import CellValue, RawCell
from michisuji.importers.city.codes import other_spellings
from michisuji.importers.city.workbook.codes import labels
from michisuji.importers.city.workbook.layout import EMPTY, WorkbookColumn

_LISTS = ("texts", "text-or-texts", "links")
_EMPTY = fold(EMPTY)


@dataclass(frozen=True)
class CellContext:
    """The unit of money at a cell, and how it is shown: its value depends on both."""

    #: Yen per unit of amounts.
    unit: int = 1
    #: True if its number format shows a percentage.
    percentage: bool = False


def read_cell(column: WorkbookColumn, cell: RawCell, context: CellContext) -> CellValue:
    """Return the value of a cell as documents have it; references and yearly values as written."""
    if column.several and isinstance(cell, str) and fold(cell) == _EMPTY:
        return CellValue([])
    if column.codes or column.field.choices:
        return _coded(column, cell)
    if column.field.kind in _LISTS:
        found = cells.several(cell)
        return CellValue(found) if found else cells.absent(cell) or CellValue()
    return _KINDS.get(column.field.kind, _text)(cell, context)


def _coded(column: WorkbookColumn, cell: RawCell) -> CellValue:
    choices = labels(column) or {c: {"ja": c, "en": c} for c in column.field.choices}
    also = other_spellings(column.codes)
    if column.field.kind == "boolean":
        found = cells.choice(cell, choices) if not isinstance(cell, bool) else CellValue(cell)
        if found.problem is not None:
            return cells.flag(cell)
        truth = found.value if isinstance(found.value, bool) else found.value == "true"
        return found if found.value is None else CellValue(truth)
    if column.field.kind not in _LISTS:
        return cells.choice(cell, choices, also)
    ticks = cells.ticked(cell)
    parts = cells.several(cell) if ticks is None else ticks
    read = [cells.choice(part, choices, also) for part in parts]
    wrong = next((one for one in read if one.problem is not None), None)
    if wrong is not None:
        return wrong
    codes = list(dict.fromkeys(one.value for one in read if one.value is not None))
    return CellValue(codes) if codes else cells.absent(cell) or CellValue()


def _text(cell: RawCell, _: CellContext) -> CellValue:
    return cells.text(cell)


def _amount(cell: RawCell, context: CellContext) -> CellValue:
    return cells.amount(cell, context.unit)


def _percent(cell: RawCell, context: CellContext) -> CellValue:
    return cells.percent(cell, shown=context.percentage)


_KINDS: Mapping[str, Callable[[RawCell, CellContext], CellValue]] = {
    **dict.fromkeys(("id", "key"), lambda cell, _: cells.identifier(cell)),
    **dict.fromkeys(("year",), lambda cell, _: cells.year(cell)),
    **dict.fromkeys(("amount", "signed-amount", "amounts", "signed-amounts"), _amount),
    **dict.fromkeys(("share-of-one", "rank"), lambda cell, _: cells.number(cell)),
    "percent": _percent,
    "date": lambda cell, _: cells.day(cell),
    "boolean": lambda cell, _: cells.flag(cell),
    "rule": lambda cell, _: _upper(cells.text(cell)),
}


def _upper(found: CellValue) -> CellValue:
    value = found.value
    return CellValue(fold(value).upper(), found.note) if isinstance(value, str) else found


def read_value(cell: RawCell, *, qualitative: bool, percent: bool, shown: bool) -> CellValue:
    """Return an indicator's value of a year: a number, or a text where those are expected.

    ``qualitative`` indicators have texts; a text after an apostrophe is one in any case. With
    ``percent`` the indicator's unit is %; a ``shown`` cell shows a percentage.
    """
    if isinstance(cell, str) and cell.strip()[:1] == "'":
        return cells.text(cell)
    found: CellValue = cells.percent(cell, shown=shown) if percent else cells.number(cell)
    if qualitative and found.problem is not None and found.problem.code != "formula-error":
        return cells.text(cell)
    return found
