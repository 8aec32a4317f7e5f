"""Remarks on places in a workbook: errors of its import, and findings of rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from michisuji.importers.report import ImportRefusal
from michisuji.languages import Text

#: ``error`` is a cell or row that could not be imported; the others are those of rules, and a note.
SEVERITIES = ("error", "violation", "warning", "info", "note")
_CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


@dataclass(frozen=True)
class CellRemark:
    """A fault, or a thing worth knowing, at a place in a workbook."""

    sheet: str
    #: ``D12``; "" for a whole sheet, or for the whole book if ``sheet`` is "" too.
    cell: str
    #: One of :data:`SEVERITIES`; ``error`` is a cell or row that could not be imported.
    severity: str
    what: Text = field(hash=False)
    #: How to mend it; may be empty.
    how: Text = field(hash=False)
    #: An http(s) address of the logic model's diagram; "" for none.
    link: str = ""
    #: The hidden key of the column, for a remark that knows only the row of ``cell``.
    key: str = ""

    @property
    def is_todo(self) -> bool:
        """True if somebody has to do something about it."""
        return self.severity not in ("info", "note")

    @property
    def has_cell(self) -> bool:
        """True if it is about one cell."""
        return _CELL.fullmatch(self.cell) is not None

    @property
    def place(self) -> tuple[int, int]:
        """Row and column of the cell, as a key to sort by."""
        found = _CELL.fullmatch(self.cell)
        return (int(found[2]), _column(found[1])) if found else (0, 0)


def of_refusals(refusals: Iterable[ImportRefusal], link: str = "") -> list[CellRemark]:
    """Return what an import could not use as remarks; without a sheet, of the whole book."""
    return [
        CellRemark(one.sheet, one.cell or _first(one), "error", one.reason, {}, link)
        for one in refusals
    ]


def _first(refusal: ImportRefusal) -> str:
    """Return the first cell of a refused row; "" without a row."""
    return f"A{refusal.row}" if refusal.sheet and refusal.row else ""


def in_order(remarks: Iterable[CellRemark], sheets: Sequence[str]) -> list[CellRemark]:
    """Return remarks, each once, by sheet, row, column and severity."""
    order = {name: number for number, name in enumerate(sheets)}
    return sorted(
        dict.fromkeys(remarks),
        key=lambda r: (order.get(r.sheet, -1), r.place, SEVERITIES.index(r.severity)),
    )


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
