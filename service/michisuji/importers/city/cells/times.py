"""Fiscal years, days and periods of cells: Western years, eras, serial numbers of Excel."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from michisuji.fiscal_years import fiscal_year_of, parse_day, parse_fiscal_year, parse_month
from michisuji.folding import fold
from michisuji.importers.city.cells.reasons import CellValue, noted, problem
from michisuji.importers.city.cells.texts import RawCell, absent, written

#: Serial numbers of days from 1954 to 2119: a year of four digits is none of them.
_SERIALS = range(20_000, 80_001)
_EPOCH = date(1899, 12, 30)
_YEARS = range(1868, 2200)
_SAME = re.compile(r"[・/、,=＝]|\n")
_UNTIL = re.compile(r"[~→]|から|(?<=[\d元度年])-(?=[\dA-Z令平昭大明])")


def year(cell: RawCell) -> CellValue:
    """Return a fiscal year: 2025 for 2025, R7, 令和7年度, 令7, ``R7～``, or a date within it."""
    if (found := absent(cell)) is not None:
        return found
    if isinstance(cell, date):
        return noted(fiscal_year_of(day(cell).value), "year-of-date")
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _numbered_year(cell)
    if not isinstance(cell, str):
        return problem("not-a-year")
    folded = fold(cell).removesuffix("~")
    parts = [part for part in _SAME.split(folded) if part]
    years = {parse_fiscal_year(part) for part in parts}
    if len(years) == 1 and None not in years:
        return CellValue(years.pop())
    if (within := parse_day(folded) or parse_month(folded)) is not None:
        return noted(fiscal_year_of(within), "year-of-date")
    return problem("two-years" if len(years) > 1 and None not in years else "not-a-year")


def period(cell: RawCell) -> tuple[CellValue, CellValue]:
    """Return the first and the last fiscal year of ``H24～R8``; one that is open is empty.

    A single year is the first; a problem stands in the first.
    """
    if not isinstance(cell, str) or absent(cell) is not None:
        return year(cell), CellValue()
    ends = _UNTIL.split(fold(cell))
    if len(ends) > 2:
        return problem("not-a-year"), CellValue()
    first, last = (year(end.removesuffix("まで")) for end in (*ends, "")[:2])
    if last.problem is not None:
        return last, CellValue()
    return first, last


def day(cell: RawCell) -> CellValue:
    """Return a date: of a date cell, 2026-04-01, 2026/4/1, 令和8年4月1日, R8.4.1, or a serial."""
    if (found := absent(cell)) is not None:
        return found
    if isinstance(cell, datetime):
        return CellValue(cell.date())
    if isinstance(cell, date):
        return CellValue(cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if int(cell) in _SERIALS:
            return noted(_EPOCH + timedelta(days=int(cell)), "date-of-serial")
        cell = written(cell)
    read = parse_day(cell) if isinstance(cell, str) else None
    return problem("not-a-date") if read is None else CellValue(read)


def _numbered_year(cell: float) -> CellValue:
    if cell != int(cell):
        return problem("not-a-year")
    if int(cell) in _YEARS:
        return CellValue(int(cell))
    if int(cell) in _SERIALS:
        return noted(fiscal_year_of(_EPOCH + timedelta(days=int(cell))), "year-of-date")
    return problem("not-a-year")
