"""The wording of ``chains``: a sentence and a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from michisuji.analysis.tables import Column, Table
from michisuji.languages import Text
from michisuji.messages import text

if TYPE_CHECKING:
    from michisuji.analysis.chains.answers import Chains


def sentence(result: Chains) -> Text:
    """Return how many programs have a complete path."""
    return text("analysis.chains.sentence", programs=result.programs, reaching=result.reaching)


def tables(result: Chains) -> tuple[Table, ...]:
    """Return the one table of the result."""
    columns = (
        Column("unit", text("analysis.chains.column_unit"), "link"),
        Column("programs", text("analysis.chains.column_programs"), "number"),
        Column("reaching", text("analysis.chains.column_reaching"), "number"),
        Column("share", text("analysis.chains.column_share"), "percent"),
        Column("activities", text("analysis.chains.column_activities"), "number"),
        Column("activities_reaching", text("analysis.chains.column_activities_reaching"), "number"),
    )
    rows = [
        (u.unit, u.programs, u.reaching, u.share, u.activities, u.activities_reaching)
        for u in result.units
    ]
    note = text("analysis.chains.tables_note")
    title = text("analysis.chains.tables_title")
    return (Table("units", title, columns, rows, note),)
