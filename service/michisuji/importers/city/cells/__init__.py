"""Reads cells as staff write them: numbers, years, days, choices, several values in one cell."""

from michisuji.importers.city.cells.choices import choice, flag, several, ticked
from michisuji.importers.city.cells.numbers import amount, number, percent, scale
from michisuji.importers.city.cells.reasons import CellValue, Reason, problem
from michisuji.importers.city.cells.texts import RawCell, absent, held, identifier, text
from michisuji.importers.city.cells.times import day, period, year

__all__ = [
    "CellValue",
    "RawCell",
    "Reason",
    "absent",
    "amount",
    "choice",
    "day",
    "flag",
    "held",
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
