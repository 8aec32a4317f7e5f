"""The wording of ``indicators``: a sentence and tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from michisuji.analysis.tables import Cell, Column, Table
from michisuji.analysis.words import choice_words
from michisuji.languages import Text
from michisuji.messages import text, together

if TYPE_CHECKING:
    from michisuji.analysis.board.answers import Board, BoardRow


def sentence(result: Board) -> Text:
    """Return the number of indicators, how many are in each state, and what is late."""
    judged = result.counts["met"] + result.counts["close"] + result.counts["missed"]
    parts = [text("analysis.indicators.count", count=result.count)]
    parts.append(choice_words(len(result.rows), result.count))
    if result.rows:
        parts.append(
            text(
                "analysis.indicators.judged",
                judged=judged,
                met=result.counts["met"],
                close=result.counts["close"],
                missed=result.counts["missed"],
            )
        )
    if result.late:
        parts.append(text("analysis.indicators.late", count=result.late))
    return together(*parts)


def tables(result: Board) -> tuple[Table, ...]:
    """Return the table of the chosen indicators, and that of their years."""
    says = "analysis.indicators.column_"
    columns = (
        Column("indicator", text(f"{says}indicator"), "link"),
        Column("measures", text(f"{says}measures"), "links"),
        Column("departments", text(f"{says}departments"), "links"),
        Column("unit", text(f"{says}unit")),
        Column("direction", text(f"{says}direction")),
        Column("year", text(f"{says}year"), "year"),
        Column("target", text(f"{says}target"), "number"),
        Column("actual", text(f"{says}actual"), "number"),
        Column("state", text(f"{says}state"), "verdict"),
        Column("achievement", text(f"{says}achievement"), "percent"),
        Column("survey", text(f"{says}survey")),
        Column("surveyYear", text(f"{says}survey_year"), "year"),
    )
    years = (
        Column("indicator", text(f"{says}indicator"), "link"),
        Column("year", text(f"{says}year"), "year"),
        Column("target", text(f"{says}target"), "number"),
        Column("actual", text(f"{says}actual"), "number"),
        Column("state", text(f"{says}state"), "verdict"),
        Column("achievement", text(f"{says}achievement"), "percent"),
    )
    note = text("achievement.rule")
    board = text("analysis.indicators.title")
    by_year = text("analysis.indicators.table_years")
    return (
        Table("indicators", board, columns, [_cells(row) for row in result.rows], note),
        Table("years", by_year, years, list(_years(result)), note),
    )


def _cells(row: BoardRow) -> list[Cell]:
    of = row.latest
    direction = text(f"achievement.wanted.{row.direction}") if row.direction else None
    return [
        row.indicator,
        row.measures,
        row.departments,
        row.unit or None,
        direction,
        of.year if of else None,
        of.target if of else None,
        of.actual if of else None,
        row.state or None,
        of.percent if of else None,
        text(f"analysis.indicators.survey_{row.survey}"),
        row.survey_year,
    ]


def _years(result: Board) -> Iterator[list[Cell]]:
    for row in result.rows:
        for of in row.years:
            yield [row.indicator, of.year, of.target, of.actual, of.state or None, of.percent]
