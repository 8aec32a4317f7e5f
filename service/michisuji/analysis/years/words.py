"""The wording of ``years``: a sentence and tables."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from michisuji.analysis.causal import Amount, planned
from michisuji.analysis.priority.achievement import Met
from michisuji.analysis.tables import Cell, Column, Named, Table
from michisuji.analysis.words import year_text, yen_text
from michisuji.analysis.years.answers import MOST_MODELS
from michisuji.languages import Text
from michisuji.messages import each, listed, message, text, together

if TYPE_CHECKING:
    from michisuji.analysis.years.answers import YearsDiff
    from michisuji.analysis.years.matching import EdgePair, NodePair


def sentence(result: YearsDiff) -> Text:
    """Return how much was added, removed and changed, and the difference in money."""
    before, after = year_text(result.before), year_text(result.after)
    counts = {change: result.count(change) for change in ("added", "removed", "changed")}
    if not result.models:
        models = "too_many" if result.too_many else "no_models"
    else:
        models = "models_differ" if any(counts.values()) else "models_same"
    told = text(f"analysis.years.{models}", before=before, after=after, most=MOST_MODELS, **counts)
    return together(told, _budget(result))


def _budget(result: YearsDiff) -> Text:
    before, after = (planned(result.money, y) for y in (result.before, result.after))
    if before is None or after is None:
        return text("analysis.years.no_budget")
    more = yen_text(after - before)
    return text(
        f"analysis.years.budget_{'rose' if after > before else 'fell'}",
        before=yen_text(before),
        after=yen_text(after),
        difference=more,
    )


def tables(result: YearsDiff) -> tuple[Table, ...]:
    """Return the tables of elements, links, programs, indicators, units and years."""
    parts = (_elements(result), _links(result)) if result.models else ()
    return (*parts, _programs(result), _indicators(result), _units(result), _over_years(result))


def _told(fields: tuple[str, ...]) -> Text:
    return each(
        lambda lang: listed((message(f"analysis.years.fields.{f}", lang) for f in fields), lang)
    )


def node_text(pair: NodePair, which: str) -> str | None:
    """Return the element's text before or after, with the amounts and indicators that differ."""
    node = pair.before if which == "before" else pair.after
    if node is None:
        return None
    parts = [node.label]
    if "detail" in pair.fields and node.detail:
        parts.append(node.detail)
    if "indicators" in pair.fields:
        parts.append("[" + " / ".join(i.label for i in node.indicators) + "]")
    return " ".join(part for part in parts if part)


def _elements(result: YearsDiff) -> Table:
    columns = (
        Column("owner", text("analysis.years.column_owner"), "link"),
        Column("change", text("analysis.years.column_change")),
        Column("kind", text("analysis.years.column_kind")),
        Column("before", year_text(result.before)),
        Column("after", year_text(result.after)),
        Column("fields", text("analysis.years.column_fields")),
        Column("how", text("analysis.years.column_how")),
    )
    rows: list[list[Cell]] = [
        [
            owner.owner,
            text(f"analysis.years.changes.{pair.change}"),
            text(f"analysis.stages.{pair.node.kind}"),
            node_text(pair, "before"),
            node_text(pair, "after"),
            _told(pair.fields) if pair.fields else "",
            text(f"analysis.years.how.{pair.how}") if pair.how in ("wording", "budget") else "",
        ]
        for owner in result.owners
        for pair in owner.diff.nodes
        if pair.change != "same"
    ]
    return Table("elements", text("analysis.years.table_elements"), columns, rows)


def _budget_of(year: int) -> Text:
    return text("analysis.years.budget_of", year=year_text(year), number=year)


def _links(result: YearsDiff) -> Table:
    columns = (
        Column("owner", text("analysis.years.column_owner"), "link"),
        Column("change", text("analysis.years.column_change")),
        Column("source", text("analysis.years.column_source")),
        Column("target", text("analysis.years.column_target")),
        Column("before", year_text(result.before)),
        Column("after", year_text(result.after)),
    )
    rows: list[list[Cell]] = []
    for owner in result.owners:
        labels = {}
        for pair in owner.diff.nodes:
            for node in (pair.before, pair.after):
                if node is not None:
                    labels[node.iri] = node.label
        for edge in owner.diff.edges:
            if edge.change != "same":
                ends = [labels.get(iri, iri) for iri in (edge.source, edge.target)]
                told = [_edge_text(edge, which) for which in ("before", "after")]
                rows.append(
                    [owner.owner, text(f"analysis.years.changes.{edge.change}"), *ends, *told]
                )
    return Table("links", text("analysis.years.table_links"), columns, rows)


