"""Headings and cells that several analyses share, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from michisuji.achievement import STATES, Verdict
from michisuji.analysis.tables import Cell, Column
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


def state_columns() -> list[Column]:
    """Return a column of counts for each state of a target, best first."""
    return [
        Column(
            state,
            text(
                "achievement.column",
                mark=text(f"achievement.mark.{state}"),
                word=text(f"achievement.word.{state}"),
            ),
            "number",
        )
        for state in STATES
    ]


def state_cells(counts: Mapping[Verdict, int]) -> list[Cell]:
    """Return the cells of :func:`state_columns`."""
    return [counts[state] for state in STATES]


def choice_words(chosen: int, count: int) -> Text:
    """Return a sentence that says how many of all rows were chosen; '' for all of them."""
    if chosen == count:
        return each(lambda lang: "")
    return text("analysis.chosen", chosen=chosen, count=count)
