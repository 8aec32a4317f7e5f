"""The wording of ``measure-programs``: a sentence and a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from michisuji.analysis.causal import Amount
from michisuji.analysis.tables import Cell, Column, Table
from michisuji.analysis.words import (
    money_columns,
    state_cells,
    state_columns,
    year_text,
    yen_text,
)
from michisuji.languages import Text
from michisuji.messages import text, together

if TYPE_CHECKING:
    from michisuji.analysis.priority.programs import MeasurePrograms


def sentence(result: MeasurePrograms) -> Text:
    """Return the number of programs, their money, and how many targets can be judged."""
    parts = [text("analysis.measure-programs.count", count=len(result.rows))]
    if result.money_year is not None:
        amount = yen_text(result.money[result.money_year].planned)
        parts.append(
            text("analysis.measure-programs.budget", year=year_text(result.money_year), yen=amount)
        )
    judged = sum(bool(row.achievement.judged) for row in result.rows)
    if result.value_year is None or not judged:
        parts.append(text("analysis.measure-programs.not_judged"))
    else:
        year = year_text(result.value_year)
        parts.append(text("analysis.measure-programs.judged", year=year, count=judged))
    return together(*parts)


def tables(result: MeasurePrograms) -> tuple[Table, ...]:
    """Return one table, numbered like the chart."""
    note = text("analysis.measure-programs.tables_note")
    title = text("analysis.measure-programs.tables_title")
    return (Table("programs", title, _columns(result), list(_rows(result)), note),)


def _columns(result: MeasurePrograms) -> list[Column]:
    year, value_year = result.money_year, result.value_year
    columns = [
        Column("program", text("analysis.measure-programs.column_program"), "link"),
        Column("number", text("analysis.measure-programs.column_number"), "number"),
        Column("units", text("analysis.measure-programs.column_units"), "links"),
        *money_columns(year),
        Column("outcomes", text("analysis.measure-programs.column_outcomes"), "number"),
        Column("towns", text("analysis.measure-programs.column_towns"), "number"),
        Column("indicators", text("analysis.measure-programs.column_indicators"), "number"),
    ]
    if value_year is not None:
        met = text("analysis.targets_met", year=year_text(value_year))
        columns += [
            Column("achievement", met, "percent"),
            Column("judged", text("analysis.measure-programs.column_judged"), "number"),
            *state_columns(),
        ]
    columns += [
        Column("result", text("analysis.measure-programs.column_result")),
        Column("evaluated", text("analysis.measure-programs.column_evaluated"), "year"),
    ]
    return columns


def _rows(result: MeasurePrograms) -> Iterator[list[Cell]]:
    year, value_year = result.money_year, result.value_year
    for n, r in enumerate(result.rows, 1):
        cells: list[Cell] = [r.program, n, r.units]
        if year is not None:
            amount = r.money.get(year, Amount())
            cells += [amount.planned, amount.executed]
        cells += [r.outcomes, r.towns, r.indicators]
        if value_year is not None:
            cells += [r.achievement.share, r.achievement.judged]
            cells += state_cells(r.achievement.counts)
        yield [*cells, r.result or None, r.evaluated]
