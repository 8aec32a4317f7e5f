"""Headings that several analyses share, in both languages.

Short because analyses share no other words.
"""

from __future__ import annotations

from michisuji.analysis.tables import Column
from michisuji.fiscal_years import fiscal_year
from michisuji.languages import text


def money_columns(year: int | None) -> list[Column]:
    """Head the planned and the executed amount of a fiscal year; nothing without a year."""
    if year is None:
        return []
    ja, en = fiscal_year(year, "ja"), fiscal_year(year, "en")
    return [
        Column("planned", text(f"{ja}の予算", f"Budget {en}"), "yen"),
        Column("executed", text(f"{ja}の執行", f"Executed {en}"), "yen"),
    ]
