"""Headings that several analyses share, in both languages.

Short because analyses share no other words.
"""

from __future__ import annotations

from decimal import Decimal

from michisuji.analysis.tables import Column
from michisuji.figures import sentence_yen
from michisuji.fiscal_years import fiscal_year
from michisuji.languages import Text
from michisuji.messages import each, text


def year_text(year: int) -> Text:
    """Return a fiscal year as each language writes it."""
    return each(lambda lang: fiscal_year(year, lang))


def yen_text(amount: Decimal | None) -> Text:
    """Return an amount as a sentence of each language writes it; None counts as 0."""
    return each(lambda lang: sentence_yen(amount or Decimal(0), lang))


def money_columns(year: int | None) -> list[Column]:
    """Return the columns of a fiscal year's planned and executed amount; empty without a year."""
    if year is None:
        return []
    told = year_text(year)
    return [
        Column("planned", text("analysis.column_planned", year=told), "yen"),
        Column("executed", text("analysis.column_executed", year=told), "yen"),
    ]
