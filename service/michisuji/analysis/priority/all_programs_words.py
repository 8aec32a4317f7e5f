"""The wording of ``programs``: a sentence and a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from michisuji.analysis.tables import Cell, Column, Table
from michisuji.analysis.words import (
    choice_words,
    money_columns,
    state_cells,
    state_columns,
    year_text,
)
from michisuji.languages import Text
from michisuji.messages import text, together

if TYPE_CHECKING:
    from michisuji.analysis.priority.all_programs import Programs


def sentence(result: Programs) -> Text:
    """Return the number of programs, and how many of them were chosen."""
    count = text("analysis.programs.count", count=result.count)
    return together(count, choice_words(len(result.rows), result.count))


def tables(result: Programs) -> tuple[Table, ...]:
    """Return the table of the chosen programs."""
    columns = [
        Column("program", text("analysis.programs.column_program"), "link"),
        Column("measures", text("analysis.programs.column_measures"), "links"),
        Column("departments", text("analysis.programs.column_departments"), "links"),
    ]
    if result.value_year is not None:
        met = text("analysis.targets_met", year=year_text(result.value_year))
        columns += [Column("achievement", met, "percent"), *state_columns()]
    if result.money_year is not None:
        budget, _ = money_columns(result.money_year)
        columns += [budget, Column("change", text("analysis.programs.column_change"), "yen")]
    rows: list[list[Cell]] = []
    for r in result.rows:
        cells: list[Cell] = [r.program, r.measures, r.departments]
        if result.value_year is not None:
            cells += [r.achievement.share, *state_cells(r.achievement.counts)]
        if result.money_year is not None:
            cells += [r.budget, r.change]
        rows.append(cells)
    note = text("analysis.programs.note")
    return (Table("programs", text("analysis.programs.title"), columns, rows, note),)