def _edge_text(pair: EdgePair, which: str) -> Text | str | None:
    edge = pair.before if which == "before" else pair.after
    if edge is None:
        return None
    if not pair.fields:
        return edge.rationale
    return each(
        lambda lang: " / ".join(
            f"{message(f'analysis.years.fields.{f}', lang)}: {getattr(edge, f)}"
            for f in pair.fields
        )
    )


def _programs(result: YearsDiff) -> Table:
    columns = (
        Column("program", text("analysis.years.column_owner"), "link"),
        Column("added", text("analysis.years.column_added"), "number"),
        Column("removed", text("analysis.years.column_removed"), "number"),
        Column("changed", text("analysis.years.column_changed"), "number"),
        Column("before", _budget_of(result.before), "yen"),
        Column("after", _budget_of(result.after), "yen"),
        Column("difference", text("analysis.years.column_difference"), "yen"),
        Column("life", text("analysis.years.column_life")),
    )
    rows: list[list[Cell]] = []
    for o in sorted(result.owners, key=lambda o: (-abs(o.money_change or Decimal(0)), o.owner.iri)):
        life: Cell = ""
        if o.began:
            life = text("analysis.years.began")
        elif o.ended:
            life = text("analysis.years.ended")
        counts: list[Cell] = [None, None, None]
        if result.models:
            counts = [o.diff.count(change) for change in ("added", "removed", "changed")]
        money: list[Cell] = [o.money_before.planned, o.money_after.planned, o.money_change]
        rows.append([o.owner, *counts, *money, life])
    title = text("analysis.years.programs_title")
    note = text("analysis.years.programs_note")
    return Table("programs", title, columns, rows, note)


def _indicators(result: YearsDiff) -> Table:
    before, after = year_text(result.before), year_text(result.after)
    columns = (
        Column("indicator", text("analysis.years.column_indicator"), "link"),
        Column("change", text("analysis.years.column_change")),
        Column("before_target", text("analysis.years.target", year=before), "number"),
        Column("before_actual", text("analysis.years.actual", year=before), "number"),
        Column("after_target", text("analysis.years.target", year=after), "number"),
        Column("after_actual", text("analysis.years.actual", year=after), "number"),
    )
    rows: list[list[Cell]] = []
    for i in result.indicators:
        change: Cell = ""
        if not i.there_before:
            change = text("analysis.years.changes.added")
        elif not i.there_after:
            change = text("analysis.years.changes.removed")
        earlier, later = i.before or (None, None), i.after or (None, None)
        if change or i.before or i.after:
            rows.append([i.indicator, change, *earlier, *later])
    note = text("analysis.years.indicators_note")
    return Table("indicators", text("analysis.years.table_indicators"), columns, rows, note)


def _units(result: YearsDiff) -> Table:
    columns = (
        Column("program", text("analysis.years.column_owner"), "link"),
        Column("before", year_text(result.before), "links"),
        Column("after", year_text(result.after), "links"),
    )
    rows: list[tuple[Named, tuple[Named, ...], tuple[Named, ...]]] = [
        (o.owner, o.units_before, o.units_after)
        for o in result.owners
        if {u.iri for u in o.units_before} != {u.iri for u in o.units_after}
    ]
    return Table("units", text("analysis.years.table_units"), columns, rows)


def _over_years(result: YearsDiff) -> Table:
    columns = (
        Column("year", text("analysis.years.column_year"), "year"),
        Column("planned", text("analysis.years.column_planned"), "yen"),
        Column("executed", text("analysis.years.column_executed"), "yen"),
        Column("met", text("analysis.years.column_met"), "percent"),
        Column("judged", text("analysis.years.column_judged"), "number"),
    )
    rows = list(_years(result))
    return Table("years", text("analysis.years.table_years"), columns, rows)


def _years(
    result: YearsDiff,
) -> Iterator[tuple[int, Decimal | None, Decimal | None, float | None, int]]:
    for year in sorted({*result.money, *result.achievement}):
        amount, met = result.money.get(year, Amount()), result.achievement.get(year, Met())
        yield year, amount.planned, amount.executed, met.share, met.judged
