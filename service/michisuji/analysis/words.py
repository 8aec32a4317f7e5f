"""Fiscal years and amounts in sentences and headings, in both languages."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from michisuji.analysis.tables import Column
from michisuji.languages import text

# # Era name and its first year: a fiscal year is named after the era at its start in April.
_ERAS = (("令和", 2019), ("平成", 1989), ("昭和", 1926))


def fiscal_year(year: int, lang: str) -> str:
    """Format a fiscal year: 2024 → 令和6年度, or FY2024."""
    if lang == "en":
        return f"FY{year}"
    for era, first in _ERAS:
        if year >= first:
            return f"{era}{'元' if year == first else year - first + 1}年度"
    return f"{year}年度"


def exact_yen(amount: Decimal, lang: str) -> str:
    """Format an amount: 12345 → 12,345円, or ¥12,345; fractions of a yen are rounded half up."""
    whole = int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    if lang == "en":
        return f"{'-' if whole < 0 else ''}¥{abs(whole):,}"
    return f"{whole:,}円"


def money_columns(year: int | None) -> list[Column]:
    """Return the columns of a fiscal year's planned and executed amount; empty without a year."""
    if year is None:
        return []
    ja, en = fiscal_year(year, "ja"), fiscal_year(year, "en")
    return [
        Column("planned", text(f"{ja}の予算", f"Budget {en}"), "yen"),
        Column("executed", text(f"{ja}の執行", f"Executed {en}"), "yen"),
    ]
