"""The wording of ``leads-to``: a sentence and tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from michisuji.analysis.causal import Amount
from michisuji.analysis.tables import Cell, Column, Named, Table
from michisuji.analysis.words import money_columns, year_text, yen_text
from michisuji.languages import Text
from michisuji.messages import each, text, together

if TYPE_CHECKING:
    from michisuji.analysis.impact.reverse import LeadsTo


def sentence(result: LeadsTo) -> Text:
    """Return how many outcomes and indicators the start leads to, and its money of a year."""
    return together(_leads(result), _money_of(result))


def _counts(result: LeadsTo) -> tuple[int, int, int]:
    towns = sum(row.kind == "town" for row in result.reached)
    shown = {one.iri for row in result.reached for one in row.indicators}
    return towns, len(result.reached) - towns, len(shown)


def _of_many(result: LeadsTo) -> bool:
    return result.kind in ("unit", "measure")


def _leads(result: LeadsTo) -> Text:
    count, kind = len(result.programs), result.kind
    if _of_many(result) and not count:
        return text(f"analysis.leads-to.no_program.{kind}")
    who = text(f"analysis.leads-to.who.{kind}", count=count)
    if not result.reached:
        return text("analysis.leads-to.nowhere", who=who)
    towns, outcomes, shown = _counts(result)
    both = "town_conditions_and_outcomes" if towns and outcomes else ""
    where = both or ("town_conditions" if towns else "outcomes")
    return together(
        text(f"analysis.leads-to.to_{where}", who=who, towns=towns, outcomes=outcomes),
        text(f"analysis.leads-to.{'' if shown else 'not_'}shown", shown=shown),
    )


def _money_of(result: LeadsTo) -> Text:
    if result.kind == "element" or (result.year is None and not result.programs):
        return each(lambda _: "")
    if result.year is None:
        return text("analysis.impact.no_budget")
    stated, count = result.stating(result.year), len(result.programs)
    return text(
        f"analysis.leads-to.budget_{_how_many(stated, count)}",
        year=year_text(result.year),
        yen=yen_text(result.money[result.year].planned),
        stated=stated,
        count=count,
    )


def _how_many(stated: int, count: int) -> str:
    if stated < count:
        return "of_one" if stated == 1 else "of_some" if stated else "of_none"
    return "together" if stated > 1 else "of_all"


def tables(result: LeadsTo) -> list[Table]:
    """Return the tables of outcomes, indicators, programs and money."""
    return [_outcomes(result), _indicators(result), _programs(result), _money(result)]


def _outcomes(result: LeadsTo) -> Table:
    columns = (
        Column("element", text("analysis.leads-to.column_element"), "link"),
        Column("kind", text("analysis.leads-to.column_kind")),
        Column("owner", text("analysis.leads-to.column_owner"), "link"),
        Column("by", text("analysis.leads-to.column_by"), "links"),
        Column("links", text("analysis.leads-to.column_links"), "number"),
        Column("others", text("analysis.leads-to.column_others"), "number"),
        Column("indicators", text("analysis.leads-to.column_indicators"), "links"),
    )
    rows: list[list[Cell]] = [
        [
            r.element,
            text(f"analysis.stages.{r.kind}"),
            r.owner,
            r.by,
            r.links,
            r.others,
            r.indicators,
        ]
        for r in result.reached
    ]
    note = text("analysis.leads-to.outcomes_note")
    return Table("outcomes", text("analysis.leads-to.table_outcomes"), columns, rows, note)


def _indicators(result: LeadsTo) -> Table:
    shown: dict[Named, list[Named]] = {}
    by: dict[Named, set[str]] = {}
    for row in result.reached:
        for one in row.indicators:
            shown.setdefault(one, []).append(row.element)
            by.setdefault(one, set()).update(p.iri for p in row.by)
    columns = (
        Column("indicator", text("analysis.leads-to.column_indicator"), "link"),
        Column("shows", text("analysis.leads-to.column_shows"), "links"),
        Column("programs", text("analysis.leads-to.column_programs"), "number"),
    )
    rows = [(one, tuple(elements), len(by[one])) for one, elements in shown.items()]
    title = text("analysis.leads-to.indicators_title")
    return Table("indicators", title, columns, rows)


def _programs(result: LeadsTo) -> Table:
    year = result.year
    columns = [
        Column("program", text("analysis.leads-to.column_program"), "link"),
        Column("units", text("analysis.leads-to.column_units"), "links"),
        *money_columns(year),
        Column("outcomes", text("analysis.leads-to.column_outcomes"), "number"),
    ]
    rows: list[Sequence[Cell]] = []
    for one in result.led:
        amount = one.money.get(year or 0, Amount())
        money: list[Cell] = [] if year is None else [amount.planned, amount.executed]
        rows.append([one.program, one.units, *money, one.outcomes])
    return Table("programs", text("analysis.leads-to.table_programs"), columns, rows)


def _money(result: LeadsTo) -> Table:
    columns = (
        Column("year", text("analysis.leads-to.column_year"), "year"),
        Column("planned", text("analysis.leads-to.column_planned"), "yen"),
        Column("executed", text("analysis.leads-to.column_executed"), "yen"),
        Column("programs", text("analysis.leads-to.money_column_programs"), "number"),
    )
    rows = [(y, a.planned, a.executed, result.stating(y)) for y, a in result.money.items()]
    note = text("analysis.leads-to.money_note")
    return Table("money", text("analysis.leads-to.table_money"), columns, rows, note)
