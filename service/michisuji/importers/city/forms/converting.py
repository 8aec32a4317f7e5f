"""Turns cells of a form into values of the city's schema, by the rules of the workbook."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from michisuji.importers.city import cells
from michisuji.importers.city.cells import CellValue, Reason
from michisuji.importers.city.cells.texts import RawCell, absent, written
from michisuji.importers.city.codes import code_labels
from michisuji.importers.city.fields import Field
from michisuji.importers.city.forms.mapping.keys import YEARLY, KeyStep
from michisuji.importers.city.forms.references import References
from michisuji.importers.city.forms.sheet.texts import MONEY, label
from michisuji.importers.city.workbook.codes import labels
from michisuji.importers.city.workbook.layout import WorkbookColumn, layout
from michisuji.languages import Text

_SEVERAL = ("texts", "text-or-texts")
#: Kinds of numbers.
_NUMBERS = frozenset(
    ("amount", "signed-amount", "amounts", "signed-amounts", "values", "share-of-one", "rank")
)
_INDICATOR = "program.element.indicator"


@cache
def _columns() -> Mapping[tuple[str, str], WorkbookColumn]:
    """Return (address of a table, key) → the column that the workbook has for it."""
    return {
        (address.removeprefix("measures/ "), column.key): column
        for sheet in layout().sheets
        for address in sheet.tables
        for column in sheet.columns
    }


def column_of(steps: tuple[KeyStep, ...]) -> WorkbookColumn | None:
    """Return the workbook's column for a key; None if the workbook has none."""
    names = [step.name for step in steps]
    for above in range(len(names) - 1, 0, -1):
        address, key = ".".join(names[:above]), ".".join(names[above:])
        if names[above - 1] == "indicator":
            address = _INDICATOR
        found = _columns().get((address, key))
        if found is not None:
            return found
    return None


def title_of(key: str) -> str:
    """Return the workbook's title for a key as mapping files write it; else the key."""
    names = [part.partition("[")[0] for part in key.split(".")]
    names = [name for name in names if not name.isdecimal()]
    column = column_of(tuple(map(KeyStep, names)))
    return key if column is None else column.ja


def is_money(steps: tuple[KeyStep, ...], field: Field) -> bool:
    """Return True for a key that holds yen."""
    column = column_of(steps)
    if column is not None and column.money:
        return True
    return steps[-2].name == "budget" and field.kind in YEARLY


class Converter:
    """Reads cells as values of keys; ``references`` are what the city has."""

    def __init__(self, references: References) -> None:
        self._references = references

    def value(
        self,
        steps: tuple[KeyStep, ...],
        field: Field,
        cell: RawCell,
        *,
        codes: Mapping[str, Any],
        money: str,
        qualitative: bool = False,
        percent: bool = False,
        shown: bool = False,
    ) -> CellValue:
        """Return the value of a cell for a key; ``money`` is the unit, '' if nothing states one.

        ``codes`` are the form's own words (as labels) for values; ``percent`` says that the values
        are percentages, ``shown`` that the cell's number format shows it as one.
        """
        column = column_of(steps)
        if field.kind in _SEVERAL:
            return self._several(column, field, cell, codes)
        if codes and (said := label(written(cell))) in codes:
            return CellValue(codes[said])
        if field.choices:
            return _chosen(column, field, cell, codes)
        if column is not None and column.refs:
            return self._references.find(column.refs, cell)
        if is_money(steps, field):
            return _money(cell, money)
        if field.kind == "values" and qualitative:
            return cells.text(cell)
        if field.kind == "percent" or (field.kind in _NUMBERS and (percent or shown)):
            return cells.percent(cell, shown=shown)
        return _plain(field, cell)

    def is_qualitative(self, name: str) -> bool:
        """Return True if all stored indicators of a (folded) name have values in words."""
        ids = self._references.index.named("indicator", name)
        known = self._references.ids.get("indicator", {})
        return bool(ids) and all(known[i].get("kind") == "qualitative" for i in ids)

    def _several(
        self, column: WorkbookColumn | None, field: Field, cell: RawCell, codes: Mapping[str, Any]
    ) -> CellValue:
        if (nothing := absent(cell)) is not None:
            return nothing
        ticks = cells.ticked(cell)
        parts = cells.several(cell) if ticks is None else ticks
        if ticks is not None and not ticks:
            return cells.problem("no-choice")
        out = []
        for part in parts:
            if label(part) in codes:
                found = CellValue(codes[label(part)])
            elif field.choices:
                found = cells.choice(part, _labels(column, field))
            elif column is not None and column.refs:
                found = self._references.find(column.refs, part)
            else:
                found = cells.text(part)
            if found.problem is not None:
                return found
            if found.value is not None:
                out.append(found.value)
        return CellValue(list(dict.fromkeys(out)) or None)


def _chosen(
    column: WorkbookColumn | None, field: Field, cell: RawCell, codes: Mapping[str, Any]
) -> CellValue:
    """Return the code of a choice; ticked boxes may have the form's own words."""
    ticks = cells.ticked(cell)
    if ticks is not None and len(ticks) == 1 and label(ticks[0]) in codes:
        return CellValue(codes[label(ticks[0])])
    known = dict(_labels(column, field))
    own = {str(code): {"ja": word, "en": word} for word, code in codes.items()}
    return cells.choice(cell, {**own, **known})


def _labels(column: WorkbookColumn | None, field: Field) -> Mapping[str, Text]:
    found = labels(column) if column is not None else code_labels(field.scheme)
    return found or {code: {"ja": code, "en": code} for code in field.choices}


def _money(cell: RawCell, unit: str) -> CellValue:
    if (nothing := absent(cell)) is not None:
        return nothing
    if not unit:
        return CellValue(
            problem=Reason(
                "no-money-unit",
                "金額の単位(円か千円か)が分かりません。対応表に money を書いてください",
                "nothing states the unit of money (円 or 千円): give money in the mapping",
            )
        )
    return cells.amount(cell, MONEY[unit])


def _plain(field: Field, cell: RawCell) -> CellValue:
    """Return a value by the kind of its field alone."""
    if field.kind in _NUMBERS:
        return cells.number(cell)
    readers = {"year": cells.year, "date": cells.day, "boolean": cells.flag, "id": cells.identifier}
    return readers.get(field.kind, cells.text)(cell)
