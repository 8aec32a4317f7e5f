"""Fiscal years and amounts in sentences, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from michisuji.analysis.causal.plan import Amount

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


def told_year(money: Mapping[int, Amount], wanted: int | None = None) -> int | None:
    """The fiscal year whose budget is told in a sentence.

    ``wanted`` when it is stated, else the latest with a planned amount; None without any.
    """
    stated = [year for year, amount in money.items() if amount.planned is not None]
    if wanted in stated:
        return wanted
    return max(stated, default=None)
