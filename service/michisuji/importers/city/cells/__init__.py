"""Reads cells as staff write them: numbers, years, days, choices, several values in one cell."""

from michisuji.importers.city.cells.choices import choice, flag, held_list, several, ticked
from michisuji.importers.city.cells.numbers import amount, number, percent, scale
from michisuji.importers.city.cells.reasons import CellValue, Reason, problem
from michisuji.importers.city.cells.texts import (
    NOT_COMPUTED,
    RawCell,
    absent,
    held,
    identifier,
    text,
)
from michisuji.importers.city.cells.times import day, period, year

__all__ = [
    "NOT_COMPUTED",
    "CellValue",
    "RawCell",
    "Reason",
    "absent",
    "amount",
    "choice",
    "day",
    "flag",
    "held",
    "held_list",
    "identifier",
    "number",
    "percent",
    "period",
    "problem",
    "scale",
    "several",
    "text",
    "ticked",
    "year",
]
