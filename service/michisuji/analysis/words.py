"""Fiscal years and amounts in sentences and headings, in both languages."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from michisuji.analysis.tables import Column
from michisuji.languages import Text
from michisuji.messages import each, text

# Era name and its first year: a fiscal year is named after the era at its start in April.
_ERAS = (("令和", 2019), ("平成", 1989), ("昭和", 1926))


def fiscal_year(year: int, lang: str) -> str:
    """2024 → 令和6年度, or FY2024."""
    if lang == "en":
        return f"FY{year}"
    for era, first in _ERAS:
        if year >= first:
            return f"{era}{'元' if year == first else year - first + 1}年度"
    return f"{year}年度"


def exact_yen(amount: Decimal, lang: str) -> str:
    """12345 → 12,345円, or ¥12,345; fractions of a yen are rounded half up."""
    whole = int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    if lang == "en":
        return f"{'-' if whole < 0 else ''}¥{abs(whole):,}"
    return f"{whole:,}円"


def year_text(year: int) -> Text:
    """Return a fiscal year as both languages write it."""
    return each(lambda lang: fiscal_year(year, lang))


def yen_text(amount: Decimal | None) -> Text:
    """Return an amount as both languages write it, nothing as 0."""
    return each(lambda lang: exact_yen(amount or Decimal(0), lang))


def money_columns(year: int | None) -> list[Column]:
    """Head the planned and the executed amount of a fiscal year; nothing without a year."""
    if year is None:
        return []
    told = year_text(year)
    return [
        Column("planned", text("analysis.column_planned", year=told), "yen"),
        Column("executed", text("analysis.column_executed", year=told), "yen"),
    ]
