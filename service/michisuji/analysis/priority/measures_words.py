"""The wording of ``measures``: a sentence and tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from michisuji.analysis.causal import planned
from michisuji.analysis.tables import Cell, Column, Table
from michisuji.analysis.words import (
    choice_words,
    money_columns,
    state_cells,
    state_columns,
    year_text,
    yen_text,
)
from michisuji.languages import Text
from michisuji.messages import text, together

if TYPE_CHECKING:
    from michisuji.analysis.priority.measures import Measures


def sentence(result: Measures) -> Text:
    """Return the number of measures, their money, and a note if no results are stated."""
    parts = [text("analysis.measures.count", count=result.count)]
    if result.money_year is not None:
        amount = yen_text(result.money[result.money_year].planned)
        parts.append(
            text("analysis.measures.budget", year=year_text(result.money_year), yen=amount)
        )
    parts.append(choice_words(len(result.rows), result.count))
    if result.value_year is None:
        parts.append(text("analysis.measures.no_values"))
    return together(*parts)


def tables(result: Measures) -> tuple[Table, ...]:
    """Return the tables of measures and of all money by year."""
    return (_measures(result), _money(result))


def _measures(result: Measures) -> Table:
    columns = [
        Column("measure", text("analysis.measures.column_measure"), "link"),
        Column("above", text("analysis.measures.column_above"), "link"),
        Column("departments", text("analysis.measures.column_departments"), "links"),
        Column("programs", text("analysis.measures.column_programs"), "number"),
        Column("reaching", text("analysis.measures.column_reaching"), "percent"),
    ]
    if result.value_year is not None:
        met = text("analysis.targets_met", year=year_text(result.value_year))
        columns += [
            Column("achievement", met, "percent"),
            Column("judged", text("analysis.measures.column_judged"), "number"),
            *state_columns(),
        ]
    if result.money_year is not None:
        planned_amount, _ = money_columns(result.money_year)
        columns += [
            planned_amount,
            Column("change", text("analysis.measures.column_change"), "yen"),
        ]
    rows: list[list[Cell]] = []
    for r in result.rows:
        cells: list[Cell] = [r.measure, r.above, r.departments, r.programs, r.reach]
        if result.value_year is not None:
            one = result.states(r)
            cells += [one.share, one.judged, *state_cells(one.counts)]
        if result.money_year is not None:
            cells += [planned(r.money, result.money_year), result.change(r)]
        rows.append(cells)
    note = text("analysis.measures.measures_note")
    return Table("measures", text("analysis.measures.table_measures"), columns, rows, note)


def _money(result: Measures) -> Table:
    columns = (
        Column("year", text("analysis.measures.column_year"), "year"),
        Column("planned", text("analysis.measures.column_planned"), "yen"),
        Column("executed", text("analysis.measures.column_executed"), "yen"),
    )
    rows = [(year, a.planned, a.executed) for year, a in result.money.items()]
    note = text("analysis.measures.money_note")
    return Table("money", text("analysis.measures.table_money"), columns, rows, note)
