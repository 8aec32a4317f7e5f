"""The wording of ``impact``: a sentence and tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from michisuji.analysis.causal import Amount, planned
from michisuji.analysis.tables import Cell, Column, Table
from michisuji.analysis.words import money_columns, year_text, yen_text
from michisuji.languages import Text
from michisuji.messages import text, together

if TYPE_CHECKING:
    from michisuji.analysis.impact.answers import Feeder, Impact


def sentence(result: Impact) -> Text:
    """Return how many programs feed the target, by how many paths, with what money."""
    if not result.feeders:
        what = text(f"analysis.impact.kinds.{result.kind}")
        return text("analysis.impact.not_fed", what=what)
    count = len(result.feeders)
    many = "at_least" if any(f.more for f in result.feeders) else "by"
    ways, what = sum(f.ways for f in result.feeders), text(f"analysis.impact.kinds.{result.kind}")
    told = text(f"analysis.impact.fed_{many}", count=count, what=what, ways=ways)
    return together(told, _budget(result))


def _budget(result: Impact) -> Text:
    if result.year is None:
        return text("analysis.impact.no_budget")
    stated = _stated(result.feeders, result.year)
    some = stated < len(result.feeders)
    return text(
        f"analysis.impact.budget{'_together' * (stated > 1)}{'_of_some' * some}",
        year=year_text(result.year),
        yen=yen_text(result.money[result.year].planned),
        stated=stated,
    )


def _stated(feeders: Sequence[Feeder], year: int) -> int:
    return sum(planned(f.money, year) is not None for f in feeders)


def tables(result: Impact) -> list[Table]:
    """Return the tables of programs, paths and money."""
    return [_programs(result), _ways(result), _money(result)]


def _programs(result: Impact) -> Table:
    year = result.year
    columns = [
        Column("program", text("analysis.impact.column_program"), "link"),
        Column("above", text("analysis.impact.column_above"), "links"),
        Column("units", text("analysis.impact.column_units"), "links"),
        *money_columns(year),
        Column("ways", text("analysis.impact.column_ways"), "number"),
        Column("shortest", text("analysis.impact.column_shortest"), "number"),
        Column("confidence", text("analysis.impact.column_confidence"), "number"),
        Column("last", text("analysis.impact.column_last"), "links"),
    ]
    rows: list[list[Cell]] = []
    for f in result.feeders:
        amount = f.money.get(year or 0, Amount())
        money: list[Cell] = [] if year is None else [amount.planned, amount.executed]
        end: list[Cell] = [f.ways, f.shortest, f.confidence, f.last]
        rows.append([f.program, f.above, f.units, *money, *end])
    note = text("analysis.impact.programs_note")
    if any(f.more for f in result.feeders):
        note = together(note, text("analysis.impact.programs_note_most"))
    return Table("programs", text("analysis.impact.table_programs"), columns, rows, note)


def _ways(result: Impact) -> Table:
    columns = (
        Column("program", text("analysis.impact.column_program"), "link"),
        Column("way", text("analysis.impact.column_way"), "number"),
        Column("step", text("analysis.impact.column_step"), "number"),
        Column("kind", text("analysis.impact.column_kind")),
        Column("element", text("analysis.impact.column_element"), "link"),
        Column("programs", text("analysis.impact.column_programs"), "number"),
        Column("rationale", text("analysis.impact.column_rationale")),
        Column("assumption", text("analysis.impact.column_assumption")),
        Column("evidence", text("analysis.impact.column_evidence")),
        Column("confidence", text("analysis.impact.column_confidence"), "number"),
        Column("share", text("analysis.impact.column_share"), "percent"),
    )
    rows: list[tuple[Cell, ...]] = []
    for f in result.feeders:
        for n, path in enumerate(f.paths, 1):
            for k, step in enumerate(path.steps, 1):
                link = step.onward
                rows.append(
                    (
                        f.program,
                        n,
                        k,
                        text(f"analysis.stages.{step.kind}") if step.kind else None,
                        step.element,
                        step.programs,
                        (link.rationale or None) if link else None,
                        (link.assumption or None) if link else None,
                        (link.evidence or None) if link else None,
                        link.confidence if link else None,
                        link.share if link else None,
                    )
                )
    told = sum(1 for f in result.feeders if f.paths)
    note = None
    if told < len(result.feeders):
        note = text("analysis.impact.ways_note", told=told)
    return Table("ways", text("analysis.impact.table_ways"), columns, rows, note)


def _money(result: Impact) -> Table:
    columns = (
        Column("year", text("analysis.impact.column_year"), "year"),
        Column("planned", text("analysis.impact.column_planned"), "yen"),
        Column("executed", text("analysis.impact.column_executed"), "yen"),
        Column("programs", text("analysis.impact.money_column_programs"), "number"),
    )
    rows = [
        (year, a.planned, a.executed, sum(1 for f in result.feeders if year in f.money))
        for year, a in result.money.items()
    ]
    note = text("analysis.impact.money_note")
    return Table("money", text("analysis.impact.table_money"), columns, rows, note)
