"""Japanese fiscal years, 1 April to 31 March: their names, and the year that a text names."""

from __future__ import annotations

import re
from datetime import date

from michisuji.folding import fold
from michisuji.languages import LANGUAGES, Text

#: Era, its letter and its first day. A fiscal year in which an era begins counts as its first as a
#: whole, from April on: that is how the government named 2019, which began as 平成31年度.
ERAS = (
    ("令和", "R", date(2019, 5, 1)),
    ("平成", "H", date(1989, 1, 8)),
    ("昭和", "S", date(1926, 12, 25)),
    ("大正", "T", date(1912, 7, 30)),
    ("明治", "M", date(1868, 10, 23)),
)
#: 令和7, 令7 and R7 are one year.
_FIRST = {sign: first.year for era, letter, first in ERAS for sign in (era, era[0], letter)}
_BRACKETS = r"(?:\([^)]*\))?"
_END = rf"{_BRACKETS}(?:年度末?|年)?{_BRACKETS}"
_WESTERN = re.compile(rf"(?:西暦|FY)?(\d{{4}})(?:\.0+)?{_END}", re.I)
_ERA = re.compile(rf"({'|'.join(_FIRST)})\.?(元|\d{{1,2}}){_END}", re.I)
_IN_YEAR = rf"(?:西暦)?(?:(\d{{4}})|({'|'.join(_FIRST)})\.?(元|\d{{1,2}}))"
_DAY = re.compile(rf"{_IN_YEAR}(?:年|[-./])(\d{{1,2}})(?:月|[-./])(\d{{1,2}})日?{_BRACKETS}", re.I)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MONTH = re.compile(rf"{_IN_YEAR}(?:年(\d{{1,2}})月|[-./](\d{{1,2}})){_BRACKETS}", re.I)


def fiscal_year(year: int, lang: str) -> str:
    """Return 令和6年度, or FY2024; in figures alone (1867年度) before the eras of modern Japan."""
    return f"FY{year}" if lang == "en" else f"{era_year(year) or year}年度"


def full_fiscal_year(year: int, lang: str) -> str:
    """Return 令和6年度(2024), or FY2024."""
    known = lang != "en" and era_year(year)
    return fiscal_year(year, lang) + (f"({year})" if known else "")


def full_texts(year: int) -> Text:
    """Return the full name in each language."""
    return {lang: full_fiscal_year(year, lang) for lang in LANGUAGES}


def era_year(year: int) -> str:
    """Return 令和6 or 令和元; '' before 明治."""
    for era, _, first in ERAS:
        if year >= first.year:
            return f"{era}{'元' if year == first.year else year - first.year + 1}"
    return ""


def parse_fiscal_year(text: str) -> int | None:
    """Parse ``2024``, ``2024.0``, ``2024年度``, ``２０２４``, ``令和6年度`` or ``R6`` as a year.

    Returns None for any other text. A bracketed part is ignored: ``令和6(2024)年度``.
    """
    folded = fold(text)
    if western := _WESTERN.fullmatch(folded):
        return int(western[1])
    era = _ERA.fullmatch(folded)
    if era is None:
        return None
    number = 1 if era[2] == "元" else int(era[2])
    return _FIRST[era[1].upper()] + number - 1 if number else None


def parse_day(text: str) -> date | None:
    """Parse ``2026-04-01``, ``2026/4/1``, ``20260401``, ``令和8年4月1日``, ``R8.4.1``."""
    folded = fold(text)
    if compact := _COMPACT.fullmatch(folded):
        return _day(int(compact[1]), int(compact[2]), int(compact[3]))
    found = _DAY.fullmatch(folded)
    return found and _day(_year_in(found), int(found[4]), int(found[5]))


def parse_month(text: str) -> date | None:
    """Parse ``2026年4月``, ``2026/4`` or ``R8.4`` as the first day of the month."""
    found = _MONTH.fullmatch(fold(text))
    return found and _day(_year_in(found), int(found[4] or found[5]), 1)


def _year_in(found: re.Match[str]) -> int:
    """Return the calendar year that the first three groups of a match name; 0 for none."""
    if found[1]:
        return int(found[1])
    number = 1 if found[3] == "元" else int(found[3])
    return _FIRST[found[2].upper()] + number - 1 if number else 0


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def fiscal_year_of(day: date) -> int:
    """Return the fiscal year that a day is in."""
    return day.year if day >= first_day(day.year) else day.year - 1


def first_day(year: int) -> date:
    """Return 1 April of the year."""
    return date(year, 4, 1)


def last_day(year: int) -> date:
    """Return 31 March of the next year."""
    return date(year + 1, 3, 31)
